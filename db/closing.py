"""What was said when an escalation was closed; kept once."""

from datetime import datetime

from sqlmodel import Session

from bot.closing import Closing
from db import tables


def add(session: Session, escalation_id: int, by_id: int, at: datetime, said: Closing) -> None:
    """Keep it. Raises IntegrityError where it was closed before."""
    restricted = said.restriction is not None
    session.add(
        tables.Closing(escalation_id=escalation_id, at=at, by_id=by_id, said=said, restricted=restricted)
    )
    session.flush()


def of(session: Session, escalation_id: int) -> Closing | None:
    """What was said at closing; None while it is not closed."""
    row = session.get(tables.Closing, escalation_id)
    return row.said if row else None
