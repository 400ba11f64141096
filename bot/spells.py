"""What is rare: days between one person's escalations, and escalations between two that nobody took in time. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

from bot import rare, timeliness
from bot.figures import Concern
from bot.weeks import Week
from bot.xmr import Chart

# fewer than this are no line
FEWEST = 5
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Spell:
    """Spells between events, in order of time, the longest being the best.

    `days` between escalations about one person (a T chart), or `taken`: escalations in time between two that were not
    (a G chart; `known_as` is None). `ended_in` is the week of the escalation that ended the newest.
    """

    kind: Literal["days", "taken"]
    service_id: int
    known_as: str | None
    chart: Chart
    ended_in: Week | None = None

    @property
    def unusual(self) -> bool:
        """Whether the newest is more than chance."""
        return self.chart.points[-1].why is not None


def spells(concerns: Sequence[Concern], service_id: int, now: datetime) -> Iterator[Spell]:
    """Of one service: a chart for each person with enough of them, and that of what was not taken in time."""
    own = sorted(
        (one for one in concerns if one.service_id == service_id),
        key=lambda one: (one.times.opened_at, one.id),
    )
    for person_id in sorted({one.person_id for one in own if one.person_id is not None}):
        theirs = [one for one in own if one.person_id == person_id]
        apart = _apart(theirs)
        days = [(b.times.opened_at - a.times.opened_at) / DAY for a, b in pairwise(apart)]
        if len(days) >= FEWEST:
            yield Spell("days", service_id, theirs[-1].known_as, rare.t_chart(days), apart[-1].opened_in)
    late = _late(own, now)
    between = [after - before - 1 for (before, _), (after, _) in pairwise(late)]
    if len(between) >= FEWEST:
        yield Spell("taken", service_id, None, rare.g_chart(between), late[-1][1].opened_in)


def _apart(concerns: Sequence[Concern]) -> list[Concern]:
    """The first, and each that is a day later or more than the last of them: what rings twice at once is one event."""
    apart: list[Concern] = []
    for one in concerns:
        if not apart or one.times.opened_at - apart[-1].times.opened_at >= DAY:
            apart.append(one)
    return apart


def _late(concerns: Sequence[Concern], now: datetime) -> list[tuple[int, Concern]]:
    """Those that nobody took in time, each with its place among all that are judged."""
    ringing = (one for one in concerns if one.urgency != "in_hours")
    judged = [
        (one, kept) for one in ringing if (kept := timeliness.within(one, "acknowledged", now)) is not None
    ]
    return [(at, one) for at, (one, in_time) in enumerate(judged) if not in_time]
