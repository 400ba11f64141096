"""Reading all that was recorded about one person, superseded replies too, with when each was known. Writes nothing."""

from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import people, plans, recorded
from db import migrate
from db import people as db_people
from db.session import Database
from db.tables import Crossing, Escalation, Handover, Journal, Observation, Person, PersonPeriod, Plan, Reply
from db.types import UTCDateTime


def ready(database: Database) -> bool:
    """Whether the database is there and has this program's tables. Makes and changes nothing."""
    if database.sqlite and not Path(database.url.database or "").is_file():
        return False
    return migrate.version(database) == migrate.known()[-1]


def person(session: Session, key: str) -> people.Person | None:
    """The person with this key, supported now or no longer."""
    row = session.execute(sa.select(col(Person.id)).where(col(Person.key) == key)).scalar_one_or_none()
    return db_people.person(session, row) if row is not None else None


def keys(session: Session) -> list[str]:
    """Everybody's key, in order."""
    return list(session.execute(sa.select(col(Person.key)).order_by(col(Person.key))).scalars())


def holds_since(session: Session, plan_id: int) -> datetime:
    """When this version of a plan was loaded."""
    return session.get_one(Plan, plan_id).loaded_at


def whole(session: Session, who: people.Person, now: datetime) -> recorded.Recorded:
    """Everything recorded about this person up to `now`: no names, and no free text is read."""
    return recorded.Recorded(
        person=who.key, taken_at=now, periods=tuple(_periods(session, who.id)),
        replies=tuple(_replies(session, who.id)), rang=tuple(_rang(session, who.id)),
    )  # fmt: skip


def _periods(session: Session, person_id: int) -> list[recorded.Period]:
    own = sa.select(col(PersonPeriod.handover_id)).where(col(PersonPeriod.person_id) == person_id)
    services = sa.select(col(Handover.service_id)).where(col(Handover.id).in_(own))
    every = (
        sa.select(
            col(Handover.id),
            sa.func.lead(col(Handover.due_at), type_=UTCDateTime())
            .over(partition_by=col(Handover.service_id), order_by=(col(Handover.due_at), col(Handover.id)))
            .label("next_due"),
        )
        .where(col(Handover.slot).is_not(None), col(Handover.service_id).in_(services))
        .subquery()
    )
    rows = session.execute(
        sa.select(PersonPeriod, Handover, every.c.next_due)
        .join(Handover, col(Handover.id) == col(PersonPeriod.handover_id))
        .outerjoin(every, every.c.id == col(Handover.id))
        .where(col(PersonPeriod.person_id) == person_id)
        .order_by(col(PersonPeriod.due_at), col(PersonPeriod.handover_id))
    )
    judged = _judged(session, own)
    return [_period(row, of, next_due, judged) for row, of, next_due in rows]


def _period(
    row: PersonPeriod, of: Handover, next_due: datetime | None, judged: dict[int, datetime]
) -> recorded.Period:
    asked_at = (of.asked_at or of.due_at) if row.asked else None
    # after downtime it was looked at late; from before it was looked at at all, nothing is written
    over_at = judged.get(row.handover_id, next_due) if of.settled else None
    return recorded.Period(id=row.handover_id, due=row.due_at, asked_at=asked_at, over_at=over_at)


def _judged(session: Session, handovers: Any) -> dict[int, datetime]:
    """When each of these handovers was looked at, its period being over."""
    rows = session.execute(
        sa.select(col(Journal.handover_id), col(Journal.at)).where(
            col(Journal.what) == "handover.over", col(Journal.handover_id).in_(handovers)
        )
    )
    return {handover: at for handover, at in rows if handover is not None}


def _replies(session: Session, person_id: int) -> list[recorded.Reply]:
    """Column by column: what somebody wrote in their own words stays where it is."""
    rows = session.execute(
        sa.select(
            col(Reply.id), col(Reply.period_id).label("period"), col(Reply.seen_at), col(Reply.received_at),
            col(Reply.timed), col(Reply.kind), col(Reply.steps), col(Reply.followed), col(Reply.contact_missed),
            col(Reply.superseded_by),
        )
        .where(col(Reply.person_id) == person_id)
        .order_by(col(Reply.received_at), col(Reply.id))
    ).mappings()  # fmt: skip
    values = _values(session, person_id)
    return [recorded.Reply(**row, values=values.get(row["id"], {})) for row in rows]


def _values(session: Session, person_id: int) -> dict[int, dict[str, float | None]]:
    rows = session.execute(
        sa.select(col(Observation.reply_id), col(Observation.sign), col(Observation.value))
        .join(Reply, col(Reply.id) == col(Observation.reply_id))
        .where(col(Reply.person_id) == person_id)
    )
    found: dict[int, dict[str, float | None]] = defaultdict(dict)
    for reply, sign, value in rows:
        found[reply][sign] = value
    return found


def _rang(session: Session, person_id: int) -> list[recorded.Rung]:
    rows = session.execute(
        sa.select(Crossing, Escalation)
        .join(Escalation, col(Escalation.id) == col(Crossing.escalation_id))
        .where(col(Escalation.person_id) == person_id)
        .order_by(col(Crossing.at), col(Crossing.id))
    )
    bodies = _bodies(session, person_id)
    return [_rung(one, of, bodies[one.plan_id]) for one, of in rows]


def _bodies(session: Session, person_id: int) -> dict[int, plans.Plan | None]:
    rows = session.execute(sa.select(Plan).where(col(Plan.person_id) == person_id)).scalars()
    return {row.id: row.body for row in rows if row.id is not None}


def _rung(one: Crossing, of: Escalation, plan: plans.Plan | None) -> recorded.Rung:
    own = next((it for it in plan.thresholds if it.key == one.threshold), None) if plan else None
    # that of the escalation is the shortest of all that joined it
    act_within = own.act_within if own else timedelta(seconds=of.act_within)
    return recorded.Rung(
        at=one.at, threshold=one.threshold, reply=one.reply_id, period=one.period_id, tell=of.tell,
        urgency=cast(plans.Urgency, of.urgency), act_within=act_within, opened=one.at == of.opened_at,
        sentence=one.sentence,
    )  # fmt: skip
