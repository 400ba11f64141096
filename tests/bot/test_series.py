"""Weekly charts: what their newest point is worth, and since when."""

import pytest

from bot import series
from bot.series import Count, Series
from tests.bot.digesting import WEEK

HIGH, LOW = [14, 12, 15, 13, 14, 12, 15, 13, 14, 13], [7, 6, 8, 7, 6, 8, 7]


def charted(
    values: list[int], key: series.Key = "signs", rebase: tuple[int, ...] = (), per: int = 42
) -> Series:
    """So many weeks, the last of them WEEK."""
    counted = {WEEK.plus(n + 1 - len(values)): Count(value, per) for n, value in enumerate(values)}
    return series.series(key, 1, counted, [WEEK.plus(n + 1 - len(values)) for n in rebase])


@pytest.mark.parametrize(
    ("one", "speaks"),
    [
        (charted([*HIGH, *LOW]), True),
        (charted([*HIGH, *LOW[:-1]]), False),
        # of few, and of escalations that most weeks do not have, nothing is said
        (charted([4, 3] * 6 + [0], per=4), False),
        (charted([0, 0, 0, 1] * 4 + [9], "raised"), False),
        (charted([3, 2, 3, 4] * 4 + [30], "raised"), True),
    ],
)
def test_a_chart_speaks_where_its_newest_point_is_more_than_chance(one: Series, speaks: bool) -> None:
    assert series.speaks(one, WEEK) is speaks


def test_a_week_without_anything_says_nothing_of_the_week_before() -> None:
    assert not series.speaks(charted([*HIGH, *LOW]), WEEK.plus(1))
    assert not series.speaks(charted([]), WEEK)


def test_a_run_goes_back_to_where_it_began_and_never_past_a_marked_change() -> None:
    run = charted([*HIGH, *LOW])
    assert (run.since, run.in_a_row) == (WEEK.plus(-6), 7)
    values = [*HIGH, *LOW, 3, 3, 2, 3, 2, 3, 3, 1, 1, 1, 1, 1, 1, 1]
    marked = charted(values, rebase=(17,))
    assert marked.chart.points[16].verdict == marked.chart.points[-1].verdict == "improvement"
    assert (marked.since, marked.in_a_row) == (WEEK.plus(-6), 7)


def test_escalations_do_not_say_again_what_signs_say() -> None:
    signs, fewer = charted([*HIGH, *LOW]), charted([*HIGH, *LOW], "raised")
    more = charted([*LOW, *HIGH], "raised")
    assert series.speaking([signs, fewer], WEEK) == [signs]
    assert series.speaking([fewer], WEEK) == [fewer]
    assert series.speaking([signs, more], WEEK) == [signs, more]
