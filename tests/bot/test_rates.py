"""Rates and shares with how sure they are, the middle and the 90th of times, and when there is too little to say."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import rates
from bot.rates import Rate, few, median, percentile, share


# Garwood's limits as tables of exact Poisson limits print them
@pytest.mark.parametrize(
    ("events", "low", "high"),
    [
        (0, 0.000, 3.689),
        (1, 0.025, 5.572),
        (2, 0.242, 7.225),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (50, 37.111, 65.919),
        (100, 81.364, 121.627),
        (10_000, 9804.952, 10197.952),
    ],
)
def test_a_count_has_garwoods_interval(events: int, low: float, high: float) -> None:
    assert rates.poisson(events) == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize(
    ("rate", "value", "interval"),
    [
        (Rate(10, 200), 0.05, (4.795 / 200, 18.390 / 200)),
        (Rate(0, 30), 0.0, (0, 3.689 / 30)),
        (Rate(0, 0), None, None),
    ],
)
def test_a_rate_over_nothing_is_not_zero(
    rate: Rate, value: float | None, interval: tuple[float, float] | None
) -> None:
    assert rate.value == value
    assert rate.interval == (interval and pytest.approx(interval, abs=1e-5))


@pytest.mark.parametrize(("events", "per"), [(-1, 3), (1, -3)])
def test_less_than_no_events_is_no_rate(events: int, per: float) -> None:
    with pytest.raises(ValueError, match="zero or more"):
        Rate(events, per)


# the last four are the worked examples of Newcombe (1998), Statistics in Medicine 17: 857–872, method 3
@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        (20, 20, 0.8389, 1.0),
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_wilsons_interval(part: int, whole: int, low: float, high: float) -> None:
    found = share(part, whole)
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)
    assert found.value == (part / whole if whole else None)


@pytest.mark.parametrize(("part", "whole"), [(3, 2), (-1, 2), (0, -1)])
def test_more_than_all_is_no_share(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        share(part, whole)


@pytest.mark.parametrize(
    ("values", "at", "found"),
    [
        ([7], 90, 7),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90, 9),
        ([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 91, 10),
        ([15, 20, 35, 40, 50], 30, 20),
        ([15, 20, 35, 40, 50], 40, 20),
        ([15, 20, 35, 40, 50], 50, 35),
        ([15, 20, 35, 40, 50], 100, 50),
    ],
)
def test_a_percentile_is_one_of_the_values_by_nearest_rank(
    values: list[float], at: float, found: float
) -> None:
    assert percentile(values, at) == found


@pytest.mark.parametrize(("values", "at"), [([], 90), ([1], 0), ([1], 101)])
def test_a_percentile_of_nothing_is_refused(values: list[float], at: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, at)


@pytest.mark.parametrize(("values", "found"), [([4], 4), ([9, 1, 5], 5), ([1, 2, 3, 10], 2.5)])
def test_the_median_is_the_middle(values: list[float], found: float) -> None:
    assert median(values) == found


@pytest.mark.parametrize(
    ("groups", "found"),
    [
        ([Rate(4, 500)], True),
        ([Rate(5, 500)], False),
        ([Rate(5, 29)], True),
        ([Rate(2, 30), Rate(3, 30)], False),
        ([Rate(2, 30), Rate(2, 3000)], True),
        ([Rate(9, 29), Rate(30, 3000)], True),
        ([Rate(30, 3000), Rate(9, 29)], True),
        ([Rate(0, 30), Rate(5, 30)], False),
    ],
)
def test_under_five_events_or_thirty_chances_are_too_few_to_say(groups: list[Rate], found: bool) -> None:
    assert few(*groups) == found


@given(st.integers(0, 300), st.floats(0, 400))
def test_the_two_tails_meet_in_one_count(events: int, mean: float) -> None:
    here = math.exp(events * math.log(mean) - mean - math.lgamma(events + 1)) if mean else float(not events)
    both = rates.at_most(events, mean) + rates.at_least(events, mean)
    assert both == pytest.approx(1 + here, abs=1e-9)
