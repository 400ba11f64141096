"""How something reaches the bot, whichever way it goes, and what comes back."""

import time
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.plain import Json

ACK_LIMIT = 3.0


@dataclass(frozen=True, slots=True)
class Ack:
    """What came back: whether in time, after how many milliseconds, the payload; and if not, why."""

    acked: bool
    ms: float
    payload: Any = None
    why: str | None = None
    no_retry: bool = False


class Carrier(Protocol):
    """Socket Mode, or requests to the app's own address."""

    @property
    def connected(self) -> bool:
        """Say whether the bot listens."""

    @property
    def by_socket(self) -> bool:
        """Say whether this is Socket Mode."""

    async def deliver(
        self, kind: str, payload: Json, *, answers: bool, copies: int = 1, attempt: int | None = None
    ) -> Ack:
        """Deliver once, or `copies` times the very same; the first answer within three seconds counts.

        `kind` is interactive, slash_commands or events_api; `answers` says whether the acknowledgement may
        carry a payload; `attempt` is an event's number of retries, 0 at first.
        """

    async def close(self) -> None:
        """Let go of the bot."""


def passed(began: float) -> float:
    """Return the milliseconds since an instant of the monotonic clock."""
    return round((time.monotonic() - began) * 1000, 1)
