"""Overrides of contacts not wanted: whom a manager has told all the same, why, and when the person will be told."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from db import statements
from db.session import insert
from db.statements import given, table
from db.tables import ContactOverride
from db.types import clean

_OVERRIDE = table(ContactOverride)
_OF = sa.select(_OVERRIDE).where(_OVERRIDE.c.escalation_id == given("escalation_id")).order_by(_OVERRIDE.c.id)


@dataclass(frozen=True)
class Override:
    """`whom` is a Slack user or the key of a partner; `person_told` says when the person will be told."""

    whom: str
    by_id: int
    at: datetime
    reason: str
    person_told: str


def add(session: Session, escalation_id: int, made: Override) -> bool:
    """Keep an override. False when there was one for the same contact already."""
    row = {
        "escalation_id": escalation_id, "whom": made.whom, "by_id": made.by_id, "at": made.at,
        "reason": clean(made.reason), "person_told": clean(made.person_told),
    }  # fmt: skip
    done = session.execute(
        insert(session, ContactOverride)
        .values(**row)
        .on_conflict_do_nothing()
        .returning(col(ContactOverride.id))
    )
    return done.scalar_one_or_none() is not None


def of(session: Session, escalation_id: int) -> list[Override]:
    """The overrides of an escalation, in order."""
    rows = statements.rows(session, _OF, escalation_id=escalation_id)
    return [Override(row.whom, row.by_id, row.at, row.reason, row.person_told) for row in rows]
