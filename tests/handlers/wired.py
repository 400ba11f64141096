"""Relay's app at the other end of another Slack, without the socket: what is tapped is answered before it returns."""

import json
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltRequest
from slack_sdk import WebClient

import handlers.app
from db.session import Database
from handlers.relay import Relay
from tests.house import Rowan
from tests.otherslack.slack import BOT_TOKEN, Ack, Body, OtherSlack

ELSEWHERE = "T0ELSEWHERE"


class AtOnce:
    """What is said after the acknowledgement, said before it."""

    def __call__(self, say: Any, **what: Any) -> None:
        say(**what)

    def gathered(self, _place: object, say: Any) -> None:
        say()


class Wired(OtherSlack):
    """`foreign` are users of another workspace. `heard` holds what each tap or command was acknowledged with."""

    def __init__(self, relay: Relay, users: dict[str, str], members: list[str]) -> None:
        super().__init__(users, {"C0ROWAN": {"members": members}})
        self.patience = 60.0
        self.foreign: set[str] = set()
        client = WebClient(BOT_TOKEN, base_url=f"{self.url}/", timeout=10, retry_handlers=[])
        self.app = handlers.app.build(relay, client)

    def _deliver(self, kind: str, payload: Body) -> Ack | None:
        del kind
        user = payload.get("user") or payload
        if (user.get("id") or user.get("user_id")) in self.foreign:
            user["team_id"] = ELSEWHERE
        answer = self.app.dispatch(BoltRequest(body=payload, mode="socket_mode"))
        if answer.status != 200:
            return None
        return Ack(json.loads(answer.body) if answer.body else {}, 0)

    def tap_in_form(self, user: str, action_id: str, value: str) -> Ack | None:
        """Tap a button of an open form."""
        view = {
            "id": f"V0{user[2:]}",
            "type": "modal",
            "blocks": [],
            "private_metadata": "",
            "callback_id": "x",
        }
        self.views[user] = view
        body = self._body(user, None, "")
        del body["response_url"]
        container = {"type": "view", "view_id": view["id"]}
        action = {
            "type": "button",
            "action_id": action_id,
            "value": value,
            "block_id": "b",
            "action_ts": self._new_ts(),
        }
        sent = body | {"type": "block_actions", "container": container, "view": view, "actions": [action]}
        return self._deliver("interactive", sent)

    def tap_on(self, user: str, post: Body, action_id: str, value: str) -> Ack | None:
        """Tap a button of a message, as it would have been drawn there."""
        return self.tap(user, post, {"action_id": action_id, "value": value, "block_id": "b"})


def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on nothing is said behind a test's back."""
    monkeypatch.setattr(handlers.app, "After", AtOnce)


def house(path: Path) -> Rowan:
    """Rowan House to be loaded into an SQLite file that has all tables."""
    return Rowan(Database(f"sqlite:///{path}"))
