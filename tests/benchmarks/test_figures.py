"""Figures: percentiles, and the page's table."""

from pathlib import Path

import pytest

from benchmarks import figures
from benchmarks.figures import BEGIN, END, HEAD, Figure


@pytest.mark.parametrize(
    ("values", "percent", "found"),
    [
        ([5], 50, 5),
        ([1, 2, 3, 4], 50, 2),
        ([4, 3, 2, 1], 75, 3),
        (range(1, 101), 95, 95),
        (range(1, 101), 99, 99),
        (range(1, 11), 99, 10),
        ([1, 2], 0, 1),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(values: list[float], percent: float, found: float) -> None:
    assert figures.at(values, percent) == found


def test_only_what_is_between_the_marks_is_written_anew(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nan older table\n{END}\nafter\n")
    for ratio in ("1.0", "2.0"):
        figures.write([Figure("Start", "1.5 s", "2 s", "1 s", ratio, True)], "here", page)
    assert page.read_text() == (
        f"before\n{BEGIN}\n\nMeasured here.\n\n{HEAD}\n| Start | 2 s | 1.5 s | 1 s | 2.0 | yes |\n\n{END}\nafter\n"
    )


def test_a_page_without_its_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("somebody took them out\n")
    with pytest.raises(ValueError, match="marks"):
        figures.write([], "here", page)
    assert page.read_text() == "somebody took them out\n"


def test_the_page_has_its_marks() -> None:
    text = figures.PAGE.read_text()
    assert text.count(BEGIN) == text.count(END) == 1
    assert text.index(BEGIN) < text.index(END)


def test_an_aim_that_is_missed_stands_out() -> None:
    assert Figure("Start", "3 s", "2 s", holds=False).row().endswith("| **no** |")
    assert Figure("Start", "3 s").row().endswith("|  |")
