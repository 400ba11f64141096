"""How who is who is read: the statements of `people`, built once."""

import sqlalchemy as sa

from db import tables
from db.statements import given, several, table

SERVICE, PERSON, PLAN = (table(one) for one in (tables.Service, tables.Person, tables.Plan))
STAFF, LINK, COVER = (table(one) for one in (tables.Staff, tables.StaffService, tables.Cover))
ROTA, LADDER, DECIDED = (table(one) for one in (tables.Rota, tables.Ladder, tables.AskedAgreed))

ORGANISATION = sa.select(table(tables.Organisation).c.spec).limit(1)
SERVICE_GET = sa.select(SERVICE.c.id, SERVICE.c.spec).where(SERVICE.c.id == given("service_id"))
ROTAS, LADDERS = (sa.select(one.c.key, one.c.spec) for one in (ROTA, LADDER))
ROTA_GET = ROTAS.where(ROTA.c.key == given("key"))
LADDER_GET = LADDERS.where(LADDER.c.key == given("key"))


def _persons(which: sa.ColumnElement[bool]) -> sa.Select[tuple[object, ...]]:
    """People, each with the newest version of their plan, and what the huddle has agreed last about asking."""
    other, later = PLAN.alias(), DECIDED.alias()
    version = sa.select(sa.func.max(other.c.version)).where(other.c.person_id == PERSON.c.id)
    last = sa.select(sa.func.max(later.c.id)).where(later.c.person_id == PERSON.c.id)
    held = sa.and_(PLAN.c.person_id == PERSON.c.id, PLAN.c.version == version.scalar_subquery())
    return (
        sa.select(
            PERSON.c.id, PERSON.c.key, PERSON.c.known_as, PERSON.c.service_id,
            PLAN.c.id.label("plan_id"), PLAN.c.version, PLAN.c.loaded_at, PLAN.c.body,
            DECIDED.c.id.label("decided_id"), DECIDED.c.at, DECIDED.c.on_date, DECIDED.c.until, DECIDED.c.with_person,
        )
        .select_from(PERSON)
        .outerjoin(PLAN, held)
        .outerjoin(DECIDED, DECIDED.c.id == last.scalar_subquery())
        .where(which)
        .order_by(PERSON.c.id)
    )  # fmt: skip


_HERE = sa.and_(PERSON.c.service_id == given("service_id"), PERSON.c.ended_at.is_(None))
PERSON_GET = _persons(PERSON.c.id == given("person_id"))
PERSONS = _persons(PERSON.c.id.in_(several("person_ids")))
PEOPLE_OF = _persons(_HERE)
IDS_OF = sa.select(PERSON.c.id).where(_HERE).order_by(PERSON.c.id)
WHERE = sa.select(PERSON.c.service_id, PERSON.c.ended_at).where(PERSON.c.id == given("person_id"))
VERSION = sa.select(PLAN.c.id, PLAN.c.person_id, PLAN.c.version, PLAN.c.body).where(
    PLAN.c.id == given("plan_id")
)


def _staff(*which: sa.ColumnElement[bool]) -> sa.Select[tuple[object, ...]]:
    """Staff, with a row for each service where they are; one row for those who are nowhere."""
    there = sa.and_(LINK.c.staff_id == STAFF.c.id, LINK.c.ended_at.is_(None))
    columns = (STAFF.c.id, STAFF.c.slack, STAFF.c.spec, STAFF.c.listed, LINK.c.service_id)
    return sa.select(*columns).select_from(STAFF).outerjoin(LINK, there).where(*which).order_by(STAFF.c.id)


_here = LINK.alias("here")
_AT_HOUSE = STAFF.c.id.in_(
    sa.select(_here.c.staff_id).where(_here.c.service_id == given("service_id"), _here.c.ended_at.is_(None))
)
STAFF_GET = _staff(STAFF.c.id == given("staff_id"))
BY_SLACK = _staff(STAFF.c.slack == given("slack"))
AT_HOUSE = _staff(_AT_HOUSE)
HOLDERS = _staff(STAFF.c.role == given("role"), _AT_HOUSE)
LISTED = _staff(STAFF.c.listed)
ADMINISTRATORS = _staff(STAFF.c.role == "administrator", STAFF.c.listed)
NAME = sa.select(STAFF.c.spec).where(STAFF.c.id == given("staff_id"))
COVERING = sa.select(COVER.c.service_id).where(
    COVER.c.staff_id == given("staff_id"), COVER.c.until_at > given("now"), COVER.c.approved_at.is_not(None)
)
