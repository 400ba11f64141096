"""`relay web`: what Slack has signed gets through and is answered; nothing else does anything."""

import io
import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltResponse

import handlers.app
import prompts.handover
from db import tables
from handlers import relay, settings, web
from handlers.web import Edge
from tests.handlers.wired import Wired
from tests.house import Rowan, rows
from tests.otherslack.place import Place, other_slack, until
from tests.otherslack.processes import Processes
from tests.otherslack.signed import FORM, JSON, SECRET, signed, written
from tests.otherslack.slack import BOT_TOKEN, Ack, Body

Answer = tuple[int, Body, str]


def sent(
    edge: Edge, body: bytes, kind: str = FORM, method: str = "POST", path: str = web.PATH, **headers: str
) -> Answer:
    """What comes back over WSGI: status, headers, body."""
    heard: list[Any] = []
    environ = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": "", "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_LENGTH": str(len(body)), "CONTENT_TYPE": kind, "wsgi.input": io.BytesIO(body),
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }  # fmt: skip
    said = b"".join(edge(environ, lambda status, head: heard.extend((status, head))))  # type: ignore[arg-type, return-value]
    return int(heard[0][:3]), dict(heard[1]), said.decode()


class OverHTTP(Wired):
    """What is done in Slack arrives signed, over WSGI."""

    edge: Edge

    def _deliver(self, kind: str, payload: Body) -> Ack | None:
        text, content = written(kind, payload)
        status, _, said = sent(self.edge, text.encode(), content, **signed(text))
        return Ack(json.loads(said) if said.startswith("{") else {}, 0) if status == 200 else None


@pytest.fixture
def slack(house: Rowan) -> Iterator[OverHTTP]:
    made = OverHTTP(house.relay, {"U0WORKER": "Jo"}, ["U0WORKER"])
    client = relay.client(
        settings.Settings(_env_file=None, slack_api_url=made.url),
        BOT_TOKEN,  # type: ignore[call-arg]
    )
    made.edge = Edge(handlers.app.build(house.relay, client, SECRET), SECRET)
    yield made
    made.close()


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_a_tap_a_form_and_a_command_are_kept_and_answered(house: Rowan, slack: OverHTTP) -> None:
    post: Body = {"channel": "C0ROWAN", "ts": "1.1", "text": "", "blocks": [], "with": None}
    ray, sam = (prompts.handover.button_value(house.newest(), house.person(key).id) for key in ("ray", "sam"))
    assert slack.tap_on("U0WORKER", post, prompts.handover.Action.CLEAR, ray)
    assert slack.tap_on("U0WORKER", post, prompts.handover.Action.SIGNS, sam)
    said = slack.submit("U0WORKER", {"sign:sleep": "3", "sign:pacing": "1"})
    assert said is not None
    assert said.payload["response_action"] == "update"
    assert len(rows(house.database, tables.Reply)) == 2
    duty = slack.command("U0WORKER", "C0ROWAN", "/oncall")
    assert duty is not None
    assert "Dee" in json.dumps(duty.payload)


BODY = json.dumps({"type": "url_verification", "challenge": "x"})
LIST, DEEP = "[1, 2]", "[" * 50_000
REFUSED: dict[str, tuple[int, str, str, dict[str, str]]] = {
    "no JSON": (400, "{", JSON, signed("{")),
    "no JSON, and not signed either": (400, "{", JSON, {}),
    "a payload that is no JSON": (400, "payload=%7B", FORM, signed("payload=%7B")),
    "a list": (400, LIST, JSON, signed(LIST)),
    "deeper than anybody reads": (400, DEEP, JSON, signed(DEEP)),
    "not signed": (401, BODY, JSON, {}),
    "signed with another secret": (401, BODY, JSON, signed(BODY, "another")),
    "signed for another body": (401, BODY, JSON, signed(BODY + " ")),
    "signed long ago": (401, BODY, JSON, signed(BODY, at=time.time() - 400)),
    "nothing": (401, "", JSON, {}),
    "too long": (413, "x" * (web.MOST + 1), JSON, {}),
}


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_nobody_can_read_or_is_not_from_slack_does_nothing(
    slack: OverHTTP, case: tuple[int, str, str, dict[str, str]]
) -> None:
    status, body, kind, headers = case
    calls = len(slack.calls)
    assert sent(slack.edge, body.encode(), kind, **headers)[::2] == (status, "")
    assert len(slack.calls) == calls


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_bytes_that_are_no_text_are_refused(slack: OverHTTP) -> None:
    assert sent(slack.edge, b"\xff\xfe", JSON)[0] == 400


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_slack_finds_the_address_right(slack: OverHTTP) -> None:
    status, _, said = sent(slack.edge, BODY.encode(), JSON, **signed(BODY))
    assert (status, json.loads(said)) == (200, {"challenge": "x"})
    assert sent(slack.edge, b"ssl_check=1&token=x")[0] == 200
    assert sent(slack.edge, b"", method="GET")[0] == 404


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_an_event_that_is_late_is_for_slack_to_bring_again(
    slack: OverHTTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[BoltResponse | None] = [None]
    monkeypatch.setattr(slack.edge, "_answer", lambda _request: given[0])
    body = json.dumps({"type": "event_callback", "event": {"type": "app_home_opened"}})
    assert sent(slack.edge, body.encode(), JSON, **signed(body))[0] == 503


WRONG = {
    "no secret": ({}, ("web",), "SLACK_SIGNING_SECRET is not set"),
    "no token": ({"SLACK_BOT_TOKEN": ""}, ("web",), "SLACK_BOT_TOKEN is not set"),
    "no token to work with": ({"SLACK_BOT_TOKEN": ""}, ("worker",), "SLACK_BOT_TOKEN is not set"),
    "a wrong token": (
        {"SLACK_BOT_TOKEN": "xoxb-wrong", "SLACK_SIGNING_SECRET": SECRET}, ("web",),
        "Slack does not accept SLACK_BOT_TOKEN: invalid_auth"),
    "a wrong token to work with": (
        {"SLACK_BOT_TOKEN": "xoxb-wrong"}, ("worker",), "Slack does not accept SLACK_BOT_TOKEN: invalid_auth"),
    "no port": ({"SLACK_SIGNING_SECRET": SECRET}, ("web", "--bind", "localhost"), "cannot listen on localhost"),
    "no port set": ({"RELAY_BIND": "127.0.0.1"}, ("web",), "RELAY_BIND: "),
    "a port above all": ({"RELAY_METRICS_BIND": "127.0.0.1:99999"}, ("worker",), "RELAY_METRICS_BIND: "),
}  # fmt: skip


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("0.0.0.0:65535", ("0.0.0.0", 65535)),
        ("relay.example.org:80", ("relay.example.org", 80)),
        ("[::1]:8000", ("::1", 8000)),
    ],
)
def test_an_address_is_a_host_and_a_port(where: str, found: tuple[str, int]) -> None:
    assert settings.address(where) == found


@pytest.mark.parametrize(
    "where", ["", "8000", ":8000", "localhost", "localhost:", "::1:8000", "x:y", "x:-1", "x:65536"]
)
def test_what_is_no_address_is_refused(where: str) -> None:
    with pytest.raises(ValueError, match="port"):
        settings.address(where)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path, other_slack())
    yield made
    made.stop()


@pytest.mark.parametrize(("more", "words", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_stops_the_start_with_its_name(
    place: Place, more: dict[str, str], words: tuple[str, ...], said: str
) -> None:
    place.load()
    place.more = more
    done = place.relay(*words)
    assert said in done.stderr
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_port_that_another_program_has_is_said_in_words(place: Place) -> None:
    place.load()
    place.more = {"SLACK_SIGNING_SECRET": SECRET}
    done = place.relay("web", "--bind", f"127.0.0.1:{place.slack.port}")
    assert (done.returncode, "cannot listen" in done.stderr) == (2, True)
    place.more = {"RELAY_METRICS_BIND": f"127.0.0.1:{place.slack.port}"}
    done = place.relay("worker")
    assert (done.returncode, "RELAY_METRICS_BIND: cannot listen" in done.stderr) == (2, True)


def test_who_listens_over_http_needs_no_app_token_to_be_looked_at(place: Place) -> None:
    place.load()
    place.more = {"SLACK_SIGNING_SECRET": SECRET, "SLACK_APP_TOKEN": ""}
    done = place.relay("check", "--live")
    assert "SLACK_APP_TOKEN" not in done.stdout + done.stderr
    asked = {method for method, _ in place.slack.calls}
    assert "users.info" in asked
    assert "apps.connections.open" not in asked


@pytest.mark.parametrize("words", [("web",), ("worker",)])
def test_without_a_house_it_says_what_to_load(place: Place, words: tuple[str, ...]) -> None:
    done = place.relay(*words)
    assert (done.returncode, "relay load YOUR-HOUSE.yaml" in done.stderr) == (2, True)


def test_several_processes_listen_behind_one_port_and_all_end_together(place: Place) -> None:
    there = Processes(place)
    place.load()
    there.web(processes=2)
    there.worker()
    until(lambda: there.get("/healthz")[0] == 200, "health")
    assert len(place.rows("select 1 from pulse where kind = 'web'")) == 2
    assert b"relay_" in there.get("/metrics")[1]
    assert [there.stop(one) for one in (*there.webs, *there.workers)] == [0, 0]
    assert place.rows("select * from pulse") == []


def test_requests_that_never_end_hold_up_the_others_for_seconds_alone(place: Place) -> None:
    there = Processes(place)
    place.load()
    there.web()
    at = ("127.0.0.1", there.ports[0])
    half = [socket.create_connection(at) for _ in range(2 * web.THREADS)]
    for one in half:
        one.sendall(b"POST /slack/events HTTP/1.1\r\nHost: relay\r\nContent-Length: 10\r\n\r\n")
    until(lambda: there.get("/healthz")[0] in (200, 503), "an answer", 60)
    for one in half:
        one.close()
