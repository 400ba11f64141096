"""Everything the bot made Slack do and what people did to the bot, in order, with refusals and faults."""

from datetime import UTC, datetime
from typing import Any

from sandbox.clock import Clock
from sandbox.faults import Fault
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
    "token",
    "readers",
    "gone",
    "envelope",
    "did",
    "answer",
    "ms",
    "side",
    "done",
    "seconds",
    "nth",
    "storm",
)


class Log:
    """Entries counted from 1; `at` is the sandbox's clock, `real` the real one, `token` the message's own id.

    Of messages: post, ephemeral, respond, update, delete; `readers` are the members of the conversation then.
    Of views: view.open, view.push, view.update, view.publish. Of calls: refused, fault.
    Of what people did: acknowledged and not_acknowledged, with `did`, `answer` (what came with the acknowledgement)
    and `ms`; `text` says why not.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: list[Json] = []

    def add(self, kind: str, **told: Any) -> None:
        """Keep one entry; what is not told is null."""
        entry: Json = {"seq": len(self._entries) + 1, "kind": kind, "at": self._clock.now().isoformat()}
        entry["real"] = datetime.now(UTC).isoformat()
        token = told.get("token") or token_of(told.get("metadata"))
        self._entries.append(entry | dict.fromkeys(FIELDS) | told | {"token": token})

    def fault(self, method: str, fault: Fault, **told: Any) -> None:
        """Keep what went wrong with a call or a delivery."""
        numbers = {"seconds": fault.seconds, "nth": fault.nth, "storm": fault.seed}
        self.add("fault", method=method, error=fault.do, **numbers, **told)

    def after(self, seq: int) -> list[Json]:
        """Return the entries later than `seq`."""
        return self._entries[max(seq, 0) :]


def token_of(metadata: Any) -> str | None:
    """Return the id that a message carries in its metadata, if it does."""
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    told = payload.get("id") if isinstance(payload, dict) else None
    return None if told is None else str(told)
