"""What a week holds besides answers and escalations: steps, good news, pauses, dates that came, gaps, and health."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.figures import Due, Health, StepsTaken
from bot.people import Service
from bot.weeks import Week
from db import figures_shifts, people
from db.figures_range import span, within
from db.tables import Handoff, Journal, Note, Outbox, Pause, Person, Reply

WHAT = {
    "rung.empty": "gap",
    "message.given_up": "given_up",
    "watchdog.reported": "fault",
    "watchdog.repaired": "mended",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One record that a figure counts. `what` is what became of it, where a figure has several."""

    kind: str
    id: int
    service_id: int | None
    person_id: int | None
    handover_id: int | None
    at: datetime
    what: str | None = None
    of: str | None = None


def steps(session: Session, services: Sequence[Service], week: Week) -> list[StepsTaken]:
    """Of each service in which anybody said anything about steps, or about a contact that did not happen; by id."""
    found: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for one in taken(session, services, week):
        if one.service_id is not None and one.what is not None:
            found[one.service_id][one.kind][one.what] += 1
    return [
        StepsTaken(one, dict(by["step"]), dict(by["followed"]), dict(by["contact"]))
        for one, by in sorted(found.items())
    ]


def taken(session: Session, services: Sequence[Service], week: Week) -> list[Found]:
    """Each step, each word about following the plan, and each missed contact, in live replies of the week's periods.

    A "step" has its place in the plan as `of`.
    """
    # the text alone: a validated mapping is slow to read, and most are empty
    text = sa.type_coerce(col(Reply.steps), sa.Text)
    rows = session.execute(
        sa.select(
            col(Reply.id), col(Reply.service_id), col(Reply.person_id), col(Reply.period_id), col(Reply.received_at),
            text, col(Reply.followed), col(Reply.contact_missed),
        )
        .where(
            col(Reply.period_id).in_(figures_shifts.ids(services, week.monday, week.sunday)),
            col(Reply.superseded_by).is_(None),
            sa.or_(text != "{}", col(Reply.followed).is_not(None), col(Reply.contact_missed).is_not(None)),
        )
        .order_by(col(Reply.id))
    )  # fmt: skip
    return [one for row in rows for one in _taken(*row)]


def _taken(
    reply_id: int, service_id: int, person_id: int, period_id: int, at: datetime, text: str, followed: str | None,
    missed: str | None,
) -> list[Found]:  # fmt: skip
    said = [("step", what, of) for of, what in json.loads(text).items()]
    said += [(kind, what, None) for kind, what in (("followed", followed), ("contact", missed)) if what]
    return [Found(kind, reply_id, service_id, person_id, period_id, at, what, of) for kind, what, of in said]


def due(session: Session, services: Sequence[Service], week_end: Date) -> list[Due]:
    """Dates that have come by `week_end` for people supported now: asked until, and review of the plan; by date."""
    ids = session.execute(
        sa.select(col(Person.id)).where(
            col(Person.service_id).in_([one.id for one in services]), col(Person.ended_at).is_(None)
        )
    ).scalars()
    found = []
    for one in people.persons(session, [row for row in ids if row is not None]):
        if one.plan is None:
            continue
        until = one.plan.asked.until
        # where the huddle agreed that asking ended, there is nothing left to decide
        ended = one.agreed is not None and one.agreed.until is None
        if until is not None and until <= week_end and not ended:
            found.append(Due(one.service_id, one.id, one.known_as, "asked_until", until))
        if one.plan.agreed.review_by <= week_end:
            found.append(Due(one.service_id, one.id, one.known_as, "review_by", one.plan.agreed.review_by))
    return sorted(found, key=lambda one: (one.by, one.person_id, one.what))


def good(session: Session, services: Sequence[Service], week: Week) -> list[Found]:
    """Live notes of something good that were written in the week."""
    rows = session.execute(
        sa.select(
            col(Note.id), col(Note.service_id), col(Note.person_id), col(Note.handover_id), col(Note.received_at)
        )
        .where(
            within(services, col(Note.service_id), col(Note.received_at), week.monday, week.sunday),
            col(Note.kind) == "good",
            col(Note.superseded_by).is_(None),
        )
        .order_by(col(Note.id))
    )  # fmt: skip
    return [Found("note", *row) for row in rows]


def pauses(session: Session, services: Sequence[Service], week: Week) -> list[Found]:
    """Pauses of asking that held at any time of the week."""
    held = []
    for zone in sorted({one.spec.timezone for one in services}):
        start, end = span(zone, week.monday, week.sunday)
        here = [one.id for one in services if one.spec.timezone == zone]
        held.append(
            sa.and_(
                col(Pause.service_id).in_(here), col(Pause.until_at) > start, col(Pause.from_at) < end,
                sa.or_(col(Pause.ended_at).is_(None), col(Pause.ended_at) > start),
            )
        )  # fmt: skip
    rows = session.execute(
        sa.select(col(Pause.id), col(Pause.service_id), sa.null(), sa.null(), col(Pause.from_at))
        .where(sa.or_(sa.false(), *held))
        .order_by(col(Pause.id))
    )
    return [Found("pause", *row) for row in rows]


def by_service(found: Sequence[Found]) -> dict[int, int]:
    """How many there are of each service."""
    return dict(Counter(one.service_id for one in found if one.service_id is not None))


def of_relay(session: Session, services: Sequence[Service], week: Week) -> list[Found]:
    """What the journal says of Relay itself: rungs and changes of on-call that found nobody, messages given up,
    faults and repairs. Of these services, and of none; what safeguarding was told privately is left out.

    The week is that of the first service's wall, for what is of no service has no other.
    """
    if not services:
        return []
    start, end = span(services[0].spec.timezone, week.monday, week.sunday)
    here = sa.or_(
        col(Journal.service_id).is_(None), col(Journal.service_id).in_([one.id for one in services])
    )
    rows = session.execute(
        sa.select(col(Journal.id), col(Journal.service_id), col(Journal.at), col(Journal.what))
        .outerjoin(Outbox, col(Outbox.id) == col(Journal.message_id))
        .where(
            col(Journal.at) >= start, col(Journal.at) < end, col(Journal.what).in_(list(WHAT)), here,
            sa.or_(col(Outbox.id).is_(None), sa.and_(
                col(Outbox.updates).is_(None), col(Outbox.kind).not_like("private%"))),
        )
        .order_by(col(Journal.id))
    )  # fmt: skip
    told = [
        Found("journal", journal_id, service_id, None, None, at, WHAT[what])
        for journal_id, service_id, at, what in rows
    ]
    return [*told, *_nobody_on(session, start, end)]


def _nobody_on(session: Session, start: datetime, end: datetime) -> list[Found]:
    on: Any = col(Handoff.on)
    rows = session.execute(
        sa.select(col(Handoff.id), col(Handoff.at))
        .where(
            col(Handoff.at) >= start, col(Handoff.at) < end, on.is_(None), col(Handoff.told_at).is_not(None)
        )
        .order_by(col(Handoff.id))
    )
    return [Found("handoff", one, None, None, None, at, "gap") for one, at in rows]


def gaps(found: Sequence[Found]) -> int:
    """How many gaps of rotas were met."""
    return sum(one.what == "gap" for one in found)


def health(found: Sequence[Found]) -> Health:
    """How Relay itself was."""
    many = Counter(one.what for one in found)
    return Health(many["given_up"], many["fault"], many["mended"])
