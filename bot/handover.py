"""Handovers: which change of shift is asked when, about whom, and how it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import dropwhile, groupby, pairwise, takewhile
from typing import Literal

from bot import days, house
from bot.carried import Carried
from bot.escalation import Promised
from bot.people import Contact, Person, Service
from bot.plan_reading import Readings
from bot.replies import Followed, Kind

LATE_AFTER = timedelta(minutes=5)
EARLY_WITHIN = timedelta(minutes=60)
# past midnight the evening before is meant; a time within the next four hours is one still to come
MEANT_WITHIN = timedelta(hours=20)
# a shift starts at least once a week, and one clock change must not lose it
LOOK_BACK = timedelta(days=9)

WhatNow = Literal["wait", "ask", "ask_late", "not_asked"]


@dataclass(frozen=True)
class Change:
    """One change of shift of a service. `covers` and `next` are keys of its shifts; `date` is local."""

    covers: str
    next: str
    date: date
    at: datetime
    due: datetime


@dataclass(frozen=True)
class Handover:
    """One asking of one service. An extra one (`relay ask`) makes no period and has no slot of its own."""

    id: int
    service_id: int
    change: Change
    extra: bool
    state: Literal["planned", "asked", "not_asked", "paused"]
    asked_at: datetime | None = None
    asked_late: bool = False
    late_at: datetime | None = None


@dataclass(frozen=True)
class Answered:
    """The newest live reply about one person since the asking; `earlier` when it came before the asking."""

    kind: Kind
    by: str
    at: datetime
    earlier: bool = False


@dataclass(frozen=True)
class OpenLine:
    """An open or acknowledged escalation as the house's prompt shows it.

    `known_as` is None when it is about the service. `waiting_for` are the names told last, who have until
    `answer_by`; `holder` has acknowledged and acts by `act_by`, as `promised`, and is `asked` what became of it once
    that is past. `passed_to` are asked to take it from them; `house` is who the house says has it, and by when. Since
    `acted_at` it was acted on. `steps` is what this handover's shift says of the plan's escalation steps.
    """

    known_as: str | None
    waiting_for: tuple[str, ...]
    answer_by: datetime | None
    holder: str | None
    act_by: datetime | None
    unanswered: bool
    id: int = 0
    person_id: int | None = None
    steps: "Steps | None" = None
    promised: Promised | None = None
    asked: bool = False
    passed_to: tuple[str, ...] = ()
    house: tuple[str, datetime] | None = None
    acted_at: datetime | None = None


@dataclass(frozen=True)
class Steps:
    """Whether the plan's escalation steps were followed, as one staff member says."""

    followed: Followed
    by: str
    at: datetime


@dataclass(frozen=True)
class Away:
    """Somebody who is away until `until`, and not asked about."""

    person: Person
    until: datetime


@dataclass(frozen=True)
class Staffed:
    """How many worked the outgoing shift, of whom `agency` from an agency."""

    planned: int
    actual: int
    agency: int
    alone: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class ReadBy:
    """Who confirmed having read a handover. `reopened` when somebody answered since."""

    by: str
    at: datetime
    reopened: bool = False


@dataclass(frozen=True)
class Board:
    """Everything the prompt shows of one handover, at one moment.

    By person's id: `to_read` are changed plans, `due_back` when somebody asked about was due back, `carried` what
    shift after shift showed, `noted` how many notes there are by kind or topic. `read_by` confirmed it last;
    `unread` is the shift of the handover before, when nobody confirmed that one.
    """

    handover: Handover
    service: Service
    lines: tuple[tuple[Person, Answered | None], ...]
    open: tuple[OpenLine, ...]
    on_call: tuple[Contact, ...]
    emergency: str
    to_read: Mapping[int, Readings] = field(default_factory=dict)
    away: tuple[Away, ...] = ()
    due_back: Mapping[int, datetime] = field(default_factory=dict)
    staffed: Staffed | None = None
    read_by: ReadBy | None = None
    unread: str | None = None
    planned_staff: int = 0
    carried: Mapping[int, Carried] = field(default_factory=dict)
    noted: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """How many people have a reply given after the asking."""
        return sum(1 for _, said in self.lines if said and not said.earlier)


def changes(spec: house.Service, after: datetime, until: datetime) -> list[Change]:
    """The changes of shift with after < due <= until, in order. Both bounds are aware; so are the results.

    Shifts that start at one instant make one change, and the last of them is the one that starts: the
    others have no length. Cost follows the time between the bounds.
    """
    return list(takewhile(lambda change: change.due <= until, _due_after(spec, after)))


def next_change(spec: house.Service, after: datetime) -> Change:
    """The first change of shift with due > after."""
    return next(_due_after(spec, after))


def asked_about(person: Person, change: Change) -> bool:
    """Whether the person agreed to be asked about at this change. Without a plan they are asked about."""
    if person.plan is None:
        return True
    asked = person.plan.asked
    at_this_shift = asked.shifts is None or change.covers in asked.shifts
    return at_this_shift and (asked.until is None or change.date <= asked.until)


def what_now(due: datetime, next_due: datetime, now: datetime) -> WhatNow:
    """What to do about a planned handover. *Late* is said after five minutes, *not asked* at the next due."""
    if now < due:
        return "wait"
    if next_due <= now:
        return "not_asked"
    return "ask" if now - due <= LATE_AFTER else "ask_late"


def ask_now(next_due: datetime, now: datetime) -> Literal["early", "extra"]:
    """What `relay ask` does: asks the scheduled handover early within its hour, else makes an extra one."""
    return "early" if next_due - now <= EARLY_WITHIN else "extra"


def seen_at(period_end: datetime, now: datetime) -> datetime:
    """When an untimed answer through a prompt was seen: now, and never after the period it answers."""
    return min(period_end, now)


def about_when(at: time, zone: str, now: datetime) -> datetime | None:
    """When somebody means who says now that it was `at` o'clock: the last time the wall in `zone` showed that.

    An aware instant. None for a time still to come: the last one was over 20 hours ago.
    """
    today = days.local(now, zone).date()
    shown = (days.instant(day, at, zone) for day in (today, today - timedelta(days=1)))
    last = max(one for one in shown if one <= now)
    return last if now - last <= MEANT_WITHIN else None


def _due_after(spec: house.Service, after: datetime) -> Iterator[Change]:
    """All changes with due > after, without end."""
    ask_before = spec.handover.ask_before
    first_day = days.local(after, spec.timezone).date() - LOOK_BACK
    every = (
        Change(ended.key, began.key, day, at, at - ask_before)
        for (_, _, ended), (at, day, began) in pairwise(_starts(spec, first_day))
    )
    return dropwhile(lambda change: change.due <= after, every)


def _starts(spec: house.Service, day: date) -> Iterator[tuple[datetime, date, house.Shift]]:
    """Each start of a shift from `day` on, in order, without end; one for each instant."""
    # a change of the clocks can put two starts on one instant, even those of two days
    for _, together in groupby(_all_starts(spec, day), key=lambda start: start[0]):
        *_, last = together
        yield last


def _all_starts(spec: house.Service, day: date) -> Iterator[tuple[datetime, date, house.Shift]]:
    in_order = sorted(spec.shifts, key=_time_of_day)
    while True:
        for shift in in_order:
            if shift.days is None or day.weekday() in shift.days:
                yield days.instant(day, shift.starts, spec.timezone), day, shift
        day += timedelta(days=1)


def _time_of_day(shift: house.Shift) -> time:
    return shift.starts
