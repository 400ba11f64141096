"""Keeping who is away: one absence of a person at a time, ended and never deleted; and who is not asked about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.away import Absence, Said
from bot.people import Author
from bot.replies import ANSWERS
from db import history, statements
from db.statements import given, several, table
from db.tables import Absence as Row
from db.tables import Asking, Handover, HandoverPerson, PersonPeriod, Reply
from db.types import clean

_ABSENCE, _ASKED = table(Row).c, table(HandoverPerson).c
_ACTIVE = sa.select(_ABSENCE.id, _ABSENCE.person_id, _ABSENCE.until_at, _ABSENCE.why).where(
    _ABSENCE.person_id.in_(several("person_ids")), _ABSENCE.ended_at.is_(None)
)
_STANDING = (
    sa.select(_ASKED.person_id, _ASKED.asked)
    .where(_ASKED.handover_id == given("handover_id"))
    .order_by(_ASKED.person_id)
)


@dataclass(frozen=True)
class New:
    """An absence to be kept. `nonce` is the form's; `handover_id` the prompt it was said at, if any."""

    person_id: int
    service_id: int
    handover_id: int | None
    said: Said
    author: Author
    nonce: str


def keep(session: Session, new: New, now: datetime) -> tuple[int, bool]:
    """The absence's id, and whether it is new. It ends the person's absence before.

    The same form is the same absence; sent again with another end, it is a correction.
    """
    # each correction is kept under a name of its own; what the form said last is what it says
    mine = sa.or_(col(Row.nonce) == new.nonce, col(Row.nonce).startswith(f"{new.nonce} ", autoescape=True))
    before = list(session.execute(sa.select(Row).where(mine).order_by(col(Row.id))).scalars())
    if before and before[-1].until_at == new.said.until:
        return _id(before[-1]), False
    end(session, new.person_id, new.author.staff_id, now)
    row = Row(
        person_id=new.person_id, service_id=new.service_id, handover_id=new.handover_id, said_at=now,
        until_at=new.said.until, why=clean(new.said.why), author_id=new.author.staff_id, via_id=new.author.via_id,
        author_name=clean(new.author.name), nonce=f"{new.nonce} {len(before)}" if before else new.nonce,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id, True


def end(session: Session, person_id: int, by: int, now: datetime) -> int | None:
    """End a person's absence; its id. None where they are not away."""
    done = session.execute(
        sa.update(Row)
        .where(col(Row.person_id) == person_id, col(Row.ended_at).is_(None))
        .values(ended_at=now, ended_by=by)
        .returning(col(Row.id))
    )
    return done.scalar_one_or_none()


def active(session: Session, person_ids: Iterable[int]) -> Mapping[int, Absence]:
    """Who of these people is away, by id: nobody has ended it yet, though it may be past its time."""
    rows = statements.rows(session, _ACTIVE, person_ids=list(person_ids))
    return {row.person_id: Absence(row.id, row.person_id, row.until_at, row.why) for row in rows}


def _id(row: Row) -> int:
    assert row.id is not None
    return row.id


def newest_asked(session: Session, service_id: int, lock: bool = True) -> int | None:
    """The scheduled handover that was asked last, while no answer to it comes too late.

    Lock it before a person, and never after: whoever settles a handover goes through its people. Once the person is
    locked look again, without: another may have been asked while the person was waited for.
    """
    found = (
        sa.select(col(Handover.id))
        .where(
            col(Handover.service_id) == service_id,
            col(Handover.state) == Asking.ASKED,
            col(Handover.slot).is_not(None),
            ~col(Handover.settled),
        )
        .order_by(col(Handover.asked_at).desc(), col(Handover.id).desc())
        .limit(1)
    )
    return session.execute(found.with_for_update(key_share=True) if lock else found).scalar_one_or_none()


def left_out(session: Session, handover_id: int, person_ids: Iterable[int]) -> None:
    """Keep who stands on a handover that is asked now, without being asked about."""
    rows = [HandoverPerson(handover_id=handover_id, person_id=one, asked=False) for one in person_ids]
    session.add_all(rows)
    session.flush()


def standing(session: Session, handover_id: int) -> Mapping[int, bool]:
    """Who stands on a handover, and whether they are asked about there."""
    rows = statements.rows(session, _STANDING, handover_id=handover_id)
    return {row.person_id: row.asked for row in rows}


def leave_out(session: Session, handover_id: int, person_id: int) -> None:
    """Ask no longer about somebody at a handover, unless they were answered about there already.

    Once its period is over nothing changes: a silence stays one.
    """
    row = session.get(HandoverPerson, (handover_id, person_id))
    is_over = session.get_one(Handover, handover_id).settled
    if row is None or is_over or _answered(session, handover_id, person_id):
        return
    row.asked = False
    period = session.get(PersonPeriod, (person_id, handover_id))
    if period:
        period.asked = False
    session.flush()


def _answered(session: Session, handover_id: int, person_id: int) -> bool:
    found = sa.select(col(Reply.id)).where(
        col(Reply.handover_id) == handover_id,
        col(Reply.person_id) == person_id,
        col(Reply.superseded_by).is_(None),
        col(Reply.kind).in_(sorted(ANSWERS)),
    )
    return session.execute(found.limit(1)).first() is not None


def ask_again(session: Session, handover_id: int, person_id: int, look_at: datetime | None = None) -> None:
    """Ask about somebody at a scheduled handover, whether or not they stood on it.

    With `look_at` its silence is looked at again then, where nobody was waited for any more.
    """
    row = session.get(HandoverPerson, (handover_id, person_id))
    if row is None:
        session.add(HandoverPerson(handover_id=handover_id, person_id=person_id))
    else:
        row.asked = True
    if look_at is not None:
        # it may have been looked at since this transaction read it first
        asked = session.get_one(Handover, handover_id, populate_existing=True)
        asked.look_at = asked.look_at or (look_at if asked.late_at is None else None)
    session.flush()
    history.asked(session, [person_id], handover_id)
