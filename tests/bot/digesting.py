"""Builders: weeks of a made-up house, as the digest counts from them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.digest import Asked, House
from bot.figures import Concern, Facts, Shift, Tally, Times
from bot.weeks import Week, parse

WEEK = parse("2026-W46")
NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)
ELM = House(1, "elm", "Elm House", frozenset({"night"}))
ASH = House(2, "ash", "Ash House", frozenset({"night"}))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def shift(day: date, covers: str = "late", service_id: int = 1, **more: Any) -> Shift:
    """Six people, all answered, nobody with signs, two planned and two there."""
    usual = {
        "people": 6,
        "answered": 6,
        "planned": 2,
        "actual": 2,
        "agency": 0,
        "alone": False,
        "state": "asked",
    }
    return Shift(day.toordinal() * 10 + service_id, service_id, day, day, covers, **(usual | more))


def concern(number: int, opened: datetime, **more: Any) -> Concern:
    """About Sam at Elm House; taken in four minutes, acted on in twenty, closed the next morning."""
    times = Times(
        opened, 10 * MINUTE, 30 * MINUTE, opened - 20 * MINUTE, opened, opened, opened + 4 * MINUTE,
        opened + 24 * MINUTE, opened + timedelta(hours=12), 1, 1,
    )  # fmt: skip
    usual: dict[str, Any] = {
        "service_id": 1, "person_id": 7, "known_as": "Sam", "domains": ("sleep",), "urgency": "now",
        "state": "closed", "times": times, "changed_at": opened + timedelta(hours=12),
    }  # fmt: skip
    return Concern(number, **(usual | more))


def unanswered(one: Concern) -> Concern:
    """The same, and nobody took it."""
    times = replace(
        one.times, acknowledged_at=None, acted_at=None, closed_at=None, promises=0, promises_met=0
    )
    return replace(one, times=times, state="open", unanswered=True, changed_at=one.times.opened_at)


def asked(week: Week = WEEK, houses: Iterable[House] = (ELM,), **more: Any) -> Asked:
    return Asked(week, list(houses), "Europe/London", NOW, **more)


def tally(person_id: int, signs: int, shifts: int, **more: Any) -> Tally:
    usual: dict[str, Any] = {
        "service_id": 1, "covers": "night", "weekday": 0, "below": False, "agency": False, "alone": False,
        "fortnight": 1,
    }  # fmt: skip
    return Tally(person_id=person_id, shifts=shifts, signs=signs, **(usual | more))


def facts(**more: Any) -> Facts:
    return Facts(**({"week": WEEK} | more))
