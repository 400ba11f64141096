"""Weeks as ISO 8601 names them, by the wall of a zone."""

import itertools
from datetime import UTC, date, datetime

import pytest

from bot import weeks
from bot.weeks import Week


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("2026-W46", date(2026, 11, 9)),
        ("2026w46", date(2026, 11, 9)),
        ("2026-11-15", date(2026, 11, 9)),
        # 2026 has 53 weeks; its last goes on into January
        ("2026-W53", date(2026, 12, 28)),
        ("2027-01-03", date(2026, 12, 28)),
        (" 2026-W01 ", date(2025, 12, 29)),
    ],
)
def test_a_week_is_read_as_people_write_it(text: str, monday: date) -> None:
    assert weeks.parse(text) == Week(monday)


@pytest.mark.parametrize(
    "text", ["", "46", "2026-W00", "2026-W54", "2025-W53", "2026-13-01", "week 46", "0000-W01"]
)
def test_what_is_no_week_is_refused_and_told_how(text: str) -> None:
    with pytest.raises(ValueError, match="write for example 2026-W46"):
        weeks.parse(text)


def test_a_week_is_named_and_read_again_the_same() -> None:
    every = list(weeks.last(120, weeks.parse("2027-W20")))
    assert [weeks.parse(str(one)) for one in every] == every
    assert [after.minus(before) for before, after in itertools.pairwise(every)] == [1] * 119


def test_sunday_night_is_still_the_week_by_the_wall_and_monday_is_not() -> None:
    # summer: 23:30 in UTC is Monday in London
    assert weeks.at(datetime(2026, 7, 5, 22, 30, tzinfo=UTC), "Europe/London") == weeks.parse("2026-07-05")
    assert weeks.at(datetime(2026, 7, 5, 23, 30, tzinfo=UTC), "Europe/London") == weeks.parse("2026-07-06")


def test_a_week_holds_its_seven_days_and_begins_on_a_monday() -> None:
    week = weeks.parse("2026-W46")
    assert (week.monday in week, week.sunday in week, week.plus(1).monday in week) == (True, True, False)
    with pytest.raises(ValueError, match="not a Monday"):
        Week(date(2026, 11, 10))
