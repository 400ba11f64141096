"""Logs: kinds and ids at every level, also when everything fails; never what was written about anybody."""

import io
import json
import logging
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.replies import Answer
from db.session import Database
from handlers import delivery, logs, sender, ticks
from handlers.flow import escalation as flow
from handlers.flow import render
from tests.house import Rowan, rowan

SECRETS = (
    "Zebedee",
    "Quillon",
    "polish the spoons",
    "misses her boat",
    "by the weir",
    "07700 900555",
    "01632 960777",
)


@pytest.fixture
def configured() -> Iterator[None]:
    """Whatever is configured is undone."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    yield
    root.handlers[:], root.level = before
    structlog.reset_defaults()


@pytest.fixture
def logged(configured: None, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """All that is logged at DEBUG."""
    del configured
    written = io.StringIO()
    # sys.stderr itself is pytest's again by the time the test begins
    monkeypatch.setattr(logs.StandardError, "write", lambda _, text: written.write(text))
    logs.configure("DEBUG")
    for module in (delivery, sender, ticks):
        # a logger keeps the level that it was first used with
        monkeypatch.setattr(module, "log", structlog.get_logger())
    return written


@pytest.fixture
def house(database: Database) -> Rowan:
    """A house full of secrets, with a handover answered."""
    written = rowan()
    written["services"][0]["phone"] = "01632 960777"
    written["people"][0]["known_as"] = "Zebedee"
    written["people"][0]["plan"]["signs"][0]["says"] = "I polish the spoons"
    written["staff"][4].update(name="Quillon", phone="07700 900555")
    made = Rowan(database).load(written)
    made.ask()
    return made


def says_everything(house: Rowan) -> None:
    values = {"sleep": 2.0, "pacing": 1.0}
    house.says("sam", Answer("signs", values, says="She misses her boat", note="Found by the weir"))


class Refusing:
    """A Slack whose every answer quotes what it was asked."""

    def __getattr__(self, method: str) -> Any:
        def refuse(**told: Any) -> Any:
            if method == "conversations_info":
                return {"channel": {"is_private": True}}
            raise SlackApiError(f"refused {told}", {"ok": False, "error": "invalid_blocks", "told": told})

        return refuse


class Failing(Refusing):
    """A client that fails with words that quote what it was asked."""

    def __getattr__(self, method: str) -> Any:
        def fail(**told: Any) -> Any:
            raise RuntimeError(f"{method} {told}")

        return fail


def kinds(written: io.StringIO) -> list[str]:
    return [json.loads(line)["event"] for line in written.getvalue().splitlines()]


def leaks(written: io.StringIO) -> list[str]:
    return [secret for secret in SECRETS if secret in written.getvalue()]


@pytest.mark.parametrize(("client", "event"), [(Refusing(), "message.failed"), (Failing(), "message.error")])
def test_a_slack_that_refuses_everything_leaks_nothing(
    house: Rowan, logged: io.StringIO, client: WebClient, event: str
) -> None:
    says_everything(house)
    sender.drain(house.relay, client)
    assert event in kinds(logged)
    assert leaks(logged) == []


def test_a_message_that_cannot_be_drawn_leaks_nothing(
    house: Rowan, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    says_everything(house)

    def fails(_session: Any, shown: Any, *_: Any, **__: Any) -> None:
        raise ValueError(f"She misses her boat, {shown}")

    monkeypatch.setitem(render.DRAW, "ping", fails)
    sender.drain(house.relay, Refusing())  # type: ignore[arg-type]
    assert "message.error" in kinds(logged)
    assert leaks(logged) == []


def test_a_tick_that_fails_leaks_nothing(
    house: Rowan, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    says_everything(house)

    def fails(*_: Any) -> None:
        raise ValueError("Zebedee was found by the weir")

    monkeypatch.setattr(flow, "climb", fails)
    house.clock.passes(30)
    house.tick()
    assert "tick.failed" in kinds(logged)
    assert leaks(logged) == []


def test_a_thread_of_the_sender_that_fails_leaks_nothing(
    house: Rowan, logged: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        house.relay.stop.set()
        raise ValueError("Zebedee was found by the weir")

    monkeypatch.setattr(delivery, "send", fails)
    running = threading.Thread(target=sender.run, args=(house.relay, Refusing()))
    running.start()
    running.join(10)
    assert kinds(logged) == ["message.error"]
    assert leaks(logged) == []


def test_a_librarys_own_words_are_not_logged(logged: io.StringIO) -> None:
    try:
        raise ValueError("Zebedee")
    except ValueError:
        logging.getLogger("slack_bolt").exception("body: %s", {"note": "Found by the weir"})
    logging.getLogger("slack_sdk").warning("She misses her boat")
    assert kinds(logged) == ["library", "library"]
    assert json.loads(logged.getvalue().splitlines()[0])["error"] == "ValueError"
    assert leaks(logged) == []


def test_an_exception_is_logged_as_its_type_and_places(logged: io.StringIO) -> None:
    try:
        raise KeyError("Zebedee")
    except KeyError:
        structlog.get_logger().exception("tried", id=7)
    [line] = [json.loads(one) for one in logged.getvalue().splitlines()]
    assert (line["error"], line["id"]) == ("KeyError", 7)
    assert line["at"][0].startswith("test_logs.py:")
    assert leaks(logged) == []


@pytest.mark.usefixtures("configured")
def test_a_line_goes_to_what_standard_error_is_by_then(monkeypatch: pytest.MonkeyPatch) -> None:
    at_first, by_then = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", at_first)
    logs.configure("INFO")
    at_first.close()
    monkeypatch.setattr(sys, "stderr", by_then)
    structlog.get_logger().info("said")
    assert "said" in by_then.getvalue()
