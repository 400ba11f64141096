"""Keeping how many worked a shift: each word about it stays, and the newest holds."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.people import Author
from db.tables import Staffing

_LATEST = (
    sa.select(Staffing)
    .where(col(Staffing.handover_id) == sa.bindparam("handover_id"))
    .order_by(col(Staffing.id).desc())
    .limit(1)
)


def add(
    session: Session, handover_id: int, author: Author, at: datetime, *, planned: int, actual: int, agency: int,
    alone: bool,
) -> None:  # fmt: skip
    """Keep how many worked the outgoing shift of a handover."""
    session.add(
        Staffing(
            handover_id=handover_id, author_id=author.staff_id, via_id=author.via_id, author_name=author.name, at=at,
            planned=planned, actual=actual, agency=agency, alone=alone,
        )
    )  # fmt: skip
    session.flush()


def latest(session: Session, handover_id: int) -> Staffing | None:
    """What was said last of a handover's outgoing shift."""
    return session.execute(_LATEST, {"handover_id": handover_id}).scalars().first()
