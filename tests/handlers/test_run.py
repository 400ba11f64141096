"""`relay run`'s own connection to Slack."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import App
from slack_sdk import WebClient

from handlers import run
from handlers.run import Socket
from handlers.work import Work
from tests.house import Rowan

BURST = 262_144  # bytes: with slack_sdk's own 1,024 a burst of envelopes overflows the stack, and is lost


@pytest.fixture
def socket() -> Iterator[Socket]:
    client = WebClient("xoxb-1")
    made = Socket(App(client=client, token_verification_enabled=False), "xapp-1", client)
    yield made
    made.close()


def test_a_burst_of_envelopes_is_read_at_once(socket: Socket) -> None:
    assert socket.client.receive_buffer_size >= BURST


def test_a_connection_that_was_cut_is_noticed_within_a_quarter_of_a_minute(socket: Socket) -> None:
    assert 5 * socket.client.ping_interval <= 15


class Line:
    """A connection to Slack, up from when it is asked to be until it is closed."""

    is_up = False
    client: Any

    def __init__(self, *_: Any) -> None:
        self.client = self

    def is_connected(self) -> bool:
        return self.is_up

    def connect(self) -> None:
        self.is_up = True

    def close(self) -> None:
        self.is_up = False


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_while_it_runs_it_says_whether_slack_is_connected(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    def looks(*_: Any) -> None:
        assert house.relay.connected is not None
        seen.append(house.relay.connected())

    monkeypatch.setattr(run, "Socket", Line)
    monkeypatch.setattr(run, "tokens", lambda _: ("xoxb-1", "xapp-1"))
    monkeypatch.setattr(run, "stop_on_signals", lambda _: None)
    monkeypatch.setattr(run.relay, "client", lambda *_: WebClient("xoxb-1"))
    monkeypatch.setattr(run, "reached", lambda _, ask, name: name == "SLACK_BOT_TOKEN" or ask())
    for name in ("start", "look_at_slack", "drain"):
        monkeypatch.setattr(Work, name, looks)
    house.relay.stop.set()
    run.run(house.relay)
    assert seen == [False, True, False]
