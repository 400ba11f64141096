"""A folder with nothing in it, another Slack, and `relay` as anybody types it."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from ruamel.yaml import YAML

from tests.otherslack.slack import APP_TOKEN, BOT_TOKEN, OtherSlack, buttons

HERE = Path(__file__).parent
QUICK = ("within: 40 s", "within: 2 s"), ("within: 50 s", "within: 3 s")
RELAY = Path(sys.executable).parent / "relay"
PATIENCE = 40.0
# The clock here is the real one, and a change of shift is never near: or a question would come by itself.
STARTS = {"Europe/Dublin": ("08:00", "16:00", "23:00"), "Europe/Warsaw": ("06:00", "18:00")}
SINCE = {"Europe/Dublin": (-3, 5, 13), "Europe/Warsaw": (-6, 6)}  # hours
# what `relay load` made of a house: loading takes a second, and every story begins with it
LOADED: dict[str, bytes] = {}
SIOBHAN, ZELJKO, NOUR, ZAZOLC = "U024BE7LH", "U0G9QF9C6", "W012A3CDE", "U061F7AUR"
FAR, GRAZYNA, OPS, STRANGER = ("U0FAR0001", "U0FAR0002"), "U0DOM0001", "U0ADM0001", "U0STRANGE"
MARA, KLON, LOBBY = "G012AB3CD", "C024BE91L", "C0LOBBY01"


def other_slack(port: int = 0) -> OtherSlack:
    """The workspace of the two houses, on any port or this one."""
    known = (SIOBHAN, ZELJKO, NOUR, ZAZOLC, *FAR, GRAZYNA, OPS, STRANGER)
    rooms = {MARA: {"members": [SIOBHAN]}, KLON: {"members": [GRAZYNA]}, LOBBY: {"is_private": False}}
    manifest = YAML(typ="safe").load(HERE.parent.parent / "manifest.yaml")
    return OtherSlack(dict.fromkeys(known, "x"), rooms, port, manifest["oauth_config"]["scopes"]["bot"])


def _hours() -> dict[str, str]:
    """The starts of shifts as the file has them, and as they are to be."""
    changed = {}
    for zone, written in STARTS.items():
        now = datetime.now(ZoneInfo(zone))
        starts = sorted(f"{now + timedelta(hours=since):%H:%M}" for since in SINCE[zone])
        changed |= dict(zip(written, starts, strict=True))
    return changed


# once: what was loaded is copied
HOURS = _hours()


def until(look: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """What `look` gives as soon as it gives something."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.02)
    return found


@dataclass
class Place:
    """Where somebody runs `relay`: the folder is the working directory, and `more` all its environment."""

    folder: Path
    slack: OtherSlack
    slash: str = ""
    more: dict[str, str] = field(default_factory=dict)
    program: tuple[str, ...] = (str(RELAY),)
    bots: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """Nothing of this process's own."""
        tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
        slack = {"SLACK_API_URL": self.slack.url + self.slash, "RELAY_PACE": "100"}
        return {**tokens, **slack, "PATH": os.defpath, **self.more}

    def relay(self, *words: str, patience: float = 40) -> "subprocess.CompletedProcess[str]":
        """One command, to its end."""
        return subprocess.run(
            [*self.program, *words],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )

    def write(self, *changed: tuple[str, str]) -> str:
        """Write the houses, with these changes to their text, into house.yaml. The text."""
        text = (HERE / "house.yaml").read_text()
        for before, after in changed:
            assert before in text
            text = text.replace(before, after)
        text = re.sub(r'(?<=starts: ")..:..', lambda found: HOURS.get(found[0], found[0]), text)
        (self.folder / "house.yaml").write_text(text)
        return text

    def load(self, *changed: tuple[str, str]) -> None:
        """Load the houses, with these changes to their text."""
        text = self.write(*changed)
        fresh = not (self.folder / "relay.db").exists() and "DATABASE_URL" not in self.more
        if fresh and text in LOADED:
            (self.folder / "relay.db").write_bytes(LOADED[text])
            return
        done = self.relay("load", "house.yaml")
        assert done.returncode == 0, done.stderr
        if fresh:
            LOADED[text] = (self.folder / "relay.db").read_bytes()

    def run(self, *, wait: bool = True) -> "subprocess.Popen[bytes]":
        """`relay run` in the background; its words go to bot.log."""
        with (self.folder / "bot.log").open("ab") as log:
            bot = subprocess.Popen(
                [*self.program, "run"], cwd=self.folder, env=self.environment(), stderr=log, stdout=log
            )
        self.bots.append(bot)
        if wait:
            until(lambda: self.slack.link or bot.poll() is not None, "the bot")
            assert bot.poll() is None, self.log()
        return bot

    def ask(self, service: str) -> dict[str, Any]:
        """`relay ask`; the message that it brought."""
        done = self.relay("ask", "--service", service)
        assert done.returncode == 0, done.stderr + done.stdout
        channel = {"teach-na-mara": MARA, "dom-klonowy": KLON}[service]
        return until(lambda: [one for one in self.slack.room(channel) if buttons(one)], "the question")[-1]

    def log(self) -> str:
        path = self.folder / "bot.log"
        return path.read_text() if path.exists() else ""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database holds, by another reader."""
        if "DATABASE_URL" in self.more:
            with psycopg.connect(self.more["DATABASE_URL"].replace("+psycopg", "")) as connection:
                return connection.execute(sql.encode()).fetchall()
        read = sqlite3.connect(self.folder / "relay.db")
        try:
            return read.execute(sql).fetchall()
        finally:
            read.close()

    def settled(self, patience: float = PATIENCE) -> None:
        """Wait until no message is on its way."""
        until(
            lambda: not self.rows("select 1 from outbox where state in ('waiting', 'sending')"),
            "quiet",
            patience,
        )

    def stop(self) -> None:
        for bot in self.bots:
            if bot.poll() is None:
                bot.send_signal(signal.SIGKILL)
                bot.wait()
        self.slack.close()
