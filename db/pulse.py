"""Which processes work, by their own word: beats, and the newest tick of any of them. Real instants throughout."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col

from db.session import Session, insert
from db.tables import Pulse, Working

# whoever was cut off so long ago is of no interest any more; clocks differ by less
FORGOTTEN = timedelta(days=1)
AHEAD = timedelta(minutes=1)  # by so much the clocks of machines may differ


@dataclass(frozen=True)
class Alive:
    """One process at work. `ticked` is the end of its last tick; None where it has not ticked, or never does."""

    id: str
    kind: Working
    started: datetime
    seen: datetime
    ticked: datetime | None


def beat(session: Session, one: Alive) -> None:
    """Keep that this process works, and forget those that were cut off long ago."""
    session.execute(sa.delete(Pulse).where(col(Pulse.seen_at) < one.seen - FORGOTTEN))
    said = {"kind": one.kind, "started_at": one.started, "seen_at": one.seen, "ticked_at": one.ticked}
    put = insert(session, Pulse).values(id=one.id, **said)
    session.execute(put.on_conflict_do_update(index_elements=["id"], set_=said))


def end(session: Session, id_: str) -> None:
    """This process works no more."""
    session.execute(sa.delete(Pulse).where(col(Pulse.id) == id_))


def working(session: Session, since: datetime, now: datetime) -> list[Alive]:
    """Who has said so since then, whoever began first in front; none by a clock that is far ahead of this one."""
    seen = col(Pulse.seen_at).between(since, now + AHEAD)
    found = session.execute(
        sa.select(Pulse).where(seen).order_by(col(Pulse.started_at), col(Pulse.id))
    ).scalars()
    return [Alive(row.id, row.kind, row.started_at, row.seen_at, row.ticked_at) for row in found]


def newest_tick(session: Session, now: datetime) -> datetime | None:
    """The end of the newest tick of any process; None where none has ticked for long.

    What would be to come was ticked by a clock that was wrong, and hides nobody else's.
    """
    ticked = col(Pulse.ticked_at)
    found: datetime | None = session.execute(
        sa.select(sa.func.max(ticked)).where(ticked <= now + AHEAD)
    ).scalar_one()
    return found
