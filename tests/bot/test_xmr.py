"""XmR charts: limits, what is special and why, which way it points, parts, targets."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.xmr import Chart, Why, chart

SPIKE = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
LEVEL = [5, 6, 5, 6, 5, 6, 5, 6, 5, 6, 5, 6]
# up and down about 0, the mean of what is added: nothing is special
QUIET = [1, -1] * 7


def marked(drawn: Chart) -> dict[int, Why]:
    return {at: point.why for at, point in enumerate(drawn.points) if point.why}


@pytest.mark.parametrize(
    ("screen", "lower", "upper"),
    [(True, "-0.72", "4.60"), (False, "-3.06", "6.95")],
)
def test_an_extreme_moving_range_is_screened_out_of_the_limits_once(
    screen: bool, lower: str, upper: str
) -> None:
    drawn = chart(SPIKE, screen=screen)
    assert marked(drawn) == {4: "outside"}
    first = drawn.points[0]
    assert (f"{first.mean:.2f}", f"{first.lower:.2f}", f"{first.upper:.2f}") == ("1.94", lower, upper)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([], {}),
        ([3], {}),
        ([3, 3, 3, 3, 3, 3, 3, 3], {}),
        ([0.1] * 9, {}),
        (LEVEL, {}),
        # runs: six on one side flag nothing, a seventh flags all seven, one on the mean ends it
        ([8, 2, 6, 6, 6, 6, 6, 6, 2, 2, 8, 2], {}),
        ([8, 2, 6, 6, 6, 6, 6, 6, 6, 2, 2, 8, 2, 2], dict.fromkeys(range(2, 9), "run")),
        ([6, 4, 6, 6, 6, 5, 6, 6, 6, 4, 4, 4, 5, 4, 4, 4, 6, 4, 6, 4], {}),
        # trends: six are none, seven are, one that stands still ends it
        ([1, 2, 3, 3, 4, 5, 6], {0: "outside", 6: "outside"}),
        ([3, 6, 3, 4, 5, 6, 7, 8, 3, 6, 3, 6], {}),
        ([9, 0, 9, 1, 2, 3, 4, 5, 6, 7, 0, 9, 0, 9], dict.fromkeys(range(3, 10), "trend")),
        ([9, 0, 9, 0, 7, 6, 5, 4, 3, 2, 1, 9, 0, 9], dict.fromkeys(range(4, 11), "trend")),
        # two of three near a limit: all three on one side
        ([*QUIET, 5.5, -5.5], {}),
        ([*QUIET, 5.4, 0.8, 5.4], {14: "near_limit", 16: "near_limit"}),
        ([*QUIET, 5.4, 5.4, 0.8], {14: "near_limit", 15: "near_limit"}),
        ([*QUIET, 5.4, 0.4, 5.4], {}),
        ([*QUIET, 5.4, 0.9, 0.9, 5.4], {}),
        # outside goes before a trend, a trend before two of three, two of three before a run
        ([0, 1, 2, 3, 4, 5, 6], {0: "outside", 6: "outside"} | dict.fromkeys(range(1, 6), "trend")),
        (
            [3, 5, 1, 3, 1, 2, 3, 4, 5, 6, 7, 9, 6, 9],
            {2: "near_limit", 13: "near_limit"} | dict.fromkeys(range(4, 12), "trend"),
        ),
        (
            [5, 5, 6, 4, 4, 6, 0, 1, 3, 3, 3, 0, 3, 5],
            {6: "near_limit", 7: "near_limit"} | dict.fromkeys(range(8, 13), "run"),
        ),
        # all but one stand still: the screen would leave limits of no width, so it is not used
        ([1] * 13 + [5], dict.fromkeys(range(13), "run") | {13: "outside"}),
    ],
)
def test_points_are_special_by_the_first_rule_that_holds(values: list[float], found: dict[int, Why]) -> None:
    assert marked(chart(values)) == found


@pytest.mark.parametrize(
    ("values", "at", "improves", "way", "verdict"),
    [
        (SPIKE, 4, "up", "up", "improvement"),
        (SPIKE, 4, "down", "up", "concern"),
        (SPIKE, 4, None, "up", "change"),
        (SPIKE, 0, "down", None, "common"),
        # a trend points where it goes, on whichever side of the mean it still is
        ([9, 0, 9, 1, 2, 3, 4, 5, 6, 7, 0, 9, 0, 9], 3, "down", "up", "concern"),
        ([9, 0, 9, 0, 7, 6, 5, 4, 3, 2, 1, 9, 0, 9], 4, "down", "down", "improvement"),
        # the top of a rise that becomes a fall belongs to the later one
        ([9, 0, 9, 0, 9, 0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1, 0, 9, 0, 9], 11, "up", "down", "concern"),
        # the end of a rise that another rise follows is its own
        ([40, -40] * 4 + [*range(8), *range(8)] + [40, -40] * 4, 15, "up", "up", "improvement"),
    ],
)
def test_a_special_point_is_judged_by_the_way_it_points(
    values: list[float], at: int, improves: str | None, way: str | None, verdict: str
) -> None:
    point = chart(values, improves=improves).points[at]  # type: ignore[arg-type]
    assert (point.way, point.verdict) == (way, verdict)


@pytest.mark.parametrize(
    ("count", "rebase", "trial"),
    [(11, [], [True] * 11), (12, [], [False] * 12), (23, [12], [False] * 12 + [True] * 11), (0, [], [])],
)
def test_eleven_points_have_trial_limits_and_twelve_do_not(
    count: int, rebase: list[int], trial: list[bool]
) -> None:
    drawn = chart([float(n % 3) for n in range(count)], rebase=rebase)
    assert [point.trial for point in drawn.points] == trial
    assert drawn.trial == (not trial or trial[-1])


@pytest.mark.parametrize("rebase", [[12], [0, 12], [12, 12, 24, 99]])
def test_a_part_has_limits_and_runs_of_its_own(rebase: list[int]) -> None:
    lower = [one - 3 for one in LEVEL]
    drawn = chart([*LEVEL, *lower], rebase=rebase)
    assert [point.mean for point in drawn.points] == [5.5] * 12 + [2.5] * 12
    assert not drawn.signals()
    assert chart([*LEVEL, *lower]).signals()


@pytest.mark.parametrize(
    ("values", "improves", "target", "rebase", "assurance"),
    [
        (LEVEL, "up", 2, [], "consistently_meets"),
        (LEVEL, "down", 2, [], "consistently_fails"),
        (LEVEL, "up", 9, [], "consistently_fails"),
        (LEVEL, "down", 9, [], "consistently_meets"),
        (LEVEL, "up", 6, [], "inconsistent"),
        (LEVEL, None, 6, [], None),
        (LEVEL, "up", None, [], None),
        ([], "up", 6, [], None),
        ([*LEVEL, 20], "up", 6, [12], None),
        ([1, 2] * 6 + LEVEL, "up", 2.6, [12], "consistently_meets"),
        # on the limit is not beyond it
        ([5.0, 5.0, 5.0], "up", 5, [], "inconsistent"),
    ],
)
def test_a_target_is_held_against_the_newest_limits(
    values: list[float], improves: str | None, target: float | None, rebase: list[int], assurance: str | None
) -> None:
    assert chart(values, improves=improves, target=target, rebase=rebase).assurance == assurance  # type: ignore[arg-type]


@pytest.mark.parametrize(("last", "signals"), [(None, True), (13, False), (14, True), (0, False), (99, True)])
def test_special_is_asked_of_the_newest_points(last: int | None, signals: bool) -> None:
    drawn = chart(SPIKE)
    assert drawn.signals(last) == signals
    assert [point.value for point in drawn.special(last)] == [10] * signals
    assert drawn.last is drawn.points[-1]
    assert chart([]).last is None


@pytest.mark.parametrize(
    ("values", "rebase"), [([1, float("nan")], []), ([float("inf")], []), ([1, 2], [-1])]
)
def test_what_is_no_chart_is_refused(values: list[float], rebase: list[int]) -> None:
    with pytest.raises(ValueError):
        chart(values, rebase=rebase)


@settings(deadline=None)
@given(st.lists(st.integers(-50, 50), max_size=40), st.integers(1, 9), st.integers(-99, 99))
def test_units_change_nothing(values: list[int], times: int, more: int) -> None:
    plain, other = chart(values), chart([one * times * 4 + more * 4 for one in values])
    # where a value lies on a line, rounding may put it on either side
    on_line = any(
        abs(p.value - line) < 1e-9
        for p in plain.points
        for line in (
            p.lower,
            p.upper,
            p.mean + (p.upper - p.mean) * 2 / 3,
            p.mean + (p.lower - p.mean) * 2 / 3,
        )
    )
    assert on_line or marked(plain) == marked(other)


@settings(deadline=None)
@given(st.lists(st.floats(-100, 100), min_size=1, max_size=30))
def test_upside_down_is_the_same_chart_pointing_the_other_way(values: list[float]) -> None:
    here, there = chart(values, improves="up"), chart([-one for one in values], improves="down")
    assert [(p.why, p.verdict) for p in here.points] == [(p.why, p.verdict) for p in there.points]


def test_chance_alone_rarely_lies_outside_the_limits() -> None:
    chance = random.Random(6)
    drawn = [chart([chance.gauss(0, 1) for _ in range(20)]) for _ in range(400)]
    outside = sum(point.why == "outside" for one in drawn for point in one.points)
    assert outside < 8000 * 0.02
