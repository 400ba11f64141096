"""How a column is written: words with a CHECK, sealed text, values as JSON, instants; and names of constraints."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.types import JSONOf, SealedText, UTCDateTime

# before the first table: a constraint without a name cannot be migrated
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def words(kind: type[StrEnum]) -> Any:
    """A column of one of these words, kept as text with a CHECK."""
    return sa.Column(
        sa.Enum(
            kind,
            native_enum=False,
            length=16,
            create_constraint=True,
            name=kind.__name__.lower(),
            values_callable=lambda members: [member.value for member in members],
        ),
        nullable=False,
    )


def sealed(bound: str, nullable: bool = True) -> Any:
    """A column of text that is sealed with the key, where there is one; `bound` says to which column."""
    return sa.Column(SealedText(bound), nullable=nullable)


def kept_as(kind: Any, bound: str | None = None, nullable: bool = False) -> Any:
    """A column of JSON that is read as `kind`, a pydantic model; sealed where it is `bound`."""
    return sa.Column(JSONOf(kind, bound), nullable=nullable)


def instant(nullable: bool = True, index: bool = False) -> Any:
    """A column of an aware instant, in UTC."""
    return sa.Column(UTCDateTime(), nullable=nullable, index=index)


def there(name: str, *columns: str) -> sa.Index:
    """An index of the rows whose last column is not NULL.

    Of a column that mostly is, SQLite would take an index of all rows for a good way to those where it is NULL.
    """
    known = sa.text(f"{columns[-1]} IS NOT NULL")
    return sa.Index(name, *columns, sqlite_where=known, postgresql_where=known)
