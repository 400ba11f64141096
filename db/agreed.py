"""Keeping changes of practice, and what became of restrictions. What was agreed about asking is in `asked`."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import agreed, days
from bot.agreed import Change, InForce, Look, Looked, Mark, Restricted
from db import people, tables
from db.session import insert
from db.types import clean


def mark(
    session: Session, service_id: int, by_id: int, from_date: date, what: str, at: datetime, nonce: str
) -> int | None:
    """Keep that a service does something differently from a local date on; its id. None when kept before."""
    row = {
        "service_id": service_id, "by_id": by_id, "from_date": from_date, "what": clean(what), "at": at, "nonce": nonce,
    }  # fmt: skip
    made = session.execute(
        insert(session, tables.PracticeChange)
        .values(**row)
        .on_conflict_do_nothing()
        .returning(col(tables.PracticeChange.id))
    )
    return made.scalar_one_or_none()


def marks(session: Session, services: Collection[int]) -> list[Mark]:
    """What these services have marked and not taken back, by date."""
    return [_mark(session, row) for row in session.execute(_marked(services)).scalars()]


def changes(session: Session, services: Collection[int], first: date, last: date) -> list[Change]:
    """From which weeks on charts begin anew, of weeks whose Monday is one of `first` to `last`; by service and week."""
    of = tables.PracticeChange
    # a change in the week before begins anew on its Monday
    dates = col(of.from_date).between(first - timedelta(days=6), last)
    rows = session.execute(
        sa.select(col(of.service_id), col(of.from_date)).where(
            col(of.service_id).in_(list(services)), col(of.taken_back_at).is_(None), dates
        )
    )
    found = {Change(service_id, agreed.begins(from_date)) for service_id, from_date in rows}
    return sorted(one for one in found if first <= one.week.monday <= last)


def take_back(session: Session, mark_id: int, service_id: int, by_id: int, at: datetime, why: str) -> bool:
    """Say that a mark of this service was a mistake. False when there is none, or it was taken back already."""
    of = tables.PracticeChange
    done = session.execute(
        sa.update(of)
        .where(col(of.id) == mark_id, col(of.service_id) == service_id, col(of.taken_back_at).is_(None))
        .values(taken_back_at=at, taken_back_by=by_id, taken_back_why=clean(why))
        .returning(col(of.id))
    )
    return done.scalar_one_or_none() is not None


def _marked(services: Collection[int]) -> Any:
    of = tables.PracticeChange
    return (
        sa.select(of)
        .where(col(of.service_id).in_(list(services)), col(of.taken_back_at).is_(None))
        .order_by(col(of.from_date), col(of.id))
    )


def _mark(session: Session, row: tables.PracticeChange) -> Mark:
    assert row.id is not None
    return Mark(row.id, row.service_id, row.from_date, row.what, people.name_of(session, row.by_id))


def restrictions(session: Session, services: Collection[int], on: date) -> list[InForce]:
    """What was restricted in these services and still was at the end of that local date, soonest review first.

    Cost follows how much was ever restricted, not how much was ever closed.
    """
    found = _restricted(session, col(tables.Escalation.service_id).in_(list(services)))
    about = {one.person_id for one in found if one.person_id is not None}
    names = {one.id: one.known_as for one in people.persons(session, about)} if about else {}
    held = [agreed.in_force(one, names.get(one.person_id or 0), on) for one in found]
    return sorted((one for one in held if one), key=lambda one: (one.review_by, one.escalation_id))


def restriction(session: Session, escalation_id: int) -> Restricted | None:
    """What was restricted when this one was closed, with each look at it; None where nothing was."""
    found = _restricted(session, col(tables.Escalation.id) == escalation_id)
    return found[0] if found else None


def look(
    session: Session, escalation_id: int, by_id: int, looked: Looked, on: date, at: datetime, nonce: str
) -> int | None:
    """Keep a look at a restriction, on the local date `on`; its id. None when this form was kept before, or it is over.

    Whoever keeps one holds the escalation, so that nothing goes on that somebody else has just ended.
    """
    row = {
        "escalation_id": escalation_id, "by_id": by_id, "on_date": on, "at": at, "action": looked.action,
        "reason": clean(looked.reason), "view": clean(looked.view), "review_by": looked.review_by, "nonce": nonce,
    }  # fmt: skip
    made = session.execute(
        insert(session, tables.RestrictionLooked)
        .values(**row)
        .on_conflict_do_nothing()
        .returning(col(tables.RestrictionLooked.id))
    )
    return made.scalar_one_or_none()


def looked(session: Session, nonce: str) -> bool:
    """Whether this form was kept."""
    of = tables.RestrictionLooked
    return session.execute(sa.select(col(of.id)).where(col(of.nonce) == nonce)).first() is not None


def _restricted(session: Session, which: Any) -> list[Restricted]:
    of, e, service = tables.Closing, tables.Escalation, tables.Service
    rows = session.execute(
        sa.select(of, col(e.service_id), col(e.person_id), service)
        .join(e, col(e.id) == col(of.escalation_id))
        .join(service, col(service.id) == col(e.service_id))
        # NULL in rows older than the column, into which one has to look
        .where(which, col(of.restricted).is_not(False))
        .order_by(col(of.escalation_id))
    ).all()
    told = [row for row in rows if row[0].said.restriction]
    looks = _looks(session, [row[0].escalation_id for row in told])
    return [
        Restricted(
            row.escalation_id, service_id, person_id, days.local(row.at, house.spec.timezone).date(),
            row.said.restriction, tuple(looks.get(row.escalation_id, ())),
        )
        for row, service_id, person_id, house in told
    ]  # fmt: skip


def _looks(session: Session, escalation_ids: Iterable[int]) -> dict[int, list[Looked]]:
    of = tables.RestrictionLooked
    wanted = sa.select(of).where(col(of.escalation_id).in_(list(escalation_ids))).order_by(col(of.id))
    found: dict[int, list[Looked]] = {}
    for row in session.execute(wanted).scalars():
        by = people.name_of(session, row.by_id)
        seen = Looked(cast(Look, row.action.value), row.reason, row.view, row.review_by, row.on_date, by)
        found.setdefault(row.escalation_id, []).append(seen)
    return found
