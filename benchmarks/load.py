"""Signed requests over kept connections, from a process of its own: how long each took to be acknowledged."""

import hashlib
import hmac
import http.client
import multiprocessing
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

SECRET = "a-secret-of-the-benchmarks-own"
FORM = "application/x-www-form-urlencoded"
# a server may close a connection on which nothing was said for two seconds
IDLE = 1.0


@dataclass(frozen=True)
class Ask:
    """One request: its body, whom it is about, and when it is sent (seconds from the start; None: as soon as may be).

    `pause` is waited before it.
    """

    body: bytes
    about: str
    at: float | None = None
    pause: float = 0.0


@dataclass(frozen=True)
class Answered:
    """One request's end. `sent` is of `time.monotonic`; `took` counts from when it was to be sent."""

    about: str
    sent: float
    took: float
    ok: bool


def fire(url: str, asks: Sequence[Ask], at_once: int = 8, pinged: str = "") -> list[Answered]:
    """Send them all to `url`, so many at once, from another process; in the order of their ends.

    With the stand-in Slack's address as `pinged`, the next is sent when the last one's ping has come there.
    """
    # spawned: a forked process would begin with the memory of this one
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_fire, (url, list(asks), at_once, pinged))


def _fire(url: str, asks: list[Ask], at_once: int, pinged: str) -> list[Answered]:
    waiting: queue.Queue[Ask | None] = queue.Queue()
    for one in [*asks, *[None] * at_once]:
        waiting.put(one)
    done: list[Answered] = []
    began = time.monotonic()
    given = (url, waiting, began, done, pinged)
    threads = [threading.Thread(target=follow, args=given) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def follow(
    url: str, waiting: "queue.Queue[Ask | None]", began: float, done: list[Answered], pinged: str = ""
) -> None:
    """Send what is `waiting` over one connection, until a None; `began` is of `time.monotonic`."""
    parts, slack = urlsplit(url), urlsplit(pinged)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    rung = http.client.HTTPConnection(slack.hostname or "", slack.port, timeout=30)
    last = 0.0
    while ask := waiting.get():
        due = began + ask.at if ask.at is not None else None
        time.sleep(max(0.0, due - time.monotonic()) if due else ask.pause)
        if time.monotonic() - last > IDLE:
            connection.close()
        sent = time.monotonic()
        ok = _send(connection, parts.path, ask.body)
        last = time.monotonic()
        done.append(Answered(ask.about, sent, last - (due or sent), ok))
        if pinged and ok:
            rung.request("GET", f"/wait/{ask.about}")
            rung.getresponse().read()


def _send(connection: http.client.HTTPConnection, path: str, body: bytes) -> bool:
    """Whether it was acknowledged as kept."""
    try:
        connection.request("POST", path, body, _signed(body))
        answer = connection.getresponse()
        said = answer.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return False
    return answer.status == 200 and b'"errors"' not in said and b"Not saved" not in said


def _signed(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    proof = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"Content-Type": FORM, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={proof}"}
