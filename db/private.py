"""Keeping what safeguarding is told privately, and its own timeline. Nothing that a house is shown reads this."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import private
from bot.people import Author, Staff
from bot.private import Concern, Event, Said, Telling
from bot.replies import Knows
from db import people
from db.session import LOCK, insert
from db.tables import Organisation, Outbox, PrivateConcern, PrivateEvent, PrivateState, Sending
from db.types import clean


def add(
    session: Session, service_id: int, person_id: int | None, said: Said, author: Author, at: datetime, nonce: str
) -> tuple[Concern, bool]:  # fmt: skip
    """Keep what somebody tells, and whether it is new. The same form is the one kept before, whatever it says."""
    row = {
        "service_id": service_id, "person_id": person_id, "text": clean(said.text), "wants": clean(said.wants),
        "knows": said.knows, "urgency": said.urgency, "left_out": sorted(said.left_out),
        "author_id": author.staff_id, "via_id": author.via_id, "author_name": author.name, "said_at": at,
        "nonce": nonce, "state": PrivateState.OPEN.value,
    }  # fmt: skip
    made = session.execute(
        insert(session, PrivateConcern)
        .values(**row)
        .on_conflict_do_nothing()
        .returning(col(PrivateConcern.id))
    ).scalar_one_or_none()
    kept = made or session.execute(
        sa.select(col(PrivateConcern.id)).where(col(PrivateConcern.nonce) == nonce)
    ).scalar_one()  # fmt: skip
    return get(session, kept), made is not None


def get(session: Session, concern_id: int, lock: bool = False) -> Concern:
    """The concern with this id; with `lock`, others who would change it wait. Raises NoResultFound."""
    row = session.get_one(
        PrivateConcern, concern_id, with_for_update=LOCK if lock else None, populate_existing=True
    )
    return _values(session, [row])[0]


def _values(session: Session, rows: Sequence[PrivateConcern]) -> list[Concern]:
    told = _told(session, [row.id for row in rows if row.id is not None])
    return [_value(row, told) for row in rows]


def _value(row: PrivateConcern, told: dict[int, list[Telling]]) -> Concern:
    assert row.id is not None
    said = Said(
        row.text, row.wants, cast("Knows | None", row.knows), cast(private.Urgency, row.urgency),
        frozenset(row.left_out),
    )  # fmt: skip
    return Concern(
        row.id, row.service_id, row.person_id, said, Author(row.author_id, row.via_id, row.author_name), row.said_at,
        PrivateState(row.state).value, row.due_at, tuple(told.get(row.id, ())),
        row.unanswered_at, row.holder_id, row.acknowledged_at, row.closed_at, cast("private.Met | None", row.met),
        row.outcome,
    )  # fmt: skip


def _told(session: Session, concern_ids: Sequence[int]) -> dict[int, list[Telling]]:
    """Who was told, in order, by concern. One whose message was dropped unsent was not."""
    event, message = PrivateEvent, Outbox
    rows = session.execute(
        sa.select(col(event.concern_id), col(event.to_id), col(event.role), col(event.at), col(message.state))
        .outerjoin(message, col(message.id) == col(event.message_id))
        .where(col(event.concern_id).in_(list(concern_ids)), col(event.what) == "told")
        .order_by(col(event.id))
    )
    found: dict[int, list[Telling]] = {}
    for concern_id, to_id, role, at, state in rows:
        if state != Sending.DROPPED:
            told = Telling(to_id, cast(private.Role, role), at, state == Sending.GIVEN_UP)
            found.setdefault(concern_id, []).append(told)
    return found


def save(session: Session, concern: Concern) -> None:
    """Write how a concern stands. What was said in it stays as it was."""
    row = session.get_one(PrivateConcern, concern.id)
    row.state = PrivateState(concern.state)
    row.due_at, row.unanswered_at = concern.due_at, concern.unanswered_at
    row.holder_id, row.acknowledged_at = concern.holder_id, concern.acknowledged_at
    row.closed_at, row.met, row.outcome = concern.closed_at, concern.met, concern.outcome
    session.flush()


def due(session: Session, now: datetime) -> list[int]:
    """Concerns of which somebody is to be told now, earliest first."""
    rows = session.execute(
        sa.select(col(PrivateConcern.id))
        .where(col(PrivateConcern.state) == PrivateState.OPEN, col(PrivateConcern.due_at) <= now)
        .order_by(col(PrivateConcern.due_at), col(PrivateConcern.id))
    ).scalars()
    return [row for row in rows if row is not None]


def next_due(session: Session) -> datetime | None:
    """When somebody is to be told next."""
    earliest = sa.select(sa.func.min(col(PrivateConcern.due_at))).where(
        col(PrivateConcern.state) == PrivateState.OPEN
    )
    found = session.execute(earliest).scalar_one()
    return found if isinstance(found, datetime) else None


def held_by_others(session: Session, staff_ids: Sequence[int]) -> list[int]:
    """What somebody has who is none of these."""
    rows = session.execute(
        sa.select(col(PrivateConcern.id))
        .where(
            col(PrivateConcern.state) == PrivateState.ACKNOWLEDGED,
            col(PrivateConcern.holder_id).not_in(staff_ids),
        )
        .order_by(col(PrivateConcern.id))
    ).scalars()
    return [row for row in rows if row is not None]


def told_to(session: Session, staff_id: int) -> list[Concern]:
    """What this staff member was told of and may see, in the order of their list."""
    told = sa.select(col(PrivateEvent.concern_id)).where(
        col(PrivateEvent.to_id) == staff_id, col(PrivateEvent.what) == "told"
    )
    rows = session.execute(sa.select(PrivateConcern).where(col(PrivateConcern.id).in_(told))).scalars()
    return private.in_order([one for one in _values(session, list(rows)) if was_told(one, staff_id)])


def was_told(concern: Concern, staff_id: int) -> bool:
    """Whether somebody was told of it, and may see it."""
    return staff_id not in concern.said.left_out and staff_id in {one.staff_id for one in concern.told}


def happened(session: Session, concern_id: int, at: datetime, what: private.What, **about: Any) -> None:
    """Add a line to a concern's own timeline. `about` holds ids, `role` and `number`."""
    session.add(PrivateEvent(concern_id=concern_id, at=at, what=what, **about))
    session.flush()


def messages(session: Session, concern_id: int) -> list[Outbox]:
    """The messages that told somebody of it (no updates), oldest first."""
    rows = session.execute(
        sa.select(Outbox)
        .join(PrivateEvent, col(PrivateEvent.message_id) == col(Outbox.id))
        .where(col(PrivateEvent.concern_id) == concern_id)
        .order_by(col(Outbox.id))
    ).scalars()
    return list(rows)


def timeline(session: Session, concern_id: int) -> list[Event]:
    """What became of a concern, oldest first, with names."""
    rows = session.execute(
        sa.select(PrivateEvent)
        .where(col(PrivateEvent.concern_id) == concern_id)
        .order_by(col(PrivateEvent.id))
    ).scalars()
    return [_event(session, row) for row in rows]


def closed_by(session: Session, concern_id: int) -> int | None:
    """The id of who closed it last; None where nobody has."""
    event = PrivateEvent
    found = sa.select(col(event.actor_id)).where(
        col(event.concern_id) == concern_id, col(event.what) == "closed"
    )
    return session.execute(found.order_by(col(event.id).desc()).limit(1)).scalar_one_or_none()


def _event(session: Session, row: PrivateEvent) -> Event:
    who = row.to_id or row.actor_id
    return Event(
        row.at, cast(private.What, row.what), people.name_of(session, who) if who else None,
        cast("private.Role | None", row.role),
    )  # fmt: skip


def safeguarding(session: Session) -> tuple[Staff | None, Staff | None]:
    """The safeguarding lead and the deputy as they are now."""
    organisation = people.organisation(session)
    safe = organisation.safeguarding if organisation else None
    if safe is None:
        return None, None
    lead = people.staff_by_slack(session, safe.lead)
    return lead, people.staff_by_slack(session, safe.deputy) if safe.deputy else None


def hold_safeguarding(session: Session) -> None:
    """Wait for a house file that is just being kept; one that would change who is safeguarding waits for this."""
    session.execute(sa.select(col(Organisation.id)).with_for_update(read=True))


def may_be_named(session: Session, service_id: int) -> list[Staff]:
    """Whom an author may leave out: whoever is told, then the house's staff, then everybody else who is listed."""
    told = [one for one in safeguarding(session) if one]
    here = sorted(
        people.listed(session), key=lambda one: (service_id not in one.services, one.name.casefold(), one.id)
    )
    found = {one.id: one for one in [*told, *here] if not one.shared}
    return list(found.values())
