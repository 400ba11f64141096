"""Scheduled handovers of some weeks, each with the shift that it covers: when that began, and how it was staffed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot import house
from bot.figures import Shift
from bot.handover import LOOK_BACK
from bot.people import Service
from bot.replies import ANSWERS
from bot.worked import began_on
from db.figures_range import within
from db.tables import Asking, Handover, HandoverRead, Note, Reply, Staffing
from db.types import UTCDateTime

# a handover is asked some time before its change of shift, on the same day or the one before
ASKED_AHEAD = timedelta(days=2)
STATES = (Asking.ASKED, Asking.NOT_ASKED, Asking.PAUSED)


@dataclass(frozen=True, slots=True)
class Handed:
    """One scheduled handover. `began` is when the one before was due, and so its period began; None of the first."""

    shift: Shift
    due: datetime
    began: datetime | None


def ids(services: Sequence[Service], first: Date, last: Date) -> Any:
    """A SELECT of the scheduled handovers whose local date lies in the range; planned ones are left out."""
    return sa.select(col(Handover.id)).where(*_dated(services, first, last))


def _dated(services: Sequence[Service], first: Date, last: Date) -> list[Any]:
    wide = _due(services, first - ASKED_AHEAD, last)
    return [*wide, col(Handover.on_date).between(first, last), col(Handover.state).in_(STATES)]


def _due(services: Sequence[Service], first: Date, last: Date) -> list[Any]:
    """Along the index; whatever the zone, an instant more than a day away is on another date."""
    near = within(services, col(Handover.service_id), col(Handover.due_at), first, last)
    return [near, col(Handover.slot).is_not(None)]


def handed(session: Session, services: Sequence[Service], first: Date, last: Date) -> list[Handed]:
    """Those of the range in order of their ids, without anything about people."""
    order = (col(Handover.due_at), col(Handover.id))
    one_before = sa.func.lag(col(Handover.due_at), type_=UTCDateTime())
    before = (
        sa.select(
            col(Handover.id),
            one_before.over(partition_by=col(Handover.service_id), order_by=order).label("began"),
        )
        .where(*_due(services, first - ASKED_AHEAD - LOOK_BACK, last))
        .subquery()
    )
    newest = aliased(Staffing)
    said = sa.select(sa.func.max(col(newest.id))).where(col(newest.handover_id) == col(Handover.id))
    # column by column: thousands of rows are slow to make into objects first
    rows = session.connection().execute(
        sa.select(
            col(Handover.id), col(Handover.service_id), col(Handover.on_date), col(Handover.covers),
            col(Handover.next_shift), col(Handover.state), col(Handover.late_at), col(Handover.settled),
            col(Handover.due_at), before.c.began, col(Staffing.planned), col(Staffing.actual), col(Staffing.agency),
            col(Staffing.alone),
        )
        .join(before, before.c.id == col(Handover.id))
        .outerjoin(Staffing, col(Staffing.id) == said.scalar_subquery())
        .where(*_dated(services, first, last))
        .order_by(col(Handover.id))
    )  # fmt: skip
    specs = {one.id: one.spec for one in services}
    return [_handed(specs[row.service_id], row) for row in rows]


def _handed(spec: house.Service, row: Any) -> Handed:
    shift = Shift(
        row.id, row.service_id, row.on_date, began_on(spec, row.covers, row.next_shift, row.on_date), row.covers,
        cast(Any, row.state.value), late=row.late_at is not None, over=row.settled, planned=row.planned,
        actual=row.actual, agency=row.agency, alone=row.alone,
    )  # fmt: skip
    return Handed(shift, row.due_at, row.began)


@dataclass(frozen=True, slots=True)
class Answering:
    """When a handover was answered through its prompt: the first and last answer, and whatever was said last."""

    first: datetime | None
    last: datetime | None
    newest: datetime | None

    @property
    def seconds(self) -> float | None:
        """From the first answer to the last; None where there were not two."""
        if self.first is None or self.last is None or self.first == self.last:
            return None
        return (self.last - self.first).total_seconds()


def answering(session: Session, services: Sequence[Service], first: Date, last: Date) -> dict[int, Answering]:
    """The answers given through the prompts of the range, by handover."""
    answer = sa.case((col(Reply.kind).in_(sorted(ANSWERS)), col(Reply.received_at)))
    rows = session.execute(
        sa.select(
            col(Reply.handover_id),
            *(sa.type_coerce(one, UTCDateTime()) for one in (
                sa.func.min(answer), sa.func.max(answer), sa.func.max(col(Reply.received_at)))),
        )
        .where(col(Reply.handover_id).in_(ids(services, first, last)), col(Reply.superseded_by).is_(None))
        .group_by(col(Reply.handover_id))
    )  # fmt: skip
    return {row[0]: Answering(*row[1:]) for row in rows}


def read(
    session: Session, services: Sequence[Service], first: Date, last: Date, said: dict[int, Answering]
) -> set[int]:
    """Handovers of the range that somebody confirmed having read, with nothing said there since."""
    rows = session.execute(
        sa.select(col(HandoverRead.handover_id), sa.func.max(col(HandoverRead.at)))
        .where(col(HandoverRead.handover_id).in_(ids(services, first, last)))
        .group_by(col(HandoverRead.handover_id))
    )
    noted = _noted(session, services, first, last)
    newest = {one: answers.newest for one, answers in said.items()}
    return {
        one for one, at in rows
        if not any(since and since > at for since in (newest.get(one), noted.get(one)))
    }  # fmt: skip


def _noted(session: Session, services: Sequence[Service], first: Date, last: Date) -> dict[int, datetime]:
    """When the last note that a handover shows was written, a colleague's wish to be called left out."""
    rows = session.execute(
        sa.select(col(Note.handover_id), sa.func.max(col(Note.received_at)))
        .where(
            col(Note.handover_id).in_(ids(services, first, last)),
            col(Note.superseded_by).is_(None),
            col(Note.kind) != "call",
        )
        .group_by(col(Note.handover_id))
    )
    return {row[0]: row[1] for row in rows}
