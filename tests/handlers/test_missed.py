"""Nobody answered until the next question: the managers hear about whom, once, and kindly."""

import pytest

from bot.replies import Answer
from db.session import Database
from handlers.flow import render, targets, waiting
from tests.handlers.silences import MORNING, NOT_SEEN, asked, passes
from tests.house import CLEAR, MINUTE, Rowan, apply, journal, rowan


@pytest.fixture
def house(database: Database) -> Rowan:
    """Asked at 21:15, and the question has been posted."""
    return asked(Rowan(database).load())


# missed


def test_where_there_is_no_manager_the_team_leader_hears(database: Database) -> None:
    written = rowan()
    written["staff"] = [one for one in written["staff"] if one["role"] != "manager"]
    written["rotas"][0]["members"] = ["U0LEAD"]
    house = asked(Rowan(database).load(written))
    house.clock.at = MORNING
    house.tick()
    assert [row.to_user for row in house.sent("missed")] == ["U0LEAD"]


def test_it_counts_as_missed_where_there_is_nobody_to_hear_it(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "managers", lambda *_: [])
    house.clock.at = MORNING
    passes(house, 0, 0, 1)
    assert house.sent("missed") == []
    assert [one.why for one in journal(house.database, "handover.missed")] == ["2"]


def test_each_manager_hears_once_about_whom_nobody_answered(house: Rowan) -> None:
    house.says("ray", CLEAR)
    house.clock.at = MORNING
    passes(house, 0, 0, 1)
    assert sorted(row.to_user for row in house.sent("missed")) == ["U0ASH", "U0IDA"]
    assert [one.why for one in journal(house.database, "handover.missed")] == ["1"]
    row = house.sent("missed")[0]
    with house.database.read() as session:
        drawn = render.DRAW["missed"](session, row, house.clock.at, first=True)
    assert drawn is not None
    assert "no answer came about Sam." in drawn["text"]
    assert "We don't know how Sam is. Nobody is in trouble." in drawn["text"]


@pytest.mark.parametrize("last", [CLEAR, NOT_SEEN], ids=["clear", "not seen"])
def test_nobody_hears_when_nobody_is_missing(house: Rowan, last: Answer) -> None:
    house.says("sam", CLEAR)
    house.says("ray", last)
    house.clock.at = MORNING
    house.tick()
    assert house.sent("missed") == []


def test_a_late_answer_is_shown_to_the_manager(house: Rowan) -> None:
    first = house.newest()
    asked(house, MORNING)
    house.clock.passes(2)
    house.says("sam", CLEAR, handover_id=first)
    assert len(house.sent("missed", updates=True)) == 2
    with house.database.read() as session:
        said = waiting.standing(session, first, MORNING)
    assert (said.waiting, said.answered) == (("Ray",), (("Sam", "Jo", MORNING + 2 * MINUTE),))


def test_a_handover_that_was_not_asked_has_nobody_missing(database: Database) -> None:
    house = Rowan(database).load()
    house.clock.at = MORNING + 60 * MINUTE
    house.tick()
    assert house.sent("missed") == []


def test_somebody_who_left_since_is_not_missing(house: Rowan) -> None:
    house.says("ray", CLEAR)
    written = rowan()
    written["people"] = written["people"][1:]
    apply(house.database, written, house.clock.at)
    house.clock.at = MORNING
    house.tick()
    assert house.sent("missed") == []


def test_somebody_whom_a_person_does_not_want_told_reads_no_name(house: Rowan) -> None:
    house.clock.at = MORNING
    passes(house, 0, 0, 1)
    said = {}
    for row in house.sent("missed"):
        with house.database.read() as session:
            drawn = render.DRAW["missed"](session, row, house.clock.at, first=True)
        assert drawn is not None
        said[row.to_user] = drawn["text"]
    assert "about Sam and Ray." in said["U0ASH"]
    assert "about somebody else and Ray." in said["U0IDA"]
    assert "Sam" not in said["U0IDA"]
