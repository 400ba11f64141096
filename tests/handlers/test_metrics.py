"""Figures: what is counted here, what the database says, and that neither ever holds a name or lies about others."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import inf
from typing import Any

import pytest
import sqlalchemy as sa
from prometheus_client.parser import text_string_to_metric_families
from slack_bolt import BoltRequest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import IntegrityError, OperationalError

import bot.metrics
import bot.sending
import db.metrics
import db.pulse
from bot.transitions import Take
from db import tables
from db.session import Database
from handlers import metrics, metrics_read, sender
from handlers.watchdog import Watchdog
from tests.handlers.silences import MORNING, asked, passes
from tests.house import NOON, SLEEPLESS, Rowan, rowan

Labels = dict[str, str]


def figures() -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """All figures as they are now, whoever has asked just before."""
    if metrics._database is not None:
        metrics._database._seen = None
    body, content_type = metrics.exposition()
    assert content_type.startswith("text/plain; version=0.0.4")
    found = text_string_to_metric_families(body.decode())
    return {(s.name, frozenset(s.labels.items())): s.value for family in found for s in family.samples}


def figure(name: str, **labels: str) -> float:
    return figures()[name, frozenset(labels.items())]


@contextmanager
def grows(by: float, name: str, **labels: str) -> Iterator[None]:
    """The counter grows by so much: others have counted before."""
    key = name, frozenset(labels.items())
    before = figures().get(key, 0.0)
    yield
    assert figures().get(key, 0.0) - before == by


@pytest.fixture
def watched(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    """Rowan House, asked at 21:15, whose figures are exposed."""
    monkeypatch.setattr(metrics_read, "PATIENCE", 30.0)
    monkeypatch.setattr(metrics, "_database", None)
    monkeypatch.setattr(metrics, "_socket", None)
    metrics.watch(house.relay)
    return house


class Taking:
    """A Slack that takes everything, half a second after it was asked by Relay's clock."""

    def __init__(self, house: Rowan) -> None:
        self.house = house

    def __getattr__(self, method: str) -> Any:
        def take(**_told: Any) -> Any:
            if method == "chat_postMessage":
                self.house.clock.passes(0.5 / 60)
            return {"channel": {"id": "C0", "is_private": True}, "ts": "1.1"}

        return take


class Answered(dict[str, Any]):
    """Slack's answer, as slack_sdk has it."""

    status_code = 200

    @property
    def data(self) -> dict[str, Any]:
        return self


class Refusing(Taking):
    """A Slack that does not let Relay write."""

    def __getattr__(self, method: str) -> Any:
        def refuse(**_told: Any) -> Any:
            if method == "conversations_info":
                return {"channel": {"is_private": True}}
            raise SlackApiError("refused", Answered({"ok": False, "error": "missing_scope"}))

        return refuse


def drain(house: Rowan, slack: Taking) -> None:
    sender.drain(house.relay, slack)  # type: ignore[arg-type]


# from the database


def test_what_waits_is_counted_by_what_goes_first_with_its_age(watched: Rowan) -> None:
    watched.says("sam", SLEEPLESS)
    watched.clock.passes(3)
    assert figure("relay_outbox_messages", kind="ping") == 1
    assert figure("relay_outbox_oldest_seconds", kind="ping") == 180
    assert figure("relay_outbox_messages", kind="prompt") == 1
    assert figure("relay_outbox_messages", kind="notice") == 0
    assert figure("relay_outbox_oldest_seconds", kind="notice") == 0
    watched.all_sent()
    assert figure("relay_outbox_messages", kind="ping") == 0


def test_what_is_not_due_yet_does_not_wait(watched: Rowan) -> None:
    watched.all_sent()
    with watched.database.write() as session:
        db.outbox.put(
            session, "late", watched.clock.at, due=watched.clock.at + timedelta(hours=1), to_user="U0"
        )
    assert figure("relay_outbox_messages", kind="house") == 0


def test_an_escalation_is_open_then_acknowledged(watched: Rowan) -> None:
    watched.says("sam", SLEEPLESS)
    assert figure("relay_escalations", state="open") == 1
    watched.does("U0DEE", Take())
    assert figure("relay_escalations", state="open") == 0
    assert figure("relay_escalations", state="acknowledged") == 1


def test_one_that_nobody_answers_is_counted_apart(watched: Rowan) -> None:
    watched.says("sam", SLEEPLESS)
    for _ in range(60):
        watched.clock.passes(2)
        watched.all_sent()
        watched.tick()
    assert figure("relay_escalations", state="unanswered") >= 1


def test_a_handover_is_late_then_missed_and_forgotten_after_a_day(watched: Rowan) -> None:
    asked(watched)
    passes(watched, 20, 30)
    assert figure("relay_handovers_last_day", what="late") == 1
    watched.clock.at = MORNING
    passes(watched, 0, 1)
    assert figure("relay_handovers_last_day", what="missed") == 1
    watched.clock.passes(25 * 60)
    assert figure("relay_handovers_last_day", what="late") == 0
    assert figure("relay_handovers_last_day", what="missed") == 0


def test_a_message_that_slack_refuses_for_ever_is_given_up_and_counted_by_slacks_word(watched: Rowan) -> None:
    with grows(1, "relay_slack_errors_total", kind="prompt", why="missing_scope"):
        drain(watched, Refusing(watched))
    assert figure("relay_messages_given_up_last_day") >= 1


def test_the_age_of_the_newest_tick_is_of_any_process_and_endless_where_none_ticks(watched: Rowan) -> None:
    assert figure("relay_tick_age_seconds") == inf
    with watched.database.write() as session:
        for id_, kind, ago in (("a", "run", 40), ("b", "worker", 7), ("c", "web", None)):
            ticked = None if ago is None else NOON - timedelta(seconds=ago)
            db.pulse.beat(session, db.pulse.Alive(id_, tables.Working(kind), NOON, NOON, ticked))
    assert figure("relay_tick_age_seconds") == 7
    assert figure("relay_processes", kind="web") == 1
    watched.clock.slack += timedelta(minutes=1)
    assert figure("relay_tick_age_seconds") == 67
    assert figure("relay_processes", kind="web") == 0


def test_a_dead_worker_whose_clock_was_ahead_does_not_hide_that_nothing_ticks(watched: Rowan) -> None:
    ahead, ago = NOON + timedelta(hours=5), NOON - timedelta(minutes=5)
    worker = tables.Working.WORKER
    with watched.database.write() as session:
        db.pulse.beat(session, db.pulse.Alive("ahead", worker, ahead, NOON, ahead))
    assert figure("relay_tick_age_seconds") == inf
    with watched.database.write() as session:
        db.pulse.beat(session, db.pulse.Alive("stuck", worker, ago, NOON, ago))
    assert figure("relay_tick_age_seconds") == 300


def test_whether_slack_is_connected_is_asked_each_time_and_told_only_where_it_is_known(
    watched: Rowan,
) -> None:
    assert ("relay_connected", frozenset()) not in figures()
    state = [True]
    watched.relay.connected = lambda: state[0]
    assert figure("relay_connected") == 1
    state[0] = False
    assert figure("relay_connected") == 0


@pytest.mark.usefixtures("watched")
def test_several_who_ask_at_once_are_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics_read, "KEPT", 60.0)
    looks = []
    look = db.metrics.look
    monkeypatch.setattr(db.metrics, "look", lambda *told: looks.append(told) or look(*told))
    for _ in range(3):
        assert b"relay_database_up 1.0" in metrics.exposition()[0]
    assert len(looks) == 1


@pytest.mark.usefixtures("watched")
def test_a_database_out_of_reach_says_so_and_nothing_else_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> None:
        raise OperationalError("SELECT", None, Exception("gone"))

    monkeypatch.setattr(db.metrics, "look", fails)
    found = {name for name, _ in figures()}
    assert figure("relay_database_up") == 0
    assert "relay_outbox_messages" not in found
    assert "relay_message_seconds_count" in found


@pytest.mark.usefixtures("watched")
def test_a_database_that_stands_still_holds_nobody_up_and_is_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    goes_on, looks = threading.Event(), []

    def stands_still(*told: Any) -> None:
        looks.append(told)
        goes_on.wait(30)
        raise RuntimeError("cut off")

    monkeypatch.setattr(db.metrics, "look", stands_still)
    monkeypatch.setattr(metrics_read, "PATIENCE", 0.1)
    began = time.monotonic()
    assert [figure("relay_database_up") for _ in range(5)] == [0.0] * 5
    assert time.monotonic() - began < 5
    assert len(looks) == 1
    goes_on.set()


# from this process


def test_a_ping_is_timed_from_the_reply_until_slack_took_it(watched: Rowan) -> None:
    watched.all_sent()
    watched.says("sam", SLEEPLESS)
    with (
        grows(1, "relay_message_seconds_count", kind="ping"),
        grows(1, "relay_message_seconds_bucket", kind="ping", le="0.5"),
        grows(0, "relay_message_seconds_bucket", kind="ping", le="0.25"),
    ):
        drain(watched, Taking(watched))


def test_an_update_is_counted_as_one_whatever_it_redraws(watched: Rowan) -> None:
    watched.all_sent()
    watched.says("ray", SLEEPLESS.__class__("clear"))
    with grows(1, "relay_message_seconds_count", kind="update"):
        drain(watched, Taking(watched))


def test_a_tick_is_timed(watched: Rowan) -> None:
    with grows(1, "relay_tick_seconds_count"):
        watched.tick()


def test_what_the_watchdog_put_right_is_counted(watched: Rowan) -> None:
    watched.says("sam", SLEEPLESS)
    watched.all_sent()
    with watched.database.write() as session:
        session.execute(sa.update(tables.Escalation).values(next_at=None, due_at=None))
    with grows(1, "relay_watchdog_repairs_total", kind="no_next_move"):
        Watchdog(watched.relay, lambda: None).look()


GONE = OperationalError("SELECT", None, Exception("gone"))
KEPT_OUT = IntegrityError("INSERT", None, Exception("twice"))


@pytest.mark.parametrize(("failure", "counted"), [(GONE, 1), (KEPT_OUT, 0), (ValueError("ours"), 0)])
def test_only_a_database_out_of_reach_is_counted_as_that(failure: Exception, counted: int) -> None:
    with grows(counted, "relay_database_unreachable_total"):
        metrics.unreachable(failure)


CAME = [
    ({"type": "block_actions"}, "tap"),
    ({"type": "view_submission"}, "form"),
    ({"type": "event_callback"}, "event"),
    ({"type": "message_action"}, "shortcut"),
    ({"command": "/handover"}, "command"),
    ({"type": "Zebedee"}, "other"),
    ({}, "other"),
]


@pytest.mark.parametrize(("body", "kind"), CAME)
def test_what_came_is_one_of_few_words(body: Any, kind: str) -> None:
    assert bot.metrics.came_as(body) == kind
    assert kind in bot.metrics.CAME_AS


WHYS = [
    ("ratelimited", "ratelimited"),
    ("token_revoked", "token_revoked"),
    ("Zebedee, tried 5 times", "other"),
    ("", "other"),
]


@pytest.mark.parametrize(("said", "label"), WHYS)
def test_why_is_a_word_that_is_known(said: str, label: str) -> None:
    assert bot.metrics.why(said) == label


def test_what_refuses_us_is_never_mended_by_another_try() -> None:
    assert {bot.sending.ANSWERS[one] for one in bot.metrics.REFUSES_US} == {"never"}


def test_every_kind_of_message_has_a_group_and_others_have_one_together() -> None:
    with grows(2, "relay_slack_errors_total", kind="other", why="other"):
        metrics.slack_error("Zebedee", "Zebedee")
        metrics.slack_error("views.open", "Zebedee")
    with grows(1, "relay_slack_errors_total", kind="ping", why="timeout"):
        metrics.slack_error("joined", "timeout")


def test_figures_name_nobody(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    written = rowan()
    written["people"][0]["known_as"] = "Zebedee"
    written["staff"][4]["name"] = "Quillon"
    made = Rowan(database).load(written)
    made.ask()
    monkeypatch.setattr(metrics, "_database", None)
    metrics.watch(made.relay)
    made.says("sam", SLEEPLESS)
    drain(made, Refusing(made))
    text = metrics.exposition()[0].decode()
    for word in ("Zebedee", "Quillon", "U0", "C0", "rowan", "Rowan", "sleep"):
        assert word not in text


# several processes behind one port

TOGETHER = """
import os
from handlers import metrics

before = metrics._figures
with metrics.among(3):
    children = []
    for n in (1, 2, 3):
        pid = os.fork()
        if pid == 0:
            for _ in range(n):
                metrics.repaired("stuck")
                metrics.sent("ping", 0.2)
            os._exit(0)
        children.append(pid)
    for pid in children:
        os.waitpid(pid, 0)
    print(metrics.exposition()[0].decode())
    folder = os.environ["PROMETHEUS_MULTIPROC_DIR"]
assert not os.path.exists(folder)
assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ
"""


def test_what_any_of_several_processes_exposes_is_what_all_have_counted() -> None:
    done = subprocess.run([sys.executable, "-c", TOGETHER], capture_output=True, text=True, check=True)
    found = {
        (s.name, *s.labels.values()): s.value
        for family in text_string_to_metric_families(done.stdout)
        for s in family.samples
    }
    assert found["relay_watchdog_repairs_total", "stuck"] == 6
    assert found["relay_message_seconds_count", "ping"] == 6
    assert found["relay_started_timestamp_seconds",] > 1e9
    assert not any(name.startswith("process_") for name, *_ in found)


def test_one_process_alone_shares_nothing() -> None:
    before = metrics._figures
    with metrics.among(1):
        assert metrics._figures is before


# what people do is timed where it is answered


def test_what_somebody_did_is_timed_until_it_was_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    from handlers.app import Timed

    app = Timed(client=WebClient("xoxb-1"), token_verification_enabled=False, process_before_response=True)

    @app.command("/handover")
    def answered(ack: Any) -> None:
        ack()

    monkeypatch.setattr(app, "_middleware_list", [])
    body = "command=/handover&user_id=U0&team_id=T0"
    headers = {"content-type": ["application/x-www-form-urlencoded"]}
    with grows(1, "relay_acknowledgement_seconds_count", kind="command"):
        assert app.dispatch(BoltRequest(body=body, headers=headers)).status == 200
