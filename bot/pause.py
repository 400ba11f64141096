"""Pausing a service's asking: with a reason and an end, which is never far away."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST = timedelta(days=14)


@dataclass(frozen=True)
class Pause:
    """A service is not asked from `from_at` until `until_at`, which is not included; `by` is who says so.

    `reason` is read in forms only. `ended_at` is when `ended_by` resumed asking before its end.
    """

    id: int
    service_id: int
    from_at: datetime
    until_at: datetime
    reason: str
    by: str
    ended_at: datetime | None = None
    ended_by: str | None = None
