"""Keeping crossings: which threshold was reached, by what, and the escalation that it opened or joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from db import statements
from db.escalation import GOING
from db.statements import Row, given, table
from db.tables import Crossing, Escalation

_CROSSING, _ESCALATION = table(Crossing), table(Escalation)
_ADD = sa.insert(_CROSSING)
_UNDER_WAY = (
    sa.select(_CROSSING)
    .join(_ESCALATION, _ESCALATION.c.id == _CROSSING.c.escalation_id)
    .where(
        _ESCALATION.c.person_id == given("person_id"), _ESCALATION.c.state.in_(GOING),
        _CROSSING.c.corrected_at.is_(None),
    )
    .order_by(_CROSSING.c.id)
)  # fmt: skip
_OF_ESCALATION = (
    sa.select(_CROSSING)
    .where(_CROSSING.c.escalation_id == given("escalation_id"))
    .order_by(_CROSSING.c.id.desc())
)
_OF_REPLY = (
    sa.select(_CROSSING).where(_CROSSING.c.reply_id == given("reply_id")).order_by(_CROSSING.c.id)
)  # fmt: skip


@dataclass(frozen=True)
class Crossed:
    """A threshold reached, as kept: by a reply, or by a period that nobody answered. `evidence` are ids of replies."""

    reply_id: int | None
    period_id: int | None
    plan_id: int
    threshold: str
    sentence: str
    evidence: tuple[int, ...]
    at: datetime
    corrected_at: datetime | None = None


def add_crossing(session: Session, escalation_id: int, crossed: Crossed) -> None:
    """Keep a crossing with the escalation it opened or joined."""
    row = {
        "reply_id": crossed.reply_id, "period_id": crossed.period_id, "plan_id": crossed.plan_id,
        "threshold": crossed.threshold, "escalation_id": escalation_id, "at": crossed.at,
        "sentence": crossed.sentence, "evidence": list(crossed.evidence),
    }  # fmt: skip
    statements.do(session, _ADD, row)


def crossings(session: Session, escalation_id: int) -> list[Crossed]:
    """What an escalation rings about, newest first."""
    rows = statements.rows(session, _OF_ESCALATION, escalation_id=escalation_id)
    return [_crossed(row) for row in rows]


def crossed_by_silence(session: Session, period_id: int, plan_id: int) -> set[str]:
    """The thresholds of a plan that a period which nobody answered has crossed already."""
    rows = session.execute(
        sa.select(col(Crossing.threshold)).where(
            col(Crossing.plan_id) == plan_id, col(Crossing.period_id) == period_id
        )
    ).scalars()
    return set(rows)


def crossings_of(session: Session, reply_id: int) -> Sequence[tuple[int, Crossed]]:
    """The escalations a reply opened or joined, with what it crossed, in order."""
    rows = statements.rows(session, _OF_REPLY, reply_id=reply_id)
    return [(row.escalation_id, _crossed(row)) for row in rows]


def crossings_under_way(session: Session, person_id: int) -> list[tuple[int, int, Crossed]]:
    """What rings or is being acted on about a person and was not corrected: its id, its escalation, and what it is."""
    rows = statements.rows(session, _UNDER_WAY, person_id=person_id)
    return [(row.id, row.escalation_id, _crossed(row)) for row in rows]


def correct(session: Session, crossing_id: int, at: datetime) -> None:
    """Keep that a correction took a crossing's evidence away."""
    session.get_one(Crossing, crossing_id).corrected_at = at
    session.flush()


def _crossed(row: Row) -> Crossed:
    return Crossed(
        row.reply_id, row.period_id, row.plan_id, row.threshold, row.sentence, tuple(row.evidence), row.at,
        row.corrected_at,
    )  # fmt: skip
