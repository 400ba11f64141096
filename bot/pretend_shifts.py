"""The shifts of a pretended house: asked, staffed, answered, read. Pure; everything drawn from the seed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Literal

from bot import days, handover, pretend_answers, pretend_notes
from bot.people import Author, Person
from bot.pretend_days import QUIET, Shift, author, shifts
from bot.pretend_records import Absence, Handover, House, Note, Read, Reply, Staffed

BELOW, ABOVE, AGENCY, STAFFING_SAID = 0.12, 0.03, 0.2, 0.96
LATE, NOBODY, FORGOTTEN, READ = 0.012, 0.004, 0.0015, 0.93
SECOND_WRITES = 0.25
# nobody hurries on these: answers come later, and are forgotten more often
HOLIDAYS = {(12, 25), (12, 26), (1, 1)}
# the one change of shift of the year at which the bot was down: so long after two o'clock of the first day
DOWN = timedelta(days=143, hours=1)
AWAY_A_YEAR = 3
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Planted:
    """What makes signs more or less frequent in one house: `rates` by person, shares of shifts `below` plan by shift.

    `below_times` by shift holds where it is below plan; `calls` is who talks with family on Tuesdays, with
    `calls_times` on the shifts beginning that day; from `better_from` on everything is times `better_times`.
    """

    rates: Mapping[int, float]
    below: Mapping[str, float] = field(default_factory=dict)
    below_times: Mapping[str, float] = field(default_factory=dict)
    calls: int | None = None
    calls_times: float = 1.0
    better_from: date | None = None
    better_times: float = 1.0


@dataclass
class Lived:
    """One house's records. Ids count within the house until the year numbers them anew."""

    house: House
    handovers: list[Handover] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    staffed: list[Staffed] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)


def lived(house: House, first: date, until: datetime, planted: Planted, seed: int) -> Lived:
    """Everything that this house recorded of its shifts from `first` on."""
    rng = Random(f"{seed} {house.service.spec.key} {first}")
    found = Lived(house)
    every = shifts(house, first, until)
    away = list(_away(house, every, until, rng))
    found.absences += [one for one in away if one.ended_at < until]
    called = pretend_notes.calls(house, every, planted.calls, rng)
    down = days.instant(first, time(14), house.service.spec.timezone) + DOWN
    for shift in every:
        if shift.change.due + house.service.spec.handover.late_after >= until:
            found.handovers.append(_unasked(shift, house, "planned", until))
        elif shift.change.due <= down < shift.next_due:
            found.handovers.append(_unasked(shift, house, "not_asked", until))
        else:
            _asked(found, shift, until, planted, called, rng)
    found.notes += pretend_notes.besides(house, every, called, until, rng)
    return found


def _unasked(shift: Shift, house: House, state: Literal["planned", "not_asked"], until: datetime) -> Handover:
    settled = state == "not_asked" and shift.next_due <= until
    return Handover(shift.id, house.service.id, shift.change, state, settled=settled)


def _asked(
    found: Lived, shift: Shift, until: datetime, planted: Planted, called: Mapping[date, Note], rng: Random
) -> None:
    """One shift: whom it was asked about, what was said, and who read it."""
    house = found.house
    away = {one.person_id for one in found.absences if one.said_at <= shift.change.due < one.until_at}
    asked = [one for one in house.people if one.id not in away and handover.asked_about(one, shift.change)]
    quiet = until - shift.change.due < QUIET
    asked_at = shift.change.due + rng.uniform(0.2, 2) * SECOND
    answered = _answered_at(shift, asked, asked_at, until, quiet, rng)
    staffed = _staffed(house, shift, planted, asked_at, rng)
    # one or two of a shift answer for all of it
    writers = [author(house, rng, agency=staffed.agency > 0) for _ in range(2)]
    for one in asked:
        rate = 0.0 if quiet else _rate(one, shift, staffed, planted, called)
        if at := answered.get(one.id):
            by = writers[rng.random() < SECOND_WRITES]
            found.replies.append(_reply(found, shift, one, at, rate, staffed, by, rng))
    if rng.random() < STAFFING_SAID or quiet:
        found.staffed.append(staffed)
    whole = max(answered.values()) if asked and len(answered) == len(asked) else None
    reminded, late = _overdue(house, asked_at, whole, until) if asked else (None, None)
    found.handovers.append(
        Handover(
            shift.id, house.service.id, shift.change, "asked", tuple(one.id for one in asked),
            tuple(one.id for one in house.people if one.id in away), asked_at, reminded, late,
            shift.next_due <= until,
        )
    )  # fmt: skip
    wrote = {one.staff_id for one in writers}
    _read(found, shift, max(answered.values(), default=asked_at), wrote, until, rng)


def _overdue(
    house: House, asked_at: datetime, whole: datetime | None, until: datetime
) -> tuple[datetime | None, datetime | None]:
    """When the house was reminded, and when it was said to be late; `whole` is when everybody was answered, if so."""
    times = house.service.spec.handover
    reminded, late = (
        at if (whole is None or whole > at) and at < until else None
        for at in (asked_at + after + SECOND for after in (times.remind_after, times.late_after))
    )
    return reminded, late


def _answered_at(
    shift: Shift, asked: list[Person], asked_at: datetime, until: datetime, quiet: bool, rng: Random
) -> dict[int, datetime]:
    """When each was answered; whom nobody answered is left out."""
    holiday = (shift.change.date.month, shift.change.date.day) in HOLIDAYS
    slower = 3.0 if holiday else 1.0
    if not quiet and rng.random() < NOBODY * slower:
        return {}
    begun = rng.lognormvariate(1.6, 0.6) * min(slower, 1.5)
    if not quiet and rng.random() < LATE * slower:
        begun = rng.uniform(50, 150)
    at = asked_at + min(begun, 150 if begun >= 50 else 16) * MINUTE
    pace = rng.lognormvariate(3.2, 0.5)
    found: dict[int, datetime] = {}
    for one in asked:
        at += max(3.0, pace * rng.lognormvariate(0, 0.4)) * SECOND
        if quiet or rng.random() >= FORGOTTEN * slower:
            found[one.id] = at
    return {one: when for one, when in found.items() if when < until}


def _rate(
    person: Person, shift: Shift, staffed: Staffed, planted: Planted, called: Mapping[date, Note]
) -> float:
    """How likely this person shows signs on this shift."""
    rate = planted.rates[person.id]
    if staffed.actual < staffed.planned:
        rate *= planted.below_times.get(shift.change.covers, 1.0)
    if person.id == planted.calls and shift.day in called:
        rate *= planted.calls_times
    if planted.better_from and shift.day >= planted.better_from:
        rate *= planted.better_times
    return min(rate, 0.8)


def _reply(
    found: Lived,
    shift: Shift,
    person: Person,
    at: datetime,
    rate: float,
    staffed: Staffed,
    by: Author,
    rng: Random,
) -> Reply:
    answer = pretend_answers.drawn(person, rate, staffed.actual < staffed.planned, rng)
    timed = answer.kind == "signs" and rng.random() < 0.3
    seen_at = min(shift.change.due, at)
    if timed:
        seen_at = _minute(shift.since + rng.uniform(0.05, 1) * (shift.change.due - shift.since))
    return Reply(
        len(found.replies) + 1, shift.id, found.house.service.id, person.id, person.plan_id,
        by, max(seen_at, shift.since + MINUTE), at, timed, answer,
    )  # fmt: skip


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _staffed(house: House, shift: Shift, planted: Planted, asked_at: datetime, rng: Random) -> Staffed:
    planned = house.service.planned_staff(shift.change.covers)
    draw, actual = rng.random(), planned
    below = planted.below.get(shift.change.covers, BELOW)
    if draw < below and planned > 0:
        actual = planned - (2 if planned > 2 and rng.random() < 0.15 else 1)
    elif draw > 1 - ABOVE:
        actual = planned + 1
    agency = min(actual, 1) if rng.random() < AGENCY else 0
    return Staffed(
        shift.id,
        planned,
        actual,
        agency,
        actual == 1,
        author(house, rng),
        asked_at + rng.uniform(1, 9) * MINUTE,
    )


def _read(
    found: Lived, shift: Shift, answered: datetime, wrote: set[int], until: datetime, rng: Random
) -> None:
    """Somebody of the incoming shift reads it, who did not write it: now and then nobody does."""
    at = max(shift.change.at, answered) + rng.lognormvariate(2, 0.6) * MINUTE
    here = [one for one in (author(found.house, rng) for _ in range(6)) if one.staff_id not in wrote]
    if here and at < until and rng.random() < READ:
        found.reads.append(Read(shift.id, here[0], at))


def _away(house: House, every: list[Shift], until: datetime, rng: Random) -> Iterator[Absence]:
    """A few weekends away a year for each, from Friday afternoon to Sunday evening."""
    zone = house.service.spec.timezone
    fridays = sorted({shift.day for shift in every if shift.day.weekday() == 4})
    for one in house.people:
        for day in sorted(rng.sample(fridays, min(len(fridays) // 17 or 1, AWAY_A_YEAR, len(fridays)))):
            said = days.instant(day, time(15, 50), zone)
            back = days.instant(day + timedelta(days=2), time(18), zone)
            if back < until - QUIET:
                yield Absence(one.id, house.service.id, author(house, rng), said, back, back - 20 * MINUTE)
