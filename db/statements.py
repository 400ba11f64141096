"""Statements that are built once, for what is asked at every answer.

Given the same statement again a session compiles nothing, and the rows it gives are not followed for changes: a
third of the cost. The values of a statement are named by `given`. Where a session only reads, what was asked is not
asked again: what a message is drawn from is looked up by whoever needs it, and many need the same.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlmodel import Session, SQLModel

KEPT = "kept"  # in the `info` of a session that only reads: what it has found, by statement and values
FEW, MANY = 100, 500  # rows of what is kept, and how much: a year's figures are asked for once
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
    kept: dict[Hashable, Sequence[Row]] | None = session.info.get(KEPT)
    if kept is None:
        return _found(session, statement, values)
    asked = (statement, *((name, _hashable(one)) for name, one in values.items()))
    found = kept.get(asked)
    if found is None:
        found = _found(session, statement, values)
        if len(found) <= FEW and len(kept) < MANY:
            kept[asked] = found
    return found


def first(session: Session, statement: sa.Executable, **values: Any) -> Row | None:
    """The first that it finds."""
    return next(iter(rows(session, statement, **values)), None)


def one(session: Session, statement: sa.Executable, **values: Any) -> Row:
    """The one row that it finds. Raises NoResultFound."""
    found = rows(session, statement, **values)
    if len(found) != 1:
        raise (MultipleResultsFound if found else NoResultFound)
    return found[0]


def do(session: Session, statement: sa.Executable, values: Any = None) -> Any:
    """Change something; `values` is a mapping, or several for as many rows."""
    return _done(session, statement, values)


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, (list, set)) else value


def _found(session: Session, statement: sa.Executable, values: Any) -> Sequence[Row]:
    found: Sequence[Row] = _done(session, statement, values).all()
    return found


def _done(session: Session, statement: sa.Executable, values: Any) -> Any:
    # what was only added to the session is not there yet, and no query of its own brings it
    session.flush()
    return session.connection().execute(statement, values)


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
