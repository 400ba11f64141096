"""Holding two rates against each other, like with like, and not being fooled by having looked often. Pure.

Each stratum holds what would be alike but for the thing asked about: one person's nights, say. Given how many events
a stratum had in all, those in the exposed group are binomial if the rates are the same; the exact test adds the
strata up. docs/statistics.md gives the sources, and says what this test may not be taken for.
"""

import cmath
import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot import rates
from bot.rates import Rate

Key = TypeVar("Key", bound=Hashable)

# sentences that a service's family may have
MOST_SENTENCES = 12
# what is smaller than this no longer matters
NOTHING = 1e-15
# ratios looked among when an interval is sought
SMALLEST, LARGEST = 1e-6, 1e6
# halvings that give an interval's ends to a millionth
CLOSE = 25


@dataclass(frozen=True, slots=True)
class Stratum:
    """Events and chances (person-shifts) of two groups that are otherwise alike."""

    exposed_events: int
    exposed_per: float
    other_events: int
    other_per: float

    @property
    def compares(self) -> bool:
        """Whether both groups had a chance; a stratum with one group alone says nothing."""
        return self.exposed_per > 0 and self.other_per > 0

    @property
    def events(self) -> int:
        """Of both groups."""
        return self.exposed_events + self.other_events


@dataclass(frozen=True, slots=True)
class Contrast:
    """Two rates over the strata that compare (so the numbers said are those tested), and how they differ.

    `ratio`: how many times as often, like with like; None where nothing can be said, infinite where all the events
    were exposed. `p`: two-sided, 1 where there was nothing to compare.
    """

    exposed: Rate
    other: Rate
    ratio: float | None
    p: float
    strata: tuple[Stratum, ...] = ()

    @property
    def too_few(self) -> bool:
        """Whether the small-number guard says that nothing is said."""
        return rates.few(self.exposed, self.other)

    def interval(self, at: float = 0.05) -> tuple[float, float] | None:
        """What the ratio may be, 1 − `at` sure: it leaves out 1 exactly when p < `at`. None without events."""
        return _interval(self.strata, at) if any(one.events for one in self.strata) else None


def test(strata: Iterable[Stratum]) -> Contrast:
    """Are the exposed group's rates those of the other? By the exact conditional test, the smaller tail doubled."""
    compared = tuple(one for one in strata if one.compares)
    exposed = Rate(sum(one.exposed_events for one in compared), sum(one.exposed_per for one in compared))
    other = Rate(sum(one.other_events for one in compared), sum(one.other_per for one in compared))
    lower, upper = _tails(compared, 1.0)
    return Contrast(exposed, other, _ratio(compared), min(1.0, 2 * min(lower, upper)), compared)


def compared(exposed: Sequence[bool | None], alike: Sequence[Hashable]) -> list[bool | None]:
    """Of each chance whether it is an exposed one among those that `test` compares; None where it is not among them.

    `exposed` is None where nobody said; chances with equal `alike` are of one stratum.
    """
    per = Counter(zip(alike, exposed, strict=True))
    strata = {key: Stratum(0, per[key, True], 0, per[key, False]) for key in set(alike)}
    return [one if strata[key].compares else None for one, key in zip(exposed, alike, strict=True)]


def holm(ps: Mapping[Key, float], at: float = 0.05) -> set[Key]:
    """Those that can be said with at most `at` chance of any being false, by Holm's step-down."""
    said: set[Key] = set()
    for found, key in enumerate(sorted(ps, key=lambda one: ps[one])):
        if ps[key] > at / (len(ps) - found):
            break
        said.add(key)
    return said


def _ratio(strata: Sequence[Stratum]) -> float | None:
    """Mantel and Haenszel's, for rates."""
    whole = [one.exposed_per + one.other_per for one in strata]
    above = math.fsum(s.exposed_events * s.other_per / t for s, t in zip(strata, whole, strict=True))
    below = math.fsum(s.other_events * s.exposed_per / t for s, t in zip(strata, whole, strict=True))
    if below:
        return above / below
    return math.inf if above else None


def _tails(strata: Sequence[Stratum], ratio: float) -> tuple[float, float]:
    """The chances of so many exposed events or fewer, and or more, were the rates in this ratio; to twelve decimals.

    A sum of binomials is told by its characteristic function, which is the product of theirs, turned back over as many
    whole numbers as can matter.
    """
    parts = _parts(strata, ratio)
    events = sum(parts.values())
    mean = math.fsum(count * part for part, count in parts.items())
    variance = math.fsum(count * part * (1 - part) for part, count in parts.items())
    # by Bernstein's inequality, less than a chance of NOTHING lies further out; odd, so that no wave is its own mirror
    size = min(events + 1, math.ceil(24 + 2 * math.sqrt(144 + 72 * variance))) | 1
    first = max(0, round(mean - size / 2)) if size <= events else 0
    waves = list(_waves(parts, size))

    def up_to(last: int) -> float:
        if not first <= last < first + size:
            return float(last >= first)
        told = math.fsum(
            (height * (turn**-first - turn ** -(last + 1)) / (1 - 1 / turn)).real for turn, height in waves
        )
        return min(1.0, max(0.0, (last + 1 - first + 2 * told) / size))

    seen = sum(one.exposed_events for one in strata)
    return up_to(seen), 1 - up_to(seen - 1)


def _parts(strata: Sequence[Stratum], ratio: float) -> dict[float, int]:
    """How many events there are for each chance that one is exposed; strata with the same chance together."""
    parts: dict[float, int] = {}
    for one in strata:
        if one.events:
            part = one.exposed_per * ratio / (one.exposed_per * ratio + one.other_per)
            parts[part] = parts.get(part, 0) + one.events
    return parts


def _waves(parts: Mapping[float, int], size: int) -> Iterator[tuple[complex, complex]]:
    """The characteristic function at each turn up to a half, until it is nothing: it only falls."""
    for step in range(1, size // 2 + 1):
        turn = cmath.exp(2j * math.pi * step / size)
        height = math.prod(((1 - part + part * turn) ** count for part, count in parts.items()), start=1 + 0j)
        if abs(height) < NOTHING:
            return
        yield turn, height


def _interval(strata: Sequence[Stratum], at: float) -> tuple[float, float]:
    """Ratios at which each tail is half of `at`: 0 below without exposed events, no end above without others."""

    def sought(over: Callable[[float], bool]) -> float:
        ends = math.log(SMALLEST), math.log(LARGEST)
        return math.exp(rates.solve(lambda log: over(math.exp(log)), *ends, halvings=CLOSE))

    low, high = 0.0, math.inf
    if any(one.exposed_events for one in strata):
        low = sought(lambda ratio: _tails(strata, ratio)[1] > at / 2)
    if any(one.other_events for one in strata):
        high = sought(lambda ratio: _tails(strata, ratio)[0] < at / 2)
    return low, high
