"""What is missing after a backup was put back: from the last that it knows until now, service by service."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Missing:
    """The time that is missing; `timezone` is the service's."""

    timezone: str
    since: datetime
    until: datetime

    @property
    def minutes(self) -> int:
        """How many minutes are missing, begun ones too."""
        return max(0, -(-(self.until - self.since) // timedelta(minutes=1)))


@dataclass(frozen=True)
class Gap(Missing):
    """One service's. `planned` is when its next handover that was not asked yet was due, where that is past;
    `asked` is when the change of shift is that was asked about last; `open` counts escalations nobody has ended.
    """

    key: str
    name: str
    planned: datetime | None
    asked: datetime | None
    open: int
