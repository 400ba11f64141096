"""A sandbox process, a page's hands, and a real Bolt app listening to it."""

import json
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

Json = dict[str, Any]
WORLD: Json = {
    "workspace": {"id": "T0RELAY", "name": "Example Care"},
    "bot": {"user": "U0RELAY", "bot_id": "B0RELAY", "app_id": "A0RELAY", "name": "Relay"},
    "users": [
        {"id": "U0JO", "name": "Jo", "title": "Support worker"},
        {"id": "U0DEE", "name": "Dee"},
        {"id": "U0GONE", "name": "Gone", "deleted": True},
        {"id": "U0OTHER", "name": "Other bot", "is_bot": True},
        {"id": "U0GUEST", "name": "Guest", "team_id": "T0ELSE", "is_restricted": True},
    ],
    "channels": [
        {"id": "C0ROWAN", "name": "rowan-house", "is_private": True, "members": ["U0JO", "U0DEE", "U0RELAY"]},
        {"id": "C0OPEN", "name": "open", "members": ["U0JO"]},
        {"id": "C0HIDDEN", "name": "hidden", "is_private": True, "members": ["U0JO"]},
        {"id": "C0OLD", "name": "old", "is_archived": True, "members": ["U0JO", "U0RELAY"]},
    ],
    "start_as": "U0JO",
    "commands": [{"name": "/oncall", "about": "Who is on call now"}],
    "shortcuts": [
        {"name": "Record this about…", "type": "message", "callback_id": "record", "description": "Keep it"},
        {"name": "Somebody worries me", "type": "global", "callback_id": "worry", "description": "Say so"},
    ],
}
OPENS = "2026-11-12T21:14:50"


class Slack:
    """One running sandbox, with what a page and a bot can do to it."""

    def __init__(self, world: Path, *more: str) -> None:
        command = [sys.executable, "-m", "sandbox", "--world", str(world)]
        command += ["--port", "0", "--opens", OPENS, "--pace", "1000", *more]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.at: dict[str, str] = json.loads(self.process.stdout.readline())
        self.client = WebClient("xoxb-sandbox", base_url=self.at["api"], retry_handlers=[], timeout=5)

    def page(self, path: str, told: Json | None = None) -> Any:
        return self.call(self.at["url"] + "page/" + path, told)

    def call(self, url: str, told: Any = None, **headers: str) -> Any:
        body = None if told is None else json.dumps(told).encode()
        request = urllib.request.Request(url, body, {"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=25) as answer:
                return _read(answer.read())
        except urllib.error.HTTPError as refused:
            return {**_read(refused.read()), "status": refused.code}

    def log(self, *kinds: str, after: int = 0) -> list[Json]:
        entries: list[Json] = self.page(f"log?after={after}")["entries"]
        return [entry for entry in entries if not kinds or entry["kind"] in kinds]

    def passes(self, seconds: float) -> None:
        assert self.page("clock", {"pass_seconds": seconds})["ok"]

    def views(self, user: str = "U0JO") -> list[Json]:
        views: list[Json] = self.page(f"view?user={user}")["views"]
        return views

    def click(self, action: str, ts: str, user: str = "U0JO", block: str = "b", **more: Any) -> Any:
        where = {"user": user, "conversation": "C0ROWAN", "ts": ts, "block_id": block, "action_id": action}
        return self.page("click", {**where, **more})

    def submit(self, state: Json, user: str = "U0JO") -> Any:
        return self.page("view/submit", {"user": user, "view_id": self.views(user)[-1]["id"], "state": state})

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(5)


class Bot:
    """A real Bolt app: each test says what it does with what it hears."""

    def __init__(self, slack: Slack) -> None:
        self.heard: list[Json] = []
        self.does: Callable[..., None] = _acknowledges
        app = App(client=slack.client, process_before_response=True)
        every = re.compile(".*")
        app.action(every)(self._hears)
        app.view(every)(self._hears)
        app.view_closed(every)(self._hears)
        app.command(every)(self._hears)
        app.shortcut(every)(self._hears)
        app.event(every)(self._hears)
        self.handler = SocketModeHandler(app, "xapp-sandbox", receive_buffer_size=262144)
        self.handler.connect()

    def _hears(self, ack: Any, body: Json, client: WebClient, respond: Any) -> None:
        self.heard.append(body)
        self.does(ack=ack, body=body, client=client, respond=respond)

    def hears(self, count: int, within: float = 2) -> list[Json]:
        until(lambda: len(self.heard) >= count, within)
        return self.heard


def _acknowledges(ack: Any, **_: Any) -> None:
    ack()


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return {"body": body.decode()}


def until(true: Callable[[], bool], within: float = 2) -> None:
    """Wait until something is true, or fail."""
    ends = time.monotonic() + within
    while not true():
        assert time.monotonic() < ends, "it never became true"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    world = tmp_path_factory.mktemp("world") / "world.json"
    world.write_text(json.dumps(WORLD))
    slack = Slack(world)
    yield slack
    assert slack.stop() == 0


@pytest.fixture
def slack(process: Slack) -> Iterator[Slack]:
    """The module's sandbox, a minute later: limits are forgotten, forms are closed."""
    process.passes(61)
    yield process
    for view in process.views()[::-1]:
        process.page("view/close", {"user": "U0JO", "view_id": view["id"]})


@pytest.fixture(scope="module")
def app(process: Slack) -> Iterator[Bot]:
    bot = Bot(process)
    until(lambda: process.page("state?user=U0JO")["bot"]["connected"])
    yield bot
    # Closing joins threads that sleep; nothing waits for them.
    threading.Thread(target=bot.handler.close, daemon=True).start()


@pytest.fixture
def bot(app: Bot) -> Bot:
    app.heard.clear()
    app.does = _acknowledges
    return app


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(action: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action, "text": plain("Go"), **more}


def actions(*elements: Json) -> list[Json]:
    return [{"type": "actions", "block_id": "b", "elements": list(elements)}]


def options(*values: str) -> list[Json]:
    return [{"text": plain(value.title()), "value": value} for value in values]


def asks(block: str, element: Json, **more: Any) -> Json:
    asked = {"label": plain(block), "element": {"action_id": "a", **element}}
    return {"type": "input", "block_id": block, **asked, **more}


def form(*blocks: Json, **more: Any) -> Json:
    titles = {"title": plain("Form"), "submit": plain("Save")}
    return {"type": "modal", "callback_id": "form", **titles, "blocks": list(blocks), **more}
