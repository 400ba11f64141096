"""What no retry can mend: the next rung at once, and a person by name who can do something about it."""

from datetime import datetime

import structlog

import db.escalation
import db.journal
import db.outbox
import db.private
import db.responsible
from bot.people import Staff
from db.outbox import Letter
from db.session import Session
from db.tables import Sending
from handlers.flow import escalation, private

log = structlog.get_logger()
# nobody else hears that one of these will never go: somebody may have been left out
KEPT_CLOSE = ("private", "private_open")
# who is told by one of these is waited for, and then somebody else is told
TELLS = ("ping", "passed")


def lock(session: Session, letter: Letter) -> None:
    """What a message is about before the message, as everybody locks them who tells the next one."""
    if letter.kind in TELLS and letter.escalation_id is not None:
        db.escalation.get(session, letter.escalation_id, lock=True)
    elif letter.kind == "private" and letter.updates is None:
        db.private.get(session, int(letter.about or ""), lock=True)


def _next(session: Session, letter: Letter, now: datetime) -> None:
    """Whoever is told after somebody who will never be reached, is told at once."""
    if letter.kind in TELLS and letter.escalation_id is not None:
        escalation.unreachable(session, letter.escalation_id, letter.kind, letter.number, now)
    elif letter.kind == "private":
        private.unreachable(session, int(letter.about or ""), letter.number, now)


def given_up(session: Session, letter: Letter, why: str, now: datetime) -> None:
    """Whoever can do something about a message that will never go is told; a ping's next rung at once."""
    db.journal.write(
        session, now, "message.given_up", message_id=letter.id, service_id=letter.service_id, why=why
    )
    if letter.updates is not None:
        return
    _next(session, letter, now)
    if letter.kind in KEPT_CLOSE:
        return
    _tell_somebody(session, letter, why, now)


def _tell_somebody(session: Session, letter: Letter, why: str, now: datetime) -> None:
    """Once a day, by name: the first of those responsible who can still be told; of a notice, in its reader's place."""
    about, once = f"{letter.kind} {why}", f"{letter.service_id} {letter.kind} {why} {now:%F}"
    if letter.kind == "notice":
        row = db.outbox.message(session, letter.id)
        about = str(letter.about)
        # as it was told the others: "notice", its reader, and what it is told once
        once = str(row.dedupe if row else "").partition(" ")[2].partition(" ")[2]
    for group in db.responsible.chain(session, letter.service_id):
        others = [one for one in group if one.id != letter.staff_id]
        told = [_told(session, letter, one, about, once, now) for one in others]
        if any(told):
            return
    log.error("message.nobody_told", message=letter.id, kind=letter.kind, why=why)


def _told(session: Session, letter: Letter, to: Staff, about: str, once: str, now: datetime) -> bool:
    """Tell somebody, who was not told yet; whether they have been told, or will be."""
    dedupe = f"notice {to.id} {once}"
    db.outbox.put(
        session, "notice", now, to_user=to.slack, staff_id=to.id, service_id=letter.service_id,
        handover_id=letter.handover_id if letter.kind == "notice" else None, about=about, dedupe=dedupe,
    )  # fmt: skip
    row = db.outbox.by_dedupe(session, dedupe)
    return row is not None and row.state not in (Sending.GIVEN_UP, Sending.DROPPED)
