"""History: what a person's rules look back on. Periods they were asked in, and the replies that fall in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.replies import Reply


@dataclass(frozen=True)
class Period:
    """What one handover covers, ending when it is due. `asked`: whether this person was asked about then."""

    id: int
    due: datetime
    asked: bool


@dataclass(frozen=True)
class History:
    """One person's periods in order of time, and the live replies in them, in order of when they were seen.

    A period in which the person was not asked counts only when it holds a live reply; others are left out,
    and so are superseded replies. Made by `of`.
    """

    periods: tuple[Period, ...]
    replies: tuple[Reply, ...]

    @classmethod
    def of(cls, periods: Iterable[Period], replies: Iterable[Reply]) -> "History":
        """Any order, any number of superseded replies. ValueError for a reply whose period is not among them."""
        known = {period.id: period for period in periods}
        live = [reply for reply in replies if not reply.superseded]
        if lost := {reply.period for reply in live} - set(known):
            raise ValueError(f"replies in periods that are not there: {sorted(lost)}")
        held = {reply.period for reply in live}
        counted = [period for period in known.values() if period.asked or period.id in held]
        in_order = sorted(counted, key=lambda period: (period.due, period.id))
        return cls(tuple(in_order), tuple(sorted(live, key=lambda reply: (reply.seen_at, reply.id))))


@dataclass(frozen=True)
class Reach:
    """How far around a reply a plan's rules look: a length of time, a number of counted periods, and of each sign
    the number of periods in which it has a value. Each as far back, and for a late reply as far ahead.
    """

    time: timedelta = timedelta()
    periods: int = 1
    valued: tuple[tuple[str, int], ...] = ()
