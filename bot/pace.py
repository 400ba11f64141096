"""Pace: what goes to Slack first, and how fast all processes together may send.

A bucket is kept as one instant (GCRA): that at which its last taking has been paid for. Instants are by the real clock.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum


class First(IntEnum):
    """What goes first: a lower number before a higher one."""

    PING = 0
    HOUSE = 1
    PROMPT = 2
    UPDATE = 3
    NOTICE = 4


PRIORITY = {
    "ping": First.PING,
    "joined": First.PING,
    "unanswered": First.PING,
    "private": First.PING,
    "private_open": First.PING,
    "passed": First.PING,
    "promise": First.PING,
    "held": First.HOUSE,
    "no_longer": First.HOUSE,
    "close": First.NOTICE,
    "house_line": First.HOUSE,
    "call_open": First.HOUSE,
    "restored": First.HOUSE,
    "prompt": First.PROMPT,
    "late": First.HOUSE,
    "reminder": First.PROMPT,
    "paused": First.PROMPT,
    "resumed": First.PROMPT,
    "missed": First.NOTICE,
    "cover": First.PROMPT,
    "cover_yes": First.PROMPT,
    "cover_told": First.NOTICE,
    "on_call": First.HOUSE,
    "off_call": First.HOUSE,
    "nobody_on": First.NOTICE,
    **dict.fromkeys(("action", "action_due", "action_late", "action_tell", "action_moved"), First.NOTICE),
    "check": First.NOTICE,
    "check_again": First.NOTICE,
    # after the prompts, and the thread after its head
    "huddle": First.UPDATE,
    "huddle_more": First.UPDATE,
    "notice": First.NOTICE,
}

# Who tapped has seen the result already. A ping that somebody else took should lose its button soon; then the
# prompts, whose next tapper should see who has answered; then what merely says how things went on.
REDRAWN = {First.PING: First.PROMPT, First.PROMPT: First.UPDATE}


def redrawn(kind: str) -> First:
    """Where the redrawing of a message of this kind stands in the queue."""
    return REDRAWN.get(PRIORITY[kind], First.NOTICE)


def is_ping(priority: int, *, update: bool) -> bool:
    """Whether a message, or the redrawing of one, may use what is kept back for pings."""
    return priority == (REDRAWN[First.PING] if update else First.PING)


@dataclass(frozen=True)
class Bucket:
    """`burst` at once after a rest, else one `every` so long. `reserve` of the burst is for pings alone."""

    every: timedelta
    burst: int
    reserve: int

    def opens(self, free_at: datetime, *, ping: bool) -> datetime:
        """The instant from which the next one may be taken."""
        ahead = self.burst - 1 - (0 if ping else self.reserve)
        return free_at - ahead * self.every

    def latest(self, now: datetime, *, ping: bool) -> datetime:
        """The latest `free_at` with which one may be taken now."""
        return now + (now - self.opens(now, ping=ping))

    def taken(self, free_at: datetime | None, now: datetime) -> datetime:
        """`free_at` after one more was taken."""
        return (max(free_at, now) if free_at else now) + self.every

    def held(self, until: datetime) -> datetime:
        """The `free_at` with which nobody takes one before `until`, pings neither."""
        return until + (self.burst - 1) * self.every


WORKSPACE = "workspace"
UPDATE = "chat.update"
INFO = "conversations.info"
OPEN = "conversations.open"
LIST = "users.conversations"
HISTORY = "conversations.history"
REPLIES = "conversations.replies"

# Slack: "1 per second per channel; short bursts of more are tolerated" (docs.slack.dev, rate limits, chat.postMessage)
CHANNEL = Bucket(timedelta(seconds=1), burst=2, reserve=1)
# Slack: "several hundred messages per minute" for a workspace; 240 a minute and a burst stay below 300
POSTS = Bucket(timedelta(seconds=0.25), burst=10, reserve=4)
# Slack: Tier 3 is "50+ per minute". 40 a minute and a burst of 10: never more than 50 in any minute
TIER_3 = Bucket(timedelta(minutes=1) / 40, burst=10, reserve=3)
# What goes to a house only where its channel is still private: that is asked first.
HOUSE = frozenset(
    (
        "prompt",
        "house_line",
        "unanswered",
        "reminder",
        "paused",
        "resumed",
        "restored",
        "cover",
        "huddle",
        "huddle_more",
    )
)
# What a person's tap asks for (views.*, users.info: Tier 4, "100+ per minute") cannot wait, and is not measured here.
METHODS = dict.fromkeys((UPDATE, INFO, OPEN, LIST, HISTORY, REPLIES), TIER_3)
# From here on nothing is measured at all.
UNBOUND = 1000.0


def channel(to: str) -> str:
    """The key of a conversation's bucket; `to` is a channel's or a user's id."""
    return f"channel:{to}"


@dataclass(frozen=True)
class Pace:
    """The buckets, `factor` times as fast as Slack's published limits allow."""

    factor: float = 1.0

    def bucket(self, key: str) -> Bucket:
        """The bucket with this key."""
        made = POSTS if key == WORKSPACE else METHODS.get(key, TIER_3)
        return self._faster(CHANNEL if key.startswith("channel:") else made)

    @property
    def fills(self) -> timedelta:
        """How long the slowest bucket takes to fill, once it is empty."""
        return max(one.every * one.burst for one in map(self._faster, (CHANNEL, POSTS, TIER_3)))

    def _faster(self, one: Bucket) -> Bucket:
        return Bucket(one.every / self.factor, one.burst, one.reserve)


def pace(factor: float) -> Pace | None:
    """The pace for `RELAY_PACE`; None where nothing is measured."""
    return None if factor >= UNBOUND else Pace(factor)


def keys(to: str | None, *, update: bool) -> tuple[str, ...]:
    """The buckets that a message takes one from: an update's, or those of a post to this channel or user."""
    return (UPDATE,) if update else (WORKSPACE, channel(str(to)))


def before(kind: str, to_user: str | None, *, update: bool) -> str | None:
    """The method that is asked before a message of this kind is posted, where it may be asked now; else it is passed.

    To a person: to open their direct messages. To a house: whether its channel is private.
    """
    if update:
        return None
    return OPEN if to_user else INFO if kind in HOUSE else None


def held(method: str, to: str | None, others: frozenset[str]) -> tuple[str, ...]:
    """The buckets that rest after a 429 of `method`; `others` are those that rest already, by Slack's word.

    A channel's posts rest with the channel. Where another channel rests too, it is the workspace that has had enough.
    """
    if not method.startswith("chat.post"):
        return (method,)
    own = channel(str(to))
    more = any(one.startswith("channel:") and one != own for one in others)
    return (own, WORKSPACE) if more else (own,)
