"""Lengths of time as people write them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import durations

READ = [
    ("45 min", timedelta(minutes=45)),
    ("45min", timedelta(minutes=45)),
    ("1 minute", timedelta(minutes=1)),
    ("10 s", timedelta(seconds=10)),
    ("24 h", timedelta(hours=24)),
    ("7 d", timedelta(days=7)),
    ("1 week", timedelta(weeks=1)),
    (" 2 Weeks ", timedelta(weeks=2)),
    ("0 min", timedelta()),
    ("PT45M", timedelta(minutes=45)),
    ("P1DT12H", timedelta(hours=36)),
    ("P2W", timedelta(weeks=2)),
    (timedelta(hours=3), timedelta(hours=3)),
]


@pytest.mark.parametrize(("text", "length"), READ)
def test_it_is_read_as_it_is_written(text: object, length: timedelta) -> None:
    assert durations.parse(text) == length


REFUSED = ["", "min", "45", 45, 4.5, None, True, [], "1 month", "1.5 h", "-5 min", "5 min 10 s", "P", "PT", "P1M",
           "P1Y", "pt45m", "9" * 30 + " s", "9" * 5000 + " s", "١٠ min", "20 years"]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_length_of_time_is_refused_with_an_example(text: object) -> None:
    with pytest.raises(ValueError, match="; write for example 45 min"):
        durations.parse(text)


@pytest.mark.parametrize("text", ["4000 d", "P999999999W", "999999999 weeks"])
def test_ten_years_is_the_longest(text: str) -> None:
    with pytest.raises(ValueError, match="longer than ten years; write a shorter time"):
        durations.parse(text)


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(minutes=45), "45 min"),
        (timedelta(minutes=90), "90 min"),
        (timedelta(hours=24), "1 d"),
        (timedelta(days=14), "2 week"),
        (timedelta(seconds=10), "10 s"),
        (timedelta(), "0 s"),
    ],
)
def test_it_is_written_in_the_largest_whole_unit(length: timedelta, text: str) -> None:
    assert durations.written(length) == text


@given(st.integers(0, 10 * 365 * 86400))
def test_what_is_written_reads_back(seconds: int) -> None:
    length = timedelta(seconds=seconds)
    assert durations.parse(durations.written(length)) == length
