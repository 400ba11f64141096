"""Timeliness: how long each part of an escalation took, against the plan's own limits. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot import rates
from bot.figures import Concern, Times

Leg = Literal["reply", "told", "acknowledged", "acted", "closed"]
# Relay's own limit for telling the first one, and for closing what was acted on
TELL_WITHIN = timedelta(minutes=1)
CLOSE_WITHIN = timedelta(hours=48)


@dataclass(frozen=True)
class Timed:
    """One leg: of `count` that took place, median and 90th percentile; `within` of those that have a `limit` kept it.

    `open` are those whose limit is over and that have not happened: they count as not within.
    """

    leg: Leg
    count: int
    median: timedelta | None
    ninety: timedelta | None
    limited: int
    within: int
    open: int


@dataclass(frozen=True)
class Promises:
    """What was promised in the week and has come due, and how many were met in time; by service, never by name."""

    made: int
    met: int


Ends = Callable[[Times], tuple[datetime | None, datetime | None, timedelta | None]]
LEGS: dict[Leg, Ends] = {
    "reply": lambda t: (t.seen_at, t.replied_at, None),
    "told": lambda t: (t.opened_at, t.told_at, TELL_WITHIN),
    "acknowledged": lambda t: (t.told_at, t.acknowledged_at, t.answer_within),
    "acted": lambda t: (t.acknowledged_at, t.acted_at, t.act_within),
    "closed": lambda t: (t.acted_at, t.closed_at, CLOSE_WITHIN),
}


def legs(concerns: Iterable[Concern], now: datetime) -> list[Timed]:
    """Every leg of these escalations. What waits for office hours has another clock: it is left out after *reply*."""
    found = list(concerns)
    return [_leg(leg, [one for one in found if counts(one, leg)], now) for leg in LEGS]


def counts(concern: Concern, leg: Leg) -> bool:
    """Whether an escalation is among those of a leg: what waits for office hours is in *reply* alone."""
    return leg == "reply" or concern.urgency != "in_hours"


def waited_for_hours(concerns: Iterable[Concern]) -> int:
    """How many were left out because they wait for office hours."""
    return sum(one.urgency == "in_hours" for one in concerns)


def promises(concerns: Iterable[Concern]) -> Promises:
    """What was promised and has come due."""
    found = list(concerns)
    return Promises(sum(one.times.promises for one in found), sum(one.times.promises_met for one in found))


def within(concern: Concern, leg: Leg, now: datetime) -> bool | None:
    """Whether this leg kept its limit; None where it has none, has not begun, or has still time."""
    start, end, limit = LEGS[leg](concern.times)
    if start is None or limit is None:
        return None
    if end is None:
        # what was stood down or closed on another way never ends this leg
        return (
            False if concern.state in ("open", "acknowledged", "acted_on") and now - start > limit else None
        )
    return end - start <= limit


def _leg(leg: Leg, concerns: Sequence[Concern], now: datetime) -> Timed:
    lengths = [length for one in concerns if (length := took(one, leg)) is not None]
    judged = [kept for one in concerns if (kept := within(one, leg, now)) is not None]
    late = sum(within(one, leg, now) is False and took(one, leg) is None for one in concerns)
    seconds = sorted(length.total_seconds() for length in lengths)
    return Timed(
        leg,
        len(lengths),
        timedelta(seconds=rates.median(seconds)) if seconds else None,
        timedelta(seconds=rates.percentile(seconds, 90)) if seconds else None,
        len(judged),
        sum(judged),
        late,
    )


def took(concern: Concern, leg: Leg) -> timedelta | None:
    """How long a leg took; None where it has not begun, or did not happen."""
    start, end, _ = LEGS[leg](concern.times)
    # evidence that came later is seen after the first telling: no time at all, rather than less than none
    return None if start is None or end is None else max(end - start, timedelta())
