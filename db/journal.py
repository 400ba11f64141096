"""The journal: append-only, in the transaction of the change it tells of."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from db import statements, tables

_TABLE = statements.table(tables.Journal)
_WRITE = sa.insert(_TABLE)
# one statement, whichever of them are given
_EMPTY: dict[str, Any] = {one.name: None for one in _TABLE.columns if one.name != "id"}


def write(session: Session, at: datetime, what: str, **about: Any) -> None:
    """Say that `what` happened. `about` holds ids, an `actor` (Slack id) and `why`: never anything written."""
    statements.do(session, _WRITE, {**_EMPTY, "at": at, "what": what, **about})
