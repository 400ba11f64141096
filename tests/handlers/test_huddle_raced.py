"""Several processes tick at the same moment: each of the huddle's messages goes once, and nothing fails."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest

import db.people
from bot import days
from bot.actions import Decision, Said
from db import tables
from db.session import Database
from handlers import ticks
from handlers.flow import actions
from tests.handlers.checking import answered
from tests.handlers.huddles import TUESDAY, WEEK, said
from tests.house import Rowan, rows

HUDDLE = ("huddle", "check", "check_again", "action", "action_due", "action_late")


@pytest.fixture
def house(database: Database) -> Rowan:
    """On Thursday evening something rang and was closed; something was decided, and is due on Wednesday."""
    made = Rowan(database).load(said())
    made.ask()
    answered(made)
    with database.write() as session:
        ash = db.people.staff_by_slack(session, "U0ASH")
        assert ash is not None
        what = Decision(Said("A", "B", "C", "D"), made.author("U0LEAD").staff_id, ash.id, date(2026, 11, 18))
        actions.decide(session, made.service(), None, ash, what, "form", made.clock.at)
    return made


def at_once(house: Rowan, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four tick at this moment, and none of them fails."""
    failed: list[Any] = []
    monkeypatch.setattr(
        ticks.log, "exception", lambda what, **about: failed.append((what, about)), raising=False
    )
    house.clock.at = at
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: house.tick(), range(4)))
    assert failed == []


def test_threads_that_tick_at_once_post_and_remind_once(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = {datetime(2026, 11, 13, 7, 15, tzinfo=UTC), TUESDAY, TUESDAY + WEEK}
    for on in (13, 15, 16, 17, 18, 19, 20):
        moments |= {
            days.instant(date(2026, 11, on), days.parse_time(one), "Europe/London")
            for one in ("09:00", "11:00")
        }
    for at in sorted(moments):
        at_once(house, at, monkeypatch)
    sent = Counter(row.kind for kind in HUDDLE for row in house.sent(kind))
    assert sent["huddle"] == 2
    assert (
        sent["check"] == sum(one.state.value == "sent" for one in rows(house.database, tables.CheckRound)) > 0
    )
    assert sent["check_again"] == sent["check"]
    assert (sent["action"], sent["action_due"]) == (1, 2)
    assert sent["action_late"] == 2
    posted = [(one.week, one.state.value) for one in rows(house.database, tables.Huddle)]
    assert posted == [("2026-W46", "posted"), ("2026-W47", "posted"), ("2026-W48", "planned")]
