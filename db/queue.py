"""The queue: what may be sent now, first things first, and what waits for a bucket."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

import bot.pace
import db.pace
from bot.pace import Pace
from db.tables import Outbox, Sending

TRIES = 3
LOOKED_AT = 50


def first(session: Session, now: datetime, real: datetime, pace: Pace | None) -> int | None:
    """The id of the first message that may be sent, locked, and its buckets taken from."""
    for _ in range(TRIES):
        wanted = _ready(session, now, real, pace)
        if wanted is None:
            return None
        found = session.execute(wanted.with_for_update(skip_locked=True, key_share=True)).first()
        if found is None:
            return None
        keys, ping = _needs(found)
        if pace is None or db.pace.take(session, pace, keys, real, ping=ping) is None:
            return int(found.id)
        # another process took the last one between the look and the lock
    return None


def any_ready(session: Session, now: datetime, real: datetime, pace: Pace | None) -> bool:
    """Whether something may be sent now. It takes nothing."""
    wanted = _ready(session, now, real, pace)
    return wanted is not None and session.execute(wanted).first() is not None


def _ready(session: Session, now: datetime, real: datetime, pace: Pace | None) -> Any:
    """The first message for which all buckets are open, as a query; None where none may go whatever it is."""
    wanted = _sendable(now, real).limit(1)
    if pace is None:
        return wanted
    gates = db.pace.gates(session, pace, real)
    return None if gates.shut else wanted.where(db.pace.may_go(pace, real, gates))


def _needs(row: Any) -> tuple[tuple[str, ...], bool]:
    """The keys of the buckets that a row of `_sendable` takes from, and whether as a ping."""
    update = row.updates is not None
    keys = bot.pace.keys(row.to_channel or row.to_user, update=update)
    return keys, bot.pace.is_ping(row.priority, update=update)


def opens(session: Session, now: datetime, real: datetime, pace: Pace) -> datetime | None:
    """When the next of the messages that wait for a bucket may go, of the first ones; None where none waits for one."""
    waiting = [_needs(row) for row in session.execute(_sendable(now, real).limit(LOOKED_AT))]
    have = db.pace.known(session, {key for keys, _ in waiting for key in keys})
    at = (db.pace.opens(pace, have, keys, ping=ping) for keys, ping in waiting)
    # what is open and was not taken is in another's hands
    return min((one for one in at if one and one > real), default=None)


def _sendable(now: datetime, real: datetime) -> Any:
    """What may be sent now, first things first: ids, and what says which buckets each needs."""
    waiting = sa.and_(
        col(Outbox.state) == Sending.WAITING,
        col(Outbox.due_at) <= now,
        sa.or_(col(Outbox.try_at).is_(None), col(Outbox.try_at) <= real),
    )
    left = sa.and_(col(Outbox.state) == Sending.SENDING, col(Outbox.lease_until) <= real)
    target, parent, other = aliased(Outbox), aliased(Outbox), aliased(Outbox)
    target_there = sa.exists().where(
        col(target.id) == Outbox.updates, col(target.state).not_in([Sending.WAITING, Sending.SENDING])
    )
    none_in_flight = ~sa.exists().where(
        col(other.updates) == Outbox.updates, col(other.id) != Outbox.id, col(other.state) == Sending.SENDING
    )
    parent_settled = sa.exists().where(
        col(parent.id) == Outbox.thread_of, col(parent.state).not_in([Sending.WAITING, Sending.SENDING])
    )
    return (
        sa.select(
            col(Outbox.id),
            col(Outbox.updates),
            col(Outbox.priority),
            col(Outbox.to_channel),
            col(Outbox.to_user),
        )
        .where(
            sa.or_(waiting, left),
            sa.or_(col(Outbox.updates).is_(None), sa.and_(target_there, none_in_flight)),
            sa.or_(col(Outbox.thread_of).is_(None), parent_settled),
        )
        .order_by(col(Outbox.priority), col(Outbox.due_at), col(Outbox.id))
    )
