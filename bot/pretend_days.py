"""The changes of shift of a pretended house, and who of its staff answers. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from bot import days, handover
from bot.handover import Change
from bot.people import Author, Staff
from bot.pretend_records import House

# before the end: nothing that would ring on is begun in them
QUIET = timedelta(hours=16)
# how much of the writing team leaders do
LEADERS = 0.06


@dataclass(frozen=True)
class Shift:
    """One change of shift: the one it covers began on local date `day`, at `start`; the next change is `next_due`."""

    id: int
    change: Change
    start: datetime
    since: datetime
    day: date
    next_due: datetime


def shifts(house: House, first: date, until: datetime) -> list[Shift]:
    """The changes of shift whose covered shift began on `first` or later, and that are due by `until`."""
    spec = house.service.spec
    start = days.instant(first, time(0), spec.timezone)
    every = handover.changes(spec, start - timedelta(days=2), until)
    last = handover.next_change(spec, every[-1].due) if every else None
    ends = [one.due for one in every[1:]] + ([last.due] if last else [])
    found = [
        (now, before, due) for (before, now), due in zip(pairwise(every), ends[1:], strict=True) if before.date >= first
    ]  # fmt: skip
    return [
        Shift(i, now, before.at, before.due, before.date, due)
        for i, (now, before, due) in enumerate(found, 1)
    ]


def author(house: House, rng: Random, agency: bool = False) -> Author:
    """Somebody of the house who answers: often on the house's tablet. Agency staff only where some work."""
    role = "team_leader" if rng.random() < LEADERS else "support_worker"
    here = [one for one in house.staff if one.role == role and not one.shared and (agency or not one.agency)]
    tablets: list[Staff] = [one for one in house.staff if one.shared]
    who = rng.choice(here or list(house.staff))
    via = rng.choice(tablets).id if tablets and rng.random() < 0.35 else None
    return Author(who.id, via)
