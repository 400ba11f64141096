"""Over HTTP: what a real Bolt app with a signing secret gets, and what balancing and retrying do."""

import json
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult

from .conftest import WORLD, Json, Slack, actions, asks, button, form, until

SECRET = "not-a-secret"


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *_: Any) -> None:
        del format


class Program:
    """A Bolt app behind an address of its own: what it heard, with headers, and how it answers."""

    def __init__(self, secret: str = SECRET, port: int = 0) -> None:
        self.heard: list[Json] = []
        self.heads: list[dict[str, str]] = []
        self.answers: tuple[str, list[tuple[str, str]], bytes] | None = None
        self.does: Any = lambda ack, **_: ack()
        known = AuthorizeResult(enterprise_id=None, team_id="T0RELAY", bot_id="B0RELAY", bot_token="xoxb-x")
        app = App(signing_secret=secret, process_before_response=True, authorize=lambda: known)
        for listen in (app.action, app.view, app.command, app.shortcut, app.event):
            listen(re.compile(".*"))(self._hears)
        self._handler = SlackRequestHandler(app)
        self.server = make_server("127.0.0.1", port, self._serve, Server, Quiet)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}/slack/events"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def _serve(self, environ: Any, start: Any) -> Any:
        self.heads.append({name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")})
        self.heads[-1]["CONTENT_TYPE"] = environ["CONTENT_TYPE"]
        if self.answers:
            status, headers, body = self.answers
            start(status, headers)
            return [body]
        return self._handler(environ, start)

    def _hears(self, ack: Any, body: Json) -> None:
        self.heard.append(body)
        self.does(ack=ack, body=body)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def sandbox(folder: Path, *urls: str, secret: str = SECRET) -> Iterator[Slack]:
    world = folder / "world.json"
    world.write_text(json.dumps(WORLD))
    told = [word for url in urls for word in ("--request-url", url)]
    slack = Slack(world, *told, "--signing-secret", secret)
    try:
        yield slack
    finally:
        assert slack.stop() == 0


@pytest.fixture(scope="module")
def programs() -> Iterator[list[Program]]:
    both = [Program(), Program()]
    yield both
    for program in both:
        program.stop()


@pytest.fixture(scope="module")
def process(programs: list[Program], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    with sandbox(tmp_path_factory.mktemp("world"), *(one.url for one in programs)) as slack:
        until(lambda: slack.page("state")["bot"]["connected"], 5)
        assert slack.page("verify", {})["ok"]
        yield slack


@pytest.fixture(autouse=True)
def fresh(programs: list[Program]) -> None:
    for program in programs:
        program.heard.clear()
        program.heads.clear()
        program.answers, program.does = None, lambda ack, **_: ack()


def post(slack: Slack) -> str:
    sent = slack.client.chat_postMessage(
        channel="C0ROWAN", text="x", blocks=actions(button("go", value="é&=7"))
    )
    return str(sent["ts"])


def test_what_people_do_reaches_the_app_signed_and_in_turn(slack: Slack, programs: list[Program]) -> None:
    ts = post(slack)
    for _ in range(4):
        assert slack.click("go", ts)["ok"]
    assert [len(one.heard) for one in programs] == [2, 2]
    assert programs[0].heard[0]["actions"][0]["value"] == "é&=7"
    heads = programs[0].heads[0]
    assert heads["CONTENT_TYPE"] == "application/x-www-form-urlencoded"
    assert heads["X_SLACK_SIGNATURE"].startswith("v0=")
    assert "X_SLACK_RETRY_NUM" not in heads


def test_the_answer_to_a_command_is_shown(slack: Slack, programs: list[Program]) -> None:
    for program in programs:
        program.does = lambda ack, **_: ack(text="Dee is on call")
    told = {"user": "U0JO", "conversation": "C0ROWAN", "command": "/oncall", "text": "now & here"}
    assert slack.page("command", told)["ok"]
    assert slack.log("respond")[-1]["text"] == "Dee is on call"
    heard = [body for one in programs for body in one.heard]
    assert [(one["command"], one["text"]) for one in heard] == [("/oncall", "now & here")]


def test_plain_text_answers_a_command_too(slack: Slack, programs: list[Program]) -> None:
    for program in programs:
        program.answers = ("200 OK", [("Content-Type", "text/plain")], b"Nobody yet")
    told = {"user": "U0JO", "conversation": "C0ROWAN", "command": "/oncall", "text": ""}
    assert slack.page("command", told)["ok"]
    assert slack.log("respond")[-1]["text"] == "Nobody yet"


def test_the_errors_of_a_form_stand_beside_their_fields(slack: Slack, programs: list[Program]) -> None:
    def does(ack: Any, body: Json) -> None:
        ack(response_action="errors", errors={"b": "Not saved"}) if body[
            "type"
        ] == "view_submission" else ack()

    for program in programs:
        program.does = does
    slack.click("go", post(slack))
    trigger = [body for one in programs for body in one.heard][-1]["trigger_id"]
    slack.client.views_open(trigger_id=trigger, view=form(asks("b", {"type": "plain_text_input"})))
    assert slack.submit({"b": {"a": "calm"}})["errors"] == {"b": "Not saved"}
    assert slack.log("acknowledged")[-1]["answer"]["response_action"] == "errors"


@pytest.mark.parametrize(
    ("status", "why"), [("500 Oh", "answered 500"), ("302 Found", "answered 302"), ("401 No", "answered 401")]
)
def test_an_answer_that_is_no_2xx_is_an_error_for_the_user(
    slack: Slack, programs: list[Program], status: str, why: str
) -> None:
    ts = post(slack)
    for program in programs:
        program.answers = (status, [("Content-Type", "text/plain"), ("Location", "/")], b"")
    assert slack.click("go", ts)["error"] == "not_acknowledged"
    assert slack.log("not_acknowledged")[-1]["text"] == why


def test_three_seconds_are_the_limit(slack: Slack, programs: list[Program]) -> None:
    held = threading.Event()
    for program in programs:
        program.does = lambda ack, **_: (held.wait(5), ack())
    answer = slack.click("go", post(slack))
    held.set()
    assert answer["error"] == "not_acknowledged"
    assert 2900 < answer["ms"] < 3600


def test_an_event_is_json_and_retried_with_its_number(slack: Slack, programs: list[Program]) -> None:
    for program in programs:
        program.answers = ("500 Oh", [], b"")
    before = slack.log()[-1]["seq"]
    slack.page("home", {"user": "U0JO"})
    until(lambda: len(slack.log("not_acknowledged", after=before)) == 2)
    for program in programs:
        program.answers = None
    slack.passes(61)
    until(lambda: len(slack.log("acknowledged", after=before)) == 1)
    heads = [one for program in programs for one in program.heads]
    heads.sort(key=lambda one: one.get("X_SLACK_RETRY_NUM", ""))
    assert [one.get("X_SLACK_RETRY_NUM") for one in heads] == [None, "1", "2"]
    assert heads[1]["X_SLACK_RETRY_REASON"]
    assert {one["CONTENT_TYPE"] for one in heads} == {"application/json"}
    (heard,) = [body for one in programs for body in one.heard]
    assert heard["event"]["type"] == "app_home_opened"


def test_an_event_is_not_retried_where_the_app_says_so(slack: Slack, programs: list[Program]) -> None:
    for program in programs:
        program.answers = ("500 Oh", [("X-Slack-No-Retry", "1")], b"")
    before = slack.log()[-1]["seq"]
    slack.page("home", {"user": "U0JO"})
    until(lambda: len(slack.log("not_acknowledged", after=before)) == 1)
    slack.passes(400)
    assert sum(len(one.heads) for one in programs) == 1


def test_twice_is_the_same_request_to_both(slack: Slack, programs: list[Program]) -> None:
    ts = post(slack)
    slack.page("fault", {"method": "delivery", "do": "twice"})
    assert slack.click("go", ts)["ok"]
    until(lambda: [len(one.heard) for one in programs] == [1, 1])
    assert programs[0].heard == programs[1].heard


def test_faults_of_sockets_meet_nothing_here(slack: Slack, programs: list[Program]) -> None:
    del programs
    ts = post(slack)
    slack.page("storm", {"deliveries": {"cut": 1.0}})
    assert slack.click("go", ts)["ok"]
    assert slack.page("storm", {"rates": {}})["counts"]["delivery"].get("cut") is None


def test_an_address_that_refuses_is_passed_over_and_met_again_when_it_is_back(tmp_path: Path) -> None:
    first, second = Program(), Program()
    with sandbox(tmp_path, first.url, second.url) as slack:
        ts = post(slack)
        second.stop()
        assert [slack.click("go", ts)["ok"] for _ in range(4)] == [True] * 4
        assert len(first.heard) == 4
        back = Program(port=second.port)
        assert [slack.click("go", ts)["ok"] for _ in range(4)] == [True] * 4
        assert (len(first.heard), len(back.heard)) == (6, 2)
        first.stop()
        back.stop()
        assert slack.click("go", ts)["error"] == "not_acknowledged"
        assert slack.log("not_acknowledged")[-1]["text"] == "every address refused the connection"
        wrong = [one["wrong"] for one in slack.page("verify", {})["urls"]]
        assert wrong == ["ClientConnectorError", "ClientConnectorError"]


def test_the_challenge_is_asked_until_an_app_answers(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with sandbox(tmp_path, f"http://127.0.0.1:{port}/slack/events") as slack:
        assert slack.page("state")["bot"]["connected"] is False
        program = Program(port=port)
        until(lambda: slack.page("state")["bot"]["connected"], 5)
        program.stop()


def test_another_secret_is_not_believed(tmp_path: Path) -> None:
    program = Program()
    with sandbox(tmp_path, program.url, secret="another") as slack:
        assert slack.click("go", post(slack))["error"] == "not_acknowledged"
        assert slack.log("not_acknowledged")[-1]["text"] == "answered 401"
        assert slack.page("verify", {})["urls"][0]["wrong"] == "answered 401 without the challenge"
        assert program.heard == []
    program.stop()


def test_an_address_without_a_secret_is_refused(tmp_path: Path) -> None:
    words = [
        sys.executable,
        "-m",
        "sandbox",
        "--world",
        str(tmp_path / "x"),
        "--request-url",
        "http://127.0.0.1:1/",
    ]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=10, check=False)
    assert ended.returncode == 2
    assert "--signing-secret" in ended.stderr
