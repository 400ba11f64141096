"""A file loaded while something rings: whoever may not be contacted, or has left, has nothing to do with it."""

from dataclasses import replace
from datetime import datetime

import bot.escalation
import db.escalation
import db.journal
import db.people
import db.replies
import db.timeline
from bot.escalation import Escalation, Lapse
from bot.people import Person, Service
from db.session import Session
from handlers.flow import climb, gather, showing, targets


def replanned(session: Session, person: Person, now: datetime) -> None:
    """Take what rings about somebody from those who may not be contacted about them, and tell whoever comes next.

    What rings in a house that they have left goes on there.
    """
    # first, as every answer does: it locks what rings in the order of its routes, and here it is in that of ids
    db.replies.lock_person(session, person.id)
    for one in db.escalation.live_about(session, person.id):
        e = db.escalation.get(session, one, lock=True)
        _look(session, e, db.people.service(session, e.service_id), person, now)


def left(session: Session, now: datetime) -> None:
    """Take what somebody has who is on no list any more, and tell whoever comes next."""
    for one in db.escalation.held_by_nobody(session):
        e = db.escalation.get(session, one, lock=True)
        person = db.people.person(session, e.person_id) if e.person_id else None
        _taken_away(session, e, db.people.service(session, e.service_id), person, "left", now)
        showing.refresh_own(session, db.escalation.get(session, e.id), now)


def _look(session: Session, e: Escalation, service: Service, person: Person, now: datetime) -> None:
    unwanted = targets.unwanted(session, person, e.id)
    holder = db.people.staff(session, e.holder_id) if e.holder_id else None
    if holder and holder.slack in unwanted:
        _taken_away(session, e, service, person, "unwanted", now)
    elif e.state == "open" and _nobody_left(session, e, unwanted):
        db.escalation.save(session, replace(e, due_at=now))
        climb.climb(session, db.escalation.get(session, e.id), service, person, now)
    showing.refresh_own(session, db.escalation.get(session, e.id), now)


def _taken_away(
    session: Session, e: Escalation, service: Service, person: Person | None, why: Lapse, now: datetime
) -> None:
    again = bot.escalation.reopen(e, now)
    db.escalation.save(session, again)
    about = f"{why} {e.promised or ''}".strip()
    db.timeline.add(session, e.id, now, "reopened", actor_id=e.holder_id, by_at=e.promise_by, about=about)
    db.journal.write(
        session, now, "escalation.reopened", service_id=service.id, person_id=e.person_id, escalation_id=e.id,
        why=why,
    )  # fmt: skip
    climb.climb(session, again, service, person, now)


def _nobody_left(session: Session, e: Escalation, unwanted: set[str]) -> bool:
    """Whether the last to be told were all people who may not be contacted any more."""
    if not unwanted or e.unanswered_at is not None:
        return False
    everybody, _ = gather.tellings(session, e, frozenset())
    wanted, _ = gather.tellings(session, e, unwanted)
    last = max((one.number for one in everybody), default=0)
    return bool(everybody) and all(one.number != last for one in wanted)
