"""Taking an escalation: *I've got this*, and *Seen* for what joined it. One transaction each; the caller commits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import bot.escalation
import db.escalation
import db.journal
import db.outbox
import db.people
from bot.escalation import Escalation
from bot.people import Staff
from db.session import Session
from db.tables import Sending
from handlers.flow.escalation import refresh


@dataclass(frozen=True)
class Taken:
    """What a tap on *I've got this* or *Seen* did."""

    how: Literal["done", "already", "over"]


def told(session: Session, staff: Staff | None, e: Escalation) -> bool:
    """Whether the escalation has told this staff member: they may read and take it, whatever their services."""
    return staff is not None and any(
        row.staff_id == staff.id and row.state != Sending.DROPPED
        for row in db.outbox.of_escalation(session, e.id, ("ping", "joined"))
    )


def acknowledge(session: Session, escalation_id: int, slack: str, now: datetime) -> Taken:
    """First wins: the tapper holds it; later taps change nothing. Whether they may was decided before."""
    e = db.escalation.get(session, escalation_id, lock=True)
    staff = db.people.staff_by_slack(session, slack)
    assert staff is not None, "the gate lets nobody else through"
    service = db.people.service(session, e.service_id)
    held = bot.escalation.acknowledge(e, service, staff.id, now)
    if held is None:
        return Taken("already" if e.state == "acknowledged" else "over")
    db.escalation.save(session, held)
    db.journal.write(
        session, now, "escalation.acknowledged", actor=slack, escalation_id=e.id, service_id=e.service_id
    )
    refresh(session, held, now)
    return Taken("done")


def confirm(session: Session, escalation_id: int, slack: str, now: datetime) -> Taken:
    """The holder has seen what joined."""
    e = db.escalation.get(session, escalation_id, lock=True)
    staff = db.people.staff_by_slack(session, slack)
    confirmed = bot.escalation.confirm(e, staff.id) if staff else None
    if confirmed is None:
        return Taken("already" if e.state == "acknowledged" else "over")
    db.escalation.save(session, confirmed)
    db.journal.write(
        session, now, "escalation.confirmed", actor=slack, escalation_id=e.id, service_id=e.service_id
    )
    refresh(session, confirmed, now)
    return Taken("done")
