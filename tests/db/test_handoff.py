"""Changes of on-call as kept: each once, whoever ticks; and a program before them that knows none."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import command

import db.handoff
from bot.handoff import Change
from db import migrate, tables
from db.session import Database
from tests.house import MINUTE, Clock, Rowan, rowan, rows

MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
CHANGE = Change(MONDAY, "U0DEE", "U0ASH")


def house(database: Database) -> Rowan:
    """Rowan House on Monday before nine, with Dee's and Ash's turns of a week each."""
    said = rowan()
    said["rotas"][0]["members"] = ["U0DEE", "U0ASH"]
    made = Rowan(database, Clock(MONDAY - MINUTE)).load(said)
    made.tick()
    return made


def test_a_change_is_planned_once_and_each_step_of_it_is_taken_once(database: Database) -> None:
    with database.write() as session:
        one = db.handoff.plan(session, "first-line", CHANGE)
        assert one is not None
        assert db.handoff.plan(session, "first-line", CHANGE) is None
        assert not db.handoff.take(session, one, MONDAY)
        assert db.handoff.due(session, MONDAY - MINUTE) == []
        assert db.handoff.due(session, MONDAY) == [one]
        assert db.handoff.tell(session, one, CHANGE, MONDAY, MONDAY + 30 * MINUTE)
        assert not db.handoff.tell(session, one, CHANGE, MONDAY, None)
        assert not db.handoff.pass_over(session, one)
        assert db.handoff.next_due(session) == MONDAY + 30 * MINUTE
        assert db.handoff.to_chase(session, MONDAY + 29 * MINUTE) == []
        assert db.handoff.to_chase(session, MONDAY + 30 * MINUTE) == [one]
        assert db.handoff.chased(session, one, MONDAY + 30 * MINUTE)
        assert not db.handoff.chased(session, one, MONDAY + 30 * MINUTE)
        assert db.handoff.take(session, one, MONDAY + 31 * MINUTE)
        assert not db.handoff.take(session, one, MONDAY + 32 * MINUTE)
        assert db.handoff.next_due(session) is None


def test_only_what_is_planned_is_dropped(database: Database) -> None:
    with database.write() as session:
        one = db.handoff.plan(session, "first-line", CHANGE)
        assert one is not None
        db.handoff.tell(session, one, CHANGE, MONDAY, None)
        db.handoff.drop(session, one)
        assert db.handoff.get(session, one).state == "told"
        later = db.handoff.plan(session, "first-line", Change(MONDAY + timedelta(7), "U0ASH", "U0DEE"))
        assert later is not None
        db.handoff.drop(session, later)
        assert db.handoff.planned(session, "first-line") is None


def test_threads_that_tick_at_once_tell_once(database: Database) -> None:
    made = house(database)
    made.clock.at = MONDAY
    ready = threading.Barrier(4)

    def tick(_: int) -> None:
        ready.wait()
        made.tick()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(tick, range(4)))
    assert [row.to_user for row in made.sent("on_call")] == ["U0ASH"]
    assert [row.state.value for row in rows(database, tables.Handoff)] == ["told", "planned"]


def test_the_program_before_finds_no_message_that_it_cannot_draw(database: Database) -> None:
    made = house(database)
    made.clock.at = MONDAY
    made.tick()
    made.all_sent()
    made.clock.at = MONDAY + 30 * MINUTE
    made.tick()
    assert (len(made.sent("on_call")), len(made.sent("on_call", updates=True))) == (2, 1)
    with migrate.changing(database) as connection:
        command.downgrade(migrate.config(connection), "0006")
        left = connection.scalar(sa.text("SELECT count(*) FROM outbox WHERE kind IN ('on_call', 'off_call')"))
    assert left == 0
    assert migrate.upgrade(database) is True
