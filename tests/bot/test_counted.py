"""The numbers of a week: what each figure counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.counted import counted, of_concern, of_shifts
from bot.figures import Concern, Facts, Health, Shift, StepsTaken, Times
from bot.weeks import of

MONDAY = date(2026, 11, 9)
WEEK = of(MONDAY)
NOON = datetime(2026, 11, 9, 12, tzinfo=UTC)
HALF = timedelta(minutes=30)
SHIFT = Shift(1, 1, MONDAY, MONDAY, "late", "asked", people=6, answered=4, signs=2, timed=1)
CONCERN = Concern(
    1, 1, 7, "Sam", (), "now", "open", Times(NOON, HALF, HALF), NOON, opened_on=MONDAY, changed_on=MONDAY
)


@pytest.mark.parametrize(
    ("shift", "figures"),
    [
        ({}, {"handovers.asked": 1, "handovers.missed": 1, "handovers.not_read": 1, "people.asked": 6,
              "people.answered": 4, "people.missed": 2, "signs": 2, "signs.timed": 1, "signs.staffing_not_said": 2,
              "signs.at.late": 2, "answered.at.late": 4}),
        ({"over": False}, {"people.missed": 0, "handovers.missed": 0, "handovers.not_read": 0}),
        ({"answered": 6, "late": True}, {"handovers.answered": 1, "handovers.late": 1, "people.missed": 0}),
        ({"planned": 3, "actual": 2, "agency": 1, "alone": True},
         {"signs.below_plan": 2, "signs.at_plan": 0, "signs.with_agency": 2, "signs.alone": 2,
          "answered.below_plan": 4, "signs.staffing_not_said": 0}),
        ({"planned": 3, "actual": 3, "agency": 0, "alone": False},
         {"signs.below_plan": 0, "signs.at_plan": 2, "signs.with_agency": 0, "signs.alone": 0,
          "answered.at_plan": 4}),
        ({"state": "not_asked", "people": 0, "answered": 0, "signs": 0, "timed": 0},
         {"handovers.asked": 0, "handovers.not_asked": 1, "handovers.not_read": 0}),
        ({"state": "paused", "people": 0, "answered": 0, "signs": 0, "timed": 0}, {"handovers.paused": 1}),
        ({"read": True}, {"handovers.read": 1, "handovers.not_read": 0}),
        ({"date": MONDAY - timedelta(days=1)}, {"handovers.asked": 0, "signs": 0}),
        ({"service_id": 2}, {"handovers.asked": 0, "signs": 0}),
    ],
)  # fmt: skip
def test_a_shift_counts(shift: dict[str, Any], figures: dict[str, int]) -> None:
    numbers = counted(Facts(shifts=[replace(SHIFT, **shift)], week=WEEK), WEEK, 1)
    assert {key: numbers[key] for key in figures} == figures


BEFORE = {"opened_on": MONDAY - timedelta(days=3)}


@pytest.mark.parametrize(
    ("concern", "figures"),
    [
        ({}, ["concerns.raised"]),
        ({"again": (3,), "unanswered": True}, ["concerns.raised", "repeats", "concerns.unanswered"]),
        (BEFORE, ["concerns.updated"]),
        ({**BEFORE, "changed_on": MONDAY - timedelta(days=1)}, ["concerns.still_open"]),
        ({**BEFORE, "changed_on": MONDAY - timedelta(days=1), "state": "closed"}, []),
        ({"opened_on": MONDAY + timedelta(days=7)}, []),
        # without local dates those of the instants
        ({"opened_on": None, "changed_on": None}, ["concerns.raised"]),
    ],
)
def test_a_concern_is_raised_or_updated_or_still_open(concern: dict[str, Any], figures: list[str]) -> None:
    assert of_concern(replace(CONCERN, **concern), WEEK) == figures


def test_how_far_a_concern_came_is_counted_of_those_raised_in_the_week() -> None:
    times = replace(CONCERN.times, seen_at=NOON, told_at=NOON, acknowledged_at=NOON)
    found = of_concern(replace(CONCERN, times=times), WEEK)
    assert found == ["concerns.raised", "timeliness.seen", "timeliness.told", "timeliness.acknowledged"]


def test_what_is_of_no_one_service_is_a_number_of_all() -> None:
    taken = [StepsTaken(n, {"done": n}, {"yes": 1}, {"us": 2}) for n in (1, 2)]
    facts = Facts(steps=taken, good={1: 3}, pauses={2: 1}, gaps=4, health=Health(5, 6, 7), week=WEEK)
    whole, one = counted(facts, WEEK, None), counted(facts, WEEK, 1)
    keys = ("steps.done", "followed.yes", "missed_contacts.us", "good", "pauses")
    assert [whole[key] for key in keys] == [3, 2, 4, 3, 1]
    assert [one[key] for key in keys] == [1, 1, 2, 3, 0]
    assert [whole[key] for key in ("gaps", "given_up", "faults", "mended")] == [4, 5, 6, 7]
    assert not {"gaps", "given_up", "faults", "mended"} & set(one)


def test_a_shift_is_a_figure_by_its_key() -> None:
    figure = of_shifts("signs.at.late")
    assert figure is not None
    assert figure.which(SHIFT)
    assert not figure.which(replace(SHIFT, covers="night"))
    assert of_shifts("concerns.raised") is None
