"""The sender goes on, whatever it meets: nobody else sends what this process was to send."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from db.session import Database
from db.tables import Sending
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


def test_what_was_claimed_by_a_commit_whose_answer_was_lost_is_given_back_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = Rowan(database).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    write, cut = database.write, [True]

    @contextmanager
    def commits_and_is_cut() -> Iterator[Session]:
        with write() as session:
            yield session
        if cut and cut.pop():
            raise OperationalError("COMMIT", {}, Exception("the line was cut"))

    monkeypatch.setattr(house.relay.db, "write", commits_and_is_cut)
    assert sender._claim(house.relay, 1, 5) == []
    [ping] = house.sent("ping")
    assert (ping.state, ping.lease_owner, ping.ambiguous) == (Sending.WAITING, None, False)
    assert [one.id for one in sender._claim(house.relay, 1, 5)] == [ping.id]


@pytest.mark.parametrize(("after", "vain", "rests"), [(0.5, 0, []), (0.0, 6, [sender.BREATH])])
def test_only_wakes_that_come_one_upon_the_other_are_waited_out(
    database: Database, monkeypatch: pytest.MonkeyPatch, after: float, vain: int, rests: list[float]
) -> None:
    """What was sent wakes too: a ping that comes a while later is not held up by it."""
    relay, rested = Rowan(database).relay, list[float]()
    times = iter([100.0, 100.0 + after])
    monkeypatch.setattr(sender.time, "monotonic", lambda: next(times))
    monkeypatch.setattr(relay.wake, "wait", lambda _: True)
    monkeypatch.setattr(relay.stop, "wait", rested.append)
    assert (sender._rested(relay, sender.LOOK, 5), rested) == (vain, rests)
