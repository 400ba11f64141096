"""Keeping who has read which version of a plan; and whose plan an escalation opens."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import plan_reading
from bot.people import Person
from bot.plan_reading import Readings
from db import people, people_read, statements
from db.escalation import LIVE
from db.session import insert
from db.tables import Escalation, Outbox, Plan, PlanRead, Sending

TELLS = ("ping", "joined")


def confirm(session: Session, plan_id: int, staff_id: int, at: datetime) -> bool:
    """Keep that somebody has read this version, once. False when they had said so before."""
    made = session.execute(
        insert(session, PlanRead)
        .values(plan_id=plan_id, staff_id=staff_id, at=at)
        .on_conflict_do_nothing()
        .returning(col(PlanRead.plan_id))
    )
    return made.scalar_one_or_none() is not None


def read_at(session: Session, plan_id: int, staff_id: int) -> datetime | None:
    """When this staff member confirmed reading this version."""
    row = session.get(PlanRead, (plan_id, staff_id))
    return row.at if row else None


def readings(session: Session, service_id: int, persons: Iterable[Person]) -> dict[int, Readings]:
    """How far the plan that holds was read by those whose reading counts in the service, by person.

    People without a plan are left out. A handful of statements, however many people there are.
    """
    held = {one.plan_id: one for one in persons if one.plan is not None and one.plan_id is not None}
    if not held:
        return {}
    readers = [one.id for role in plan_reading.READERS for one in people.holders(session, role, service_id)]
    since, read_by = _since(session, held), _read_by(session, held)
    return {
        person.id: plan_reading.readings(person.plan_version, since[plan], readers, read_by[plan])
        for plan, person in held.items()
    }


def _since(session: Session, plan_ids: Iterable[int]) -> dict[int, datetime]:
    # two columns, for the row would bring the whole plan with it, to be decrypted
    wanted = sa.select(col(Plan.id), col(Plan.loaded_at)).where(col(Plan.id).in_(list(plan_ids)))
    return {row.id: row.loaded_at for row in session.execute(wanted)}


def _read_by(session: Session, plan_ids: Iterable[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {one: set() for one in plan_ids}
    wanted = sa.select(col(PlanRead.plan_id), col(PlanRead.staff_id)).where(
        col(PlanRead.plan_id).in_(list(found))
    )
    for plan_id, staff_id in session.execute(wanted):
        found[plan_id].add(staff_id)
    return found


def supported(session: Session, person_id: int, service_id: int | None = None) -> bool:
    """Whether the person is supported by their service now, or by this one. Raises NoResultFound."""
    row = statements.one(session, people_read.WHERE, person_id=person_id)
    return row.ended_at is None and service_id in (None, row.service_id)


def told_about(session: Session, staff_id: int) -> list[int]:
    """The people about whom an open or acknowledged escalation has told this staff member."""
    rows = session.execute(
        sa.select(col(Escalation.person_id))
        .join(Outbox, col(Outbox.escalation_id) == col(Escalation.id))
        .where(
            col(Escalation.state).in_(LIVE),
            col(Escalation.person_id).is_not(None),
            col(Outbox.staff_id) == staff_id,
            col(Outbox.kind).in_(TELLS),
            col(Outbox.updates).is_(None),
            col(Outbox.state) != Sending.DROPPED,
        )
        .distinct()
        .order_by(col(Escalation.person_id))
    ).scalars()
    return [one for one in rows if one is not None]
