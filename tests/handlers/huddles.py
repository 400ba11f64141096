"""Builders: Rowan House with a weekly meeting on Tuesdays, Oak House beside it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.session import Database
from handlers import ticks
from tests import house as houses
from tests.handlers import wired
from tests.house import SLEEPLESS, Rowan, Written, staff

CHANNEL = "C0HUDDLE"
TUESDAY = datetime(2026, 11, 17, 9, tzinfo=UTC)  # an hour before it begins
WEEK = timedelta(weeks=1)


def huddle(**more: Any) -> Written:
    return {
        "channel": CHANNEL, "day": "tuesday", "at": "10:00", "timezone": "Europe/London", "services": ["rowan-house"],
    } | more  # fmt: skip


def said(**more: Any) -> Written:
    """Rowan House and Oak House, and a weekly meeting about Rowan House."""
    made, oak = houses.rowan(), houses.oak()
    made["organisation"]["huddle"] = huddle(**more)
    made["services"] += oak["services"]
    made["people"] += oak["people"]
    made["staff"] += [
        *oak["staff"],
        staff("U0KIT", "Kit", "safeguarding_lead", ["rowan-house", "oak-house"]),
        staff("U0SHARED", "Office", "manager", shared=True),
    ]
    return made


def meeting(database: Database, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    """Both houses on Thursday evening, with something open about Sam."""
    made = Rowan(database).load(said())
    made.ask()
    made.says("sam", SLEEPLESS)
    wired.at_once(monkeypatch)
    return made


def at(house: Rowan, now: datetime) -> None:
    """It is that time, and two processes tick."""
    house.clock.at = now
    house.tick()
    ticks.tick(house.relay)
