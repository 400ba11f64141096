"""The outside heart: called once, whatever it answers, and its address is in no log."""

import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import structlog

from handlers import watchdog
from handlers.settings import Settings


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's way out is none to itself."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


class Heart(ThreadingHTTPServer):
    """An outside heart: what it was called with, and what it answers."""

    daemon_threads = True

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = lambda one: one.send_response(200)
        heart = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                heart.calls.append((self.path, self.headers["User-Agent"]))
                heart.answer(self)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}/ping/hush-hush"

    def handle_error(self, *_request: Any) -> None:
        """Whoever does not wait for its answer is no news."""


@pytest.fixture
def heart() -> Iterator[Heart]:
    made = Heart()
    thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def settings(**given: str) -> Settings:
    return Settings(_env_file=None, **given)  # type: ignore[call-arg, arg-type]


def test_a_beat_is_one_call_of_the_address(heart: Heart) -> None:
    watchdog.heart(settings(relay_heartbeat_url=heart.url))()
    assert heart.calls == [("/ping/hush-hush", "relay")]


def test_a_heart_that_has_moved_is_followed(heart: Heart) -> None:
    def moved(one: BaseHTTPRequestHandler) -> None:
        one.send_response(302 if one.path.endswith("hush-hush") else 200)
        one.send_header("Location", "/elsewhere")

    heart.answer = moved
    watchdog.beat(heart.url)
    assert [path for path, _ in heart.calls] == ["/ping/hush-hush", "/elsewhere"]


def test_without_a_heart_and_in_the_sandbox_nothing_is_called(heart: Heart) -> None:
    watchdog.heart(settings())()
    given = {"slack_api_url": "http://127.0.0.1:1/api/", "relay_clock_url": "http://127.0.0.1:1/clock"}
    watchdog.heart(settings(relay_heartbeat_url=heart.url, **given))()
    assert heart.calls == []


def refuses(one: BaseHTTPRequestHandler) -> None:
    one.send_response(404)


def hangs(one: BaseHTTPRequestHandler) -> None:
    threading.Event().wait(1)
    one.send_response(200)


def rubbish(one: BaseHTTPRequestHandler) -> None:
    one.wfile.write(b"\x00\xff rubbish\r\n\r\n")


@pytest.mark.parametrize(
    ("answer", "why"), [(refuses, "http_404"), (hangs, "TimeoutError"), (rubbish, "BadStatusLine")]
)
def test_a_heart_that_is_ill_stops_nothing_and_its_address_is_not_logged(
    heart: Heart, monkeypatch: pytest.MonkeyPatch, answer: Any, why: str
) -> None:
    monkeypatch.setattr(watchdog, "TIMEOUT", 0.3)
    heart.answer = answer
    with structlog.testing.capture_logs() as logged:
        watchdog.beat(heart.url)
    assert [(one["event"], one["why"]) for one in logged] == [("heart.failed", why)]
    assert "hush" not in str(logged)


@pytest.mark.parametrize(
    ("url", "why"),
    [("http://127.0.0.1:1/hush", "ConnectionRefusedError"), ("http://127.0.0.1:1/hush hush", "InvalidURL")],
)
def test_a_heart_that_is_not_there_stops_nothing(url: str, why: str) -> None:
    with structlog.testing.capture_logs() as logged:
        watchdog.beat(url)
    assert [(one["event"], one["why"]) for one in logged] == [("heart.failed", why)]
    assert "hush" not in str(logged)
