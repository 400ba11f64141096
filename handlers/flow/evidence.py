"""What an escalation rings about: replies that were seen, what staff said, and handovers that nobody answered."""

from collections.abc import Collection
from functools import cache, partial

import bot.handover
import db.covers
import db.escalation
import db.handover
import db.notes
import db.people
import db.replies
import db.staffing
from bot.briefing import Late, Sighting, Spoken
from bot.people import Service, Staff
from bot.replies import Reply
from db.escalation import Rang
from db.session import Session
from handlers.flow import waiting


def sightings(session: Session, service: Service, reply_ids: Collection[int]) -> tuple[Sighting, ...]:
    """The replies that are evidence, newest first. Only what was answered under a plan can be."""
    others = db.notes.affecting(session, reply_ids)
    # the same few people say most of it
    who = cache(partial(db.people.staff, session))
    return tuple(
        _sighting(session, service, one, who(one.author_id), others.get(one.id, 0))
        for one in db.replies.these(session, reply_ids)
    )


def _sighting(session: Session, service: Service, reply: Reply, author: Staff, others: int) -> Sighting:
    covers = db.handover.get(session, reply.period).change.covers
    plan = db.people.plan(session, reply.plan_id).body if reply.plan_id else None
    assert plan is not None, "evidence comes from a plan's own signs"
    return Sighting(
        reply.seen_at, reply.received_at, reply.timed, service.shift_name(covers), reply.author_name or author.name,
        author.role, author.agency, _alone(session, service, reply.period, covers), reply.answer, plan, others=others,
        covering=db.covers.covered(session, service.id, author.id, reply.received_at),
    )  # fmt: skip


def spoken(session: Session, service: Service, rang: list[Rang]) -> tuple[Spoken, ...]:
    """The notes among what rang, in the order given."""
    return tuple(_spoken(session, service, one.note_id) for one in rang if one.note_id is not None)


def _spoken(session: Session, service: Service, note_id: int) -> Spoken:
    note = db.notes.get(session, note_id)
    author = db.people.staff(session, note.author.staff_id)
    # until they change over the shift that ends is still at work, though the question has been asked
    change = bot.handover.next_change(service.spec, note.seen_at - service.spec.handover.ask_before)
    period = db.handover.period_at(session, service.id, change.due)
    return Spoken(
        note.said, note.received_at, note.author.name or author.name, author.role, author.agency,
        _alone(session, service, period, change.covers), len(db.notes.affected_by(session, note_id=note_id)),
        db.covers.covered(session, service.id, author.id, note.received_at),
    )  # fmt: skip


def _alone(session: Session, service: Service, period_id: int | None, covers: str) -> bool:
    """Whether one worker had the shift alone: as somebody said of it, else as planned."""
    said = db.staffing.latest(session, period_id) if period_id is not None else None
    return said.alone if said else service.planned_staff(covers) == 1


def late(session: Session, rang: list[Rang], reader: str | None) -> tuple[Late, ...]:
    """The handovers among what rang, in the order given: who is still waited for, and who was answered about since.

    `reader` as in `waiting.standing`.
    """
    asked = [(one.handover_id, one.at) for one in rang if one.handover_id is not None]
    return tuple(waiting.standing(session, handover_id, at, reader) for handover_id, at in asked)
