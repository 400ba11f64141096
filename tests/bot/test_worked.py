"""On which date the shift began that a handover covers."""

from datetime import date
from typing import Any

import pytest

from bot import house
from bot.worked import began_on
from tests.house import service

MONDAY, TUESDAY, SUNDAY = date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 8)
FRIDAY = date(2026, 11, 6)


def spec(*shifts: dict[str, Any]) -> house.Service:
    return house.Service.model_validate(service() | ({"shifts": list(shifts)} if shifts else {}))


def shift(key: str, starts: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": key.title(), "starts": starts, **more}


LONG = (shift("day", "08:00"), shift("night", "20:00"))
ALONE = (shift("all", "09:00"),)
WEEKEND = (
    shift("week", "08:00", days=["mon", "tue", "wed", "thu", "fri"]),
    shift("weekend", "18:00", days=["fri"]),
)


@pytest.mark.parametrize(
    ("shifts", "covers", "following", "on", "expected"),
    [
        ((), "early", "late", TUESDAY, TUESDAY),
        ((), "late", "night", TUESDAY, TUESDAY),
        ((), "night", "early", TUESDAY, MONDAY),
        (LONG, "night", "day", MONDAY, SUNDAY),
        (LONG, "day", "night", MONDAY, MONDAY),
        (ALONE, "all", "all", TUESDAY, MONDAY),
        (WEEKEND, "weekend", "week", MONDAY, FRIDAY),
        (WEEKEND, "week", "weekend", FRIDAY, FRIDAY),
        # the service has it no more; or the one that followed
        ((), "twilight", "night", TUESDAY, TUESDAY),
        ((), "late", "twilight", TUESDAY, MONDAY),
    ],
)
def test_a_shift_began_when_it_last_starts_before_the_next_one(
    shifts: tuple[dict[str, Any], ...], covers: str, following: str, on: date, expected: date
) -> None:
    assert began_on(spec(*shifts), covers, following, on) == expected
