"""What raised escalations: crossings and what staff said, with the signs' domains, the shift and when it was seen."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from datetime import datetime
from typing import Any, cast, get_args

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import plans, signs
from bot.people import Service
from bot.plans import Domain
from bot.worked import began_on
from db.figures_range import chunks
from db.tables import Crossing, Escalation, Handover, Note, Observation, Plan, Raised, Reply

DOMAINS: tuple[Domain, ...] = get_args(Domain)


@dataclass
class Raising:
    """By escalation. `seen` is when what first rang was seen and said; `shifts` the shift it was raised from, and the
    local date on which that began. `calls` are those that nothing but calls raised; `last` when the last thing joined.
    """

    domains: dict[int, tuple[Domain, ...]] = field(default_factory=dict)
    seen: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    shifts: dict[int, tuple[str, Date]] = field(default_factory=dict)
    worries: set[int] = field(default_factory=set)
    calls: set[int] = field(default_factory=set)
    last: dict[int, datetime] = field(default_factory=dict)


def raised(
    session: Session, services: Sequence[Service], ids: Sequence[int], over: Mapping[int, datetime]
) -> Raising:
    """What raised each of these, up to its own end in `over`."""
    made = Raising()
    crossed = list(_crossings(session, ids))
    noted = list(_noted(session, ids))
    made.calls = {row.escalation_id for row in noted} - {row.escalation_id for row in crossed}
    made.calls -= {row.escalation_id for row in noted if row.kind != "call"}
    crossed = [row for row in crossed if row.at < over[row.escalation_id]]
    noted = [row for row in noted if row.at < over[row.escalation_id]]
    periods: dict[int, int | None] = {}
    for row in sorted([*crossed, *noted], key=lambda row: (row.at, row.id)):
        periods.setdefault(row.escalation_id, row.handover_id)
        made.last[row.escalation_id] = row.at
    for row in crossed:
        if row.seen_at is not None:
            made.seen.setdefault(row.escalation_id, (row.seen_at, row.received_at))
    made.worries = {row.escalation_id for row in noted if row.kind == "worry"}
    made.domains = _domains(session, crossed, noted)
    shifts = _shifts(session, services, [one for one in periods.values() if one is not None])
    made.shifts = {one: shifts[at] for one, at in periods.items() if at is not None}
    return made


def by_calls_alone() -> sa.ColumnElement[bool]:
    """Of an escalation: nothing but calls raised it, which are their authors' own affair."""
    of = col(Escalation.id)
    any_of = sa.select(col(Raised.id)).outerjoin(Note, col(Note.id) == col(Raised.note_id))
    call, other = (
        any_of.where(col(Raised.escalation_id) == of, kind).correlate(Escalation).exists()
        for kind in (col(Note.kind) == "call", sa.or_(col(Note.kind).is_(None), col(Note.kind) != "call"))
    )
    return sa.and_(call, ~other, ~sa.exists().where(col(Crossing.escalation_id) == of))


def _crossings(session: Session, ids: Sequence[int]) -> Iterable[Any]:
    """Each with the reply that crossed, if one did, and the period it was in."""
    for some in chunks(ids):
        yield from session.execute(
            sa.select(
                col(Crossing.id), col(Crossing.escalation_id), col(Crossing.at), col(Crossing.plan_id),
                col(Crossing.threshold), col(Crossing.evidence), col(Reply.seen_at), col(Reply.received_at),
                sa.func.coalesce(col(Reply.period_id), col(Crossing.period_id)).label("handover_id"),
            )
            .outerjoin(Reply, col(Reply.id) == col(Crossing.reply_id))
            .where(col(Crossing.escalation_id).in_(some))
            .order_by(col(Crossing.id))
        )  # fmt: skip


def _noted(session: Session, ids: Sequence[int]) -> Iterable[Any]:
    """What staff said, and handovers that nobody answered in time."""
    for some in chunks(ids):
        yield from session.execute(
            sa.select(
                col(Raised.id), col(Raised.escalation_id), col(Raised.at), col(Note.kind), col(Note.topic),
                sa.func.coalesce(col(Raised.handover_id), col(Note.handover_id)).label("handover_id"),
            )
            .outerjoin(Note, col(Note.id) == col(Raised.note_id))
            .where(col(Raised.escalation_id).in_(some))
            .order_by(col(Raised.id))
        )  # fmt: skip


def _domains(session: Session, crossed: Sequence[Any], noted: Sequence[Any]) -> dict[int, tuple[Domain, ...]]:
    """Of the signs that showed in what crossed, as far as their rule looks at them; and topics of what was said."""
    bodies = _plans(session, {row.plan_id for row in crossed})
    values = _values(session, {one for row in crossed for one in row.evidence})
    found: dict[int, set[Domain]] = defaultdict(set)
    for row in crossed:
        plan = bodies.get(row.plan_id)
        showed = {
            key for one in row.evidence for key, value in values.get(one, ()) if _shows(plan, key, value)
        }
        if plan:
            rule = next((one.when for one in plan.thresholds if one.key == row.threshold), None)
            looked_at = _named(rule) & showed or showed
            found[row.escalation_id] |= {sign.domain for sign in plan.signs if sign.key in looked_at}
    for row in noted:
        if row.topic is not None:
            found[row.escalation_id].add(cast(Domain, row.topic))
    return {one: tuple(sorted(all_, key=DOMAINS.index)) for one, all_ in found.items()}


def _shows(plan: plans.Plan | None, key: str, value: float | None) -> bool:
    sign = next((one for one in plan.signs if one.key == key), None) if plan else None
    return sign is not None and signs.is_shown(sign, value)


def _named(rule: Any) -> set[str]:
    """The keys of signs that a rule names anywhere in it."""
    said = rule.model_dump() if rule is not None else {}
    found: set[str] = set()
    left = [said]
    while left:
        one = left.pop()
        found |= {one["sign"]} if isinstance(one.get("sign"), str) else set()
        found |= {key for name in ("signs", "among") if isinstance(one.get(name), list) for key in one[name]}
        left += [inner for inner in one.values() if isinstance(inner, dict)]
        left += [part for name in ("any_of", "all_of") for part in one.get(name) or ()]
    return found


def _plans(session: Session, ids: Iterable[int]) -> dict[int, plans.Plan | None]:
    found: dict[int, plans.Plan | None] = {}
    for some in chunks(ids):
        rows = session.execute(sa.select(col(Plan.id), col(Plan.body)).where(col(Plan.id).in_(some)))
        found |= {row[0]: row[1] for row in rows}
    return found


def _values(session: Session, reply_ids: Iterable[int]) -> dict[int, list[tuple[str, float | None]]]:
    found: dict[int, list[tuple[str, float | None]]] = defaultdict(list)
    for some in chunks(reply_ids):
        rows = session.execute(
            sa.select(col(Observation.reply_id), col(Observation.sign), col(Observation.value)).where(
                col(Observation.reply_id).in_(some)
            )
        )
        for reply_id, sign, value in rows:
            found[reply_id].append((sign, value))
    return found


def _shifts(
    session: Session, services: Sequence[Service], handover_ids: Iterable[int]
) -> dict[int, tuple[str, Date]]:
    """The shift that each handover covers, and the local date on which that began."""
    specs = {one.id: one.spec for one in services}
    found: dict[int, tuple[str, Date]] = {}
    for some in chunks(handover_ids):
        rows = session.execute(
            sa.select(
                col(Handover.id), col(Handover.service_id), col(Handover.covers), col(Handover.next_shift),
                col(Handover.on_date),
            ).where(col(Handover.id).in_(some))
        )  # fmt: skip
        for row in rows:
            spec = specs.get(row.service_id)
            day = began_on(spec, row.covers, row.next_shift, row.on_date) if spec else row.on_date
            found[row.id] = (row.covers, day)
    return found
