"""Keeping handovers: on the list once, taken once, and which period an instant falls in."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy.exc import DBAPIError

import db.handover
from bot import handover
from bot.handover import Change
from db.session import Database
from db.tables import Asking, Handover
from tests.house import NOON, Rowan, apply, rowan, rows, service

HOUR = timedelta(hours=1)
LATE = Change("late", "night", date(2026, 11, 12), NOON + 9.5 * HOUR, NOON + 9.25 * HOUR)
NIGHT = Change("night", "early", date(2026, 11, 13), NOON + 19.5 * HOUR, NOON + 19.25 * HOUR)


@pytest.fixture
def house(database: Database) -> Rowan:
    """Loaded, with nothing planned."""
    apply(database, rowan())
    return Rowan(database)


def plan(house: Rowan, change: Change, service_id: int = 1) -> bool:
    with house.database.write() as session:
        return db.handover.plan(session, service_id, change)


def take(house: Rowan, handover_id: int, state: Asking = Asking.ASKED) -> bool:
    with house.database.write() as session:
        return db.handover.take(session, handover_id, state, NOON, late=False)


def move(house: Rowan, handover_id: int, change: Change) -> bool:
    with house.database.write() as session:
        return db.handover.move(session, handover_id, change)


def at_once(count: int, act: object) -> list[bool]:
    with ThreadPoolExecutor(count) as threads:
        return sorted(threads.map(lambda _: act(), range(count)))  # type: ignore[operator]


def test_a_change_of_shift_is_planned_once(house: Rowan) -> None:
    assert at_once(4, lambda: plan(house, LATE)) == [False, False, False, True]
    assert len(rows(house.database, Handover)) == 1


def test_a_planned_handover_is_taken_once(house: Rowan) -> None:
    plan(house, LATE)
    assert at_once(4, lambda: take(house, 1)) == [False, False, False, True]
    assert take(house, 1, Asking.NOT_ASKED) is False
    assert rows(house.database, Handover)[0].asked_at == NOON


def test_one_not_asked_has_no_time_of_asking(house: Rowan) -> None:
    plan(house, LATE)
    take(house, 1, Asking.NOT_ASKED)
    assert rows(house.database, Handover)[0].asked_at is None


def test_a_planned_handover_moves_when_the_shifts_are_edited(house: Rowan) -> None:
    plan(house, LATE)
    assert move(house, 1, replace(LATE, due=LATE.due - HOUR)) is True
    assert move(house, 1, NIGHT) is True
    assert [row.slot for row in rows(house.database, Handover)] == ["2026-11-13 night early"]
    assert plan(house, LATE) is True
    assert move(house, 1, LATE) is False


def test_an_instant_falls_in_the_period_that_is_due_then_or_next(house: Rowan) -> None:
    plan(house, LATE)
    plan(house, NIGHT)
    second = timedelta(seconds=1)
    with house.database.read() as session:
        found = [
            db.handover.period_at(session, 1, at)
            for at in (NOON, LATE.due, LATE.due + second, NIGHT.due + second)
        ]
    assert found == [1, 1, 2, None]


def test_one_services_handovers_are_not_anothers(house: Rowan) -> None:
    both = rowan()
    both["services"].append(service("oak-house", "Oak House", "C0OAK"))
    apply(house.database, both)
    assert plan(house, LATE) is True
    assert plan(house, LATE, 2) is True
    with house.database.read() as session:
        assert db.handover.period_at(session, 2, NOON) == 2
        assert [one.service_id for one in db.handover.due(session, LATE.due)] == [1, 2]
        assert db.handover.due(session, LATE.due - HOUR) == []
        assert db.handover.next_due(session) == LATE.due


def test_an_extra_one_makes_no_period_and_is_made_once_for_one_asking(house: Rowan) -> None:
    plan(house, LATE)
    with house.database.write() as session:
        db.handover.add_extra(session, 1, LATE, NOON, "request")
    with house.database.read() as session:
        assert db.handover.get(session, 2).extra
        assert db.handover.period_at(session, 1, NOON) == 1
    with pytest.raises(DBAPIError), house.database.write() as session:
        db.handover.add_extra(session, 1, LATE, NOON, "request")
    assert len(rows(house.database, Handover)) == 2


CLOCKS_BACK = datetime(2026, 10, 24, 12, tzinfo=UTC)
CLOCKS_FORWARD = datetime(2027, 3, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize("start", [CLOCKS_BACK, CLOCKS_FORWARD], ids=["back", "forward"])
def test_a_night_with_a_clock_change_is_asked_like_any_other(house: Rowan, start: datetime) -> None:
    spec = house.service().spec
    for change in handover.changes(spec, start, start + timedelta(days=2)):
        assert plan(house, change) is True
    kept = rows(house.database, Handover)
    assert [row.slot.split()[1] for row in kept] == ["early", "late", "night"] * 2
    gaps = [later.due_at - earlier.due_at for earlier, later in pairwise(kept)]
    assert min(gaps) > 6 * HOUR
    assert kept[2].due_at.hour == (7 if start is CLOCKS_BACK else 6)
