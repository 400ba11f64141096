"""Builders of a recorded history: handovers every eight hours, replies to them, a house by the clock of London."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot import backtest
from bot.house import Service as Spec
from bot.people import Service
from bot.recorded import Period, Recorded, Reply, Rung
from bot.rings import Ring
from tests import house
from tests.bot.sam import plan

FIRST = datetime(2026, 11, 2, 7, 15, tzinfo=UTC)  # a Monday
EIGHT = timedelta(hours=8)
FOREVER = datetime(2099, 1, 1, tzinfo=UTC)
ROWAN = Service(1, Spec.model_validate(house.service()))
NO_SIGN: dict[str, Any] = {}


def due(period: int) -> datetime:
    return FIRST + period * EIGHT


def periods(count: int, **last: Any) -> list[Period]:
    """So many, each asked about when due, and over when the next was due; `last` changes the last one."""
    made = [Period(id=i, due=due(i), asked_at=due(i), over_at=due(i + 1)) for i in range(count)]
    return [*made[:-1], made[-1].model_copy(update=last)]


def said(id: int, period: int, after: float = 10, /, **values: Any) -> Reply:
    """A reply received `after` minutes from when the period was due; clear where it names no sign."""
    more = {key: values.pop(key) for key in list(values) if key in Reply.model_fields}
    received = due(period) + timedelta(minutes=after)
    return Reply(
        id=id, period=period, seen_at=min(received, due(period)), received_at=received,
        kind="signs" if values or more.get("followed") else "clear", values=values, **more,
    )  # fmt: skip


def recorded(all_periods: list[Period], *replies: Reply, rang: tuple[Rung, ...] = ()) -> Recorded:
    return Recorded(person="sam", taken_at=due(100), periods=tuple(all_periods), replies=replies, rang=rang)


def rings(history: Recorded, *rules: dict[str, Any], start: datetime = FIRST) -> list[Ring]:
    known = backtest.moments(history, FOREVER)
    return backtest.replay(history, plan(*rules), "Sam", ROWAN, start, known)
