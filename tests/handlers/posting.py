"""The pretend Slack beside Rowan House: what Relay sends, and what Slack got. Its fixtures are imported by name."""

import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.session import Database
from handlers import sender
from handlers.relay import Client
from tests.house import Clock, Rowan, rowan

USERS = [one["slack"] for one in rowan()["staff"]]
ROWAN = {"id": "C0ROWAN", "name": "rowan-house", "is_private": True, "members": ["U0WORKER", "U0RELAY"]}
WORLD = {
    "workspace": {"id": "T0RELAY", "name": "Example Care"},
    "bot": {"user": "U0RELAY", "bot_id": "B0RELAY", "app_id": "A0RELAY", "name": "Relay"},
    "users": [{"id": user, "name": user} for user in USERS],
    "channels": [ROWAN],
    "start_as": "U0WORKER",
    "commands": [],
}


class Slack:
    """The pretend Slack's process, and what a test does to it."""

    def __init__(self, world: str, *more: str) -> None:
        command = [
            sys.executable,
            "-m",
            "sandbox",
            "--world",
            world,
            "--port",
            "0",
            "--opens",
            "2026-11-12T21:15:00",
            "--pace",
            "1000",
            *more,
        ]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.at = json.loads(self.process.stdout.readline())
        self.client = Client("xoxb-sandbox", base_url=self.at["api"], retry_handlers=[], timeout=5)

    def page(self, path: str, **told: Any) -> Any:
        body = json.dumps(told).encode() if told else None
        asked = urllib.request.Request(
            f"{self.at['url']}page/{path}", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return json.load(answer)

    def fault(self, do: str, method: str = "chat.postMessage", times: int = 1, seconds: float = 0) -> None:
        assert self.page("fault", method=method, do=do, times=times, seconds=seconds)["ok"]

    def passes(self, seconds: float = 5) -> None:
        self.page("clock", pass_seconds=seconds)

    def log(self, after: int = 0) -> list[Any]:
        entries: list[Any] = self.page(f"log?after={after}")["entries"]
        return entries


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    path = tmp_path_factory.mktemp("slack") / "world.json"
    path.write_text(json.dumps(WORLD))
    made = Slack(str(path))
    yield made
    made.process.terminate()
    made.process.wait(5)


class RealClock(Clock):
    """Slack's time is the real one, plus what a test lets pass."""

    passed = timedelta()

    def real(self) -> datetime:
        return datetime.now(UTC) + self.passed


class Post:
    """Rowan House with the pretend Slack: what it sends, and what Slack got."""

    def __init__(self, database: Database, slack: Slack) -> None:
        self.clock = RealClock()
        self.house = Rowan(database, self.clock).load()
        self.slack = slack
        slack.passes()
        self.before = max((one["seq"] for one in slack.log()), default=0)

    def send(self, after: timedelta = timedelta()) -> None:
        """All that may be sent, `after` more of the real time."""
        self.clock.passed += after
        self.slack.passes()
        sender.drain(self.house.relay, self.slack.client)

    def got(self, *kinds: str) -> list[Any]:
        """What Slack took, in order."""
        return [one for one in self.slack.log(self.before) if one["kind"] in (kinds or ("post",))]

    def row(self, kind: str, place: int = 0) -> Any:
        return self.house.sent(kind)[place]

    def notices(self) -> list[str]:
        return [row.about for row in self.house.sent("notice")]


@pytest.fixture
def post(database: Database, world: Slack) -> Post:
    """Rowan House has been asked; the prompt waits to be sent."""
    made = Post(database, world)
    made.house.ask()
    return made


def wait_until(fact: Any, within: float = 8) -> None:
    """Wait for a fact. AssertionError when it does not come."""
    pause = threading.Event()
    for _ in range(int(within / 0.05)):
        if fact():
            return
        pause.wait(0.05)
    raise AssertionError("waited in vain")
