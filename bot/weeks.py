"""Weeks: Monday to Sunday by the wall, named as ISO 8601 names them (2026-W46). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ISO = re.compile(r"(\d{4})-?W(\d{2})", re.ASCII | re.IGNORECASE)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, order=True)
class Week:
    """One ISO week, by its Monday. Made by `of` and `parse`."""

    monday: date

    def __post_init__(self) -> None:
        if self.monday.weekday():
            raise ValueError(f"{self.monday} is not a Monday")

    def __str__(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.monday <= day <= self.sunday

    def plus(self, weeks: int) -> "Week":
        """The week so many later; a negative number is earlier."""
        return Week(self.monday + weeks * WEEK)

    def minus(self, other: "Week") -> int:
        """How many weeks this one is after `other`."""
        return (self.monday - other.monday) // WEEK


# a digest asks for the same few days a hundred thousand times
@lru_cache(maxsize=4096)
def of(day: date) -> Week:
    """The week that a local date lies in."""
    return Week(day - timedelta(days=day.weekday()))


def at(instant: datetime, zone: str) -> Week:
    """The week that an aware instant lies in, by the wall in `zone`."""
    return of(instant.astimezone(ZoneInfo(zone)).date())


def parse(text: str) -> Week:
    """`text` as "2026-W46", or a date in the week as "2026-11-12".

    Raises ValueError, saying how to write one, for anything else.
    """
    try:
        if named := ISO.fullmatch(text.strip()):
            return Week(date.fromisocalendar(int(named[1]), int(named[2]), 1))
        return of(date.fromisoformat(text.strip()))
    except (ValueError, OverflowError):
        raise ValueError(
            f"{text!r} is no week: write for example 2026-W46, or a date in it, 2026-11-12"
        ) from None


def last(count: int, until: Week) -> Iterator[Week]:
    """So many weeks in order of time, `until` the last."""
    return (until.plus(n - count + 1) for n in range(count))
