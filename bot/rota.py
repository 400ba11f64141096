"""Rotas: who is on call when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from bot import days, house

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Turn:
    """Who is on (a Slack user, or nobody), and when that next changes; None when it never does."""

    who: str | None
    until: datetime | None


# Something that may put somebody on: a layer or an override. Its own turn at an instant, seen alone.
Source = Callable[[datetime], Turn]


def on_call(rota: house.Rota, at: datetime) -> str | None:
    """The Slack user who is on call at `at` (aware); None when nobody is."""
    return _top(_sources(rota), at).who


def turn(rota: house.Rota, at: datetime) -> Turn:
    """Who is on call at `at` (aware), and the instant, in UTC, from which it is somebody else or nobody."""
    sources = _sources(rota)
    now = _top(sources, at)
    until = now.until
    while until is not None and (then := _top(sources, until)).who == now.who:
        until = then.until
    return Turn(now.who, until)


def _sources(rota: house.Rota) -> list[Source]:
    """Layers, then overrides, each as written; a later one wins where it has somebody on."""
    layers: list[Source] = [partial(_of_layer, layer, rota.timezone) for layer in rota.layers]
    overrides: list[Source] = [partial(_of_override, override, rota.timezone) for override in rota.overrides]
    return layers + overrides


def _top(sources: list[Source], at: datetime) -> Turn:
    """The turn of the last source with somebody on, until it or one above it next changes."""
    ends: list[datetime] = []
    who = None
    for source in reversed(sources):
        alone = source(at)
        ends += [alone.until] if alone.until else []
        if (who := alone.who) is not None:
            break
    return Turn(who, min(ends, default=None))


def _of_override(override: house.Override, zone: str, at: datetime) -> Turn:
    start = days.instant(override.start.date(), override.start.time(), zone)
    end = days.instant(override.end.date(), override.end.time(), zone)
    if at >= end or start >= end:
        return Turn(None, None)
    return Turn(None, start) if at < start else Turn(override.who, end)


def _of_layer(layer: house.Layer, zone: str, at: datetime) -> Turn:
    """Members in order, one turn each, round and round from the first handoff."""
    place = _place(layer.handoff, zone, at)
    if place < 0:
        return Turn(None, _begins(layer.handoff, zone, 0))
    members = layer.members
    who = members[place % len(members)]
    # one who takes several turns running is on until somebody else's begins
    for later in range(place + 1, place + len(members)):
        if members[later % len(members)] != who:
            return Turn(who, _begins(layer.handoff, zone, later))
    return Turn(who, None)


def _place(handoff: house.Handoff, zone: str, at: datetime) -> int:
    """Which turn, counted from 0, runs at `at`; below 0 before the first."""
    passed = days.local(at, zone).date() - _first_day(handoff)
    # the date says which turn at the latest; the time of day and the clocks may make it the one before
    place = passed.days // _days_a_turn(handoff)
    while place >= 0 and _begins(handoff, zone, place) > at:
        place -= 1
    return place


def _begins(handoff: house.Handoff, zone: str, place: int) -> datetime:
    day = _first_day(handoff) + place * _days_a_turn(handoff) * DAY
    return days.instant(day, handoff.at, zone)


def _first_day(handoff: house.Handoff) -> date:
    """The first day on or after `start` that is the handoff's day of the week, where it names one."""
    if not isinstance(handoff.day, str):
        return handoff.start
    return handoff.start + (days.FULL.index(handoff.day) - handoff.start.weekday()) % 7 * DAY


def _days_a_turn(handoff: house.Handoff) -> int:
    """ValueError for turns that are not whole days or weeks, which the house's rules refuse earlier."""
    if isinstance(handoff.every, str) or handoff.every < DAY or handoff.every % DAY:
        raise ValueError("turns are whole days or weeks")
    return handoff.every // DAY
