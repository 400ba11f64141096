"""Keeping escalations: one open or acknowledged per subject and route; what crossed; what is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot import escalation, plans
from db.session import LOCK
from db.tables import Climbing, Crossing, Escalation, Note, Person, Raised, Service

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


def lock_subject(session: Session, service_id: int, person_id: int | None) -> None:
    """Have others wait who would open something about the same person, or without one about the service."""
    table, row_id = (Service, service_id) if person_id is None else (Person, person_id)
    session.get_one(table, row_id, with_for_update=LOCK)


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


def live_of(session: Session, service_id: int, *, calls: bool = False) -> list[escalation.Escalation]:
    """A service's open and acknowledged escalations: unanswered first, then the oldest.

    Those that only calls raised are their authors' own affair: in no list of the house, so left out without `calls`.
    """
    rows = session.execute(
        sa.select(Escalation)
        .where(
            col(Escalation.service_id) == service_id,
            col(Escalation.state).in_(LIVE),
            sa.true() if calls else ~_called(),
        )
        .order_by(col(Escalation.unanswered_at).is_(None), col(Escalation.opened_at), col(Escalation.id))
    ).scalars()
    return [value(row) for row in rows]


@dataclass(frozen=True)
class Rang:
    """What rang besides thresholds, as kept: a note, or a handover that nobody answered in time."""

    note_id: int | None
    handover_id: int | None
    at: datetime


def add_raised(
    session: Session, escalation_id: int, *, note_id: int | None, handover_id: int | None, at: datetime
) -> None:
    """Keep what an escalation was opened or joined by. Raises IntegrityError when it is kept already."""
    session.add(Raised(escalation_id=escalation_id, note_id=note_id, handover_id=handover_id, at=at))
    session.flush()


def raised(session: Session, escalation_id: int) -> list[Rang]:
    """What an escalation rings about besides thresholds, newest first; of a corrected note the correction alone."""
    newer = aliased(Raised)
    corrected = sa.exists().where(
        col(newer.escalation_id) == escalation_id, col(newer.note_id) == col(Note.superseded_by)
    )
    rows = session.execute(
        sa.select(Raised)
        .outerjoin(Note, col(Note.id) == col(Raised.note_id))
        .where(col(Raised.escalation_id) == escalation_id, ~corrected)
        .order_by(col(Raised.id).desc())
    ).scalars()
    return [Rang(row.note_id, row.handover_id, row.at) for row in rows]


def raised_by(session: Session, *, note_id: int | None, handover_id: int | None) -> int | None:
    """The escalation that this note or handover opened or joined."""
    is_note, is_handover = col(Raised.note_id) == note_id, col(Raised.handover_id) == handover_id
    which = is_note if note_id is not None else is_handover
    return session.execute(sa.select(col(Raised.escalation_id)).where(which)).scalar_one_or_none()


def only_calls(session: Session, escalation_id: int) -> bool:
    """Whether nothing but calls that staff asked for raised an escalation."""
    found = sa.select(sa.true()).where(col(Escalation.id) == escalation_id, _called())
    return session.execute(found).first() is not None


def _called() -> sa.ColumnElement[bool]:
    """Of a row of Escalation: whether calls raised it, and nothing else did."""
    here = col(Raised.escalation_id) == col(Escalation.id)
    more = (
        sa.select(col(Raised.id))
        .outerjoin(Note, col(Note.id) == col(Raised.note_id))
        .where(here, sa.or_(col(Raised.note_id).is_(None), col(Note.kind) != "call"))
    )
    crossed = sa.select(col(Crossing.id)).where(col(Crossing.escalation_id) == col(Escalation.id))
    called = sa.select(col(Raised.id)).where(here)
    return sa.and_(
        called.correlate(Escalation).exists(),
        ~more.correlate(Escalation).exists(),
        ~crossed.correlate(Escalation).exists(),
    )


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
