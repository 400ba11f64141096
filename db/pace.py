"""The buckets of `bot.pace`, which all processes share. Instants are by the real clock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

import bot.pace
import bot.sending
from bot.pace import UPDATE, WORKSPACE, First, Pace
from db import statements, tables
from db.statements import Upsert, several, table
from db.tables import Outbox
from db.types import UTCDateTime

FORGOTTEN = timedelta(days=1)
SPARE = timedelta(seconds=30)  # clocks of several machines differ by less

_OUTBOX, _PACE = table(Outbox), table(tables.Pace)
_KNOWN = sa.select(_PACE.c.key, _PACE.c.free_at).where(_PACE.c.key.in_(several("keys")))
_LOCKED = _KNOWN.order_by(_PACE.c.key).with_for_update(key_share=True)
_MADE = Upsert(tables.Pace, lambda insert: insert.on_conflict_do_nothing())
_TAKEN, _HELD = (
    Upsert(
        tables.Pace,
        lambda insert, names=names: insert.on_conflict_do_update(
            index_elements=["key"], set_={name: insert.excluded[name] for name in names}
        ),
    )
    for names in (("free_at",), ("free_at", "held_until"))
)


@dataclass(frozen=True)
class Gates:
    """Which messages may go now, as far as the workspace and the method are asked: posts and updates, pings or not."""

    ping: bool
    post: bool
    redrawn_ping: bool
    update: bool

    @property
    def shut(self) -> bool:
        """Whether none may."""
        return not (self.ping or self.redrawn_ping)


def gates(session: Session, pace: Pace, real: datetime) -> Gates:
    """What may go at all now. It takes nothing and holds nobody up."""
    have = known(session, (WORKSPACE, UPDATE))

    def is_open(key: str, ping: bool) -> bool:
        return key not in have or pace.bucket(key).opens(have[key], ping=ping) <= real

    return Gates(
        is_open(WORKSPACE, True), is_open(WORKSPACE, False), is_open(UPDATE, True), is_open(UPDATE, False)
    )


def may_go(open_now: Gates) -> Any:
    """The condition on a message: what it needs is open. A channel that must wait holds up no other.

    It is given `latest`'s values.
    """
    update = _OUTBOX.c.updates.is_not(None)
    ping, redrawn_ping = _is_ping(update=False), _is_ping(update=True)
    ways = [
        (open_now.post, sa.not_(update)),
        (open_now.ping and not open_now.post, sa.and_(sa.not_(update), ping)),
        (open_now.update, update),
        (open_now.redrawn_ping and not open_now.update, sa.and_(update, redrawn_ping)),
    ]
    return sa.and_(sa.or_(*[way for is_open, way in ways if is_open]), sa.or_(update, ~_channel_is_short()))


def latest(pace: Pace, real: datetime) -> dict[str, datetime]:
    """The latest `free_at` of a channel to which something may go now."""
    bucket = pace.bucket(bot.pace.channel(""))
    return {"ping_by": bucket.latest(real, ping=True), "other_by": bucket.latest(real, ping=False)}


def _is_ping(*, update: bool) -> Any:
    return _OUTBOX.c.priority == next(one for one in First if bot.pace.is_ping(one, update=update))


def _channel_is_short() -> Any:
    by = {name: sa.bindparam(name, type_=UTCDateTime()) for name in ("ping_by", "other_by")}
    until = sa.case((_is_ping(update=False), by["ping_by"]), else_=by["other_by"])
    own = sa.literal(bot.pace.channel("")) + sa.func.coalesce(_OUTBOX.c.to_channel, _OUTBOX.c.to_user)
    return sa.exists().where(_PACE.c.key == own, _PACE.c.free_at > until)


def take(
    session: Session, pace: Pace, keys: Collection[str], real: datetime, *, ping: bool
) -> datetime | None:
    """Take one from each of these buckets until the transaction's end. None: taken.

    Where one is short nothing is taken, and the instant is given from which each has one.
    """
    return take_with(session, pace, keys, None, real, ping=ping)[0]


def take_with(
    session: Session, pace: Pace, keys: Collection[str], besides: str | None, real: datetime, *, ping: bool
) -> tuple[datetime | None, bool]:
    """As `take`, and one from the bucket `besides` where it has one: without it the others are taken all the same.

    Also whether it had one.
    """
    # all at once: in one order, for everybody
    kept = _locked(session, [*keys, besides] if besides else keys, real)
    at = opens(pace, kept, keys, ping=ping)
    if at is not None and at > real:
        return at, False
    more = besides is not None and pace.bucket(besides).opens(kept[besides], ping=ping) <= real
    wanted = sorted([*keys, str(besides)] if more else keys)
    taken = [{"key": key, "free_at": pace.bucket(key).taken(kept[key], real)} for key in wanted]
    statements.do(session, _TAKEN.of(session), taken)
    return None, more


def opens(pace: Pace, kept: Mapping[str, datetime], keys: Collection[str], *, ping: bool) -> datetime | None:
    """The instant from which each of these buckets has one; None for buckets that nobody ever took from."""
    return max((pace.bucket(key).opens(kept[key], ping=ping) for key in keys if key in kept), default=None)


def hold(
    session: Session, pace: Pace, method: str, to: str | None, until: datetime, real: datetime
) -> tuple[str, ...]:
    """After Slack's 429: nobody takes from the buckets that it belongs to before `until`. Their keys."""
    resting = session.execute(
        sa.select(col(tables.Pace.key)).where(col(tables.Pace.held_until) > real)
    ).scalars()
    keys = bot.pace.held(method, to, frozenset(resting))
    kept = _locked(session, keys, real)
    rows = [
        {"key": key, "free_at": max(kept[key], pace.bucket(key).held(until)), "held_until": until}
        for key in sorted(keys)
    ]
    statements.do(session, _HELD.of(session), rows)
    return keys


def forget(session: Session, pace: Pace, real: datetime) -> None:
    """Forget the buckets of channels and users that have been full for a day: they may be gone.

    And all that a wrong clock left empty for longer than any is, or than Slack has said, or nothing could be sent.
    """
    key, free_at, held = col(tables.Pace.key), col(tables.Pace.free_at), col(tables.Pace.held_until)
    old = sa.and_(key.startswith(bot.pace.channel("")), free_at < real - FORGOTTEN)
    told_so = sa.and_(held > real, held < real + bot.sending.LONGEST_RETRY_AFTER + SPARE)
    wrong = sa.and_(free_at > real + pace.fills + SPARE, sa.not_(sa.func.coalesce(told_so, sa.false())))
    session.execute(sa.delete(tables.Pace).where(sa.or_(old, wrong)))


def known(session: Session, keys: Collection[str]) -> dict[str, datetime]:
    """`free_at` by key, of those that have one."""
    return {row.key: row.free_at for row in statements.rows(session, _KNOWN, keys=list(keys))}


def _locked(session: Session, keys: Collection[str], real: datetime) -> dict[str, datetime]:
    """The rows, made where there are none: what is not there cannot be locked. In one order, for everybody."""
    wanted = list(keys)
    kept = {row.key: row.free_at for row in statements.rows(session, _LOCKED, keys=wanted)}
    if missing := sorted(set(keys) - set(kept)):
        new = [{"key": key, "free_at": real} for key in missing]
        statements.do(session, _MADE.of(session), new)
        kept = {row.key: row.free_at for row in statements.rows(session, _LOCKED, keys=wanted)}
    return kept
