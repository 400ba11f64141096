"""Being away: not asked about until due back. Back or not back by then is asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.handover import Handover

LONGEST = timedelta(days=60)


@dataclass(frozen=True)
class Said:
    """Somebody is away until then (aware); `why` is free text, and read in forms only."""

    until: datetime
    why: str | None = None


@dataclass(frozen=True)
class Absence:
    """An absence that nobody has ended yet, though it may be past its time; `why` is read in forms only."""

    id: int
    person_id: int
    until: datetime
    why: str | None = None


def is_due_back(until: datetime, handover: Handover) -> bool:
    """Whether somebody away until then is due back at this handover, and so is asked about.

    At an extra handover they must be back when it is asked: the shift it is about has not ended.
    """
    at = handover.asked_at if handover.extra else None
    return until <= (at or handover.change.due)
