"""A stand-in Slack that costs little: one asyncio process that says yes, and writes down when it was asked.

`python -m benchmarks.slack [--houses N] [--answer-ms N] [--pace F]`; it prints its address. With `--pace` it refuses,
with 429, what Slack's limits do not allow when they are F times as wide: a minute of Slack's is then 60/F seconds.
Times are of `time.monotonic`, which all processes of a machine share.
"""

import argparse
import asyncio
import base64
import hashlib
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

# docs/scale.md says where each comes from: posts a minute in a workspace, calls a minute of tiers 3 and 4, and the
# posts that one channel takes at once before it is held to one a second
WORKSPACE, TIER_3, TIER_4, AT_ONCE = 300, 50, 100, 4
TIERS = {
    **dict.fromkeys(("chat.update", "conversations.open", "conversations.info", "conversations.history"), TIER_3),
    "users.conversations": TIER_3,
    **dict.fromkeys(("views.open", "views.push", "views.update", "views.publish", "users.info"), TIER_4),
}  # fmt: skip
POST, RESPONSE = "chat.postMessage", "response_url"
WHERE = re.compile(rb'"channel": ?"([^"]+)"|(?:^|&)(?:channel|users)=([^&]+)|"users": ?"([^"]+)"')
NAMED = re.compile(rb"P\d+x\d+")
CURSOR = re.compile(rb"(?:^|&)cursor=(\d+)")
PAGE = 999  # channels
# what somebody is told who tapped, and whom Relay could not answer in time: to Slack it is an acknowledgement
LATE, TOLD_LATE = b"could not say in time", "late"
# two requests may change places on their way by so much
JITTER = 0.2
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEAM = "T0BENCH"
SAID = {
    "team_id": TEAM, "user_id": "U0RELAY", "bot_id": "B0RELAY", "team": "Bench", "user": {"team_id": TEAM},
    "view": {"id": "V0BENCH"}, "members": [], "messages": [],
}  # fmt: skip


@dataclass(frozen=True)
class Note:
    """One request: when it came, which method, where to (a channel or a user), whom it names, whether refused.

    An answer to a `response_url` that says that Relay was late names TOLD_LATE.
    """

    at: float
    method: str
    where: str
    named: str
    refused: bool


class Limits:
    """Slack's limits, `pace` times as wide. A method's and the workspace's are counted over a sliding minute."""

    def __init__(self, pace: float) -> None:
        self._minute, self._gap = 60 / pace - JITTER, 1 / pace
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._free: dict[str, float] = defaultdict(float)

    def wait(self, method: str, where: str, now: float) -> float:
        """Seconds until this may be asked again; 0 when it is taken now."""
        most = WORKSPACE if method == POST else TIERS.get(method)
        if most is None:
            return 0.0
        calls = self._calls[method]
        while calls and now - calls[0] >= self._minute:
            calls.popleft()
        early = self._free[where] - now - AT_ONCE * self._gap - JITTER if method == POST else 0.0
        if len(calls) >= most or early > 0:
            return max(early, self._minute - (now - calls[0]) if len(calls) >= most else 0.0)
        calls.append(now)
        if method == POST:
            self._free[where] = max(self._free[where], now) + self._gap
        return 0.0


class Desk:
    """What all connections share."""

    def __init__(self, answer_s: float, pace: float | None, houses: int) -> None:
        self.answer_s, self.houses, self.url = answer_s, houses, ""
        self.limits = Limits(pace) if pace else None
        self.notes: list[tuple[float, str, str, str, bool]] = []
        self._named: set[str] = set()
        self._waiting: dict[str, list[Callable[[], None]]] = {}

    def wait(self, name: str, say: Callable[[], None]) -> None:
        """`say` once somebody of this name is named in a message that is taken, now where that was."""
        if name in self._named:
            say()
        else:
            self._waiting.setdefault(name, []).append(say)

    def _heard(self, name: str) -> None:
        self._named.add(name)
        for say in self._waiting.pop(name, ()):
            say()

    def take(self, path: str, body: bytes, now: float) -> tuple[int, bytes, float]:
        """Status, body and seconds to wait for one request."""
        if path.startswith("/notes/"):
            return 200, json.dumps(self.notes[int(path.rpartition("/")[2]) :]).encode(), 0.0
        method = path.removeprefix("/api/") if path.startswith("/api/") else RESPONSE
        found = WHERE.search(body)
        where = next((one for one in found.groups() if one), b"").decode() if found else ""
        found = NAMED.search(body) if where.startswith(("D", "U")) else None
        named = found.group().decode() if found else TOLD_LATE if method == RESPONSE and LATE in body else ""
        wait = self.limits.wait(method, where, now) if self.limits else 0.0
        self.notes.append((now, method, where, named, wait > 0))
        if wait > 0:
            return 429, b'{"ok":false,"error":"ratelimited"}', wait
        if named and method == POST:
            self._heard(named)
        if method == "users.conversations":
            return 200, self._rooms(body), 0.0
        return 200, self._answer(method, where), 0.0

    def _rooms(self, body: bytes) -> bytes:
        """One page of the channels that the bot is in: the houses'."""
        cursor = CURSOR.search(body)
        first = int(cursor[1]) if cursor else 1
        last = min(self.houses, first + PAGE - 1)
        rooms = [{"id": f"C0HOUSE{n}", "is_private": True, "is_member": True} for n in range(first, last + 1)]
        more = {"next_cursor": str(last + 1) if last < self.houses else ""}
        return json.dumps({"ok": True, "channels": rooms, "response_metadata": more}).encode()

    def _answer(self, method: str, where: str) -> bytes:
        if method == RESPONSE:
            return b"ok"
        channel: Any = where
        if method.startswith("conversations."):
            direct = "D" + where[1:] if where.startswith("U") else where
            channel = {"id": direct, "name": direct.lower(), "is_private": True, "is_member": True}
        ts = f"{time.time():.6f}"
        said = {
            "ok": True,
            "channel": channel,
            "ts": ts,
            "url": self.url.replace("http", "ws") + "/link/",
            **SAID,
        }
        return json.dumps(said).encode()


class Connection(asyncio.Protocol):
    """HTTP/1.1 as far as Slack's clients speak it, and the one WebSocket of Socket Mode, on which nothing is said."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._heard, self._linked = desk, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out: Any = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if self._linked:
            return self._frames()
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            head = self._heard[:end].decode("latin-1")
            size = re.search(r"(?i)\r\ncontent-length: *(\d+)", head)
            until = end + 4 + (int(size[1]) if size else 0)
            if len(self._heard) < until:
                return None
            body, self._heard = self._heard[end + 4 : until], self._heard[until:]
            self._asked(head, body)
        return None

    def _asked(self, head: str, body: bytes) -> None:
        path = head.split(" ", 2)[1].partition("?")[0]
        if path == "/link/":
            return self._link(head)
        if path.startswith("/wait/"):
            there = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            return self._desk.wait(path.removeprefix("/wait/"), lambda: self._out.write(there))
        status, said, wait = self._desk.take(path, body, time.monotonic())
        retry = f"Retry-After: {max(1, round(wait))}\r\n" if status == 429 else ""
        closes = "close" in head.lower()
        kind = "text/plain" if said == b"ok" else "application/json"
        answer = (
            f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nContent-Length: {len(said)}\r\n{retry}"
            f"Connection: {'close' if closes else 'keep-alive'}\r\n\r\n"
        ).encode() + said
        asyncio.get_running_loop().call_later(self._desk.answer_s, self._say, answer, closes)
        return None

    def _say(self, answer: bytes, closes: bool) -> None:
        self._out.write(answer)
        if closes:
            self._out.close()

    def _link(self, head: str) -> None:
        found = re.search(r"(?i)sec-websocket-key: *(\S+)", head)
        assert found
        accept = base64.b64encode(hashlib.sha1(found[1].encode() + GUID).digest()).decode()
        hello = b'{"type":"hello","num_connections":1}'
        self._linked = True
        self._out.write(
            f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
            + bytes([0x81, len(hello)])
            + hello
        )

    def _frames(self) -> None:
        """Answer pings, so that the link is kept."""
        while len(self._heard) >= 6 and (size := self._heard[1] & 127) < 126 and len(self._heard) >= 6 + size:
            mask, data = self._heard[2:6], self._heard[6 : 6 + size]
            if self._heard[0] & 15 == 9:
                self._out.write(bytes([0x8A, size]) + bytes(one ^ mask[n % 4] for n, one in enumerate(data)))
            self._heard = self._heard[6 + size :]


async def serve(desk: Desk) -> None:
    """Serve until the process is ended; the address is printed."""
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(desk), "127.0.0.1", 0, backlog=512
    )
    desk.url = "http://{}:{}".format(*server.sockets[0].getsockname())
    print(desk.url, flush=True)
    await server.serve_forever()


@dataclass(frozen=True)
class Standing:
    """The stand-in as its starter sees it: where it is, and its process."""

    url: str
    pid: int

    def notes(self, since: int = 0) -> list[Note]:
        """What it was asked, from the `since`th request on."""
        with urllib.request.urlopen(f"{self.url}/notes/{since}", timeout=60) as answer:
            return [Note(*one) for one in json.load(answer)]


def told_late(notes: Sequence[Note]) -> int:
    """How many who tapped were told that Relay could not say in time whether it was saved."""
    return sum(one.named == TOLD_LATE for one in notes)


@contextmanager
def standing(houses: int = 0, *, answer_ms: float = 0, pace: float | None = None) -> Iterator[Standing]:
    """The stand-in as a process of its own, with so many houses' channels; ended afterwards."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.slack",
        "--houses",
        str(houses),
        "--answer-ms",
        str(answer_ms),
    ]
    command += ["--pace", str(pace)] if pace else []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield Standing(process.stdout.readline().strip(), process.pid)
    finally:
        process.kill()
        process.wait()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--answer-ms", type=float, default=0.0)
    asked.add_argument("--pace", type=float)
    asked.add_argument("--houses", type=int, default=0)
    given = asked.parse_args()
    asyncio.run(serve(Desk(given.answer_ms / 1000, given.pace, given.houses)))


if __name__ == "__main__":
    main()
