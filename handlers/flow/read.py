"""*I've read this*: somebody of the incoming shift confirms a handover, until somebody answers again."""

from datetime import datetime
from typing import Literal

import db.handover
import db.journal
import db.notes
import db.outbox
import db.people
import db.reads
from bot.handover import Handover, ReadBy
from bot.notes import Note
from bot.people import Author
from bot.replies import Reply
from db.session import Session
from handlers.flow import replies

How = Literal["done", "already", "answered"]


def confirm(
    session: Session,
    handover_id: int,
    author: Author,
    slack: str,
    now: datetime,
    *,
    both_shifts: bool = False,
) -> How:
    """Keep that `author` has read a handover. *answered*: they answered there, and are not on both."""
    db.outbox.lock_prompt(session, handover_id)
    if not both_shifts and (author.staff_id, author.name) in _authors(session, handover_id):
        return "answered"
    standing = read_by(session, handover_id)
    if standing and not standing.reopened:
        return "already"
    db.reads.add(session, handover_id, author, now, both_shifts=both_shifts)
    service_id = db.handover.get(session, handover_id).service_id
    db.journal.write(
        session, now, "handover.read", actor=slack, handover_id=handover_id, service_id=service_id
    )
    db.outbox.refresh_prompt(session, handover_id, now)
    return "done"


def _authors(session: Session, handover_id: int) -> set[tuple[int, str | None]]:
    """Who said something, by id and written name: somebody is the same through their own account and a tablet."""
    said = {(one.author_id, one.author_name) for one in _replies(session, handover_id)}
    return said | {(one.author.staff_id, one.author.name) for one in _notes(session, handover_id)}


def _replies(session: Session, handover_id: int) -> list[Reply]:
    asked = db.handover.asked_about(session, handover_id)
    return replies.given(session, db.handover.get(session, handover_id), asked)[1]


def _notes(session: Session, handover_id: int) -> list[Note]:
    """What is there to be read; that a colleague would like a call is not."""
    return [one for one in db.notes.of_handover(session, handover_id) if one.said.kind != "call"]


def read_by(session: Session, handover_id: int) -> ReadBy | None:
    """Who confirmed a handover last; reopened when something was said there since."""
    row = db.reads.latest(session, handover_id)
    if row is None:
        return None
    said = [one.received_at for one in _replies(session, handover_id)]
    said += [one.received_at for one in _notes(session, handover_id)]
    reopened = any(at > row.at for at in said)
    return ReadBy(db.people.name_of(session, row.author_id, row.author_name), row.at, reopened)


def unread_before(session: Session, handover: Handover) -> str | None:
    """The shift of the handover before this one, when it was asked, and nobody confirmed it as it was at the end."""
    before = db.handover.asked_before(session, handover.service_id, handover.change.due)
    if before is None:
        return None
    read = read_by(session, before.id)
    return before.change.covers if read is None or read.reopened else None
