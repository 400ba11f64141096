"""Migrations: from nothing to the newest and back, by any number of processes at once."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, col

import db.escalation
from bot.transitions import PassOn, Take
from db import migrate, tables
from db.session import Database
from db.tables import Asking, Checking, Climbing, HandingOver, Sending
from tests.house import QUIET, SLEEPLESS, Rowan

UPGRADE = (
    "import sys, time; from db import migrate; from db.session import Database;"
    "time.sleep(max(0, float(sys.argv[2]) - time.time()));"
    "print(migrate.upgrade(Database(sys.argv[1])))"
)


# a row that refers to two that are not there
NOTHING = "INSERT INTO planread (plan_id, staff_id, at) VALUES (7, 7, '2026-11-12')"


@pytest.fixture
def empty(database_url: str) -> Any:
    made = Database(database_url)
    yield made
    made.close()


def tables_of(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names())


def run(database: Database, what: Any, *more: Any) -> None:
    with migrate.changing(database) as connection:
        what(migrate.config(connection), *more)


def counted(database: Database, *but: str) -> dict[str, int]:
    """How many rows each table has, `but` leaving some out."""
    names = tables_of(database) - set(but)
    with database.engine.begin() as connection:
        count = {name: sa.select(sa.func.count()).select_from(sa.table(name)) for name in names}
        return {name: connection.scalar(count[name]) or 0 for name in names}


def test_the_versions_known_are_those_of_the_migrations() -> None:
    walked = ScriptDirectory.from_config(migrate.config()).walk_revisions()
    assert migrate.known() == tuple(reversed([one.revision for one in walked]))


def test_an_empty_database_is_brought_to_all_tables_and_back(empty: Database) -> None:
    assert migrate.upgrade(empty) is True
    assert tables_of(empty) == {*SQLModel.metadata.tables, "alembic_version"}
    run(empty, command.downgrade, "base")
    assert tables_of(empty) == {"alembic_version"}
    assert migrate.upgrade(empty) is True


def test_a_house_that_was_asked_and_answered_goes_back_to_the_first_version_and_on(
    database: Database,
) -> None:
    house = Rowan(database).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    before = counted(database)
    assert min(before[name] for name in ("reply", "crossing", "escalation", "personperiod")) > 0
    run(database, command.downgrade, "0001")
    old = counted(database, "personperiod", "planread", "written", "escalationevent")
    assert old.items() <= before.items()
    assert migrate.upgrade(database) is True
    # the first version knows no timeline, and plans no sense-checks
    assert counted(database) == before | {"escalationevent": 0, "checkround": 0}
    run(database, command.check)
    house.tick()


def test_what_the_version_before_cannot_draw_is_not_left_to_be_sent(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    house.does("U0DEE", Take())
    house.does("U0DEE", PassOn((house.author("U0ASH").staff_id,)))
    run(database, command.downgrade, "0005")
    with database.engine.begin() as connection:
        found = connection.execute(sa.text("SELECT kind, state FROM outbox ORDER BY id"))
        states = {row.kind: row.state for row in found}
    assert (states["ping"], states["passed"], states["held"]) == ("waiting", "dropped", "dropped")
    assert migrate.upgrade(database) is True


def test_after_migrating_a_row_still_may_not_refer_to_nothing(empty: Database) -> None:
    migrate.upgrade(empty)
    with pytest.raises(IntegrityError), empty.engine.begin() as connection:
        connection.execute(sa.text(NOTHING))


def test_a_migration_that_would_leave_rows_referring_to_nothing_changes_nothing(empty: Database) -> None:
    migrate.upgrade(empty)
    # SQLite says so at the end, PostgreSQL at once
    with pytest.raises((migrate.Torn, IntegrityError)), migrate.changing(empty) as connection:
        connection.execute(sa.text(NOTHING))
    assert counted(empty)["planread"] == 0


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert migrate.upgrade(database) is False


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    run(database, command.check)


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        ("outbox", Sending),
        ("handover", Asking),
        ("escalation", Climbing),
        ("handoff", HandingOver),
        ("checkround", Checking),
    ],
)
def test_a_check_holds_exactly_the_words_of_its_enum(
    database: Database, table: str, kind: type[StrEnum]
) -> None:
    checks = sa.inspect(database.engine).get_check_constraints(table)
    said = "".join(str(one["sqltext"]) for one in checks)
    assert len(checks) == 1
    assert sorted(said.split("'")[1::2]) == sorted(one.value for one in kind)


def test_a_database_of_a_newer_program_is_refused_and_left_alone(empty: Database) -> None:
    migrate.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.NewerDatabase, match="9999"):
        migrate.upgrade(empty)
    assert tables_of(empty) == {*SQLModel.metadata.tables, "alembic_version"}


def test_processes_that_start_at_one_moment_migrate_once(database_url: str) -> None:
    start = str(time.time() + 1.5)
    command_line = [sys.executable, "-c", UPGRADE, database_url, start]
    running = [subprocess.Popen(command_line, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [one.communicate(timeout=30)[0].strip() for one in running]
    assert sorted(said) == ["False", "False", "True"]


def test_threads_that_start_at_one_moment_migrate_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(migrate.upgrade, databases))
    for one in databases:
        one.close()
    assert sorted(said) == [False, False, False, True]


def test_what_was_taken_long_ago_is_to_be_closed_and_does_not_ring_when_a_database_is_upgraded(
    database: Database,
) -> None:
    house = Rowan(database).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    house.says("ray", QUIET)
    # the upgrade goes by the real time: Sam's was promised before it, Ray's is still to come
    for number, by in ((1, datetime(2026, 1, 1, tzinfo=UTC)), (2, datetime(2999, 1, 1, tzinfo=UTC))):
        held = {"state": "acknowledged", "holder_id": 1, "promise_by": by, "next_at": None, "due_at": None}
        with database.write() as session:
            session.execute(
                sa.update(tables.Escalation).where(col(tables.Escalation.id) == number).values(**held)
            )
    run(database, command.downgrade, "0005")
    assert migrate.upgrade(database) is True
    with database.read() as session:
        sams, rays = (db.escalation.get(session, number) for number in (1, 2))
    assert (sams.state, sams.reminded, sams.remind_at is not None) == ("acted_on", 0, True)
    assert rays.state == "acknowledged"
    with database.read() as session:
        assert session.get_one(tables.Escalation, 2).next_at == rays.promise_by
