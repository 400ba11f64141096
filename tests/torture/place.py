"""Where it happens: the pretended Slack, the database, and the programs on it, each a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from db import crypto, migrate, types
from db.session import Database
from handlers import load, sandbox
from handlers.flow import house as flow_house
from tests.torture import house
from tests.torture.plan import LEASE, Plan

ROOT = Path(__file__).parents[2]
OPENS = "2026-11-12T21:59:52"  # the houses are asked at ten
SECRET = "torture"
START = 120.0  # seconds until a program must be there, on a busy machine
# what runs, by kind of database: one program does it all, or several of each share it
PROGRAMS = {"sqlite": ("run",), "postgresql": ("web", "web", "worker", "worker")}
# how much faster than Slack's published limits anybody may go: what is looked at here is not the pace
PACE = "20"


@dataclass
class Page:
    """The pretended Slack as its page reaches it."""

    url: str

    def get(self, path: str, **query: Any) -> Any:
        """What it shows. Raises OSError where it does not answer."""
        with urllib.request.urlopen(f"{self.url}page/{path}?{urlencode(query)}", timeout=30) as answer:
            return json.load(answer)

    def post(self, path: str, timeout: float = 60, **body: Any) -> Any:
        """Do something; a refusal is an answer too."""
        headers = {"Content-Type": "application/json"}
        asked = urllib.request.Request(f"{self.url}page/{path}", json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(asked, timeout=timeout) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            return json.load(refused)


@dataclass
class Program:
    """One of Relay's processes. `stopped` while it is paused; whatever happens to it, its log goes on."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    port: int | None = None
    process: "subprocess.Popen[bytes] | None" = None
    stopped: bool = False
    wanted: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        # a session of its own: what is done to it is done to its children too, as to all that one machine runs
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        self.wanted, self.stopped = True, False

    def kill(self) -> None:
        """As of a power cut; nobody starts it again until it is wanted."""
        self.wanted = False
        assert self.process
        self._signal(signal.SIGKILL)
        self.process.wait()
        self.stopped = False

    def pause(self, *, on: bool) -> None:
        """SIGSTOP, or SIGCONT."""
        if self.alive and on != self.stopped:
            self._signal(signal.SIGSTOP if on else signal.SIGCONT)
            self.stopped = on

    def _signal(self, number: signal.Signals) -> None:
        assert self.process
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass
class Place:
    """Everything that runs. `url` is the database's."""

    plan: Plan
    folder: Path
    url: str
    page: Page = field(default_factory=lambda: Page(""))
    programs: list[Program] = field(default_factory=list)
    slack: "subprocess.Popen[str] | None" = None
    urls: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """Open the pretended Slack, load the houses, start the programs."""
        file = self.write_house(0)
        ports = {place: free_port() for place, one in enumerate(self._kinds()) if one == "web"}
        self._open(sandbox.world(load.read([file], {})), list(ports.values()))
        self._load(file)
        self.programs = [
            self._program(place, one, ports.get(place)) for place, one in enumerate(self._kinds())
        ]
        for one in self.programs:
            one.start()
        until(self.all_there, f"the programs to be there; their logs are in {self.folder}", START)

    def _kinds(self) -> tuple[str, ...]:
        return PROGRAMS[self.plan.database]

    def _open(self, world: Any, ports: list[int]) -> None:
        (self.folder / "world.json").write_text(json.dumps(world))
        command = [
            sys.executable, "-m", "sandbox", "--world", str(self.folder / "world.json"), "--port", "0",
            "--opens", OPENS, "--timezone", "Europe/London", "--attached", "--pace", PACE,
        ]  # fmt: skip
        for port in ports:
            command += ["--request-url", f"http://127.0.0.1:{port}/slack/events"]
        command += ["--signing-secret", SECRET] if ports else []
        with (self.folder / "slack.log").open("ab") as log:
            self.slack = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.slack.stdout
        self.urls = json.loads(self.slack.stdout.readline())
        self.page = Page(self.urls["url"])

    def _load(self, file: Path) -> None:
        """As `relay load` does, in this process: what is tortured begins later."""
        types.use_keys(crypto.KeyRing())
        database = Database(self.url)
        migrate.upgrade(database)
        with database.write() as session:
            flow_house.keep(session, load.read([file], {}), datetime.fromisoformat(f"{OPENS}+00:00"))
        database.close()

    def write_house(self, edit: int) -> Path:
        """The house file after so many edits (JSON is YAML too)."""
        file = self.folder / "house.yaml"
        file.write_text(json.dumps(house.written(edit, self.plan.seed), indent=1))
        return file

    def environment(self, port: int | None = None) -> dict[str, str]:
        """Nothing of this process's own."""
        given = {
            "SLACK_API_URL": self.urls["api"], "SLACK_BOT_TOKEN": "xoxb-sandbox", "SLACK_APP_TOKEN": "xapp-sandbox",
            "SLACK_SIGNING_SECRET": SECRET, "RELAY_CLOCK_URL": self.urls["clock"], "DATABASE_URL": self.url,
            "RELAY_LOG_LEVEL": "INFO", "RELAY_PACE": PACE, "PATH": os.environ.get("PATH", os.defpath),
        }  # fmt: skip
        return given | ({"RELAY_BIND": f"127.0.0.1:{port}"} if port else {})

    def _program(self, place: int, kind: str, port: int | None) -> Program:
        bind = ["--bind", f"127.0.0.1:{port}"] if port else []
        name = f"{kind}{place}"
        return Program(
            name, [*self._relay(), kind, *bind], self.environment(port), self.folder / f"{name}.log", port
        )

    def _relay(self) -> list[str]:
        if self.plan.lease == LEASE:
            return [sys.executable, "-m", "bot"]
        return [sys.executable, "-m", "tests.torture.hasty", str(self.plan.lease)]

    def relay(self, *words: str, patience: float = 60) -> "subprocess.CompletedProcess[str]":
        """One command, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=ROOT, env=self.environment(), capture_output=True, text=True, timeout=patience, check=False,
        )  # fmt: skip

    def all_there(self) -> bool:
        """Whether every program runs, and Slack reaches one that listens."""
        if not all(one.alive for one in self.programs):
            return False
        listening = [accepts(one.port) for one in self.programs if one.port]
        return all(listening) if listening else bool(self.page.get("state")["bot"]["connected"])

    def stand_still(self, *, on: bool) -> None:
        """Every program is paused, or goes on."""
        for one in self.programs:
            one.pause(on=on)

    def end(self) -> None:
        """Everything that was started here is gone afterwards."""
        for one in self.programs:
            if one.alive:
                one.kill()
        if self.slack:
            self.slack.kill()
            self.slack.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def accepts(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as knock:
        knock.settimeout(1)
        return knock.connect_ex(("127.0.0.1", port)) == 0


def until(look: Callable[[], Any], what: str, patience: float) -> Any:
    """What `look` gives as soon as it gives something."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.1)
    return found
