from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import days

LONDON = "Europe/London"
SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)
ZONES = [LONDON, "UTC", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Hours:
    days: tuple[int, ...]
    opens: time
    closes: time


WEEK = Hours((0, 1, 2, 3, 4), time(9), time(17))
NIGHTS = Hours((5, 6), time(22), time(6))
ROUND_THE_CLOCK = Hours((0,), time(9), time(9))


@pytest.mark.parametrize("name", ["Europe/London", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
def test_a_zone_that_exists_is_known(name: str) -> None:
    assert days.known_zone(name) == name


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("Europe/Londn", "did you mean Europe/London?"),
        ("europe/london", "did you mean Europe/London?"),
        ("Europe/London ", "did you mean Europe/London?"),
        ("", "write one like Europe/London"),
        ("../x", "write one like Europe/London"),
        ("/etc/passwd", "write one like Europe/London"),
        ("a\0b", "write one like Europe/London"),
        ("\ud800", "write one like Europe/London"),
        ("x" * 100_000, "write one like Europe/London"),
        ("localtime", "is not a time zone"),
        ("Europe", "is not a time zone"),
    ],
)
def test_an_unknown_zone_is_refused_with_a_remedy(name: str, remedy: str) -> None:
    with pytest.raises(ValueError) as refused:
        days.known_zone(name)
    assert remedy in str(refused.value)


@pytest.mark.parametrize(
    ("text", "meant"), [("07:30", time(7, 30)), ("00:00", time(0, 0)), ("23:59", time(23, 59))]
)
def test_a_time_of_day_is_hours_and_minutes(text: str, meant: time) -> None:
    assert days.parse_time(text) == meant


@pytest.mark.parametrize(
    "text", ["7:30", "24:00", "07:60", "0730", "07:30:00", "07:30 ", "7.30", "", "noon", "07:30\n", "٠٧:٣٠"]
)
def test_any_other_time_of_day_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match='write hours and minutes in quotes, for example "07:30"'):
        days.parse_time(text)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("sat-mon", (0, 5, 6)),
        ("tuesday - thursday", (1, 2, 3)),
        ("mon–wed", (0, 1, 2)),
        ("Sat, SUN", (5, 6)),
        ("mon-tue, thu", (0, 1, 3)),
        ("wed", (2,)),
        ("wed-wed", (2,)),
        ("tues, weds, thurs", (1, 2, 3)),
        (["sun", "monday"], (0, 6)),
        (["mon-wed", "sun"], (0, 1, 2, 6)),
        (["mon", "mon"], (0,)),
        ((6, 0), (0, 6)),
    ],
)
def test_weekdays_are_read_as_a_manager_writes_them(value: object, meant: tuple[int, ...]) -> None:
    assert days.parse_weekdays(value) == meant


@pytest.mark.parametrize(
    "value",
    [
        "",
        "mon,",
        "fridays",
        "mon-",
        "-",
        "mon-wed-fri",
        [],
        (),
        [0, 1],
        (7,),
        (True,),
        ["mon", 3],
        1,
        None,
        {},
    ],
)
def test_what_names_no_weekdays_is_refused_with_how_to_write_them(value: object) -> None:
    with pytest.raises(ValueError, match=r"write for example mon-fri or \[mon, wed\]"):
        days.parse_weekdays(value)


def test_no_weekdays_at_all_may_stay_unsaid() -> None:
    assert days.parse_weekdays_or_none(None) is None
    assert days.written_weekdays(None) is None
    assert days.parse_weekdays_or_none("sat") == (5,)


@given(st.sets(st.integers(0, 6), min_size=1))
def test_written_weekdays_are_read_again_the_same(chosen: set[int]) -> None:
    meant = tuple(sorted(chosen))
    written = days.written_weekdays(meant)
    assert days.parse_weekdays(written) == meant
    assert written is not None
    assert days.parse_weekdays(", ".join(written)) == meant


@pytest.mark.parametrize(
    ("day", "at", "zone", "instant"),
    [
        (date(2026, 1, 5), time(9), LONDON, "2026-01-05 09:00"),
        (date(2026, 7, 5), time(9), LONDON, "2026-07-05 08:00"),
        (SPRING, time(0, 59), LONDON, "2026-03-29 00:59"),
        (SPRING, time(1, 0), LONDON, "2026-03-29 01:00"),  # 01:00 to 02:00 do not exist: 02:00 BST
        (SPRING, time(1, 30), LONDON, "2026-03-29 01:00"),
        (SPRING, time(1, 59), LONDON, "2026-03-29 01:00"),
        (SPRING, time(2, 0), LONDON, "2026-03-29 01:00"),
        (SPRING, time(2, 1), LONDON, "2026-03-29 01:01"),
        (AUTUMN, time(0, 59), LONDON, "2026-10-24 23:59"),
        (AUTUMN, time(1, 0), LONDON, "2026-10-25 00:00"),  # 01:00 to 02:00 exist twice: the first, BST
        (AUTUMN, time(1, 59), LONDON, "2026-10-25 00:59"),
        (AUTUMN, time(2, 0), LONDON, "2026-10-25 02:00"),
        (date(2026, 10, 4), time(2, 10), "Australia/Lord_Howe", "2026-10-03 15:30"),  # a gap of half an hour
        (date(2026, 9, 6), time(0, 0), "America/Santiago", "2026-09-06 04:00"),  # a gap at midnight
        (date(2011, 12, 30), time(12), "Pacific/Apia", "2011-12-30 10:00"),  # a day that never was
    ],
)
def test_an_instant_is_right_over_clock_changes(day: date, at: time, zone: str, instant: str) -> None:
    assert days.instant(day, at, zone) == utc(instant)
    assert days.instant(day, at, zone).tzinfo is UTC


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.times(), st.sampled_from(ZONES))
def test_an_instant_shows_its_wall_time_or_the_first_that_exists_after_it(
    day: date, at: time, zone: str
) -> None:
    at = at.replace(second=0, microsecond=0)
    wall = datetime.combine(day, at)
    instant = days.instant(day, at, zone)
    shown = days.local(instant, zone).replace(tzinfo=None)
    just_before = days.local(instant - timedelta(seconds=1), zone).replace(tzinfo=None)
    assert shown >= wall
    assert just_before < wall


def test_local_is_what_the_clock_on_the_wall_shows() -> None:
    shown = days.local(utc("2026-07-01 20:30"), LONDON)
    assert (shown.hour, shown.minute, shown.utcoffset()) == (21, 30, timedelta(hours=1))


@pytest.mark.parametrize(
    ("hours", "at", "is_open", "next_open"),
    [
        (WEEK, "2026-11-12 09:00", True, "2026-11-12 09:00"),
        (WEEK, "2026-11-12 08:59", False, "2026-11-12 09:00"),
        (WEEK, "2026-11-12 16:59", True, "2026-11-12 16:59"),
        (WEEK, "2026-11-12 17:00", False, "2026-11-13 09:00"),
        (WEEK, "2026-11-13 17:00", False, "2026-11-16 09:00"),
        (NIGHTS, "2026-11-15 05:59", True, "2026-11-15 05:59"),  # Saturday's night
        (NIGHTS, "2026-11-15 06:00", False, "2026-11-15 22:00"),
        (NIGHTS, "2026-11-16 05:59", True, "2026-11-16 05:59"),  # Sunday's night, on Monday
        (NIGHTS, "2026-11-16 22:00", False, "2026-11-21 22:00"),
        (ROUND_THE_CLOCK, "2026-11-17 08:59", True, "2026-11-17 08:59"),
        (ROUND_THE_CLOCK, "2026-11-17 09:00", False, "2026-11-23 09:00"),
        (WEEK, "2026-07-01 08:00", True, "2026-07-01 08:00"),  # nine in summer time
        (WEEK, "2026-07-01 07:59", False, "2026-07-01 08:00"),
    ],
)
def test_offices_open_and_close(hours: Hours, at: str, is_open: bool, next_open: str) -> None:
    assert days.is_open(hours, LONDON, utc(at)) is is_open
    assert days.next_open(hours, LONDON, utc(at)) == utc(next_open)


@pytest.mark.parametrize(
    ("hours", "start", "length", "over"),
    [
        (WEEK, "2026-11-12 10:00", timedelta(minutes=15), "2026-11-12 10:15"),
        (WEEK, "2026-11-12 16:50", timedelta(minutes=10), "2026-11-12 17:00"),
        (WEEK, "2026-11-12 16:50", timedelta(minutes=15), "2026-11-13 09:05"),
        (WEEK, "2026-11-13 16:50", timedelta(minutes=15), "2026-11-16 09:05"),  # over the weekend
        (WEEK, "2026-11-14 12:00", timedelta(minutes=30), "2026-11-16 09:30"),  # begun on Saturday
        (WEEK, "2026-11-14 12:00", timedelta(0), "2026-11-16 09:00"),
        (WEEK, "2026-11-12 09:00", timedelta(hours=24), "2026-11-16 17:00"),
        (WEEK, "2026-03-27 16:00", timedelta(hours=2), "2026-03-30 09:00"),  # 10:00 once summer time began
        (
            WEEK,
            "2026-10-23 15:00",
            timedelta(hours=2),
            "2026-10-26 10:00",
        ),  # 16:00 BST, an hour left of Friday
        (NIGHTS, "2026-03-29 00:30", timedelta(hours=4), "2026-03-29 04:30"),
        (NIGHTS, "2026-03-28 22:00", timedelta(hours=7), "2026-03-29 05:00"),  # a night of seven hours
        (NIGHTS, "2026-03-28 22:00", timedelta(hours=8), "2026-03-29 22:00"),  # closed 06:00 BST, 23:00 next
        (NIGHTS, "2026-10-24 21:00", timedelta(hours=9), "2026-10-25 06:00"),  # a night of nine hours
    ],
)
def test_time_runs_only_inside_office_hours(hours: Hours, start: str, length: timedelta, over: str) -> None:
    assert days.add_open(hours, LONDON, utc(start), length) == utc(over)


WEEKS_WITH_CHANGES = st.sampled_from(
    [utc("2026-03-26 00:00"), utc("2026-10-22 00:00"), utc("2026-06-01 00:00")]
)


def open_by_the_wall(hours: Hours, at: datetime) -> bool:
    """A model: what the wall shows, without instants. Only for hours that no clock change touches."""
    wall = at.astimezone(ZoneInfo(LONDON))
    if hours.opens < hours.closes:
        return wall.weekday() in hours.days and hours.opens <= wall.time() < hours.closes
    evening = wall.weekday() in hours.days and wall.time() >= hours.opens
    return evening or ((wall.weekday() - 1) % 7 in hours.days and wall.time() < hours.closes)


@given(
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(3, 23),
    st.integers(3, 23),
    WEEKS_WITH_CHANGES,
    st.integers(0, 5 * 24 * 4),
    st.integers(0, 40),
)
def test_office_time_agrees_with_counting_quarters_of_an_hour(
    chosen: set[int], opens: int, closes: int, week: datetime, offset: int, quarters: int
) -> None:
    hours = Hours(tuple(sorted(chosen)), time(opens), time(closes))
    quarter = timedelta(minutes=15)
    start = at = week + offset * quarter
    left = quarters
    while left or not open_by_the_wall(hours, at):
        left -= open_by_the_wall(hours, at)
        at += quarter
        if not left and open_by_the_wall(hours, at - quarter):
            break
    assert days.is_open(hours, LONDON, start) is open_by_the_wall(hours, start)
    assert days.add_open(hours, LONDON, start, quarters * quarter) == at
