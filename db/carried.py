"""Reading what is carried forward: the last handovers of a service, and what was said at them of each person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

import bot.carried
import bot.signs
from bot import replies
from bot.carried import RECENT, Carried, Past
from bot.people import Person, Service
from db import statements
from db.replies_read import OBSERVED
from db.statements import given, several, table
from db.tables import Handover, Plan, Reply

REACH = timedelta(days=28)
MOST_PERIODS = 60

_HANDOVER, _REPLY = table(Handover).c, table(Reply).c
_DUE = sa.select(_HANDOVER.due_at).where(_HANDOVER.id == given("handover_id"))
_PERIODS = (
    sa.select(_HANDOVER.id, _HANDOVER.covers, _HANDOVER.due_at)
    .where(
        _HANDOVER.service_id == given("service_id"), _HANDOVER.slot.is_not(None),
        _HANDOVER.due_at < given("before"), _HANDOVER.due_at >= given("since"),
    )
    .order_by(_HANDOVER.due_at.desc())
    .limit(MOST_PERIODS)
)  # fmt: skip
_SAID = sa.select(
    _REPLY.person_id, _REPLY.period_id, _REPLY.seen_at, _REPLY.id, _REPLY.kind, _REPLY.plan_id, _REPLY.steps
).where(
    _REPLY.person_id.in_(several("person_ids")), _REPLY.period_id.in_(several("period_ids")),
    _REPLY.superseded_by.is_(None),
)  # fmt: skip


@dataclass(frozen=True)
class _Period:
    id: int
    covers: str
    due: datetime


@dataclass(frozen=True)
class _Said:
    """One live reply, without what was written in it."""

    person: int
    period: int
    seen_at: datetime
    id: int
    kind: str
    plan: int | None
    steps: Mapping[int, replies.Taken]
    observed: Sequence[replies.Observation] = ()


def of(
    session: Session, persons: Iterable[Person], service: Service, before_handover_id: int
) -> Mapping[int, Carried]:
    """What is carried forward to a handover about each of these people, by id; nobody of whom nothing is.

    The same few statements for any number of people. It looks back seven days, and of those who showed signs
    then over at most 28 days and 60 handovers of this service, however long the history is.
    """
    held = {one.id: one for one in persons if one.plan}
    at: datetime = statements.one(session, _DUE, handover_id=before_handover_id).due_at
    periods = _periods(session, service.id, at) if held else []
    read = _Reader(session, held)
    read.take([one for one in periods if at - one.due <= RECENT], list(held))
    found = read.carried(at, held)
    showing = {who: one.covers for who, one in found.items() if one.running}
    read.take(
        [one for one in periods if at - one.due > RECENT and one.covers in showing.values()], list(showing)
    )
    return found | read.carried(at, showing)


def _periods(session: Session, service_id: int, before: datetime) -> list[_Period]:
    """The service's last scheduled handovers due before then, newest first."""
    values = {"service_id": service_id, "before": before, "since": before - REACH}
    rows = statements.rows(session, _PERIODS, **values)
    return [_Period(id_, covers, due) for id_, covers, due in rows]


class _Reader:
    """Gathers what was said of some people in some periods, and what of it is carried."""

    def __init__(self, session: Session, people: Mapping[int, Person]) -> None:
        self.session = session
        self.people = people
        self.past: dict[int, list[Past]] = {who: [] for who in people}
        self.plans: dict[int, Sequence[str]] = {
            one.plan_id: one.plan.steps for one in people.values() if one.plan_id and one.plan
        }

    def take(self, periods: Sequence[_Period], person_ids: Sequence[int]) -> None:
        """Read what was said of these people in these periods."""
        if not periods or not person_ids:
            return
        found = _said(self.session, [one.id for one in periods], person_ids)
        said: dict[tuple[int, int], list[_Said]] = {}
        for one in found:
            said.setdefault((one.person, one.period), []).append(one)
        unknown = {one.plan for one in found if one.plan and one.steps} - set(self.plans)
        self.plans |= _steps(self.session, unknown)
        for who in person_ids:
            self.past[who] += [
                self._past(self.people[who], one, said.get((who, one.id), ())) for one in periods
            ]

    def carried(self, at: datetime, person_ids: Iterable[int]) -> dict[int, Carried]:
        """What is carried forward of all that was read of these people, by person."""
        found: dict[int, Carried] = {}
        for who in person_ids:
            plan = self.people[who].plan
            if plan and (one := bot.carried.carried(self.past[who], plan, at)):
                found[who] = one
        return found

    def _past(self, person: Person, period: _Period, said: Sequence[_Said]) -> Past:
        observed = [seen for one in said for seen in one.observed]
        values = bot.signs.combined(person.plan.signs if person.plan else (), observed)
        told = [one for one in said if one.steps]
        newest = max(told, key=lambda one: (one.seen_at, one.id), default=None)
        answered = any(one.kind in replies.ANSWERS for one in said)
        return Past(period.covers, period.due, answered, values, self._in_words(newest) if newest else {})

    def _in_words(self, said: _Said) -> dict[str, replies.Taken]:
        steps = self.plans.get(said.plan or 0, ())
        return {steps[place]: taken for place, taken in said.steps.items() if place < len(steps)}


def _said(session: Session, period_ids: Sequence[int], person_ids: Sequence[int]) -> list[_Said]:
    rows = statements.rows(session, _SAID, person_ids=list(person_ids), period_ids=list(period_ids))
    observed = _observed(session, {row.id: row for row in rows if row.kind == "signs"})
    return [
        _Said(who, period, seen_at, id_, kind, plan, steps, observed.get(id_, ()))
        for who, period, seen_at, id_, kind, plan, steps in rows
    ]


def _observed(session: Session, by_id: Mapping[int, Any]) -> dict[int, list[replies.Observation]]:
    if not by_id:
        return {}
    rows = statements.rows(session, OBSERVED, ids=list(by_id))
    found: dict[int, list[replies.Observation]] = {}
    for reply, sign, value in rows:
        about = by_id[reply]
        seen = replies.Observation(reply, about.period_id, about.seen_at, sign, value)
        found.setdefault(reply, []).append(seen)
    return found


def _steps(session: Session, plan_ids: Iterable[int]) -> dict[int, Sequence[str]]:
    """The steps of earlier versions of plans."""
    wanted = list(plan_ids)
    if not wanted:
        return {}
    rows = session.execute(sa.select(Plan).where(col(Plan.id).in_(wanted))).scalars()
    return {row.id: row.body.steps for row in rows if row.id and row.body}
