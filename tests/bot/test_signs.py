from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import plans, signs
from bot.replies import Observation


def sign(rating: str, **more: Any) -> plans.Sign:
    says = more.pop("says", "I ring my sister")
    return plans.Sign.model_validate(
        {"key": more.pop("key", "a"), "says": says, "domain": "mood", "rating": rating, **more}
    )


LEVELS = {1: "up once or twice", 2: "up most of the night", 3: "no sleep."}
SEEN = sign("seen", says="I walk up and down\nand can't sit.")
SLEEP = sign("0-3", levels=LEVELS)
RINGS = sign("count", worse="higher")
MEALS = sign("count", worse="lower", says="Meals I eat")
CUPS = sign("count", worse="lower", says="I drink", unit="cups")
HOURS = sign("number", worse="lower", says="I sleep", unit="hours")
STEPS = sign("number", worse="higher", says="Steps I walk")
ALL = [SEEN, SLEEP, RINGS, MEALS, CUPS, HOURS, STEPS]


@pytest.mark.parametrize(
    ("of", "value", "words"),
    [
        (SEEN, 1, "“I walk up and down and can't sit”"),
        (SEEN, 0, "not seen"),
        (SEEN, None, "could not tell"),
        (SLEEP, 0, "not seen"),
        (SLEEP, 2, "up most of the night"),
        (SLEEP, 3.0, "no sleep"),
        (SLEEP, None, "could not tell"),
        (RINGS, 3, "“I ring my sister” (3 times)"),
        (RINGS, 1.0, "“I ring my sister” (once)"),
        (RINGS, 0, "“I ring my sister” (not at all)"),
        (MEALS, 0, "“Meals I eat” (not at all)"),
        (CUPS, 2, "“I drink” (2 cups)"),
        (CUPS, 0, "“I drink” (0 cups)"),
        (HOURS, 2.5, "“I sleep” (2.5 hours)"),
        (HOURS, 0.1 + 0.2, "“I sleep” (0.3 hours)"),
        (HOURS, None, "could not tell"),
        (STEPS, 12000, "“Steps I walk” (12,000)"),
    ],
)
def test_a_value_is_spoken_in_the_words_of_the_plan(of: plans.Sign, value: float | None, words: str) -> None:
    assert signs.in_words(of, value) == words


@pytest.mark.parametrize(
    ("of", "value", "shown"),
    [
        (SEEN, 1, True), (SEEN, 0, False), (SEEN, None, False),
        (SLEEP, 1, True), (SLEEP, 3, True), (SLEEP, 0, False), (SLEEP, None, False),
        (RINGS, 1, True), (RINGS, 0, False), (RINGS, None, False),
        (MEALS, 0, True), (MEALS, 3, True), (MEALS, None, False),
        (HOURS, 0, True), (HOURS, 8, True), (HOURS, None, False),
        (STEPS, 0, True), (STEPS, None, False),
    ],
)  # fmt: skip
def test_a_sign_is_shown_when_somebody_saw_something(
    of: plans.Sign, value: float | None, shown: bool
) -> None:
    assert signs.is_shown(of, value) is shown


@pytest.mark.parametrize(
    ("of", "one", "other", "worse"),
    [
        (SEEN, 0, 1, 1), (SEEN, 0, None, 0), (SEEN, None, None, None),
        (SLEEP, 3, 1, 3), (SLEEP, None, 2, 2),
        (RINGS, 2, 5, 5), (RINGS, None, 0, 0),
        (MEALS, 2, 0, 0), (MEALS, 0, None, 0), (MEALS, None, 3, 3),
        (HOURS, 7.5, 3, 3), (STEPS, 10, 400, 400),
        # which way is worse is said by counts and numbers only
        (sign("0-3", levels=LEVELS, worse="lower"), 3, 1, 3),
    ],
)  # fmt: skip
def test_the_worse_of_two_values_holds_and_any_value_beats_could_not_tell(
    of: plans.Sign, one: float | None, other: float | None, worse: float | None
) -> None:
    assert signs.worse(of, one, other) == worse
    assert signs.worse(of, other, one) == worse


VALUE = st.none() | st.integers(0, 9).map(float)


@given(st.sampled_from(ALL), VALUE, VALUE, VALUE)
def test_worse_does_not_mind_the_order(
    of: plans.Sign, a: float | None, b: float | None, c: float | None
) -> None:
    assert signs.worse(of, signs.worse(of, a, b), c) == signs.worse(of, a, signs.worse(of, b, c))
    assert signs.worse(of, a, a) == a


def seen(reply: int, key: str, value: float | None) -> Observation:
    return Observation(reply, 1, datetime(2026, 11, 12, 21, tzinfo=UTC), key, value)


def test_one_period_combines_to_the_worse_of_each_sign_in_the_plans_order() -> None:
    plan = [sign("seen", key="pacing"), sign("count", key="meals", worse="lower"), sign("seen", key="quiet")]
    found = [
        seen(1, "meals", 2), seen(1, "pacing", None), seen(1, "gone", 1),
        seen(2, "meals", 1), seen(2, "pacing", 0), seen(3, "pacing", None), seen(3, "meals", None),
    ]  # fmt: skip
    assert signs.combined(plan, found) == {"pacing": 0, "meals": 1}
    assert list(signs.combined(plan, found)) == ["pacing", "meals"]
    assert signs.combined(plan, [seen(1, "quiet", None)]) == {"quiet": None}
    assert signs.combined(plan, []) == {}
