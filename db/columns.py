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
    return sa.Column(SealedText(bound), nullable=nullable)


def kept_as(kind: Any, bound: str | None = None, nullable: bool = False) -> Any:
    return sa.Column(JSONOf(kind, bound), nullable=nullable)


def instant(nullable: bool = True, index: bool = False) -> Any:
    return sa.Column(UTCDateTime(), nullable=nullable, index=index)
