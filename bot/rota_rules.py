"""Rotas that can be meant: hand-offs that come, layers and overrides that put somebody on who can answer."""

from collections.abc import Iterable
from datetime import timedelta

from bot import house, rota
from bot.faults import Fault, Path
from bot.loaded import House
from bot.written import NOBODY

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
LONGEST = timedelta(days=366)


def faults(whole: House) -> list[Fault]:
    """Everything about the rotas of `whole` that cannot be meant."""
    shared = {one.slack for one in whole.staff if one.shared}
    return [fault for i, one in enumerate(whole.rotas) for fault in _rota(("rotas", i), one, shared)]


def _rota(at: Path, one: house.Rota, shared: set[str]) -> Iterable[Fault]:
    yield from _shared(at, one, shared)
    for j, override in enumerate(one.overrides):
        yield from _override((*at, "overrides", j), override, one.timezone)
    wrong = [
        fault
        for j, layer in enumerate(one.layers)
        for fault in _handoff((*at, "layers", j, "handoff"), layer.handoff)
    ]
    # when a layer begins can be asked only of hand-offs that come
    yield from wrong or _hidden((*at, "layers"), one)


def _shared(at: Path, one: house.Rota, shared: set[str]) -> Iterable[Fault]:
    members = [
        ((*at, "layers", i, "members", j), user)
        for i, layer in enumerate(one.layers)
        for j, user in enumerate(layer.members)
    ]
    overrides = [((*at, "overrides", i, "who"), override.who) for i, override in enumerate(one.overrides)]
    for path, user in members + overrides:
        if user in shared:
            what = f"puts {user} on call, a shared account that nobody carries home"
            yield Fault(path, what, "Name somebody who can answer.")


def _override(at: Path, override: house.Override, zone: str) -> Iterable[Fault]:
    start, end = rota.span(override, zone)
    if override.start == override.end:
        yield Fault(at, "ends when it begins", "Write a later until.", "until")
    elif override.start > override.end:
        yield Fault(at, "ends before it begins", "Write a later until.", "until")
    elif start >= end:
        what = "puts nobody on: clocks go forward that night and leave these times out"
        yield Fault(at, what, "Write a later until, or take the override out.", "until")


# hand-offs


def _handoff(at: Path, handoff: house.Handoff) -> Iterable[Fault]:
    if isinstance(handoff.every, str):
        yield from _by_the_month(at, handoff)
    elif handoff.every % WEEK == timedelta():
        yield from _by_the_week(at, handoff)
    elif handoff.day is not None:
        yield Fault(at, "names a day and does not change by the week or the month", "Take day out.", "day")
    if not isinstance(handoff.every, str):
        yield from _length(at, handoff.every)


def _by_the_month(at: Path, handoff: house.Handoff) -> Iterable[Fault]:
    if handoff.day is None:
        what = "changes by the month and does not say on which day"
        yield Fault(at, what, "Add day: 1, or another; day: 31 is the last day of every month.", "every")
    elif isinstance(handoff.day, str):
        what = "has a day of the week and changes by the month"
        yield Fault(at, what, "Write a number, for example day: 1.", "day")


def _by_the_week(at: Path, handoff: house.Handoff) -> Iterable[Fault]:
    if handoff.day is None:
        what = "changes by the week and does not say on which day"
        yield Fault(at, what, "Add day: monday, or another.", "every")
    elif not isinstance(handoff.day, str):
        what = "has a day of the month and changes by the week"
        yield Fault(at, what, "Write a weekday, for example day: monday.", "day")


def _length(at: Path, every: timedelta) -> Iterable[Fault]:
    if every < HOUR:
        what = "changes more often than once an hour"
        yield Fault(at, what, "Write an hour or more, such as every: 12 h.", "every")
    elif every % timedelta(minutes=1):
        yield Fault(at, "changes at odd seconds", "Write whole minutes, such as every: 12 h.", "every")
    elif every > LONGEST:
        what = "changes less often than once a year"
        yield Fault(at, what, "Write a year or less, such as every: 4 weeks.", "every")


# layers


def _hidden(at: Path, one: house.Rota) -> Iterable[Fault]:
    """Layers that never have anybody on: with nobody in them, or under one that always has and begins no later."""
    starts = [rota.begins(layer, one.timezone) for layer in one.layers]
    full = [NOBODY not in layer.members for layer in one.layers]
    for i, start in enumerate(starts):
        if not one.layers[i].people:
            yield Fault((*at, i), "never has anybody on", "Name somebody among its members.", "members")
            continue
        above = next((j for j in range(i + 1, len(starts)) if full[j] and starts[j] <= start), None)
        if above is not None:
            what = f"never has anybody on: layer {above + 1} begins no later, and a later layer wins from then on"
            remedy = "Write layers in the order in which they begin, or take this one out."
            yield Fault((*at, i), what, remedy)
