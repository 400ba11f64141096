"""The watchdog's repairs and reports. One transaction each; the caller commits."""

from collections.abc import Callable, Mapping
from datetime import datetime

import bot.watchdog
import db.escalation
import db.handover
import db.journal
import db.outbox
import db.people
import db.watchdog
from bot.watchdog import Fault, Of, Repair
from db.session import Session
from handlers.flow import escalation, handover

# the journal's column for what a fault is of
COLUMN: Mapping[Of, str] = {
    "escalation": "escalation_id",
    "handover": "handover_id",
    "service": "service_id",
}


def repair(session: Session, fault: Fault, now: datetime) -> bool:
    """Mend it, once it is seen again that it needs it. False when somebody else did, or no repair is known."""
    how = fault.known.repair
    if how is None or not REPAIRS[how](session, fault, now):
        return False
    _journal(session, "watchdog.repaired", fault, now)
    return True


def _write(session: Session, fault: Fault, now: datetime) -> bool:
    """Give an escalation what it lacks, and keep when it has to be looked at next."""
    kept = db.watchdog.one_kept(session, fault.id)
    if bot.watchdog.lacks(kept) != fault.kind:
        return False
    db.escalation.save(session, bot.watchdog.mended(fault.kind, kept.escalation, now))
    return True


def _climb(session: Session, fault: Fault, now: datetime) -> bool:
    return escalation.advance(session, fault.id, now)


def _ask(session: Session, fault: Fault, now: datetime) -> bool:
    one = db.handover.get(session, fault.id)
    if one.state != "planned":
        return False
    handover.ask_due(session, one, now)
    return True


def _plan(session: Session, fault: Fault, now: datetime) -> bool:
    if db.handover.planned(session, fault.id):
        return False
    handover.plan_ahead(session, db.people.service(session, fault.id), now)
    return True


REPAIRS: Mapping[Repair, Callable[[Session, Fault, datetime], bool]] = {
    "write": _write, "climb": _climb, "ask": _ask, "plan": _plan,
}  # fmt: skip


def report(session: Session, fault: Fault, now: datetime) -> None:
    """Tell each administrator, once a kind, id and day; without any, the managers of its service."""
    _journal(session, "watchdog.reported", fault, now)
    for one in db.people.administrators(session, fault.service_id):
        db.outbox.put(
            session, "notice", now, to_user=one.slack, staff_id=one.id, service_id=fault.service_id,
            about=f"watchdog {fault.kind} {fault.id}",
            dedupe=f"notice {one.id} watchdog {fault.kind} {fault.id} {now:%F}",
        )  # fmt: skip


def _journal(session: Session, what: str, fault: Fault, now: datetime) -> None:
    about = {"service_id": fault.service_id}
    if column := COLUMN.get(fault.known.of):
        about[column] = fault.id
    db.journal.write(session, now, what, why=fault.kind, **about)
