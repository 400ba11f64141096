"""Climbing: every rung whose time has come is told; and the house, where nobody answered."""

from datetime import datetime

import bot.escalation
import db.escalation
import db.journal
import db.notes
import db.outbox
import db.people
import db.timeline
from bot.escalation import Escalation, Move
from bot.people import Person, Service, Staff
from bot.timeline import What
from db.session import Session
from handlers.flow import showing, targets


def climb(
    session: Session, e: Escalation, service: Service, person: Person | None, now: datetime
) -> Move | None:
    """Tell every rung whose time has come."""
    who = targets.on_rung(session, service, person, now, e.id)
    move = bot.escalation.next_move(e, service, who, now)
    if move is None:
        return None
    db.escalation.save(session, move.after)
    _keep(session, e, move, service, now)
    for telling in move.tellings:
        number = db.escalation.next_number(session, e.id) if telling.targets else 0
        for target in telling.targets:
            _ping(session, e, service, target, number, now)
        if not telling.targets:
            why = f"nobody on {telling.rung.tell}"
            db.journal.write(session, now, "rung.empty", service_id=service.id, escalation_id=e.id, why=why)
            db.timeline.add(session, e.id, now, "nobody_there", about=telling.rung.tell)
    if move.unanswered:
        db.timeline.add(session, e.id, now, "unanswered")
        tell_unanswered(session, move.after, service, now)
    if move.asks or move.close:
        _ask(session, move, service, person, now)
    return move


def _keep(session: Session, e: Escalation, move: Move, service: Service, now: datetime) -> None:
    """What time did, in the journal and the timeline."""
    happened = {
        "reopened": move.lapsed, "rings_now": move.rings_now, "unanswered": move.unanswered, "asked": move.asks,
        "asked_to_close": move.close,
    }  # fmt: skip
    for what in [name for name, did in happened.items() if did]:
        db.journal.write(session, now, f"escalation.{what}", service_id=service.id, escalation_id=e.id)
    if move.lapsed:
        # what was promised is said to whoever is told now
        about = f"{move.lapsed} {e.promised or ''}".strip()
        db.timeline.add(session, e.id, now, "reopened", actor_id=e.holder_id, by_at=e.promise_by, about=about)
    if move.rings_now:
        db.timeline.add(session, e.id, now, "rings_now")


def _ask(session: Session, move: Move, service: Service, person: Person | None, now: datetime) -> None:
    """The holder what became of the promise, or those who can close it to do so."""
    e = move.after
    kind = "promise" if move.asks else "close"
    holder = [db.people.staff(session, e.holder_id)] if e.holder_id else []
    # whoever has it may have left, or may not be contacted any more
    unwanted = targets.unwanted(session, person, e.id)
    there = [one for one in holder if one.listed and one.slack not in unwanted]
    instead = move.close == "managers" or (move.close and not there)
    asked = (_managers(session, e, service, person) or there) if instead else there
    number = db.escalation.next_number(session, e.id)
    for one in asked:
        showing.direct(session, e, kind, one, number, now)
        what: What = "asked" if move.asks else "asked_to_close"
        db.timeline.add(session, e.id, now, what, to_id=one.id, by_at=e.answer_by, number=number)


def _managers(session: Session, e: Escalation, service: Service, person: Person | None) -> list[Staff]:
    unwanted = targets.unwanted(session, person, e.id)
    return [one for one in targets.managers(session, service) if one.slack not in unwanted]


def tell_unanswered(session: Session, e: Escalation, service: Service, now: datetime) -> None:
    """Tell the house what to do itself. Of a call, which is its author's own affair, its author alone is told."""
    _tell_callers(session, e, service, now)
    if db.escalation.only_calls(session, e.id):
        return
    db.outbox.put(
        session, "unanswered", now, to_channel=service.spec.channel, service_id=service.id, escalation_id=e.id,
        dedupe=f"unanswered {e.id} {now.isoformat()}",
    )  # fmt: skip


def _tell_callers(session: Session, e: Escalation, service: Service, now: datetime) -> None:
    """Whoever would like a call hears that nobody has taken it yet, on the account that they asked from."""
    notes = [db.notes.get(session, one.note_id) for one in db.escalation.raised(session, e.id) if one.note_id]
    calls = [one.author for one in notes if one.said.kind == "call"]
    for account in sorted({one.via_id or one.staff_id for one in calls}):
        told = db.people.staff(session, account)
        db.outbox.put(
            session, "call_open", now, to_user=told.slack, staff_id=told.id, service_id=service.id, escalation_id=e.id,
            dedupe=f"call open {e.id} {told.id} {e.unanswered_at}",
        )  # fmt: skip


def _ping(
    session: Session, e: Escalation, service: Service, target: Staff, number: int, now: datetime
) -> None:
    showing.direct(session, e, "ping", target, number, now)
    db.timeline.add(session, e.id, now, "told", to_id=target.id, number=number)
    db.journal.write(
        session, now, "told", actor=target.slack, service_id=service.id, escalation_id=e.id, why=str(number)
    )
