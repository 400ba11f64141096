"""Migrations: from nothing to the newest and back, by any number of processes at once."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import SQLModel

from db import migrate
from db.session import Database
from db.tables import Asking, Climbing, Sending

UPGRADE = (
    "import sys, time; from db import migrate; from db.session import Database;"
    "time.sleep(max(0, float(sys.argv[2]) - time.time()));"
    "print(migrate.upgrade(Database(sys.argv[1])))"
)


@pytest.fixture
def empty(database_url: str) -> Any:
    made = Database(database_url)
    yield made
    made.close()


def tables_of(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names())


def run(database: Database, what: Any, *more: Any) -> None:
    with database.engine.begin() as connection:
        what(migrate.config(connection), *more)


def test_an_empty_database_is_brought_to_all_tables_and_back(empty: Database) -> None:
    assert migrate.upgrade(empty) is True
    assert tables_of(empty) == {*SQLModel.metadata.tables, "alembic_version"}
    run(empty, command.downgrade, "base")
    assert tables_of(empty) == {"alembic_version"}
    assert migrate.upgrade(empty) is True


def test_migrating_again_changes_nothing(database: Database) -> None:
    assert migrate.upgrade(database) is False


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    run(database, command.check)


@pytest.mark.parametrize(
    ("table", "kind"), [("outbox", Sending), ("handover", Asking), ("escalation", Climbing)]
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
