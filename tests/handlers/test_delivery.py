"""Delivery, against the pretend Slack: nothing lost, nothing doubled, whatever goes wrong on the way."""

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError
from sqlmodel import col

import db.escalation
import db.outbox
import db.people
from bot import sending
from bot.transitions import Take
from db import tables
from db.tables import Sending
from handlers import delivery, sender
from handlers.flow import render, showing
from tests.handlers.posting import ROWAN, Post, post, wait_until, world
from tests.house import DUE, SLEEPLESS, journal, rows

__all__ = ["post", "world"]


def test_a_message_is_sent_once_and_where_it_went_is_kept(post: Post) -> None:
    post.send()
    post.send()
    [got], row = post.got(), post.row("prompt")
    assert (row.state, row.channel, row.ts) == (Sending.SENT, got["conversation"], got["ts"])
    assert got["metadata"]["event_payload"] == {"id": row.token}
    assert got["blocks"][0]["block_id"] == f"relay.{row.token}"


def test_slacks_retry_after_is_kept_by_the_real_clock(post: Post) -> None:
    post.slack.fault("429", seconds=7)
    before = post.clock.real()
    post.send()
    row = post.row("prompt")
    assert (row.state, row.why, row.ambiguous) == (Sending.WAITING, "ratelimited", False)
    assert timedelta(seconds=7) <= row.try_at - before < timedelta(seconds=12)
    post.clock.passes(600)
    post.send()
    assert post.got() == []
    post.send(timedelta(seconds=9))
    assert len(post.got()) == 1


@pytest.mark.parametrize("word", ["channel_not_found", "is_archived", "missing_scope"])
def test_what_slack_will_never_take_is_given_up_and_an_administrator_told_once(post: Post, word: str) -> None:
    post.slack.fault(f"error:{word}")
    post.send()
    assert (post.row("prompt").state, post.row("prompt").why) == (Sending.GIVEN_UP, word)
    assert post.notices() == [f"prompt {word}"]
    assert [one["conversation"] for one in post.got()] == [post.row("notice").channel]
    assert post.row("notice").to_user == "U0BOSS"
    assert [row.why for row in journal(post.house.database, "message.given_up")] == [word]


def test_while_slack_takes_the_token_for_wrong_nothing_is_given_up_and_then_all_goes_out(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No next rung would hear: the ladder goes by its own time, and once it is mended whoever waits is told."""
    post.house.says("sam", SLEEPLESS)
    with monkeypatch.context() as wrong:
        wrong.setattr(post.slack.client, "token", "xoxb-wrong")
        for _ in range(4):
            post.send(sending.LONGEST_WAIT)
            post.house.tick()
    for kind in ("prompt", "ping"):
        assert (post.row(kind).state, post.row(kind).why) == (Sending.WAITING, "invalid_auth")
    assert (post.house.pings(), post.notices()) == ([(1, "U0DEE")], [])
    post.send(sending.LONGEST_WAIT)
    for kind in ("prompt", "ping", "house_line"):
        assert post.row(kind).state is Sending.SENT
    assert post.got()


def test_the_same_trouble_twice_in_a_day_tells_an_administrator_once(post: Post) -> None:
    post.slack.fault("error:channel_not_found")
    post.send()
    post.slack.fault("error:channel_not_found")
    with post.house.database.write() as session:
        db.outbox.put(
            session, "prompt", DUE, to_channel="C0ROWAN", service_id=1, handover_id=post.house.newest()
        )
    post.send()
    assert [row.state for row in post.house.sent("prompt")] == [Sending.GIVEN_UP, Sending.GIVEN_UP]
    assert post.notices() == ["prompt channel_not_found"]


def test_a_ping_that_slack_will_never_take_brings_the_next_rung(post: Post) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.slack.fault("error:user_disabled", "conversations.open")
    post.send()
    assert post.row("ping").state is Sending.GIVEN_UP
    post.house.tick()
    post.send()
    assert post.house.pings() == [(1, "U0DEE"), (2, "U0ASH")]
    assert post.row("ping", 1).state is Sending.SENT
    assert post.notices() == ["ping user_disabled"]


class Worded(ProgrammingError):
    """A mistake of ours that the database words: asked again, it says the same."""

    def __init__(self, said: str) -> None:
        super().__init__("SELECT", {}, Exception(said))


@pytest.mark.parametrize("failure", [RuntimeError, ValueError, KeyError, TypeError, Worded])
def test_a_message_that_cannot_be_drawn_stops_no_other_and_ends_with_an_administrator(
    post: Post, failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)

    def fails(*_: Any, **__: Any) -> None:
        raise failure("I walk up and down")

    monkeypatch.setitem(render.DRAW, "ping", fails)
    post.send()
    assert post.row("house_line").state is Sending.SENT
    assert post.row("ping").state is Sending.WAITING
    for _ in range(sending.UNKNOWN_TRIES):
        post.send(timedelta(minutes=1))
    assert post.row("ping").state is Sending.GIVEN_UP
    assert failure.__name__ in post.row("ping").why
    assert [about.split()[0] for about in post.notices()] == ["ping"]


@pytest.mark.parametrize("change", [{"is_private": False}, {"is_ext_shared": True}])
def test_nothing_is_posted_where_others_may_read_it(post: Post, change: dict[str, Any]) -> None:
    post.slack.page("world", channels=[{**ROWAN, **change}])
    try:
        post.send()
    finally:
        post.slack.page("world", channels=[{**ROWAN, "is_ext_shared": False}])
    assert (post.row("prompt").state, post.row("prompt").why) == (Sending.GIVEN_UP, delivery.NOT_PRIVATE)
    assert [one["conversation"] for one in post.got() if one["conversation"] == "C0ROWAN"] == []
    assert post.notices() == [f"prompt {delivery.NOT_PRIVATE}"]


def test_a_ping_that_was_taken_meanwhile_is_not_sent(post: Post) -> None:
    post.house.says("sam", SLEEPLESS)
    assert post.house.does("U0ASH", Take()).refused is None
    post.send()
    assert post.row("ping").state is Sending.DROPPED
    assert post.row("held").state is Sending.SENT
    assert "I've got this" not in json.dumps(post.got())


def test_a_ping_that_got_through_unseen_and_was_taken_meanwhile_loses_its_button(post: Post) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.slack.fault("accept_and_drop")
    post.send()
    [ping] = [one for one in post.got() if one["conversation"] != "C0ROWAN"]
    assert post.house.does("U0ASH", Take()).refused is None
    post.send(timedelta(seconds=1))
    assert (post.row("ping").state, post.row("ping").ts) == (Sending.SENT, ping["ts"])
    assert "I've got this" in json.dumps(ping["blocks"])
    [update] = [one for one in post.got("update") if one["ts"] == ping["ts"]]
    assert "I've got this" not in json.dumps(update["blocks"])


def test_what_changed_is_drawn_again_in_its_place(post: Post) -> None:
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.send()
    updates = post.got("update")
    assert {one["ts"] for one in updates} == {post.row("prompt").ts}
    assert all(row.state is Sending.SENT for row in rows(post.house.database, tables.Outbox))


def test_an_update_of_a_message_that_was_deleted_is_given_up_in_silence(post: Post) -> None:
    post.send()
    post.house.says("ray", SLEEPLESS)
    post.slack.fault("error:message_not_found", "chat.update")
    post.send()
    assert [row.state for row in post.house.sent("prompt", updates=True)] == [Sending.GIVEN_UP]
    assert post.notices() == []


def test_one_slow_answer_holds_up_no_other_message(post: Post) -> None:
    post.house.says("sam", SLEEPLESS)
    post.slack.fault("delay", "conversations.info", seconds=2)
    running = threading.Thread(target=sender.run, args=(post.house.relay, post.slack.client))
    started = datetime.now(UTC)
    running.start()
    try:
        wait_until(lambda: post.row("ping").state is Sending.SENT)
        assert datetime.now(UTC) - started < timedelta(seconds=2)
        wait_until(lambda: post.row("prompt").state is Sending.SENT)
    finally:
        post.house.relay.stop.set()
        post.house.relay.wake.set()
        running.join(10)
    assert not running.is_alive()


def test_what_stood_back_for_a_ping_that_is_not_sent_has_its_holders_buttons(post: Post) -> None:
    """Told twice; the second telling is on its way when they take it by the first, and is dropped then."""
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.send()
    with post.house.database.write() as session:
        dee = db.people.staff_by_slack(session, "U0DEE")
        assert dee is not None
        showing.direct(session, db.escalation.get(session, 1), "ping", dee, 2, post.house.clock.at)
    with post.house.database.write() as session:
        # claimed, and the process that claimed it is gone
        session.execute(
            sa.update(tables.Outbox)
            .where(col(tables.Outbox.kind) == "ping", col(tables.Outbox.number) == 2)
            .values(
                state="sending", lease_owner="gone", lease_until=post.clock.real() + timedelta(seconds=20)
            )
        )
    post.house.does("U0DEE", Take())
    post.send()
    post.send(timedelta(seconds=31))
    post.send()
    first, second = post.house.sent("ping")
    assert (first.state, second.state) == (Sending.SENT, Sending.DROPPED)
    shown = [one for one in post.got("update") if one["ts"] == first.ts][-1]
    assert "What I did…" in json.dumps(shown["blocks"], ensure_ascii=False)
