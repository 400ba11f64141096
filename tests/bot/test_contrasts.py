"""Two rates held against each other, like with like; and what may be said after having looked often."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import contrasts
from bot.contrasts import Stratum, holm
from bot.rates import Rate

# deaths and person-years of current and past users of clozapine, by age: the worked example of Mantel and Haenszel's
# rate ratio in Rothman's *Epidemiology: An Introduction* (from Walker and others, 1997), which gives 0.47
CLOZAPINE = [Stratum(196, 62_119, 111, 15_763), Stratum(167, 6_085, 157, 2_780)]

strata = st.lists(
    st.builds(Stratum, st.integers(0, 12), st.integers(0, 60), st.integers(0, 12), st.integers(0, 60)),
    max_size=5,
)


@pytest.mark.parametrize(
    ("given_strata", "ratio", "p"),
    [
        ([], None, 1.0),
        ([Stratum(0, 50, 0, 80)], None, 1.0),
        # binomial by hand: twice 1/2 to the power of what was seen, all on one side
        ([Stratum(5, 40, 0, 40)], math.inf, 2 / 32),
        ([Stratum(0, 40, 6, 40)], 0.0, 2 / 64),
        ([Stratum(3, 40, 0, 40), Stratum(3, 7, 0, 7)], math.inf, 2 / 64),
        ([Stratum(1, 40, 1, 40)], 1.0, 1.0),
        # (1/3)^4 of the tail above; four of four exposed where a third of the chances were
        ([Stratum(4, 10, 0, 20)], math.inf, 2 / 81),
        # unlike strata: two of two at a half, and one of one at a quarter
        ([Stratum(2, 30, 0, 30), Stratum(1, 10, 0, 30)], math.inf, 2 / 16),
        # as SciPy says: twice binom.sf(14, 20, 1/3), binom.cdf(2, 30, 0.4)
        ([Stratum(15, 100, 5, 200)], 6.0, 3.3473191e-4),
        ([Stratum(2, 80, 28, 120)], 3 / 28, 9.4767020e-5),
        # more events than the waves' window holds: twice binom.sf(435, 1308, 4/13)
        ([Stratum(4 + n % 2, 40, 8 + n % 3, 90) for n in range(97)], 1.125, 0.0489898573),
    ],
)
def test_the_smaller_tail_is_doubled(given_strata: list[Stratum], ratio: float | None, p: float) -> None:
    found = contrasts.test(given_strata)
    assert found.p == pytest.approx(p, rel=1e-7)
    assert found.ratio == (ratio if ratio is None else pytest.approx(ratio, rel=1e-3))


def test_the_ratio_is_mantel_and_haenszels() -> None:
    found = contrasts.test(CLOZAPINE)
    assert found.ratio == pytest.approx(0.469, abs=0.001)
    assert found.p == pytest.approx(0, abs=1e-12)
    interval = found.interval()
    assert interval is not None
    assert interval == pytest.approx((0.40, 0.55), abs=0.01)


@pytest.mark.parametrize(
    ("given_strata", "exposed", "other"),
    [
        ([Stratum(3, 40, 2, 50), Stratum(1, 10, 0, 20)], Rate(4, 50), Rate(2, 70)),
        # who was only ever on one side is held against nobody
        ([Stratum(3, 40, 2, 50), Stratum(9, 30, 0, 0), Stratum(0, 0, 7, 20)], Rate(3, 40), Rate(2, 50)),
    ],
)
def test_the_rates_said_are_those_that_were_compared(
    given_strata: list[Stratum], exposed: Rate, other: Rate
) -> None:
    found = contrasts.test(given_strata)
    assert (found.exposed, found.other) == (exposed, other)


def test_who_is_looked_at_more_often_is_no_effect() -> None:
    # each person's nights are as their days; the person with many signs has more nights
    people = [Stratum(40, 80, 10, 20), Stratum(1, 20, 4, 80)]
    together = Stratum(41, 100, 14, 100)
    assert contrasts.test(people).ratio == pytest.approx(1)
    assert contrasts.test(people).p > 0.9
    assert contrasts.test([together]).p < 0.001


@pytest.mark.parametrize(
    ("stratum", "few"),
    [(Stratum(2, 30, 2, 300), True), (Stratum(2, 30, 3, 300), False), (Stratum(20, 29, 30, 300), True)],
)
def test_too_few_is_said_of_both_groups(stratum: Stratum, few: bool) -> None:
    assert contrasts.test([stratum]).too_few == few


@pytest.mark.parametrize(
    ("stratum", "low", "high"),
    [
        # Clopper and Pearson's for 5 of 5 and 15 of 20, turned from a share into a ratio of rates
        (Stratum(5, 40, 0, 40), 0.916356, math.inf),
        (Stratum(0, 40, 5, 40), 0.0, 1 / 0.916356),
        (Stratum(15, 100, 5, 200), 2.072939, 21.102299),
    ],
)
def test_the_interval_is_the_tests_own(stratum: Stratum, low: float, high: float) -> None:
    assert contrasts.test([stratum]).interval() == pytest.approx((low, high), rel=1e-5)


def test_without_events_there_is_no_interval() -> None:
    assert contrasts.test([Stratum(0, 50, 0, 80)]).interval() is None


# an interval takes fifty tests: no clock is held to it
@settings(max_examples=40, deadline=None)
@given(strata)
def test_the_interval_leaves_out_one_exactly_when_p_is_small(given_strata: list[Stratum]) -> None:
    found = contrasts.test(given_strata)
    interval = found.interval()
    if interval is not None and abs(found.p - 0.05) > 1e-6:
        assert (not interval[0] <= 1 <= interval[1]) == (found.p < 0.05)


@settings(deadline=None)
@given(strata)
def test_the_other_way_round_is_the_same_test(given_strata: list[Stratum]) -> None:
    turned = [Stratum(s.other_events, s.other_per, s.exposed_events, s.exposed_per) for s in given_strata]
    assert contrasts.test(turned).p == pytest.approx(contrasts.test(given_strata).p, abs=1e-9)


@settings(deadline=None)
@given(strata)
def test_chances_are_those_of_adding_the_binomials_up(given_strata: list[Stratum]) -> None:
    chances = [1.0]
    for one in given_strata:
        if one.compares:
            part = one.exposed_per / (one.exposed_per + one.other_per)
            for _ in range(one.events):
                chances = [
                    stays * (1 - part) + more * part
                    for stays, more in zip([*chances, 0.0], [0.0, *chances], strict=True)
                ]
    seen = sum(one.exposed_events for one in given_strata if one.compares)
    tail = min(math.fsum(chances[: seen + 1]), math.fsum(chances[seen:]))
    assert contrasts.test(given_strata).p == pytest.approx(min(1, 2 * tail), abs=1e-11)


@pytest.mark.parametrize(
    ("ps", "said"),
    [
        ({}, ""),
        ({"a": 0.05}, "a"),
        ({"a": 0.051}, ""),
        # Holm (1979): 0.01 ≤ 0.05/4, 0.005 first; 0.03 > 0.05/2 and so neither it nor what follows
        ({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}, "ad"),
        ({"a": 0.02, "b": 0.02, "c": 0.02}, ""),
        ({"a": 0.016, "b": 0.024, "c": 0.05}, "abc"),
        ({"a": 0.0, "b": 1.0}, "a"),
    ],
)
def test_holm_steps_down_until_one_cannot_be_said(ps: dict[str, float], said: str) -> None:
    assert holm(ps) == set(said)


@given(st.dictionaries(st.integers(), st.floats(0, 1), max_size=12))
def test_holm_says_what_bonferroni_says_and_nothing_that_fails_alone(ps: dict[int, float]) -> None:
    said = holm(ps)
    assert (
        {key for key, p in ps.items() if p <= 0.05 / len(ps)}
        <= said
        <= {k for k, p in ps.items() if p <= 0.05}
    )
    assert all(ps[key] <= ps[other] for key in said for other in set(ps) - said)


@pytest.mark.parametrize(
    ("exposed", "alike", "compared"),
    [
        ([], [], []),
        ([True, False], ["a", "a"], [True, False]),
        # one group alone says nothing
        ([True, True, False], ["a", "a", "b"], [None, None, None]),
        # nor does what nobody said of; the others of its stratum do
        ([True, None, False, None], ["a", "a", "a", "b"], [True, None, False, None]),
        ([True, None], ["a", "a"], [None, None]),
    ],
)
def test_only_chances_are_counted_that_have_another_to_be_held_against(
    exposed: list[bool | None], alike: list[str], compared: list[bool | None]
) -> None:
    assert contrasts.compared(exposed, alike) == compared
