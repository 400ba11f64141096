"""Backtest: a recorded history played again, each thing when it was known, against a plan. Nobody is told."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot import escalation, plans, replies, thresholds
from bot.history import History, Period, Reach, Valued
from bot.people import Service
from bot.recorded import Recorded
from bot.recorded import Reply as RecordedReply
from bot.rings import Ring, at_night
from bot.thresholds import Crossing

What = Literal["asked", "over", "reply"]
# as a tick does it: it asks, then looks at what is over; an answer finds both done
ORDER: tuple[What, ...] = ("asked", "over", "reply")
Place = tuple[datetime, int]


@dataclass(frozen=True)
class Moment:
    """Something became known at `at`: a period was asked about or is over, or a reply was received."""

    at: datetime
    what: What
    id: int


def moments(recorded: Recorded, end: datetime) -> list[Moment]:
    """All that became known before `end`, in order."""
    found = [Moment(one.asked_at, "asked", one.id) for one in recorded.periods if one.asked_at]
    found += [Moment(one.over_at, "over", one.id) for one in recorded.periods if one.over_at]
    found += [Moment(one.received_at, "reply", one.id) for one in recorded.replies]
    return sorted(
        (one for one in found if one.at < end), key=lambda one: (one.at, ORDER.index(one.what), one.id)
    )


def replay(
    recorded: Recorded, plan: plans.Plan, known_as: str, service: Service, start: datetime, known: Iterable[Moment]
) -> list[Ring]:  # fmt: skip
    """What would ring from `start` on, by `plan`, in order of time.

    `known` are the `moments` of `recorded`, in order: what came before `start` is looked back on, and rings nobody.
    Cost follows the windows of the plan's rules, not the length of the history.
    """
    past = _Past(recorded, thresholds.reach(plan))
    return [past.ring(one, moment, service) for moment, one in past.play(plan, known_as, start, known)]


def crossings(
    recorded: Recorded, plan: plans.Plan, known_as: str, start: datetime, known: Iterable[Moment]
) -> Iterator[tuple[Moment, Crossing]]:
    """As `replay`: what is reached from `start` on, each with the moment that reaches it and all its evidence."""
    yield from _Past(recorded, thresholds.reach(plan)).play(plan, known_as, start, known)


class _Past:
    """What is known so far of one person's history."""

    def __init__(self, recorded: Recorded, reach: Reach) -> None:
        self.reach = reach
        self.due = {one.id: one.due for one in recorded.periods}
        self.said = {one.id: _value(one) for one in recorded.replies}
        self.corrects: dict[int, list[int]] = defaultdict(list)
        for one in recorded.replies:
            if one.superseded_by is not None:
                self.corrects[one.superseded_by].append(one.id)
        self.periods = {one.id: Period(one.id, one.due, asked=False, over=False) for one in recorded.periods}
        self.held: dict[int, dict[int, replies.Reply]] = defaultdict(dict)
        self.counted: list[Place] = []
        self.valued: dict[Valued, list[Place]] = {one: [] for one in reach.valued}

    def play(
        self, plan: plans.Plan, known_as: str, start: datetime, known: Iterable[Moment]
    ) -> Iterator[tuple[Moment, Crossing]]:
        """Learn one thing after the other; from `start` on, with what each reaches."""
        silence = thresholds.looks_at_silence(plan)
        for moment in known:
            self.learn(moment)
            if moment.at < start or moment.what == "asked" or (moment.what == "over" and not silence):
                continue
            yield from ((moment, one) for one in self.crossed(plan, known_as, moment))

    def learn(self, moment: Moment) -> None:
        """Know one thing more."""
        if moment.what == "reply":
            self._reply(moment.id)
            return
        before = self.periods[moment.id]
        asked, over = before.asked or moment.what == "asked", before.over or moment.what == "over"
        self.periods[moment.id] = Period(before.id, before.due, asked, over)
        self._count(moment.id)

    def _reply(self, reply_id: int) -> None:
        for old in self.corrects[reply_id]:
            period = self.said[old].period
            self.held[period].pop(old, None)
            self._count(period)
        reply = self.said[reply_id]
        self.held[reply.period][reply_id] = reply
        self._count(reply.period)

    def _count(self, period_id: int) -> None:
        """Have a period in the lists that it belongs in now, and in no other."""
        held = self.held[period_id].values()
        place = (self.due[period_id], period_id)
        _listed(self.counted, place, self.periods[period_id].asked or bool(held))
        for valued, places in self.valued.items():
            _listed(places, place, any(_gives(reply, valued) for reply in held))

    def crossed(self, plan: plans.Plan, known_as: str, moment: Moment) -> list[Crossing]:
        """What the reply, or the silence of the period that is over, crosses at this moment."""
        if moment.what == "over":
            period = self.periods[moment.id]
            if not period.asked or any(
                replies.is_answer(one.answer) for one in self.held[period.id].values()
            ):
                return []
            history = self._around(period.id, period.due)
            return thresholds.missed(plan, known_as, history, period.id)
        reply = self.said[moment.id]
        answer = reply.answer
        if not (answer.values or answer.followed or answer.contact_missed):
            return []
        return thresholds.crossed(plan, known_as, self._around(reply.period, reply.seen_at), reply.id)

    def _around(self, period_id: int, seen_at: datetime) -> History:
        """What rules of this reach look at from there: whole periods, as they are known now."""
        reach, own = self.reach, (self.due[period_id], period_id)
        at = bisect_left(self.counted, own)
        first, last = at - reach.periods + 1, at + reach.periods - 1
        if reach.time:
            first = min(first, bisect_left(self.counted, (seen_at - reach.time,)))
            # the period that holds the end of the window is due after it
            last = max(last, bisect_left(self.counted, (seen_at + reach.time,)) + 1)
        further: set[Place] = set()
        for valued, places in self.valued.items():
            here = bisect_right(places, own)
            further |= set(places[max(0, here - valued.count) : here])
            if ahead := places[here : here + valued.count - 1]:
                last = max(last, bisect_left(self.counted, ahead[-1]))
        whole = self.counted[max(0, first) : last + 1]
        return self._history(sorted({one for one in further if one < whole[0]}) + whole)

    def _history(self, places: Sequence[Place]) -> History:
        held = [reply for _, period in places for reply in self.held[period].values()]
        periods = tuple(self.periods[period] for _, period in places)
        return History(periods, tuple(sorted(held, key=lambda reply: (reply.seen_at, reply.id))))

    def ring(self, crossing: Crossing, moment: Moment, service: Service) -> Ring:
        """The crossing as somebody would hear of it."""
        threshold = crossing.threshold
        reply = self.said[moment.id] if moment.what == "reply" else None
        period = reply.period if reply else moment.id
        told = escalation.begins(threshold.urgency, service, moment.at)
        return Ring(
            moment.at, told, reply.seen_at if reply else self.due[period], threshold.key, threshold.tell,
            threshold.urgency, threshold.act_within, crossing.verdict.sentence, reply.id if reply else None, period,
            at_night(told, service.spec.timezone),
        )  # fmt: skip


def _value(one: RecordedReply) -> replies.Reply:
    """The reply as the rules see it; nobody's name or words are needed for that."""
    answer = replies.Answer(one.kind, one.values, one.steps, one.followed, contact_missed=one.contact_missed)
    return replies.Reply(
        one.id, 0, one.period, one.seen_at, one.received_at, 0, None, answer, timed=one.timed
    )


def _gives(reply: replies.Reply, valued: Valued) -> bool:
    given = reply.answer.values.get(valued.sign) is not None
    return given or (valued.clear and reply.answer.kind == "clear")


def _listed(places: list[Place], place: Place, there: bool) -> None:
    at = bisect_left(places, place)
    is_there = at < len(places) and places[at] == place
    if there and not is_there:
        insort(places, place)
    elif is_there and not there:
        del places[at]
