"""Pace: what the sender asks of Slack beside posting, within each method's limit; and Slack's own word to wait."""

from datetime import datetime

import structlog
from slack_sdk import WebClient

import bot.pace
import bot.sending
import db.pace
from bot.pace import HISTORY, LIST, OPEN, REPLIES
from bot.sending import Later, Outcome
from db.outbox import Letter
from handlers import slack
from handlers.relay import Relay
from handlers.settling import kept_at

log = structlog.get_logger()
CLOCKS_DIFFER = 300  # seconds at most: what Slack signed longer ago is not believed either


class Short(Exception):
    """A method has been asked too much lately; `at` (real time) is when it may be asked again."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at


def is_ping(letter: Letter) -> bool:
    """Whether it is a ping: it does not wait for what others may, and is rather sent twice than not."""
    return bot.pace.is_ping(letter.priority, update=letter.updates is not None)


def direct(relay: Relay, client: WebClient, letter: Letter) -> str:
    """The direct-message channel with the letter's reader.

    When too many were opened lately it is the one that is known, else the reader's own id: Slack posts to it as well,
    but finds nothing by it, so that what may have been sent already waits.
    """
    user = str(letter.to_user)
    known = relay.rooms.directs.get(user)
    if not letter.may_ask:
        if known or not letter.ambiguous:
            return known or user
        _asked(relay, OPEN, letter)
    channel = slack.direct(client, user)
    if channel != user:
        relay.rooms.directs[user] = channel
    return channel


def is_private(relay: Relay, client: WebClient, letter: Letter) -> bool:
    """Whether the letter's channel is private and nobody outside is in it.

    Asked afresh; when that was asked too often lately, as Slack listed the bot's channels within the last minute.
    """
    channel = str(letter.to_channel)

    def listed() -> dict[str, bool]:
        _asked(relay, LIST, letter)
        return slack.rooms(client)

    if letter.may_ask:
        return slack.is_private(client, channel)
    listing = relay.rooms.listed(relay.clock.real, listed)
    return listing[channel] if channel in listing else slack.is_private(client, channel)


def find(relay: Relay, client: WebClient, letter: Letter, channel: str, thread_ts: str | None) -> str | None:
    """The message's `ts` in Slack where an earlier try got through."""
    _asked(relay, REPLIES if thread_ts else HISTORY, letter)
    # by Slack's clock, which may be another than ours
    since = (letter.tried_at.timestamp() if letter.tried_at else 0) - CLOCKS_DIFFER
    return slack.find(client, channel, letter.token, since, thread_ts)


def rest(relay: Relay, letter: Letter, failure: Exception, outcome: Outcome) -> None:
    """After a 429: whatever its bucket is for waits as long as Slack says, whoever sends, pings too."""
    pace, method = relay.pace, slack.method(failure)
    too_many = isinstance(outcome, Later) and outcome.why == bot.sending.RATE_LIMITED
    if pace is None or method is None or not too_many:
        return
    assert isinstance(outcome, Later)
    real = relay.clock.real()
    to, until = letter.to_channel or letter.to_user, real + outcome.after

    def hold() -> tuple[str, ...]:
        with relay.db.write() as session:
            return db.pace.hold(session, pace, method, to, until, real)

    keys = kept_at(hold)
    log.warning("slack.rests", method=method, keys=keys, seconds=round(outcome.after.total_seconds(), 1))


def _taken(relay: Relay, method: str, letter: Letter) -> datetime | None:
    """Take one of the method's. None: taken; else when there is one."""
    pace = relay.pace
    if pace is None:
        return None

    def take() -> datetime | None:
        with relay.db.write() as session:
            return db.pace.take(session, pace, (method,), relay.clock.real(), ping=is_ping(letter))

    return kept_at(take, relay.stop)


def _asked(relay: Relay, method: str, letter: Letter) -> None:
    """Take one of the method's. Raises Short where there is none; a ping asks all the same, for it cannot wait."""
    at = _taken(relay, method, letter)
    if at is not None and not is_ping(letter):
        raise Short(at)
