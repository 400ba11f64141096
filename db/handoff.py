"""Keeping changes of on-call: planned before they are due, told once, taken by a tap."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot import escalation, handoff, house
from db import escalation as escalations
from db.session import LOCK, insert
from db.tables import Escalation, EscalationEvent, HandingOver, Handoff, Rota, Staff

HANDED = "handed"


def value(row: Handoff) -> handoff.Handoff:
    """A row as the rules see it."""
    assert row.id is not None
    changed = handoff.Change(row.at, row.off, row.on)
    return handoff.Handoff(
        row.id, row.rota, changed, row.state.value, row.told_at, row.taken_at, row.chase_at
    )


def get(session: Session, handoff_id: int, lock: bool = False) -> handoff.Handoff:
    """The change with this id; with `lock`, others who would change it wait. Raises NoResultFound."""
    wait = LOCK if lock else None
    return value(session.get_one(Handoff, handoff_id, with_for_update=wait, populate_existing=True))


def planned(session: Session, rota: str) -> handoff.Handoff | None:
    """The planned change of a rota; there is one at most that has not come yet."""
    wanted = sa.select(Handoff).where(col(Handoff.rota) == rota, col(Handoff.state) == HandingOver.PLANNED)
    row = session.execute(wanted.order_by(col(Handoff.at).desc())).scalars().first()
    return value(row) if row else None


def unplanned(session: Session) -> list[house.Rota]:
    """Rotas whose next change is not on the list; those that never change among them."""
    there = sa.exists().where(col(Handoff.rota) == col(Rota.key), col(Handoff.state) == HandingOver.PLANNED)
    rows = session.execute(sa.select(Rota).where(~there).order_by(col(Rota.id))).scalars()
    return [row.spec for row in rows]


def known(session: Session, rota: str, at: datetime) -> bool:
    """Whether a change of this rota at this instant is on the list, or was."""
    wanted = sa.select(col(Handoff.id)).where(col(Handoff.rota) == rota, col(Handoff.at) == at)
    return session.execute(wanted).first() is not None


def plan(session: Session, rota: str, changed: handoff.Change) -> int | None:
    """Put a change on the list, once: its id; None when one of that instant was there already."""
    row = {
        "rota": rota, "at": changed.at, "off": changed.off, "on": changed.on, "state": HandingOver.PLANNED.value,
    }  # fmt: skip
    made = session.execute(
        insert(session, Handoff).values(**row).on_conflict_do_nothing().returning(col(Handoff.id))
    )
    return made.scalar_one_or_none()


def drop(session: Session, handoff_id: int) -> None:
    """Take a planned change off the list: the rota was edited, and nothing changes then any more."""
    session.execute(
        sa.delete(Handoff).where(col(Handoff.id) == handoff_id, col(Handoff.state) == HandingOver.PLANNED)
    )


def due(session: Session, now: datetime) -> list[int]:
    """Changes whose time has come, earliest first."""
    rows = session.execute(
        sa.select(col(Handoff.id))
        .where(col(Handoff.state) == HandingOver.PLANNED, col(Handoff.at) <= now)
        .order_by(col(Handoff.at), col(Handoff.id))
    ).scalars()
    return [row for row in rows if row is not None]


def to_chase(session: Session, now: datetime) -> list[int]:
    """Changes that were told and not tapped in time, earliest first."""
    rows = session.execute(
        sa.select(col(Handoff.id))
        .where(col(Handoff.chase_at) <= now)
        .order_by(col(Handoff.chase_at), col(Handoff.id))
    ).scalars()
    return [row for row in rows if row is not None]


def next_due(session: Session) -> datetime | None:
    """When the next change comes, or a tap is asked for again."""
    at = sa.select(sa.func.min(col(Handoff.at))).where(col(Handoff.state) == HandingOver.PLANNED)
    chase = sa.select(sa.func.min(col(Handoff.chase_at)))
    found = [session.execute(one).scalar_one() for one in (at, chase)]
    return min((one for one in found if isinstance(one, datetime)), default=None)


def tell(
    session: Session, handoff_id: int, changed: handoff.Change, now: datetime, chase_at: datetime | None
) -> bool:
    """Move a planned change on: it is told now, as `changed` says. False when somebody else did."""
    values = {
        "state": HandingOver.TOLD, "off": changed.off, "on": changed.on, "told_at": now, "chase_at": chase_at,
    }  # fmt: skip
    return _move(session, handoff_id, HandingOver.PLANNED, values)


def pass_over(session: Session, handoff_id: int) -> bool:
    """Say that there is nothing to tell of a planned change. False when somebody else moved it on."""
    return _move(session, handoff_id, HandingOver.PLANNED, {"state": HandingOver.PASSED_OVER})


def take(session: Session, handoff_id: int, now: datetime) -> bool:
    """Whoever came on tapped. False when it was not waiting for that."""
    values = {"state": HandingOver.TAKEN, "taken_at": now, "chase_at": None}
    return _move(session, handoff_id, HandingOver.TOLD, values)


def chased(session: Session, handoff_id: int, now: datetime) -> bool:
    """A tap is asked for again, which happens once. False when somebody else did, or they tapped."""
    done = session.execute(
        sa.update(Handoff)
        .where(col(Handoff.id) == handoff_id, col(Handoff.chase_at) <= now)
        .values(chase_at=None)
        .returning(col(Handoff.id))
    )
    return done.scalar_one_or_none() is not None


def _move(session: Session, handoff_id: int, before: HandingOver, values: Mapping[str, object]) -> bool:
    done = session.execute(
        sa.update(Handoff)
        .where(col(Handoff.id) == handoff_id, col(Handoff.state) == before)
        .values(**values)
        .returning(col(Handoff.id))
    )
    return done.scalar_one_or_none() is not None


def end_before(session: Session, rota: str, at: datetime) -> list[handoff.Handoff]:
    """End the earlier changes of a rota that wait for a tap: somebody else is on now. Those that did."""
    wanted = sa.select(Handoff).where(
        col(Handoff.rota) == rota, col(Handoff.state) == HandingOver.TOLD, col(Handoff.at) < at
    )
    rows = list(session.execute(wanted.order_by(col(Handoff.at))).scalars())
    for row in rows:
        row.state, row.chase_at = HandingOver.PASSED_OVER, None
    session.flush()
    return [value(row) for row in rows]


def told_since(session: Session, rota: str, at: datetime) -> bool:
    """Whether a later change of this rota was told already, as one that an edit of the rota brought."""
    wanted = sa.select(col(Handoff.id)).where(
        col(Handoff.rota) == rota, col(Handoff.at) > at, col(Handoff.told_at).is_not(None)
    )
    return session.execute(wanted).first() is not None


def together(session: Session, one: handoff.Handoff) -> list[handoff.Handoff]:
    """This change, and those of other rotas that bring the same person on at the same instant: told, in order."""
    on = one.change.on
    if on is None:
        return [one]
    wanted = sa.select(Handoff).where(
        col(Handoff.on) == on, col(Handoff.at) == one.change.at, col(Handoff.told_at).is_not(None)
    )
    return [value(row) for row in session.execute(wanted.order_by(col(Handoff.id))).scalars()] or [one]


def live(session: Session) -> list[escalation.Escalation]:
    """Everything that is open or acknowledged, in any house: for the ladders frozen on it."""
    rows = session.execute(sa.select(Escalation).where(col(Escalation.state).in_(escalations.LIVE))).scalars()
    return [escalations.value(row) for row in rows]


def handed(
    session: Session, service_ids: Iterable[int], staff_id: int, told_at: Sequence[datetime]
) -> set[int]:
    """Which of the escalations still going on in these houses somebody was told of when they came on."""
    rows = session.execute(
        sa.select(col(EscalationEvent.escalation_id))
        .join(Escalation, col(Escalation.id) == col(EscalationEvent.escalation_id))
        .where(
            col(Escalation.service_id).in_(list(service_ids)), col(Escalation.state).in_(escalations.LIVE),
            col(EscalationEvent.what) == HANDED, col(EscalationEvent.to_id) == staff_id,
            col(EscalationEvent.at).in_(list(told_at)),
        )
    ).scalars()  # fmt: skip
    return set(rows)


def handed_on(session: Session, escalation_id: int) -> list[handoff.Handoff]:
    """The changes of on-call at which this was handed on, one for each who came on; none that ended without a tap."""
    to = aliased(Staff)
    wanted = (
        sa.select(Handoff, col(to.id))
        .join(to, col(to.slack) == col(Handoff.on))
        .join(
            EscalationEvent,
            sa.and_(col(EscalationEvent.to_id) == to.id, col(EscalationEvent.at) == col(Handoff.told_at)),
        )
        .where(
            col(EscalationEvent.escalation_id) == escalation_id, col(EscalationEvent.what) == HANDED,
            col(Handoff.state).in_((HandingOver.TOLD, HandingOver.TAKEN)),
        )
        .order_by(col(Handoff.id))
    )  # fmt: skip
    # of several rotas that brought somebody on at once, the first stands for all
    found: dict[tuple[int, datetime], Handoff] = {}
    for row, who in session.execute(wanted):
        found.setdefault((who, row.at), row)
    return [value(row) for row in found.values()]
