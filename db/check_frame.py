"""The cases that sense-checks choose from: one person's one period, in which signs were seen or something rang.

What was told privately is in other tables, and in no case.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import checks, notes, plans, signs
from bot.checks import Case
from bot.people import Person, Service
from bot.replies import Followed
from db import people
from db.check_rung import Pair, Rung, rung_by
from db.tables import (
    Asking,
    Crossing,
    Handover,
    Note,
    Observation,
    Plan,
    Raised,
    Reply,
    SenseCheck,
    Staffing,
)

# so that the first period has one before it, where it begins
BEFORE = timedelta(days=2)


@dataclass
class _Gathered:
    """One person's one period while it is put together."""

    signs: bool = False
    followed: set[Followed | None] = field(default_factory=set)
    hands: set[int] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    ties: dict[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Periods:
    """A service's scheduled periods in order of when they are due; `over` are those that no answer reaches any more."""

    due: list[datetime]
    ids: list[int]
    over: frozenset[int]

    def at(self, instant: datetime) -> int | None:
        """The period that an instant falls in, if it is one of these and over."""
        place = bisect_left(self.due, instant)
        found = self.ids[place] if place < len(self.ids) else None
        return found if found in self.over else None


def cases(session: Session, service: Service, now: datetime) -> list[Case]:
    """The cases of a service's last fortnight about people who are still supported there, in no order."""
    here = {one.id: one for one in people.people_of(session, service.id)}
    periods = _periods(session, service.id, now - checks.WITHIN, now)
    found: dict[Pair, _Gathered] = {}
    _answers(session, periods, found)
    _said(session, service.id, periods, now, found)
    _crossed(session, periods, found)
    wanted = {pair: one for pair, one in found.items() if pair[0] in here and (one.signs or one.ties)}
    rung = rung_by(session, {pair: one.ties for pair, one in wanted.items()})
    staffed, checked = _staffing(session, periods), _checked(session, periods)
    due = dict(zip(periods.ids, periods.due, strict=True))
    made = []
    for pair, one in wanted.items():
        below, counted = staffed.get(pair[1], (False, frozenset()))
        rang = [each.rang for each in rung[pair]]
        hands = one.hands.union(counted, *(each.hands for each in rung[pair]))
        made.append(
            Case(
                *pair, due[pair[1]], checks.unusual(rang, one.followed, below, service), frozenset(hands),
                frozenset(one.names), _unwanted(here[pair[0]]), any(each.going for each in rang), pair in checked,
            )
        )  # fmt: skip
    return made


def rung(session: Session, person_id: int, period_id: int, note_ids: Collection[int]) -> list[Rung]:
    """What rang about one person's one period, in order; `note_ids` are the notes about them in it."""
    pair = (person_id, period_id)
    found: dict[Pair, _Gathered] = {}
    _crossed(session, Periods([], [period_id], frozenset({period_id})), found)
    gathered = found.get(pair, _Gathered())
    for note_id, escalation_id in _raised(session, note_ids):
        _tie(gathered, escalation_id, session.get_one(Note, note_id).seen_at)
    return rung_by(session, {pair: gathered.ties})[pair]


def notes_of(session: Session, person_id: int, period_id: int, live: bool = True) -> list[int]:
    """The notes about somebody that fall in a scheduled period, oldest first; with `live`, not those corrected."""
    row = session.get_one(Handover, period_id)
    since = session.execute(
        sa.select(sa.func.max(col(Handover.due_at))).where(
            col(Handover.service_id) == row.service_id, col(Handover.slot).is_not(None),
            col(Handover.due_at) < row.due_at,
        )
    ).scalar_one()  # fmt: skip
    wanted = sa.select(col(Note.id)).where(
        col(Note.person_id) == person_id, col(Note.service_id) == row.service_id,
        col(Note.seen_at) > (since or row.due_at - BEFORE), col(Note.seen_at) <= row.due_at,
        *([col(Note.superseded_by).is_(None)] if live else []),
    )  # fmt: skip
    return [one for one in session.execute(wanted.order_by(col(Note.id))).scalars() if one is not None]


def _periods(session: Session, service_id: int, since: datetime, now: datetime) -> Periods:
    rows = session.execute(
        sa.select(col(Handover.id), col(Handover.due_at), col(Handover.settled), col(Handover.state))
        .where(
            col(Handover.service_id) == service_id, col(Handover.slot).is_not(None),
            col(Handover.due_at) > since - BEFORE, col(Handover.due_at) <= now,
        )
        .order_by(col(Handover.due_at), col(Handover.id))
    ).all()  # fmt: skip
    over = {id_ for id_, due, settled, state in rows if settled and due > since and state != Asking.PLANNED}
    return Periods([row[1] for row in rows], [row[0] for row in rows], frozenset(over))


def _answers(session: Session, periods: Periods, found: dict[Pair, _Gathered]) -> None:
    """Who answered, corrected answers too; and of live ones whether signs were seen."""
    rows = session.execute(
        sa.select(
            col(Reply.id), col(Reply.person_id), col(Reply.period_id), col(Reply.author_id), col(Reply.author_name),
            col(Reply.kind), col(Reply.followed), col(Reply.superseded_by), col(Reply.plan_id),
        ).where(col(Reply.period_id).in_(periods.over))
    ).all()  # fmt: skip
    live = {row.id: row.plan_id for row in rows if row.superseded_by is None and row.kind == "signs"}
    seen = _with_signs(session, live)
    for row in rows:
        one = found.setdefault((row.person_id, row.period_id), _Gathered())
        _by(one, row.author_id, row.author_name)
        if row.superseded_by is None:
            one.followed.add(cast("Followed | None", row.followed))
        one.signs = one.signs or row.id in seen


def _with_signs(session: Session, live: dict[int, int | None]) -> set[int]:
    """Which of these replies (with the plan they were given under) show a sign."""
    of: dict[int, dict[str, plans.Sign]] = {}
    rows = session.execute(sa.select(Observation).where(col(Observation.reply_id).in_(list(live)))).scalars()
    seen: set[int] = set()
    for row in rows:
        plan_id = live[row.reply_id]
        if plan_id is None:
            continue
        if plan_id not in of:
            body = people.plan(session, plan_id).body
            of[plan_id] = {sign.key: sign for sign in body.signs} if body else {}
        sign = of[plan_id].get(row.sign)
        if sign is not None and signs.is_shown(sign, row.value):
            seen.add(row.reply_id)
    return seen


def _by(one: _Gathered, author_id: int, name: str | None) -> None:
    one.hands.add(author_id)
    if name:
        one.names.add(name.strip().casefold())


def _said(
    session: Session, service_id: int, periods: Periods, now: datetime, found: dict[Pair, _Gathered]
) -> None:
    """Who wrote a note about somebody, and what those notes raised. A call is its author's own affair."""
    rows = session.execute(
        sa.select(col(Note.id), col(Note.person_id), col(Note.seen_at), col(Note.author_id), col(Note.author_name))
        .where(
            col(Note.service_id) == service_id, col(Note.person_id).is_not(None), col(Note.kind) != _CALL,
            col(Note.seen_at) > now - checks.WITHIN - BEFORE,
            # nothing is received before it was seen, and the index goes by it
            col(Note.received_at) > now - checks.WITHIN - BEFORE,
        )
    ).all()  # fmt: skip
    of: dict[int, tuple[_Gathered, datetime]] = {}
    for row in rows:
        period = periods.at(row.seen_at)
        if period is not None:
            one = found.setdefault((row.person_id, period), _Gathered())
            _by(one, row.author_id, row.author_name)
            of[row.id] = (one, row.seen_at)
    for note_id, escalation_id in _raised(session, of):
        one, seen_at = of[note_id]
        _tie(one, escalation_id, seen_at)


_CALL: notes.Kind = "call"


def _raised(session: Session, note_ids: Iterable[int]) -> list[Pair]:
    rows = session.execute(
        sa.select(col(Raised.note_id), col(Raised.escalation_id))
        .where(col(Raised.note_id).in_(list(note_ids)))
        .order_by(col(Raised.id))
    )
    return [(note_id, escalation_id) for note_id, escalation_id in rows]


def _tie(one: _Gathered, escalation_id: int, noticed_at: datetime) -> None:
    one.ties[escalation_id] = min(noticed_at, one.ties.get(escalation_id, noticed_at))


def _crossed(session: Session, periods: Periods, found: dict[Pair, _Gathered]) -> None:
    """What replies of these periods crossed; and what a period crossed that nobody answered."""
    by_reply = session.execute(
        sa.select(
            col(Reply.person_id), col(Reply.period_id), col(Crossing.escalation_id), col(Reply.seen_at),
        )
        .join(Crossing, col(Crossing.reply_id) == col(Reply.id))
        .where(col(Reply.period_id).in_(periods.over))
    )  # fmt: skip
    by_silence = session.execute(
        sa.select(col(Plan.person_id), col(Crossing.period_id), col(Crossing.escalation_id), col(Crossing.at))
        .join(Plan, col(Plan.id) == col(Crossing.plan_id))
        .where(col(Crossing.period_id).in_(periods.over))
    )
    for person_id, period_id, escalation_id, at in (*by_reply, *by_silence):
        _tie(found.setdefault((person_id, period_id), _Gathered()), escalation_id, at)


def _staffing(session: Session, periods: Periods) -> dict[int, tuple[bool, frozenset[int]]]:
    """By period: whether fewer worked than planned, as was said last; and who said something of it."""
    rows = session.execute(
        sa.select(Staffing).where(col(Staffing.handover_id).in_(periods.over)).order_by(col(Staffing.id))
    ).scalars()
    found: dict[int, tuple[bool, frozenset[int]]] = {}
    for row in rows:
        _, before = found.get(row.handover_id, (False, frozenset[int]()))
        found[row.handover_id] = (row.actual < row.planned, before | {row.author_id})
    return found


def _checked(session: Session, periods: Periods) -> set[Pair]:
    rows = session.execute(
        sa.select(col(SenseCheck.person_id), col(SenseCheck.period_id)).where(
            col(SenseCheck.period_id).in_(periods.over)
        )
    )
    return {(person_id, period_id) for person_id, period_id in rows}


def _unwanted(person: Person) -> frozenset[str]:
    listed = person.plan.contacts.not_wanted if person.plan else []
    return frozenset(one.staff for one in listed if one.staff)
