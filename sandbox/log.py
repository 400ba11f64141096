"""Everything the bot made Slack do, in order, with the refusals."""

from typing import Any

from sandbox.clock import Clock
from sandbox.plain import Json

FIELDS = (
    "method",
    "conversation",
    "user",
    "ts",
    "text",
    "blocks",
    "thread_ts",
    "broadcast",
    "ephemeral",
    "metadata",
    "view",
    "error",
)


class Log:
    """Entries counted from 1; `at` is the sandbox's clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: list[Json] = []

    def add(self, kind: str, **told: Any) -> None:
        """Keep one entry; what is not told is null."""
        entry: Json = {"seq": len(self._entries) + 1, "kind": kind, "at": self._clock.now().isoformat()}
        self._entries.append(entry | dict.fromkeys(FIELDS) | told)

    def after(self, seq: int) -> list[Json]:
        """Return the entries later than `seq`."""
        return self._entries[max(seq, 0) :]
