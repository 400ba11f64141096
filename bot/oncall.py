"""Whom a house phones, now and next: the first rung of its ladder that has somebody on it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import bot.rota
from bot import house
from bot.people import Contact, Service

# who is on a rung at an instant
Who = Callable[[house.Rung, datetime], tuple[Contact, ...]]
# changes of a rota that make none to the house, looked through before "until" is left unsaid
LOOKED_THROUGH = 20


@dataclass(frozen=True)
class Phoned:
    """Whom the house phones from `start` to `until`, in UTC (None: nothing is known to change); maybe nobody."""

    contacts: tuple[Contact, ...]
    start: datetime
    until: datetime | None


@dataclass(frozen=True)
class OnCall:
    """What /oncall says of one house. `then` are the rungs told after `now`, without whoever was named before."""

    service: Service
    now: Phoned
    then: tuple[tuple[Contact, ...], ...]
    next: Phoned | None


def seen(
    service: Service, rungs: Sequence[house.Rung], rotas: Mapping[str, house.Rota], who: Who, at: datetime
) -> OnCall:
    """Who is on call for `service` at `at` (aware), after them, and next."""
    now = _phoned(rungs, rotas, who, at)
    after = _phoned(rungs, rotas, who, now.until) if now.until else None
    return OnCall(service, now, _then(rungs, who, at), after)


def _phoned(
    rungs: Sequence[house.Rung], rotas: Mapping[str, house.Rota], who: Who, start: datetime
) -> Phoned:
    contacts, until = _at(rungs, rotas, who, start)
    for _ in range(LOOKED_THROUGH):
        if until is None:
            break
        same, later = _at(rungs, rotas, who, until)
        if same != contacts:
            return Phoned(contacts, start, until)
        until = later
    return Phoned(contacts, start, None)


def _at(
    rungs: Sequence[house.Rung], rotas: Mapping[str, house.Rota], who: Who, at: datetime
) -> tuple[tuple[Contact, ...], datetime | None]:
    """Who is on the first rung with somebody, until it or one before it changes hands; a role never does."""
    ends: list[datetime] = []
    for rung in rungs:
        kind, _, name = rung.tell.partition(":")
        until = bot.rota.turn(rotas[name], at).until if kind == "rota" and name in rotas else None
        ends += [until] if until else []
        if contacts := who(rung, at):
            return contacts, min(ends, default=None)
    return (), min(ends, default=None)


def _then(rungs: Sequence[house.Rung], who: Who, at: datetime) -> tuple[tuple[Contact, ...], ...]:
    named: list[Contact] = []
    found = []
    for rung in rungs:
        more = tuple(one for one in who(rung, at) if one not in named)
        named += more
        found += [more] if more else []
    return tuple(found[1:])
