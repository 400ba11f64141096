"""Slack's three seconds: whoever waits for a database or for Slack is told in time, in words that are true."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest
import sqlalchemy as sa
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk import WebClient

import handlers.app
import prompts.deadline
import prompts.forms
import prompts.handover
from db import migrate, tables
from db.session import Database
from handlers import deadline
from handlers.deadline import Deadline
from tests import pg
from tests.handlers.wired import Wired
from tests.house import Rowan, rows
from tests.otherslack.place import until
from tests.otherslack.slack import BOT_TOKEN, Ack, Body, OtherSlack

SOON = 0.15
FORM: Body = {
    "id": "V1", "type": "modal", "callback_id": "reply", "private_metadata": "{}", "blocks": [
        {"type": "section", "block_id": f"{prompts.forms.TURN_TO}Dee, 07700 900002"},
        {"type": "input", "block_id": "sign:sleep"}, {"type": "input", "block_id": "note"}],
}  # fmt: skip
MODAL: Body = {**FORM, "title": {"type": "plain_text", "text": "Plan"}, "close": None}
TAP: Body = {"type": "block_actions", "user": {"id": "U0WORKER"}}
SAVES, OPENS = (
    {"actions": [{"action_id": "handover.clear.2"}]},
    {"actions": [{"action_id": "handover.signs"}]},
)


class Slow:
    """Bolt's app in a bad minute: it answers when it is let go on."""

    def __init__(self, slack: OtherSlack) -> None:
        self.client = WebClient(BOT_TOKEN, base_url=f"{slack.url}/", timeout=10, retry_handlers=[])
        self.go_on, self.begun = threading.Event(), 0

    def dispatch(self, _request: BoltRequest) -> BoltResponse:
        self.begun += 1
        self.go_on.wait(30)
        return BoltResponse(status=200, body="the real answer")


@pytest.fixture
def slack() -> Iterator[OtherSlack]:
    made = OtherSlack({"U0WORKER": "Jo"}, {"C0ROWAN": {"members": ["U0WORKER"]}})
    yield made
    made.close()


@pytest.fixture
def slow(slack: OtherSlack) -> Iterator[Slow]:
    made = Slow(slack)
    yield made
    made.go_on.set()


def made(slow: Any) -> Deadline:
    return Deadline(slow, {"handover.clear"}, SOON)


def asked(body: Body) -> BoltRequest:
    return BoltRequest(body=body, mode="socket_mode")


def answered(given: BoltResponse | None) -> Any:
    assert given is not None
    assert given.status == 200
    return json.loads(given.body) if given.body else {}


def test_an_answer_in_time_is_the_listener_s_own(slow: Slow) -> None:
    slow.go_on.set()
    given = made(slow)(asked(TAP | SAVES))
    assert given is not None
    assert given.body == "the real answer"


def test_a_form_that_is_late_stays_open_and_says_that_twice_counts_once(slow: Slow) -> None:
    said = answered(made(slow)(asked({"type": "view_submission", "view": FORM})))
    assert said["response_action"] == "errors"
    assert list(said["errors"]) == ["sign:sleep"]
    assert "the same answer twice counts once" in said["errors"]["sign:sleep"]
    assert "phone Dee, 07700 900002" in said["errors"]["sign:sleep"]


def test_a_command_that_is_late_is_answered_to_whoever_typed(slow: Slow) -> None:
    said = answered(made(slow)(asked({"command": "/oncall", "user_id": "U0WORKER"})))
    assert said == {"response_type": "ephemeral", "text": prompts.deadline.command()}


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (SAVES, prompts.deadline.tap()),
        (OPENS, prompts.deadline.opening()),
        ({"type": "message_action"}, prompts.deadline.opening()),
    ],
    ids=["a button that saves", "a button that opens", "a shortcut"],
)
def test_a_tap_that_is_late_is_acknowledged_and_its_words_come_beside_the_message(
    slack: OtherSlack, slow: Slow, more: Body, words: str
) -> None:
    body = slack._body("U0WORKER", "C0ROWAN", "x") | TAP | more
    assert answered(made(slow)(asked(body))) == {}
    assert until(lambda: slack.whispers, "the words")[0]["text"] == words


def test_a_tap_in_a_form_is_answered_in_the_form_and_what_was_written_stays(
    slack: OtherSlack, slow: Slow
) -> None:
    slack.views["U0WORKER"] = MODAL
    answered(made(slow)(asked(TAP | SAVES | {"view": MODAL})))
    shown = until(lambda: slack.views["U0WORKER"] is not MODAL and slack.views["U0WORKER"], "the words")
    assert prompts.deadline.tap() in json.dumps(shown, ensure_ascii=False)
    assert [one["block_id"] for one in shown["blocks"] if one["type"] == "input"] == ["sign:sleep", "note"]


def test_a_tap_in_the_app_home_opens_the_words(slack: OtherSlack, slow: Slow) -> None:
    body = {key: one for key, one in slack._body("U0WORKER", None, "").items() if key != "response_url"}
    answered(made(slow)(asked(body | TAP | OPENS | {"view": {"type": "home", "id": "V2", "blocks": []}})))
    shown = until(lambda: slack.views.get("U0WORKER"), "the words")
    assert prompts.deadline.opening() in json.dumps(shown, ensure_ascii=False)


def test_an_event_that_is_late_has_no_answer_for_slack_brings_it_again(slow: Slow) -> None:
    assert made(slow)(asked({"type": "event_callback", "event": {"type": "app_home_opened"}})) is None


def test_where_many_are_late_already_another_is_not_begun_and_is_told_that_nothing_was_saved(
    slow: Slow,
) -> None:
    within = made(slow)
    at_once = [deadline.begin(lambda: within(asked(TAP | SAVES))) for _ in range(deadline.MOST)]
    for one in at_once:
        one.result(10)
    began = time.perf_counter()
    said = answered(within(asked({"type": "view_submission", "view": FORM})))
    assert time.perf_counter() - began < SOON
    assert said["errors"]["sign:sleep"].startswith("Not saved: please try again.")
    assert slow.begun == deadline.MOST
    slow.go_on.set()
    assert within.finish(10)
    given = until(lambda: within(asked(TAP | SAVES)), "the next one")
    assert given.body == "the real answer"


def test_the_end_waits_for_what_is_being_done_and_no_longer_than_it_may(slow: Slow) -> None:
    within = made(slow)
    within(asked({"command": "/oncall"}))
    assert not within.finish(0.05)
    slow.go_on.set()
    assert within.finish(10)


class Timely(Wired):
    """Relay's own app behind the deadline."""

    def late(self, within: float) -> None:
        self.timely = Deadline(self.app, handlers.app.ACTS, within)

    def _deliver(self, kind: str, payload: Body) -> Ack | None:
        del kind
        given = self.timely(BoltRequest(body=payload, mode="socket_mode"))
        if given is None or given.status != 200:
            return None
        return Ack(json.loads(given.body) if given.body else {}, 0)


def wired(house: Rowan) -> Timely:
    made = Timely(house.relay, {"U0WORKER": "Jo"}, ["U0WORKER"])
    made.late(deadline.WITHIN)
    return made


def held(house: Rowan) -> Callable[[], None]:
    """Nobody else writes from now on; what ends that."""
    connection = house.database.engine.connect() if not house.database.sqlite else None
    if connection is not None:
        connection.execute(sa.text("LOCK TABLE reply IN ACCESS EXCLUSIVE MODE"))
        return connection.close
    other = Database(house.database.url.render_as_string(hide_password=False))
    writing = other.engine.connect()
    writing.execute(sa.text("UPDATE service SET key = key"))

    def end() -> None:
        writing.close()
        other.close()

    return end


def question() -> Body:
    """What stands in the house's channel, as far as a tap on it needs."""
    return {"channel": "C0ROWAN", "ts": "1.1", "text": "", "blocks": [], "with": None}


def test_a_form_met_by_a_held_database_is_kept_later_and_sent_again_counts_once(house: Rowan) -> None:
    slack = wired(house)
    value = prompts.handover.button_value(house.newest(), house.person("sam").id)
    assert slack.tap_on("U0WORKER", question(), prompts.handover.Action.SIGNS, value)
    slack.late(SOON)
    let_go = held(house)
    try:
        said = slack.submit("U0WORKER", {"sign:sleep": "3", "sign:pacing": "1"})
    finally:
        let_go()
    assert said is not None
    assert "could not say in time" in str(said.payload["errors"])
    until(lambda: len(rows(house.database, tables.Reply)) == 1, "the late answer")
    slack.late(deadline.WITHIN * 10)
    again = slack.submit("U0WORKER", {"sign:sleep": "3", "sign:pacing": "1"})
    assert again is not None
    assert again.payload["response_action"] == "update"
    assert len(rows(house.database, tables.Reply)) == 1
    assert len(house.escalations()) == 1
    slack.close()


def test_a_tap_met_by_a_held_database_is_kept_later_and_whoever_tapped_was_told_to_look(house: Rowan) -> None:
    slack = wired(house)
    slack.late(SOON)
    value = prompts.handover.button_value(house.newest(), house.person("sam").id)
    let_go = held(house)
    try:
        assert slack.tap_on("U0WORKER", question(), prompts.handover.Action.CLEAR, value)
        assert until(lambda: slack.whispers, "the words")[0]["text"] == prompts.deadline.tap()
    finally:
        let_go()
    until(lambda: len(rows(house.database, tables.Reply)) == 1, "the late answer")
    slack.close()


@pytest.fixture
def stopped() -> Iterator[tuple[Database, Callable[[], None], Callable[[], None]]]:
    """A PostgreSQL of this test's own with all tables, what stops it where it stands, and what lets it go on."""
    cluster = pg.server()
    database = Database(cluster.new_database())
    migrate.upgrade(database)

    def everybody() -> list[psutil.Process]:
        server = psutil.Process(cluster.server.pid)
        return [server, *server.children(recursive=True)]

    def stop() -> None:
        for one in everybody():
            one.suspend()

    def go_on() -> None:
        for one in everybody():
            one.resume()

    yield database, stop, go_on
    go_on()
    database.close()
    cluster.stop()


def test_a_postgresql_that_stands_still_leaves_nobody_without_a_word(
    stopped: tuple[Database, Callable[[], None], Callable[[], None]],
) -> None:
    database, stop, go_on = stopped
    house = Rowan(database).load()
    house.ask()
    slack = wired(house)
    value = prompts.handover.button_value(house.newest(), house.person("sam").id)
    assert slack.tap_on("U0WORKER", question(), prompts.handover.Action.SIGNS, value)
    slack.late(SOON)
    stop()
    said = slack.submit("U0WORKER", {"sign:sleep": "3", "sign:pacing": "1"})
    assert said is not None
    assert "could not say in time" in str(said.payload["errors"])
    went_on = [slack.command("U0WORKER", "C0ROWAN", "/oncall")]
    assert went_on[0] is not None
    assert went_on[0].payload["text"] == prompts.deadline.command()
    go_on()
    slack.late(deadline.WITHIN * 10)
    again = until(lambda: slack.submit("U0WORKER", {"sign:sleep": "3", "sign:pacing": "1"}), "an answer")
    assert again.payload["response_action"] == "update"
    assert len(rows(database, tables.Reply)) == 1
    slack.close()
