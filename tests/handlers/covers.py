"""Builders: somebody asks to cover a shift at Rowan House, in a Slack that knows them; and who says yes."""

from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

import db.covers
import db.outbox
import db.people
from bot.cover import Cover
from bot.people import Author, Staff
from handlers import covering
from handlers.flow import render
from handlers.taps import Done, Tapped
from tests.house import DUE, MINUTE, Rowan

HOUR = 60 * MINUTE
NIGHT = DUE + 15 * MINUTE
MORNING = NIGHT + 10 * HOUR
NIA = "U0NIA"


class Slack(WebClient):
    """A Slack that knows Nia and Lee, and who is in Rowan House's channel."""

    def __init__(self, *members: str, **flags: Any) -> None:
        super().__init__("xoxb-1")
        self.channel, self.flags, self.fails = list(members), flags, ""

    def users_info(self, **args: Any) -> Any:
        if self.fails:
            raise SlackApiError("no", {"ok": False, "error": self.fails})
        found = {
            "id": args["user"],
            "team_id": "T0",
            "real_name": f"{args['user'][2:].title()} Slack",
            "profile": {},
        }
        return {"user": {**found, **self.flags}}

    def conversations_members(self, **args: Any) -> Any:
        assert args["channel"] == "C0ROWAN"
        at = int(args["cursor"] or 0)
        more = str(at + 1) if at + 1 < len(self.channel) else ""
        return {"members": self.channel[at : at + 1], "response_metadata": {"next_cursor": more}}


def asks(house: Rowan, slack: str = NIA, client: WebClient | None = None) -> str:
    """They tap *I'm covering here tonight*; what they are told."""
    there = client or Slack("U0WORKER", "U0MANY", slack)
    return covering.asks(house.relay, there, slack, house.service().id, "T0")


def somebody(house: Rowan, slack: str) -> Staff:
    with house.database.read() as session:
        found = db.people.staff_by_slack(session, slack, house.clock.at)
    assert found is not None
    return found


def says_yes(house: Rowan, slack: str = "U0WORKER", cover_id: int = 1) -> Done:
    tapped = Tapped(somebody(house, slack), Author(0), str(cover_id), "tap", house.clock.at)
    with house.database.write() as session:
        return covering.approve(session, house.relay, tapped)


def shown(house: Rowan, kind: str, updates: bool = False) -> list[str]:
    """What the outbox's messages of this kind say now."""
    said = []
    for row in house.sent(kind, updates=updates):
        with house.database.read() as session:
            drawn = render.letter(session, db.outbox.letter(session, row.id, "me"), house.clock.at)
        said.append(drawn["text"] if drawn else "")
    return said


def active(house: Rowan, at: datetime | None = None) -> list[Cover]:
    with house.database.read() as session:
        return db.covers.active(session, house.service().id, at or house.clock.at)
