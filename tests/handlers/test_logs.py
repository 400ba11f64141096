"""Logs: kinds and ids at every level, also when everything fails; never what was written about anybody."""

import io
import json
import logging
import subprocess
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
from handlers import delivery, logs, sender
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


LIBRARIES = (
    "slack_sdk", "slack_sdk.web.base_client", "slack_sdk.socket_mode.builtin.client", "slack_bolt.App",
    "slack_bolt.SlackRequestHandler", "sqlalchemy.engine.Engine", "sqlalchemy.pool", "apscheduler.scheduler",
    "gunicorn.error", "gunicorn.access", "alembic", "psycopg", "urllib3",
)  # fmt: skip


@pytest.mark.parametrize("name", LIBRARIES)
@pytest.mark.usefixtures("logged")
def test_our_debug_level_is_no_librarys(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)


def test_a_library_that_was_set_to_debug_still_says_only_that_it_spoke(
    logged: io.StringIO,
) -> None:
    library = logging.getLogger("slack_sdk.web.base_client")
    library.setLevel(logging.DEBUG)
    try:
        library.debug("body: %s", {"note": "Found by the weir"})
        library.log(logging.INFO + 5, "She misses her boat")
    finally:
        library.setLevel(logging.NOTSET)
    said = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [(one["event"], one["level"]) for one in said] == [("library", "debug"), ("library", "info")]
    assert leaks(logged) == []


UNCAUGHT = """
import logging, sqlite3, threading, warnings
from handlers import logs

logs.quote_nothing()
{configured}

def fails():
    raise ValueError("Zebedee was found by the weir")

warnings.warn("Zebedee")
thread = threading.Thread(target=fails, name="sender")
thread.start()
thread.join()
fails()
"""


@pytest.mark.parametrize("configured", ["", "logs.configure('DEBUG')"], ids=["before", "afterwards"])
def test_what_nobody_catches_and_what_python_warns_of_is_not_quoted(configured: str) -> None:
    """From the first moment, and whatever is configured later."""
    program = UNCAUGHT.format(configured=configured)
    done = subprocess.run(
        [sys.executable, "-W", "always", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    said = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(one["event"], one.get("thread")) for one in said] == [
        ("library", None),
        ("uncaught", "sender"),
        ("uncaught", "MainThread"),
    ]
    assert said[1]["error"] == "ValueError"
    assert said[1]["at"][-1].endswith(" fails")
    assert "Zebedee" not in done.stderr


@pytest.mark.usefixtures("configured")
def test_who_watches_a_terminal_reads_lines_and_nobody_elses_program_reads_json(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for written, parses in ((io.StringIO(), True), (Terminal(), False)):
        monkeypatch.setattr(sys, "stderr", written)
        logs.configure("INFO")
        structlog.get_logger().info("said", id=7)
        assert written.getvalue().startswith("{") is parses
        assert "said" in written.getvalue()


@pytest.mark.usefixtures("configured")
def test_a_line_is_written_whole_so_that_processes_can_share_where_it_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrote: list[str] = []
    monkeypatch.setattr(logs.StandardError, "write", lambda _, text: wrote.append(text))
    logs.configure("INFO")
    structlog.get_logger().info("said", id=7)
    [line] = wrote
    assert line.endswith("}\n")
