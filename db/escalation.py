"""Keeping escalations: one open or acknowledged per subject and route; what crossed; what is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import escalation, plans
from db.session import LOCK
from db.tables import Climbing, Crossing, Escalation

COPIED = (
    "rings_as", "step", "due_at", "unanswered_at", "holder_id", "acknowledged_at", "promise_by", "confirm_by",
    "becomes_now_at",
)  # fmt: skip
LIVE = (Climbing.OPEN, Climbing.ACKNOWLEDGED)


def subject(service_id: int, person_id: int | None) -> str:
    """Whom an escalation is about, never NULL."""
    return f"p{person_id}" if person_id is not None else f"s{service_id}"


def value(row: Escalation) -> escalation.Escalation:
    """A row as the rules see it."""
    assert row.id is not None
    return escalation.Escalation(
        id=row.id, service_id=row.service_id, person_id=row.person_id, tell=row.tell,
        urgency=cast(plans.Urgency, row.urgency), state=row.state.value, opened_at=row.opened_at,
        act_within=timedelta(seconds=row.act_within), ladder=row.ladder, first=row.first,
        **{name: getattr(row, name) for name in COPIED},
    )  # fmt: skip


def add(session: Session, e: escalation.Escalation) -> escalation.Escalation:
    """Keep a new escalation; the value with its id. Raises IntegrityError when its route is open already."""
    row = Escalation(
        service_id=e.service_id, person_id=e.person_id, subject=subject(e.service_id, e.person_id), tell=e.tell,
        urgency=e.urgency, ladder=e.ladder, first=e.first, opened_at=e.opened_at, state=Climbing(e.state),
        act_within=int(e.act_within.total_seconds()), next_at=escalation.next_at(e), tellings=0,
        **{name: getattr(e, name) for name in COPIED},
    )  # fmt: skip
    session.add(row)
    session.flush()
    return value(row)


def save(session: Session, e: escalation.Escalation) -> None:
    """Write the escalation as it now stands, and when it has to be looked at next."""
    row = session.get_one(Escalation, e.id)
    for name in COPIED:
        setattr(row, name, getattr(e, name))
    row.state = Climbing(e.state)
    row.act_within = int(e.act_within.total_seconds())
    row.next_at = escalation.next_at(e)
    session.flush()


def get(session: Session, escalation_id: int, lock: bool = False) -> escalation.Escalation:
    """The escalation with this id; with `lock`, others who would change it wait. Raises NoResultFound."""
    return value(
        session.get_one(
            Escalation, escalation_id, with_for_update=LOCK if lock else None, populate_existing=True
        )
    )


def exists(session: Session, escalation_id: int) -> bool:
    return session.get(Escalation, escalation_id) is not None


def next_number(session: Session, escalation_id: int) -> int:
    """Count one more telling; its number, from 1."""
    row = session.get_one(Escalation, escalation_id)
    row.tellings += 1
    session.flush()
    return row.tellings


def tellings(session: Session, escalation_id: int) -> int:
    """How many tellings there have been."""
    return session.get_one(Escalation, escalation_id).tellings


def on_route(
    session: Session, service_id: int, person_id: int | None, tell: str, urgency: str
) -> escalation.Escalation | None:
    """The open or acknowledged escalation of this subject and route, locked."""
    row = session.execute(
        sa.select(Escalation)
        .where(
            col(Escalation.subject) == subject(service_id, person_id),
            col(Escalation.tell) == tell,
            col(Escalation.urgency) == urgency,
            col(Escalation.state).in_(LIVE),
        )
        .with_for_update(key_share=True)
    ).scalars().first()  # fmt: skip
    return value(row) if row else None


def due(session: Session, now: datetime) -> list[int]:
    """Escalations that have to be looked at, earliest first."""
    rows = session.execute(
        sa.select(col(Escalation.id))
        .where(col(Escalation.state).in_(LIVE), col(Escalation.next_at) <= now)
        .order_by(col(Escalation.next_at), col(Escalation.id))
    ).scalars()
    return [row for row in rows if row is not None]


def next_due(session: Session) -> datetime | None:
    """When the next escalation has to be looked at."""
    earliest = sa.select(sa.func.min(col(Escalation.next_at))).where(col(Escalation.state).in_(LIVE))
    found = session.execute(earliest).scalar_one()
    return found if isinstance(found, datetime) else None


def live_of(session: Session, service_id: int) -> list[escalation.Escalation]:
    """A service's open and acknowledged escalations: unanswered first, then the oldest."""
    rows = session.execute(
        sa.select(Escalation)
        .where(col(Escalation.service_id) == service_id, col(Escalation.state).in_(LIVE))
        .order_by(col(Escalation.unanswered_at).is_(None), col(Escalation.opened_at), col(Escalation.id))
    ).scalars()
    return [value(row) for row in rows]


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
    session.add(
        Crossing(
            reply_id=crossed.reply_id, period_id=crossed.period_id, plan_id=crossed.plan_id,
            threshold=crossed.threshold, escalation_id=escalation_id, at=crossed.at, sentence=crossed.sentence,
            evidence=list(crossed.evidence),
        )
    )  # fmt: skip
    session.flush()


def crossings(session: Session, escalation_id: int) -> list[Crossed]:
    """What an escalation rings about, newest first."""
    rows = session.execute(
        sa.select(Crossing)
        .where(col(Crossing.escalation_id) == escalation_id)
        .order_by(col(Crossing.id).desc())
    ).scalars()
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
    rows = session.execute(
        sa.select(Crossing).where(col(Crossing.reply_id) == reply_id).order_by(col(Crossing.id))
    ).scalars()
    return [(row.escalation_id, _crossed(row)) for row in rows]


def crossings_under_way(session: Session, person_id: int) -> list[tuple[int, int, Crossed]]:
    """What rings or is being acted on about a person and was not corrected: its id, its escalation, and what it is."""
    rows = session.execute(
        sa.select(Crossing)
        .join(Escalation, col(Escalation.id) == col(Crossing.escalation_id))
        .where(
            col(Escalation.person_id) == person_id,
            col(Escalation.state).in_((*LIVE, Climbing.ACTED_ON)),
            col(Crossing.corrected_at).is_(None),
        )
        .order_by(col(Crossing.id))
    ).scalars()
    return [(row.id, row.escalation_id, _crossed(row)) for row in rows if row.id is not None]


def correct(session: Session, crossing_id: int, at: datetime) -> None:
    """Keep that a correction took a crossing's evidence away."""
    session.get_one(Crossing, crossing_id).corrected_at = at
    session.flush()


def _crossed(row: Crossing) -> Crossed:
    return Crossed(
        row.reply_id, row.period_id, row.plan_id, row.threshold, row.sentence, tuple(row.evidence), row.at,
        row.corrected_at,
    )  # fmt: skip
