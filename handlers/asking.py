"""Asking Slack one thing after the other, patiently: for looking, where nothing is lost by asking again."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

import bot.sending
from bot.sending import Later, Never
from handlers import slack

T = TypeVar("T")
TRIES = 3  # where Slack gives no answer
PATIENCE = 20  # how often it may say that it is busy
FREE = 20  # calls in the background before they are spread: messages need Slack's allowance more
APART = 6.0  # seconds between calls that are spread: Slack allows fifty a minute, of which the sender may take forty
LONG = 5  # seconds of waiting that somebody is told of


class Unreachable(Exception):
    """Slack gives no answer, for the reason that is the text."""


class Stopped(Exception):
    """The program is to stop."""


@dataclass(frozen=True)
class Refusal:
    """Slack's word for why not, and the permissions that it says are needed."""

    word: str
    needed: frozenset[str] = frozenset()


@dataclass
class Asker:
    """`spread` leaves room for others; `waits` is told of a long wait, in seconds."""

    stop: threading.Event = field(default_factory=threading.Event)
    spread: bool = False
    waits: Callable[[float], None] = lambda _seconds: None
    asked: int = 0

    def ask(
        self, read: Callable[[SlackResponse], T], call: Callable[..., SlackResponse], **about: Any
    ) -> T | Refusal:
        """What `read` makes of Slack's answer, or its refusal. Raises Unreachable, and Stopped."""
        unanswered = busy = 0
        while True:
            self._spread()
            try:
                return read(call(**about))
            except Exception as failure:
                fate = _fate(failure)
            if isinstance(fate, Refusal):
                return fate
            later = fate.why == bot.sending.RATE_LIMITED
            busy, unanswered = busy + later, unanswered + (not later)
            if unanswered >= TRIES or busy >= PATIENCE:
                raise Unreachable(fate.why)
            self._wait(fate.after.total_seconds() if later else 0.5 * unanswered)

    def _spread(self) -> None:
        self.asked += 1
        if self.spread and self.asked > FREE:
            self._wait(APART)
        if self.stop.is_set():
            raise Stopped

    def _wait(self, seconds: float) -> None:
        if seconds > LONG:
            self.waits(seconds)
        if self.stop.wait(seconds):
            raise Stopped


def _fate(failure: Exception) -> Refusal | Later:
    """Whether asking again may help. Raises `failure` again when it is none of Slack's."""
    known = slack.failure(failure)
    if known is None:
        raise failure
    # as if it were the last try: here a word that nobody knows is an answer too
    outcome = bot.sending.outcome(*known, bot.sending.UNKNOWN_TRIES, random.random())
    if isinstance(outcome, Later):
        return outcome
    why = outcome.why if isinstance(outcome, Never) else bot.sending.UNREADABLE
    return Refusal(known[0] or why, _needed(failure))


def _needed(failure: Exception) -> frozenset[str]:
    data = failure.response.data if isinstance(failure, SlackApiError) else None
    needed = data.get("needed") if isinstance(data, dict) else None
    return frozenset(str(needed or "").replace(" ", "").split(",")) - {""}
