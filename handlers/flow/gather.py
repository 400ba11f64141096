"""Gathering what a message needs from the database, as one value for the wording."""

from collections.abc import Sequence
from datetime import datetime

import bot.escalation
import db.escalation
import db.handover
import db.outbox
import db.people
import db.plans
import db.replies
from bot.escalation import Briefing, Escalation, Told
from bot.people import Contact, Person, Service
from db.escalation import Crossed
from db.session import Session
from db.tables import Outbox, Sending
from handlers.flow import evidence, targets


def tellings(session: Session, e: Escalation) -> tuple[list[Told], datetime | None]:
    """Who has been told, in order, and until when the last of them have to answer."""
    told = []
    for row in db.outbox.of_escalation(session, e.id, ("ping",)):
        if row.state in (Sending.GIVEN_UP, Sending.DROPPED) or row.staff_id is None:
            continue
        one = db.people.staff(session, row.staff_id)
        told.append(Told(one.name, one.phone, row.made_at, row.number))
    return told, e.due_at if told and e.state == "open" else None


def briefing(session: Session, escalation_id: int, now: datetime, reader: str | None = None) -> Briefing:
    """All that any message about an escalation may draw on; `reader` is the Slack user it is for, if for one."""
    e = db.escalation.get(session, escalation_id)
    service = db.people.service(session, e.service_id)
    person = db.people.person(session, e.person_id) if e.person_id else None
    crossed = db.escalation.crossings(session, escalation_id)
    told, answer_by = tellings(session, e)
    next_up, next_at = _next(session, e, service, person, now)
    reasons = []
    for one in crossed:
        plan = db.people.plan(session, one.plan_id).body
        assert plan is not None
        reasons.append((plan.threshold(one.threshold), one.sentence))
    replies = sorted({reply for one in crossed for reply in one.evidence}, reverse=True)
    rang = db.escalation.raised(session, escalation_id)
    organisation = db.people.organisation(session)
    return Briefing(
        e, service, person, tuple(reasons), tuple(evidence.sighting(session, service, one) for one in replies),
        tuple(told), answer_by, next_up, next_at, _holder(session, e), targets.emergency(session),
        lighter=organisation is not None and organisation.privacy == "lighter", corrected=_corrected(crossed),
        answered=_answered(session, person, crossed),
        spoken=evidence.spoken(session, service, rang), late=evidence.late(session, rang, reader),
    )  # fmt: skip


def _corrected(crossed: Sequence[Crossed]) -> datetime | None:
    """When nothing was left of what an escalation rings about."""
    at = [one.corrected_at for one in crossed]
    return max((one for one in at if one), default=None) if all(at) else None


def _answered(
    session: Session, person: Person | None, crossed: Sequence[Crossed]
) -> tuple[str, datetime] | None:
    """Of an escalation about silence, who broke it."""
    if person is None or not crossed or any(one.period_id is None for one in crossed):
        return None
    reply = db.replies.first_since(session, person.id, min(one.at for one in crossed))
    if reply is None:
        return None
    return db.people.name_of(session, reply.author_id, reply.author_name), reply.received_at


def _holder(session: Session, e: Escalation) -> Contact | None:
    if e.holder_id is None:
        return None
    holder = db.people.staff(session, e.holder_id)
    return Contact(holder.name, holder.phone)


def _next(
    session: Session, e: Escalation, service: Service, person: Person | None, now: datetime
) -> tuple[tuple[str, ...], datetime | None]:
    """Who is told next if nobody answers, and when: rungs that nobody is on are passed over."""
    who = targets.on_rung(session, service, person, now)
    if e.state != "open":
        return (), None
    for step in range(e.step, bot.escalation.steps(e)):
        if found := who(bot.escalation.rung_at(e, step)):
            return tuple(one.name for one in found), e.due_at
    return (), e.due_at


def newest_ping(session: Session, row: Outbox) -> bool:
    """Whether this telling is the last one its target has had about its escalation."""
    assert row.escalation_id is not None
    own = [
        one.number
        for one in db.outbox.of_escalation(session, row.escalation_id, ("ping",))
        if one.staff_id == row.staff_id
    ]
    return row.number == max(own, default=row.number)
