"""The timeline of an escalation: what happened to it, appended in the transaction of the change."""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import timeline
from bot.timeline import What
from db import people, statements
from db.statements import Row, given, table
from db.tables import EscalationEvent

# what tells somebody of it, besides a message that rings
_EVENT = table(EscalationEvent)
_ADD = sa.insert(_EVENT)
_OF = sa.select(_EVENT).where(_EVENT.c.escalation_id == given("escalation_id")).order_by(_EVENT.c.id)
TOLD = ("passed", "handed", "asked_to_close", "overridden")


def add(
    session: Session, escalation_id: int, at: datetime, what: What, *, actor_id: int | None = None,
    to_id: int | None = None, by_at: datetime | None = None, about: str | None = None, text: str | None = None,
    number: int = 0, nonce: str | None = None,
) -> None:  # fmt: skip
    """Say that `what` happened. `about` is a choice; only `text` may be written. `nonce` is the tap's or the form's."""
    row = {
        "escalation_id": escalation_id, "at": at, "what": what, "actor_id": actor_id, "to_id": to_id, "by_at": by_at,
        "about": about, "text": text, "number": number, "nonce": nonce,
    }  # fmt: skip
    statements.do(session, _ADD, row)


def happened(session: Session, nonce: str) -> bool:
    """Whether what this tap or form asks for was done before."""
    wanted = sa.select(col(EscalationEvent.id)).where(col(EscalationEvent.nonce) == nonce)
    return session.execute(wanted).first() is not None


def of(session: Session, escalation_id: int, without: Set[str] = frozenset()) -> list[timeline.Event]:
    """All that happened to an escalation, in order; those in `without` (Slack users) are not named."""
    found = _rows(session, escalation_id)
    known = [people.staff(session, one) for one in _people(found)]
    staff = {one.id: one.name for one in known if one.slack not in without}
    return [
        timeline.Event(
            what=cast(What, row.what), at=row.at, who=staff.get(row.actor_id or 0), to=staff.get(row.to_id or 0),
            by=row.by_at, about=row.about, text=row.text, number=row.number,
        )
        for row in found
    ]  # fmt: skip


def newest(session: Session, escalation_id: int) -> dict[str, Row]:
    """The last event of each kind."""
    return {row.what: row for row in _rows(session, escalation_id)}


def told(session: Session, escalation_id: int, staff_id: int) -> bool:
    """Whether it was passed on or handed to somebody, they were asked to close it, or a manager had them told."""
    wanted = sa.select(col(EscalationEvent.id)).where(
        col(EscalationEvent.escalation_id) == escalation_id,
        col(EscalationEvent.to_id) == staff_id,
        col(EscalationEvent.what).in_(TOLD),
    )
    return session.execute(wanted.limit(1)).first() is not None


def _rows(session: Session, escalation_id: int) -> Sequence[Row]:
    return statements.rows(session, _OF, escalation_id=escalation_id)


def _people(rows: Sequence[Row]) -> set[int]:
    return {one for row in rows for one in (row.actor_id, row.to_id) if one}
