"""At the end: somebody fills in *Close…* and *Stand down…* through Slack's protocol."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

import db.closing
import db.people
import db.timeline
from bot.closing import Closing
from bot.transitions import Act, Event, Take
from handlers.flow import deeds
from handlers.flow.deeds import Result, Wish
from prompts.escalation import Action
from tests.handlers import wired
from tests.handlers.wired import Wired
from tests.house import MINUTE, SLEEPLESS, Rowan, rowan

DEE, ASH, JO, MEL = "U0DEE", "U0ASH", "U0WORKER", "U0LEAD"
HOUR = 60 * MINUTE
POST = {"channel": "D0DEE", "ts": "1.1", "text": "", "blocks": [], "with": DEE}
ANSWERS: dict[str, Any] = {
    "outcome": "help_came", "wanted": "partly", "says": "I slept", "restricted": "no", "plan": "no",
    "debrief_person": "offered", "debrief_staff": "done", "fair": "yes",
}  # fmt: skip
TEXTS = frozenset(
    {"says", "rationale", "alternative", "involvement", "plan_change", "other_help", "note", "text"}
)
RESTRICTED = {
    "restricted": "yes", "rationale": "The door was locked", "alternative": "Somebody sits by it",
    "review_by": "2026-11-20", "involvement": "Sam was asked",
}  # fmt: skip


def ticked(*chosen: str) -> Any:
    options = [{"text": {"type": "plain_text", "text": "x"}, "value": one} for one in chosen]
    return {"value": {"type": "checkboxes", "selected_options": options}}


def state(**answers: Any) -> dict[str, Any]:
    """What stands in the fields: a date as a calendar gives it, a text as written, a choice as chosen."""

    def one(block: str, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if block == "review_by":
            return {"value": {"type": "datepicker", "selected_date": value}}
        if block in TEXTS:
            return {"value": {"type": "plain_text_input", "value": value}}
        option = {"text": {"type": "plain_text", "text": "x"}, "value": value}
        return {"value": {"type": "radio_buttons", "selected_option": option}}

    return {block: one(block, value) for block, value in answers.items()}


@pytest.fixture
def slack(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wired]:
    """Sam's escalation rings at Dee; everybody is in Slack."""
    wired.at_once(monkeypatch)
    house.says("sam", SLEEPLESS)
    users = {one["slack"]: one["name"] for one in rowan()["staff"]}
    made = Wired(house.relay, users, list(users))
    made.posts.append(dict(POST))
    yield made
    made.close()


def does(house: Rowan, slack: str, event: Event, escalation_id: int = 1, about: str | None = None) -> Result:
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, slack)
        assert who is not None
        return deeds.do(session, escalation_id, who, Wish(event, about=about), house.clock.at)


def acted(house: Rowan) -> None:
    does(house, DEE, Take())
    house.clock.passes(20)
    does(house, DEE, Act(), about="came")


def e(house: Rowan, at: int = 0) -> Any:
    return house.escalations()[at]


def tap(slack: Wired, user: str, action: Action, value: str = "1:0") -> str:
    """What the tapper is told."""
    slack.whispers.clear()
    slack.views.pop(user, None)
    slack.tap_on(user, POST, action, value)
    return json.dumps(slack.whispers)


def sends(slack: Wired, user: str, **answers: Any) -> dict[str, Any]:
    """Submit the open form with these answers; what it is acknowledged with."""
    ack = slack.submit(user, state(**answers))
    assert ack is not None
    return ack.payload


def closes(slack: Wired, user: str = DEE, **changed: Any) -> dict[str, Any]:
    tap(slack, user, Action.CLOSE)
    return sends(slack, user, **{**ANSWERS, "informed": ticked("person", "manager"), **changed})


def said(house: Rowan) -> Closing | None:
    with house.database.read() as session:
        return db.closing.of(session, 1)


def events(house: Rowan, what: str, at: int = 1) -> list[Any]:
    with house.database.read() as session:
        return [one for one in db.timeline.of(session, at) if one.what == what]


def ends(slack: Wired, house: Rowan, how: str) -> None:
    if how == "closed":
        acted(house)
        closes(slack)
    else:
        tap(slack, ASH, Action.STAND_DOWN)
        sends(slack, ASH, because="by_mistake")
    assert e(house).state.value == how
