"""What Slack may have already: it is looked for before it is sent again, and a ping is rather sent twice than late."""

import ssl
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from slack_sdk import WebClient
from sqlalchemy.exc import OperationalError
from sqlmodel import col

import db.outbox
from bot import sending
from bot.transitions import PassOn, Take
from db import tables
from db.tables import Sending
from handlers import delivery, settling, slack
from tests.handlers.posting import Post, post, wait_until, world
from tests.house import SLEEPLESS

__all__ = ["post", "world"]
AFTER = timedelta(seconds=1)


@pytest.mark.parametrize(("fault", "there"), [("500", False), ("drop", False), ("accept_and_drop", True)])
def test_what_slack_may_have_is_looked_for_before_it_is_sent_again(
    post: Post, fault: str, there: bool
) -> None:
    post.slack.fault(fault)
    post.send()
    assert (post.row("prompt").state, post.row("prompt").ambiguous) == (Sending.WAITING, True)
    assert len(post.got()) == there
    post.send(AFTER)
    [got], row = post.got(), post.row("prompt")
    assert (row.state, row.ts) == (Sending.SENT, got["ts"])


def test_an_answer_that_nobody_can_read_may_mean_that_slack_has_it(post: Post) -> None:
    post.slack.fault("garbage")
    post.send()
    assert (post.row("prompt").why, post.row("prompt").ambiguous) == (sending.UNREADABLE, True)


def test_a_message_slower_than_patience_is_looked_for_and_not_sent_twice(post: Post) -> None:
    post.slack.fault("delay", seconds=0.8)
    post.slack.client.timeout = 0.4  # type: ignore[assignment]
    try:
        post.send()
    finally:
        post.slack.client.timeout = 5
    assert (post.row("prompt").why, post.row("prompt").ambiguous) == (sending.TIMEOUT, True)
    wait_until(lambda: len(post.got()) == 1)
    post.send(AFTER)
    assert len(post.got()) == 1
    assert post.row("prompt").state is Sending.SENT


def test_a_prompt_waits_while_it_cannot_be_looked_for(post: Post) -> None:
    post.slack.fault("accept_and_drop")
    post.send()
    post.slack.fault("500", "conversations.history")
    post.send(AFTER)
    assert (len(post.got()), post.row("prompt").state) == (1, Sending.WAITING)
    post.send(timedelta(seconds=5))
    assert (len(post.got()), post.row("prompt").state) == (1, Sending.SENT)


def test_a_ping_that_cannot_be_looked_for_is_rather_sent_twice(post: Post) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.slack.fault("accept_and_drop")
    post.slack.fault("500", "conversations.history", times=3)
    post.send()
    post.send(AFTER)
    post.send(timedelta(seconds=2))
    assert post.row("ping").state is Sending.WAITING
    post.send(timedelta(seconds=4))
    pings = [one for one in post.got() if one["conversation"] == post.row("ping").channel]
    assert (len(pings), post.row("ping").state) == (2, Sending.SENT)


def test_a_ping_that_slack_says_it_has_looked_up_too_often_waits_once_and_is_not_sent_twice(
    post: Post,
) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.slack.fault("accept_and_drop")
    post.slack.fault("429", "conversations.history", seconds=1)
    post.send()
    for seconds in (1, 3):
        post.send(timedelta(seconds=seconds))
    pings = [one for one in post.got() if one["conversation"] == post.row("ping").channel]
    assert (len(pings), post.row("ping").state) == (1, Sending.SENT)


def test_a_try_that_slack_refused_before_takes_nothing_from_the_wait_for_a_look_up(post: Post) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.slack.fault("429", seconds=1)
    post.send()
    post.slack.fault("accept_and_drop")
    post.send(timedelta(seconds=2))
    post.slack.fault("500", "conversations.history")
    post.send(timedelta(seconds=2))
    assert post.row("ping").state is Sending.WAITING
    post.send(timedelta(seconds=4))
    pings = [one for one in post.got() if one["conversation"] == post.row("ping").channel]
    assert (len(pings), post.row("ping").state) == (1, Sending.SENT)


def test_what_is_passed_on_and_cannot_be_looked_for_is_rather_sent_twice(post: Post) -> None:
    post.house.says("sam", SLEEPLESS)
    post.send()
    post.house.does("U0DEE", Take())
    post.house.does("U0DEE", PassOn((post.house.author("U0LEAD").staff_id,)))
    post.slack.fault("accept_and_drop")
    post.slack.fault("500", "conversations.history", times=3)
    post.send()
    post.send(AFTER)
    post.send(timedelta(seconds=2))
    post.send(timedelta(seconds=4))
    passed = [one for one in post.got() if one["conversation"] == post.row("passed").channel]
    assert (len(passed), post.row("passed").state) == (2, Sending.SENT)


def test_a_sender_that_died_after_slack_took_it_sends_it_no_second_time(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: Any, **__: Any) -> None:
        raise OperationalError("UPDATE", {}, Exception("the power went"))

    with monkeypatch.context() as patched:
        patched.setattr(settling, "settle", dies)
        post.send()
    assert (len(post.got()), post.row("prompt").state) == (1, Sending.SENDING)
    post.send(sending.LEASE - timedelta(seconds=5))
    assert post.row("prompt").state is Sending.SENDING
    post.send(timedelta(seconds=6))
    assert (len(post.got()), post.row("prompt").state) == (1, Sending.SENT)
    assert post.row("prompt").ts == post.got()[0]["ts"]


def test_a_line_in_a_thread_is_looked_for_in_the_thread(post: Post) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.send()
    [line] = [one for one in post.got() if one["thread_ts"]]
    assert (line["thread_ts"], line["broadcast"]) == (post.row("prompt").ts, True)
    again = tables.Outbox
    with post.house.database.write() as session:
        waiting = {"state": "waiting", "ambiguous": True, "channel": None, "ts": None}
        session.execute(
            sa.update(again)
            .where(col(again.kind) == "house_line", col(again.updates).is_(None))
            .values(**waiting)
        )
    post.send()
    assert [one["ts"] for one in post.got() if one["thread_ts"]] == [line["ts"]]
    assert post.row("house_line").ts == line["ts"]


def test_a_line_whose_thread_is_gone_is_looked_for_outside_it(post: Post) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.slack.fault("error:thread_not_found", "conversations.replies")
    with post.house.database.write() as session:
        session.execute(
            sa.update(tables.Outbox)
            .where(col(tables.Outbox.kind) == "house_line", col(tables.Outbox.updates).is_(None))
            .values(ambiguous=True, tried_at=post.clock.real())
        )
    post.send()
    assert (post.row("house_line").state, post.row("house_line").attempts) == (Sending.SENT, 1)


@pytest.mark.parametrize(
    "failure", [ssl.SSLError(1, "bad record mac"), OSError(113, "no route"), RuntimeError()]
)
def test_what_breaks_while_the_answer_is_read_may_mean_that_slack_has_it(
    post: Post, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    asks = post.slack.client.chat_postMessage

    def breaks(**told: Any) -> None:
        asks(**told)
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(post.slack.client, "chat_postMessage", breaks)
        post.send()
    assert (post.row("prompt").state, post.row("prompt").ambiguous) == (Sending.WAITING, True)
    post.send(AFTER)
    assert (len(post.got()), post.row("prompt").state) == (1, Sending.SENT)


@pytest.mark.parametrize("fault", ["429", "500", "drop"])
def test_a_ping_goes_though_slack_opens_no_conversation(post: Post, fault: str) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.slack.fault(fault, "conversations.open", seconds=300)
    post.send()
    row = post.row("ping")
    assert (row.state, row.attempts) == (Sending.SENT, 1)
    assert [one["conversation"] for one in post.got()][-2:].count(row.channel) == 1


@pytest.mark.parametrize(
    ("known", "failing", "tries", "times"), [(True, 9, {2}, 1), (False, 1, {3}, 1), (False, 9, {4}, 2)]
)
def test_a_ping_that_slack_may_have_is_looked_for_where_the_last_one_went(
    post: Post, monkeypatch: pytest.MonkeyPatch, known: bool, failing: int, tries: set[int], times: int
) -> None:
    """Where that is not known, it waits a few seconds for Slack to say; then it is rather sent twice than late."""
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.slack.fault("accept_and_drop")
    post.send()
    if not known:
        post.house.relay.rooms.directs.clear()
    opens, fails = slack.direct, iter(range(failing))

    def direct(client: WebClient, user: str) -> str:
        if next(fails, None) is not None:
            raise ConnectionResetError
        return opens(client, user)

    monkeypatch.setattr(slack, "direct", direct)
    for seconds in (1, 2, 4, 8):
        post.send(timedelta(seconds=seconds))
    row = post.row("ping")
    assert row.state is Sending.SENT
    assert row.attempts in tries
    assert len([one for one in post.got() if one["conversation"] == row.channel]) == times


def test_what_is_drawn_anew_waits_while_slack_does_not_take_the_token(post: Post) -> None:
    post.send()
    post.house.says("ray", SLEEPLESS)
    post.slack.fault("error:invalid_auth", "chat.update")
    post.send()
    [waits] = post.house.sent("prompt", updates=True)
    assert (waits.state, waits.why) == (Sending.WAITING, "invalid_auth")
    post.send(sending.LONGEST_WAIT)
    assert [row.state for row in post.house.sent("prompt", updates=True)] == [Sending.SENT]


def test_a_copy_is_taken_away_once_it_is_known_what_became_of_it_in_other_hands(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another sender is about to post it too when this one's answer comes."""
    post.send()
    post.house.says("sam", SLEEPLESS)
    asks, waits, went = post.slack.client.chat_postMessage, post.house.relay.stop.wait, list[float]()

    def slow(**told: Any) -> Any:
        monkeypatch.setattr(post.slack.client, "chat_postMessage", asks)
        said = asks(**told)
        post.clock.passed += sending.LEASE + AFTER
        post.slack.passes()
        with post.house.database.write() as session:
            other = db.outbox.claim(
                session, "other", post.clock.now(), post.clock.real(), sending.LEASE, post.house.relay.pace
            )
        assert other is not None

        def meanwhile(seconds: float) -> bool:
            went.append(seconds)
            sent = asks(channel=row().channel or told["channel"], text="the other")
            with post.house.database.write() as session:
                db.outbox.settle(
                    session, other, Sending.SENT, channel=sent["channel"], ts=sent["ts"],
                    sent_at=post.clock.now(), why=None,
                )  # fmt: skip
            return False

        monkeypatch.setattr(post.house.relay.stop, "wait", meanwhile)
        return said

    def row() -> Any:
        return post.row("ping")

    monkeypatch.setattr(post.slack.client, "chat_postMessage", slow)
    post.send()
    monkeypatch.setattr(post.house.relay.stop, "wait", waits)
    first, second = (one for one in post.got() if one["conversation"] == row().channel)
    assert (went, row().ts) == ([delivery.NAP], second["ts"])
    assert [one["ts"] for one in post.got("delete")] == [first["ts"]]


def test_a_copy_of_what_somebody_else_has_sent_meanwhile_is_taken_away(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)
    asks = post.slack.client.chat_postMessage

    def slow(**told: Any) -> Any:
        monkeypatch.setattr(post.slack.client, "chat_postMessage", asks)
        said = asks(**told)
        # its claim ends before the answer is there, and another sender looks for it in vain
        post.slack.fault("500", "conversations.history", times=3)
        post.send(sending.LEASE + AFTER)
        post.send(timedelta(seconds=2))
        post.send(timedelta(seconds=4))
        return said

    monkeypatch.setattr(post.slack.client, "chat_postMessage", slow)
    post.send()
    row = post.row("ping")
    first, second = (one for one in post.got() if one["conversation"] == row.channel)
    assert row.ts == second["ts"]
    assert [one["ts"] for one in post.got("delete")] == [first["ts"]]
