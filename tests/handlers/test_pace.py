"""The sender within Slack's limits: nothing refused, pings first, and Slack's own word kept by whoever sends."""

import json
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col

import bot.pace
import db.outbox
import db.pace
from bot.pace import TIER_3, UPDATE
from db import tables
from db.session import Database
from db.tables import Sending
from handlers import sender, slack
from handlers.settings import Settings
from tests.handlers.posting import ROWAN, WORLD, Post, Slack, wait_until
from tests.house import SLEEPLESS, rows

SAM = "sam"
MINUTE = timedelta(minutes=1)
ORDINARY = TIER_3.burst - TIER_3.reserve


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    """A pretend Slack that refuses what Slack would."""
    path: Path = tmp_path_factory.mktemp("slack") / "world.json"
    path.write_text(json.dumps(WORLD))
    made = Slack(str(path), "--pace", "1")
    yield made
    made.process.terminate()
    try:
        made.process.wait(5)
    except subprocess.TimeoutExpired:
        made.process.kill()


@pytest.fixture
def post(database: Database, strict: Slack) -> Post:
    """Rowan House at Slack's own pace; the prompt waits to be sent."""
    strict.passes(61)
    made = Post(database, strict)
    made.house.relay.settings = Settings(_env_file=None, relay_pace=1.0)  # type: ignore[call-arg]
    made.house.ask()
    return made


def refused(post: Post) -> list[Any]:
    return [one for one in post.got("refused") if one["error"] == "ratelimited"]


def emptied(post: Post, *methods: str) -> None:
    """Others took all that these methods have, but for pings' own."""
    # a little ahead, so that no ordinary one comes back while a test goes on
    real, pace = post.clock.real() + timedelta(seconds=2.5), post.house.relay.pace
    assert pace
    with post.house.database.write() as session:
        for method in methods:
            for _ in range(ORDINARY):
                assert db.pace.take(session, pace, (method,), real, ping=False) is None


def calls(post: Post, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The methods that are called from now on."""
    made: list[str] = []
    call = post.slack.client.api_call

    def heard(method: str, **how: Any) -> Any:
        made.append(method)
        return call(method, **how)

    monkeypatch.setattr(post.slack.client, "api_call", heard)
    return made


def put(post: Post, kind: str, count: int = 1, **about: Any) -> list[int]:
    about = {"service_id": 1, "about": "prompt is_archived", **about}
    with post.house.database.write() as session:
        made = [db.outbox.put(session, kind, post.house.clock.at, **about) for _ in range(count)]
    return [one for one in made if one]


def resting(post: Post) -> set[str]:
    found = rows(post.house.database, tables.Pace, col(tables.Pace.held_until).is_not(None))
    return {row.key for row in found}


def once(post: Post) -> None:
    """Send the next message only."""
    (letter,) = sender._claim(post.house.relay, 1, sender.AT_ONCE)
    sender._send(post.house.relay, post.slack.client, letter, threading.Semaphore())


def test_a_running_sender_is_never_refused_and_wakes_when_a_bucket_opens(post: Post) -> None:
    put(post, "notice", 4, to_user="U0BOSS")
    put(post, "notice", 6, to_user="U0LEAD")
    running = threading.Thread(target=sender.run, args=(post.house.relay, post.slack.client))
    began = time.monotonic()
    running.start()
    try:
        wait_until(lambda: sent(post) == 11, within=20)
        took = time.monotonic() - began
    finally:
        post.house.relay.stop.set()
        post.house.relay.wake.set()
        running.join(10)
    assert refused(post) == []
    # the sixth to one reader may go after five seconds
    assert 5.0 <= took < 9.0


def sent(post: Post) -> int:
    return len([row for row in rows(post.house.database, tables.Outbox) if row.state == Sending.SENT])


def test_a_ping_that_comes_in_the_middle_goes_before_what_waits(post: Post) -> None:
    for user in ("U0BOSS", "U0LEAD", "U0ASH", "U0WORKER"):
        put(post, "notice", 4, to_user=user)
    for _ in range(5):
        once(post)
    post.house.says(SAM, SLEEPLESS)
    once(post)
    assert [row.state for row in post.house.sent("ping")] == [Sending.SENT]
    assert refused(post) == []


@pytest.mark.parametrize(
    ("method", "keys"),
    [("chat.postMessage", {"channel:C0ROWAN"}), ("conversations.info", {"conversations.info"})],
)
def test_slacks_retry_after_rests_the_bucket_it_belongs_to(post: Post, method: str, keys: set[str]) -> None:
    post.slack.fault("429", method, seconds=7)
    before = post.clock.real()
    once(post)
    assert resting(post) == keys
    [row] = [one for one in rows(post.house.database, tables.Pace) if one.held_until]
    assert timedelta(seconds=7) <= row.held_until - before < timedelta(seconds=12)


def test_a_channel_that_slack_rests_lets_a_ping_to_another_go_and_holds_its_own(post: Post) -> None:
    post.slack.fault("429", seconds=30)
    once(post)
    post.house.says(SAM, SLEEPLESS)
    put(post, "unanswered", to_channel="C0ROWAN", escalation_id=1)
    once(post)
    assert [row.state for row in post.house.sent("ping")] == [Sending.SENT]
    assert [row.state for row in post.house.sent("unanswered")] == [Sending.WAITING]
    assert not sender._claim(post.house.relay, 1, sender.AT_ONCE)


def test_a_429_of_an_update_rests_updates(post: Post) -> None:
    once(post)
    with post.house.database.write() as session:
        db.outbox.refresh(session, post.row("prompt").id, post.house.clock.at)
    post.slack.fault("429", "chat.update", seconds=9)
    once(post)
    assert resting(post) == {UPDATE}


def test_where_too_many_were_opened_a_message_goes_to_its_readers_own_id(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    once(post)
    put(post, "notice", to_user="U0BOSS")
    emptied(post, bot.pace.OPEN)
    asked = calls(post, monkeypatch)
    once(post)
    assert asked == ["chat.postMessage"]
    assert (post.row("notice").state, post.row("notice").channel[0]) == (Sending.SENT, "D")


def test_a_ping_opens_its_readers_messages_when_nobody_else_may(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    once(post)
    emptied(post, bot.pace.OPEN)
    post.house.says(SAM, SLEEPLESS)
    asked = calls(post, monkeypatch)
    once(post)
    assert asked == ["conversations.open", "chat.postMessage"]


def test_where_too_many_channels_were_asked_about_slacks_list_says_whether_one_is_private(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied(post, bot.pace.INFO)
    asked = calls(post, monkeypatch)
    once(post)
    assert asked == ["users.conversations", "chat.postMessage"]
    assert post.row("prompt").state is Sending.SENT


@pytest.mark.parametrize("change", [{"is_private": False}, {"is_ext_shared": True}])
def test_slacks_list_lets_nothing_be_posted_where_others_may_read_it(
    post: Post, change: dict[str, Any]
) -> None:
    emptied(post, bot.pace.INFO)
    post.slack.page("world", channels=[{**ROWAN, **change}])
    try:
        once(post)
    finally:
        post.slack.page("world", channels=[{**ROWAN, "is_ext_shared": False}])
    assert post.row("prompt").state is Sending.GIVEN_UP


def test_one_list_serves_for_a_minute(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = calls(post, monkeypatch)
    real = post.clock.real()

    def listed(seconds: float) -> bool:
        at = real + timedelta(seconds=seconds)
        return post.house.relay.rooms.listed(lambda: at, lambda: slack.rooms(post.slack.client))["C0ROWAN"]

    assert all(listed(seconds) for seconds in (0, 30, 60))
    assert asked == ["users.conversations"]
    assert listed(61)
    assert asked == ["users.conversations"] * 2
    assert listed(-3600)  # the machine's clock was set back
    assert asked == ["users.conversations"] * 3


def test_who_waited_for_a_list_that_could_not_be_had_does_not_wait_as_long_again(post: Post) -> None:
    real, asked = post.clock.real(), list[float]()

    def listed(seconds: float) -> None:
        def ask() -> dict[str, bool]:
            asked.append(seconds)
            raise TimeoutError

        with pytest.raises(TimeoutError):
            post.house.relay.rooms.listed(lambda: real + timedelta(seconds=seconds), ask)

    for seconds in (0, 1, 2, 2.1):
        listed(seconds)
    assert asked == [0, 2.1]


def test_a_message_whose_channel_nobody_may_ask_about_waits_its_turn(post: Post) -> None:
    emptied(post, bot.pace.INFO, bot.pace.LIST)
    once(post)
    row = post.row("prompt")
    assert (row.state, row.why, row.ambiguous) == (Sending.WAITING, "ratelimited", False)
    assert row.try_at > post.clock.real()


def test_what_may_be_in_slack_already_waits_until_it_may_be_looked_for(post: Post) -> None:
    post.slack.fault("accept_and_drop")
    once(post)
    assert post.row("prompt").ambiguous
    post.clock.passed += timedelta(seconds=5)
    emptied(post, bot.pace.HISTORY)
    once(post)
    row = post.row("prompt")
    assert (row.state, row.ambiguous, len(post.got())) == (Sending.WAITING, True, 1)
    post.clock.passed += 2 * MINUTE
    once(post)
    assert (post.row("prompt").state, len(post.got())) == (Sending.SENT, 1)


def test_the_command_line_waits_a_little_for_its_turn(post: Post) -> None:
    put(post, "notice", 3, to_user="U0BOSS")
    sender.drain(post.house.relay, post.slack.client)
    assert [row.state for row in post.house.sent("notice")] == [Sending.SENT] * 3
    assert refused(post) == []
