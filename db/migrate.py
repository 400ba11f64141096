"""Bringing a database to this program's tables, and refusing one that is newer than the program."""

import time
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from db.session import Database

LOCK = 7_305_118  # any number of processes may start at once; one migrates
PATIENCE = 60.0  # seconds


class NewerDatabase(Exception):
    """The database has tables this program has never heard of."""


def config(connection: sa.Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["connection"] = connection
    return made


def upgrade(database: Database) -> bool:
    """Migrate to the newest version, in one transaction. True when anything changed.

    While another process migrates it waits, up to a minute. Raises NewerDatabase when the database was migrated
    by a newer program.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return _upgrade(database)
        except OperationalError as error:
            if not _is_locked(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _is_locked(error: OperationalError) -> bool:
    # answers to people give up on a lock within a second, so the connection does; a migration takes longer
    return isinstance(error.orig, LockNotAvailable) or "locked" in str(error.orig)


def _upgrade(database: Database) -> bool:
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        scripts = ScriptDirectory.from_config(config())
        known = {script.revision for script in scripts.walk_revisions()}
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise NewerDatabase(
                f"the database is at version {current}; install the Relay that made it, or a newer one"
            )
        if current == scripts.get_current_head():
            return False
        command.upgrade(config(connection), "head")
        return True
