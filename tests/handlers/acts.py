"""The forms of whoever has an escalation, opened, filled in and sent, at Rowan House."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import db.escalation
import db.people
import prompts.acting
import prompts.escalation
from bot.escalation import Escalation
from bot.people import Staff
from bot.timeline import Event
from bot.transitions import Take, TakeOver
from db import timeline
from handlers import acting
from handlers.flow import deeds
from handlers.flow.deeds import Wish
from handlers.forms import Asked, Sent
from prompts.escalation import Action
from tests.house import SLEEPLESS, Rowan

DEE, ASH, MEL, IDA, JO = "U0DEE", "U0ASH", "U0LEAD", "U0IDA", "U0WORKER"
KEEPS = {
    Action.PROMISE: prompts.acting.PROMISE, Action.PASS: prompts.acting.PASS, Action.DID: prompts.acting.DID,
}  # fmt: skip
FIELDS: dict[Action, dict[str, Any]] = {
    Action.PROMISE: {"promised": "come", "by": "22:15"},
    Action.PASS: {"pass_to": "next", "because": "busy"},
    Action.DID: {"did": ["phoned"]},
}


def field(name: str, given: Any) -> dict[str, Any]:
    """What Slack sends of a field."""
    if isinstance(given, list):
        return {"value": {"type": "checkboxes", "selected_options": [{"value": one} for one in given]}}
    if name == "by":
        return {"value": {"type": "timepicker", "selected_time": given}}
    if name == "words":
        return {"value": {"type": "plain_text_input", "value": given}}
    return {"value": {"type": "x", "selected_option": {"value": given} if given else None}}


def state(**fields: Any) -> Any:
    return {name: field(name, given) for name, given in fields.items()}


@dataclass
class Acts:
    """One escalation of Rowan House."""

    house: Rowan
    id: int

    @staticmethod
    def sams(house: Rowan) -> "Acts":
        """One about Sam that told Dee a minute ago."""
        (found,) = house.says("sam", SLEEPLESS).escalations
        house.clock.passes(1)
        return Acts(house, found)

    def who(self, slack: str) -> Staff:
        with self.house.database.read() as session:
            found = db.people.staff_by_slack(session, slack)
        assert found is not None
        return found

    def e(self) -> Escalation:
        with self.house.database.read() as session:
            return db.escalation.get(session, self.id)

    def takes(self, slack: str = DEE, event: Take | TakeOver | None = None) -> None:
        with self.house.database.write() as session:
            wish = Wish(event or Take())
            done = deeds.do(session, self.id, self.who(slack), wish, self.house.clock.at)
        assert done.refused is None

    def takes_over(self, slack: str) -> None:
        self.takes(slack, TakeOver())

    def passes(self, minutes: float) -> None:
        """Time passes, minute by minute."""
        for _ in range(round(minutes)):
            self.house.clock.at += timedelta(minutes=1)
            self.house.tick()

    def opens(self, action: Action, slack: str = DEE) -> Any:
        value = prompts.escalation.value(self.e())
        with self.house.database.write() as session:
            asked = Asked(self.who(slack), value, {}, self.house.clock.at)
            return acting.MAKES[action](session, self.house.relay, asked)

    def sends(self, action: Action, view: Any, slack: str = DEE, **fields: Any) -> Any:
        """The form as it was opened, with `fields` besides what is usual in it."""
        body = {**view, "state": {"values": state(**{**FIELDS[action], **fields})}}
        meta = json.loads(view["private_metadata"])
        with self.house.database.write() as session:
            sent = Sent(self.who(slack), self.house.author(slack), meta, body, self.house.clock.at)
            return acting.KEEPS[KEEPS[action]](session, self.house.relay, sent)

    def fills_in(self, action: Action, slack: str = DEE, **fields: Any) -> Any:
        return self.sends(action, self.opens(action, slack), slack, **fields)

    def timeline(self) -> list[Event]:
        with self.house.database.read() as session:
            return timeline.of(session, self.id)

    def happened(self) -> list[str]:
        return [one.what for one in self.timeline() if one.what not in ("opened", "told")]


def choices(view: Any) -> dict[str, str]:
    """To whom it can be passed on, as the form lists them."""
    block = next(one for one in view["blocks"] if one.get("block_id") == prompts.acting.TO)
    return {one["value"]: one["text"]["text"] for one in block["element"]["options"]}


def text(view: Any) -> str:
    """All of a form, to be searched."""
    return json.dumps(view, ensure_ascii=False)
