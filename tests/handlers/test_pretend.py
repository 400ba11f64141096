"""The bot goes on from a pretended year as if it had been there: nothing of the past rings, and nothing is wrong."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.replies import Answer
from db import tables
from db.session import Database
from db.tables import Asking
from handlers import pretend
from tests.handlers.watched import Dog
from tests.house import MINUTE, Clock, Rowan, journal, rows
from tests.pretend import UNTIL, year
from tests.pretend import house as three_houses

NEXT = UNTIL.replace(hour=14, minute=15)


class Houses(Rowan):
    """The house that is spoken of is Harbour View."""

    def service(self, key: str = "harbour-view") -> Any:
        return super().service(key)


@pytest.fixture
def house(year_url: str) -> Iterator[Rowan]:
    """The three houses with their year, and the clock where it ends."""
    made = Houses(Database(year_url), Clock(UNTIL))
    yield made
    made.database.close()


def put(house: Rowan) -> list[tuple[str, str]]:
    return [(one.kind, one.state.value) for one in rows(house.database, tables.Outbox)]


def test_the_first_tick_has_nothing_of_the_year_to_do(house: Rowan) -> None:
    before = len(rows(house.database, tables.Journal))
    events = len(rows(house.database, tables.EscalationEvent))
    for _ in range(3):
        house.tick()
    assert put(house) == []
    assert len(rows(house.database, tables.EscalationEvent)) == events
    assert len(rows(house.database, tables.Journal)) == before


def test_the_watchdog_finds_nothing_wrong(house: Rowan) -> None:
    dog = Dog(house)
    assert dog.look()
    assert dog.minute()
    assert (dog.notices(), dog.wrote("repaired"), dog.wrote("reported")) == ([], [], [])


def test_each_house_is_asked_at_the_next_change_of_shift(house: Rowan) -> None:
    house.clock.at = NEXT
    house.tick()
    assert [what for what in put(house) if what[0] != "close"] == [("prompt", "waiting")] * 3
    assert journal(house.database, "handover.missed") == []
    assert len([one for one in rows(house.database, tables.Handover) if one.state is Asking.ASKED]) > 3_200
    assert not [one for one in rows(house.database, tables.Handover) if not one.settled and one.due_at < NEXT]


def test_an_answer_then_looks_back_on_the_year(house: Rowan) -> None:
    house.clock.at = NEXT
    house.tick()
    house.clock.passes(3)
    told = house.says(
        "nan", Answer("signs", {"lost": 1.0, "pot": 1.0, "sore": 0.0, "drink": 0.0}), slack="U0PAT"
    )
    assert told.how == "kept"
    assert len(told.escalations) == 1
    assert "ping" in {kind for kind, _ in put(house)}


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_what_was_due_only_just_before_is_asked_by_the_bot(database: Database) -> None:
    until = NEXT + MINUTE
    made = Rowan(database, Clock(until))
    with database.write() as session:
        pretend.keep(session, three_houses(), until, count=1)
    made.tick()
    assert [kind for kind, _ in put(made)] == ["prompt"] * 3


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_the_digest_comes_though_the_bot_starts_only_after_it_was_due(database: Database) -> None:
    due = UNTIL.replace(hour=9, minute=0)
    made = Rowan(database, Clock(due + MINUTE))
    with database.write() as session:
        pretend.keep(session, three_houses(), due - MINUTE, count=1)
    made.tick()
    assert [one.due_at for one in made.sent("huddle")] == [due + MINUTE]


def test_it_says_what_is_in_it() -> None:
    told = pretend.Told(3, 18, year())
    assert pretend.said(told).startswith("A year of 3 made-up houses: 18 people, 3,2")
