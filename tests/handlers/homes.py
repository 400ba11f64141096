"""Builders: somebody's App Home, gathered and published."""

import json
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.home import Home, House
from bot.notes import Said
from handlers import home as listening
from handlers.flow import home as flow
from handlers.flow import notes
from tests.house import (
    MINUTE,
    Rowan,
)

JO, REMI, TABLET, MEL, ASH, DEE, STRANGER = (
    "U0WORKER", "U0AGENCY", "U0TABLET", "U0LEAD", "U0ASH", "U0DEE", "U0STRANGER",
)  # fmt: skip
HOUR = 60 * MINUTE


@dataclass
class Slack:
    """What was published; `down` is Slack's word when it takes nothing."""

    published: list[tuple[str, Any]] = field(default_factory=list)
    down: str = ""

    def views_publish(self, *, user_id: str, view: Any) -> None:
        if self.down:
            raise SlackApiError("no", {"error": self.down})
        self.published.append((user_id, view))


def home(house: Rowan, slack: str = JO, first: int | None = None) -> Home:
    with house.database.read() as session:
        return flow.gather(session, slack, house.clock.at, first)


def seen(house: Rowan, slack: str = JO) -> House:
    return home(house, slack).houses[0]


def waited(house: Rowan) -> list[tuple[str, bool]]:
    return [(one.person.known_as, one.earlier) for one in seen(house).waited]


def wrote(house: Rowan, slack: str = JO) -> list[tuple[str | None, str, int | None]]:
    return [(one.known_as, one.kind, one.reply_to) for one in home(house, slack).wrote]


def note(house: Rowan, said: Said, about: str | None = "sam", slack: str = JO) -> None:
    with house.database.write() as session:
        person = house.person(about) if about else None
        author = house.author(slack)
        notes.keep(
            session,
            house.service(),
            person,
            None,
            said,
            author,
            slack,
            f"form of {said.kind}",
            house.clock.at,
        )


def shown(house: Rowan, slack: str = JO, client: Any = None) -> str:
    """Their home as published, whole."""
    client = client or Slack()
    listening.publish(house.relay, client, slack)
    return json.dumps(client.published[-1][1], ensure_ascii=False)
