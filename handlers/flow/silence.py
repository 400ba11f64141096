"""Silence: a period that is over, and the people nobody answered about. It is never taken for clear."""

from datetime import datetime

import structlog

import bot.thresholds
import db.crossings
import db.escalation
import db.handover
import db.journal
import db.outbox
import db.people
import db.replies
from bot.handover import Handover
from bot.people import Person, Service
from db.session import Session
from handlers.flow import escalation, late, showing, targets, thresholds, waiting
from handlers.flow.escalation import Cause

log = structlog.get_logger()


def settle(session: Session, handover_id: int, now: datetime) -> bool:
    """Settle a handover whose period is over, once: what its silence crosses is opened or joined. True when done."""
    if not db.handover.settle(session, handover_id):
        return False
    handover = db.handover.get(session, handover_id)
    service = db.people.service(session, handover.service_id)
    unheard = _missed(session, handover, service, now)
    asked = set(db.handover.asked_about(session, handover.id))
    here = (one for one in db.people.people_of(session, service.id) if one.id in asked)
    latest = db.handover.latest_asked(session, service.id)
    shown = latest.id if latest else None
    rang = [_tried(session, handover, service, person, shown, now) for person in here]
    if any(rang) and shown:
        db.outbox.refresh_prompt(session, shown, now)
    if None in rang:
        # what failed is tried again at the next tick; what is kept already is not told twice
        db.handover.unsettle(session, handover.id)
        return False
    if unheard:
        _count_missed(session, handover, unheard, now)
    db.journal.write(session, now, "handover.over", service_id=service.id, handover_id=handover.id)
    return True


def answered(session: Session, person: Person, now: datetime) -> None:
    """Somebody has answered about a person: what rings about the silence before shows it."""
    under_way = db.crossings.crossings_under_way(session, person.id)
    for one in dict.fromkeys(e for _, e, crossed in under_way if crossed.period_id is not None):
        showing.refresh_own(session, db.escalation.get(session, one), now)
    late.answered(session, person, now)


def _missed(session: Session, handover: Handover, service: Service, now: datetime) -> int:
    """The managers hear about whom nobody has answered, once a handover; of one that was not asked there is nobody.

    How many people that is, where there is no manager to hear it.
    """
    missing = waiting.waited_for(session, handover.id) if handover.state == "asked" else []
    managers = targets.managers(session, service) if missing else []
    told = [
        db.outbox.put(
            session, "missed", now, to_user=one.slack, staff_id=one.id, service_id=service.id, handover_id=handover.id,
            dedupe=f"missed {handover.id} {one.id}",
        )
        for one in managers
    ]  # fmt: skip
    if any(told):
        _count_missed(session, handover, len(missing), now)
    return 0 if managers else len(missing)


def _count_missed(session: Session, handover: Handover, people: int, now: datetime) -> None:
    about = {"service_id": handover.service_id, "handover_id": handover.id}
    db.journal.write(session, now, "handover.missed", why=str(people), **about)


def _tried(
    session: Session, handover: Handover, service: Service, person: Person, shown: int | None, now: datetime
) -> bool | None:
    """As `_judge`; None, and nothing changed, where that failed: it stops nobody else's."""
    try:
        with session.begin_nested():
            return _judge(session, handover, service, person, shown, now)
    except Exception:
        log.exception("silence.failed", person=person.id, handover=handover.id)
        return None


def _judge(
    session: Session, handover: Handover, service: Service, person: Person, shown: int | None, now: datetime
) -> bool:
    """Whether the silence about one person crossed anything. `shown` is the handover whose prompt is the newest."""
    plan = person.plan
    if plan is None or person.plan_id is None or not bot.thresholds.looks_at_silence(plan):
        return False
    db.replies.lock_person(session, person.id)
    kept = db.crossings.crossed_by_silence(session, handover.id, person.plan_id)
    missed = thresholds.missed(session, plan, person, handover)
    found = [one for one in missed if one.threshold.key not in kept]
    escalation.cross(
        session, service, person, person.plan_id, found, Cause(shown, period_id=handover.id), now
    )
    return bool(found)
