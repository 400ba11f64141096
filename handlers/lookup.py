"""The look-up: where a message goes, and whether it is there already. A ping is rather sent twice than not."""

import random
from datetime import timedelta

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

import bot.sending
from bot.sending import Later, Outcome, Sent
from db.outbox import Letter
from handlers import metrics, pace, slack
from handlers.relay import Relay

log = structlog.get_logger()
# a ping that may come twice waits this long at most instead, until so many tries: not each of them was a look-up
BRIEF, TRIES = timedelta(seconds=5), 3


def direct(relay: Relay, client: WebClient, letter: Letter) -> str:
    """As `pace.direct`; where Slack opens none just now, a ping goes where the last one went, or to the reader's id.

    One that may have been sent already waits a few seconds rather than go to an id, by which nothing is found.
    """
    try:
        return pace.direct(relay, client, letter)
    except Exception as failure:
        outcome = _outcome(letter, failure)
        if not pace.is_ping(letter) or not isinstance(outcome, Later):
            raise
        known_at = relay.rooms.directs.get(str(letter.to_user))
        if known_at is None and letter.ambiguous and _soon(letter, outcome):
            raise
        _passed_over(relay, letter, failure, outcome)
        log.warning("direct.failed", message=letter.id, kind=letter.kind)
        return known_at or str(letter.to_user)


def _outcome(letter: Letter, failure: Exception) -> Outcome | None:
    """What a failed question means for its message; None where it was no answer of Slack's, but a mistake of ours."""
    known = slack.failure(failure)
    return bot.sending.outcome(*known, letter.attempts, random.random()) if known else None


def _soon(letter: Letter, outcome: Outcome) -> bool:
    """Whether a ping that might come twice is tried again instead: so soon, and not too often."""
    return isinstance(outcome, Later) and outcome.after <= BRIEF and letter.attempts <= TRIES


def _passed_over(relay: Relay, letter: Letter, failure: Exception, outcome: Outcome) -> None:
    """What went wrong before a ping that is posted all the same is counted, and Slack's word to wait is kept."""
    pace.rest(relay, letter, failure, outcome)
    if not isinstance(outcome, Sent):
        metrics.slack_error(letter.kind, outcome.why)


def found(
    relay: Relay,
    client: WebClient,
    letter: Letter,
    channel: str,
    thread_ts: str | None,
    *,
    needed: bool = True,
) -> str | None:
    """The message in Slack, where an earlier try got through. A ping is rather sent twice than not looked up.

    One that is not `needed` any more is not: then whatever goes wrong is raised.
    """
    # where Slack took long to say where it goes, another such wait would leave no time to post it, again and again
    if needed and pace.is_ping(letter) and not time_for(relay, letter, 2):
        log.warning("lookup.no_time", message=letter.id, kind=letter.kind)
        return None
    try:
        return _looked_for(relay, client, letter, channel, thread_ts)
    except Exception as failure:
        outcome = _outcome(letter, failure)
        if outcome is None or not pace.is_ping(letter) or not needed or _soon(letter, outcome):
            raise
        _passed_over(relay, letter, failure, outcome)
        log.warning("lookup.failed", message=letter.id, kind=letter.kind)
        return None


def _looked_for(
    relay: Relay, client: WebClient, letter: Letter, channel: str, thread_ts: str | None
) -> str | None:
    """In its thread; where it is not there, or Slack has no such thread any more, outside it, see `delivery`."""
    if thread_ts:
        try:
            found = pace.find(relay, client, letter, channel, thread_ts)
        except SlackApiError as refused:
            if slack.never(refused) not in bot.sending.NO_THREAD:
                raise
            found = None
        if found or (pace.is_ping(letter) and not time_for(relay, letter, 2)):
            return found
    return pace.find(relay, client, letter, channel, None)


def time_for(relay: Relay, letter: Letter, requests: int) -> bool:
    """Whether so many requests, begun now, end before the claim does."""
    takes = requests * min(bot.sending.HTTP_TIMEOUT, bot.sending.LEASE / 3)
    return letter.lease_until is None or relay.clock.real() + takes <= letter.lease_until
