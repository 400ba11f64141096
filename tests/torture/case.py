"""A record, as the judge looks things up in it; and what the judge finds."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
AFTER_PAUSE = 15.0  # seconds until whoever was stopped has gone on with what they were in the middle of
A_MOMENT = 1.0  # clocks are not read at the very same instant


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

    @cached_property
    def _ahead(self) -> tuple[list[float], list[timedelta]]:
        """When something was noted in Slack, and how far Relay's clock, which only leaps forward, was ahead then."""
        noted = sorted(self.log, key=real)
        return [real(one) for one in noted], [instant(one["at"]) - instant(one["real"]) for one in noted]

    def latest(self, moment: float) -> datetime:
        """Relay's clock at a real moment, at the latest: it may have leapt since something was noted before."""
        moments, ahead = self._ahead
        place = bisect_left(moments, moment + A_MOMENT)
        found = datetime.fromtimestamp(moment + A_MOMENT, UTC)
        return found + ahead[place] if place < len(moments) else self.now

    def earliest(self, moment: float) -> datetime:
        """Relay's clock at a real moment, at the earliest."""
        moments, ahead = self._ahead
        place = bisect_right(moments, moment) - 1
        if place < 0:
            return datetime.min.replace(tzinfo=UTC)
        return datetime.fromtimestamp(moment, UTC) + ahead[place]

    def dropped_by(self, message: Json) -> datetime:
        """When it had been dropped for certain, by Relay's clock: no program may have lived to say when it was."""
        said = self.record.dropped.get(str(message["id"]))
        return self.now if said is None else self.latest(said)

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


def instant(told: str) -> datetime:
    """An instant as a record has it."""
    return datetime.fromisoformat(told)


def real(entry: Json) -> float:
    """When something is in Slack's log, in seconds of the real clock."""
    return instant(entry["real"]).timestamp()
