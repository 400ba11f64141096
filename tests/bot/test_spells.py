"""What is rare: the days between one person's escalations."""

from datetime import UTC, date, datetime, timedelta

from bot import spells
from bot.spells import Spell
from bot.weeks import Week, of
from tests.bot.digesting import NOW, concern, unanswered

FIRST = datetime(2026, 7, 6, 12, tzinfo=UTC)


def between(hours: list[int]) -> tuple[list[float], Week | None]:
    """The days, and the week in which the last ended, of escalations so many hours apart."""
    opened = [FIRST]
    for many in hours:
        opened.append(opened[-1] + timedelta(hours=many))
    made = list(spells.spells([concern(n, at) for n, at in enumerate(opened)], 1, NOW))
    days = [one for one in made if one.kind == "days"]
    return [point.value for one in days for point in one.chart.points], days[0].ended_in if days else None


def test_what_rings_twice_at_once_is_one_event() -> None:
    assert between([48, 1, 47, 48, 48, 2, 46, 48]) == ([2.0] * 6, of(date(2026, 7, 18)))


def test_somebody_who_rings_every_day_before_the_hour_still_has_days_between() -> None:
    # each within a day of the one before: every second one is a day or more after the last that counted
    days, _ = between([23] * 12)
    assert days == [46 / 24] * 6


def test_too_few_to_be_a_line_are_none() -> None:
    assert between([48] * 4) == ([], None)


def test_escalations_between_two_that_nobody_took_are_of_the_service() -> None:
    found = [concern(n, FIRST + n * timedelta(days=2)) for n in range(13)]
    missed = [unanswered(one) if one.id % 2 == 0 else one for one in found]
    (taken,) = (one for one in spells.spells(missed, 1, NOW) if one.kind == "taken")
    assert isinstance(taken, Spell)
    assert ([point.value for point in taken.chart.points], taken.known_as) == ([1.0] * 6, None)
    assert taken.ended_in == found[-1].opened_in
