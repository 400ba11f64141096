"""Overrides of contacts not wanted: a manager has one told, in one escalation, and says why. The caller commits."""

from datetime import datetime

import bot.overrides
import db.escalation
import db.journal
import db.overrides
import db.people
import db.timeline
from bot.briefing import Briefing
from bot.people import Staff
from db.overrides import Override
from db.session import Session
from handlers.flow import gather, showing, targets
from prompts.overrides import Refused, Wanted


def staff(session: Session, b: Briefing) -> list[Staff]:
    """The staff whom a manager may have told all the same: those who are listed, and have an account of their own."""
    found = (db.people.staff_by_slack(session, slack) for slack in bot.overrides.staff(b))
    return [one for one in found if one and one.listed and not one.shared]


def tell(
    session: Session, escalation_id: int, who: Staff, wanted: Wanted, nonce: str, now: datetime
) -> Refused | None:
    """Have them told of this escalation, once; None when it is done, by this form now or before."""
    e = db.escalation.get(session, escalation_id, lock=True)
    if db.timeline.happened(session, nonce):
        return None
    b = gather.briefing(session, e.id, now, who.slack)
    if why := _why_not(session, b, who, wanted.whom):
        return why
    made = Override(wanted.whom, who.id, now, wanted.reason, wanted.person_told)
    if not db.overrides.add(session, e.id, made):
        return "not_needed"
    told = next((one for one in staff(session, b) if one.slack == wanted.whom), None)
    db.timeline.add(
        session, e.id, now, "overridden", actor_id=who.id, to_id=told.id if told else None,
        about=None if told else wanted.whom, text=wanted.reason, nonce=nonce,
    )  # fmt: skip
    db.journal.write(
        session, now, "contact.overridden", actor=who.slack, escalation_id=e.id, service_id=e.service_id,
        person_id=e.person_id, why=wanted.whom,
    )  # fmt: skip
    if told:
        number = db.escalation.next_number(session, e.id)
        showing.direct(session, e, "ping", told, number, now, about=showing.OVERRIDE)
    showing.refresh(session, e, now)
    return None


def _why_not(session: Session, b: Briefing, who: Staff, whom: str) -> Refused | None:
    if who.slack in targets.unwanted(session, b.person, b.escalation.id):
        return "not_wanted"
    if b.escalation.state not in bot.overrides.WHILE:
        return "over"
    offered = {*(one.slack for one in staff(session, b)), *(one.key for one in bot.overrides.partners(b))}
    return None if whom in offered else "not_needed"
