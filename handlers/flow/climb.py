"""Climbing: every rung whose time has come is told; and the house, where nobody answered."""

from datetime import datetime

import bot.escalation
import db.escalation
import db.journal
import db.notes
import db.outbox
import db.people
from bot.escalation import Escalation, Move
from bot.people import Person, Service, Staff
from db.session import Session
from handlers.flow import targets


def climb(
    session: Session, e: Escalation, service: Service, person: Person | None, now: datetime
) -> Move | None:
    """Tell every rung whose time has come."""
    who = targets.on_rung(session, service, person, now)
    move = bot.escalation.next_move(e, service, who, now)
    if move is None:
        return None
    db.escalation.save(session, move.after)
    for what in [name for name in ("reopened", "rings_now", "unanswered") if getattr(move, name)]:
        db.journal.write(session, now, f"escalation.{what}", service_id=service.id, escalation_id=e.id)
    for telling in move.tellings:
        number = db.escalation.next_number(session, e.id) if telling.targets else 0
        for target in telling.targets:
            _ping(session, e, service, target, number, now)
        if not telling.targets:
            why = f"nobody on {telling.rung.tell}"
            db.journal.write(session, now, "rung.empty", service_id=service.id, escalation_id=e.id, why=why)
    if move.unanswered:
        tell_unanswered(session, e, service, now)
    return move


def tell_unanswered(session: Session, e: Escalation, service: Service, now: datetime) -> None:
    """Tell the house what to do itself. Of a call, which is its author's own affair, its author alone is told."""
    if db.escalation.only_calls(session, e.id):
        _tell_authors(session, e, service, now)
        return
    db.outbox.put(
        session, "unanswered", now, to_channel=service.spec.channel, service_id=service.id, escalation_id=e.id,
        dedupe=f"unanswered {e.id} {now.isoformat()}",
    )  # fmt: skip


def _tell_authors(session: Session, e: Escalation, service: Service, now: datetime) -> None:
    """Whoever would like a call hears that nobody has taken it yet, on the account that they asked from."""
    notes = [db.notes.get(session, one.note_id) for one in db.escalation.raised(session, e.id) if one.note_id]
    for account in sorted({one.author.via_id or one.author.staff_id for one in notes}):
        told = db.people.staff(session, account)
        db.outbox.put(
            session, "call_open", now, to_user=told.slack, staff_id=told.id, service_id=service.id, escalation_id=e.id,
            dedupe=f"call open {e.id} {told.id}",
        )  # fmt: skip


def _ping(
    session: Session, e: Escalation, service: Service, target: Staff, number: int, now: datetime
) -> None:
    db.outbox.put(
        session, "ping", now, to_user=target.slack, staff_id=target.id, service_id=service.id, escalation_id=e.id,
        number=number, dedupe=f"ping {e.id} {number} {target.id}",
    )  # fmt: skip
    db.journal.write(
        session, now, "told", actor=target.slack, service_id=service.id, escalation_id=e.id, why=str(number)
    )
