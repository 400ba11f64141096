"""Who is who: services, people, staff, rotas, ladders; and who is it no more."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session, col

from bot import agreed, house, people, plans, rota
from db import asked, people_read, statements, tables
from db.statements import Row


def organisation(session: Session) -> house.Organisation | None:
    """Whom this Relay serves; None until a house file was loaded."""
    row = statements.first(session, people_read.ORGANISATION)
    return row.spec if row else None


def services(session: Session) -> list[people.Service]:
    """All services, by key."""
    rows = session.execute(sa.select(tables.Service).order_by(col(tables.Service.key))).scalars()
    return [_service(row) for row in rows]


def service(session: Session, service_id: int) -> people.Service:
    """The service with this id. Raises NoResultFound."""
    return _service(statements.one(session, people_read.SERVICE_GET, service_id=service_id))


def services_without_plan(session: Session) -> list[people.Service]:
    """Services whose next handover is not on the list."""
    planned = sa.exists().where(
        col(tables.Handover.service_id) == tables.Service.id,
        col(tables.Handover.state) == tables.Asking.PLANNED,
    )
    rows = session.execute(
        sa.select(tables.Service).where(~planned).order_by(col(tables.Service.id))
    ).scalars()
    return [_service(row) for row in rows]


def service_by_key(session: Session, key: str) -> people.Service | None:
    """The service with this key of the house file; None where there is none."""
    row = session.execute(sa.select(tables.Service).where(col(tables.Service.key) == key)).scalars().first()
    return _service(row) if row else None


def service_of_channel(session: Session, channel: str) -> people.Service | None:
    """The service whose channel this is."""
    row = (
        session.execute(sa.select(tables.Service).where(col(tables.Service.channel) == channel))
        .scalars()
        .first()
    )
    return _service(row) if row else None


def _service(row: tables.Service | Row) -> people.Service:
    assert row.id is not None
    return people.Service(row.id, row.spec)


def person(session: Session, person_id: int) -> people.Person:
    """The person with this id and the plan that holds. Raises NoResultFound."""
    return _person(statements.one(session, people_read.PERSON_GET, person_id=person_id))


def persons(session: Session, person_ids: Iterable[int]) -> list[people.Person]:
    """The people with these ids and the plans that hold, by id."""
    return _persons(statements.rows(session, people_read.PERSONS, person_ids=list(person_ids)))


def people_of(session: Session, service_id: int) -> list[people.Person]:
    """Everybody the service supports now, in the order they were first loaded."""
    return _persons(statements.rows(session, people_read.PEOPLE_OF, service_id=service_id))


def ids_of(session: Session, service_id: int) -> list[int]:
    """The ids of everybody the service supports now, in order."""
    return [row.id for row in statements.rows(session, people_read.IDS_OF, service_id=service_id)]


def service_id_of(session: Session, person_id: int) -> int:
    """The service that supports somebody, or did last. Raises NoResultFound."""
    found: int = statements.one(session, people_read.WHERE, person_id=person_id).service_id
    return found


def _persons(rows: Iterable[Row]) -> list[people.Person]:
    return [_person(row) for row in rows]


def _person(row: Row) -> people.Person:
    decided = None
    if row.decided_id is not None:
        decided = agreed.AskedAgreed(row.decided_id, row.id, row.at, row.on_date, row.until, row.with_person)
    plan, held = asked.held(row.loaded_at, row.body, decided)
    return people.Person(
        row.id, row.key, row.known_as, row.service_id, plan, row.plan_id, row.version or 0, held
    )


def latest_plans(session: Session, person_ids: Iterable[int]) -> dict[int, tables.Plan]:
    """The highest version of each person's plan, by person, as a file said it: see `asked.holding` for what holds."""
    newest = (
        sa.select(col(tables.Plan.person_id), sa.func.max(col(tables.Plan.version)).label("version"))
        .where(col(tables.Plan.person_id).in_(list(person_ids)))
        .group_by(col(tables.Plan.person_id))
        .subquery()
    )
    rows = session.execute(
        sa.select(tables.Plan).join(
            newest,
            sa.and_(
                col(tables.Plan.person_id) == newest.c.person_id, col(tables.Plan.version) == newest.c.version
            ),
        )
    ).scalars()
    return {row.person_id: row for row in rows}


@dataclass(frozen=True)
class Version:
    """One version of a person's plan; `body` is None for one that says they have none any more."""

    id: int
    person_id: int
    version: int
    body: plans.Plan | None


def plan(session: Session, plan_id: int) -> Version:
    """One version of a plan, read once a session, for it never changes. Raises NoResultFound."""
    known: dict[int, Version] = session.info.setdefault("plans", {})
    if plan_id not in known:
        row = statements.one(session, people_read.VERSION, plan_id=plan_id)
        known[plan_id] = Version(row.id, row.person_id, row.version, row.body)
    return known[plan_id]


def staff(session: Session, staff_id: int) -> people.Staff:
    """The staff member with this id. Raises NoResultFound."""
    rows = statements.rows(session, people_read.STAFF_GET, staff_id=staff_id)
    if not rows:
        raise NoResultFound(f"no staff member {staff_id}")
    return _staff(rows)[0]


def name_of(session: Session, staff_id: int, written: str | None = None) -> str:
    """What an author is called: as they wrote it, where they are in no list; else by the name of the staff member."""
    if written:
        return written
    spec: house.Staff = statements.one(session, people_read.NAME, staff_id=staff_id).spec
    return spec.name


def staff_by_slack(session: Session, slack: str, now: datetime | None = None) -> people.Staff | None:
    """The staff member with this Slack id, with the services that they cover at `now`."""
    found = next(iter(_staff(statements.rows(session, people_read.BY_SLACK, slack=slack))), None)
    return replace(found, covering=_covering(session, found.id, now)) if found and now else found


def _covering(session: Session, staff_id: int, now: datetime) -> frozenset[int]:
    rows = statements.rows(session, people_read.COVERING, staff_id=staff_id, now=now)
    return frozenset(row.service_id for row in rows)


def answering(session: Session, service_id: int) -> list[people.Staff]:
    """Who may be behind a shared account of this service: its staff, by name."""
    here = _staff(statements.rows(session, people_read.AT_HOUSE, service_id=service_id))
    return sorted((one for one in here if not one.shared), key=lambda one: (one.name.casefold(), one.id))


def holders(session: Session, role: str, service_id: int) -> list[people.Staff]:
    """Everybody who holds the role in the service, shared accounts left out: those nobody may be behind."""
    rows = statements.rows(session, people_read.HOLDERS, role=role, service_id=service_id)
    return [one for one in _staff(rows) if not one.shared]


def listed(session: Session) -> list[people.Staff]:
    """Everybody whom a file names, by id."""
    return _staff(statements.rows(session, people_read.LISTED))


def administrators(session: Session, service_id: int | None) -> list[people.Staff]:
    """Whom to tell that something is set up wrongly: administrators, else the service's managers, else any."""
    found = _staff(statements.rows(session, people_read.ADMINISTRATORS))
    if not found and service_id is not None:
        found = holders(session, "manager", service_id)
    return found or [one for one in listed(session) if one.role == "manager" and not one.shared]


def _staff(rows: Sequence[Row]) -> list[people.Staff]:
    """In the order given, which has the rows of one together."""
    where: dict[int, set[int]] = {}
    for row in rows:
        where.setdefault(row.id, set()).add(row.service_id)
    return [
        people.Staff(
            row.id, row.slack, row.spec.name, row.spec.role, frozenset(where[row.id] - {None}),
            row.spec.phone, row.spec.agency, row.spec.shared, listed=row.listed,
        )
        for row in {row.id: row for row in rows}.values()
    ]  # fmt: skip


def rotas(session: Session) -> dict[str, house.Rota]:
    """Every rota by key."""
    return {row.key: row.spec for row in statements.rows(session, people_read.ROTAS)}


def ladders(session: Session) -> dict[str, house.Ladder]:
    """Every ladder by key."""
    return {row.key: row.spec for row in statements.rows(session, people_read.LADDERS)}


def rota_of(session: Session, key: str) -> house.Rota | None:
    """The rota with this key."""
    row = statements.first(session, people_read.ROTA_GET, key=key)
    return row.spec if row else None


def ladder(session: Session, key: str) -> house.Ladder | None:
    """The ladder with this key."""
    row = statements.first(session, people_read.LADDER_GET, key=key)
    return row.spec if row else None


def unlist(session: Session, left: Collection[int]) -> None:
    """Of these staff, whoever works nowhere any more is listed no more: what once told them is not theirs to open.

    A rota, or safeguarding, may still name them, by a file of its own.
    """
    found = organisation(session)
    safe = found.safeguarding if found else None
    named = {slack for one in rotas(session).values() for slack in rota.everybody(one)}
    named |= {safe.lead, safe.deputy or safe.lead} if safe else set()
    somewhere = sa.exists().where(
        col(tables.StaffService.staff_id) == col(tables.Staff.id),
        col(tables.StaffService.ended_at).is_(None),
    )
    gone = sa.select(tables.Staff).where(col(tables.Staff.id).in_(left), ~somewhere)
    for row in session.execute(gone).scalars():
        row.listed = row.slack in named
    session.flush()
