"""How fast: buckets that never give more than Slack takes, something kept back for pings, and what goes first."""

import math
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import pace
from bot.pace import CHANNEL, INFO, POSTS, TIER_3, UPDATE, WORKSPACE, Bucket, First, Pace

NOW = datetime(2026, 11, 12, 21, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
ONE = Bucket(SECOND, burst=3, reserve=1)


def times(bucket: Bucket, lasts: timedelta, *, ping: bool, free_at: datetime | None = None) -> list[datetime]:
    """When somebody takes who takes whenever there is one."""
    taken, now, free = [], NOW, free_at
    while now < NOW + lasts:
        taken.append(now)
        free = bucket.taken(free, now)
        now = max(now, bucket.opens(free, ping=ping))
    return taken


@pytest.mark.parametrize(
    ("ping", "seconds"),
    [(True, [0, 0, 0, 1, 2, 3]), (False, [0, 0, 1, 2, 3, 4])],
)
def test_a_burst_and_then_one_at_a_time_and_pings_have_more_at_once(ping: bool, seconds: list[int]) -> None:
    taken = times(ONE, 10 * SECOND, ping=ping)[:6]
    assert taken == [NOW + one * SECOND for one in seconds]


def test_what_others_took_leaves_a_ping_its_own() -> None:
    free = ONE.taken(ONE.taken(None, NOW), NOW)
    assert ONE.opens(free, ping=False) == NOW + SECOND
    assert ONE.opens(free, ping=True) == NOW


def test_the_latest_instant_with_which_one_may_be_taken_is_just_open() -> None:
    for ping in (True, False):
        assert ONE.opens(ONE.latest(NOW, ping=ping), ping=ping) == NOW


def test_what_is_held_opens_for_nobody_before_its_time() -> None:
    free = ONE.held(NOW + 7 * SECOND)
    assert ONE.opens(free, ping=True) == NOW + 7 * SECOND
    assert ONE.opens(free, ping=False) == NOW + 8 * SECOND


def test_a_bucket_that_rested_gives_no_more_than_its_burst() -> None:
    long_ago = NOW - timedelta(days=1)
    assert times(ONE, 10 * SECOND, ping=True, free_at=long_ago) == times(ONE, 10 * SECOND, ping=True)


# what is taken in the first minute is the most of any minute: later ones have no burst
@pytest.mark.parametrize(("bucket", "most"), [(TIER_3, 50), (POSTS, 300), (CHANNEL, 61)])
def test_no_minute_has_more_than_slack_takes(bucket: Bucket, most: int) -> None:
    assert len(times(bucket, MINUTE, ping=True)) <= most


@pytest.mark.parametrize(
    ("key", "every"),
    [
        (pace.channel("C0ROWAN"), SECOND),
        (WORKSPACE, SECOND / 4),
        (UPDATE, 1.5 * SECOND),
        (INFO, 1.5 * SECOND),
        ("chat.delete", 1.5 * SECOND),
    ],
)
def test_each_key_has_its_bucket_and_the_factor_makes_all_faster(key: str, every: timedelta) -> None:
    assert Pace().bucket(key).every == every
    fast = Pace(10).bucket(key)
    assert (fast.every, fast.burst, fast.reserve) == (
        every / 10,
        Pace().bucket(key).burst,
        Pace().bucket(key).reserve,
    )


@pytest.mark.parametrize("bucket", [CHANNEL, POSTS, TIER_3])
def test_each_bucket_keeps_something_for_pings_and_leaves_the_others_something(bucket: Bucket) -> None:
    assert 0 < bucket.reserve < bucket.burst


@pytest.mark.parametrize(("factor", "measured"), [(0.5, True), (1, True), (999, True), (1000, False)])
def test_far_beyond_slacks_limits_nothing_is_measured(factor: float, measured: bool) -> None:
    assert (pace.pace(factor) is not None) is measured


@pytest.mark.parametrize(
    ("to", "update", "keys"),
    [
        ("C1", False, (WORKSPACE, "channel:C1")),
        ("U1", False, (WORKSPACE, "channel:U1")),
        (None, True, (UPDATE,)),
    ],
)
def test_a_post_takes_from_workspace_and_channel_and_an_update_from_its_method(
    to: str | None, update: bool, keys: tuple[str, ...]
) -> None:
    assert pace.keys(to, update=update) == keys


@pytest.mark.parametrize(
    ("method", "others", "keys"),
    [
        ("chat.postMessage", [], ("channel:C1",)),
        ("chat.postMessage", ["channel:C1"], ("channel:C1",)),
        ("chat.postMessage", ["channel:C2"], ("channel:C1", WORKSPACE)),
        ("chat.postMessage", [UPDATE], ("channel:C1",)),
        ("chat.update", ["channel:C2"], (UPDATE,)),
        ("conversations.info", [], (INFO,)),
    ],
)
def test_a_429_rests_the_channel_then_the_workspace_or_the_method(
    method: str, others: list[str], keys: tuple[str, ...]
) -> None:
    assert pace.held(method, "C1", frozenset(others)) == keys


def test_a_pings_redrawing_goes_before_a_prompts_before_any_others() -> None:
    kinds = ("ping", "prompt", "house_line")
    assert [pace.redrawn(one) for one in kinds] == [First.PROMPT, First.UPDATE, First.NOTICE]


@pytest.mark.parametrize(
    ("priority", "update", "is_one"),
    [
        (First.PING, False, True),
        (First.HOUSE, False, False),
        (First.PROMPT, False, False),
        (First.PROMPT, True, True),
        (First.UPDATE, True, False),
        (First.NOTICE, True, False),
    ],
)
def test_what_is_kept_back_is_for_pings_and_their_redrawing(
    priority: int, update: bool, is_one: bool
) -> None:
    assert pace.is_ping(priority, update=update) is is_one


def lasts(bucket: Bucket, count: int) -> int:
    """Whole seconds until the last of so many has gone, all wanted at once."""
    free = bucket.taken(None, NOW)
    for _ in range(count - 2):
        free = bucket.taken(free, NOW)
    return math.ceil((bucket.opens(free, ping=False) - NOW).total_seconds())


def said(words: str) -> int:
    """Seconds, of words as "2 min 4 s"."""
    return sum(
        int(number) * {"min": 60, "s": 1}[unit] for number, unit in re.findall(r"(\d+) (min|s)", words)
    )


def test_the_page_about_scale_computes_a_change_of_shift_as_the_buckets_do() -> None:
    page = (Path(__file__).parents[2] / "docs" / "scale.md").read_text("utf-8")
    rows = re.findall(r"^\| ([\d,]+) \| ([^|]+ s) \| ([^|]+ s) \|$", page, re.MULTILINE)
    assert len(rows) == 5
    for services, posted, redrawn in rows:
        count = int(services.replace(",", ""))
        assert (lasts(POSTS, count), lasts(TIER_3, count)) == (said(posted), said(redrawn)), services
