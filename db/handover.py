"""Keeping handovers: planned before they are due, asked once, and who was asked about."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Literal, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot import handover
from db import history, statements
from db.session import LOCK, insert
from db.statements import given, table
from db.tables import Asking, Handover, HandoverPerson

_HANDOVER, _ASKED = table(Handover).c, table(HandoverPerson).c
_GET = sa.select(table(Handover)).where(_HANDOVER.id == given("handover_id"))
_SERVICE = sa.select(_HANDOVER.service_id).where(_HANDOVER.id == given("handover_id"))
_LATEST = (
    sa.select(table(Handover))
    .where(_HANDOVER.service_id == given("service_id"), _HANDOVER.state == Asking.ASKED)
    .order_by(_HANDOVER.asked_at.desc(), _HANDOVER.id.desc())
    .limit(1)
)
_PLANNED = (
    sa.select(table(Handover))
    .where(_HANDOVER.service_id == given("service_id"), _HANDOVER.state == Asking.PLANNED)
    .order_by(_HANDOVER.due_at)
    .limit(1)
)
_ABOUT = (
    sa.select(_ASKED.person_id)
    .where(_ASKED.handover_id == given("handover_id"), _ASKED.asked)
    .order_by(_ASKED.person_id)
)
_SHOWN = sa.select(_ASKED.asked).where(
    _ASKED.handover_id == given("handover_id"), _ASKED.person_id == given("person_id")
)
_DUE_AFTER = sa.select(sa.func.min(_HANDOVER.due_at)).where(
    _HANDOVER.service_id == given("service_id"), _HANDOVER.slot.is_not(None), _HANDOVER.due_at > given("due")
)
_ASKED_BEFORE = (
    sa.select(table(Handover))
    .where(
        _HANDOVER.service_id == given("service_id"), _HANDOVER.state == Asking.ASKED, _HANDOVER.slot.is_not(None),
        _HANDOVER.due_at < given("due"),
    )
    .order_by(_HANDOVER.due_at.desc())
    .limit(1)
)  # fmt: skip
_PERIOD_AT = (
    sa.select(_HANDOVER.id)
    .where(
        _HANDOVER.service_id == given("service_id"), _HANDOVER.slot.is_not(None), _HANDOVER.due_at >= given("at")
    )
    .order_by(_HANDOVER.due_at)
    .limit(1)
)  # fmt: skip


def slot(change: handover.Change) -> str:
    """What makes a change of shift of a service unique: its local date and both shifts."""
    return f"{change.date.isoformat()} {change.covers} {change.next}"


def value(row: Handover | statements.Row) -> handover.Handover:
    """A row as the rules see it."""
    assert row.id is not None
    change = handover.Change(row.covers, row.next_shift, row.on_date, row.change_at, row.due_at)
    return handover.Handover(
        row.id,
        row.service_id,
        change,
        row.slot is None,
        cast("Literal['planned', 'asked', 'not_asked', 'paused']", row.state.value),
        row.asked_at,
        row.asked_late,
        row.late_at,
    )


def get(session: Session, handover_id: int) -> handover.Handover:
    """The handover with this id. Raises NoResultFound."""
    return value(statements.one(session, _GET, handover_id=handover_id))


def service_id(session: Session, handover_id: int) -> int:
    """Which service a handover is of. Raises NoResultFound."""
    found: int = statements.one(session, _SERVICE, handover_id=handover_id).service_id
    return found


def plan(session: Session, service_id: int, change: handover.Change) -> bool:
    """Put a change of shift on the list, once. False when it was there already."""
    row = {**_columns(change), "service_id": service_id, "slot": slot(change), "state": Asking.PLANNED.value}
    made = session.execute(
        insert(session, Handover)
        .values(**row, asked_late=False)
        .on_conflict_do_nothing()
        .returning(col(Handover.id))
    )
    return made.scalar_one_or_none() is not None


def _columns(change: handover.Change) -> dict[str, object]:
    return {
        "covers": change.covers,
        "next_shift": change.next,
        "on_date": change.date,
        "change_at": change.at,
        "due_at": change.due,
    }


def planned(session: Session, service_id: int) -> handover.Handover | None:
    """The earliest handover that has not been asked yet."""
    row = statements.first(session, _PLANNED, service_id=service_id)
    return value(row) if row else None


def move(session: Session, handover_id: int, change: handover.Change) -> bool | None:
    """Give a planned handover another change of shift (the shifts were edited). False when that one exists.

    None, and nothing changed, when it is planned no longer: it may just have been asked, for its own change.
    """
    row = session.get_one(Handover, handover_id, with_for_update=LOCK, populate_existing=True)
    if row.state is not Asking.PLANNED:
        return None
    taken = session.execute(
        sa.select(col(Handover.id)).where(
            col(Handover.service_id) == row.service_id,
            col(Handover.slot) == slot(change),
            col(Handover.id) != handover_id,
        )
    ).first()
    if taken:
        return False
    for name, what in {**_columns(change), "slot": slot(change)}.items():
        setattr(row, name, what)
    session.flush()
    history.moved(session, handover_id, change.due)
    return True


def due(session: Session, now: datetime) -> list[handover.Handover]:
    """Planned handovers whose time has come, earliest first."""
    rows = session.execute(
        sa.select(Handover)
        .where(col(Handover.state) == Asking.PLANNED, col(Handover.due_at) <= now)
        .order_by(col(Handover.due_at), col(Handover.id))
    ).scalars()
    return [value(row) for row in rows]


def next_due(session: Session) -> datetime | None:
    """When the next planned handover of any service is due."""
    earliest = sa.select(sa.func.min(col(Handover.due_at))).where(col(Handover.state) == Asking.PLANNED)
    found = session.execute(earliest).scalar_one()
    return found if isinstance(found, datetime) else None


def take(
    session: Session,
    handover_id: int,
    state: Asking,
    at: datetime,
    late: bool,
    look_at: datetime | None = None,
) -> bool:
    """Move a planned handover on; `look_at` is when its silence is first looked at. False when somebody else did."""
    done = session.execute(
        sa.update(Handover)
        .where(col(Handover.id) == handover_id, col(Handover.state) == Asking.PLANNED)
        .values(state=state, asked_at=at if state is Asking.ASKED else None, asked_late=late, look_at=look_at)
        .returning(col(Handover.id))
    )
    return done.scalar_one_or_none() is not None


def add_extra(session: Session, service_id: int, change: handover.Change, at: datetime, request: str) -> int:
    """A handover that makes no period, asked at once. Raises IntegrityError when `request` was answered before."""
    row = Handover(
        service_id=service_id, covers=change.covers, next_shift=change.next, on_date=change.date,
        change_at=change.at, due_at=change.due, state=Asking.ASKED, asked_at=at, request=request,
    )  # fmt: skip
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def ask_about(session: Session, handover_id: int, person_ids: Iterable[int]) -> None:
    """Keep who is asked about, as it is now."""
    ids = list(person_ids)
    session.add_all(HandoverPerson(handover_id=handover_id, person_id=one) for one in ids)
    session.flush()
    if session.get_one(Handover, handover_id).slot is not None:
        history.asked(session, ids, handover_id)


def asked_about(session: Session, handover_id: int) -> Sequence[int]:
    """The people asked about, in their order."""
    return [row.person_id for row in statements.rows(session, _ABOUT, handover_id=handover_id)]


def shown(session: Session, handover_id: int, person_id: int) -> bool | None:
    """Whether somebody was asked about here; False when they were away, None when they are not on this one at all."""
    row = statements.first(session, _SHOWN, handover_id=handover_id, person_id=person_id)
    return row.asked if row else None


def stood(session: Session, service_id: int, person_id: int) -> bool:
    """Whether somebody ever stood on a handover of this service, asked about or away."""
    found = (
        sa.select(col(Handover.id))
        .join(HandoverPerson, col(HandoverPerson.handover_id) == col(Handover.id))
        .where(col(Handover.service_id) == service_id, col(HandoverPerson.person_id) == person_id)
    )
    return session.execute(found.limit(1)).first() is not None


def period_at(session: Session, service_id: int, at: datetime) -> int | None:
    """The scheduled handover whose period `at` falls in: the first that is due then or later."""
    row = statements.first(session, _PERIOD_AT, service_id=service_id, at=at)
    return row.id if row else None


def over(session: Session, now: datetime) -> list[int]:
    """Scheduled handovers whose period no answer can reach in time any more, not settled yet: earliest first.

    A period is over when the next change of shift of its service is due. One still to be asked is not among them.
    """
    later = aliased(Handover)
    next_is_due = sa.exists().where(
        col(later.service_id) == col(Handover.service_id),
        col(later.slot).is_not(None),
        col(later.due_at) > col(Handover.due_at),
        col(later.due_at) <= now,
    )
    rows = session.execute(
        sa.select(col(Handover.id))
        .where(
            ~col(Handover.settled),
            col(Handover.slot).is_not(None),
            col(Handover.due_at) < now,
            next_is_due,
            col(Handover.state) != Asking.PLANNED,
        )
        .order_by(col(Handover.due_at), col(Handover.id))
    ).scalars()
    return [row for row in rows if row is not None]


def settle(session: Session, handover_id: int) -> bool:
    """Mark a handover settled. False when somebody else did it first, or while it is still to be asked.

    Whoever asks one holds its people and then wants it; whoever settles one holds it and then wants its people.
    """
    done = session.execute(
        sa.update(Handover)
        .where(col(Handover.id) == handover_id, ~col(Handover.settled), col(Handover.state) != Asking.PLANNED)
        .values(settled=True, look_at=None)
        .returning(col(Handover.id))
    )
    return done.scalar_one_or_none() is not None


def unsettle(session: Session, handover_id: int) -> None:
    """Have a handover looked at again."""
    session.execute(sa.update(Handover).where(col(Handover.id) == handover_id).values(settled=False))


def due_after(session: Session, one: handover.Handover) -> datetime | None:
    """When the next change of shift after this handover is due; None while it is not on the list yet."""
    (found,) = statements.one(session, _DUE_AFTER, service_id=one.service_id, due=one.change.due)
    return found if isinstance(found, datetime) else None


def asked_before(session: Session, service_id: int, due: datetime) -> handover.Handover | None:
    """The last scheduled handover of a service that was asked and was due before `due`."""
    row = statements.first(session, _ASKED_BEFORE, service_id=service_id, due=due)
    return value(row) if row else None


def latest_asked(session: Session, service_id: int) -> handover.Handover | None:
    """The handover whose prompt is the newest."""
    row = statements.first(session, _LATEST, service_id=service_id)
    return value(row) if row else None
