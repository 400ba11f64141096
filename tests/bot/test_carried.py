"""What is carried forward, one line a case: the handovers of the days before, newest last."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import carried, plans
from bot.carried import Carried, Past
from tests.bot import sam

AT = datetime(2026, 11, 12, 21, 15, tzinfo=UTC)
HOUR = timedelta(hours=1)
STEPS = ["Offer a walk", "Make toast"]
PLAN: plans.Plan = sam.plan().model_copy(update={"steps": STEPS})
ORDER = ("early", "late", "night")
UP, NO_SLEEP = {"sleep": 2.0, "pacing": 0.0}, {"sleep": 3.0}
LATER = {"Make toast": "too_few"}


def shows(covers: str, values: Any = UP, **more: Any) -> Past:
    return Past(covers, AT, True, values, **more)


def clear(covers: str, **more: Any) -> Past:
    return Past(covers, AT, True, **more)


def nobody(covers: str, **more: Any) -> Past:
    return Past(covers, AT, False, **more)


def one_after_the_other(*past: Past, hours: int = 8) -> list[Past]:
    """The last was due `hours` before now, and each one so long after the one before."""
    ago = range(len(past), 0, -1)
    return [
        Past(one.covers, AT - n * hours * HOUR, one.answered, one.values, one.steps)
        for n, one in zip(ago, past, strict=True)
    ]


def found(*past: Past, hours: int = 8) -> Carried | None:
    return carried.carried(one_after_the_other(*past, hours=hours), PLAN, AT)


E, L, N = ORDER


@pytest.mark.parametrize(
    ("past", "running", "covers"),
    [
        ([shows(N)], 1, N),
        ([shows(N), shows(N), shows(N)], 3, N),
        ([shows(N), clear(E), clear(L), shows(N), clear(E), clear(L)], 2, N),
        ([shows(N), clear(N), shows(N)], 1, N),
        ([shows(N), nobody(N), shows(N)], 2, N),
        ([shows(N), shows(N), nobody(N)], 2, N),
        ([shows(N), shows(N), shows(L)], 1, L),
        ([shows(L), shows(N), shows(L)], 2, L),
        ([shows(N, NO_SLEEP), shows(N, {"pacing": 1.0})], 2, N),
        ([shows(N, {"sleep": None}), shows(N)], 1, N),
        ([shows(N, {"meals": 3.0}), shows(N)], 2, N),
    ],
    ids=[
        "one night", "three nights", "days between", "a clear night between", "an unanswered night between",
        "an unanswered night since", "the latest shift counts", "its own shifts only", "whichever sign it was",
        "could not tell shows nothing", "every count of what worries when there is little",
    ],
)  # fmt: skip
def test_a_run_is_how_many_of_the_same_shift_showed_a_sign(
    past: list[Past], running: int, covers: str
) -> None:
    held = found(*past)
    assert held is not None
    assert (held.running, held.covers) == (running, covers)


@pytest.mark.parametrize(
    "past",
    [
        [],
        [nobody(N)],
        [clear(N)],
        [shows(N), clear(N)],
        [shows(N), shows(N), clear(N)],
        [shows(N), nobody(N), clear(N)],
        [shows(N, {"sleep": None, "pacing": 0.0})],
        [shows(N, {"long gone": 1.0})],
    ],
    ids=["nothing", "unanswered", "clear", "clear since", "clear since two", "clear since an unanswered one",
         "could not tell", "a sign that the plan has no more"],
)  # fmt: skip
def test_nothing_is_carried(past: list[Past]) -> None:
    assert found(*past) is None


@pytest.mark.parametrize(("hours", "running"), [(7 * 24, 1), (7 * 24 + 1, 0)], ids=["seven days", "longer"])
def test_what_showed_last_more_than_seven_days_ago_is_not_carried(hours: int, running: int) -> None:
    held = found(shows(N, steps=LATER), hours=hours)
    assert (held.running if held else 0, held.steps if held else 0) == (running, running)


def test_a_run_may_have_begun_longer_ago() -> None:
    held = found(*[shows(N)] * 20, hours=24)
    assert held is not None
    assert held.running == 20


def test_it_says_what_the_last_of_the_run_showed() -> None:
    held = found(shows(N, NO_SLEEP), shows(N, {"pacing": 1.0, "sleep": 1.0, "quiet": 0.0}))
    assert held is not None
    assert held.shown == (("sleep", 1.0), ("pacing", 1.0))


@pytest.mark.parametrize(
    ("past", "to_do"),
    [
        ([shows(N, steps={"Make toast": "not_done"})], (1,)),
        ([shows(N, steps={"Offer a walk": "could_not_reach", "Make toast": "did_not_know"})], (0, 1)),
        ([shows(N, steps={"Offer a walk": "declined", "Make toast": "did_not_fit"})], (1,)),
        ([shows(N, steps={"Offer a walk": "declined", "Make toast": "done"})], ()),
        ([shows(N, steps=LATER), shows(N)], (1,)),
        ([shows(N, steps=LATER), nobody(E)], (1,)),
        ([shows(N, steps=LATER), shows(N, steps={"Make toast": "done"})], ()),
        ([shows(N, steps=LATER), shows(N, steps={"Offer a walk": "done"})], ()),
        ([shows(N, steps=LATER), clear(E)], ()),
        ([nobody(N, steps=LATER)], (1,)),
        ([shows(N, steps={"Feed the cat": "too_few"})], ()),
    ],
    ids=[
        "not done", "two", "declined is offered", "nothing left", "said nothing since", "unanswered since",
        "done since", "the newest answer holds", "clear since", "said without an answer",
        "a step that the plan has no more",
    ],
)  # fmt: skip
def test_steps_still_to_do(past: list[Past], to_do: tuple[int, ...]) -> None:
    held = found(*past)
    assert (held.to_do if held else ()) == to_do
    assert (held.steps if held else 0) == len(to_do)


KIND = st.sampled_from([shows(N), shows(L), clear(N), clear(L), nobody(N), shows(N, steps=LATER)])


@given(st.lists(KIND, max_size=9), st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_given_does_not_matter(past: list[Past], shuffle: Any) -> None:
    in_order = one_after_the_other(*past)
    mixed = in_order.copy()
    shuffle.shuffle(mixed)
    assert carried.carried(mixed, PLAN, AT) == carried.carried(in_order, PLAN, AT)


@given(st.lists(KIND, max_size=9), st.integers(0, 9))
def test_an_unanswered_handover_is_as_if_it_were_not_there(past: list[Past], where: int) -> None:
    in_order = one_after_the_other(*past)
    gap = Past(N, AT - where * 8 * HOUR - HOUR, answered=False)
    assert carried.carried([*in_order, gap], PLAN, AT) == carried.carried(in_order, PLAN, AT)


def test_three_shifts_a_day_make_the_third_night_running() -> None:
    week = [
        shows(N) if covers == N else clear(covers) for covers in itertools.islice(itertools.cycle(ORDER), 9)
    ]
    held = found(*week)
    assert held == Carried(3, N, 0, (("sleep", 2.0),))
