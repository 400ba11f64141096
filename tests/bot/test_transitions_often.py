"""Every event at every state that any history leads to: what the table does not have is refused and changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import escalation, plans, transitions
from bot.escalation import Escalation, State
from bot.transitions import (
    EVENTS,
    Act,
    By,
    Close,
    Event,
    HouseHas,
    More,
    PassOn,
    Promise,
    Seen,
    StandDown,
    Take,
    TakeOver,
)
from tests.bot.climbs import ROWAN, START, TWO, minutes, move, opened
from tests.bot.table import ROWS, Account

people = st.integers(1, 4)
soon = st.integers(-10, 60) | st.integers(23 * 60, 25 * 60) | st.integers(0, 5 * 24 * 60)
# what somebody does: times are minutes from then
WISHES: list[st.SearchStrategy[Callable[[datetime], Event]]] = [
    st.builds(lambda who, by: lambda now: HouseHas(who, now + minutes(by)), people, soon),
    st.builds(lambda by: lambda now: Promise("phone", now + minutes(by)), soon),
    st.builds(lambda to: lambda _now: PassOn(tuple(to)), st.lists(people, min_size=1, max_size=3)),
    *[st.just(lambda _now, one=one: one()) for one in (Take, Take, Take, Seen, More, More, TakeOver)],
]
ENDS: list[st.SearchStrategy[Callable[[datetime], Event]]] = [
    st.just(lambda _now, one=one: one()) for one in (Act, Close, StandDown)
]
# those whom the table speaks of most often, and anybody
who = st.sampled_from(["holder", "holder", "holder", "taker", "stranger"])
rights = st.builds(By, people, told=st.booleans(), manager=st.booleans())
deeds = st.tuples(st.just("does"), st.one_of(WISHES), who, rights)
ends = st.tuples(st.just("does"), st.one_of(ENDS), who, rights)
# None: until something is due
waits = st.tuples(st.just("waits"), st.none() | st.integers(1, 20))
joins = st.tuples(st.just("joins"), st.integers(1, 60))
histories = st.lists(st.one_of(deeds, deeds, deeds, deeds, waits, waits, joins), min_size=15, max_size=30)
ANYBODY = [By(one, told=told, manager=manager) for one in range(1, 5) for told, manager in
           ((False, False), (True, False), (False, True))]  # fmt: skip
EVERY: list[Callable[[datetime], Event]] = [
    *[lambda _now, one=one: one() for one in (Take, Seen, More, TakeOver, Act, Close, StandDown)],
    *[lambda now, by=by: HouseHas(1, now + minutes(by)) for by in (0, 1440, 1441)],
    *[lambda now, by=by: Promise("come", now + minutes(by)) for by in (0, 1, 1440, 1441, 3 * 1440)],
    *[lambda _now, to=to: PassOn(to) for to in ((), (1,), (2, 3))],
]
LONGEST = max(*(rung.within for rung in TWO.rungs), escalation.RETELL_AT_LEAST)


@dataclass
class Life:
    """One escalation, its time, and the account that the table keeps of it."""

    e: Escalation
    now: datetime = START
    account: Account = field(default_factory=Account)

    def waits(self, count: int | None) -> None:
        until = escalation.next_at(self.e) if count is None else self.now + minutes(count)
        self.now = max(self.now, until or self.now)
        while done := move(self.e, self.now):
            assert done.after.turn >= self.e.turn
            self.e = done.after
            self.account.time_did(done)

    def joins(self, within: int) -> None:
        if self.e.state in ("open", "acknowledged"):
            self.e = escalation.join(self.e, ROWAN, minutes(within), self.now)
            self.account.joined()

    def does(self, wish: Callable[[datetime], Event], who: str, by: By) -> None:
        event, before = wish(self.now), self.e
        known = {"holder": (self.account.holder,), "taker": self.account.takers}.get(who, ())
        by = replace(by, staff_id=next(iter(known), None) or by.staff_id)
        after = transitions.apply(before, event, ROWAN, by, self.now, before.turn)
        if isinstance(after, Escalation):
            assert after.turn in (before.turn, before.turn + 1)
            self.account.does(event, by)
            self.e = after

    def is_as_the_table_has_it(self) -> None:
        """Every event, by everybody: what may happen here, and nothing else."""
        wishes = [wish(self.now) for wish in EVERY]
        for event, by, behind in product(wishes, ANYBODY, (0, 1)):
            after = transitions.apply(self.e, event, ROWAN, by, self.now, self.e.turn - behind)
            allowed = self.account.allows(event, by, self.now, stale=behind > 0)
            assert isinstance(after, Escalation) is allowed, (self.e.state, event, by, behind, after)

    def holds(self) -> None:
        """What is true of every escalation at every time."""
        e, due = self.e, escalation.next_at(self.e)
        assert e.state.replace("_", " ") == self.account.state
        if e.state == "open":
            assert due is not None
            assert due <= escalation.later(e.rings_as, ROWAN, self.now, LONGEST)
            assert e.holder_id is None
        elif e.state == "acknowledged":
            assert due is not None
            assert e.promise_by is not None
            assert e.acknowledged_at is not None
            assert e.holder_id == self.account.holder is not None
        elif e.state != "acted_on":
            assert due is None
            assert e.ended_at is not None


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["now", "this_shift", "in_hours"]), histories, st.lists(ends, max_size=2))
def test_only_what_the_table_has_ever_happens_and_there_is_always_a_next_move(
    urgency: plans.Urgency, history: list[Any], end: list[Any]
) -> None:
    becomes_now_at = START + minutes(240) if urgency == "this_shift" else None
    begins = escalation.begins(urgency, ROWAN, START)
    life = Life(opened(urgency=urgency, rings_as=urgency, becomes_now_at=becomes_now_at, due_at=begins))
    life.account.hours = urgency == "in_hours"
    # an office that is closed is waited for before anything else happens
    life.waits(int((begins - START) / minutes(1)))
    for what, *about in [*history, *end]:
        getattr(life, what)(*about)
        life.holds()
        life.is_as_the_table_has_it()


SOMEBODY = By(1, told=True, manager=True)
# as much as there can be in each: evidence not seen, asked, passed on to the one who acts as well
FULL = opened(
    holder_id=1, acknowledged_at=START, promise_by=START, answer_by=START + minutes(5), passed_to=(1, 2),
    pass_by=START + minutes(5), confirm_by=START + minutes(5), acted_at=START,
)  # fmt: skip


def test_every_event_there_is_is_thrown() -> None:
    assert {type(wish(START)) for wish in EVERY} == set(EVENTS)


ONCE: list[Event] = [
    Take(), HouseHas(1, START + minutes(30)), Seen(), Promise("come", START + minutes(30)), More(), PassOn((2, 3)),
    TakeOver(), Act(), Close(), StandDown(),
]  # fmt: skip


@pytest.mark.parametrize("event", ONCE, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("state", get_args(State))
def test_what_is_not_in_the_table_is_refused_to_everybody(state: State, event: Event) -> None:
    there = any(row[:2] == (state.replace("_", " "), type(event)) for row in ROWS)
    after = transitions.apply(replace(FULL, state=state), event, ROWAN, SOMEBODY, START)
    assert isinstance(after, Escalation) is there


@pytest.mark.parametrize("state", ["closed", "stood_down"])
def test_what_is_over_is_over_for_good(state: State) -> None:
    over = replace(FULL, state=state)
    assert {transitions.apply(over, event, ROWAN, SOMEBODY, START) for event in ONCE} == {"over"}
    assert move(over, START + minutes(60 * 24 * 365)) is None
