"""Rotas: who is on call when.

Hand-offs go by the clock on the wall. Turns of hours do too: every 12 h from 08:00 is 08:00 and 20:00 of
every day, so that the nights when clocks change are 11 and 13 hours long; every 36 h is 08:00 and 20:00 in
turn, winter and summer. Had turns of hours an exact length instead, everybody would change over at 09:00
and 21:00 from spring to autumn, which nobody agreed to. A hand-off at a time that the clocks leave out comes
at the first instant after it, and one at a time that they show twice at the first of the two (`bot.days`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial

from dateutil.relativedelta import relativedelta

from bot import days, house
from bot.written import NOBODY

DAY = timedelta(days=1)
FARTHEST = 1000  # turns


@dataclass(frozen=True)
class Turn:
    """Who is on (a Slack user, or nobody), and when that next changes, in UTC; None when it never does."""

    who: str | None
    until: datetime | None


@dataclass(frozen=True)
class Stretch:
    """A turn with its beginning, in UTC: from `start`, up to and not including `until` (None: for good)."""

    who: str | None
    start: datetime
    until: datetime | None


# Something that may put somebody on: a layer or an override. Its own turn at an instant, seen alone.
Source = Callable[[datetime], Turn]


def on_call(rota: house.Rota, at: datetime) -> str | None:
    """The Slack user who is on call at `at` (aware); None when nobody is."""
    return _top(_sources(rota), at).who


def everybody(rota: house.Rota) -> set[str]:
    """Whoever is on it at times, by layer or override."""
    by_turns = {who for layer in rota.layers for who in layer.people}
    return by_turns | {one.who for one in rota.overrides}


def turn(rota: house.Rota, at: datetime) -> Turn:
    """Who is on call at `at` (aware), and the instant from which it is somebody else or nobody.

    Where layers put the same person on again and again, it looks `FARTHEST` turns ahead and stops there.
    """
    sources = _sources(rota)
    now = _top(sources, at)
    if _alone(rota, now.who, at):
        return Turn(now.who, None)
    until = now.until
    for _ in range(FARTHEST):
        if until is None or (then := _top(sources, until)).who != now.who:
            break
        until = then.until
    return Turn(now.who, until)


def _alone(rota: house.Rota, who: str | None, at: datetime) -> bool:
    """Whether nobody else is in the rota, and a layer without gaps has begun."""
    full = (layer for layer in rota.layers if NOBODY not in layer.members)
    return everybody(rota) == {who} and any(begins(layer, rota.timezone) <= at for layer in full)


def following(rota: house.Rota, at: datetime) -> Stretch | None:
    """What comes after the turn that runs at `at` (aware): somebody's, or nobody's; None when it never ends."""
    start = turn(rota, at).until
    if start is None:
        return None
    after = turn(rota, start)
    return Stretch(after.who, start, after.until)


def stretches(rota: house.Rota, since: datetime, until: datetime) -> Iterator[Stretch]:
    """Who is on call from `since` to `until` (aware), without a hole or an overlap; nothing for no time."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    while since < until:
        now = turn(rota, since)
        end = min(until, now.until) if now.until else until
        yield Stretch(now.who, since, end)
        since = end


def gaps(rota: house.Rota, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """When nobody is on call between `since` and `until` (aware): beginnings and ends, in UTC, in order."""
    nobody = (one for one in stretches(rota, since, until) if one.who is None)
    return [(one.start, one.until) for one in nobody if one.until]


def begins(layer: house.Layer, zone: str) -> datetime:
    """The instant of a layer's first hand-off, in UTC. From then on it has a member on, who may be nobody."""
    return _begins(layer.handoff, zone, 0)


# layers and overrides


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


def span(override: house.Override, zone: str) -> tuple[datetime, datetime]:
    """From when to when an override holds, in UTC; it may be no time at all where the clocks leave it out."""
    start = days.instant(override.start.date(), override.start.time(), zone)
    return start, days.instant(override.end.date(), override.end.time(), zone)


def _of_override(override: house.Override, zone: str, at: datetime) -> Turn:
    start, end = span(override, zone)
    if at >= end or start >= end:
        return Turn(None, None)
    return Turn(None, start) if at < start else Turn(override.who, end)


def _of_layer(layer: house.Layer, zone: str, at: datetime) -> Turn:
    """Members in order, one turn each, round and round from the first hand-off."""
    place = _place(layer.handoff, zone, at)
    if place < 0:
        return Turn(None, begins(layer, zone))
    members = layer.members
    who = members[place % len(members)]
    on = None if who == NOBODY else who
    # one who takes several turns running is on until somebody else's begins; one alone, for good
    for later in range(place + 1, place + len(members)):
        if members[later % len(members)] != who:
            return Turn(on, _begins(layer.handoff, zone, later))
    return Turn(on, None)


# turns, counted from 0


def _place(handoff: house.Handoff, zone: str, at: datetime) -> int:
    """Which turn runs at `at`; -1 before the first. However long the rota has run, it takes a step or two."""
    place = max(_guess(handoff, days.local(at, zone).replace(tzinfo=None)), 0)
    while place >= 0 and _begins(handoff, zone, place) > at:
        place -= 1
    # an hour shown twice: its hand-offs came the first time round, and the clock shows a time before them
    while place >= 0 and _begins(handoff, zone, place + 1) <= at:
        place += 1
    return place


def _guess(handoff: house.Handoff, wall: datetime) -> int:
    """The turn at `wall`, a local time, or one beside it."""
    if not isinstance(handoff.every, str):
        return (wall - datetime.combine(_first_day(handoff), handoff.at)) // handoff.every
    first = _first_day(handoff)
    return (wall.year - first.year) * 12 + wall.month - first.month


def _begins(handoff: house.Handoff, zone: str, place: int) -> datetime:
    first = _first_day(handoff)
    if isinstance(handoff.every, str):
        return days.instant(_of_month(handoff, first, place), handoff.at, zone)
    wall = datetime.combine(first, handoff.at) + place * handoff.every
    return days.instant(wall.date(), wall.time(), zone)


def _first_day(handoff: house.Handoff) -> date:
    """The first day on or after `start` that is the hand-off's own, of the week or of the month."""
    if isinstance(handoff.day, str):
        return handoff.start + (days.FULL.index(handoff.day) - handoff.start.weekday()) % 7 * DAY
    if handoff.every != "1 month":
        return handoff.start
    day = _of_month(handoff, handoff.start, 0)
    return day if day >= handoff.start else _of_month(handoff, handoff.start, 1)


def _of_month(handoff: house.Handoff, month: date, later: int) -> date:
    """The hand-off's day, so many months after that of `month`: the last one of a month without it.

    ValueError for months without a day's number, which the house's rules refuse earlier.
    """
    if not isinstance(handoff.day, int):
        raise ValueError("turns of a month begin on a day with a number")
    return month + relativedelta(months=later, day=handoff.day)
