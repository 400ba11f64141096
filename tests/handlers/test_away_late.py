"""Away, said when a handover is late already: nobody is waited for any more, and nobody is said to have a reply."""

import pytest

from db.session import Database
from tests.handlers.absences import comes_back, goes
from tests.handlers.silences import asked, passes, text
from tests.house import CLEAR, Rowan

OVER = "Nobody is waited for now: whoever has no reply is away."


@pytest.fixture
def house(database: Database) -> Rowan:
    """Asked at 21:15, reminded, and late."""
    made = asked(Rowan(database).load())
    passes(made, 20, 25, 1)
    made.all_sent()
    return made


def drawn_anew(house: Rowan) -> list[str]:
    said = [one for kind in ("reminder", "house_line", "ping") for one in house.sent(kind, updates=True)]
    house.all_sent()
    return [row.kind for row in said if row.state == "waiting"]


@pytest.mark.parametrize("kind", ["reminder", "house_line", "ping"])
def test_nobody_is_said_to_have_a_reply_who_is_away(house: Rowan, kind: str) -> None:
    goes(house)
    house.says("ray", CLEAR)
    said = text(house, kind, first=False)
    assert OVER in said
    assert "reply now" not in said
    assert "All are answered" not in said


def test_what_was_said_of_the_silence_is_drawn_anew_when_somebody_goes_and_comes_back(house: Rowan) -> None:
    goes(house)
    assert drawn_anew(house) == ["reminder", "house_line", "ping"]
    comes_back(house)
    assert drawn_anew(house) == ["reminder", "house_line", "ping"]
    assert "Still to answer: Sam and Ray." in text(house, "reminder", first=False)
