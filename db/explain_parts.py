"""Taking apart what the digest holds against something: parts of a week, its sentences, what came after something."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date
from typing import cast, get_args

from sqlmodel import Session

from bot import breakdown, contrasts, patterns, worked
from bot.breakdown import AROUND
from bot.figures import BEFORE, CONTRASTED, Around, Concern, Tally
from bot.patterns import AFTER, Key
from bot.people import Service
from bot.weeks import Week
from db import figures, figures_around, figures_concerns, figures_people, figures_shifts
from db.figures_besides import Found
from db.figures_people import Counting, Level
from db.figures_shifts import Handed

# which person-shifts a number of a part counts
COUNTS: Mapping[str, Callable[[Level], bool]] = {
    "answered": lambda level: level is not None,
    "signs": bool,
    "timed": lambda level: level == 2,
}
NOW = ("signs", "answered", "raised", "timed")
THEN = ("signs", "answered", "raised")
KIND_OF: Mapping[Key, Around] = {key: kind for kind, key in AFTER.items()}


def part(session: Session, services: Sequence[Service], week: Week, figure: str) -> list[Found]:
    """Of "part.shift:night.signs", of the week; with ".before", of the BEFORE weeks ahead of it.

    Raises KeyError for a part that no handover of these weeks is in, and for a number that parts have not.
    """
    whole = figure.removesuffix(".before")
    key, _, what = whole.removeprefix("part.").rpartition(".")
    earliest, before = week.plus(-BEFORE), whole != figure
    first, last = (earliest, week.plus(-1)) if before else (week, week)
    handed = figures_shifts.handed(session, services, earliest.monday, week.sunday)
    inside = [one for one in handed if key in breakdown.keys(one.shift)]
    if not inside or what not in (THEN if before else NOW):
        raise KeyError(figure)
    shown = {one.shift.id: one for one in inside if first.monday <= one.shift.date <= last.sunday}
    if what == "raised":
        shifts = figures.shifts(session, services, earliest.monday, week.sunday)
        found = breakdown.raised_from(shifts, _concerns(session, services, first, week))
        return [_escalation(one) for one, shift in found if shift.id in shown]
    return [
        _person_shift(shown[one], person_id)
        for one, person_id, level in figures_people.standing(session, services, first.monday, last.sunday)
        if one in shown and COUNTS[what](level)
    ]


def pattern(session: Session, services: Sequence[Service], week: Week, figure: str) -> list[Found]:
    """Of "pattern.below.exposed", "pattern.below.other.signs": the person-shifts that a sentence compares.

    Of several services the sum of each one's own. Raises KeyError for a sentence, or a number of it, that there is not.
    """
    key, group, what = _named(figure, get_args(Key), ("exposed", "other"), ("", "signs"))
    looked_at = _Answered(session, services, week)
    found = []
    for service in services:
        own = [one for one in looked_at.singles if one.tally.service_id == service.id]
        groups = _compared(cast(Key, key), service, own, looked_at.counting)
        exposed = group == "exposed"
        found += [one for one, is_exposed in zip(own, groups, strict=True) if is_exposed is exposed]
    return [_person_shift(one.handed, one.tally.person_id) for one in found if one.tally.signs or not what]


def around(session: Session, services: Sequence[Service], week: Week, figure: str) -> list[Found]:
    """Of "around.family.after", "around.family.other.signs", "….raised": person-shifts, or escalations from them.

    Raises KeyError for a kind, or a number of it, that there is not.
    """
    key, group, what = _named(figure, AROUND, ("after", "other"), ("", "signs", "raised"))
    kind, after = cast(Around, key), group == "after"
    looked_at = _Answered(session, services, week)
    if what == "raised":
        return [
            _escalation(one)
            for one, handed in looked_at.raised(_concerns(session, services, week.plus(1 - CONTRASTED), week))
            if _after(looked_at.counting, handed, one.person_id, kind) is after
        ]
    return [
        _person_shift(one.handed, one.tally.person_id)
        for one in looked_at.singles
        if _after(looked_at.counting, one.handed, one.tally.person_id, kind) is after
        if one.tally.signs or not what
    ]


def _named(
    figure: str, keys: Sequence[str], groups: Sequence[str], whats: Sequence[str]
) -> tuple[str, str, str]:
    """The three words after the first; the last may be left out."""
    _, key, group, what, *more = (*figure.split("."), "", "", "")
    if key not in keys or group not in groups or what not in whats or any(more) or figure.endswith("."):
        raise KeyError(figure)
    return key, group, what


@dataclass(frozen=True, slots=True)
class _Single:
    """One answered person-shift, and a tally of it alone."""

    tally: Tally
    handed: Handed


class _Answered:
    """The answered person-shifts of the weeks that contrasts look at, one by one, and what happened to each person."""

    def __init__(self, session: Session, services: Sequence[Service], week: Week) -> None:
        dates = (week.plus(1 - CONTRASTED).monday, week.sunday)
        handed = figures_shifts.handed(session, services, *dates)
        happened = figures_around.events(session, services, *dates)
        self.counting = Counting(handed, dates[0], happened)
        self.singles = [
            self._single(one, person_id, level)
            for one, person_id, level in figures_people.standing(session, services, *dates)
            if level is not None
        ]

    def _single(self, handover_id: int, person_id: int, level: int) -> _Single:
        kind = self.counting.kinds[self.counting.kind[handover_id]]
        tally = Tally(kind[0], person_id, *kind[1:], *[1, int(level > 0)])
        return _Single(tally, self.counting.handed[handover_id])

    def raised(self, concerns: Sequence[Concern]) -> list[tuple[Concern, Handed]]:
        """Escalations raised from a shift of these, about somebody who answered in the same two weeks."""
        handed = self.counting.handed.values()
        place = {(one.shift.service_id, one.shift.covers, one.shift.day): one for one in handed}
        known = {(one.tally.service_id, one.tally.person_id, one.tally.fortnight) for one in self.singles}
        placed = [
            (one, place.get((one.service_id, one.covers or "", one.day or Date.min))) for one in concerns
        ]
        return [
            (one, at)
            for one, at in placed
            if at and (one.service_id, one.person_id, figures_people.fortnight(at.shift)) in known
        ]


def _compared(
    key: Key, service: Service, singles: Sequence[_Single], counting: Counting
) -> list[bool | None]:
    """Of each person-shift of one service whether it is exposed; None where the sentence does not count it."""
    tallies = [one.tally for one in singles]
    if key in KIND_OF:
        after = [_after(counting, one.handed, one.tally.person_id, KIND_OF[key]) for one in singles]
        return contrasts.compared(after, [patterns.same_fortnight(one) for one in tallies])
    whose = None
    if key == "weekday":
        strongest = patterns.strongest_day(service.id, tallies)
        if strongest.person_id is None or strongest.weekday is None:
            return [None] * len(singles)
        whose, asks = strongest.person_id, patterns.of_day(strongest.weekday)
    else:
        asks = patterns.asks(worked.nights(service.spec.shifts))[key]
    exposed = [asks.exposed(one) if whose in (None, one.person_id) else None for one in tallies]
    return contrasts.compared(exposed, [asks.alike(one) for one in tallies])


def _after(counting: Counting, handed: Handed, person_id: int | None, kind: Around) -> bool | None:
    """Whether a person-shift came after this; None of somebody for whom it was not looked for."""
    happened = counting.happened.get(person_id or 0, ())
    if person_id is None or not any(around == kind for _, around in happened):
        return None
    return kind in counting.came_after(handed, person_id)


def _concerns(session: Session, services: Sequence[Service], first: Week, week: Week) -> list[Concern]:
    """As they stood at the end of `week`, with all that can have been raised from a shift of `first` or later: while
    it was worked, and no shift is a week long.
    """
    return figures_concerns.concerns(session, services, first.plus(-1), week)


def _person_shift(handed: Handed, person_id: int) -> Found:
    shift = handed.shift
    return Found("person-shift", shift.id, shift.service_id, person_id, shift.id, handed.due)


def _escalation(one: Concern) -> Found:
    return Found("escalation", one.id, one.service_id, one.person_id, None, one.times.opened_at)
