"""Keeping escalations: one open or acknowledged per subject and route; what crossed; what is due next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot import escalation, plans
from db import statements
from db.statements import Row, given, table
from db.tables import (
    Climbing,
    Crossing,
    Escalation,
    EscalationEvent,
    Note,
    Outbox,
    Person,
    Raised,
    Service,
    Staff,
)

COPIED = (
    "rings_as", "step", "due_at", "unanswered_at", "holder_id", "acknowledged_at", "promise_by", "confirm_by",
    "becomes_now_at", "promised", "answer_by", "extended", "pass_by", "house_id", "house_by", "acted_at",
    "remind_at", "reminded", "ended_at", "follows_id", "turn",
)  # fmt: skip
LIVE = (Climbing.OPEN, Climbing.ACKNOWLEDGED)
# what may still have something due
GOING = (*LIVE, Climbing.ACTED_ON)
_E = table(Escalation)
_ADD = sa.insert(_E).returning(_E.c.id)
_GET = sa.select(_E).where(_E.c.id == given("escalation_id"))
_LOCKED = _GET.with_for_update(key_share=True)
_SAVE = sa.update(_E).where(_E.c.id == given("escalation_id"))
_TELLING = _SAVE.values(tellings=_E.c.tellings + 1).returning(_E.c.tellings)
_SERVICE, _PERSON = (
    sa.select(one.c.id).where(one.c.id == given("row_id")).with_for_update(key_share=True)
    for one in (table(Service), table(Person))
)
_ON_ROUTE = (
    sa.select(_E)
    .where(
        _E.c.subject == given("about"), _E.c.tell == given("to"), _E.c.urgency == given("how"), _E.c.state.in_(LIVE)
    )
    .with_for_update(key_share=True)
)  # fmt: skip
_ACTED_ON = sa.select(sa.func.max(_E.c.id)).where(
    _E.c.service_id == given("service_id"), _E.c.subject == given("about"), _E.c.tell == given("to"),
    _E.c.urgency == given("how"), _E.c.state == Climbing.ACTED_ON,
)  # fmt: skip


def subject(service_id: int, person_id: int | None) -> str:
    """Whom an escalation is about, never NULL."""
    return f"p{person_id}" if person_id is not None else f"s{service_id}"


def value(row: Escalation | Row) -> escalation.Escalation:
    """A row as the rules see it."""
    assert row.id is not None
    return escalation.Escalation(
        id=row.id, service_id=row.service_id, person_id=row.person_id, tell=row.tell,
        urgency=cast(plans.Urgency, row.urgency), state=Climbing(row.state).value, opened_at=row.opened_at,
        act_within=timedelta(seconds=row.act_within), ladder=row.ladder, first=row.first,
        passed_to=tuple(row.passed_to or ()), **{name: getattr(row, name) for name in COPIED},
    )  # fmt: skip


def lock_subject(session: Session, service_id: int, person_id: int | None) -> None:
    """Have others wait who would open something about the same person, or without one about the service."""
    which, row_id = (_SERVICE, service_id) if person_id is None else (_PERSON, person_id)
    statements.one(session, which, row_id=row_id)


def add(session: Session, e: escalation.Escalation) -> escalation.Escalation:
    """Keep a new escalation; the value with its id. Raises IntegrityError when its route is open already."""
    values = _kept(e) | {
        "service_id": e.service_id, "person_id": e.person_id, "subject": subject(e.service_id, e.person_id),
        "tell": e.tell, "urgency": e.urgency, "ladder": e.ladder, "first": e.first, "opened_at": e.opened_at,
        "tellings": 0,
    }  # fmt: skip
    return replace(e, id=statements.do(session, _ADD, values).scalar_one())


def save(session: Session, e: escalation.Escalation) -> None:
    """Write the escalation as it now stands, and when it has to be looked at next."""
    statements.do(session, _SAVE, _kept(e) | {"escalation_id": e.id})


def _kept(e: escalation.Escalation) -> dict[str, Any]:
    """What may change in the course of an escalation, by column."""
    return {name: getattr(e, name) for name in COPIED} | {
        "passed_to": list(e.passed_to), "state": Climbing(e.state), "act_within": int(e.act_within.total_seconds()),
        "next_at": escalation.next_at(e),
    }  # fmt: skip


def get(session: Session, escalation_id: int, lock: bool = False) -> escalation.Escalation:
    """The escalation with this id; with `lock`, others who would change it wait. Raises NoResultFound."""
    return value(statements.one(session, _LOCKED if lock else _GET, escalation_id=escalation_id))


def exists(session: Session, escalation_id: int) -> bool:
    """Whether there is an escalation with this id."""
    return statements.first(session, _GET, escalation_id=escalation_id) is not None


def next_number(session: Session, escalation_id: int) -> int:
    """Count one more telling; its number, from 1."""
    number: int = statements.do(session, _TELLING, {"escalation_id": escalation_id}).scalar_one()
    return number


def on_route(
    session: Session, service_id: int, person_id: int | None, tell: str, urgency: str
) -> escalation.Escalation | None:
    """The open or acknowledged escalation of this subject and route, locked.

    Of somebody who has moved, one of the house they left goes on there and is joined no more.
    """
    about = subject(service_id, person_id)
    row = statements.first(session, _ON_ROUTE, about=about, to=tell, how=urgency)
    if row and row.service_id != service_id:
        left = f"{about} of {subject(row.service_id, None)}"
        statements.do(session, _SAVE, {"escalation_id": row.id, "subject": left})
        return None
    return value(row) if row else None


def acted_on(session: Session, service_id: int, person_id: int | None, tell: str, urgency: str) -> int | None:
    """The newest escalation of this subject and route that was acted on and is not closed yet."""
    known = {"service_id": service_id, "about": subject(service_id, person_id), "to": tell, "how": urgency}
    found: int | None = statements.one(session, _ACTED_ON, **known)[0]
    return found


def due(session: Session, now: datetime) -> list[int]:
    """Escalations that have to be looked at, earliest first."""
    rows = session.execute(
        sa.select(col(Escalation.id))
        .where(col(Escalation.state).in_(GOING), col(Escalation.next_at) <= now)
        .order_by(col(Escalation.next_at), col(Escalation.id))
    ).scalars()
    return [row for row in rows if row is not None]


def next_due(session: Session) -> datetime | None:
    """When the next escalation has to be looked at."""
    earliest = sa.select(sa.func.min(col(Escalation.next_at))).where(col(Escalation.state).in_(GOING))
    found = session.execute(earliest).scalar_one()
    return found if isinstance(found, datetime) else None


def live_of(session: Session, service_id: int) -> list[escalation.Escalation]:
    """A service's open and acknowledged escalations: unanswered first, then the oldest.

    Those that only calls raised are their authors' own affair: in no list of the house, so left out.
    """
    return [value(row) for row in session.execute(_LIVE_OF, {"service_id": service_id}).scalars()]


def live_about(session: Session, person_id: int) -> list[int]:
    """The open and acknowledged escalations about somebody, in whatever house, by id."""
    rows = session.execute(
        sa.select(col(Escalation.id))
        .where(col(Escalation.person_id) == person_id, col(Escalation.state).in_(LIVE))
        .order_by(col(Escalation.id))
    ).scalars()
    return [row for row in rows if row is not None]


def held_by_nobody(session: Session) -> list[int]:
    """What is acknowledged by somebody who is on no list any more, in order."""
    rows = session.execute(
        sa.select(col(Escalation.id))
        .join(Staff, col(Staff.id) == col(Escalation.holder_id))
        .where(col(Escalation.state) == Climbing.ACKNOWLEDGED, ~col(Staff.listed))
        .order_by(col(Escalation.id))
    ).scalars()
    return [row for row in rows if row is not None]


def concerning(session: Session, staff_id: int, managed: Sequence[int]) -> list[escalation.Escalation]:
    """What is open, acknowledged or acted on, in the services `managed`, or that told or was given to somebody."""
    messages = sa.exists().where(
        col(Outbox.escalation_id) == col(Escalation.id),
        col(Outbox.staff_id) == staff_id,
        col(Outbox.updates).is_(None),
    )
    given = sa.exists().where(
        col(EscalationEvent.escalation_id) == col(Escalation.id), col(EscalationEvent.to_id) == staff_id
    )
    theirs = sa.or_(
        col(Escalation.service_id).in_(managed), col(Escalation.holder_id) == staff_id,
        col(Escalation.house_id) == staff_id, messages, given,
    )  # fmt: skip
    rows = session.execute(
        sa.select(Escalation).where(col(Escalation.state).in_(GOING), theirs).order_by(col(Escalation.id))
    ).scalars()
    return [value(row) for row in rows]


@dataclass(frozen=True)
class Rang:
    """What rang besides thresholds, as kept: a note, or a handover that nobody answered in time.

    `corrected_at` is when the note was corrected to one that does not ring here.
    """

    note_id: int | None
    handover_id: int | None
    at: datetime
    corrected_at: datetime | None = None


def add_raised(
    session: Session, escalation_id: int, *, note_id: int | None, handover_id: int | None, at: datetime
) -> None:
    """Keep what an escalation was opened or joined by. Raises IntegrityError when it is kept already."""
    session.add(Raised(escalation_id=escalation_id, note_id=note_id, handover_id=handover_id, at=at))
    session.flush()


def raised(session: Session, escalation_id: int) -> list[Rang]:
    """What an escalation rings about besides thresholds, newest first; of a corrected note the correction alone."""
    rows = statements.rows(session, _RAISED, escalation_id=escalation_id)
    return [Rang(row.note_id, row.handover_id, row.at, row.received_at) for row in rows]


def raised_by(session: Session, *, note_id: int | None, handover_id: int | None) -> int | None:
    """The escalation that this note or handover opened or joined."""
    is_note, is_handover = col(Raised.note_id) == note_id, col(Raised.handover_id) == handover_id
    which = is_note if note_id is not None else is_handover
    return session.execute(sa.select(col(Raised.escalation_id)).where(which)).scalar_one_or_none()


def only_calls(session: Session, escalation_id: int) -> bool:
    """Whether nothing but calls that staff asked for raised an escalation."""
    return session.execute(_ONLY_CALLS, {"escalation_id": escalation_id}).first() is not None


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


_LIVE_OF = (
    sa.select(Escalation)
    .where(
        col(Escalation.service_id) == sa.bindparam("service_id"), col(Escalation.state).in_(LIVE), ~_called()
    )
    .order_by(col(Escalation.unanswered_at).is_(None), col(Escalation.opened_at), col(Escalation.id))
)
_ONLY_CALLS = sa.select(sa.true()).where(col(Escalation.id) == sa.bindparam("escalation_id"), _called())
_newer, _correction = aliased(Raised), aliased(Note)
_of_one: sa.BindParameter[int] = sa.bindparam("escalation_id")
_corrected = sa.exists().where(
    col(_newer.escalation_id) == _of_one, col(_newer.note_id) == col(Note.superseded_by)
)
_RAISED = (
    sa.select(col(Raised.note_id), col(Raised.handover_id), col(Raised.at), col(_correction.received_at))
    .select_from(Raised)
    .outerjoin(Note, col(Note.id) == col(Raised.note_id))
    .outerjoin(_correction, col(_correction.id) == col(Note.superseded_by))
    .where(col(Raised.escalation_id) == _of_one, ~_corrected)
    .order_by(col(Raised.id).desc())
)
