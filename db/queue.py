"""The queue: what may be sent now, first things first, and what waits for a bucket.

Whoever sends asks for it several times a second, so each statement is built once for each state of the gates.
"""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

import bot.pace
import bot.sending
import db.pace
from bot.pace import First, Pace
from db import statements
from db.pace import Gates
from db.statements import given, table
from db.tables import Outbox, Sending

TRIES = 3
LOOKED_AT = 50

_OUTBOX = table(Outbox)
# as the partial index is written: SQLite does not see that a parameter fits, and would read all that was ever sent
ON_ITS_WAY = sa.text("outbox.state IN ('waiting', 'sending')")
_OTHER_ON_ITS_WAY = sa.text("other.state IN ('waiting', 'sending')")
_NOT_DONE = (Sending.WAITING, Sending.SENDING)


def first(
    session: Session, now: datetime, real: datetime, pace: Pace | None, *, pings: bool = False
) -> tuple[int, bool] | None:
    """The id of the first message (with `pings`, the first ping) that may be sent, locked, its buckets taken from.

    And whether what is asked before it (`bot.pace.before`) may be asked: that was taken from then, too.
    """
    for _ in range(TRIES):
        found = _next(session, now, real, pace, lock=True, pings=pings)
        if found is None:
            return None
        if pace is None:
            return int(found.id), True
        keys, ping = _needs(found)
        before = bot.pace.before(found.kind, found.to_user, update=found.updates is not None)
        at, may_ask = db.pace.take_with(session, pace, keys, before, real, ping=ping)
        if at is None:
            return int(found.id), may_ask
        # another process took the last one between the look and the lock
    return None


def any_ready(
    session: Session, now: datetime, real: datetime, pace: Pace | None, *, pings: bool = False
) -> bool:
    """Whether something (with `pings`, a ping) may be sent now. It takes nothing."""
    return _next(session, now, real, pace, lock=False, pings=pings) is not None


def opens(session: Session, now: datetime, real: datetime, pace: Pace) -> datetime | None:
    """When the next of the messages that wait for a bucket may go, of the first ones; None where none waits for one."""
    waiting = [_needs(row) for row in statements.rows(session, _sendable(), now=now, real=real)]
    have = db.pace.known(session, {key for keys, _ in waiting for key in keys})
    at = (db.pace.opens(pace, have, keys, ping=ping) for keys, ping in waiting)
    # what is open and was not taken is in another's hands
    return min((one for one in at if one and one > real), default=None)


def unstick(session: Session, real: datetime, longest: timedelta) -> None:
    """What would wait for longer than `longest`, as nothing does, may go: then a clock was wrong.

    A claim that would is given as long as any has, for its request may be on its way.
    """
    state = _OUTBOX.c.state
    mends = [
        (sa.and_(state == Sending.WAITING, _OUTBOX.c.try_at > real + longest), {"try_at": real}),
        (
            sa.and_(state == Sending.SENDING, _OUTBOX.c.lease_until > real + longest),
            {"lease_until": real + bot.sending.LEASE},
        ),
    ]
    for wrong, mended in mends:
        session.execute(sa.update(_OUTBOX).where(ON_ITS_WAY, wrong).values(**mended))


def _next(
    session: Session, now: datetime, real: datetime, pace: Pace | None, *, lock: bool, pings: bool = False
) -> statements.Row | None:
    """The first message for which all buckets are open; None where none may go."""
    if pace is None:
        return statements.first(session, _ready(None, lock, pings), now=now, real=real)
    gates = db.pace.gates(session, pace, real)
    if gates.shut:
        return None
    latest = db.pace.latest(pace, real)
    return statements.first(session, _ready(gates, lock, pings), now=now, real=real, **latest)


def _needs(row: statements.Row) -> tuple[tuple[str, ...], bool]:
    """The keys of the buckets that a row of `_sendable` takes from, and whether as a ping."""
    update = row.updates is not None
    keys = bot.pace.keys(row.to_channel or row.to_user, update=update)
    return keys, bot.pace.is_ping(row.priority, update=update)


@cache
def _ready(gates: Gates | None, lock: bool, pings: bool) -> Any:
    """`_sendable`'s first, of what the gates let through."""
    wanted = _sendable().limit(1)
    if pings:
        wanted = wanted.where(_OUTBOX.c.priority == First.PING)
    if gates is not None:
        wanted = wanted.where(db.pace.may_go(gates))
    return wanted.with_for_update(skip_locked=True, key_share=True) if lock else wanted


@cache
def _sendable() -> Any:
    """What may be sent at `now`, by Relay's clock, and `real`, first things first; and what each needs."""
    waiting = sa.and_(
        _OUTBOX.c.state == Sending.WAITING,
        # what was to go at once goes at once, though the clock of whoever put it is ahead of this one
        sa.or_(_OUTBOX.c.due_at <= given("now"), _OUTBOX.c.due_at == _OUTBOX.c.made_at),
        sa.or_(_OUTBOX.c.try_at.is_(None), _OUTBOX.c.try_at <= given("real")),
    )
    left = sa.and_(_OUTBOX.c.state == Sending.SENDING, _OUTBOX.c.lease_until <= given("real"))
    other = _OUTBOX.alias("other")
    none_in_flight = ~sa.exists().where(
        _OTHER_ON_ITS_WAY,
        other.c.updates == _OUTBOX.c.updates,
        other.c.id != _OUTBOX.c.id,
        other.c.state == Sending.SENDING,
    )
    return (
        sa.select(
            *(_OUTBOX.c[name] for name in ("id", "kind", "updates", "priority", "to_channel", "to_user"))
        )
        .where(
            ON_ITS_WAY,
            sa.or_(waiting, left),
            sa.or_(_OUTBOX.c.updates.is_(None), sa.and_(_settled(_OUTBOX.c.updates), none_in_flight)),
            sa.or_(_OUTBOX.c.thread_of.is_(None), _settled(_OUTBOX.c.thread_of)),
        )
        .order_by(_OUTBOX.c.priority, _OUTBOX.c.due_at, _OUTBOX.c.id)
        .limit(LOOKED_AT)
    )


def _settled(message_id: Any) -> Any:
    """Whether a message that this one refers to has come to its end."""
    there = _OUTBOX.alias()
    return sa.exists().where(there.c.id == message_id, there.c.state.not_in(_NOT_DONE))
