"""Silence: a period that is over, and the people nobody answered about. It is never taken for clear."""

from datetime import datetime

import bot.thresholds
import db.handover
import db.history
import db.journal
import db.outbox
import db.people
import db.replies
from bot.handover import Handover
from bot.people import Person, Service
from bot.thresholds import Crossing
from db.session import Session
from handlers.flow import escalation
from handlers.flow.escalation import Cause


def settle(session: Session, handover_id: int, now: datetime) -> bool:
    """Settle a handover whose period is over, once: what its silence crosses is opened or joined. True when done."""
    if not db.handover.settle(session, handover_id):
        return False
    handover = db.handover.get(session, handover_id)
    service = db.people.service(session, handover.service_id)
    db.journal.write(session, now, "handover.over", service_id=service.id, handover_id=handover.id)
    asked = set(db.handover.asked_about(session, handover.id))
    here = (one for one in db.people.people_of(session, service.id) if one.id in asked)
    latest = db.handover.latest_asked(session, service.id)
    shown = latest.id if latest else None
    rang = [_judge(session, handover, service, person, shown, now) for person in here]
    if any(rang) and shown and (prompt := db.outbox.prompt_of(session, shown)) and prompt.id:
        db.outbox.refresh(session, prompt.id, now)
    return True


def _judge(
    session: Session, handover: Handover, service: Service, person: Person, shown: int | None, now: datetime
) -> bool:
    """Whether the silence about one person crossed anything. `shown` is the handover whose prompt is the newest."""
    plan = person.plan
    if plan is None or person.plan_id is None or not bot.thresholds.looks_at_silence(plan):
        return False
    db.replies.lock_person(session, person.id)
    found = _crossed(session, handover, person)
    escalation.cross(
        session, service, person, person.plan_id, found, Cause(shown, period_id=handover.id), now
    )
    return bool(found)


def _crossed(session: Session, handover: Handover, person: Person) -> list[Crossing]:
    assert person.plan is not None
    reach = bot.thresholds.reach(person.plan)
    history = db.history.around(session, person.id, handover.id, handover.change.due, reach)
    return bot.thresholds.missed(person.plan, person.known_as, history, handover.id)
