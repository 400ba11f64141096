"""Days, wall-clock times and office hours. This file alone knows about clock changes.

Instants are aware and UTC. A local time that does not exist is the first instant that does; one that
exists twice is the first of the two.
"""

import difflib
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

DAY = timedelta(days=1)
SHORT = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS = {name: day for names in (SHORT, FULL) for day, name in enumerate(names)} | {
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
HOUR_AND_MINUTE = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


class OfficeHours(Protocol):
    """Open on `days` (Monday 0, never empty) from `opens`; `closes` at or before it is the day after."""

    @property
    def days(self) -> tuple[int, ...]: ...
    @property
    def opens(self) -> time: ...
    @property
    def closes(self) -> time: ...


def known_zone(name: str) -> str:
    """`name` when it is an IANA time zone. Raises ValueError, naming the nearest one, when it is not."""
    if name in _zones():
        return name
    near = difflib.get_close_matches(name[:100], sorted(_zones()), n=1)
    example = f"did you mean {near[0]}?" if near else "write one like Europe/London"
    raise ValueError(f"is not a time zone; {example}")


@cache
def _zones() -> frozenset[str]:
    # "localtime" is whatever this machine is set to: the same file would mean different times elsewhere
    return frozenset(available_timezones()) - {"localtime"}


def parse_time(text: str) -> time:
    """The time of day that `text` writes as HH:MM. Raises ValueError, saying how, for anything else."""
    match = HOUR_AND_MINUTE.fullmatch(text)
    if match is None:
        raise ValueError('is not a time of day; write hours and minutes in quotes, for example "07:30"')
    return time(int(match[1]), int(match[2]))


def parse_weekdays(value: object) -> tuple[int, ...]:
    """The weekdays meant, Monday 0, in order: a range, a list of names, or our own numbers as a tuple.

    A range may go round the end of the week ("sat-mon"). Raises ValueError, saying how to write them.
    """
    # numbers in a list are refused: a manager may count Monday as 1
    if isinstance(value, tuple) and value and all(type(day) is int and 0 <= day <= 6 for day in value):
        return tuple(sorted(set(value)))
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not parts:
        raise _not_days(value)
    return tuple(sorted({day for part in parts for day in _range(part)}))


def _range(part: object) -> list[int]:
    if not isinstance(part, str):
        raise _not_days(part)
    ends = [WEEKDAYS.get(name.strip().lower()) for name in re.split("[-–]", part)]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:
        raise _not_days(part)
    return [(first + i) % 7 for i in range((last - first) % 7 + 1)]


def _not_days(value: object) -> ValueError:
    shown = repr(value) if len(repr(value)) <= 40 else "this"
    return ValueError(f"{shown} does not name days of the week; write for example mon-fri or [mon, wed]")


def parse_weekdays_or_none(value: object) -> tuple[int, ...] | None:
    """As `parse_weekdays`; None stays None."""
    return None if value is None else parse_weekdays(value)


def written_weekdays(days: tuple[int, ...] | None) -> list[str] | None:
    """`days` (Monday 0) in a form `parse_weekdays` reads: ["mon", "tue"]."""
    return None if days is None else [SHORT[day] for day in days]


def instant(day: date, at: time, zone: str) -> datetime:
    """When it is `at` o'clock on `day` in `zone`, in UTC."""
    wall = datetime.combine(day, at, ZoneInfo(zone))
    first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    # Python reads a time inside the gap with the old offset first: only then is the second one earlier
    return first if first <= second else _clock_change(second, first, zone)


def _clock_change(before: datetime, after: datetime, zone: str) -> datetime:
    """The first instant, to the second, that has the offset of `after`; there is one change between."""
    new = after.astimezone(ZoneInfo(zone)).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        there = (before + timedelta(seconds=middle)).astimezone(ZoneInfo(zone)).utcoffset() == new
        low, high = (low, middle) if there else (middle, high)
    return before + timedelta(seconds=high)


def local(at: datetime, zone: str) -> datetime:
    """`at` (aware) as the clock on the wall in `zone` shows it, aware."""
    return at.astimezone(ZoneInfo(zone))


def is_open(hours: OfficeHours, zone: str, at: datetime) -> bool:
    """Whether the office is open at `at`: open at the opening instant, closed at the closing one."""
    return next_open(hours, zone, at) == at


def next_open(hours: OfficeHours, zone: str, at: datetime) -> datetime:
    """The first instant from `at` on, in UTC, at which the office is open; `at` itself when it is."""
    opens, _ = next(_open_from(hours, zone, at))
    return opens


def add_open(hours: OfficeHours, zone: str, start: datetime, length: timedelta) -> datetime:
    """When `length` has passed since `start`, counting only while open, in UTC.

    It may be a closing instant itself: ten minutes from 16:50 are over at 17:00.
    """
    for opens, closes in _open_from(hours, zone, start):
        if length <= closes - opens:
            return opens + length
        length -= closes - opens
    raise AssertionError("offices open again")  # pragma: no cover


def _open_from(hours: OfficeHours, zone: str, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The times open after `at`, in order, the first one cut to begin no earlier."""
    at = at.astimezone(UTC)
    # two days back: one window may reach over midnight, and a clock change may push its end further
    day = local(at, zone).date() - 2 * DAY
    over_midnight = DAY if hours.closes <= hours.opens else timedelta()
    while True:
        if day.weekday() in hours.days:
            opens = instant(day, hours.opens, zone)
            closes = instant(day + over_midnight, hours.closes, zone)
            if at < closes and opens < closes:
                yield max(at, opens), closes
        day += DAY
