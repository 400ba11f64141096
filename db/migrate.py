"""Bringing a database to this program's tables, and refusing one that is newer than the program."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from db.session import Database

if TYPE_CHECKING:  # a tenth of every start is its import, and no start needs it whose tables are right
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
LOCK = 7_305_118  # any number of processes may start at once; one migrates
PATIENCE = 60.0  # seconds


class NewerDatabase(Exception):
    """The database has tables this program has never heard of."""


class Torn(Exception):
    """A migration would leave rows that refer to nothing. Nothing was changed."""


def config(connection: sa.Connection | None = None) -> "Config":
    """What Alembic is told, on this connection."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    return made


def upgrade(database: Database) -> bool:
    """Migrate to the newest version, in one transaction. True when anything changed.

    While another process migrates it waits, up to a minute. Raises NewerDatabase when the database was migrated
    by a newer program, or Torn.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return _upgrade(database)
        except OperationalError as error:
            if not _is_locked(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def newer(database: Database) -> str | None:
    """Why this program must stop: the database has been migrated further meanwhile. None where it has not."""
    current = version(database)
    return None if current is None or current in known() else _too_new(current)


def version(database: Database) -> str | None:
    """The version of the database's tables. None where it has none yet."""
    with database.read() as session:
        if not sa.inspect(session.connection()).has_table("alembic_version"):
            return None
        return session.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


@cache
def known() -> tuple[str, ...]:
    """Every version this program knows, the newest last: the files of its migrations begin with them."""
    return tuple(sorted(file.name.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*.py")))


def _too_new(version: str) -> str:
    return f"the database is at version {version}; install the Relay that made it, or a newer one"


def _is_locked(error: OperationalError) -> bool:
    # answers to people give up on a lock within a second, so the connection does; a migration takes longer
    return isinstance(error.orig, LockNotAvailable) or "locked" in str(error.orig)


@contextmanager
def changing(database: Database) -> Iterator[sa.Connection]:
    """A connection in one transaction in which tables may be made anew, whatever refers to them.

    Raises Torn, and changes nothing, when a row would refer to another that is gone.
    """
    with database.engine.connect() as connection, _unwatched(connection), connection.begin():
        before = _changes(connection)
        yield connection
        # every row is looked at: only where something was written
        if _changes(connection) != before:
            torn = {row[0] for row in connection.execute(sa.text("PRAGMA foreign_key_check"))}
            if torn:
                raise Torn(f"rows of {', '.join(sorted(torn))} would refer to rows that are gone")


def _changes(connection: sa.Connection) -> int:
    """How many rows SQLite wrote on this connection; elsewhere 0, for PostgreSQL watches by itself."""
    if connection.dialect.name != "sqlite":
        return 0
    return int(getattr(connection.connection.dbapi_connection, "total_changes", 0))


@contextmanager
def _unwatched(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by dropping it, which it refuses where rows refer to it and it watches that."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw = connection.connection.dbapi_connection
    assert raw is not None
    # inside a transaction the pragma does nothing, so it goes around it, past SQLAlchemy
    raw.cursor().execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.cursor().execute("PRAGMA foreign_keys=ON")


def _upgrade(database: Database) -> bool:
    if _is_newest(version(database)):
        return False
    with changing(database) as connection:
        return _migrated(connection)


def _migrated(connection: sa.Connection) -> bool:
    from alembic import command
    from alembic.runtime.migration import MigrationContext

    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    # asked again under the lock: another process may have migrated meanwhile
    if _is_newest(MigrationContext.configure(connection).get_current_revision()):
        return False
    command.upgrade(config(connection), "head")
    return True


def _is_newest(current: str | None) -> bool:
    """Raises NewerDatabase where this program has never heard of it."""
    if current is not None and current not in known():
        raise NewerDatabase(_too_new(current))
    return current == known()[-1]
