"""Windows: what a rule looks at, ending at one period and one instant in it, never at now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from bot import plans, signs
from bot.history import History, Period
from bot.replies import Observation, Reply, observations
from bot.rules import Handovers


@dataclass(frozen=True)
class Window:
    """Periods in order, and the replies of them that lie inside."""

    periods: tuple[Period, ...]
    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class Scene:
    """What a rule is judged on: a plan, whose it is, their history, and where every window ends.

    `period` is an index into `history.periods`; `at` is an instant of that period, in UTC.
    """

    plan: plans.Plan
    known_as: str
    history: History
    period: int
    at: datetime

    @cached_property
    def own(self) -> Window:
        """The period where it ends, whole."""
        return self.last(Handovers(count=1))

    def last(self, length: Handovers | timedelta) -> Window:
        """The n latest periods, whole; or what was seen in that time, both its ends included."""
        if isinstance(length, Handovers):
            periods = self.history.periods[max(0, self.period + 1 - length.count) : self.period + 1]
            held = (self.history.by_period.get(period.id, ()) for period in periods)
            return Window(periods, tuple(reply for replies in held for reply in replies))
        start = self.at - length
        replies = tuple(reply for reply in self.history.replies if start <= reply.seen_at <= self.at)
        inside = {reply.period for reply in replies}
        periods = self.history.periods[: self.period + 1]
        return Window(
            tuple(one for one in periods if one.id in inside or start < one.due <= self.at), replies
        )

    def seen(self, window: Window) -> tuple[Observation, ...]:
        """The observations in `window` of signs that the plan has, in order of time and then of the plan."""
        place = {sign.key: i for i, sign in enumerate(self.plan.signs)}
        found = [one for reply in window.replies for one in observations(reply) if one.sign in place]
        return tuple(sorted(found, key=lambda one: (one.seen_at, one.reply, place[one.sign])))

    def missed(self, window: Window) -> int:
        """How many periods of `window` nobody answered."""
        return sum(self.history.missed(period) for period in window.periods)

    def valued(self, sign: plans.Sign, count: int) -> list[tuple[Period, float]]:
        """The last `count` periods in which `sign` has a value, in order, with the worse of its values."""
        found: list[tuple[Period, float]] = []
        for period in reversed(self.history.periods[: self.period + 1]):
            value = _value(sign, self.history.by_period.get(period.id, ()))
            if value is not None:
                found.append((period, value))
            if len(found) == count:
                break
        return found[::-1]


def is_zero_when_clear(sign: plans.Sign) -> bool:
    """Whether *seen, no signs* says that it was not there: of a number, or where less is worse, it says nothing."""
    return sign.rating != "number" and not signs.lower_is_worse(sign)


def _value(sign: plans.Sign, replies: Iterable[Reply]) -> float | None:
    value: float | None = None
    for reply in replies:
        if sign.key in reply.answer.values:
            value = signs.worse(sign, value, reply.answer.values[sign.key])
        elif reply.answer.kind == "clear" and is_zero_when_clear(sign):
            value = signs.worse(sign, value, 0.0)
    return value
