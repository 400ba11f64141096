"""The sender goes on, whatever it meets: nobody else sends what this process was to send."""

import threading
from typing import Any

import pytest
from slack_sdk import WebClient

from db.session import Database
from handlers import sender
from tests.house import Rowan

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


def test_a_mistake_while_claiming_does_not_end_the_sender(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    relay = Rowan(database).load().relay
    asked, again = [0], threading.Event()

    def claim(_relay: Any, _most: int) -> list[Any]:
        asked[0] += 1
        if asked[0] == 1:
            raise KeyError("nobody thought of this")
        again.set()
        return []

    monkeypatch.setattr(sender, "_claim", claim)
    monkeypatch.setattr(sender, "_rest", lambda _relay: 0.0)
    running = threading.Thread(target=sender.run, args=(relay, WebClient("xoxb-none")))
    running.start()
    try:
        assert again.wait(10)
    finally:
        relay.stop.set()
        running.join(10)
    assert not running.is_alive()
