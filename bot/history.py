"""History: what a person's rules look back on. Periods they were asked in, and the replies that fall in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bot.replies import Reply, is_answer


@dataclass(frozen=True)
class Period:
    """What one handover covers, ending when it is due.

    `asked`: whether this person was asked about then; `over`: whether the next was due since, so that no answer
    by now is a missed one. `answered` through its own question, by what was seen in another
    period.
    """

    id: int
    due: datetime
    asked: bool
    over: bool = True
    answered: bool = False


@dataclass(frozen=True)
class History:
    """One person's periods in order of time, and the live replies in them, in order of when they were seen.

    A period in which the person was not asked counts only when it holds a live answer; others are left out with
    what is in them, and so are superseded replies. Made by `of`.
    """

    periods: tuple[Period, ...]
    replies: tuple[Reply, ...]

    @cached_property
    def place(self) -> dict[int, int]:
        """Where each period stands in `periods`, by its id."""
        return {period.id: i for i, period in enumerate(self.periods)}

    @cached_property
    def by_period(self) -> dict[int, tuple[Reply, ...]]:
        """The replies of each period that holds any, by the period's id."""
        held: dict[int, list[Reply]] = {}
        for reply in self.replies:
            held.setdefault(reply.period, []).append(reply)
        return {period: tuple(replies) for period, replies in held.items()}

    def missed(self, period: Period) -> bool:
        """Whether the person was asked about, nobody answered, and the next handover was due since."""
        seen = any(is_answer(reply.answer) for reply in self.by_period.get(period.id, ()))
        return period.asked and period.over and not (seen or period.answered)

    @classmethod
    def of(cls, periods: Iterable[Period], replies: Iterable[Reply]) -> "History":
        """Any order, any number of superseded replies. ValueError for a reply whose period is not among them."""
        known = {period.id: period for period in periods}
        live = [reply for reply in replies if not reply.superseded]
        if lost := {reply.period for reply in live} - set(known):
            raise ValueError(f"replies in periods that are not there: {sorted(lost)}")
        held = {reply.period for reply in live if is_answer(reply.answer)}
        counted = {period.id: period for period in known.values() if period.asked or period.id in held}
        in_order = sorted(counted.values(), key=lambda period: (period.due, period.id))
        inside = (reply for reply in live if reply.period in counted)
        return cls(tuple(in_order), tuple(sorted(inside, key=lambda reply: (reply.seen_at, reply.id))))


@dataclass(frozen=True)
class Valued:
    """So many periods in which a sign has a value; `clear` says whether *seen, no signs* gives it one."""

    sign: str
    count: int
    clear: bool


@dataclass(frozen=True)
class Reach:
    """How far rules look around a reply: a length of time, a number of counted periods, and periods with a value.

    Each as far back, and for the sake of late replies as far ahead. A number of periods includes the reply's own.
    """

    time: timedelta = timedelta()
    periods: int = 1
    valued: tuple[Valued, ...] = ()
