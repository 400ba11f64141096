"""For the App Home: who has been told what Relay is, and what somebody has written lately."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.replies import Reply
from db import replies, tables
from db.session import insert

# a reply, the handover that it was given through (None: between handovers), and the house it was given in
Given = tuple[Reply, int | None, int]


def is_new(session: Session, slack: str) -> bool:
    """Whether this user has yet to be told what Relay is and what it keeps."""
    return session.get(tables.Welcomed, slack) is None


def welcome(session: Session, slack: str, at: datetime) -> None:
    """Keep that this user has been told, once."""
    session.execute(insert(session, tables.Welcomed).values(slack=slack, at=at).on_conflict_do_nothing())


def given(session: Session, staff_id: int, since: datetime) -> Sequence[Given]:
    """The live replies that this staff member gave since then, oldest first."""
    wanted = sa.select(tables.Reply).where(
        col(tables.Reply.author_id) == staff_id,
        col(tables.Reply.received_at) >= since,
        col(tables.Reply.superseded_by).is_(None),
    )
    rows = sorted(session.execute(wanted).scalars(), key=lambda row: (row.received_at, row.id))
    found = replies.values(session, rows)
    return [(said, row.handover_id, row.service_id) for said, row in zip(found, rows, strict=True)]
