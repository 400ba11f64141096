"""The journal: append-only, in the transaction of the change it tells of."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from db import tables


def write(session: Session, at: datetime, what: str, **about: Any) -> None:
    """Say that `what` happened. `about` holds ids, an `actor` (Slack id) and `why`: never anything written."""
    session.add(tables.Journal(at=at, what=what, **about))
