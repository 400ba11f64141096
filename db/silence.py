"""Silence: which handovers are to be looked at when, and what was said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from db import statements
from db.session import LOCK
from db.statements import given, several, table
from db.tables import Asking, Handover, Outbox, Raised

# how many handovers of a service an answer may end the silence of
NEWEST = 3


@dataclass(frozen=True)
class Looked:
    """What was said of a handover's silence so far."""

    reminded_at: datetime | None
    late_at: datetime | None
    over: bool


def to_look(session: Session, now: datetime) -> list[int]:
    """Handovers to be looked at, earliest first."""
    rows = session.execute(
        sa.select(col(Handover.id))
        .where(col(Handover.look_at) <= now)
        .order_by(col(Handover.look_at), col(Handover.id))
    ).scalars()
    return [row for row in rows if row is not None]


def next_look(session: Session) -> datetime | None:
    """When a handover is next to be looked at."""
    earliest = sa.select(sa.func.min(col(Handover.look_at))).where(col(Handover.look_at).is_not(None))
    found = session.execute(earliest).scalar_one()
    return found if isinstance(found, datetime) else None


def take(session: Session, handover_id: int, now: datetime) -> Looked | None:
    """What was said so far, locked for whoever looks now; None when somebody else has looked already."""
    row = session.get_one(Handover, handover_id, with_for_update=LOCK, populate_existing=True)
    if row.look_at is None or row.look_at > now:
        return None
    following = session.execute(sa.select(_next_due(row))).scalar_one()
    over = row.settled or (following is not None and following <= now)
    return Looked(row.reminded_at, row.late_at, over)


def looked(
    session: Session, handover_id: int, look_at: datetime | None, *, reminded_at: datetime | None = None,
    late_at: datetime | None = None,
) -> None:  # fmt: skip
    """Keep when to look again (None: never), and what was said just now."""
    row = session.get_one(Handover, handover_id)
    row.look_at = look_at
    row.reminded_at = reminded_at or row.reminded_at
    row.late_at = late_at or row.late_at
    session.flush()


_OF, _MESSAGE, _RAISED = table(Handover), table(Outbox), table(Raised)
_NEWEST = (
    sa.select(_OF.c.id)
    .where(_OF.c.service_id == given("service_id"), _OF.c.state == Asking.ASKED)
    .order_by(_OF.c.asked_at.desc(), _OF.c.id.desc())
    .limit(NEWEST)
    .subquery()
)
_SPOKEN_OF = (
    sa.select(_NEWEST.c.id)
    .where(
        sa.exists().where(_RAISED.c.handover_id == _NEWEST.c.id)
        | sa.exists().where(
            _MESSAGE.c.handover_id == _NEWEST.c.id, _MESSAGE.c.kind.in_(several("kinds")),
            _MESSAGE.c.updates.is_(None),
        )
    )
    .order_by(_NEWEST.c.id)
)  # fmt: skip


def _next_due(asked: Handover) -> Any:
    """When the next change of shift of its service is due."""
    later = aliased(Handover)
    return (
        sa.select(sa.func.min(col(later.due_at)))
        .where(
            col(later.service_id) == asked.service_id,
            col(later.slot).is_not(None),
            col(later.due_at) > asked.due_at,
        )
        .scalar_subquery()
    )


def spoken_of(session: Session, service_id: int, kinds: Sequence[str]) -> list[int]:
    """Of the handovers that `newest_asked` finds, those of whose silence something was said.

    They raised an escalation, or have a message of one of these `kinds`.
    """
    values = {"service_id": service_id, "kinds": list(kinds)}
    return [row.id for row in statements.rows(session, _SPOKEN_OF, **values)]


def newest_asked(session: Session, service_id: int, count: int = NEWEST) -> list[int]:
    """The newest handovers that were asked in a service, oldest first."""
    rows = session.execute(
        sa.select(col(Handover.id))
        .where(col(Handover.service_id) == service_id, col(Handover.state) == Asking.ASKED)
        .order_by(col(Handover.asked_at).desc(), col(Handover.id).desc())
        .limit(count)
    ).scalars()
    return sorted(row for row in rows if row is not None)
