from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import handover, house, plans
from bot.people import Person

THREE = [("early", "07:30", None), ("late", "14:30", None), ("night", "21:30", None)]
WEEKENDS_APART = [
    ("day", "08:00", "mon-fri"),
    ("evening", "16:00", "mon-fri"),
    ("long", "10:00", "sat,sun"),
    ("night", "22:00", None),
]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def service(
    shifts: list[tuple[str, str, Any]], ask_before: str = "15 min", zone: str = "Europe/London"
) -> house.Service:
    return house.Service.model_validate(
        {
            "key": "rowan-house",
            "name": "Rowan House",
            "channel": "C0ROWAN",
            "phone": "01234 111111",
            "timezone": zone,
            "ladder": "house",
            "handover": {"ask_before": ask_before},
            "shifts": [{"key": key, "name": key, "starts": at, "days": on} for key, at, on in shifts],
        }
    )


ROWAN = service(THREE)
ASH_LANE = service(WEEKENDS_APART)


def said(changes: list[handover.Change]) -> list[str]:
    return [f"{change.covers}>{change.next} {change.date:%d} due {change.due:%d %H:%M}" for change in changes]


@pytest.mark.parametrize(
    ("spec", "after", "until", "expected"),
    [
        (ROWAN, "2026-11-12 00:00", "2026-11-13 00:00",
         ["night>early 12 due 12 07:15", "early>late 12 due 12 14:15", "late>night 12 due 12 21:15"]),
        # after is not included, until is
        (ROWAN, "2026-11-12 07:15", "2026-11-12 14:15", ["early>late 12 due 12 14:15"]),
        (ROWAN, "2026-11-12 07:14:59", "2026-11-12 14:14:59", ["night>early 12 due 12 07:15"]),
        (ROWAN, "2026-11-12 14:15", "2026-11-12 14:15", []),
        # the night into summer time lasts nine hours, the night out of it eleven
        (ROWAN, "2026-03-28 21:00", "2026-03-29 12:00",
         ["late>night 28 due 28 21:15", "night>early 29 due 29 06:15"]),
        (ROWAN, "2026-10-24 20:00", "2026-10-25 12:00",
         ["late>night 24 due 24 20:15", "night>early 25 due 25 07:15"]),
        # Friday 13 to Monday 16 November: each change covers what really ran until then
        (ASH_LANE, "2026-11-13 12:00", "2026-11-16 12:00",
         ["day>evening 13 due 13 15:45", "evening>night 13 due 13 21:45", "night>long 14 due 14 09:45",
          "long>night 14 due 14 21:45", "night>long 15 due 15 09:45", "long>night 15 due 15 21:45",
          "night>day 16 due 16 07:45"]),
        # one shift: it covers itself
        (service([("day", "09:00", None)]), "2026-11-12 00:00", "2026-11-13 00:00",
         ["day>day 12 due 12 08:45"]),
        # one shift a week covers the week before
        (service([("visit", "09:00", "mon")]), "2026-11-10 00:00", "2026-11-23 00:00",
         ["visit>visit 16 due 16 08:45"]),
        (service([("visit", "09:00", "mon")]), "2026-11-16 08:00", "2026-11-16 09:00",
         ["visit>visit 16 due 16 08:45"]),
        # due the evening before its local date
        (service([("a", "00:05", None), ("b", "12:00", None)]), "2026-11-12 20:00", "2026-11-13 00:00",
         ["b>a 13 due 12 23:50"]),
        # asked a day and more before
        (service([("a", "09:00", "mon"), ("b", "09:00", "thu")], "30 h"),
         "2026-11-10 00:00", "2026-11-12 00:00",
         ["a>b 12 due 11 03:00"]),
    ],
)  # fmt: skip
def test_changes_of_shift_fall_due_in_order(
    spec: house.Service, after: str, until: str, expected: list[str]
) -> None:
    assert said(handover.changes(spec, utc(after), utc(until))) == expected


@pytest.mark.parametrize(
    ("shifts", "after", "until", "expected"),
    [
        # both starts fall in the hour that spring leaves out: the second is the one that runs
        ([("a", "01:10", None), ("b", "01:40", None), ("c", "12:00", None)],
         "2026-03-29 00:00", "2026-03-29 09:00",
         ["c>b 29 due 29 00:45"]),
        ([("a", "01:10", None), ("b", "01:40", None), ("c", "12:00", None)],
         "2026-03-29 09:00", "2026-03-29 12:00",
         ["b>c 29 due 29 10:45"]),
        # an hour that comes twice is asked once
        ([("a", "01:30", None), ("b", "12:00", None)], "2026-10-24 23:00", "2026-10-25 10:00",
         ["b>a 25 due 25 00:15"]),
        # written to start together
        ([("a", "09:00", None), ("b", "09:00", None), ("c", "17:00", None)],
         "2026-11-12 00:00", "2026-11-12 20:00",
         ["c>b 12 due 12 08:45", "b>c 12 due 12 16:45"]),
        ([("a", "09:00", None), ("b", "09:00", "sat")], "2026-11-13 00:00", "2026-11-15 20:00",
         ["a>a 13 due 13 08:45", "a>b 14 due 14 08:45", "b>a 15 due 15 08:45"]),
    ],
)  # fmt: skip
def test_two_changes_at_one_instant_are_asked_once(
    shifts: list[tuple[str, str, Any]], after: str, until: str, expected: list[str]
) -> None:
    assert said(handover.changes(service(shifts), utc(after), utc(until))) == expected


def test_a_change_knows_its_instants_and_its_local_date() -> None:
    (change,) = handover.changes(ROWAN, utc("2026-07-01 20:00"), utc("2026-07-01 21:00"))
    at = utc("2026-07-01 20:30")
    assert change == handover.Change("late", "night", date(2026, 7, 1), at, at - timedelta(minutes=15))
    assert change.at.tzinfo is UTC


SHIFTS = st.lists(
    st.tuples(st.integers(0, 23), st.sampled_from([0, 10, 30, 40]), st.sets(st.integers(0, 6), min_size=1)),
    min_size=1,
    max_size=5,
)
ZONES = st.sampled_from(["Europe/London", "America/Santiago", "Australia/Lord_Howe"])
STARTS = st.sampled_from(
    [utc("2026-03-25 00:07"), utc("2026-10-20 00:07"), utc("2026-09-01 00:07"), utc("2026-10-01 00:07")]
)


def made(shifts: list[tuple[int, int, set[int]]], zone: str) -> house.Service:
    return service(
        [(f"s{i}", f"{hour:02}:{minute:02}", tuple(on)) for i, (hour, minute, on) in enumerate(shifts)],
        zone=zone,
    )


@given(SHIFTS, ZONES, STARTS, st.integers(0, 14 * 24), st.integers(0, 14 * 24))
def test_asking_in_two_parts_finds_what_asking_at_once_finds(
    shifts: list[tuple[int, int, set[int]]], zone: str, start: datetime, first: int, second: int
) -> None:
    spec = made(shifts, zone)
    middle = start + timedelta(hours=first)
    end = middle + timedelta(hours=second)
    whole = handover.changes(spec, start, end)
    assert handover.changes(spec, start, middle) + handover.changes(spec, middle, end) == whole
    assert all(start < change.due <= end for change in whole)
    upcoming = handover.next_change(spec, start)
    assert [upcoming][: len(whole)] == whole[:1]
    assert upcoming.due > start


@given(SHIFTS, ZONES, STARTS)
def test_each_change_covers_the_shift_that_the_one_before_began(
    shifts: list[tuple[int, int, set[int]]], zone: str, start: datetime
) -> None:
    found = handover.changes(made(shifts, zone), start, start + timedelta(days=15))
    for earlier, later in pairwise(found):
        assert earlier.due < later.due
        assert later.covers == earlier.next
    # the first one too: asking from long before names the same shift
    before = handover.changes(made(shifts, zone), start - timedelta(days=30), start + timedelta(days=15))
    assert before[len(before) - len(found) :] == found


@given(SHIFTS, STARTS)
def test_the_shift_that_starts_is_what_the_wall_says(
    shifts: list[tuple[int, int, set[int]]], start: datetime
) -> None:
    spec = made(shifts, "Europe/London")
    for change in handover.changes(spec, start, start + timedelta(days=8)):
        wall = change.at.astimezone(ZoneInfo("Europe/London"))
        began = next(shift for shift in spec.shifts if shift.key == change.next)
        assert began.days is not None
        assert wall.weekday() in began.days
        assert wall.date() == change.date
        spring_gap = began.starts.hour == 1 and wall.date() == date(2026, 3, 29)
        assert wall.time() == (time(2) if spring_gap else began.starts)


def person(**asked: Any) -> Person:
    plan = plans.Plan.model_validate(
        {
            "agreed": {
                "when": date(2026, 10, 1),
                "with": ["Sam"],
                "drafted_by": "U0LEAD",
                "approved_by": "U0ASH",
                "review_by": date(2027, 1, 1),
            },
            "asked": asked,
            "signs": [{"key": "pacing", "says": "I walk up and down", "domain": "mood", "rating": "seen"}],
        }
    )
    return Person(1, "sam", "Sam", 1, plan)


UNTIL = date(2026, 11, 12)


@pytest.mark.parametrize(
    ("who", "covers", "on", "asked"),
    [
        (Person(2, "ray", "Ray", 1), "late", UNTIL, True),
        (person(), "late", UNTIL, True),
        (person(shifts=["late", "night"]), "late", UNTIL, True),
        (person(shifts=["late", "night"]), "early", UNTIL, False),
        (person(shifts=[]), "late", UNTIL, False),
        (person(until=UNTIL), "late", UNTIL, True),
        (person(until=UNTIL), "late", UNTIL + timedelta(days=1), False),
        (person(shifts=["night"], until=UNTIL), "night", UNTIL, True),
        (person(shifts=["night"], until=UNTIL), "late", UNTIL, False),
    ],
)
def test_a_person_is_asked_about_where_and_until_when_they_agreed(
    who: Person, covers: str, on: date, asked: bool
) -> None:
    at = utc("2026-11-12 21:30")
    assert handover.asked_about(who, handover.Change(covers, "x", on, at, at)) is asked


@pytest.mark.parametrize(
    ("now", "what"),
    [
        ("2026-11-12 21:14:59", "wait"),
        ("2026-11-12 21:15:00", "ask"),
        ("2026-11-12 21:20:00", "ask"),
        ("2026-11-12 21:20:01", "ask_late"),
        ("2026-11-13 07:14:59", "ask_late"),
        ("2026-11-13 07:15:00", "not_asked"),
        ("2026-12-01 00:00:00", "not_asked"),
    ],
)
def test_a_handover_is_asked_late_until_the_next_one_is_due(now: str, what: str) -> None:
    assert handover.what_now(utc("2026-11-12 21:15"), utc("2026-11-13 07:15"), utc(now)) == what


def test_a_handover_minutes_before_the_next_is_not_asked_beside_it() -> None:
    due, next_due = utc("2026-11-12 21:15"), utc("2026-11-12 21:17")
    assert handover.what_now(due, next_due, utc("2026-11-12 21:17")) == "not_asked"


@pytest.mark.parametrize(
    ("now", "what"),
    [
        ("2026-11-12 20:14:59", "extra"),
        ("2026-11-12 20:15:00", "early"),
        ("2026-11-12 21:14:00", "early"),
        ("2026-11-12 12:00:00", "extra"),
    ],
)
def test_asking_now_is_early_only_within_the_hour_before(now: str, what: str) -> None:
    assert handover.ask_now(utc("2026-11-12 21:15"), utc(now)) == what


def test_an_untimed_answer_was_seen_by_the_end_of_the_period_it_answers() -> None:
    end = utc("2026-11-12 21:15")
    assert handover.seen_at(end, utc("2026-11-12 21:10")) == utc("2026-11-12 21:10")
    assert handover.seen_at(end, utc("2026-11-12 23:00")) == end


@pytest.mark.parametrize(
    ("o_clock", "now", "then"),
    [
        ("21:00", "2026-11-12 21:17", "2026-11-12 21:00"),
        ("21:17", "2026-11-12 21:17:30", "2026-11-12 21:17"),
        ("22:30", "2026-11-13 06:50", "2026-11-12 22:30"),  # past midnight the evening before is meant
        ("23:59", "2026-11-13 00:00", "2026-11-12 23:59"),
        ("01:20", "2026-11-12 21:17", "2026-11-12 01:20"),
        ("01:15", "2026-11-12 21:17", None),  # over twenty hours ago
        ("21:18", "2026-11-12 21:17", None),  # in a minute
        ("23:30", "2026-11-12 21:17", None),
        ("07:00", "2026-07-01 07:30", "2026-07-01 06:00"),  # in summer
        ("22:00", "2026-10-25 05:00", "2026-10-24 21:00"),  # over the night that the clocks go back
        ("01:30", "2026-10-25 05:00", "2026-10-25 00:30"),  # twice that night: the first
        ("01:30", "2026-03-29 05:00", "2026-03-29 01:00"),  # never that night: the first instant after
    ],
)
def test_about_when_it_was_is_the_last_time_the_clock_showed_that(
    o_clock: str, now: str, then: str | None
) -> None:
    found = handover.about_when(time.fromisoformat(o_clock), "Europe/London", utc(now))
    assert found == (utc(then) if then else None)
