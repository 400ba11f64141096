"""A correction that takes the evidence away: nothing closes by itself, and the messages say so."""

import pytest

from bot.replies import Answer
from db.session import Database
from handlers.flow import gather
from tests.house import SLEEPLESS, Rowan, journal

CALM = Answer("signs", {"sleep": 1.0, "pacing": 0.0, "meals": 0.0})


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House, asked at 21:15."""
    made = Rowan(database).load()
    made.ask()
    return made


def told(house: Rowan, escalation_id: int) -> tuple[str, bool]:
    """How the escalation stands, and whether its messages say that it was corrected."""
    with house.database.read() as session:
        briefing = gather.briefing(session, escalation_id, house.clock.now())
    return briefing.escalation.state, briefing.corrected is not None


def test_a_correction_that_un_crosses_closes_nothing_and_is_said(house: Rowan) -> None:
    first = house.record(house.tap("sam", SLEEPLESS, nonce="form"))
    (opened,) = first.escalations
    assert told(house, opened) == ("open", False)
    house.clock.passes(5)
    house.record(house.tap("sam", CALM, nonce="form"))
    assert told(house, opened) == ("open", True)
    assert [one.escalation_id for one in journal(house.database, "crossing.corrected")] == [opened]


def test_a_correction_that_still_crosses_leaves_it_as_it_was(house: Rowan) -> None:
    first = house.record(house.tap("sam", SLEEPLESS, nonce="form"))
    house.record(house.tap("sam", Answer("signs", {"sleep": 3.0, "pacing": 1.0}), nonce="form"))
    assert told(house, first.escalations[0]) == ("open", False)


def test_what_another_saw_too_stands_when_one_takes_it_back(house: Rowan) -> None:
    first = house.record(house.tap("sam", SLEEPLESS, nonce="form"))
    house.record(house.tap("sam", SLEEPLESS, slack="U0LEAD", nonce="hers"))
    house.record(house.tap("sam", CALM, nonce="form"))
    assert told(house, first.escalations[0]) == ("open", False)


def test_corrected_back_again_it_joins_and_is_no_longer_said(house: Rowan) -> None:
    first = house.record(house.tap("sam", SLEEPLESS, nonce="form"))
    house.record(house.tap("sam", CALM, nonce="form"))
    again = house.record(house.tap("sam", Answer("signs", {"sleep": 3.0, "pacing": 1.0}), nonce="form"))
    assert again.escalations == first.escalations
    assert told(house, first.escalations[0]) == ("open", False)
