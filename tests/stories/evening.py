"""An evening at Rowan House: a pretend Slack, the real bot beside it, a cast and a clock.

Both are processes of their own and speak Slack's protocol. A story says what it expects, message by message;
what it did not expect fails it.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from db import crypto, migrate, types
from db.session import Database
from handlers import load
from handlers.flow import house
from tests.stories.doors import Doors

HERE = Path(__file__).parent
PATIENCE = 40.0  # on a busy machine; what is expected mostly comes at once
A_WHILE = timedelta(minutes=2)
OPENS = "2026-11-12T21:14:50"


@dataclass
class Evening(Doors):
    """The pretend Slack and the bot. `url` is the database's; `pace`: how much faster than Slack's limits both are."""

    folder: Path
    url: str
    house: Path = HERE / "house.yaml"
    opens: str = OPENS
    pace: float = 100.0
    options: tuple[str, ...] = ()  # more of the pretend Slack's
    slack: Any = None
    bot: Any = None
    urls: dict[str, str] = field(default_factory=dict)
    expected: set[int] = field(default_factory=set)
    direct: dict[str, str] = field(default_factory=dict)
    anybody: str = "U0WORKER"

    def begin(self, world: dict[str, Any], *, bot: bool = True) -> "Evening":
        """Open the house."""
        self.anybody = world["start_as"]
        (self.folder / "world.json").write_text(json.dumps(world))
        command = [
            sys.executable, "-m", "sandbox", "--world", str(self.folder / "world.json"), "--port", "0",
            "--opens", self.opens, "--timezone", "Europe/London", "--pace", str(max(self.pace, 1) ** 2),
            *self.options,
        ]  # fmt: skip
        self.slack = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.urls = json.loads(self.slack.stdout.readline())
        self._load()
        if bot:
            self.start_bot()
        return self

    def _load(self) -> None:
        """As `relay load` does, in this process: a story has no time to start one for it."""
        types.use_keys(crypto.KeyRing())
        database = Database(self.url)
        migrate.upgrade(database)
        with database.write() as session:
            house.keep(session, load.read([self.house], {}), datetime.fromisoformat(f"{self.opens}+00:00"))
        database.close()

    def environment(self) -> dict[str, str]:
        return {
            **os.environ, "SLACK_API_URL": self.urls["api"], "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_APP_TOKEN": "xapp-sandbox", "RELAY_CLOCK_URL": self.urls["clock"], "DATABASE_URL": self.url,
            "RELAY_LOG_LEVEL": "DEBUG", "RELAY_PACE": str(self.pace),
        }  # fmt: skip

    def relay(self, *arguments: str) -> str:
        """What `relay …` prints."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            env=self.environment(),
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start_bot(self) -> None:
        """Start the bot; it is there once it listens."""
        self.bot = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            env=self.environment(),
            stderr=(self.folder / "bot.log").open("ab"),
        )
        wait_for(lambda: self.state(self.anybody)["bot"]["connected"], "the bot to listen")

    def kill_bot(self) -> None:
        """As a power cut would."""
        self.bot.send_signal(signal.SIGKILL)
        self.bot.wait()
        wait_for(lambda: not self.state(self.anybody)["bot"]["connected"], "the bot to be gone")

    def end(self) -> None:
        for process in (self.bot, self.slack):
            if process and process.poll() is None:
                process.terminate()
                process.wait(20)

    def log(self) -> str:
        """All that the bot has logged."""
        return (self.folder / "bot.log").read_text()

    # the page's own doors

    def get(self, path: str, **query: Any) -> Any:
        asked = f"{self.urls['url']}page/{path}?{urlencode(query)}"
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    def post(self, path: str, **body: Any) -> Any:
        asked = urllib.request.Request(
            f"{self.urls['url']}page/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            return json.load(error)

    def state(self, user: str) -> Any:
        return self.get("state", user=user)

    # the clock

    def passes(self, minutes: float) -> None:
        """Time passes; what falls due on the way happens in its turn."""
        self._leap(pass_seconds=minutes * 60)

    def until(self, local: str) -> None:
        """Time passes until this London wall-clock time in November, as 2026-11-13T07:15."""
        at = datetime.fromisoformat(f"{local}+00:00")
        # a busy machine takes its time, and the clock goes on: what was due by then happens all the same
        if timedelta(0) < self.now() - at < A_WHILE:
            return self.quiet()
        return self._leap(to=at.isoformat())

    def _leap(self, **how: Any) -> None:
        done = self.post("clock", **how)
        assert done["ok"], done

    def now(self) -> datetime:
        return datetime.fromisoformat(self.state(self.anybody)["clock"]["now"])

    # what people see

    def posts(self, after: int = 0) -> list[Any]:
        """Everything the bot posted, in order: messages and whispers, no edits."""
        entries = self.get("log", after=after)["entries"]
        return [
            one
            for one in entries
            if one["kind"] in ("post", "ephemeral", "respond_ephemeral") or whisper(one)
        ]

    def expect(self, to: str, *words: str, within: float = PATIENCE) -> "Message":
        """A message to this channel or person that says all these words, not expected before."""
        deadline = time.monotonic() + within
        while True:
            for one in self.posts():
                if one["seq"] not in self.expected and self._is_to(one, to) and says(one, words):
                    self.expected.add(one["seq"])
                    return Message(self, one["conversation"], one["ts"], one)
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"nobody told {to}: {' … '.join(words)}\nunexpected so far: {self.unexpected()}"
                )
            time.sleep(0.05)

    def _is_to(self, one: Any, to: str) -> bool:
        if one["kind"] == "post":
            return to == one["conversation"] or to == self.whose(one["conversation"])
        return bool(one["user"] == to)

    def whose(self, conversation: str) -> str | None:
        """The user whose direct messages these are; None for a channel."""
        if conversation.startswith("D") and conversation not in self.direct:
            self.direct |= self._direct()
        return self.direct.get(conversation)

    def _direct(self) -> dict[str, str]:
        found = {}
        for user in [one["id"] for one in self.state(self.anybody)["users"]]:
            for conversation in self.state(user)["conversations"]:
                if conversation["kind"] == "im":
                    found[conversation["id"]] = user
        return found

    def unexpected(self) -> list[str]:
        # a start is looked at in the background: it may meet a fault before or after a story plants it
        return [
            f"{one['conversation']} {one['user']}: {one['text']}"
            for one in self.posts()
            if one["seq"] not in self.expected and not one["text"].startswith("When Relay started")
        ]

    def nothing_else(self) -> None:
        """Every message was expected, and nothing is on its way."""
        self.quiet()
        left = self.unexpected()
        assert not left, "\n".join(left)

    def quiet(self) -> None:
        """Wait until the bot has finished all it had to do by now."""
        self._leap(pass_seconds=0.1)

    def form(self, user: str) -> Any:
        """The form that this person has open."""
        return wait_for(lambda: (self.get("view", user=user)["views"] or [None])[-1], "a form")

    def submit(self, user: str, **values: Any) -> Any:
        """Fill the form on top by block id, and send it."""
        view = self.form(user)
        elements = {
            one["block_id"]: one["element"]["action_id"] for one in view["blocks"] if one["type"] == "input"
        }
        state = {block: {elements[block]: value} for block, value in values.items()}
        return self.post("view/submit", user=user, view_id=view["id"], state=state)

    def taps(self, user: str, text: str) -> Any:
        """Tap a button inside the form on top."""
        view = self.form(user)
        for block in view["blocks"]:
            for one in block.get("elements", []):
                if one.get("type") == "button" and one["text"]["text"] == text:
                    touched = {
                        "block_id": block["block_id"],
                        "action_id": one["action_id"],
                        "value": one["value"],
                    }
                    return self.post("view/act", user=user, view_id=view["id"], state={}, **touched)
        raise AssertionError(f"no button {text!r} in the form")

    def types(self, user: str, conversation: str, command: str, text: str = "") -> Any:
        """Type a slash command."""
        return self.post("command", user=user, conversation=conversation, command=command, text=text)


def whisper(one: Any) -> bool:
    return bool(one["kind"] == "respond" and one.get("ephemeral"))


def says(one: Any, words: tuple[str, ...]) -> bool:
    everything = f"{one['text']} {json.dumps(one['blocks'], ensure_ascii=False)}"
    return all(word in everything for word in words)


def wait_for(look: Any, what: str, within: float = PATIENCE) -> Any:
    """What `look` finds, soon."""
    deadline = time.monotonic() + within
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.05)
    return found


@dataclass
class Message:
    """One message in the pretend Slack."""

    evening: Evening
    conversation: str
    ts: str
    posted: Any

    def now(self) -> Any:
        """As it is shown at this moment."""
        reader = self.posted.get("user") if whisper(self.posted) else self.evening.whose(self.conversation)
        reader = reader or self.evening.anybody
        query = {"user": reader, "conversation": self.conversation}
        found = [one for one in self.evening.get("messages", **query)["messages"] if one["ts"] == self.ts]
        if not found:
            parent = self.posted["thread_ts"]
            thread = self.evening.get("thread", **query, ts=parent)["messages"]
            found = [one for one in thread if one["ts"] == self.ts]
        return found[0]

    def comes_to_say(self, *words: str, within: float = PATIENCE) -> None:
        """Soon it says all these words. After a kill an edit in flight waits for its lease to end, 30 s."""
        try:
            wait_for(lambda: says(self.now(), words), " … ".join(words), within)
        except AssertionError:
            raise AssertionError(
                f"it never said {words}; it says {self.now()['text']} {self.now()['blocks']}"
            ) from None

    def buttons(self) -> list[str]:
        return [one["text"]["text"] for _, one in self._buttons()]

    def _buttons(self) -> list[tuple[str, Any]]:
        return [
            (block["block_id"], one)
            for block in self.now()["blocks"]
            for one in [*block.get("elements", []), block.get("accessory") or {}]
            if one.get("type") == "button"
        ]

    def click(self, user: str, text: str, about: str = "") -> Any:
        """Tap the button with this text; `about` picks it by its label for screen readers."""
        for block_id, one in self._buttons():
            if one["text"]["text"].startswith(text) and about in one.get(
                "accessibility_label", one["text"]["text"]
            ):
                done = self.evening.post(
                    "click", user=user, conversation=self.conversation, ts=self.ts, block_id=block_id,
                    action_id=one["action_id"], value=one.get("value"),
                )  # fmt: skip
                assert done["ok"], done
                return done
        raise AssertionError(f"no button {text!r} about {about!r} in {self.buttons()}")

    def menus(self) -> list[tuple[str, Any]]:
        """The menus behind ⋯, each with the id of its block."""
        return [
            (block["block_id"], one)
            for block in self.now()["blocks"]
            for one in block.get("elements", [])
            if one.get("type") == "overflow"
        ]

    def chooses(self, user: str, text: str, place: int = 0) -> Any:
        """Choose from the menu of the person at this place of the message, from 0."""
        block_id, menu = self.menus()[place]
        value = next(one["value"] for one in menu["options"] if one["text"]["text"] == text)
        return self.evening.post(
            "click", user=user, conversation=self.conversation, ts=self.ts, block_id=block_id,
            action_id=menu["action_id"], value=value,
        )  # fmt: skip
