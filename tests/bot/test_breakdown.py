"""Rates by part of the week: each shift in each of its parts, and escalations where they were raised from."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot import breakdown
from bot.figures import After
from tests.bot.digesting import DAY, WEEK, concern, shift

TUESDAY = WEEK.monday + DAY
AT = datetime(2026, 11, 10, 22, tzinfo=UTC)


def found(*shifts: object, concerns: tuple[object, ...] = ()) -> dict[str, breakdown.Part]:
    return {one.key: one for one in breakdown.parts(shifts, concerns, WEEK, 12)}  # type: ignore[arg-type]


def test_a_shift_counts_in_each_of_its_parts() -> None:
    parts = found(shift(TUESDAY, "night", signs=2, timed=1, actual=1, agency=1, alone=True))
    assert list(parts) == ["shift:night", "weekday:1", "staffing:agency", "staffing:alone", "staffing:below"]
    assert all((one.signs.events, one.signs.per, one.timed) == (2, 6, 1) for one in parts.values())


def test_over_plan_is_at_plan_and_what_nobody_said_is_neither() -> None:
    assert "staffing:at" in found(shift(TUESDAY, actual=3))
    assert list(found(shift(TUESDAY, planned=None, actual=None))) == [
        "shift:late",
        "weekday:1",
        "staffing:unsaid",
    ]


def test_a_shift_that_nobody_answered_is_no_chance_of_anything() -> None:
    assert found(shift(TUESDAY, answered=0)) == {}


def test_the_weeks_before_stand_beside_it_and_no_further() -> None:
    weeks = [shift(TUESDAY - timedelta(weeks=n), signs=n) for n in (0, 1, 12, 13)]
    part = found(*weeks)["weekday:1"]
    assert (part.signs.events, part.signs.per) == (0, 6)
    assert (part.signs_before.events, part.signs_before.per) == (13, 12)
    assert found(shift(TUESDAY + timedelta(weeks=1))) == {}


def test_a_tuesday_night_is_handed_over_on_wednesday_and_is_a_tuesday() -> None:
    night = replace(shift(TUESDAY, "night"), date=TUESDAY + DAY)
    assert "weekday:1" in found(night)
    # and a Sunday night is of the week in which it is handed over
    sunday = replace(shift(WEEK.monday - DAY, "night"), date=WEEK.monday)
    assert found(sunday)["weekday:6"].signs.per == 6


def test_an_escalation_counts_where_it_was_raised_from_and_one_about_the_house_does_not() -> None:
    raised = concern(1, AT, covers="night", day=TUESDAY)
    house = concern(2, AT, covers="night", day=TUESDAY, person_id=None)
    parts = found(shift(TUESDAY, "night"), concerns=(raised, house, concern(3, AT)))
    assert (parts["shift:night"].raised.events, parts["shift:night"].raised.per) == (1, 6)


def test_signs_after_something_are_summed_over_people() -> None:
    (family,) = breakdown.around([After(1, 7, "family", 4, 2, 30, 3), After(1, 8, "family", 6, 1, 20, 1)])
    assert (family.after.events, family.after.per, family.other.events, family.other.per) == (3, 10, 4, 50)


def test_escalations_after_something_are_summed_too_and_services_together() -> None:
    afters = [After(1, 7, "us", 4, 2, 30, 3, 1, 2), After(2, 8, "us", 6, 1, 20, 1, 0, 3)]
    (us,) = breakdown.around(afters)
    assert (us.after_raised, us.other_raised) == (breakdown.Rate(1, 10), breakdown.Rate(5, 50))
    apart = [*breakdown.around(afters[:1]), *breakdown.around(afters[1:])]
    assert breakdown.around_together(apart) == (us,)
