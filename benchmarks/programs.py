"""Real processes: Relay's own, and the floor's. Each is there once it answers, and is ended by its number."""

import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs

import psutil
from slack_bolt import BoltRequest
from slack_sdk import WebClient

import handlers.app
from benchmarks import asks, floor, world
from benchmarks.load import SECRET
from benchmarks.slack import Standing
from handlers import relay
from handlers.settings import Settings

RELAY = (str(Path(sys.executable).parent / "relay"),)
PATIENCE = 60.0
# so wide that Slack's limits hold up nothing
NO_LIMITS = 1_000_000.0


@dataclass
class Program:
    """One program that runs. `url` is where it listens, if it does."""

    process: "subprocess.Popen[bytes]"
    log: Path
    url: str = ""

    def megabytes(self) -> float:
        """Resident memory; of several processes, each has its share of what they have together."""
        one = psutil.Process(self.process.pid)
        if not (children := one.children(recursive=True)):
            return float(one.memory_info().rss / 1e6)
        infos = [each.memory_full_info() for each in [one, *children]]
        return float(sum(getattr(info, "pss", info.uss) for info in infos) / 1e6)

    def seconds_at_work(self) -> float:
        """Processor time of the process and of those it started."""
        one = psutil.Process(self.process.pid)
        return sum(sum(each.cpu_times()[:2]) for each in [one, *one.children(recursive=True)])


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def environment(url: str, slack: Standing, pace: float) -> dict[str, str]:
    """Relay's settings, and nothing of this process's own but where programs are."""
    return {
        "PATH": os.environ.get("PATH", os.defpath), "SLACK_BOT_TOKEN": "xoxb-bench", "SLACK_APP_TOKEN": "xapp-bench",
        "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": f"{slack.url}/api/", "DATABASE_URL": url,
        "RELAY_PACE": str(pace), "RELAY_LOG_LEVEL": "INFO",
    }  # fmt: skip


@contextmanager
def web(
    folder: Path, url: str, slack: Standing, *, pace: float = 1.0, processes: int = 1
) -> Iterator[Program]:
    """`relay web`, once it listens."""
    bind = f"127.0.0.1:{free_port()}"
    command = [*RELAY, "web", "--bind", bind, "--processes", str(processes)]
    with _running(folder, command, environment(url, slack, pace)) as program:
        program.url = f"http://{bind}/slack/events"
        until(lambda: _answers(f"http://{bind}/healthz"), program)
        yield program


@contextmanager
def worker(folder: Path, url: str, slack: Standing, *, pace: float = 1.0) -> Iterator[Program]:
    """`relay worker`, once it has begun to tick."""
    bind = f"127.0.0.1:{free_port()}"
    settings = {**environment(url, slack, pace), "RELAY_METRICS_BIND": bind}
    with _running(folder, [*RELAY, "worker"], settings) as program:
        until(lambda: _answers(f"http://{bind}/healthz"), program)
        yield program


@contextmanager
def run(folder: Path, url: str, slack: Standing, *, pace: float = 1.0) -> Iterator[Program]:
    """`relay run`, as soon as it is started."""
    with _running(folder, [*RELAY, "run"], environment(url, slack, pace)) as program:
        yield program


@contextmanager
def bare(folder: Path, url: str, slack: Standing, captured: Path, *, processes: int = 1) -> Iterator[Program]:
    """The floor, once it listens."""
    bind = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "benchmarks.floor", str(captured), url, bind, slack.url, str(processes)]
    settings = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": os.getcwd()}
    with _running(folder, command, settings) as program:
        program.url = f"http://{bind}/slack/events"
        until(lambda: _answers(f"http://{bind}/healthz"), program)
        yield program


def captured(folder: Path, place: world.Place, kind: str, slack: Standing) -> Path:
    """The rows that Relay writes for each kind of answer, in a file for the floor."""
    url = place.database(kind, 3, 1)
    world.asked(url)
    parts = relay.make(_settings(url, slack))
    app = handlers.app.build(parts, WebClient("xoxb-bench", base_url=f"{slack.url}/api/", retry_handlers=[]))
    first, second, third = asks.lines(parts.db)
    bodies = {
        "clear": asks.clear(first, slack.url), "quiet": asks.signs(second, asks.QUIET),
        "rings": asks.signs(third, asks.RINGS),
    }  # fmt: skip
    kinds = {}
    for name, body in bodies.items():
        before = floor.ids(url)
        payload = json.loads(parse_qs(body.decode())["payload"][0])
        # as over a socket: nothing to sign
        answer = app.dispatch(BoltRequest(body=payload, mode="socket_mode"))
        assert answer.status == 200, answer.body
        kinds[name] = floor.rows(url, before)
    parts.db.close()
    file = folder / f"{kind}.rows"
    file.write_bytes(pickle.dumps(kinds))
    return file


def _settings(url: str, slack: Standing) -> Settings:
    return Settings(_env_file=None, database_url=url, slack_api_url=f"{slack.url}/api/")  # type: ignore[call-arg]


def until(
    look: Callable[[], object],
    program: Program | None = None,
    patience: float = PATIENCE,
    every: float = 0.02,
) -> None:
    """Wait until `look` finds something. Raises RuntimeError with the program's log when it ends, or in vain."""
    deadline = time.monotonic() + patience
    while not look():
        ended = program is not None and program.process.poll() is not None
        if ended or time.monotonic() > deadline:
            words = program.log.read_text()[-3000:] if program else ""
            raise RuntimeError(f"waited in vain\n{words}")
        time.sleep(every)


def _answers(url: str) -> bool:
    """Whether anything answers there, whatever it says."""
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@contextmanager
def _running(folder: Path, command: list[str], settings: dict[str, str]) -> Iterator[Program]:
    log = folder / f"{time.monotonic_ns()}.log"
    with log.open("wb") as words:
        process = subprocess.Popen(command, cwd=folder, env=settings, stdout=words, stderr=words)
    try:
        yield Program(process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
