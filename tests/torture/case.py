"""A record, as the judge looks things up in it; and what the judge finds."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from tests.torture.record import Json, Record


@dataclass(frozen=True)
class Finding:
    """Something that must not be. `loss`: something is gone or was never told."""

    kind: str
    what: str
    loss: bool = False


Findings = Iterator[Finding]
SOON = 30.0  # seconds until somebody has read that nothing came of what they did


class Case:
    """One record."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.acts, self.log, self.shown = record.acts, record.log, record.shown
        self.now = datetime.fromisoformat(record.now)
        self.lease = float(record.plan["lease"])

    def rows(self, table: str, **wanted: Any) -> list[Json]:
        """Rows of a table with these values."""
        found = self.record.tables[table]
        return [one for one in found if all(one[name] == value for name, value in wanted.items())]

    @cached_property
    def staff(self) -> dict[str, int]:
        """Ids by Slack user."""
        return {one["slack"]: one["id"] for one in self.rows("staff")}

    @cached_property
    def messages(self) -> list[Json]:
        """The outbox's own messages, without updates."""
        return self.rows("outbox", updates=None)

    @cached_property
    def by_token(self) -> dict[str, Json]:
        return {one["token"]: one for one in self.messages}

    @cached_property
    def posts(self) -> dict[str, list[Json]]:
        """What was posted, by token, in order."""
        return grouped([one for one in self.log if one["kind"] == "post"], lambda one: one["token"])

    @cached_property
    def journal(self) -> dict[int | None, list[Json]]:
        """Its lines, by escalation, in order."""
        return grouped(self.rows("journal"), lambda one: one["escalation_id"])

    @cached_property
    def events(self) -> dict[int | None, list[Json]]:
        """What happened, by escalation, in order."""
        return grouped(self.rows("escalationevent"), lambda one: one["escalation_id"])

    def due(self, at: str | None) -> bool:
        """Whether that instant is past."""
        return at is not None and datetime.fromisoformat(at) <= self.now

    def whispered(self, act: Json, words: tuple[str, ...]) -> bool:
        """Whether somebody alone was told one of these words of what they did: while they did it, or soon after."""
        began, ended = (act["tries"][place]["at"] for place in (0, -1))
        return any(
            one["user"] == act["who"]
            and began <= real(one) <= ended + SOON
            and any(word in one["words"] for word in words)
            for one in self.log
            if one["kind"] in ("ephemeral", "respond")
        )


def grouped(rows: list[Json], key: Callable[[Json], Any]) -> dict[Any, list[Json]]:
    """Rows by what they have in common."""
    found: dict[Any, list[Json]] = defaultdict(list)
    for one in rows:
        found[key(one)].append(one)
    return dict(found)


def real(entry: Json) -> float:
    """When something is in Slack's log, in seconds of the real clock."""
    return datetime.fromisoformat(entry["real"]).timestamp()
