"""What all tests share: databases of both kinds, and no settings of the machine's."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
import structlog
from sqlmodel import SQLModel

import db.session
import tests.pretend
from db import migrate
from db.session import Database
from tests import compiled, reads

if TYPE_CHECKING:  # a plugin: pytest imports it itself, to rewrite its asserts
    from tests import pg

pytest_plugins = ["tests.pg"]
pytest.register_assert_rewrite("tests.stories.evening")

OURS = ("SLACK_", "RELAY_SECRET", "RELAY_CLOCK", "RELAY_HEARTBEAT", "RELAY_LOG", "DATABASE_URL")
LONGEST = (
    "test_kill.py", "test_any_step.py", "test_not_wanted.py", "test_backtest_recorded.py", "test_two_processes.py",
    "test_database_gone.py", "test_secrets_in_logs.py", "test_short.py", "test_restore.py",
)  # fmt: skip
KINDS = ("sqlite", "postgresql")

compiled.share()
reads.watch()
# nobody waits in front of a screen here: what takes a busy machine two seconds has not failed
db.session.LOCK_WAIT = db.session.CONNECTION_WAIT = 8.0


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: stories mostly wait, for a bot to start or a lease to end."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """A newcomer's own `.env` and environment change no test."""
    for name in list(os.environ):
        if name.startswith(OURS):
            monkeypatch.delenv(name)
    # nothing is measured: a test that is about the pace says so
    monkeypatch.setenv("RELAY_PACE", "1000")


@pytest.fixture(autouse=True, scope="session")
def keeps_no_logger() -> Iterator[None]:
    """A command that a test runs configures the logs: a module that has logged then would keep to that for ever."""
    configure = structlog.configure
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            structlog, "configure", lambda **told: configure(**told | {"cache_logger_on_first_use": False})
        )
        yield


@pytest.fixture(autouse=True)
def reads_no_history() -> Iterator[None]:
    """What Relay asks of a database costs as much after ten years."""
    yield
    assert reads.found() == []


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh and empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'relay.db'}"
    return str(request.getfixturevalue("pg_url"))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables, to copy: migrating happens once a test process."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_pg(pg_cluster: "pg.Cluster") -> str:
    """The URL of a PostgreSQL database with all tables, which one test after the other uses."""
    url = pg_cluster.new_database("migrated")
    _migrate(url)
    return url


def _migrate(url: str) -> None:
    database = Database(url)
    migrate.upgrade(database)
    database.close()


@pytest.fixture(params=KINDS)
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of either kind with all tables and nothing in them."""
    if request.param == "sqlite":
        path = tmp_path / "relay.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return f"sqlite:///{path}"
    url: str = request.getfixturevalue("migrated_pg")
    _empty(url)
    return url


def _empty(url: str) -> None:
    """Take everything out, and count from 1 again. A TRUNCATE makes every file anew: a hundred times as slow."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        # whatever the order, no row is looked for that another refers to
        taken_out = ["SET LOCAL session_replication_role = replica"]
        taken_out += [f"DELETE FROM {name}" for name in SQLModel.metadata.tables]
        connection.exec_driver_sql("; ".join(taken_out))
        connection.exec_driver_sql("SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence")


@pytest.fixture(scope="session")
def year_file(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Path:
    """A file with the pretended year of three houses in it, to copy: made once a test process."""
    path = tmp_path_factory.mktemp("year") / "year.db"
    shutil.copy(migrated_sqlite, path)
    filled = Database(f"sqlite:///{path}")
    tests.pretend.fill(filled)
    filled.close()
    return path


@pytest.fixture
def year_url(year_file: Path, tmp_path: Path) -> str:
    """The pretended year (tests/pretend.py) in an SQLite database of one test's own."""
    path = tmp_path / "year.db"
    shutil.copy(year_file, path)
    return f"sqlite:///{path}"


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """The same, opened as the program opens it."""
    opened = Database(migrated_url)
    yield opened
    opened.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes by itself begins first: last, it would be waited for alone."""
    items.sort(key=lambda item: item.path.name not in LONGEST)
