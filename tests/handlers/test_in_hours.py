"""What waits for the office: it rings nobody while the office is closed, whoever has it neither."""

from datetime import UTC, datetime

import pytest

from bot.transitions import Promise, Take
from db.session import Database
from tests.house import MINUTE, NO_TEA, Rowan, rowan

DEE = "U0DEE"
FRIDAY = datetime(2026, 11, 13, 16, 5, tzinfo=UTC)
AT_NIGHT = datetime(2026, 11, 14, 3, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def house(database: Database) -> Rowan:
    """Sam's tea waits for the office, and Dee has had it since Friday afternoon."""
    written = rowan()
    written["people"][0]["plan"]["thresholds"][1] |= {"tell": "ladder:house", "urgency": "in_hours"}
    made = Rowan(database).load(written)
    made.ask()
    made.says("sam", NO_TEA)
    made.clock.at = FRIDAY
    made.tick()
    assert made.does(DEE, Take()).refused is None
    assert made.does(DEE, Promise("come", MONDAY + 180 * MINUTE)).refused is None
    made.all_sent()
    return made


def test_what_joins_at_night_is_said_when_the_office_opens_and_once(house: Rowan) -> None:
    for house.clock.at in (AT_NIGHT, AT_NIGHT + 60 * MINUTE):
        house.says("sam", NO_TEA, "U0AGENCY")
    assert [(row.to_user, row.due_at) for row in house.sent("joined")] == [(DEE, MONDAY)]
    (row,) = house.escalations()
    assert row.confirm_by == MONDAY + 10 * MINUTE


def test_what_joins_in_hours_is_said_at_once(house: Rowan) -> None:
    house.clock.at = FRIDAY + 20 * MINUTE
    house.says("sam", NO_TEA, "U0AGENCY")
    assert [row.due_at for row in house.sent("joined")] == [house.clock.at]
