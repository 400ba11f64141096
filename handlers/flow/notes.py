"""Notes: what staff say besides signs; kept, and rung about where they say so. One transaction; the caller commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import bot.handover
import bot.notes
import db.escalation
import db.handover
import db.journal
import db.notes
import db.outbox
import db.people
import db.timeline
from bot.notes import Said
from bot.people import Author, Person, Service
from db.notes import Affects, New
from db.session import Session
from handlers.flow import escalation, showing

ACT_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True)
class Kept:
    """What became of a note. `escalation_id` is what it opened or joined."""

    note_id: int
    escalation_id: int | None
    is_new: bool


def keep(
    session: Session, service: Service, person: Person | None, handover_id: int | None, said: Said, author: Author,
    slack: str, nonce: str, now: datetime, affects: Affects | None = None,
) -> Kept:  # fmt: skip
    """Keep a note, ring where it says so, and have the prompts drawn anew. The same form again changes nothing.

    `person` None: about the house. `slack` is the account that it came through. `affects` is somebody else whom it
    also affects, and what they want: a note of their own, without a bell of its own.
    """
    about = person.id if person else None
    # the same form sent twice at once is one note
    db.escalation.lock_subject(session, service.id, about)
    seen_at = _seen_at(session, said, handover_id, now)
    new = New(said, service.id, about, handover_id, author, seen_at, now, nonce)
    note_id, is_new = db.notes.keep(session, new, affects)
    if not is_new:
        rang = db.escalation.raised_by(session, note_id=note_id, handover_id=None)
        return Kept(note_id, rang, False)
    db.journal.write(
        session, now, f"note.{said.kind}", actor=slack, service_id=service.id, person_id=about,
        handover_id=handover_id, why=str(note_id),
    )  # fmt: skip
    shown_in = {service.id}
    if affects:
        shown_in.add(_affected(session, affects, note_id, new))
    rings = _ring(session, service, person, said, note_id, handover_id, now)
    _corrected(session, note_id, rings, now)
    _redraw(session, handover_id, shown_in, now)
    return Kept(note_id, rings, True)


def _affected(session: Session, affects: Affects, note_id: int, new: New) -> int:
    """The linked note; the service it is of."""
    other, wants = affects
    service_id = db.people.person(session, other).service_id
    here = new.handover_id if service_id == new.service_id else None
    affected(
        session, person_id=other, author=new.author, wants=wants, now=new.received_at, note_id=note_id,
        handover_id=here,
    )  # fmt: skip
    return service_id


def _seen_at(session: Session, said: Said, handover_id: int | None, now: datetime) -> datetime:
    """Through a prompt it belongs to that prompt's period; a worry is of this moment."""
    if handover_id is None or said.kind in ("worry", "call"):
        return now
    handover = db.handover.get(session, handover_id)
    return now if handover.extra else bot.handover.seen_at(handover.change.due, now)


def _ring(
    session: Session, service: Service, person: Person | None, said: Said, note_id: int, handover_id: int | None,
    now: datetime,
) -> int | None:  # fmt: skip
    route = bot.notes.route(said, service)
    if route is None:
        return None
    tell, urgency = route
    return escalation.raise_(
        session, service, person, tell, urgency, ACT_WITHIN, now, note_id=note_id, prompt_id=handover_id
    )


def _corrected(session: Session, note_id: int, rings: int | None, now: datetime) -> None:
    """What the notes before this one still ring for, and this one does not: nothing closes by itself; all are told."""
    before = [
        db.escalation.raised_by(session, note_id=one, handover_id=None)
        for one in db.notes.corrected_by(session, note_id)
    ]
    for escalation_id in sorted({one for one in before if one and one != rings}):
        db.timeline.add(session, escalation_id, now, "corrected")
        showing.refresh_own(session, db.escalation.get(session, escalation_id), now)


def _redraw(session: Session, handover_id: int | None, service_ids: set[int], now: datetime) -> None:
    """The prompt it was said through, and the newest of each service that shows it."""
    newest = [db.handover.latest_asked(session, one) for one in service_ids]
    shown = {one.id for one in newest if one} | ({handover_id} if handover_id else set())
    # each is locked: in one order, or two notes could wait for each other
    for one in sorted(shown):
        db.outbox.refresh_prompt(session, one, now)


def affected(
    session: Session, *, person_id: int, author: Author, wants: str | None, now: datetime,
    reply_id: int | None = None, note_id: int | None = None, handover_id: int | None = None,
) -> int:  # fmt: skip
    """Keep that what was said with a reply or note also affects somebody else; the linked note's id.

    It rings nobody, and names nobody else. It counts while the reply or note does: a correction takes it along.
    Prompts are the caller's to redraw.
    """
    assert (reply_id is None) != (note_id is None)
    person = db.people.person(session, person_id)
    first = f"reply {reply_id}" if reply_id is not None else f"note {note_id}"
    new = New(
        Said("affected", "next_shift", wants=wants), person.service_id, person.id, handover_id, author, now, now,
        f"affects of {first}", reply_id, note_id,
    )  # fmt: skip
    linked, is_new = db.notes.keep(session, new)
    if is_new:
        db.journal.write(
            session, now, "note.affected", service_id=person.service_id, person_id=person.id, handover_id=handover_id,
            why=str(linked),
        )  # fmt: skip
    return linked


def call(session: Session, service: Service, author: Author, slack: str, nonce: str, now: datetime) -> Kept:
    """Whoever answered would like to be phoned: about nobody, told to the service's ladder, not shown to the house."""
    return keep(session, service, None, None, Said("call", "this_shift"), author, slack, nonce, now)
