"""Keeping who confirmed having read what was handed over."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.people import Author
from db.tables import HandoverRead

_LATEST = (
    sa.select(HandoverRead)
    .where(col(HandoverRead.handover_id) == sa.bindparam("handover_id"))
    .order_by(col(HandoverRead.id).desc())
    .limit(1)
)


def add(session: Session, handover_id: int, author: Author, at: datetime, *, both_shifts: bool) -> None:
    """Keep that somebody confirms having read a handover as it is now."""
    session.add(
        HandoverRead(
            handover_id=handover_id, author_id=author.staff_id, via_id=author.via_id, author_name=author.name, at=at,
            both_shifts=both_shifts,
        )
    )  # fmt: skip
    session.flush()


def latest(session: Session, handover_id: int) -> HandoverRead | None:
    """The newest confirmation of a handover."""
    return session.execute(_LATEST, {"handover_id": handover_id}).scalars().first()
