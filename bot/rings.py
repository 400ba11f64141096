"""Rings: thresholds reached, when somebody is told of them, and how many times that wakes anybody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot import days, escalation, plans
from bot.people import Service
from bot.recorded import Recorded

NIGHT = (time(22), time(7))


@dataclass(frozen=True)
class Ring:
    """A threshold reached at `at`, when its reply was received or its period was over, told at `told_at`.

    Instants are UTC. `reply` is None when it was judged by the clock, and `seen_at` is then when the period was due.
    `night` says whether it is told at night, by the service's clock.
    """

    at: datetime
    told_at: datetime
    seen_at: datetime
    threshold: str
    tell: str
    urgency: plans.Urgency
    act_within: timedelta
    sentence: str
    reply: int | None
    period: int
    night: bool

    @property
    def cause(self) -> tuple[str, int | None, int | None]:
        """What makes two the same: the threshold, and the reply or the silence that reached it."""
        return self.threshold, self.reply, self.period if self.reply is None else None


@dataclass(frozen=True)
class Bell:
    """Rings that are told as one: the first of them, and those that come while somebody still acts on it."""

    rings: tuple[Ring, ...]

    @property
    def told_at(self) -> datetime:
        """When somebody was told first."""
        return self.rings[0].told_at

    @property
    def night(self) -> bool:
        """Whether it first rang at night, see `at_night`."""
        return self.rings[0].night


def at_night(at: datetime, zone: str) -> bool:
    """Whether it is from 22:00 to before 07:00 on the wall in `zone`."""
    begins, ends = NIGHT
    now = days.local(at, zone).time()
    return now >= begins or now < ends


def bells(rings: Iterable[Ring]) -> list[Bell]:
    """The rings as they would be heard, in order of time.

    Whoever is told the same way (`tell` and urgency) within `act_within` of a bell is not rung again: it joins.
    Nobody can know how long an escalation would have been open, so no more than this is supposed.
    """
    heard: list[list[Ring]] = []
    latest: dict[tuple[str, str], list[Ring]] = {}
    for ring in sorted(rings, key=lambda one: (one.told_at, one.at)):
        route = ring.tell, ring.urgency
        bell = latest.get(route)
        if bell and ring.told_at < bell[0].told_at + bell[0].act_within:
            bell.append(ring)
            continue
        latest[route] = [ring]
        heard.append(latest[route])
    return [Bell(tuple(together)) for together in heard]


def busiest(heard: Sequence[Bell], zone: str) -> tuple[date, int] | None:
    """The local day with most bells, and how many; the first of equals. None without any."""
    by_day = groupby(heard, key=lambda bell: days.local(bell.told_at, zone).date())
    counted = [(day, len(list(together))) for day, together in by_day]
    return max(counted, key=lambda one: one[1], default=None)


def rang(recorded: Recorded, service: Service, start: datetime, end: datetime) -> list[Ring]:
    """What did ring from `start` to before `end`, in order of time."""
    replies = {one.id: one for one in recorded.replies}
    periods = {one.id: one for one in recorded.periods}
    found = []
    for one in recorded.rang:
        if not start <= one.at < end:
            continue
        reply = replies[one.reply] if one.reply is not None else None
        period = periods[reply.period if reply else one.period or 0]
        told = escalation.begins(one.urgency, service, one.at)
        found.append(
            Ring(
                one.at, told, reply.seen_at if reply else period.due, one.threshold, one.tell, one.urgency,
                one.act_within, one.sentence, one.reply, period.id, at_night(told, service.spec.timezone),
            )
        )  # fmt: skip
    return sorted(found, key=lambda ring: ring.at)


def opened(recorded: Recorded, start: datetime, end: datetime) -> int:
    """How many escalations were really opened from `start` to before `end`; what was reached else joined one."""
    return len(
        {(one.at, one.tell, one.urgency) for one in recorded.rang if one.opened and start <= one.at < end}
    )


@dataclass(frozen=True)
class Row:
    """One ring: whether it rang then, and whether it would now. Its words are those of now where it would."""

    ring: Ring
    then: bool
    now: bool


def beside(then: Sequence[Ring], now: Sequence[Ring]) -> list[Row]:
    """Each ring once, in order of when it is told; the same cause is the same ring."""
    before, after = {one.cause: one for one in then}, {one.cause: one for one in now}
    rows = [Row(ring, cause in before, cause in after) for cause, ring in (before | after).items()]
    return sorted(rows, key=lambda row: (row.ring.told_at, row.ring.at))
