"""G and T charts: what is rare."""

import pytest

from bot.rare import g_chart, is_rare, t_chart
from bot.xmr import chart

# hours between failures of a valve: the worked example of a transformed chart in Montgomery's *Introduction to
# Statistical Quality Control*, where it is in control
VALVE = [286, 948, 536, 124, 816, 729, 4, 143, 431, 8, 2837, 596, 81, 227, 603, 492, 1199, 1214, 2831, 96]


@pytest.mark.parametrize(
    ("counts", "rare"),
    [([], True), ([0], True), ([1, 2, 0, 3], False), ([0, 0, 3, 4, 5], True), ([1, 2, 3], False)],
)
def test_more_than_a_quarter_of_weeks_with_nothing_is_rare(counts: list[int], rare: bool) -> None:
    assert is_rare(counts) == rare


@pytest.mark.parametrize(
    ("between", "centre", "upper"),
    [
        ([9], 9, 9 + 3 * 90**0.5),
        ([0, 0, 0], 0, 0),
        ([3, 0, 5, 12, 7, 60, 2, 4, 1, 9, 8, 3], 4.5, 9.5 + 3 * (9.5 * 10.5) ** 0.5),
    ],
)
def test_a_g_chart_has_benneyans_limit_about_the_mean_and_a_median_for_a_centre(
    between: list[int], centre: float, upper: float
) -> None:
    drawn = g_chart(between)
    assert [(p.mean, p.lower) for p in drawn.points] == [(centre, 0)] * len(between)
    assert drawn.points[0].upper == pytest.approx(upper)
    assert drawn.trial == (len(between) < 12)


@pytest.mark.parametrize(
    ("between", "found"),
    [
        ([], []),
        ([5, 3, 6, 2, 5, 3, 6, 2], []),
        # much longer without one than usual
        ([5, 3, 6, 2, 5, 3, 90, 2], [(6, "outside", "improvement")]),
        # seven closer together than the middle one: more often
        ([9, 8, 9, 10, 9, 8, 9, 1, 0, 1, 1, 1, 0, 1], [(n, "run", "improvement") for n in range(7)]
         + [(n, "run", "concern") for n in range(7, 14)]),
        ([9, 4, 20, 6, 5, 4, 3, 2, 1, 0, 9, 7], [(n, "trend", "concern") for n in range(2, 10)]),
    ],
)  # fmt: skip
def test_a_g_chart_points_out_what_is_more_than_chance(
    between: list[int], found: list[tuple[int, str, str]]
) -> None:
    drawn = g_chart(between)
    assert [(at, p.why, p.verdict) for at, p in enumerate(drawn.points) if p.why] == found


def test_a_t_chart_is_drawn_of_the_root_and_said_in_days() -> None:
    drawn = t_chart(VALVE)
    assert not drawn.signals()
    assert [point.value for point in drawn.points] == VALVE
    rooted = chart([one ** (1 / 3.6) for one in VALVE]).points[0]
    assert drawn.points[0].mean == pytest.approx(rooted.mean**3.6)
    assert drawn.points[0].upper == pytest.approx(rooted.upper**3.6)
    # below zero before it is turned back
    assert rooted.lower < 0
    assert drawn.points[0].lower == 0


@pytest.mark.parametrize(
    ("days", "at", "why", "verdict"),
    [
        ([20, 25, 22, 19, 24, 21, 23, 20, 24, 22, 0.1, 21], 10, "outside", "concern"),
        ([20, 25, 22, 19, 24, 21, 23, 20, 24, 22, 0, 21], 10, "outside", "concern"),
        ([20, 25, 22, 19, 24, 21, 23, 20, 24, 22, 190, 21], 10, "outside", "improvement"),
        ([20, 25, 22, 19, 24, 21, 23, 20, 24, 22, 26, 21], 10, None, "common"),
    ],
)
def test_a_t_chart_says_longer_and_shorter_than_usual(
    days: list[float], at: int, why: str | None, verdict: str
) -> None:
    point = t_chart(days).points[at]
    assert (point.why, point.verdict) == (why, verdict)


def test_less_than_nothing_between_events_is_refused() -> None:
    with pytest.raises(ValueError, match="from zero"):
        g_chart([3, -1])
    with pytest.raises(ValueError, match="zero or more"):
        t_chart([3, -0.1])
