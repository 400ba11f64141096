"""What every handler works with, made once at the start."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.web import SlackResponse

import bot.sending
from bot.pace import Pace, pace
from db import crypto, types
from db.session import Database
from handlers.after import After
from handlers.clock import Clock, RealClock, SandboxClock
from handlers.rooms import Rooms
from handlers.settings import Settings


@dataclass
class Relay:
    """The program's parts. `wake` is set when something may be there to send; `stop` ends every loop.

    `rests` says of what takes long and failed, by its id, until when it is let be. `after` is what is said behind
    the acknowledgements of this process, `newer` why it stops: a newer program has changed the tables. `connected`
    says whether Slack can tell this process anything; None where it does not listen by a connection of its own.
    """

    settings: Settings
    db: Database
    clock: Clock
    wake: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)
    rests: dict[int, datetime] = field(default_factory=dict)
    after: After | None = None
    newer: str | None = None
    connected: Callable[[], bool] | None = None
    rooms: Rooms = field(default_factory=Rooms)

    @property
    def pace(self) -> Pace | None:
        """How fast all processes together may send; None where nothing is measured."""
        return pace(self.settings.relay_pace)


def make(settings: Settings) -> Relay:
    """Relay's parts from its settings. Raises ValueError for a wrong key, OSError for a clock out of reach."""
    types.use_keys(crypto.KeyRing(settings.keys()))
    clock: Clock = SandboxClock(settings.relay_clock_url) if settings.relay_clock_url else RealClock()
    relay = Relay(settings, Database(settings.database_url), clock)
    relay.db.on_wake = relay.wake.set
    return relay


class Client(WebClient):
    """Slack's client; what is JSON and still no answer of Slack's is one that nobody can read, no mistake of ours."""

    def api_call(self, api_method: str, **asked: Any) -> SlackResponse:
        """As Slack's. Raises SlackClientError where its answer is a list or a text."""
        try:
            return super().api_call(api_method, **asked)
        except AttributeError as failure:
            raise SlackClientError("an answer that is no object") from failure


def client(settings: Settings, token: str, agent: str | None = None) -> WebClient:
    """Slack's Web API, told who asks. No retry handlers: they post twice; the outbox does all retrying."""
    return Client(
        token=token,
        base_url=settings.slack_api_url,
        timeout=int(bot.sending.HTTP_TIMEOUT.total_seconds()),
        retry_handlers=[],
        user_agent_suffix=agent,
    )
