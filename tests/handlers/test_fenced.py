"""A claim that was held for too long: nobody else's message is sent a second time, nor drawn as it was before."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest
from slack_sdk import WebClient

import db.outbox
from bot.sending import LEASE
from bot.transitions import Take
from db.outbox import Letter
from db.session import Database
from db.tables import Sending
from handlers import delivery
from tests.house import CLEAR, SLEEPLESS, Rowan


class Stub:
    """Slack, as far as delivery goes; `meanwhile` happens while it looks at a channel, or takes an edit.

    While it is `silent` it takes a message and does not answer.
    """

    def __init__(self) -> None:
        self.posted: list[str] = []
        self.shown: list[str] = []
        self.silent = False
        self.meanwhile: Callable[[], None] = lambda: None

    def conversations_info(self, **_: Any) -> Any:
        self.meanwhile()
        return {"channel": {"is_private": True}}

    def conversations_open(self, users: str) -> Any:
        return {"channel": {"id": f"D{users}"}}

    def conversations_history(self, **_: Any) -> Any:
        self.meanwhile()
        return {
            "messages": [{"ts": "1.1", "metadata": {"event_payload": {"id": one}}} for one in self.posted]
        }

    def chat_postMessage(self, **told: Any) -> Any:
        self.posted.append(told["metadata"]["event_payload"]["id"])
        if self.silent:
            raise TimeoutError
        return {"channel": told["channel"], "ts": "1.1"}

    def chat_update(self, **told: Any) -> Any:
        self.meanwhile()
        self.shown.append(told["text"])
        return {}


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House was asked: the prompt waits."""
    made = Rowan(database).load()
    made.ask()
    return made


@pytest.fixture
def slack() -> Stub:
    return Stub()


def claimed(house: Rowan, owner: str) -> Letter:
    with house.database.write() as session:
        found = db.outbox.claim(session, owner, house.clock.now(), house.clock.real(), LEASE)
    assert found is not None
    return found


def send(house: Rowan, slack: Stub, letter: Letter) -> None:
    delivery.send(house.relay, cast(WebClient, slack), letter)


def someone_else_sends(house: Rowan, slack: Stub) -> None:
    """The lease has ended, and another process takes it up."""
    slack.meanwhile = lambda: None
    house.clock.slack += LEASE + timedelta(seconds=1)
    send(house, slack, claimed(house, "another"))


def test_a_process_that_was_stopped_before_it_posted_does_not_post_what_another_has(
    house: Rowan, slack: Stub
) -> None:
    letter = claimed(house, "one")
    slack.meanwhile = lambda: someone_else_sends(house, slack)
    send(house, slack, letter)
    assert len(slack.posted) == 1
    assert house.sent("prompt")[0].state is Sending.SENT


def test_what_could_outlast_its_claim_is_not_begun_and_goes_out_with_the_next(
    house: Rowan, slack: Stub
) -> None:
    def takes_long() -> None:
        house.clock.slack += LEASE - timedelta(seconds=9)

    letter = claimed(house, "one")
    slack.meanwhile = takes_long
    send(house, slack, letter)
    row = house.sent("prompt")[0]
    assert (slack.posted, row.state, row.why) == ([], Sending.WAITING, delivery.OVERDUE)
    slack.meanwhile = lambda: None
    send(house, slack, claimed(house, "one"))
    assert len(slack.posted) == 1


def test_a_drawing_that_came_after_a_newer_one_is_followed_by_how_things_stand(
    house: Rowan, slack: Stub
) -> None:
    send(house, slack, claimed(house, "one"))
    house.says("ray", CLEAR)
    old = claimed(house, "one")

    def meanwhile() -> None:
        house.says("sam", CLEAR)
        someone_else_sends(house, slack)

    slack.meanwhile = meanwhile
    send(house, slack, old)
    assert ["2 of 2" in one for one in slack.shown] == [True, False]
    send(house, slack, claimed(house, "one"))
    assert "2 of 2" in slack.shown[-1]


def test_a_ping_that_slack_may_have_and_nobody_needs_any_more_is_looked_for_until_slack_says(
    house: Rowan, slack: Stub
) -> None:
    def fails() -> None:
        raise TimeoutError

    send(house, slack, claimed(house, "one"))
    house.says("sam", SLEEPLESS)
    slack.silent = True
    send(house, slack, claimed(house, "one"))
    house.does("U0DEE", Take())
    slack.silent, slack.meanwhile = False, fails
    for tries in (2, 3):
        house.clock.slack += timedelta(minutes=1)
        send(house, slack, claimed(house, "one"))
        [ping] = house.sent("ping")
        assert (ping.state, ping.ambiguous, ping.attempts) == (Sending.WAITING, True, tries)
    house.clock.slack += timedelta(minutes=1)
    slack.meanwhile = lambda: None
    send(house, slack, claimed(house, "one"))
    [ping] = house.sent("ping")
    assert (ping.state, ping.ts, len(slack.posted)) == (Sending.SENT, "1.1", 2)
    assert [row.updates for row in house.sent("ping", updates=True)] == [ping.id]
