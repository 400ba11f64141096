"""Gathering what a message needs from the database, as one value for the wording."""

from collections.abc import Sequence, Set
from datetime import datetime
from functools import cache, partial

import bot.escalation
import db.crossings
import db.escalation
import db.handover
import db.outbox
import db.overrides
import db.people
import db.plans
import db.replies
from bot.briefing import Briefing, Told
from bot.escalation import Escalation
from bot.people import Contact, Person, Service
from db.crossings import Crossed
from db.escalation import Rang
from db.session import Session
from db.tables import Outbox, Sending
from handlers.flow import deeds, evidence, story, targets


def tellings(session: Session, e: Escalation, unwanted: Set[str]) -> tuple[list[Told], datetime | None]:
    """Who has been told, in order, and until when the last of them have to answer. `unwanted` are named nowhere."""
    told = []
    # the same few people are told again and again, for hours perhaps
    who = cache(partial(db.people.staff, session))
    for row in db.outbox.of_escalation(session, e.id, ("ping",)):
        if row.state in (Sending.GIVEN_UP, Sending.DROPPED) or row.staff_id is None:
            continue
        one = who(row.staff_id)
        if one.slack in unwanted:
            continue
        told.append(Told(one.name, one.phone, row.made_at, row.number))
    return told, e.due_at if told and e.state == "open" else None


def briefing(session: Session, escalation_id: int, now: datetime, reader: str | None = None) -> Briefing:
    """All that any message about an escalation may draw on; `reader` is the Slack user it is for, if for one."""
    e = db.escalation.get(session, escalation_id)
    service = db.people.service(session, e.service_id)
    person = db.people.person(session, e.person_id) if e.person_id else None
    crossed = db.crossings.crossings(session, escalation_id)
    unwanted = targets.unwanted(session, person, e.id)
    told, answer_by = tellings(session, e, unwanted)
    next_up, next_at = _next(session, e, service, person, now)
    reasons = []
    for one in crossed:
        plan = db.people.plan(session, one.plan_id).body
        assert plan is not None
        reasons.append((plan.threshold(one.threshold), one.sentence))
    replies = {reply for one in crossed for reply in one.evidence}
    rang = db.escalation.raised(session, escalation_id)
    organisation = db.people.organisation(session)
    return Briefing(
        e, service, person, tuple(reasons), evidence.sightings(session, service, replies),
        tuple(told), answer_by, next_up, next_at, _holder(session, e, unwanted), targets.emergency(session),
        lighter=organisation is not None and organisation.privacy == "lighter", corrected=_corrected(crossed, rang),
        answered=_answered(session, person, crossed),
        spoken=evidence.spoken(session, service, rang), late=evidence.late(session, rang, reader),
        deeds=story.deeds(session, e, unwanted),
        overridden=frozenset(one.whom for one in db.overrides.of(session, e.id)),
        may_stand_down=_may_stand_down(session, e, service, reader),
    )  # fmt: skip


def _corrected(crossed: Sequence[Crossed], rang: Sequence[Rang]) -> datetime | None:
    """When nothing was left of what an escalation rings about."""
    at = [*(one.corrected_at for one in crossed), *(one.corrected_at for one in rang)]
    return max((one for one in at if one), default=None) if all(at) else None


def _may_stand_down(session: Session, e: Escalation, service: Service, reader: str | None) -> bool:
    who = db.people.staff_by_slack(session, reader) if reader else None
    return who is not None and (who.id == e.holder_id or deeds.is_manager(who, service))


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


def _holder(session: Session, e: Escalation, unwanted: Set[str]) -> Contact | None:
    if e.holder_id is None:
        return None
    holder = db.people.staff(session, e.holder_id)
    if holder.slack in unwanted:
        return None
    return Contact(holder.name, holder.phone)


def _next(
    session: Session, e: Escalation, service: Service, person: Person | None, now: datetime
) -> tuple[tuple[str, ...], datetime | None]:
    """Who is told next if nobody answers, and when: rungs that nobody is on are passed over."""
    if e.state != "open":
        return (), None
    who = targets.on_rung(session, service, person, now, e.id)
    return tuple(one.name for one in bot.escalation.next_up(e, who)), e.due_at


# messages with the buttons of whoever reads them: of one person's, the newest alone has them
BUTTONS = ("ping", "passed", "held")


def newest(session: Session, row: Outbox, *, coming: bool = True) -> bool:
    """Whether this is the last message with buttons that its reader has had of its escalation.

    `coming`: those still to be sent count too; otherwise some of them may never be.
    """
    assert row.escalation_id is not None
    gone = (Sending.GIVEN_UP, Sending.DROPPED, *(() if coming else (Sending.WAITING,)))
    own = [
        one.number
        for one in db.outbox.of_escalation(session, row.escalation_id, BUTTONS)
        if one.staff_id == row.staff_id and one.state not in gone
    ]
    return row.number >= max(own, default=row.number)
