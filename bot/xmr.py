"""XmR charts: what is more than the usual up and down, as Making Data Count defines it. Pure.

The rules are those of NHS England's *Making Data Count*, computed as its R package NHSRplotthedots computes them;
docs/statistics.md gives each with its source and says the two places where this departs from the package.
"""

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Why = Literal["outside", "trend", "near_limit", "run"]
Verdict = Literal["common", "improvement", "concern", "change"]
Way = Literal["up", "down"]
Assurance = Literal["consistently_meets", "inconsistent", "consistently_fails"]

# limits lie this many mean moving ranges from the mean: 3 / 1.128
LIMIT = 2.66
NEAR = LIMIT * 2 / 3
# moving ranges this many times their mean, or more, are left out once
SCREEN = 3.267
# a run and a trend are this many points
LONG = 7
# fewer points than this in a part make its limits trial limits
ENOUGH = 12


@dataclass(frozen=True, slots=True)
class Point:
    """One value, with its part's mean and limits. `why` it is more than chance, or None; `way` it points then.

    `trial`: the limits of its part are made of fewer than ENOUGH points. A lower limit may lie below zero.
    """

    value: float
    mean: float
    lower: float
    upper: float
    why: Why | None
    way: Way | None
    verdict: Verdict
    trial: bool


@dataclass(frozen=True)
class Chart:
    """Points in order of time. `assurance` is about the newest part's limits; None without a target or a direction."""

    points: tuple[Point, ...]
    assurance: Assurance | None = None

    @property
    def last(self) -> Point | None:
        """The newest point; None in an empty chart."""
        return self.points[-1] if self.points else None

    @property
    def trial(self) -> bool:
        """Whether the newest part's limits are trial limits; so is a chart without points."""
        return self.last is None or self.last.trial

    def special(self, last: int | None = None) -> tuple[Point, ...]:
        """The points that are more than chance, among the `last` so many, or among all."""
        newest = self.points if last is None else self.points[max(0, len(self.points) - last) :]
        return tuple(one for one in newest if one.why)

    def signals(self, last: int | None = None) -> bool:
        """Whether any of the `last` so many points, or of all, is more than chance."""
        return bool(self.special(last))


@dataclass(frozen=True, slots=True)
class Limits:
    """One part's mean, and how far from it the limits lie."""

    mean: float
    reach: float

    def side(self, value: float) -> int:
        """1 above the mean, −1 below it, 0 on it."""
        return (value > self.mean) - (value < self.mean)

    def outside(self, value: float) -> bool:
        """Beyond a limit; on it is not."""
        return value > self.mean + self.reach or value < self.mean - self.reach

    def near(self, value: float) -> bool:
        """In the outer third, and not beyond the limit."""
        close = self.reach * NEAR / LIMIT
        return not self.outside(value) and (value > self.mean + close or value < self.mean - close)


def chart(
    values: Sequence[float],
    *,
    improves: Way | None = None,
    rebase: Sequence[int] = (),
    target: float | None = None,
    screen: bool = True,
) -> Chart:
    """The chart of `values` in order of time; a time without data is left out by the caller.

    A new part, with a mean and limits of its own, begins at each index of `rebase`; one past the end begins nothing.
    `improves` is the way that is better; without it what is special is a "change". `screen` leaves extreme moving
    ranges out of the limits once. Raises ValueError for a value that is no finite number, or an index below zero.
    """
    if not all(map(math.isfinite, values)):
        raise ValueError("a chart is made of finite numbers; leave out the times without data")
    if any(at < 0 for at in rebase):
        raise ValueError("a part begins at an index of zero or more")
    cuts = sorted({0, len(values), *(at for at in rebase if at < len(values))})
    parts = [values[start:end] for start, end in pairwise(cuts)]
    points = tuple(point for part in parts for point in _points(part, improves, screen))
    return Chart(points, _assurance(parts, points, improves, target))


def limits(values: Sequence[float], screen: bool = True) -> Limits:
    """The mean of one part (of at least one value) and the reach of its limits; zero for a single value."""
    # exact, so that a value that never changes lies on its mean
    mean = statistics.mean(map(float, values))
    ranges = [abs(after - before) for before, after in pairwise(values)]
    if not ranges:
        return Limits(mean, 0.0)
    usual = statistics.fmean(ranges)
    kept = [one for one in ranges if one < SCREEN * usual] if screen else ranges
    # when only standing still would be left, limits of no width would make every point special
    return Limits(mean, LIMIT * statistics.fmean(kept if any(kept) else ranges))


def in_runs(sides: Sequence[int]) -> Iterator[int]:
    """Indexes of points in LONG or more in a row on one side; a point on the centre (0) ends a run."""
    for start in range(len(sides) - LONG + 1):
        if sides[start] and len(set(sides[start : start + LONG])) == 1:
            yield from range(start, start + LONG)


def in_trends(values: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Indexes of points in LONG or more in a row each above (1) or below (−1) the one before; the later trend last."""
    steps = [(after > before) - (after < before) for before, after in pairwise(values)]
    for start in range(len(steps) - LONG + 2):
        one = set(steps[start : start + LONG - 1])
        if len(one) == 1 and (way := one.pop()):
            yield from ((at, way) for at in range(start, start + LONG))


def judged(why: Why | None, side: int, improves: Way | None) -> tuple[Way | None, Verdict]:
    """Which way a point points, given its side or its trend's direction, and what that is."""
    if why is None:
        return None, "common"
    way: Way = "up" if side > 0 else "down"
    if improves is None:
        return way, "change"
    return way, "improvement" if way == improves else "concern"


def _points(part: Sequence[float], improves: Way | None, screen: bool) -> Iterator[Point]:
    of = limits(part, screen)
    sides = [of.side(value) for value in part]
    runs, trends, close = set(in_runs(sides)), dict(in_trends(part)), set(_close(part, sides, of))
    for at, value in enumerate(part):
        why: Why | None = None
        if of.outside(value):
            why = "outside"
        elif at in trends:
            why = "trend"
        elif at in close:
            why = "near_limit"
        elif at in runs:
            why = "run"
        way, verdict = judged(why, trends[at] if why == "trend" else sides[at], improves)
        lower, upper = of.mean - of.reach, of.mean + of.reach
        yield Point(float(value), of.mean, lower, upper, why, way, verdict, len(part) < ENOUGH)


def _close(part: Sequence[float], sides: Sequence[int], of: Limits) -> Iterator[int]:
    """Those near a limit, of any three in a row that are all on one side and of which at least two are."""
    near = [of.near(value) for value in part]
    for start in range(len(part) - 2):
        three = range(start, start + 3)
        if abs(sum(sides[at] for at in three)) == 3 and sum(near[at] for at in three) >= 2:
            yield from (at for at in three if near[at])


def _assurance(
    parts: Sequence[Sequence[float]], points: Sequence[Point], improves: Way | None, target: float | None
) -> Assurance | None:
    # one value has no limits to hold a target against
    if target is None or improves is None or not parts or len(parts[-1]) < 2:
        return None
    last = points[-1]
    if last.lower <= target <= last.upper:
        return "inconsistent"
    return "consistently_meets" if (target < last.lower) == (improves == "up") else "consistently_fails"
