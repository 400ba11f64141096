"""Statements that are built once, for what is asked at every answer.

Given the same statement again a session compiles nothing, and the rows it gives are not followed for changes: a
third of the cost. The values of a statement are named by `given`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

Row = sa.Row[*tuple[Any, ...]]


def table(kind: type[SQLModel]) -> sa.Table:
    """The table of a kind of row."""
    return SQLModel.metadata.tables[str(kind.__tablename__)]


def given(name: str) -> sa.BindParameter[Any]:
    """A value that is given each time."""
    return sa.bindparam(name)


def several(name: str) -> sa.BindParameter[Any]:
    """A list of values that is given each time, for IN."""
    return sa.bindparam(name, expanding=True)


def rows(session: Session, statement: sa.Executable, **values: Any) -> Sequence[Row]:
    """All that it finds."""
    found: Sequence[Row] = _done(session, statement, values).all()
    return found


def first(session: Session, statement: sa.Executable, **values: Any) -> Row | None:
    """The first that it finds."""
    found: Row | None = _done(session, statement, values).first()
    return found


def one(session: Session, statement: sa.Executable, **values: Any) -> Row:
    """The one row that it finds. Raises NoResultFound."""
    found: Row = _done(session, statement, values).one()
    return found


def do(session: Session, statement: sa.Executable, values: Any = None) -> Any:
    """Change something; `values` is a mapping, or several for as many rows."""
    return _done(session, statement, values)


def _done(session: Session, statement: sa.Executable, values: Any) -> Any:
    # what was only added to the session is not there yet, and no query of its own brings it
    session.flush()
    return session.execute(statement, values)


class Upsert:
    """An INSERT with ON CONFLICT, built once for each database."""

    def __init__(self, kind: type[SQLModel], make: Any) -> None:
        """`make` makes it of the dialect's insert into this table."""
        made = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
        self._of: Mapping[str, sa.Executable] = {
            name: make(insert(table(kind))) for name, insert in made.items()
        }

    def of(self, session: Session) -> sa.Executable:
        """The one for this session's database."""
        return self._of[session.get_bind().dialect.name]
