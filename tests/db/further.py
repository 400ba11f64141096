"""A database as a newer program would leave it."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from db.session import Database


@contextmanager
def further(database: Database) -> Iterator[None]:
    """Migrated further than this program knows, until the end: a PostgreSQL is the next test's too."""
    version = _version(database, "9999")
    try:
        yield
    finally:
        _version(database, version)


def _version(database: Database, version: str) -> str:
    """Say that it is at this version; which it was at."""
    with database.engine.begin() as connection:
        before: str = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    return before
