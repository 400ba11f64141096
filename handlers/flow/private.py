"""Telling safeguarding privately: who is told, who has it, what came of it. One transaction; the caller commits.

Its rows in the outbox and the journal name no service and no person: what lists a house's never finds them.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import bot.private
import db.journal
import db.outbox
import db.people
import db.private
from bot.people import Author, Contact, Service, Staff
from bot.private import Concern, Move, Named, Said, Shown, Target
from db.session import Session
from handlers.flow import targets

How = Literal["done", "already", "over", "not_safeguarding"]
# more than anybody has open at once
MOST = 50


def tell(
    session: Session, service: Service, person_id: int | None, said: Said, author: Author, nonce: str, now: datetime
) -> int:  # fmt: skip
    """Keep what somebody tells, and tell whoever is told first; its id. The same form again changes nothing."""
    concern, new = db.private.add(session, service.id, person_id, said, author, now, nonce)
    if not new:
        return concern.id
    _happened(session, concern, now, "said")
    among = _among(session, concern)
    due = replace(concern, due_at=bot.private.begins(concern, among, service, now))
    _move(session, due, bot.private.next_move(due, among, service, now) or Move(due), now)
    return concern.id


def advance(session: Session, concern_id: int, now: datetime) -> None:
    """Tell whoever's time has come."""
    concern = db.private.get(session, concern_id, lock=True)
    service = db.people.service(session, concern.service_id)
    move = bot.private.next_move(concern, _among(session, concern), service, now)
    if move is not None:
        _move(session, concern, move, now)


def unreachable(session: Session, concern_id: int, number: int, now: datetime) -> None:
    """The telling of this number will never arrive: the next one is told at once."""
    concern = db.private.get(session, concern_id, lock=True)
    service = db.people.service(session, concern.service_id)
    if 0 < number <= len(concern.told):
        lost = concern.told[number - 1]
        _happened(session, concern, now, "not_reached", to_id=lost.staff_id, role=lost.role)
    move = bot.private.unreachable(concern, _among(session, concern), service, number, now)
    if move is not None:
        _move(session, concern, move, now)


def acknowledge(session: Session, concern_id: int, who: Staff, now: datetime) -> How:
    """*I've got this*: first wins. Whether they were told was decided before; they are still to be safeguarding.

    A load looks once for what somebody has who is not safeguarding any more: taken just then it would stay with them,
    and nobody would be told.
    """
    # before the concern: a load that names others changes this first, and then wants the concerns
    db.private.hold_safeguarding(session)
    concern = db.private.get(session, concern_id, lock=True)
    held = bot.private.acknowledge(concern, who.id, now)
    if held is None:
        return "already" if concern.state == "acknowledged" else "over"
    if who.id not in _safeguarding(session):
        return "not_safeguarding"
    db.private.save(session, held)
    _happened(session, held, now, "acknowledged", who)
    _refresh(session, held, now)
    return "done"


def close(
    session: Session, concern_id: int, who: Staff, met: bot.private.Met, outcome: str, now: datetime
) -> bool:
    """Close it with what came of it. False when it was closed otherwise, or nobody has it: then nothing changes.

    True where they had closed it with the very same: a form delivered twice is kept.
    """
    concern = db.private.get(session, concern_id, lock=True)
    closed = bot.private.close(concern, met, outcome, now)
    if closed is None:
        by = db.private.closed_by(session, concern_id) if concern.state == "closed" else None
        return (by, concern.met, concern.outcome) == (who.id, met, outcome)
    db.private.save(session, closed)
    _happened(session, closed, now, "closed", who)
    _refresh(session, closed, now)
    return True


def left(session: Session, now: datetime) -> None:
    """What somebody has who is not safeguarding any more is told to whoever is."""
    for one in db.private.held_by_others(session, _safeguarding(session)):
        held = db.private.get(session, one, lock=True)
        # closed while it was waited for: what came of it stays
        if held.state != "acknowledged":
            continue
        concern = bot.private.reopen(held, now)
        service = db.people.service(session, concern.service_id)
        _happened(session, concern, now, "reopened")
        move = bot.private.next_move(concern, _among(session, concern), service, now)
        _move(session, concern, move or Move(concern), now)
        _refresh(session, concern, now)


def _safeguarding(session: Session) -> list[int]:
    return [one.id for one in db.private.safeguarding(session) if one is not None]


def opened(session: Session, concern_id: int, who: Staff, now: datetime) -> None:
    """Keep that somebody opened what was written."""
    _happened(session, db.private.get(session, concern_id), now, "opened", who)


def told(session: Session, who: Staff | None, concern_id: int) -> bool:
    """Whether somebody was told of it: nobody else may see, take or close it."""
    return who is not None and db.private.was_told(db.private.get(session, concern_id), who.id)


def mine(session: Session, who: Staff | None) -> tuple[Shown, ...]:
    """What somebody was told privately, in the order of their list; nothing on an account that several use."""
    if who is None or who.shared:
        return ()
    return tuple(_shown(session, one) for one in db.private.told_to(session, who.id)[:MOST])


def shown(session: Session, concern_id: int) -> Shown:
    """Everything that a message or a form about it may draw on."""
    concern = db.private.get(session, concern_id)
    left_out = [db.people.staff(session, one).name for one in sorted(concern.said.left_out)]
    events = tuple(db.private.timeline(session, concern_id))
    return replace(_shown(session, concern), left_out=tuple(left_out), events=events)


def outside(session: Session) -> tuple[Contact, ...]:
    """The numbers outside the organisation, in the file's order."""
    organisation = db.people.organisation(session)
    safe = organisation.safeguarding if organisation else None
    return tuple(Contact(one.name, one.phone) for one in safe.outside) if safe else ()


def _shown(session: Session, concern: Concern) -> Shown:
    author, last = concern.author, concern.told[-1] if concern.told else None
    waiting = bot.private.untold(concern, _among(session, concern)) if concern.state == "open" else []
    return Shown(
        concern, db.people.service(session, concern.service_id),
        db.people.person(session, concern.person_id) if concern.person_id else None,
        db.people.name_of(session, author.staff_id, author.name), targets.emergency(session), outside(session),
        tells=Named(db.people.name_of(session, last.staff_id), last.role) if last else None,
        next_up=Named(waiting[0].staff.name, waiting[0].role) if waiting else None,
        holder=db.people.name_of(session, concern.holder_id) if concern.holder_id else None,
        hears=bot.private.hears(author),
    )  # fmt: skip


def _among(session: Session, concern: Concern) -> tuple[Target, ...]:
    return bot.private.targets(concern, *db.private.safeguarding(session))


def _move(session: Session, concern: Concern, move: Move, now: datetime) -> None:
    for number, one in enumerate(move.tell, len(concern.told) + 1):
        _told(session, concern.id, one, number, now)
    if move.unanswered:
        _happened(session, concern, now, "unanswered")
        _tell_author(session, concern, now)
    db.private.save(session, move.after)


def _told(session: Session, concern_id: int, target: Target, number: int, now: datetime) -> None:
    """A new, numbered message; the one that they had before loses its button."""
    to, role = target.staff, target.role
    messages = db.private.messages(session, concern_id)
    # not by its number: one that was dropped unsent is not counted, and its number is given again
    dedupe = _dedupe("private", concern_id, len(messages) + 1)
    message = _put(session, "private", concern_id, to, now, dedupe, number)
    db.private.happened(
        session, concern_id, now, "told", to_id=to.id, role=role, number=number, message_id=message
    )
    db.journal.write(session, now, "private.told", actor=to.slack, why=str(concern_id))
    _redraw(session, [row.id for row in messages if row.staff_id == to.id], now)


def _tell_author(session: Session, concern: Concern, now: datetime) -> None:
    """On the account they wrote from; on one that several use nobody can be told, which the form has said."""
    if bot.private.hears(concern.author):
        author = db.people.staff(session, concern.author.staff_id)
        _put(session, "private_open", concern.id, author, now, _dedupe("private_open", concern.id))


def _put(
    session: Session, kind: str, concern_id: int, to: Staff, now: datetime, dedupe: str, number: int = 0
) -> int | None:
    return db.outbox.put(
        session, kind, now, to_user=to.slack, staff_id=to.id, about=str(concern_id), number=number,
        dedupe=dedupe,
    )  # fmt: skip


def _dedupe(kind: str, concern_id: int, number: int = 0) -> str:
    return f"{kind} {concern_id} {number}"


def _happened(
    session: Session, concern: Concern, now: datetime, what: bot.private.What, who: Staff | None = None, **about: Any
) -> None:  # fmt: skip
    """In its own timeline; in the journal, which administrators read, without its author."""
    db.private.happened(session, concern.id, now, what, actor_id=who.id if who else None, **about)
    db.journal.write(session, now, f"private.{what}", actor=who.slack if who else None, why=str(concern.id))


def _refresh(session: Session, concern: Concern, now: datetime) -> None:
    """Have everybody's messages about it drawn anew."""
    author = db.outbox.by_dedupe(session, _dedupe("private_open", concern.id))
    rows = [*db.private.messages(session, concern.id), *([author] if author else [])]
    _redraw(session, [row.id for row in rows], now)


def _redraw(session: Session, message_ids: Sequence[int | None], now: datetime) -> None:
    # each is locked: in one order, or two could wait for each other
    for one in sorted(id_ for id_ in message_ids if id_ is not None):
        db.outbox.refresh(session, one, now)
