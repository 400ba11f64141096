"""The digest's listed sentences: which rates are held against which, and which differ by more than chance. Pure.

The family is fixed and has at most `contrasts.MOST_SENTENCES` members a service; what is said is Holm-adjusted over
it (docs/statistics.md). All are about person-shifts with signs, over the weeks that contrasts look at.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot import contrasts
from bot.contrasts import Contrast, Stratum
from bot.figures import After, Around, Tally

Key = Literal[
    "below", "below_at_night", "night", "agency", "alone", "weekend",
    "after_us", "after_them", "after_agency", "after_family", "weekday",
]  # fmt: skip
AT = 0.05
WEEKEND = (5, 6)
# these overlap, for below plan at night is mostly alone: only the first of them that was found is said
SAME: tuple[Key, ...] = ("below_at_night", "below", "alone")
# of a service's people and days only so many are tested exactly, those that stand out most; the search is paid in full
CLOSELY = 3


@dataclass(frozen=True)
class Pattern:
    """One sentence of the family, tested. `person_id` and `weekday` are those of the `weekday` one's strongest day.

    `too_few` to say anything; `found`: more than chance, after Holm.
    """

    key: Key
    service_id: int
    contrast: Contrast
    p: float
    too_few: bool
    found: bool = False
    person_id: int | None = None
    weekday: int | None = None


@dataclass(frozen=True)
class Asks:
    """What a sentence asks: which person-shifts are exposed (None: nobody said), and which are otherwise alike."""

    exposed: Callable[[Tally], bool | None]
    alike: Callable[[Tally], Hashable]


def family(
    service_id: int, tallies: Sequence[Tally], afters: Sequence[After], nights: frozenset[str]
) -> list[Pattern]:
    """Every sentence about one service, tested, in the family's order. `nights` are the keys of its night shifts.

    Each person is held against themselves: in the same fortnight, on the same shift, and where staffing is not what
    is asked about, staffed alike; night against day without the shifts below plan, whose sentences are their own.
    """
    own = [one for one in tallies if one.service_id == service_id]
    own_after = [one for one in afters if one.service_id == service_id]

    return _holm(
        [
            *(_tested(key, service_id, _strata(own, one)) for key, one in asks(nights).items()),
            *(_tested(AFTER[kind], service_id, _after(own_after, kind)) for kind in AROUND),
            strongest_day(service_id, own),
        ]
    )


def asks(nights: frozenset[str]) -> dict[Key, Asks]:
    """What the sentences ask that are about a kind of shift, in the family's order."""
    return {
        "below": Asks(lambda t: t.below, _same_shift),
        "below_at_night": Asks(lambda t: t.below if t.covers in nights else None, _same_shift),
        "night": Asks(lambda t: None if t.below or not nights else t.covers in nights, same_fortnight),
        "agency": Asks(lambda t: t.agency, _staffed_alike),
        "alone": Asks(lambda t: t.alone, _same_shift),
        "weekend": Asks(lambda t: t.weekday in WEEKEND, _staffed_alike),
    }


def of_day(day: int) -> Asks:
    """What is asked of one person's day of the week: Monday is 0."""
    return Asks(lambda t: t.weekday == day, _staffed_alike)


AROUND: tuple[Around, ...] = ("us", "them", "agency", "family")
AFTER: dict[Around, Key] = {
    "us": "after_us",
    "them": "after_them",
    "agency": "after_agency",
    "family": "after_family",
}


def said(patterns: Iterable[Pattern]) -> list[Pattern]:
    """Those found, the strongest first, without what another one says as well; of one service."""
    found = {one.key: one for one in patterns if one.found}
    over = [key for key in SAME if key in found][1:]
    return sorted((one for one in found.values() if one.key not in over), key=lambda one: one.p)


def same_fortnight(tally: Tally) -> Hashable:
    """One person in two weeks: what is alike but for what it came after."""
    return tally.person_id, tally.fortnight


def _same_shift(tally: Tally) -> Hashable:
    return tally.person_id, tally.covers, tally.fortnight


def _staffed_alike(tally: Tally) -> Hashable:
    return tally.person_id, tally.covers, tally.fortnight, tally.below


def _tested(key: Key, service_id: int, strata: list[Stratum]) -> Pattern:
    contrast = contrasts.test(strata)
    few = contrast.too_few
    return Pattern(key, service_id, contrast, 1.0 if few else contrast.p, few)


def _strata(tallies: Iterable[Tally], asked: Asks) -> list[Stratum]:
    """One stratum for what is alike; what nobody said of is left out."""
    found: dict[Hashable, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in tallies:
        is_exposed = asked.exposed(one)
        if is_exposed is not None:
            count = found[asked.alike(one)]
            at = 0 if is_exposed else 2
            count[at] += one.signs
            count[at + 1] += one.shifts
    return [Stratum(*count) for count in found.values()]


def _after(afters: Iterable[After], kind: Around) -> list[Stratum]:
    return [
        Stratum(one.after_signs, one.after, one.other_signs, one.other)
        for one in afters
        if one.around == kind
    ]


def strongest_day(service_id: int, tallies: Sequence[Tally]) -> Pattern:
    """The strongest of every person's seven days, each held against the other six; the whole search is paid for.

    Of one service's tallies. `person_id` and `weekday` are None where there is too little to say.
    """
    people: dict[int, list[Tally]] = defaultdict(list)
    for one in tallies:
        people[one.person_id].append(one)
    days = [(far, person, day) for person, own in people.items() for day, far in enumerate(_far(own))]
    closely = sorted(days, reverse=True)[:CLOSELY]
    tried = [(_day(people[person], day), person, day) for _, person, day in closely]
    tried = [one for one in tried if not one[0].too_few]
    if not tried:
        return Pattern("weekday", service_id, contrasts.test([]), 1.0, True)
    strongest, person, day = min(tried, key=lambda one: one[0].p)
    p = min(1.0, strongest.p * len(days))
    return Pattern("weekday", service_id, strongest, p, False, person_id=person, weekday=day)


def _day(tallies: Sequence[Tally], day: int) -> Contrast:
    return contrasts.test(_strata(tallies, of_day(day)))


def _far(tallies: Sequence[Tally]) -> list[float]:
    """How far each day's signs are from their part of one person's shifts, in standard deviations squared."""
    shifts, signs = [0] * 7, [0] * 7
    for one in tallies:
        shifts[one.weekday] += one.shifts
        signs[one.weekday] += one.signs
    parts = [here / (sum(shifts) or 1) for here in shifts]
    varies = [sum(signs) * part * (1 - part) for part in parts]
    expected = [sum(signs) * part for part in parts]
    return [(a - b) ** 2 / c if c else 0.0 for a, b, c in zip(signs, expected, varies, strict=True)]


def _holm(tested: list[Pattern]) -> list[Pattern]:
    assert len(tested) <= contrasts.MOST_SENTENCES
    found = contrasts.holm({one.key: one.p for one in tested if not one.too_few}, AT)
    return [
        Pattern(
            one.key,
            one.service_id,
            one.contrast,
            one.p,
            one.too_few,
            one.key in found,
            one.person_id,
            one.weekday,
        )
        for one in tested
    ]
