"""The guidance that a submitted form becomes."""

from collections.abc import Sequence
from datetime import datetime

import db.crossings
import db.escalation
import db.people
import db.replies
from db.session import Session
from handlers.flow import gather, targets
from handlers.flow.handover import Recorded
from prompts.guidance import Guided


def guided(session: Session, recorded: Recorded, now: datetime) -> Guided:
    """What the worker is told after submitting: what was kept, who is being told, and the plan's own words."""
    assert recorded.reply_id is not None
    row = db.replies.row(session, recorded.reply_id)
    service = db.people.service(session, row.service_id)
    person = db.people.person(session, row.person_id)
    # one who has moved meanwhile has a plan with another house by now: this house's own was in the form
    moved = person.service_id != service.id
    plan = db.people.plan(session, row.plan_id).body if moved and row.plan_id else person.plan
    reply = db.replies.values(session, [row])[0]
    before = db.replies.corrected_by(session, recorded.reply_id)
    return Guided(
        saved_at=row.received_at,
        service=service,
        person=person,
        plan=plan,
        answer=reply.answer,
        briefings=tuple(gather.briefing(session, one, now) for one in recorded.escalations),
        on_call=targets.on_call(session, service, now, person),
        emergency=targets.emergency(session),
        seen_at=reply.seen_at if reply.timed else None,
        first_at=min((db.replies.row(session, one).received_at for one in before), default=None),
        goes_on=_goes_on(session, before, recorded),
    )


def _goes_on(session: Session, before: Sequence[int], recorded: Recorded) -> bool:
    """Whether something that these earlier replies set going is open or acknowledged, and is not said anyway."""
    rang = {one for reply in before for one, _ in db.crossings.crossings_of(session, reply)}
    rang -= set(recorded.escalations)
    return any(db.escalation.get(session, one).state in ("open", "acknowledged") for one in rang)
