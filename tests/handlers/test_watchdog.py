"""The watchdog: things are broken on purpose, and mended, and the heart is silent until all is well."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from slack_sdk import WebClient
from sqlalchemy.exc import OperationalError
from sqlmodel import col

import db.session
from bot.watchdog import Fault
from db import tables
from db.tables import Asking, Working
from handlers import ticks, work
from handlers.flow import escalation as escalation_flow
from handlers.flow import handover as handover_flow
from handlers.flow import watchdog as flow
from handlers.pulse import Pulse
from handlers.work import Work
from tests.handlers.watched import Dog, raising
from tests.house import DUE, MINUTE, NOON, SLEEPLESS, Rowan, journal, rows


@pytest.fixture
def dog(house: Rowan) -> Dog:
    """Rowan House, watched: Sam's signs were seen; Dee was told, and Slack has taken all of it."""
    house.says("sam", SLEEPLESS)
    house.all_sent()
    return Dog(house)


def test_where_all_is_well_the_heart_beats_and_nothing_is_written(dog: Dog) -> None:
    assert dog.look()
    assert dog.minute()
    assert (dog.notices(), dog.wrote("repaired"), dog.wrote("reported")) == ([], [], [])


def test_something_open_that_nobody_would_be_told_of_goes_on(dog: Dog) -> None:
    dog.change(tables.Escalation, due_at=None, next_at=None)
    dog.house.clock.passes(30)
    dog.house.tick()
    dog.house.all_sent()
    sam = dog.escalation()
    assert dog.house.pings() == [(1, "U0DEE")], "the ladder stands still"
    assert dog.look()
    assert dog.notices() == [("U0BOSS", f"watchdog no_next_move {sam.id}")]
    assert (dog.wrote("repaired"), dog.wrote("reported")) == (["no_next_move"], ["no_next_move"])
    dog.house.tick()
    assert (2, "U0ASH") in dog.house.pings()


def test_a_time_that_the_database_has_wrong_is_put_right(dog: Dog) -> None:
    dog.change(tables.Escalation, next_at=None)
    assert dog.look()
    assert dog.escalation().next_at == dog.escalation().due_at == DUE + 10 * MINUTE
    assert dog.notices() == [("U0BOSS", f"watchdog wrong_next {dog.escalation().id}")]


def test_who_has_something_without_a_promise_is_asked_now(dog: Dog) -> None:
    holder = dog.house.author("U0DEE").staff_id
    dog.change(
        tables.Escalation, state="acknowledged", holder_id=holder, acknowledged_at=DUE, promise_by=None, next_at=None
    )  # fmt: skip
    assert dog.look()
    assert dog.escalation().next_at == dog.escalation().promise_by == dog.house.clock.at
    assert dog.escalation().state == "acknowledged"


def test_somebody_else_may_have_mended_it(dog: Dog) -> None:
    before = dog.escalation()
    for kind in ("no_next_move", "no_promise", "wrong_next", "stuck"):
        assert repair(dog, Fault(kind, before.id, before.service_id)) is False
    (planned,) = [one for one in rows(dog.house.database, tables.Handover) if one.state == Asking.PLANNED]
    (asked,) = [one for one in rows(dog.house.database, tables.Handover) if one.state == Asking.ASKED]
    assert repair(dog, Fault("not_asked", asked.id, 1)) is False
    assert repair(dog, Fault("not_planned", planned.service_id, planned.service_id)) is False
    assert repair(dog, Fault("not_sent", 0)) is False
    assert dog.wrote("repaired") == []
    assert dog.escalation().model_dump() == before.model_dump()


def repair(dog: Dog, fault: Fault) -> bool:
    with dog.house.database.write() as session:
        return flow.repair(session, fault, dog.house.clock.at)


def test_two_that_look_at_once_mend_it_once(dog: Dog) -> None:
    dog.change(tables.Escalation, due_at=None, next_at=None)
    others = [Dog(dog.house), Dog(dog.house)]
    ready = threading.Barrier(2)

    def look(one: Dog) -> None:
        ready.wait()
        one.watchdog.look()

    threads = [threading.Thread(target=look, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert dog.wrote("repaired") == ["no_next_move"]
    assert len(dog.notices()) == 1
    assert dog.look()


def test_a_climb_that_fails_is_reported_at_the_second_look_and_the_heart_is_silent_until_it_works(
    dog: Dog, monkeypatch: pytest.MonkeyPatch
) -> None:
    dog.house.clock.at = DUE + 11 * MINUTE
    with monkeypatch.context() as broken:
        broken.setattr(escalation_flow, "advance", raising)
        assert [dog.minute(), dog.minute(), dog.minute()] == [False, False, False]
        assert dog.notices() == [("U0BOSS", f"watchdog stuck {dog.escalation().id}")]
        assert (dog.wrote("reported"), dog.wrote("repaired")) == (["stuck"], [])
    assert dog.minute()
    assert [who for _, who in dog.house.pings()] == ["U0DEE", "U0ASH"]


def test_while_slack_can_tell_this_process_nothing_the_heart_is_silent_and_somebody_is_told_once(
    dog: Dog,
) -> None:
    connected = [True]
    dog.house.relay.connected = lambda: connected[0]
    assert dog.look()
    connected[0] = False
    assert [dog.minute(), dog.minute(), dog.minute()] == [False, False, False]
    assert dog.notices() == [("U0BOSS", "watchdog cut_off 0")]
    connected[0] = True
    assert dog.minute()


def test_where_ticks_stand_still_the_watchdog_climbs_and_the_heart_is_silent(dog: Dog) -> None:
    dog.watchdog._ticked -= 61
    dog.house.clock.at = DUE + 12 * MINUTE
    assert not dog.look()
    assert dog.house.pings() == [(1, "U0DEE")]
    dog.house.clock.passes(1)
    assert not dog.look()
    assert dog.house.pings() == [(1, "U0DEE"), (2, "U0ASH")]
    assert sorted(about for _, about in dog.notices()) == [
        "watchdog no_ticks 0", f"watchdog stuck {dog.escalation().id}",
    ]  # fmt: skip
    dog.house.all_sent()
    dog.watchdog.ticked()
    assert dog.look()


def test_a_question_left_behind_is_asked(dog: Dog) -> None:
    dog.quiet()
    (planned,) = [one for one in rows(dog.house.database, tables.Handover) if one.state == Asking.PLANNED]
    dog.house.clock.at = planned.due_at + 2 * MINUTE
    assert not dog.look()
    assert len(dog.house.sent("prompt")) == 1
    assert dog.look()
    assert len(dog.house.sent("prompt")) == 2
    assert dog.notices() == [("U0BOSS", f"watchdog not_asked {planned.id}")]
    assert journal(dog.house.database, "watchdog.repaired")[0].handover_id == planned.id


def test_a_question_that_cannot_be_asked_keeps_the_heart_silent(
    dog: Dog, monkeypatch: pytest.MonkeyPatch
) -> None:
    dog.quiet()
    dog.house.clock.at = DUE + 11 * 60 * MINUTE
    monkeypatch.setattr(handover_flow, "ask_due", raising)
    assert [dog.look(), dog.look(), dog.look()] == [False] * 3
    assert [about.split()[1] for _, about in dog.notices()] == ["not_asked"]


def test_a_house_without_a_next_question_gets_one(dog: Dog) -> None:
    dog.change(tables.Handover, state="asked")
    assert not dog.look()
    assert dog.look()
    (planned,) = [one for one in rows(dog.house.database, tables.Handover) if one.state == Asking.PLANNED]
    assert planned.due_at > dog.house.clock.at
    assert dog.notices() == [("U0BOSS", f"watchdog not_planned {planned.service_id}")]


def test_a_ping_that_slack_does_not_take_is_reported_and_the_heart_is_silent_until_it_does(
    house: Rowan,
) -> None:
    house.says("sam", SLEEPLESS)
    dog = Dog(house)
    assert dog.look()
    dog.change(tables.Outbox, try_at=NOON + 9 * MINUTE)  # Slack asks for patience
    beaten = []
    for _ in range(4):
        house.clock.passes(1)
        beaten.append(dog.look())
    assert beaten == [True, True, False, False]
    assert dog.notices() == [("U0BOSS", "watchdog not_sent 0")]
    house.all_sent()
    assert dog.look()


def test_while_slack_takes_the_token_for_wrong_a_question_is_urgent_too(house: Rowan) -> None:
    """Nothing rings just now; who would ring would not be told either."""
    dog = Dog(house)
    dog.change(tables.Outbox, why="invalid_auth", try_at=NOON + 9 * MINUTE)
    house.clock.passes(3)
    assert [dog.look(), dog.look()] == [False, False]
    assert dog.notices() == [("U0BOSS", "watchdog not_sent 0")]
    dog.change(tables.Outbox, why="timeout")
    assert dog.look()


def test_a_claim_that_nobody_finishes_is_reported(dog: Dog) -> None:
    ping = col(tables.Outbox.kind) == "house_line"
    with dog.house.database.write() as session:
        session.execute(sa.update(tables.Outbox).where(ping).values(state="sending", lease_until=NOON))
    dog.house.clock.slack = NOON + 2 * MINUTE
    assert [dog.look(), dog.look()] == [False, False]
    assert dog.notices() == [("U0BOSS", "watchdog not_finished 0")]


def test_a_leap_of_the_clock_is_no_alarm(dog: Dog) -> None:
    """It leaps past the next rung; the watchdog looks before the tick, and the tick has done it by the next look."""
    dog.house.clock.passes(20)
    assert not dog.look()
    assert dog.minute()
    assert (dog.notices(), dog.wrote("repaired")) == ([], [])


def test_one_that_cannot_be_mended_stops_no_other(dog: Dog, monkeypatch: pytest.MonkeyPatch) -> None:
    dog.change(tables.Escalation, next_at=None)
    dog.change(tables.Handover, state="asked")
    monkeypatch.setitem(flow.REPAIRS, "write", raising)
    assert not dog.look()
    assert not dog.look()
    assert dog.wrote("repaired") == ["not_planned"]
    assert set(dog.wrote("reported")) == {"wrong_next", "not_planned"}


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_a_database_out_of_reach_keeps_the_heart_silent_and_raises_nothing(
    dog: Dog, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_: Any) -> None:
        raise db.session.PoolTimeout("no connection")

    with monkeypatch.context() as broken:
        broken.setattr(db.session.Database, "read", gone)
        assert [dog.look(), dog.look()] == [False, False]
    assert dog.look()


def test_the_bot_ticks_and_is_watched_and_a_tick_that_fails_is_none(
    dog: Dog, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = dog.house.relay
    tick, look = work.scheduler(relay, Pulse(relay, Working.RUN)).get_jobs()
    watching = look.func.__self__
    assert (tick.trigger.interval, look.trigger.interval) == (MINUTE / 60, MINUTE)
    watching._ticked -= 100
    assert not look.func()
    tick.func()
    assert look.func()
    watching._ticked -= 100
    monkeypatch.setattr(ticks, "tick", raising)
    with pytest.raises(RuntimeError):
        tick.func()
    assert not look.func()


def test_a_tick_beside_a_database_that_takes_nothing_is_none(
    dog: Dog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be read: a disk that is full, a file that is read-only, a standby."""
    relay = dog.house.relay
    pulse = Pulse(relay, Working.RUN)
    tick, look = work.scheduler(relay, pulse).get_jobs()
    tick.func()

    def full(_: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr(db.session.Database, "write", full)
        pulse.beat()
        look.func.__self__._ticked -= 100
        tick.func()
        assert not look.func()
    pulse.beat()
    tick.func()
    assert look.func()


def test_one_thing_that_fails_keeps_no_process_from_telling_the_rest(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would end at each start, and nobody be told of anything."""
    house.says("sam", SLEEPLESS)
    house.clock.passes(30)
    monkeypatch.setattr(ticks, "turn", raising)
    starting = Work(house.relay, WebClient(), Working.WORKER)
    starting._tick()
    assert (2, "U0ASH") in house.pings()

    def gone(_: Any) -> None:
        raise OperationalError("SELECT", {}, Exception("no connection"))

    monkeypatch.setattr(ticks, "advance", gone)
    with pytest.raises(OperationalError):
        starting._tick()
