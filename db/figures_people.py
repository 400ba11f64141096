"""Person-shifts: everybody whom scheduled handovers asked about, one by one, and what is counted from them.

They are read as a stream and counted as they come: a year of a large provider has a million.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date as Date
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any, Literal, cast

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot.figures import AFTER, LASTING, After, Around, Concern, Shift, Tally
from bot.people import Service
from bot.replies import ANSWERS
from db import figures_shifts
from db.figures_around import Event
from db.figures_range import span
from db.figures_shifts import Handed
from db.tables import Observation, PersonPeriod, Plan, Reply
from db.types import SealedText

# a period in which nobody answered, answered without signs, with signs, and with signs whose time was said
Level = Literal[0, 1, 2] | None
Standing = tuple[int, int, Level]
Total = tuple[int, int, int, int, int]
KINDS = sorted(ANSWERS)


@dataclass(frozen=True)
class _Sign:
    key: str
    rating: str
    worse: str | None = None


@dataclass(frozen=True)
class _Body:
    """So much of a plan as is read here."""

    signs: list[_Sign]


_BODY = TypeAdapter(_Body)


def standing(session: Session, services: Sequence[Service], first: Date, last: Date) -> Iterator[Standing]:
    """Each person-shift of the range, answered or not: the handover, the person, and what was seen in its period."""
    # past the ORM, which takes longer over a row than the database does; not all at once, for the memory, nor few at
    # once, for each time is a way to the server and back
    rows = session.connection().execute(
        _standing(session, services, first, last), execution_options={"yield_per": 5000}
    )
    return (cast(Standing, row) for part in rows.partitions() for row in part)


def totals(session: Session, services: Sequence[Service], first: Date, last: Date) -> list[Total]:
    """The same added up for each handover: how many were asked about, answered, had signs, had signs with a time."""
    # OFFSET 0 is a fence: a planner that merged the two would look each level up three times
    each = _standing(session, services, first, last).offset(0).subquery()
    level = each.c.level
    rows = session.connection().execute(
        sa.select(
            each.c.handover_id, sa.func.count(), sa.func.count(level),
            sa.func.count(sa.case((level > 0, 1))), sa.func.count(sa.case((level > 1, 1))),
        ).group_by(each.c.handover_id)
    )  # fmt: skip
    return [cast(Total, tuple(row)) for row in rows]


def _standing(session: Session, services: Sequence[Service], first: Date, last: Date) -> sa.Select[Any]:
    of = figures_shifts.ids(services, first, last)
    # whatever the zone
    since, _ = span("UTC", first - timedelta(days=2), last)
    through = _said(col(Reply.handover_id), sa.literal_column("0"))
    level = sa.func.coalesce(_said(col(Reply.period_id), _seen(session, since)), through)
    return sa.select(col(PersonPeriod.handover_id), col(PersonPeriod.person_id), level.label("level")).where(
        col(PersonPeriod.handover_id).in_(of), col(PersonPeriod.asked)
    )


def _said(which: Any, level: Any) -> Any:
    """The most that live answers say whose `which` is the handover of a person-shift; NULL where there is none."""
    return (
        sa.select(sa.func.max(level))
        .where(
            col(Reply.person_id) == col(PersonPeriod.person_id),
            which == col(PersonPeriod.handover_id),
            col(Reply.superseded_by).is_(None),
            col(Reply.kind).in_(KINDS),
        )
        .correlate(PersonPeriod)
        .scalar_subquery()
    )


def _seen(session: Session, since: datetime) -> Any:
    """Of a live answer: 2 with signs and their time, 1 with signs, 0 without."""
    value = col(Observation.value)
    bad: Any = value >= 1
    numbers, lower = _odd(session, since)
    if numbers or lower:
        # NULL, of somebody without a plan, would be neither in a list nor out of it
        key = sa.cast(sa.func.coalesce(col(Reply.plan_id), 0), sa.String) + " " + col(Observation.sign)
        bad = sa.or_(
            sa.and_(value >= 1, key.not_in(_listed(numbers | lower))),
            sa.and_(value <= 1, key.in_(_listed(lower))),
        )
    here = sa.exists().where(col(Observation.reply_id) == col(Reply.id), bad).correlate(Reply)
    seen = sa.and_(col(Reply.kind) == "signs", here)
    timed = sa.case((col(Reply.timed), sa.literal_column("2")), else_=sa.literal_column("1"))
    return sa.case((seen, timed), else_=sa.literal_column("0"))


def _listed(keys: Iterable[str]) -> Any:
    """Written into the statement: there may be more than a database takes as parameters."""
    return sa.bindparam(None, sorted(keys), expanding=True, literal_execute=True)


def _odd(session: Session, since: datetime) -> tuple[set[str], set[str]]:
    """Signs for which "1 or more" is not what counts, as "<plan> <sign>": numbers, and those worse when lower.

    Of the versions that held at any time from `since` on.
    """
    newer = aliased(Plan)
    over = sa.exists().where(
        col(newer.person_id) == col(Plan.person_id),
        col(newer.version) > col(Plan.version),
        col(newer.loaded_at) <= since,
    )
    # the text alone: a whole plan is slow to read
    body = sa.type_coerce(col(Plan.body), SealedText("plan.body"))
    rows = session.execute(sa.select(col(Plan.id), body).where(~over, col(Plan.body).is_not(None)))
    numbers, lower = set(), set()
    for plan_id, text in rows:
        for sign in _BODY.validate_json(text).signs:
            if sign.rating == "number":
                numbers.add(f"{plan_id} {sign.key}")
            elif sign.rating == "count" and sign.worse == "lower":
                lower.add(f"{plan_id} {sign.key}")
    return numbers, lower


class Counting:
    """Counts person-shifts as they come: of each handover, and from `since` on (a date) alike ones and those after."""

    def __init__(self, handed: Sequence[Handed], since: Date, happened: Iterable[Event] = ()) -> None:
        self.handed = {one.shift.id: one for one in handed}
        self.counts: dict[int, list[int]] = {one.shift.id: [0, 0, 0, 0] for one in handed}
        alike: dict[tuple[Any, ...], int] = {}
        late = (one.shift for one in handed if one.shift.date >= since)
        self.kind = {one.id: alike.setdefault(_alike(one), len(alike)) for one in late}
        self.kinds = list(alike)
        self.shifts: dict[tuple[int, int], list[int]] = {}
        self.happened: dict[int, list[tuple[datetime, Around]]] = defaultdict(list)
        for event in sorted(happened, key=lambda one: one.at):
            self.happened[event.person_id].append((event.at, event.around))
        self.after: dict[tuple[int, int, int, Around], list[int]] = {}

    def add_totals(self, rows: Iterable[Total]) -> "Counting":
        """Count whole handovers; others are left out."""
        self.counts.update(
            (handover_id, counts) for handover_id, *counts in rows if handover_id in self.counts
        )
        return self

    def add(self, rows: Iterable[Standing]) -> "Counting":
        """Count these; those of other handovers are left out."""
        for handover_id, person_id, level in rows:
            counts = self.counts.get(handover_id)
            if counts is None:
                # asked since the handovers were read
                continue
            counts[0] += 1
            if level is None:
                continue
            counts[1] += 1
            if level:
                counts[2] += 1
                counts[3] += level - 1
            if (kind := self.kind.get(handover_id)) is not None:
                shifts = self.shifts.setdefault((person_id, kind), [0, 0])
                shifts[0] += 1
                shifts[1] += level > 0
                if person_id in self.happened:
                    self._after(self.handed[handover_id], person_id, level > 0)
        return self

    def _after(self, handed: Handed, person_id: int, signs: bool) -> None:
        for around in self.came_after(handed, person_id):
            key = (handed.shift.service_id, person_id, fortnight(handed.shift), around)
            counts = self.after.setdefault(key, [0, 0])
            counts[0] += 1
            counts[1] += signs

    def came_after(self, handed: Handed, person_id: int) -> set[Around]:
        """What a person-shift came after; of somebody in `happened`."""
        began, happened = handed.began, self.happened[person_id]
        if began is None:
            return set()
        first = bisect_left(happened, began - AFTER, key=itemgetter(0))
        lately = happened[first : bisect_right(happened, began, key=itemgetter(0))]
        return {around for at, around in lately if began <= at + LASTING[around]}

    def of(self, shift: Shift, **more: Any) -> Shift:
        """A handover with what was counted of it."""
        people, answered, signs, timed = self.counts[shift.id]
        return replace(shift, people=people, answered=answered, signs=signs, timed=timed, **more)

    def tallies(self) -> list[Tally]:
        """In no order."""
        return [
            Tally(self.kinds[kind][0], person_id, *self.kinds[kind][1:], *counts)
            for (person_id, kind), counts in self.shifts.items()
        ]

    def afters(self, concerns: Iterable[Concern] = ()) -> list[After]:
        """Of those about whom something was looked for, each kind of it, fortnight by fortnight: in no order.

        With the escalations raised from these person-shifts.
        """
        made, (raised, all_raised) = [], self._raised(concerns)
        for (service_id, person_id, which), (shifts, signs) in self._totals().items():
            for around in sorted({around for _, around in self.happened[person_id]}):
                key = (service_id, person_id, which, around)
                after, after_signs = self.after.get(key, (0, 0))
                other = (shifts - after, signs - after_signs)
                more = (raised[key], all_raised[service_id, person_id, which] - raised[key])
                made.append(After(service_id, person_id, around, after, after_signs, *other, *more))
        return made

    def _raised(
        self, concerns: Iterable[Concern]
    ) -> tuple[Counter[tuple[int, int, int, Around]], Counter[tuple[int, int, int]]]:
        """Escalations by what their shift came after, and all of them, of people who are looked around."""
        place = {
            (one.shift.service_id, one.shift.covers, one.shift.day): one
            for one in self.handed.values()
            if one.shift.id in self.kind
        }
        raised, every = Counter[tuple[int, int, int, Around]](), Counter[tuple[int, int, int]]()
        for concern in concerns:
            handed = place.get((concern.service_id, concern.covers or "", concern.day or Date.min))
            if handed is None or concern.person_id not in self.happened:
                continue
            key = (concern.service_id, concern.person_id, fortnight(handed.shift))
            every[key] += 1
            raised.update((*key, around) for around in self.came_after(handed, concern.person_id))
        return raised, every

    def _totals(self) -> dict[tuple[int, int, int], tuple[int, int]]:
        found: dict[tuple[int, int, int], tuple[int, int]] = {}
        for (person_id, kind), (shifts, signs) in self.shifts.items():
            if person_id in self.happened:
                key = (self.kinds[kind][0], person_id, self.kinds[kind][-1])
                before = found.get(key, (0, 0))
                found[key] = (before[0] + shifts, before[1] + signs)
        return found


def fortnight(shift: Shift) -> int:
    """The number of the two weeks, from a Monday on, that a shift lies in."""
    return (shift.date.toordinal() - 1) // 14


def _alike(shift: Shift) -> tuple[Any, ...]:
    agency = None if shift.agency is None else shift.agency > 0
    return (
        shift.service_id,
        shift.covers,
        shift.day.weekday(),
        shift.below,
        agency,
        shift.alone,
        fortnight(shift),
    )
