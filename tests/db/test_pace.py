"""The buckets all processes share: what must wait holds up no other, and nobody sends more than there is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col

import db.pace
from bot.pace import CHANNEL, INFO, OPEN, POSTS, TIER_3, UPDATE, WORKSPACE, Pace
from db import outbox, queue, tables
from db.outbox import Letter
from db.session import Database
from db.tables import Sending
from tests.house import NOON, rows

LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)
PACE = Pace()
ORDINARY = POSTS.burst - POSTS.reserve


def put(database: Database, kind: str = "notice", to: str = "C1", count: int = 1) -> list[int]:
    with database.write() as session:
        return [outbox.put(session, kind, NOON, to_channel=to) or 0 for _ in range(count)]


def claim(database: Database, real: datetime = NOON) -> Letter | None:
    with database.write() as session:
        return outbox.claim(session, "one", NOON, real, LEASE, PACE)


def all_now(database: Database, real: datetime = NOON) -> list[tuple[str, str | None]]:
    """All that may be claimed at one instant: kind and channel."""
    found = []
    while letter := claim(database, real):
        found.append((letter.kind, letter.to_channel))
        with database.write() as session:
            outbox.settle(session, letter, Sending.SENT, channel=letter.to_channel, ts="1.1")
    return found


def opens(database: Database, real: datetime = NOON) -> datetime | None:
    with database.read() as session:
        return queue.opens(session, NOON, real, PACE)


def ready(database: Database, real: datetime = NOON) -> bool:
    with database.read() as session:
        return queue.any_ready(session, NOON, real, PACE)


def hold(
    database: Database, method: str, to: str | None, seconds: float, real: datetime = NOON
) -> tuple[str, ...]:
    with database.write() as session:
        return db.pace.hold(session, PACE, method, to, real + seconds * SECOND, real)


def redraw(database: Database, messages: list[int]) -> None:
    with database.write() as session:
        for one in messages:
            outbox.refresh(session, one, NOON)


def test_a_channel_that_must_wait_holds_up_no_other(database: Database) -> None:
    put(database, to="C1", count=3)
    put(database, to="C2")
    assert all_now(database) == [("notice", "C1"), ("notice", "C2")]
    assert (ready(database), opens(database)) == (False, NOON + SECOND)
    assert all_now(database, NOON + 0.9 * SECOND) == []
    assert all_now(database, NOON + SECOND) == [("notice", "C1")]
    assert all_now(database, NOON + 2 * SECOND) == [("notice", "C1")]
    assert opens(database, NOON + 2 * SECOND) is None


def test_a_user_is_a_channel_too(database: Database) -> None:
    with database.write() as session:
        for _ in range(2):
            outbox.put(session, "notice", NOON, to_user="U1")
    assert len(all_now(database)) == 1
    assert opens(database) == NOON + SECOND


def test_the_workspace_keeps_something_back_that_only_pings_take(database: Database) -> None:
    for number in range(ORDINARY + 2):
        put(database, to=f"C{number}")
    assert len(all_now(database)) == ORDINARY
    for number in range(POSTS.reserve + 1):
        put(database, "ping", to=f"D{number}")
    assert [kind for kind, _ in all_now(database)] == ["ping"] * POSTS.reserve
    assert not ready(database)
    # what pings took is paid for before anything else goes
    later = NOON + POSTS.every
    assert all_now(database, later) == [("ping", f"D{POSTS.reserve}")]
    # burst - reserve before the pings, and as many after them as have been paid for
    assert opens(database, later) == NOON + (POSTS.reserve + 2) * POSTS.every


def test_a_pings_channel_takes_two_at_once_and_a_house_lines_one(database: Database) -> None:
    put(database, "ping", to="D1", count=CHANNEL.burst + 1)
    put(database, "house_line", to="C1", count=2)
    assert all_now(database) == [("ping", "D1")] * CHANNEL.burst + [("house_line", "C1")]


def test_updates_wait_for_their_method_and_posts_do_not(database: Database) -> None:
    sent = [put(database, "prompt", to=f"C{number}")[0] for number in range(TIER_3.burst)]
    all_now(database)
    all_now(database, NOON + 60 * SECOND)
    at = NOON + 120 * SECOND
    redraw(database, sent)
    put(database, to="C99")
    assert len(all_now(database, at)) == TIER_3.burst - TIER_3.reserve + 1
    assert opens(database, at) == at + TIER_3.every
    put(database, to="C98")
    assert all_now(database, at) == [("notice", "C98")]


def test_a_pings_redrawing_goes_first_and_may_use_what_is_kept_back(database: Database) -> None:
    prompts = [put(database, "prompt", to=f"C{number}")[0] for number in range(TIER_3.burst)]
    line = put(database, "house_line", to="C88")
    ping = put(database, "ping", to="D1")
    for seconds in (0, 60, 120):
        all_now(database, NOON + seconds * SECOND)
    at = NOON + 180 * SECOND
    redraw(database, [*line, *prompts, *ping])
    ordinary = TIER_3.burst - TIER_3.reserve
    assert [kind for kind, _ in all_now(database, at)] == ["ping"] + ["prompt"] * (ordinary - 1)
    redraw(database, ping)
    assert [kind for kind, _ in all_now(database, at)] == ["ping"]


@pytest.mark.parametrize("kind", ["ping", "notice"])
def test_slacks_word_holds_the_channel_for_pings_too(database: Database, kind: str) -> None:
    put(database, kind, to="C1")
    assert hold(database, "chat.postMessage", "C1", 7) == ("channel:C1",)
    put(database, "notice", to="C2")
    assert all_now(database, NOON + 6.9 * SECOND) == [("notice", "C2")]
    wait = 7 if kind == "ping" else 8
    assert opens(database, NOON + 6.9 * SECOND) == NOON + wait * SECOND
    assert all_now(database, NOON + wait * SECOND) == [(kind, "C1")]


def test_a_second_channels_429_within_the_firsts_time_holds_the_workspace(database: Database) -> None:
    put(database, "ping", to="C3")
    hold(database, "chat.postMessage", "C1", 5)
    assert hold(database, "chat.postMessage", "C2", 6, NOON + SECOND) == ("channel:C2", WORKSPACE)
    assert all_now(database, NOON + 6.9 * SECOND) == []
    assert all_now(database, NOON + 7 * SECOND) == [("ping", "C3")]


def test_a_second_channels_429_after_the_firsts_time_holds_its_channel_alone(database: Database) -> None:
    hold(database, "chat.postMessage", "C1", 5)
    assert hold(database, "chat.postMessage", "C2", 5, NOON + 6 * SECOND) == ("channel:C2",)


def test_an_updates_429_holds_updates_and_no_post(database: Database) -> None:
    sent = put(database, "prompt", to="C1")
    all_now(database)
    redraw(database, sent)
    put(database, to="C2")
    assert hold(database, "chat.update", None, 5) == (UPDATE,)
    assert all_now(database) == [("notice", "C2")]


def test_a_shorter_word_later_lets_nobody_go_sooner(database: Database) -> None:
    hold(database, "chat.update", None, 60)
    hold(database, "chat.update", None, 1)
    [row] = rows(database, tables.Pace)
    assert TIER_3.opens(row.free_at, ping=True) == NOON + 60 * SECOND


def test_many_at_once_take_no_more_than_there_is(database: Database) -> None:
    for number in range(ORDINARY + 10):
        put(database, to=f"C{number}")
    with ThreadPoolExecutor(4) as threads:
        got = [one for one in threads.map(lambda _: claim(database), range(ORDINARY + 10)) if one]
    assert len(got) == ORDINARY
    assert len({one.id for one in got}) == ORDINARY


def test_what_was_not_claimed_takes_nothing(database: Database) -> None:
    assert claim(database) is None
    assert rows(database, tables.Pace) == []


def test_a_claim_that_is_taken_back_gives_back_what_it_took(database: Database) -> None:
    put(database)

    def dies() -> None:
        with database.write() as session:
            assert outbox.claim(session, "one", NOON, NOON, LEASE, PACE) is not None
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        dies()
    assert all_now(database) == [("notice", "C1")]


@pytest.mark.parametrize(("days", "left"), [(2, [WORKSPACE]), (0, ["channel:C1", WORKSPACE])])
def test_a_channels_bucket_that_has_long_been_full_is_forgotten(
    database: Database, days: int, left: list[str]
) -> None:
    put(database)
    all_now(database)
    forget(database, NOON + timedelta(days=days))
    assert sorted(row.key for row in rows(database, tables.Pace)) == left


@pytest.mark.parametrize("ahead", [timedelta(minutes=2), timedelta(hours=1)])
def test_what_a_wrong_clock_left_empty_is_forgotten(database: Database, ahead: timedelta) -> None:
    put(database)
    with database.write() as session:
        assert outbox.claim(session, "one", NOON + ahead, NOON + ahead, LEASE, PACE) is not None
    put(database)
    assert all_now(database) == []
    forget(database, NOON)
    assert len(all_now(database)) == 1


@pytest.mark.parametrize(("told_at", "kept"), [(NOON, True), (NOON + timedelta(hours=1), False)])
def test_what_slack_has_said_is_kept_unless_a_wrong_clock_wrote_it(
    database: Database, told_at: datetime, kept: bool
) -> None:
    hold(database, "conversations.info", None, 600, told_at)
    forget(database, NOON)
    assert bool(rows(database, tables.Pace)) is kept


def forget(database: Database, real: datetime) -> None:
    with database.write() as session:
        db.pace.forget(session, PACE, real)


def test_a_look_up_takes_from_its_method_and_says_when_there_is_none(database: Database) -> None:
    def take(real: datetime, **how: Any) -> datetime | None:
        with database.write() as session:
            return db.pace.take(session, PACE, ("conversations.info",), real, **how)

    got = [take(NOON, ping=False) for _ in range(TIER_3.burst - TIER_3.reserve + 1)]
    assert got[:-1] == [None] * (TIER_3.burst - TIER_3.reserve)
    assert got[-1] == NOON + TIER_3.every
    assert take(NOON, ping=True) is None
    assert take(NOON + 2 * TIER_3.every, ping=False) is None


def test_with_no_pace_nothing_is_kept(database: Database) -> None:
    put(database, count=5)
    with database.write() as session:
        while outbox.claim(session, "one", NOON, NOON, LEASE):
            pass
    assert [row.state for row in rows(database, tables.Outbox)] == [Sending.SENDING] * 5
    assert rows(database, tables.Pace, col(tables.Pace.key).is_not(None)) == []


@pytest.mark.parametrize(("kind", "asked"), [("house_line", INFO), ("ping", OPEN)])
def test_what_is_asked_before_a_message_is_taken_with_it_and_holds_up_nothing(
    database: Database, kind: str, asked: str
) -> None:
    ping = kind == "ping"
    to = {"to_user" if ping else "to_channel": "U1"}
    with database.write() as session:
        for _ in range(2):
            outbox.put(session, kind, NOON, **to)
        for _ in range(TIER_3.burst - 1 - (0 if ping else TIER_3.reserve)):
            db.pace.take(session, PACE, (asked,), NOON, ping=ping)
    first, second = claim(database), claim(database, NOON + SECOND)
    assert first
    assert second
    assert (first.may_ask, second.may_ask) == (True, False)
