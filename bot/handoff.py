"""A change of on-call: what comes next, what to do once one is due, and what is said of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

import bot.rota
from bot import house
from bot.handover import OpenLine
from bot.people import Contact, Service

# how long whoever comes on has to tap, before they are told once more and whoever goes off is told too
TAP_WITHIN = timedelta(minutes=30)
# told later than this after the change, the message says since when
AT_ONCE = timedelta(minutes=5)
INSTANT = timedelta(microseconds=1)

# planned: to come; told: whoever comes on was told; taken: they tapped; passed_over: nothing to tell any more
State = Literal["planned", "told", "taken", "passed_over"]
# tell them; the same person goes on; a later change of the same rota has come by now
Do = Literal["tell", "same", "later"]


@dataclass(frozen=True)
class Change:
    """At `at` (UTC) `off` goes off and `on` comes on: Slack users; None is nobody."""

    at: datetime
    off: str | None
    on: str | None


@dataclass(frozen=True)
class Handoff:
    """A change of on-call of a rota, as kept. Instants are UTC; `chase_at` is when a tap is asked for again."""

    id: int
    rota: str
    change: Change
    state: State
    told_at: datetime | None = None
    taken_at: datetime | None = None
    chase_at: datetime | None = None


@dataclass(frozen=True)
class Watch:
    """One house that somebody comes on or goes off call for.

    `open` is what they may know of it, unanswered first, with the `turns` of its buttons by id. `until` is when
    somebody else is on; None: not known. `next` are those whom its ladder tells when nobody is on.
    """

    service: Service
    open: tuple[OpenLine, ...] = ()
    until: datetime | None = None
    next: tuple[Contact, ...] = ()
    turns: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Handed:
    """A change of on-call as it is said: one message for all rotas that change to the same person at once.

    `off` and `on` are None for nobody. `told_at` is when they were first told; `over`: somebody else is on by now.
    """

    id: int
    at: datetime
    timezone: str
    on: Contact | None
    off: Contact | None
    told_at: datetime
    taken_at: datetime | None
    houses: tuple[Watch, ...]
    over: bool = False

    @property
    def late(self) -> bool:
        """Whether they were told well after the change."""
        return self.told_at - self.at > AT_ONCE


def upcoming(rota: house.Rota, now: datetime) -> Change | None:
    """The next change after `now` (aware); None when the turn that runs never ends."""
    after = bot.rota.following(rota, now)
    return None if after is None else change(rota, after.start)


def change(rota: house.Rota, at: datetime) -> Change:
    """What changes at `at` (aware): who is on just before, and from then."""
    return Change(at.astimezone(UTC), bot.rota.on_call(rota, at - INSTANT), bot.rota.on_call(rota, at))


def due(rota: house.Rota, at: datetime, now: datetime) -> tuple[Do, Change]:
    """What to do about a change at `at` that is due at `now`, and what it changes as the rota stands now.

    After downtime only the last one matters. A rota edited since is read as it is now.
    """
    after = bot.rota.following(rota, at)
    changed = change(rota, at)
    if after is not None and after.start <= now:
        return "later", changed
    return ("same" if changed.off == changed.on else "tell"), changed


def until(rota: house.Rota, changed: Change) -> datetime | None:
    """When somebody else is on after this change, as the rota stands now; None when that is not known."""
    turn = bot.rota.turn(rota, changed.at)
    return turn.until if turn.who == changed.on else None


def named(rota: str, rungs: Iterable[house.Rung]) -> bool:
    """Whether one of these rungs tells the rota with this key."""
    return any(rung.tell == f"rota:{rota}" for rung in rungs)
