"""Delivery: one claimed message to Slack. What it says is drawn now; `settling` writes down what became of it."""

import random
import time
from collections.abc import Callable
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

import bot.pace
import bot.sending
import db.escalation
import db.outbox
import prompts.charts
from bot.sending import Never
from db.outbox import Letter
from db.session import MISTAKEN, UNREACHABLE
from db.tables import Outbox, Sending
from handlers import lookup, metrics, pace, settling, slack
from handlers.flow import render, showing
from handlers.pace import Short
from handlers.relay import Relay
from prompts.blocks import Message

log = structlog.get_logger()
NOT_PRIVATE = "channel_is_not_private"
OVERDUE = "claim_overdue"
ENDED = (Sending.SENT, Sending.DROPPED, Sending.GIVEN_UP)
NAP, WAIT = 0.5, 5.0  # seconds between two looks at what became of it in other hands, and of all of them


class TooLate(Exception):
    """The claim may end before Slack answers."""


def send(relay: Relay, client: WebClient, letter: Letter) -> None:
    """Send one claimed message and settle it, whatever happens on the way to Slack."""
    try:
        drawn, thread_ts = settling.kept_at(lambda: _drawn(relay, letter), relay.stop)
    except MISTAKEN as failure:
        _mistaken(relay, letter, failure, unsure=False)
    except UNREACHABLE as failure:
        _unreachable(letter, failure)
    except Exception as failure:
        # our own mistake: however it is spelled, it is no answer of Slack's
        _mistaken(relay, letter, failure, unsure=False)
    else:
        _send_drawn(relay, client, letter, drawn, thread_ts)


def _send_drawn(
    relay: Relay, client: WebClient, letter: Letter, drawn: Message | None, thread_ts: str | None
) -> None:
    try:
        if drawn is None:
            _no_longer_needed(relay, client, letter, thread_ts)
        else:
            _deliver(relay, client, letter, dict(drawn), thread_ts)
    except UNREACHABLE as failure:
        # the claim ends with its lease, and the message is looked for in Slack then
        _unreachable(letter, failure)
    except Short as short:
        settling.waits(relay, letter, short.at)
    except TooLate:
        # this process was stopped for a while, or Slack took long to say where it goes
        log.warning("claim.overdue", message=letter.id, kind=letter.kind)
        settling.waits(relay, letter, relay.clock.real(), OVERDUE)
    except Exception as failure:
        known = slack.failure(failure)
        if known is None:
            # Slack may have it by then
            _mistaken(relay, letter, failure, unsure=True)
        else:
            outcome = bot.sending.outcome(*known, letter.attempts, random.random())
            outcome = bot.sending.until_mended(outcome, update=letter.updates is not None)
            pace.rest(relay, letter, failure, outcome)
            settling.failed(relay, letter, outcome)


def _no_longer_needed(relay: Relay, client: WebClient, letter: Letter, thread_ts: str | None) -> None:
    """Dropped; but where an earlier try got through, it is sent after all, and drawn again as things now stand."""
    channel = ts = None
    if letter.ambiguous and letter.updates is None:
        channel = letter.to_channel or pace.direct(relay, client, letter)
        # nobody waits for it: where it cannot be looked for now it is looked for later, or its buttons would stay
        ts = lookup.found(relay, client, letter, channel, thread_ts, needed=False)
    if ts is None:
        _dropped(relay, letter)
        return
    now = relay.clock.now()
    # first, for once it is settled nobody comes back to it
    with relay.db.write() as session:
        db.outbox.refresh(session, letter.id, now)
    settling.settle(relay, letter, Sending.SENT, channel=channel, ts=ts, sent_at=now, why=None)


def _dropped(relay: Relay, letter: Letter) -> None:
    """Not sent after all; what its reader had before it is drawn anew, for it stood back for this one."""
    about = letter.escalation_id if letter.updates is None and letter.staff_id is not None else None
    with relay.db.write() as session:
        if about is not None:
            # the escalation before its messages, as everybody locks them
            db.escalation.get(session, about, lock=True)
        done = db.outbox.settle(session, letter, Sending.DROPPED, why="no longer needed")
        if done and about is not None and letter.staff_id is not None:
            showing.dropped(session, about, letter.staff_id, relay.clock.now())
    log.info(
        "message", message=letter.id, kind=letter.kind, state=Sending.DROPPED.value, update=about is None
    )


def _unreachable(letter: Letter, failure: BaseException) -> None:
    metrics.unreachable(failure)
    log.warning("database.unreachable", message=letter.id, kind=letter.kind)


def _mistaken(relay: Relay, letter: Letter, failure: Exception, *, unsure: bool) -> None:
    log.exception("message.error", message=letter.id, kind=letter.kind)
    outcome = bot.sending.outcome(type(failure).__name__, None, None, letter.attempts, random.random())
    settling.failed(relay, letter, outcome, unsure=unsure)


def _drawn(relay: Relay, letter: Letter) -> tuple[Message | None, str | None]:
    """What the message says now, None when it is no longer needed; and the `ts` of its thread."""
    with relay.db.read() as session:
        drawn = render.letter(session, letter, relay.clock.now())
        thread = db.outbox.message(session, letter.thread_of) if letter.thread_of else None
        return drawn, thread.ts if thread else None


def _deliver(
    relay: Relay, client: WebClient, letter: Letter, drawn: dict[str, Any], thread_ts: str | None
) -> None:
    slack.stamp(drawn, letter.token)
    if letter.updates is not None and letter.ts is None:
        # it was waited for while nobody knew whether Slack had it; Slack had not, and it was dropped or given up
        settling.settle(relay, letter, Sending.DROPPED, why="what it would redraw was never sent")
        return
    if letter.updates is not None:
        _shown(relay, client.chat_update, letter, drawn, channel=str(letter.channel), ts=str(letter.ts))
        settling.settle(relay, letter, Sending.SENT, sent_at=relay.clock.now())
        return
    if letter.kind in bot.pace.HOUSE and not pace.is_private(relay, client, letter):
        settling.failed(relay, letter, Never(NOT_PRIVATE))
        return
    channel = letter.to_channel or lookup.direct(relay, client, letter)
    ts = lookup.found(relay, client, letter, channel, thread_ts) if letter.ambiguous else None
    if ts is None:
        sent = _post(relay, client, letter, channel, drawn, thread_ts)
        channel, ts = str(sent.get("channel") or channel), str(sent["ts"])
        if letter.to_user:
            relay.rooms.directs[letter.to_user] = channel
    end = {"channel": channel, "ts": ts, "sent_at": relay.clock.now(), "why": None}
    if not settling.settle(relay, letter, Sending.SENT, **end):
        _take_away(relay, client, letter, channel, ts)


def _take_away(relay: Relay, client: WebClient, letter: Letter, channel: str, ts: str) -> None:
    """This copy of what somebody else sent or dropped meanwhile: nobody would draw it anew, and it would be untrue."""
    row = _ended(relay, letter)
    if row is not None and row.ts != ts:
        log.warning("copy.taken_away", message=letter.id, kind=letter.kind)
        client.chat_delete(channel=channel, ts=ts)


def _ended(relay: Relay, letter: Letter) -> Outbox | None:
    """What became of it with whoever has it now; None where that is not known in a few seconds, which hold up a slot.

    Were a copy taken away before, they might have found that very one and take it for theirs.
    """
    until = time.monotonic() + WAIT
    while True:
        with relay.db.read() as session:
            row = db.outbox.message(session, letter.id)
        if row is None or row.state in ENDED:
            return row
        if time.monotonic() > until or relay.stop.wait(NAP):
            return None


def _in_time(relay: Relay, letter: Letter) -> None:
    """Raises TooLate where a request that begins now may outlast the claim: somebody else may send it then, too."""
    if not lookup.time_for(relay, letter, 1):
        raise TooLate


def _post(
    relay: Relay,
    client: WebClient,
    letter: Letter,
    channel: str,
    drawn: dict[str, Any],
    thread_ts: str | None,
) -> SlackResponse:
    """Post it; what belongs in a thread that Slack does not take it into, rather outside it than not at all."""
    broadcast = True if letter.broadcast and thread_ts else None
    plain = {"channel": channel, "unfurl_links": False, "unfurl_media": False}
    try:
        return _shown(
            relay,
            client.chat_postMessage,
            letter,
            drawn,
            **plain,
            thread_ts=thread_ts,
            reply_broadcast=broadcast,
        )
    except SlackApiError as refused:
        if thread_ts is None or slack.never(refused) not in bot.sending.NO_THREAD:
            raise
        log.warning("thread.refused", message=letter.id, kind=letter.kind)
        return _shown(relay, client.chat_postMessage, letter, drawn, **plain)


def _shown(
    relay: Relay, call: Callable[..., SlackResponse], letter: Letter, drawn: dict[str, Any], **where: Any
) -> SlackResponse:
    """`call` with the message; at once again with tables, where Slack does not show its charts.

    Raises TooLate, before either.
    """
    _in_time(relay, letter)
    try:
        return call(**where, **drawn)
    except SlackApiError as refused:
        if slack.never(refused) not in bot.sending.NOT_SHOWN or not prompts.charts.within(drawn):
            raise
        log.warning("charts.refused", message=letter.id, kind=letter.kind)
        _in_time(relay, letter)
        return call(**where, **prompts.charts.without(drawn))
