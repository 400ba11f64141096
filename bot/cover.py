"""Covering a shift: somebody who is not staff of a service works there, until when, and by whose word."""

from dataclasses import dataclass
from datetime import datetime

from bot import handover, house


@dataclass(frozen=True)
class Cover:
    """One request to cover, by whoever has this `slack` id; `approved_by` is the name of whoever knows them."""

    id: int
    service_id: int
    staff_id: int
    slack: str
    name: str
    asked_at: datetime
    until_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None

    def over(self, now: datetime) -> bool:
        """Whether the shift has ended, or a newer request took this one's place."""
        return self.until_at <= now


def until(spec: house.Service, now: datetime) -> datetime:
    """When a cover asked for at `now` ends, aware: with the shift that runs once the handover that is due is over.

    From the moment a handover is asked, whoever asks is of the shift that begins.
    """
    return handover.next_change(spec, now).at
