"""What the huddle agreed and what a file says: which holds; when charts begin anew; how a restriction stands."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot import agreed, handover, plans
from bot.agreed import AskedAgreed, InForce, Looked, Restricted
from bot.closing import Restriction
from bot.handover import Change as Shift
from bot.people import Person
from bot.weeks import Week
from tests.house import sams_plan

NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
D = date(2026, 11, 12)
JANUARY, MARCH, PAST = date(2027, 1, 31), date(2027, 3, 1), date(2026, 10, 31)


def decision(until: date | None, hours: int = 0) -> AskedAgreed:
    return AskedAgreed(1, 1, NOON + hours * HOUR, D, until, True)


def asked(until: date | None, held: AskedAgreed | None, day: date, loaded_at: datetime = NOON - HOUR) -> bool:
    plan = plans.Plan.model_validate(sams_plan() | {"asked": {"shifts": ["late"], "until": until}})
    holds = agreed.as_agreed(plan, agreed.holding(loaded_at, held))
    due = datetime(day.year, day.month, day.day, 21, 15, tzinfo=UTC)
    return handover.asked_about(
        Person(1, "sam", "Sam", 1, holds), Shift("late", "night", day, due, due - HOUR)
    )


@pytest.mark.parametrize(
    ("file", "held", "day", "expected"),
    [
        (PAST, None, D, False),
        (PAST, decision(MARCH), D, True),
        (PAST, decision(MARCH), MARCH, True),
        (PAST, decision(MARCH), MARCH + timedelta(1), False),
        (None, decision(JANUARY), JANUARY + timedelta(1), False),
        (None, decision(None), D, False),
        (None, decision(None), D - timedelta(1), True),
        (MARCH, decision(None), MARCH, False),
        (PAST, decision(MARCH, hours=-1), D, True),  # at one instant: the huddle's
        (PAST, decision(MARCH, hours=-2), D, False),  # loaded after it: the file's
        (MARCH, decision(None, hours=-2), D, True),
        (None, decision(JANUARY, hours=-2), MARCH, True),
    ],
)
def test_the_newer_of_the_huddle_and_the_file_says_until_when(
    file: date | None, held: AskedAgreed | None, day: date, expected: bool
) -> None:
    assert asked(file, held, day) is expected


def test_at_which_shifts_stays_as_the_file_says() -> None:
    plan = plans.Plan.model_validate(sams_plan() | {"asked": {"shifts": ["late"]}})
    assert agreed.as_agreed(plan, decision(MARCH)).asked == plans.Asked(shifts=["late"], until=MARCH)


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 9), date(2026, 11, 9)),
        (date(2026, 11, 10), date(2026, 11, 16)),
        (date(2026, 11, 15), date(2026, 11, 16)),
        (date(2026, 12, 31), date(2027, 1, 4)),
    ],
)
def test_charts_begin_anew_with_the_first_whole_week(day: date, monday: date) -> None:
    assert agreed.begins(day) == Week(monday)


NOTED = Restricted(3, 1, 7, D, Restriction("Why", "Instead", date(2026, 11, 20), "Asked"))


def looks(*of: Looked) -> Restricted:
    return Restricted(3, 1, 7, D, NOTED.said, of)


ON = Looked("continue", "", "", date(2026, 12, 20), date(2026, 11, 20))
LESS = Looked("reduce", "", "", date(2027, 1, 20), date(2026, 12, 18))
END = Looked("end", "", "", None, date(2027, 1, 5))


@pytest.mark.parametrize(
    ("one", "on", "stands"),
    [
        (NOTED, D - timedelta(1), None),
        (NOTED, D, (date(2026, 11, 20), False, False)),
        (NOTED, date(2026, 11, 20), (date(2026, 11, 20), False, False)),
        (NOTED, date(2026, 11, 21), (date(2026, 11, 20), True, False)),
        (looks(ON), date(2026, 11, 21), (date(2026, 12, 20), False, False)),
        (looks(ON), date(2026, 11, 19), (date(2026, 11, 20), False, False)),
        (looks(ON, LESS), date(2027, 1, 4), (date(2027, 1, 20), False, True)),
        (looks(ON, LESS, END), date(2027, 1, 4), (date(2027, 1, 20), False, True)),
        (looks(ON, LESS, END), date(2027, 1, 5), None),
    ],
)
def test_a_restriction_stands_as_it_was_last_looked_at(
    one: Restricted, on: date, stands: tuple[date, bool, bool] | None
) -> None:
    expected = stands and InForce(3, 1, 7, "Sam", D, stands[0], overdue=stands[1], reduced=stands[2])
    assert agreed.in_force(one, "Sam", on) == expected
