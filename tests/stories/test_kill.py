"""`kill -9` at any moment of an evening, and start again: nothing is lost, and nobody is told twice.

A door between the bot and the pretend Slack kills the bot at a chosen request: before Slack has it, or when Slack
has done it and the answer is on its way. What was in flight waits for its lease to end, 30 s of real time, so the
evenings are played side by side.
"""

import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from handlers import live, load, sandbox
from tests.pg import Cluster
from tests.stories.evening import HERE, Evening, Message, wait_for

HOUSE, JO, DEE, ASH = "C0ROWAN", "U0WORKER", "U0DEE", "U0ASH"
AFTER_LEASE = 90.0
Moment = tuple[str, int, bool]
# method, which of its calls, and whether Slack has done it: the whole program, with its real lease. Every other
# moment is in test_any_step.
MOMENTS = [
    ("chat.postMessage", 1, True),
    ("chat.postMessage", 2, False),
    ("chat.postMessage", 3, True),
    ("chat.update", 1, True),
]
SIDE_BY_SIDE = 4


class Door:
    """Passes the bot's calls on to the pretend Slack, and calls `kill` at the chosen one, once."""

    def __init__(self, api: str, moment: Moment, kill: Any) -> None:
        self.method, self.call, self.done = moment
        self.api, self.kill = api, kill
        self.calls: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.reached = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/api/"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                method = self.path.rsplit("/", 1)[-1]
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                # the look at every start comes when it comes, and is none of the evening's calls
                counted = live.AGENT not in (self.headers["User-Agent"] or "")
                with door.lock:
                    door.calls[method] += counted
                    now = counted and (method, door.calls[method]) == (door.method, door.call)
                if now and not door.done:
                    return door.end()
                status, headers, answer = door.passed_on(method, body, dict(self.headers))
                if now:
                    return door.end()
                self.send_response(status)
                for name in ("Content-Type", "Retry-After", "X-OAuth-Scopes"):
                    if name in headers:
                        self.send_header(name, headers[name])
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
                return None

            def log_message(self, *_: Any) -> None:
                """Nobody reads it."""

        return Handler

    def end(self) -> None:
        self.kill()
        self.reached.set()

    def passed_on(self, method: str, body: bytes, headers: dict[str, str]) -> tuple[int, Any, bytes]:
        kept = {name: headers[name] for name in ("Content-Type", "Authorization") if name in headers}
        asked = urllib.request.Request(f"{self.api}{method}", body, kept)
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.headers, refused.read()


class Killed(Evening):
    """An evening whose bot goes through a door, is killed there, and is started again."""

    door: Door
    one_at_a_time = threading.Lock()  # Alembic keeps its state in the module

    def _load(self) -> None:
        with self.one_at_a_time:
            super()._load()

    def power_cut(self) -> None:
        self.bot.kill()

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "SLACK_API_URL": self.door.url}

    def watch(self, over: threading.Event) -> None:
        """Somebody starts it again, as a service manager does."""
        while not over.wait(0.05):
            if self.bot.poll() is not None:
                self.start_bot()


def played(folder: Path, url: str, moment: Moment) -> list[str]:
    """One evening with its kill. What is wrong with it, if anything."""
    folder.mkdir()
    evening = Killed(folder, url)
    over = threading.Event()
    watching = None
    try:
        evening.begin(sandbox.world(load.read([HERE / "house.yaml"], {})), bot=False)
        evening.door = Door(evening.urls["api"], moment, evening.power_cut)
        evening.start_bot()
        watching = threading.Thread(target=evening.watch, args=(over,))
        watching.start()
        play(evening)
        assert evening.door.reached.is_set(), "the moment never came"
        return []
    except AssertionError as wrong:
        return [f"{moment}: {wrong}"]
    finally:
        over.set()
        if watching:
            watching.join()
        evening.end()


def play(evening: Evening) -> None:
    """Asked, two signs, told, climbed, taken; each message once, and all that is shown comes true."""
    prompt = evening.expect(HOUSE, "any early warning signs today?", within=AFTER_LEASE)
    tapped(evening, lambda: prompt.click(JO, "Signs seen", "Sam"))
    tapped(evening, lambda: evening.submit(JO, **{"sign:sleep": "2", "sign:pacing": "1"}))
    evening.expect(DEE, "Sam", within=AFTER_LEASE)
    line = evening.expect(HOUSE, "Sam", "Dee", within=AFTER_LEASE)
    evening.passes(10.5)
    ping = evening.expect(ASH, "Sam", within=AFTER_LEASE)
    taken(ping)
    line.comes_to_say("Ash has it", within=AFTER_LEASE)
    prompt.comes_to_say("Ash has it", "1 of 2 answered", within=AFTER_LEASE)
    evening.passes(20)
    whispers = [one["seq"] for one in evening.posts() if one["kind"] != "post"]
    evening.expected |= set(whispers)
    assert evening.unexpected() == []


def tapped(evening: Evening, tap: Any) -> None:
    """A tap that nobody acknowledged is tapped again, as people do."""

    def once() -> bool:
        try:
            return bool(tap().get("acked"))
        except AssertionError:
            return False

    wait_for(once, "a tap to be acknowledged", AFTER_LEASE)
    assert evening.state(JO)["ok"]


def taken(ping: Message) -> None:
    def held() -> bool:
        if "I've got this" in ping.buttons():
            try:
                ping.click(ASH, "I've got this")
            except AssertionError:
                return False
        return "I've got this" not in ping.buttons()

    wait_for(held, "Ash to have it", AFTER_LEASE)


def all_of_them(folder: Path, moments: list[Moment], new_database: Callable[[int], str]) -> list[str]:
    """What is wrong with any of the evenings."""

    def one(place: int) -> list[str]:
        return played(folder / f"evening{place}", new_database(place), moments[place])

    with ThreadPoolExecutor(SIDE_BY_SIDE) as side_by_side:
        return [line for lines in side_by_side.map(one, range(len(moments))) for line in lines]


def test_killed_at_any_call_to_slack_nothing_is_lost_and_nobody_is_told_twice(tmp_path: Path) -> None:
    assert all_of_them(tmp_path, MOMENTS, lambda place: f"sqlite:///{tmp_path / f'{place}.db'}") == []


def test_killed_on_postgresql_it_is_the_same(tmp_path: Path, pg_cluster: Cluster) -> None:
    assert all_of_them(tmp_path, MOMENTS[:2], lambda _: pg_cluster.new_database()) == []
