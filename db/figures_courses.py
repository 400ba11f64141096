"""The course of escalations up to an instant, from their timelines: when what happened, and promises met."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.escalation import State
from db.figures_range import chunks
from db.tables import EscalationEvent

STATES: Mapping[str, State] = {
    "opened": "open", "reopened": "open", "taken": "acknowledged", "taken_over": "acknowledged", "acted": "acted_on",
    "closed": "closed", "stood_down": "stood_down",
}  # fmt: skip
PROMISES = ("taken", "taken_over", "promised", "more")
KEPT = ("acted", "closed", "stood_down")


@dataclass
class Course:
    """What became of one escalation so far. `state` None: its timeline says nothing."""

    state: State | None = None
    changed_at: datetime | None = None
    told_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acted_at: datetime | None = None
    closed_at: datetime | None = None
    unanswered: bool = False
    promises: int = 0
    promises_met: int = 0
    promised_by: datetime | None = None

    def add(self, what: str, at: datetime, by: datetime | None, about: str | None) -> None:
        """The next thing that happened."""
        self.changed_at = at
        self.state = STATES.get(what, self.state)
        self.unanswered = self.unanswered or what == "unanswered"
        if what == "told":
            self.told_at = self.told_at or at
        if what in ("taken", "taken_over"):
            self.acknowledged_at = self.acknowledged_at or at
        if what in ("acted", "closed"):
            self.acted_at = self.acted_at or at
        if what in ("closed", "stood_down"):
            self.closed_at = at
        self._promise(what, at, by, about or "")

    def _promise(self, what: str, at: datetime, by: datetime | None, about: str) -> None:
        """A promise counts once it is known what became of it: kept, or past its time, when its holder is asked."""
        if what in PROMISES:
            self.promised_by = by
        elif what in KEPT and self.promised_by is not None:
            self.promises += 1
            self.promises_met += at <= self.promised_by
            self.promised_by = None
        elif what in ("asked", "reopened"):
            # taken from its holder for another reason it was neither
            self.promises += self.promised_by is not None and (what == "asked" or about.startswith("promise"))
            self.promised_by = None


def courses(session: Session, ids: Sequence[int], over: Mapping[int, datetime]) -> dict[int, Course]:
    """The course of each, up to its own end in `over`."""
    found: dict[int, Course] = {}
    for row in _events(session, ids):
        if row.at < over[row.escalation_id]:
            found.setdefault(row.escalation_id, Course()).add(row.what, row.at, row.by_at, row.about)
    return found


def _events(session: Session, ids: Sequence[int]) -> Any:
    """Column by column: what somebody wrote stays where it is."""
    event = EscalationEvent
    for some in chunks(ids):
        yield from session.execute(
            sa.select(
                col(event.escalation_id), col(event.at), col(event.what), col(event.by_at), col(event.about)
            )
            .where(col(event.escalation_id).in_(some))
            .order_by(col(event.id))
        )
