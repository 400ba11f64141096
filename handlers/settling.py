"""Settling: what became of a claimed message is written down, though the database blips or the process stops."""

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

import bot.sending
import db.outbox
from bot.sending import Later, Never, Outcome, Sent
from db.outbox import Letter
from db.session import MISTAKEN, UNREACHABLE
from db.tables import Sending
from handlers import metrics, owned
from handlers.relay import Relay

log = structlog.get_logger()
NAPS = (0.2, 0.5, 1.0, 2.0)  # seconds
T = TypeVar("T")


def kept_at(act: Callable[[], T], stop: threading.Event | None = None) -> T:
    """What `act` gives, tried again for some seconds where the database is away, or until `stop`.

    It may be back at once, and what was claimed would else wait for the end of its lease.
    """
    for nap in NAPS:
        try:
            return act()
        except MISTAKEN:
            raise
        except UNREACHABLE:
            if stop is None:
                time.sleep(nap)
            elif stop.wait(nap):
                raise
    return act()


def settle(relay: Relay, letter: Letter, state: Sending, **values: Any) -> bool:
    """Write down what became of it; who was overtaken meanwhile writes nothing: False."""
    # Slack has it, or never will: that is written down even by a process that stops
    ours = kept_at(lambda: _settled(relay, letter, state, values))
    metrics.settled(letter, values.get("sent_at"))
    log.info(
        "message", message=letter.id, kind=letter.kind, state=state.value, update=letter.updates is not None
    )
    return ours


def _settled(relay: Relay, letter: Letter, state: Sending, values: dict[str, Any]) -> bool:
    with relay.db.write() as session:
        if db.outbox.settle(session, letter, state, **values):
            return True
        log.warning("claim.lost", message=letter.id, kind=letter.kind)
        if letter.updates is not None:
            # it was drawn before what whoever claimed it since has shown, and stands over that now
            db.outbox.refresh(session, letter.updates, relay.clock.now())
        return False


def waits(relay: Relay, letter: Letter, at: datetime, why: str = bot.sending.RATE_LIMITED) -> None:
    """Tried again when what it needs may be asked of Slack."""
    real = relay.clock.real()
    after = max(at - real, timedelta())

    def keep() -> None:
        with relay.db.write() as session:
            db.outbox.again(session, letter, real, after, ambiguous=letter.ambiguous, why=why)

    kept_at(keep)


def failed(relay: Relay, letter: Letter, outcome: Outcome, *, unsure: bool = False) -> None:
    """Write down why, and when it is tried again; what no retry can mend gets an owner.

    `unsure`: Slack may have it, whatever the outcome's own word says.
    """
    if isinstance(outcome, Sent):
        outcome = Later(timedelta(seconds=1), bot.sending.UNREADABLE)
    log.warning("message.failed", message=letter.id, kind=letter.kind, why=outcome.why)
    metrics.slack_error("update" if letter.updates else letter.kind, outcome.why)
    kept_at(lambda: _failed(relay, letter, outcome, unsure))


def _failed(relay: Relay, letter: Letter, outcome: Later | Never, unsure: bool) -> None:
    real = relay.clock.real()
    with relay.db.write() as session:
        owned.lock(session, letter)
        if isinstance(outcome, Later):
            maybe = unsure or letter.ambiguous or bot.sending.ambiguous(outcome.why)
            db.outbox.again(session, letter, real, outcome.after, ambiguous=maybe, why=outcome.why)
        elif db.outbox.settle(session, letter, Sending.GIVEN_UP, why=outcome.why):
            owned.given_up(session, letter, outcome.why, relay.clock.now())
