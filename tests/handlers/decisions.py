"""Builders: the huddle decides something about Sam, through Slack, and what came of it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

import db.actions
from db import tables
from db.session import Database
from handlers.flow import render
from prompts.actions import Action
from tests import house as houses
from tests.handlers import wired
from tests.handlers.wired import Wired
from tests.house import SLEEPLESS, Rowan, rows
from tests.otherslack.slack import Body

POST: Body = {"channel": "C0ROWAN", "ts": "1.1", "text": "", "blocks": [], "with": None}
SECRET = "SECRET"
CONCERN = "1"


def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    """Rowan House on a Thursday evening, with something open about Sam, who does not want Ida told."""
    made = Rowan(database).load()
    made.ask()
    made.says("sam", SLEEPLESS)
    made.all_sent()
    wired.at_once(monkeypatch)
    return made


def slack(house: Rowan) -> Iterator[Wired]:
    """The Slack that its staff are in."""
    users = {one.slack: one.spec.name for one in rows(house.database, tables.Staff)}
    made = Wired(house.relay, users, list(users))
    made.posts.append(dict(POST))
    yield made
    made.close()


def kept(house: Rowan) -> Any:
    with house.database.read() as session:
        return db.actions.get(session, 1)


def without(slack: str) -> houses.Written:
    """Rowan House's file, when somebody has left."""
    said = houses.rowan()
    said["staff"] = [one for one in said["staff"] if one["slack"] != slack]
    said["people"][0]["plan"]["agreed"]["drafted_by"] = "U0ASH"
    return said


def text(said: str) -> Body:
    return {"value": {"value": said}}


def picked(value: object) -> Body:
    return {"value": {"selected_option": {"value": str(value)}}}


def day(on: str | None) -> Body:
    return {"value": {"selected_date": on}}


def decision(house: Rowan, **changes: Any) -> Body:
    """The form of a decision, filled in: Jo does it by the 19th, Ash makes sure, Mel tells Sam."""
    jo, ash, mel = (house.author(one).staff_id for one in ("U0WORKER", "U0ASH", "U0LEAD"))
    words = {name: text(f"{SECRET} {name}") for name in ("problem", "decided", "apply", "measure")}
    return {
        **words, "owner": picked(jo), "senior": picked(ash), "due": day("2026-11-19"), "tells": picked(mel),
        "tells_how": text(f"{SECRET} how"), "tells_on": day("2026-11-16"), **changes,
    }  # fmt: skip


def opens(slack: Wired, action: Action, value: str = "1", user: str = "U0ASH") -> str:
    """What is shown when somebody taps this button of a message."""
    slack.views.clear()
    slack.whispers.clear()
    assert slack.tap_on(user, POST, action, value) is not None
    return json.dumps(slack.views.get(user) or slack.whispers, ensure_ascii=False)


def sends(slack: Wired, values: Body, user: str = "U0ASH") -> Any:
    """Send the open form; what it was acknowledged with."""
    ack = slack.submit(user, values)
    assert ack is not None
    return ack.payload


def decides(house: Rowan, slack: Wired, **changes: Any) -> Any:
    opens(slack, Action.DECIDE)
    return sends(slack, decision(house, **changes))


def told(house: Rowan) -> list[tuple[str, str]]:
    """Whom each message of an action went to, in order, with its kind."""
    kinds = ("action", "action_due", "action_late", "action_tell", "action_moved")
    rows = sorted((row for kind in kinds for row in house.sent(kind)), key=lambda row: int(row.id))
    return [(row.kind, row.to_user) for row in rows]


def drawn(house: Rowan, row: Any, *, first: bool = True) -> Any:
    with house.database.read() as session:
        return render.DRAW[row.kind](session, row, house.clock.at, first=first)


def on(house: Rowan, month: int, of_month: int, hour: int = 9) -> None:
    """It is that time in November or later, and everything that is due is done, twice over."""
    house.clock.at = datetime(2026, month, of_month, hour, tzinfo=UTC)
    house.tick()
    house.tick()
