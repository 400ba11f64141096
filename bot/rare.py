"""Charts for what is rare: how much lies between one event and the next, where weekly counts are mostly nought. Pure.

A G chart counts opportunities between events (answered shifts, say), a T chart measures the time between them. On
both *up* is longer between events, which for what nobody wants is better. Sources in docs/statistics.md.
"""

import math
import statistics
from collections.abc import Sequence

from bot.xmr import ENOUGH, Chart, Point, Way, Why, chart, in_runs, in_trends, judged

# times between events, which are skewed, to this power are even about their middle
POWER = 1 / 3.6
# from this share of weeks with nothing on, a weekly chart says less than one of these
MOSTLY_NOUGHT = 0.25


def is_rare(counts: Sequence[float]) -> bool:
    """Whether weekly counts hold too many noughts for an XmR chart; nothing counted yet is rare."""
    return not counts or sum(not one for one in counts) > MOSTLY_NOUGHT * len(counts)


def g_chart(between: Sequence[int], *, improves: Way | None = "up") -> Chart:
    """The chart of the opportunities without an event between one event and the next, in order of time.

    A nought is two events running, and is a point like any other. `Point.mean` is the centre line: the median, since
    such numbers are skewed. There is no lower limit to cross (0): that it happens more often shows as a run or a
    trend. Raises ValueError for a number below zero.
    """
    if any(one < 0 for one in between):
        raise ValueError("what lies between events is counted from zero up")
    if not between:
        return Chart(())
    mean, centre = statistics.fmean(between), float(statistics.median(between))
    upper = mean + 3 * math.sqrt(mean * (mean + 1))
    sides = [(one > centre) - (one < centre) for one in between]
    runs, trends = set(in_runs(sides)), dict(in_trends(between))

    def point(at: int) -> Point:
        why: Why | None = "trend" if at in trends else "run" if at in runs else None
        why = "outside" if between[at] > upper else why
        way, verdict = judged(why, trends[at] if why == "trend" else sides[at], improves)
        trial = len(between) < ENOUGH
        return Point(float(between[at]), centre, 0.0, upper, why, way, verdict, trial)

    return Chart(tuple(map(point, range(len(between)))))


def t_chart(days: Sequence[float], *, improves: Way | None = "up") -> Chart:
    """The chart of the times between one event and the next, in days, in order of time.

    Each time is raised to POWER, the XmR chart drawn of that, and its lines turned back into days; a lower limit that
    would be below zero is 0. Give days with their hours: a time of 0 is two events at one instant, and is judged as
    that, so one that only says "on the same date" would be called unusual. Raises ValueError below zero.
    """
    if any(one < 0 for one in days):
        raise ValueError("the time between events is zero or more")
    drawn = chart([one**POWER for one in days], improves=improves)
    return Chart(tuple(_in_days(one, value) for one, value in zip(drawn.points, days, strict=True)))


def _in_days(drawn: Point, days: float) -> Point:
    lower, mean, upper = (max(0.0, one) ** (1 / POWER) for one in (drawn.lower, drawn.mean, drawn.upper))
    return Point(float(days), mean, lower, upper, drawn.why, drawn.way, drawn.verdict, drawn.trial)
