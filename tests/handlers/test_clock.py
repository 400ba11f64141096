"""The clock: machines that share a database go by one, so that what one has claimed is not another's too early."""

from datetime import UTC, datetime, timedelta

import pytest
import structlog

from db.session import Database
from db.tables import Working
from handlers.clock import RealClock
from handlers.pulse import Pulse
from tests.house import Rowan

APART = timedelta(seconds=40)


def ahead(clock: RealClock) -> timedelta:
    """How far it is from the machine's, in whole seconds."""
    return timedelta(seconds=round((clock.real() - datetime.now(UTC)).total_seconds()))


@pytest.mark.parametrize("by", [APART, -APART, timedelta(minutes=3)])
def test_a_clock_goes_by_another_from_which_it_is_apart_until_it_is_not(by: timedelta) -> None:
    clock = RealClock()
    clock.keep_to(lambda: datetime.now(UTC) + by)
    assert ahead(clock) == by
    clock.keep_to(lambda: datetime.now(UTC) + timedelta(milliseconds=300))
    assert ahead(clock) == timedelta()


def test_a_clock_that_is_minutes_apart_is_not_believed() -> None:
    clock = RealClock()
    clock.keep_to(lambda: datetime.now(UTC) + APART)
    with structlog.testing.capture_logs() as logs:
        for _ in range(2):
            clock.keep_to(lambda: datetime.now(UTC) + timedelta(hours=1))
    assert ahead(clock) == APART
    # it is looked at every few seconds, and said once
    assert [(one["event"], one["seconds"]) for one in logs] == [("clock.wrong", 3600.0)]


def test_a_clock_that_is_just_about_a_second_apart_does_not_come_and_go() -> None:
    clock, seen = RealClock(), list[bool]()
    for apart in (0.9, 1.2, 0.8, 1.1, 0.7, 1.2, 0.2, 0.9):
        clock.keep_to(lambda apart=apart: datetime.now(UTC) + timedelta(seconds=apart))  # type: ignore[misc]
        seen.append(clock.real() - datetime.now(UTC) > timedelta(seconds=0.5))
    assert seen == [False, True, True, True, True, True, False, False]


def test_what_took_long_to_ask_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = RealClock()
    monkeypatch.setattr("handlers.clock.QUICK", timedelta())
    clock.keep_to(lambda: datetime.now(UTC) + APART)
    assert ahead(clock) == timedelta()


def test_a_process_goes_by_the_clock_of_the_database_that_others_share(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay, clock = Rowan(database).relay, RealClock()
    monkeypatch.setattr(relay, "clock", clock)
    if not database.sqlite:
        assert database.time().utcoffset() == timedelta()
    monkeypatch.setattr(database, "time", lambda: datetime.now(UTC) + APART)
    pulse = Pulse(relay, Working.WORKER)
    pulse.look()
    assert ahead(clock) == (timedelta() if database.sqlite else APART)
    monkeypatch.setattr(database, "time", lambda: datetime.now(UTC))
    pulse.look()
    assert ahead(clock) == timedelta()


@pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)
def test_a_process_goes_on_by_the_clock_it_has_while_the_database_does_not_say(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay, clock = Rowan(database).relay, RealClock()
    monkeypatch.setattr(relay, "clock", clock)
    clock.keep_to(lambda: datetime.now(UTC) + APART)

    def gone() -> datetime:
        raise OSError

    monkeypatch.setattr(database, "time", gone)
    Pulse(relay, Working.WORKER).look()
    assert ahead(clock) == APART
