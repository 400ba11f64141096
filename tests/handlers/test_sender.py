"""The sender goes on, whatever it meets: nobody else sends what this process was to send."""

import threading
from typing import Any

import pytest
from slack_sdk import WebClient

from db.session import Database
from handlers import sender
from tests.house import SLEEPLESS, Rowan

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("where", ["_claim", "_forget", "_free"])
def test_a_mistake_does_not_end_the_sender(
    database: Database, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    relay = Rowan(database).load().relay
    real, asked, again = getattr(sender, where), [0], threading.Event()

    def fails_once(*given: Any) -> Any:
        asked[0] += 1
        if asked[0] == 1:
            raise KeyError("nobody thought of this")
        again.set()
        return real(*given)

    monkeypatch.setattr(sender, where, fails_once)
    monkeypatch.setattr(sender, "FORGETS_EVERY", 0.0)
    monkeypatch.setattr(sender, "_ready", lambda _relay, **_: True)
    running = threading.Thread(target=sender.run, args=(relay, WebClient("xoxb-none")))
    running.start()
    try:
        assert again.wait(10)
    finally:
        relay.stop.set()
        running.join(10)
    assert not running.is_alive()


def test_the_last_slot_is_kept_for_a_ping(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    assert sender._claim(house.relay, 1, 1) == []
    house.says("sam", SLEEPLESS)
    assert [one.kind for one in sender._claim(house.relay, 1, 1)] == ["ping"]
    assert [one.kind for one in sender._claim(house.relay, 2, 2)] == ["prompt"]


def test_a_ping_is_sent_in_no_other_company(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    assert [one.kind for one in sender._claim(house.relay, 4, 5)] == ["ping"]
    assert "prompt" in [one.kind for one in sender._claim(house.relay, 3, 4)]
