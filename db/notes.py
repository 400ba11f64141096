"""Keeping notes: facts of the moment. A resubmitted form is the same note; with other values, a correction."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot import notes, replies
from bot.people import Author
from db import handover, statements
from db.statements import several, table
from db.tables import Note, Reply
from db.types import clean

_NOTE = table(Note).c
_AFFECTING = (
    sa.select(_NOTE.reply_id, sa.func.count())
    .where(_NOTE.reply_id.in_(several("reply_ids")), _NOTE.superseded_by.is_(None))
    .group_by(_NOTE.reply_id)
)
FIRST = datetime(1970, 1, 1, tzinfo=UTC)
# whom it also affects, and what they want
Affects = tuple[int, str | None]


@dataclass(frozen=True)
class New:
    """A note to be kept. `nonce` is the form's; `reply_id` or `note_id` what it was said with."""

    said: notes.Said
    service_id: int
    person_id: int | None
    handover_id: int | None
    author: Author
    seen_at: datetime
    received_at: datetime
    nonce: str
    reply_id: int | None = None
    note_id: int | None = None


def keep(session: Session, new: New, affects: Affects | None = None) -> tuple[int, bool]:
    """The note's id, and whether it is new. The same form with the same values is the note kept before.

    `affects` is whom the form says it also affects, kept by the caller as a linked note: with somebody else there,
    or other wishes of theirs, it is a correction as well.
    """
    said = replace(new.said, text=clean(new.said.text), wants=clean(new.said.wants))
    values = (new.person_id, said, (affects[0], clean(affects[1])) if affects else None)
    before = _of_form(session, new.nonce)
    if same := next((row for row in before if _values(session, row) == values), None):
        return _id(same), False
    row = _row(new, said, len(before))
    session.add(row)
    session.flush()
    for old in before:
        old.superseded_by = old.superseded_by or row.id
    session.flush()
    return _id(row), True


def _row(new: New, said: notes.Said, attempt: int) -> Note:
    return Note(
        kind=said.kind, service_id=new.service_id, person_id=new.person_id, handover_id=new.handover_id,
        topic=said.topic, tell=said.tell, text=said.text, knows=said.knows, wants=said.wants,
        author_id=new.author.staff_id, via_id=new.author.via_id, author_name=new.author.name, seen_at=new.seen_at,
        received_at=new.received_at, reply_id=new.reply_id, note_id=new.note_id, nonce=new.nonce, attempt=attempt,
    )  # fmt: skip


def _of_form(session: Session, nonce: str) -> list[Note]:
    wanted = sa.select(Note).where(col(Note.nonce) == nonce).order_by(col(Note.attempt))
    return list(session.execute(wanted).scalars())


def _values(session: Session, row: Note) -> tuple[int | None, notes.Said, Affects | None]:
    """What a form gave, to be compared."""
    linked = session.execute(sa.select(Note).where(col(Note.note_id) == row.id)).scalars().first()
    affects = (linked.person_id, linked.wants) if linked and linked.person_id is not None else None
    return row.person_id, _said(row), affects


def _id(row: Note) -> int:
    assert row.id is not None
    return row.id


def _said(row: Note) -> notes.Said:
    return notes.Said(
        cast(notes.Kind, row.kind), cast(notes.Tell, row.tell), cast("notes.Topic | None", row.topic), row.text,
        cast("replies.Knows | None", row.knows), row.wants,
    )  # fmt: skip


def _value(row: Note) -> notes.Note:
    author = Author(row.author_id, row.via_id, row.author_name)
    return notes.Note(
        _id(row), row.service_id, row.person_id, row.handover_id, _said(row), author, row.seen_at, row.received_at
    )  # fmt: skip


def get(session: Session, note_id: int) -> notes.Note:
    """The note with this id, superseded or not. Raises NoResultFound."""
    return _value(session.get_one(Note, note_id))


def corrected_by(session: Session, note_id: int) -> list[int]:
    """The notes that this one corrects, in order."""
    wanted = sa.select(col(Note.id)).where(col(Note.superseded_by) == note_id).order_by(col(Note.id))
    return [one for one in session.execute(wanted).scalars() if one is not None]


def affected_by(
    session: Session, *, note_id: int | None = None, reply_id: int | None = None
) -> list[notes.Note]:
    """The notes about others that were said with this note or reply, oldest first. One of the two is given."""
    linked = col(Note.note_id) == note_id if note_id is not None else col(Note.reply_id) == reply_id
    return _found(session, linked, col(Note.superseded_by).is_(None))


def affecting(session: Session, reply_ids: Collection[int]) -> dict[int, int]:
    """How many others each of these replies also affects, by reply; those that affect nobody are left out."""
    rows = statements.rows(session, _AFFECTING, reply_ids=list(reply_ids))
    return {row.reply_id: row[1] for row in rows}


def of_handover(session: Session, handover_id: int) -> list[notes.Note]:
    """Live notes that this handover shows, oldest first: given through its prompt, or between the one before and it.

    Until they change over, what the shift that ends says is for the one that comes, though the question was asked.
    """
    here = handover.get(session, handover_id)
    # when they changed over before: of the handovers that were asked, for nobody reads the others
    before = handover.asked_before(session, here.service_id, here.change.due)
    values = {
        "handover_id": handover_id, "service_id": here.service_id, "change_at": here.change.at,
        "since": before.change.at if before else FIRST,
    }  # fmt: skip
    session.flush()
    return [_value(row) for row in session.execute(_OF_HANDOVER, values).scalars()]


def written_by(session: Session, staff_id: int, since: datetime) -> list[notes.Note]:
    """Live notes that this staff member wrote since then, oldest first."""
    return _found(session, col(Note.author_id) == staff_id, col(Note.received_at) >= since, _live())


def _found(session: Session, *where: sa.ColumnElement[bool]) -> list[notes.Note]:
    return [
        _value(row) for row in session.execute(sa.select(Note).where(*where).order_by(col(Note.id))).scalars()
    ]


def _live() -> sa.ColumnElement[bool]:
    """Neither it was corrected, nor what it was said with."""
    first = aliased(Note)
    note = sa.exists().where(col(first.id) == col(Note.note_id), col(first.superseded_by).is_not(None))
    reply = sa.exists().where(col(Reply.id) == col(Note.reply_id), col(Reply.superseded_by).is_not(None))
    return sa.and_(col(Note.superseded_by).is_(None), ~note, ~reply)


_OF_HANDOVER = (
    sa.select(Note)
    .where(
        sa.or_(
            col(Note.handover_id) == sa.bindparam("handover_id"),
            sa.and_(
                col(Note.handover_id).is_(None),
                col(Note.service_id) == sa.bindparam("service_id"),
                col(Note.received_at) <= sa.bindparam("change_at"),
                col(Note.received_at) > sa.bindparam("since"),
            ),
        ),
        _live(),
    )
    .order_by(col(Note.id))
)
