"""Bringing a database to this program's tables, and refusing one that is newer than the program."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from db.session import Database

LOCK = 7_305_118  # any number of processes may start at once; one migrates


class NewerDatabase(Exception):
    """The database has tables this program has never heard of."""


def config(connection: sa.Connection | None = None) -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["connection"] = connection
    return made


def upgrade(database: Database) -> bool:
    """Migrate to the newest version, in one transaction. True when anything changed.

    Raises NewerDatabase when the database was migrated by a newer program.
    """
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
