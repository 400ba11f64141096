"""Weekly series and their XmR charts: one value a week, for a service or for all of them. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Literal

from bot import rare, rates, timeliness, weeks, xmr
from bot.figures import Concern, Shift
from bot.weeks import Week
from bot.xmr import Point

Key = Literal["signs", "raised", "answered", "acknowledged", "agreed", "score", "checked"]
IMPROVES: dict[Key, Literal["up", "down"]] = {
    "signs": "down",
    "raised": "down",
    "answered": "up",
    "acknowledged": "up",
    "agreed": "up",
    "score": "up",
    "checked": "up",
}


@dataclass(frozen=True)
class Count:
    """One week of a series: `part` of `whole`. Shown as a hundred times their ratio."""

    part: int
    whole: int


@dataclass(frozen=True)
class Series:
    """A chart: the weeks that hold anything, in order; what each counts; and the XmR chart of the percentages.

    `service_id` is None for all services together. `whole` counts person-shifts, escalations or sense-checks.
    """

    key: Key
    service_id: int | None
    weeks: tuple[Week, ...]
    counts: tuple[Count, ...]
    chart: xmr.Chart
    target: float | None = None

    @property
    def values(self) -> tuple[float, ...]:
        """Per hundred, week by week."""
        return tuple(one.value for one in self.chart.points)

    @property
    def since(self) -> Week | None:
        """Where what the newest point belongs to began, when that point is more than chance; else None."""
        points = self.chart.points
        if not points or points[-1].why is None:
            return None
        first = len(points) - 1
        while first and _alike(points[first - 1]) == _alike(points[first]):
            first -= 1
        return self.weeks[first]

    @property
    def in_a_row(self) -> int:
        """How many points of the newest part, up to the newest, lie on its side of the mean; 0 where it lies on it."""
        points = self.chart.points
        side = _side(points[-1]) if points else 0
        row = takewhile(lambda one: _side(one) == side and _part(one) == _part(points[-1]), reversed(points))
        return sum(1 for _ in row) if side else 0


def series(
    key: Key,
    service_id: int | None,
    counted: Mapping[Week, Count],
    rebase: Iterable[Week] = (),
    target: float | None = None,
) -> Series:
    """The chart of what was counted week by week. A week without anything has no point.

    A part begins at the first point from each week of `rebase` on.
    """
    found = sorted((week, count) for week, count in counted.items() if count.whole)
    shown = [week for week, _ in found]
    values = [100 * count.part / count.whole for _, count in found]
    parts = sorted({at for mark in rebase if (at := sum(week < mark for week in shown))})
    chart = xmr.chart(
        values, improves=IMPROVES[key], rebase=[at for at in parts if at < len(shown)], target=target
    )
    return Series(key, service_id, tuple(shown), tuple(count for _, count in found), chart, target)


def of_shifts(shifts: Sequence[Shift], concerns: Sequence[Concern]) -> dict[Key, dict[Week, Count]]:
    """Signs and escalations per answered person-shift, and how many of those asked about were answered, by week.

    An escalation counts in the week of the shift that it was raised from, else in which it was opened.
    """
    per, asked = _summed(shifts, lambda one: one.answered), _summed(shifts, lambda one: one.people)
    signs = _summed(shifts, lambda one: one.signs)
    about = [one for one in concerns if one.person_id is not None]
    dates = {(one.service_id, one.covers, one.day): one.date for one in shifts}
    raised: dict[Week, int] = {}
    for one in about:
        day = dates.get((one.service_id, one.covers or "", one.day)) if one.day else None
        week = weeks.of(day) if day else one.opened_in
        raised[week] = raised.get(week, 0) + 1
    return {
        "signs": {week: Count(signs[week], per[week]) for week in per},
        "raised": {week: Count(raised.get(week, 0), per[week]) for week in per},
        "answered": {week: Count(per[week], asked[week]) for week in asked},
    }


def of_acknowledged(concerns: Sequence[Concern], now: datetime) -> dict[Week, Count]:
    """How many escalations were acknowledged within the first rung's time, by the week they were opened in."""
    found: dict[Week, Count] = {}
    for one in concerns:
        kept = timeliness.within(one, "acknowledged", now) if one.urgency != "in_hours" else None
        if kept is not None:
            week = one.opened_in
            before = found.get(week, Count(0, 0))
            found[week] = Count(before.part + kept, before.whole + 1)
    return found


def speaks(charted: Series, last: Week) -> bool:
    """Whether its newest point is of the week `last`, is more than chance, and counts enough to mean anything.

    Where many weeks hold no escalation, a week with one is no chart's to judge: see bot.rare.
    """
    if not charted.weeks or charted.weeks[-1] != last or charted.counts[-1].whole < rates.FEWEST_EVENTS:
        return False
    rarely = charted.key == "raised" and rare.is_rare([one.part for one in charted.counts])
    return charted.since is not None and not rarely


def speaking(charted: Sequence[Series], last: Week) -> list[Series]:
    """Those of one service that speak; escalations follow signs, and do not say the same again."""
    found = [one for one in charted if speaks(one, last)]
    signs = {one.chart.points[-1].verdict for one in found if one.key == "signs"}
    return [one for one in found if one.key != "raised" or one.chart.points[-1].verdict not in signs]


def _part(point: Point) -> tuple[float, float]:
    return point.mean, point.upper


def _alike(point: Point) -> tuple[str, tuple[float, float]]:
    return point.verdict, _part(point)


def _side(point: Point) -> int:
    return (point.value > point.mean) - (point.value < point.mean)


def _summed(shifts: Sequence[Shift], number: Callable[[Shift], int]) -> dict[Week, int]:
    found: dict[Week, int] = {}
    for one in shifts:
        week = weeks.of(one.date)
        found[week] = found.get(week, 0) + number(one)
    return found
