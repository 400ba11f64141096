"""Corrections: what an earlier answer crossed may not be reached any more. Nothing closes by itself; all are told."""

from datetime import datetime

import db.crossings
import db.escalation
import db.journal
import db.people
import db.replies
import db.timeline
from bot.people import Person
from db.crossings import Crossed
from db.session import Session
from handlers.flow import showing, thresholds


def corrected(session: Session, person: Person, reply_id: int, now: datetime) -> None:
    """Look again at what rings on evidence that the reply `reply_id` corrects."""
    old = set(db.replies.corrected_by(session, reply_id))
    if not old:
        return
    for crossing_id, escalation_id, crossed in db.crossings.crossings_under_way(session, person.id):
        if old & set(crossed.evidence) and not _stands(session, person, crossed, reply_id):
            db.crossings.correct(session, crossing_id, now)
            db.journal.write(
                session, now, "crossing.corrected", service_id=person.service_id, person_id=person.id,
                reply_id=reply_id, escalation_id=escalation_id,
            )  # fmt: skip
            db.timeline.add(session, escalation_id, now, "corrected")
            showing.refresh_own(session, db.escalation.get(session, escalation_id), now)


def _stands(session: Session, person: Person, crossed: Crossed, correction: int) -> bool:
    """Whether something that is left of the evidence, or the correction itself, still crosses the threshold."""
    plan = db.people.plan(session, crossed.plan_id).body
    assert plan is not None, "a threshold comes from a plan"
    for reply_id in (*crossed.evidence, correction):
        found = thresholds.crossed(session, plan, person.known_as, db.replies.row(session, reply_id))
        if any(one.threshold.key == crossed.threshold for one in found):
            return True
    return False
