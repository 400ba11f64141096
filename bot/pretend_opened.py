"""One pretended escalation from its opening on: the real rules climb it, and pretended people answer. Pure."""

import heapq
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import get_args

from bot import escalation, pretend_closing, pretend_words, rota, transitions
from bot.escalation import Escalation, Move, Promised
from bot.house import Rung
from bot.people import Person, Staff
from bot.plans import Urgency
from bot.pretend_records import Cast, Closed, Crossed, Event, House, Rang
from bot.timeline import What
from bot.transitions import FARTHEST, Act, By, Close, Did, More, Promise, Seen, StandDown, Take

MINUTE = timedelta(minutes=1)
# how likely whoever is told answers within the rung; and how many minutes they mostly take
ANSWERS, SOON = 0.8, 3.5
PROMISES, IN_TIME, STANDS_DOWN = 0.5, 0.93, 0.7
Deed = Callable[[datetime], None]


@dataclass(frozen=True)
class Stage:
    """Where it plays: everybody, the house, and when its handovers are due, in order."""

    cast: Cast
    house: House
    dues: Sequence[datetime]

    def on_rung(self, rung: Rung, person: Person | None, at: datetime) -> list[Staff]:
        """Who is on a rung at an instant, without whom the person does not want contacted."""
        kind, _, name = rung.tell.partition(":")
        plan = person.plan if person else None
        unwanted = {one.staff for one in plan.contacts.not_wanted} if plan else set()
        found = self.holders(name) if kind == "role" else self._turn(name, at)
        return [one for one in found if one.slack not in unwanted and not one.shared]

    def holders(self, role: str) -> list[Staff]:
        """Everybody of this role in the house."""
        return [one for one in self.house.staff if one.role == role and not one.shared]

    def _turn(self, name: str, at: datetime) -> list[Staff]:
        slack = rota.on_call(self.cast.rotas[name], at) if name in self.cast.rotas else None
        found = self.cast.staff.get(slack) if slack else None
        return [found] if found else []


class Opened:
    """An escalation as it stands: `e`, with what raised it and what happened. `follows` is one acted on before it."""

    def __init__(
        self, stage: Stage, person: Person | None, tell: str, urgency: Urgency, act_within: timedelta, at: datetime,
        follows: "Opened | None", rng: Random,
    ) -> None:  # fmt: skip
        service = stage.house.service
        first, ladder = escalation.route(tell, stage.cast.ladders, service.spec.ladder)
        following = bisect_right(stage.dues, at)
        this_shift = urgency == "this_shift" and following < len(stage.dues)
        self.e = Escalation(
            id=0, service_id=service.id, person_id=person.id if person else None, tell=tell, urgency=urgency,
            rings_as=urgency, ladder=ladder, first=first, state="open", opened_at=at, act_within=act_within, step=0,
            due_at=escalation.begins(urgency, service, at),
            becomes_now_at=stage.dues[following] if this_shift else None,
        )  # fmt: skip
        self.stage, self.person, self.follows, self.rng = stage, person, follows, rng
        self.events: list[Event] = [Event("opened", at)]
        self.tellings = 0
        self.crossed: list[Crossed] = []
        self.notes: list[tuple[int, datetime]] = []
        self.handovers: list[tuple[int, datetime]] = []
        self.closed: Closed | None = None
        self._deeds: list[tuple[datetime, int, Deed]] = []
        self._planned = 0

    def keep(
        self, crossed: Sequence[Crossed], note_id: int | None, handover_id: int | None, at: datetime
    ) -> None:
        """What raised it, or joined it."""
        self.crossed += crossed
        self.notes += [(note_id, at)] if note_id is not None else []
        self.handovers += [(handover_id, at)] if handover_id is not None else []

    def join(self, act_within: timedelta, at: datetime) -> None:
        """Something more goes this way."""
        self.e = escalation.join(self.e, self.stage.house.service, act_within, at)
        self._event("joined", at)
        if self.e.state == "acknowledged":
            self.tellings += 1
            self._plan(at + self.rng.uniform(1, 8) * MINUTE, self._see)

    def advance(self, until: datetime) -> None:
        """All that happens up to and including `until`."""
        while True:
            due = escalation.next_at(self.e)
            deed = self._deeds[0][0] if self._deeds else None
            at = min((one for one in (due, deed) if one), default=None)
            if at is None or at > until:
                return
            # whoever answers in the same instant was first
            if deed is not None and deed == at:
                heapq.heappop(self._deeds)[2](at)
            else:
                self._tick(at)

    def rang(self, id: int, follows_id: int | None) -> Rang:
        """The record of it, under this id."""
        return Rang(
            replace(self.e, id=id, follows_id=follows_id), self.tellings, tuple(self.events), tuple(self.crossed),
            tuple(self.notes), tuple(self.handovers), self.closed,
        )  # fmt: skip

    def _tick(self, now: datetime) -> None:
        def who(rung: Rung) -> Sequence[Staff]:
            return self.stage.on_rung(rung, self.person, now)

        move = escalation.next_move(self.e, self.stage.house.service, who, now)
        assert move is not None, "looked at when it is due"
        before, self.e = self.e, move.after
        self._told(before, move, now)
        if move.asks and self.e.holder_id:
            self._ask("asked", [self.e.holder_id], now)
            more = self.e.extended < 1 and self.rng.random() < 0.35
            self._plan(now + self.rng.uniform(0.5, 4) * MINUTE, self._more if more else self._act)
        if move.close:
            managers = [one.id for one in self.stage.holders("manager")]
            self._ask(
                "asked_to_close", managers if move.close == "managers" else [self.e.holder_id or 0], now
            )

    def _told(self, before: Escalation, move: Move, now: datetime) -> None:
        if move.lapsed:
            self._deeds.clear()
            about = f"{move.lapsed} {before.promised or ''}".strip()
            self._event("reopened", now, actor_id=before.holder_id, by_at=before.promise_by, about=about)
        if move.rings_now:
            self._event("rings_now", now)
        for telling in move.tellings:
            self.tellings += 1 if telling.targets else 0
            for one in telling.targets:
                self._event("told", now, to_id=one.id, number=self.tellings)
            if not telling.targets:
                self._event("nobody_there", now, about=telling.rung.tell)
            if telling.targets and not self._deeds and self.rng.random() < ANSWERS:
                self._answer(self.rng.choice(telling.targets), telling.rung.within, now)
        if move.unanswered:
            self._event("unanswered", now)

    def _answer(self, who: Staff, within: timedelta, now: datetime) -> None:
        after = min(self.rng.lognormvariate(0, 0.8) * SOON * MINUTE, 0.95 * within)
        self._plan(now + after, lambda at: self._take(who, at))

    def _ask(self, what: What, whom: Sequence[int], now: datetime) -> None:
        self.tellings += 1
        for one in whom:
            self._event(what, now, to_id=one, by_at=self.e.answer_by, number=self.tellings)

    def _take(self, who: Staff, now: datetime) -> None:
        self._do(Take(), who.id, "taken", now)
        self._deeds.clear()
        if self.person is None and self.rng.random() < STANDS_DOWN:
            self._plan(self._later(now, self.rng.uniform(2, 12) * MINUTE), self._stand_down)
            return
        in_time = self.rng.random() < IN_TIME
        share = min(self.rng.lognormvariate(-1, 0.5), 0.95) if in_time else 1.2
        at = self._later(now, share * self.e.act_within)
        by = at + self.rng.uniform(0.02, 0.2) * self.e.act_within if in_time else at - 10 * MINUTE
        promised = now + self.rng.uniform(0.3, 2) * MINUTE
        if self.rng.random() < PROMISES and promised < by < promised + FARTHEST - MINUTE:
            self._plan(promised, lambda then: self._promise(by, then))
        self._plan(at, self._act)

    def _promise(self, by: datetime, now: datetime) -> None:
        what: Promised = self.rng.choices(get_args(Promised), (6, 3, 2, 1, 1))[0]
        self._do(Promise(what, by), self.e.holder_id, "promised", now, about=what)

    def _see(self, now: datetime) -> None:
        if self.e.confirm_by is not None:
            self._do(Seen(), self.e.holder_id, "seen", now)

    def _more(self, now: datetime) -> None:
        self._do(More(), self.e.holder_id, "more", now)
        self._plan(now + self.rng.uniform(3, 12) * MINUTE, self._act)

    def _act(self, now: datetime) -> None:
        did: Did = (
            "as_promised" if self.e.promised else self.rng.choices(("phoned", "came", "sent"), (6, 3, 1))[0]
        )
        text = self.rng.choice(pretend_words.DONE)
        self._do(Act(), self.e.holder_id, "acted", now, about=did, text=text)
        self._deeds.clear()
        zone = self.stage.house.service.spec.timezone
        self._plan(pretend_closing.at(now, zone, self.rng), self._close)

    def _close(self, now: datetime) -> None:
        managers = self.stage.holders("manager")
        by = self.rng.choice(managers).id if managers and self.rng.random() < 0.3 else self.e.holder_id or 0
        self._do(Close(), by, "closed", now)
        self._deeds.clear()
        said = pretend_closing.said(self.person is not None, self.e.urgency == "now", now, self.rng)
        self.closed = Closed(now, by, said)

    def _stand_down(self, now: datetime) -> None:
        self._do(StandDown(), self.e.holder_id, "stood_down", now, about="answered_since")
        self._deeds.clear()

    def _do(
        self, event: transitions.Event, by: int | None, what: What, now: datetime, about: str | None = None,
        text: str | None = None,
    ) -> None:  # fmt: skip
        actor = By(by or 0, told=True, manager=True)
        after = transitions.apply(self.e, event, self.stage.house.service, actor, now)
        assert isinstance(after, Escalation), f"{what} is refused: {after}"
        self.e = after
        self._event(what, now, actor_id=by, by_at=after.promise_by, about=about, text=text)

    def _event(self, what: What, at: datetime, **more: object) -> None:
        self.events.append(Event(what, at, **more))  # type: ignore[arg-type]

    def _plan(self, at: datetime, deed: Deed) -> None:
        self._planned += 1
        heapq.heappush(self._deeds, (at, self._planned, deed))

    def _later(self, now: datetime, length: timedelta) -> datetime:
        return escalation.later(self.e.rings_as, self.stage.house.service, now, length)
