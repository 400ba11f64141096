"""Pausing a service's asking, and resuming it. The house hears of both; the reason stays in forms."""

from datetime import datetime

import db.escalation
import db.journal
import db.outbox
import db.pause
from bot.pause import Pause
from bot.people import Service, Staff
from db.session import Session


def now(session: Session, service_id: int, at: datetime) -> Pause | None:
    """What pauses a service at `at`; None when it is asked as always."""
    return db.pause.at(session, service_id, at)


def pause(
    session: Session, service: Service, who: Staff, until: datetime, reason: str, nonce: str, at: datetime
) -> bool:
    """Ask nothing from `at` until then, in place of any other pause. False when this form was kept before."""
    # two leaders pause at once: the second sees the first's pause, and ends it
    db.escalation.lock_subject(session, service.id, None)
    before = db.pause.going(session, service.id, at)
    made = db.pause.add(session, service.id, who.id, at, until, reason, nonce)
    if made is None:
        return False
    if before:
        db.pause.end(session, before.id, who.id, max(at, before.from_at))
    db.journal.write(session, at, "asking.paused", actor=who.slack, service_id=service.id, why=str(made))
    _tell_house(session, service, "paused", made, at)
    return True


def resume(session: Session, service: Service, who: Staff, at: datetime) -> bool:
    """Ask again from now on. False when nothing paused it: then nothing changes."""
    # one tap that comes twice at once is one
    db.escalation.lock_subject(session, service.id, None)
    held = db.pause.going(session, service.id, at)
    if held is None:
        return False
    # two forms sent at once each made one, before they waited for each other
    while one := db.pause.going(session, service.id, at):
        db.pause.end(session, one.id, who.id, max(at, one.from_at))
    db.journal.write(session, at, "asking.resumed", actor=who.slack, service_id=service.id, why=str(held.id))
    _tell_house(session, service, "resumed", held.id, at)
    return True


def _tell_house(session: Session, service: Service, kind: str, pause_id: int, at: datetime) -> None:
    db.outbox.put(
        session, kind, at, to_channel=service.spec.channel, service_id=service.id, about=str(pause_id),
        dedupe=f"{kind} {pause_id}",
    )  # fmt: skip
