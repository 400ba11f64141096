"""Rates by time of day, day of the week and staffing: events per answered person-shift. Pure.

A part is named as `shift:night`, `weekday:0` (Monday), `staffing:below`, `staffing:at`, `staffing:agency`,
`staffing:alone` or `staffing:unsaid`. A shift may be in several parts of its staffing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.figures import After, Around, Concern, Shift
from bot.rates import Rate
from bot.weeks import Week
from bot.weeks import of as week_of

AROUND: tuple[Around, ...] = ("us", "them", "agency", "family")


@dataclass(frozen=True)
class Part:
    """One part of the week: person-shifts with signs, and escalations raised; each in the week and in those before.

    `timed` is how many of the signs of the week say about when they were; the others are counted by their shift.
    """

    key: str
    signs: Rate
    signs_before: Rate
    raised: Rate
    raised_before: Rate
    timed: int


@dataclass(frozen=True)
class AroundPart:
    """Person-shifts with signs in the days after something, and otherwise; over the weeks that contrasts look at.

    And escalations raised from such person-shifts.
    """

    around: Around
    after: Rate
    other: Rate
    after_raised: Rate
    other_raised: Rate


@dataclass
class _Count:
    per: int = 0
    signs: int = 0
    timed: int = 0
    raised: int = 0


def parts(shifts: Sequence[Shift], concerns: Sequence[Concern], week: Week, before: int) -> list[Part]:
    """Every part that holds an answered person-shift in `week` or the `before` weeks ahead of it, in their order."""
    inside = [one for one in shifts if 0 <= week.minus(week_of(one.date)) <= before]
    now, then = Counts(), Counts()
    for one in inside:
        (now if one.date in week else then).add(one)
    for _, shift in raised_from(inside, concerns):
        (now if shift.date in week else then).raise_(shift)
    keys = sorted(now.found.keys() | then.found.keys(), key=_order)
    return [_part(key, now.found.get(key, _Count()), then.found.get(key, _Count())) for key in keys]


def raised_from(shifts: Iterable[Shift], concerns: Iterable[Concern]) -> Iterator[tuple[Concern, Shift]]:
    """Escalations about somebody, each with the shift among these that it was raised from, where that was answered."""
    place = {(one.service_id, one.covers, one.day): one for one in shifts}
    for concern in concerns:
        shift = place.get((concern.service_id, concern.covers or "", concern.day)) if concern.day else None
        if shift and shift.answered and concern.person_id is not None:
            yield concern, shift


class Counts:
    """Counts of shifts by part."""

    def __init__(self) -> None:
        self.found: dict[str, _Count] = {}

    def add(self, shift: Shift) -> None:
        """Count a shift in each of its parts."""
        if not shift.answered:
            return
        for key in keys(shift):
            count = self.found.setdefault(key, _Count())
            count.per += shift.answered
            count.signs += shift.signs
            count.timed += shift.timed

    def raise_(self, shift: Shift) -> None:
        """Count an escalation raised from a shift that was answered."""
        for key in keys(shift):
            self.found.setdefault(key, _Count()).raised += 1


def keys(shift: Shift) -> Iterator[str]:
    """The parts that a shift is in."""
    yield f"shift:{shift.covers}"
    yield f"weekday:{shift.day.weekday()}"
    if shift.below is None:
        yield "staffing:unsaid"
        return
    yield "staffing:below" if shift.below else "staffing:at"
    if shift.agency:
        yield "staffing:agency"
    if shift.alone:
        yield "staffing:alone"


def around(afters: Iterable[After]) -> list[AroundPart]:
    """Signs and escalations after each thing that was looked for around, where there was any."""
    of: dict[Around, list[After]] = {key: [] for key in AROUND}
    for one in afters:
        of[one.around].append(one)
    return [_around(key, found) for key, found in of.items() if any(one.after for one in found)]


def _around(key: Around, found: Sequence[After]) -> AroundPart:
    after, other = sum(one.after for one in found), sum(one.other for one in found)
    return AroundPart(
        key,
        Rate(sum(one.after_signs for one in found), after),
        Rate(sum(one.other_signs for one in found), other),
        Rate(sum(one.after_raised for one in found), after),
        Rate(sum(one.other_raised for one in found), other),
    )


def parts_together(found: Iterable[Part]) -> tuple[Part, ...]:
    """The parts of several services as one: those with the same key added up, in their order."""
    of: dict[str, Part] = {}
    for one in found:
        other = of.get(one.key)
        of[one.key] = one if other is None else _added(other, one)
    return tuple(of[key] for key in sorted(of, key=_order))


def _added(one: Part, other: Part) -> Part:
    return Part(
        one.key,
        _both(one.signs, other.signs),
        _both(one.signs_before, other.signs_before),
        _both(one.raised, other.raised),
        _both(one.raised_before, other.raised_before),
        one.timed + other.timed,
    )


def around_together(found: Sequence[AroundPart]) -> tuple[AroundPart, ...]:
    """The same of what was looked for around."""
    of: dict[Around, AroundPart] = {}
    for one in found:
        other = of.get(one.around)
        rates = (one.after, one.other, one.after_raised, one.other_raised)
        before = (other.after, other.other, other.after_raised, other.other_raised) if other else rates
        both = rates if other is None else tuple(map(_both, before, rates))
        of[one.around] = AroundPart(one.around, *both)
    return tuple(of[key] for key in AROUND if key in of)


def _both(one: Rate, other: Rate) -> Rate:
    return Rate(one.events + other.events, one.per + other.per)


def _part(key: str, now: _Count, then: _Count) -> Part:
    return Part(
        key,
        Rate(now.signs, now.per),
        Rate(then.signs, then.per),
        Rate(now.raised, now.per),
        Rate(then.raised, then.per),
        now.timed,
    )


def _order(key: str) -> tuple[int, str]:
    kinds = ("shift", "weekday", "staffing")
    return kinds.index(key.split(":")[0]), key
