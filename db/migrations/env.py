"""Alembic's entry: runs on the connection that `db.migrate` hands over. Migrations never import our code."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

import db.tables  # noqa: F401  (fills the metadata)
from db.types import UTCDateTime


def plain_types(kind: str, item: Any, _context: Any) -> Any:
    """Our column types as SQLAlchemy's own, so that a migration stands alone."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, TypeDecorator) and type(item).__module__ == "db.types":
        return "sa.Text()"
    if kind == "type" and type(item).__name__ == "AutoString":
        return "sa.String()"
    return False


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
