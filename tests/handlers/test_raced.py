"""Two processes at the same moment, on PostgreSQL: what one of them read is not what holds when it writes."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col

import db.absence
import db.escalation
import db.handover
import db.pause
import db.people
from bot.people import Service
from bot.replies import Answer
from db import tables
from handlers.flow import handover, pause, replanned
from tests.handlers.absences import asked, comes_back, goes
from tests.house import CLEAR, DUE, MINUTE, NO_TEA, NOON, SLEEPLESS, Rowan, both_at_once, journal, rows

HOUR = 60 * MINUTE
MORNING = DUE + 10 * HOUR
TOMORROW = NOON + timedelta(days=1)
BOTH = Answer("signs", {"sleep": 2.0, "pacing": 1.0, "meals": 1.0})


def meet(monkeypatch: pytest.MonkeyPatch, *reads: tuple[Any, str]) -> None:
    """Whoever has read one of these goes on when somebody else has, or after half a second where one has to wait."""
    met = threading.Barrier(2)
    for module, name in reads:
        monkeypatch.setattr(module, name, _meeting(getattr(module, name), met))


def _meeting(read: Callable[..., Any], met: threading.Barrier) -> Callable[..., Any]:
    def meeting(*args: Any, **more: Any) -> Any:
        found = read(*args, **more)
        with suppress(threading.BrokenBarrierError):
            met.wait(0.5)
        return found

    return meeting


def at_once(*acts: Callable[[], object]) -> None:
    """Each in a thread of its own; what one of them raises is raised."""
    with ThreadPoolExecutor(len(acts)) as threads:
        for one in [threads.submit(act) for act in acts]:
            one.result()


def planned(house: Rowan) -> Any:
    with house.database.read() as session:
        return db.handover.planned(session, house.service().id)


def asks(house: Rowan, one: Any) -> bool:
    """The tick that found it due asks it."""
    with house.database.write() as session:
        return handover.ask_due(session, one, one.change.due)


def edited(house: Rowan) -> Service:
    """Rowan House as an edited file says it: asked five minutes later."""
    service: Service = house.service()
    asking = service.spec.handover.model_copy(update={"ask_before": timedelta(minutes=10)})
    return replace(service, spec=service.spec.model_copy(update={"handover": asking}))


def loads(house: Rowan, service: Service) -> None:
    """A process whose clock is a second behind loads the edited file."""
    with house.database.write() as session:
        handover.plan_ahead(session, service, DUE - timedelta(seconds=1))


def listed(house: Rowan) -> list[Any]:
    return [(row.state.value, row.due_at) for row in rows(house.database, tables.Handover)]


def pauses(house: Rowan, nonce: str, hours: int = 2, at: Any = TOMORROW) -> bool:
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, "U0LEAD")
        assert who is not None
        return pause.pause(session, house.service(), who, at + hours * HOUR, "At the seaside", nonce, at)


def resumes(house: Rowan) -> bool:
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, "U0LEAD")
        assert who is not None
        return pause.resume(session, house.service(), who, TOMORROW + MINUTE)


def live(house: Rowan) -> list[Any]:
    return [row.until_at for row in rows(house.database, tables.Pause, col(tables.Pause.ended_at).is_(None))]


@pytest.mark.parametrize("home", [True, False], ids=["back", "away"])
def test_whoever_goes_or_comes_back_while_a_tick_asks_is_asked_about_as_they_said(
    house: Rowan, monkeypatch: pytest.MonkeyPatch, home: bool
) -> None:
    if home:
        goes(house)
    one = planned(house)
    house.clock.at = one.change.due
    meet(monkeypatch, (db.absence, "active"), (db.absence, "newest_asked"))
    says = comes_back if home else goes
    at_once(lambda: asks(house, one), lambda: says(house))
    assert asked(house, one.id) == {"Sam": home, "Ray": True}


def test_a_tick_and_an_answer_do_not_wait_for_each_other(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = planned(house)
    house.clock.at = one.change.due + MINUTE
    tap = house.tap("sam", CLEAR, handover_id=None)
    # each would put the change after this one on the list: the answer holds Sam then, and the tick has to before
    meet(monkeypatch, (db.handover, "plan"), (db.handover, "period_at"))
    at_once(lambda: asks(house, one), lambda: house.record(tap))
    assert asked(house, one.id) == {"Sam": True, "Ray": True}
    assert len(rows(house.database, tables.Reply)) == 1


def test_of_two_pauses_at_once_one_holds(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = iter(["one", "two"])
    meet(monkeypatch, (db.pause, "going"))
    assert both_at_once(lambda: pauses(house, next(forms))) == [True, True]
    assert len(live(house)) == 1


def test_whoever_paused_last_is_right_though_they_looked_at_the_clock_first(house: Rowan) -> None:
    pauses(house, "one", hours=48)
    pauses(house, "two", at=TOMORROW - timedelta(seconds=1))
    assert live(house) == [TOMORROW - timedelta(seconds=1) + 2 * HOUR]
    (first, _) = rows(house.database, tables.Pause)
    assert first.ended_at == first.from_at


def test_resumed_twice_at_once_is_resumed_once(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses(house, "one")
    meet(monkeypatch, (db.pause, "going"))
    assert sorted(both_at_once(lambda: resumes(house))) == [False, True]
    assert live(house) == []
    assert len(journal(house.database, "asking.resumed")) == len(house.sent("resumed")) == 1


def test_a_load_moves_no_handover_that_is_just_being_asked_but_the_next(
    database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = Rowan(database).load()
    one, said = planned(house), edited(house)
    meet(monkeypatch, (db.handover, "take"), (db.handover, "planned"))
    at_once(lambda: asks(house, one), lambda: loads(house, said))
    loaded_first = [("planned", DUE + 5 * MINUTE)]
    asked_first = [("asked", DUE), ("planned", MORNING + 5 * MINUTE)]
    assert listed(house) in (asked_first, loaded_first)


def test_one_that_a_load_has_moved_since_it_was_found_due_is_not_asked_yet(database: Any) -> None:
    house = Rowan(database).load()
    one = planned(house)
    loads(house, edited(house))
    assert asks(house, one) is False
    assert listed(house) == [("planned", DUE + 5 * MINUTE)]


def test_one_that_is_still_to_be_asked_is_not_settled(database: Any) -> None:
    house = Rowan(database).load()
    one = planned(house)
    with database.write() as session:
        # the tick that asks holds the people and then wants this one: settling goes the other way
        assert db.handover.settle(session, one.id) is False
    asks(house, one)
    with database.write() as session:
        assert db.handover.settle(session, one.id) is True


def test_a_load_and_an_answer_do_not_wait_for_each_other(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.says("sam", NO_TEA)
    house.says("sam", SLEEPLESS, "U0AGENCY")
    assert [row.tell for row in house.escalations()] == ["role:team_leader", "ladder:house"]
    tap, sam = house.tap("sam", BOTH, "U0LEAD"), house.person("sam")

    def load() -> None:
        with house.database.write() as session:
            replanned.replanned(session, sam, house.clock.at)

    # the answer locks what rings in the order of its routes: here that is not the order of ids
    meet(monkeypatch, (db.escalation, "on_route"), (db.escalation, "get"))
    at_once(lambda: house.record(tap), load)
    assert len(rows(house.database, tables.Reply)) == 3
