"""Gathering everything that was said at one handover."""

from datetime import datetime

import db.absence
import db.carried
import db.handover
import db.notes
import db.people
from bot.handover import Handover
from bot.notes import Note
from bot.plans import Plan
from bot.replies import Reply
from db.session import Session
from handlers.flow import replies, targets
from handlers.flow.board import author
from prompts.handed_over import Entry, HandedOver


def gathered(session: Session, handover: Handover, now: datetime) -> HandedOver:
    """What is kept of a handover now, by person in the order of the question; people who have moved are left out."""
    service = db.people.service(session, handover.service_id)
    notes = [one for one in db.notes.of_handover(session, handover.id) if one.said.kind != "call"]
    asked = db.handover.asked_about(session, handover.id)
    before, since = replies.given(session, handover, asked)
    said = [*before, *since]
    about = {*asked, *(one.person_id for one in said)}
    about |= {one.person_id for one in notes if one.person_id is not None}
    about |= set(db.absence.standing(session, handover.id))
    people = [one for one in db.people.persons(session, about) if one.service_id == service.id]
    away = db.absence.active(session, [one.id for one in people])
    kept = db.carried.of(session, people, service, handover.id)
    entries = tuple(
        Entry(
            person,
            tuple(_reply(session, one) for one in said if one.person_id == person.id),
            tuple(_note(session, one) for one in notes if one.person_id == person.id),
            kept.get(person.id),
            away.get(person.id),
        )
        for person in people
    )
    house = tuple(_note(session, one) for one in notes if one.person_id is None)
    on_call, emergency = targets.on_call(session, service, now), targets.emergency(session)
    return HandedOver(handover, service, on_call, emergency, _to_tell(entries), house)


def _to_tell(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Those of whom there is more to say than that no signs were seen."""
    return tuple(
        one
        for one in entries
        if one.notes
        or one.carried
        or one.away
        or any(reply.answer.kind != "clear" for reply, _, _ in one.replies)
    )


def _reply(session: Session, reply: Reply) -> tuple[Reply, str, Plan | None]:
    plan = db.people.plan(session, reply.plan_id).body if reply.plan_id else None
    return reply, author(session, reply), plan


def _note(session: Session, note: Note) -> tuple[Note, str]:
    return note, db.people.name_of(session, note.author.staff_id, note.author.name)
