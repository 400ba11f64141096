"""Who is who: services, people, staff, rotas, ladders; and who is it no more."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import house, people, rota
from db import asked, tables


def organisation(session: Session) -> house.Organisation | None:
    """Whom this Relay serves; None until a house file was loaded."""
    row = session.execute(sa.select(tables.Organisation)).scalars().first()
    return row.spec if row else None


def services(session: Session) -> list[people.Service]:
    """All services, by key."""
    rows = session.execute(sa.select(tables.Service).order_by(col(tables.Service.key))).scalars()
    return [_service(row) for row in rows]


def service(session: Session, service_id: int) -> people.Service:
    """The service with this id. Raises NoResultFound."""
    return _service(session.get_one(tables.Service, service_id))


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


def _service(row: tables.Service) -> people.Service:
    assert row.id is not None
    return people.Service(row.id, row.spec)


def person(session: Session, person_id: int) -> people.Person:
    """The person with this id and the plan that holds. Raises NoResultFound."""
    return _persons(session, [session.get_one(tables.Person, person_id)])[0]


def persons(session: Session, person_ids: Iterable[int]) -> list[people.Person]:
    """The people with these ids and the plans that hold, by id."""
    rows = session.execute(
        sa.select(tables.Person)
        .where(col(tables.Person.id).in_(list(person_ids)))
        .order_by(col(tables.Person.id))
    ).scalars()
    return _persons(session, list(rows))


def people_of(session: Session, service_id: int) -> list[people.Person]:
    """Everybody the service supports now, in the order they were first loaded."""
    rows = session.execute(
        sa.select(tables.Person)
        .where(col(tables.Person.service_id) == service_id, col(tables.Person.ended_at).is_(None))
        .order_by(col(tables.Person.id))
    ).scalars()
    return _persons(session, list(rows))


def _persons(session: Session, rows: list[tables.Person]) -> list[people.Person]:
    newest = latest_plans(session, [row.id for row in rows if row.id is not None])
    held = asked.holding(session, newest)
    made = []
    for row in rows:
        assert row.id is not None
        version = newest.get(row.id)
        plan, agreed = held.get(row.id, (None, None))
        made.append(
            people.Person(
                row.id, row.key, row.known_as, row.service_id,
                plan, version.id if version else None, version.version if version else 0, agreed,
            )
        )  # fmt: skip
    return made


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


def plan(session: Session, plan_id: int) -> tables.Plan:
    """One version of a plan, read once a session: it never changes, and is slow to read. Raises NoResultFound."""
    row = session.get_one(tables.Plan, plan_id)
    # the session itself forgets a row that nobody holds
    session.info.setdefault("plans", {})[plan_id] = row
    return row


def staff(session: Session, staff_id: int) -> people.Staff:
    """The staff member with this id. Raises NoResultFound."""
    return _staff(session, [session.get_one(tables.Staff, staff_id)])[0]


def name_of(session: Session, staff_id: int, written: str | None = None) -> str:
    """What an author is called: as they wrote it, where they are in no list; else by the name of the staff member."""
    return written or session.get_one(tables.Staff, staff_id).spec.name


def staff_by_slack(session: Session, slack: str, now: datetime | None = None) -> people.Staff | None:
    """The staff member with this Slack id, with the services that they cover at `now`."""
    row = session.execute(sa.select(tables.Staff).where(col(tables.Staff.slack) == slack)).scalars().first()
    if row is None:
        return None
    found = _staff(session, [row])[0]
    return replace(found, covering=_covering(session, found.id, now)) if now else found


def _covering(session: Session, staff_id: int, now: datetime) -> frozenset[int]:
    rows = session.execute(
        sa.select(col(tables.Cover.service_id)).where(
            col(tables.Cover.staff_id) == staff_id,
            col(tables.Cover.until_at) > now,
            col(tables.Cover.approved_at).is_not(None),
        )
    ).scalars()
    return frozenset(rows)


def answering(session: Session, service_id: int) -> list[people.Staff]:
    """Who may be behind a shared account of this service: its staff, by name."""
    rows = session.execute(
        sa.select(tables.Staff)
        .join(tables.StaffService, col(tables.StaffService.staff_id) == col(tables.Staff.id))
        .where(col(tables.StaffService.service_id) == service_id, col(tables.StaffService.ended_at).is_(None))
    ).scalars()
    people_here = [one for one in _staff(session, list(rows)) if not one.shared]
    return sorted(people_here, key=lambda one: (one.name.casefold(), one.id))


def holders(session: Session, role: str, service_id: int) -> list[people.Staff]:
    """Everybody who holds the role in the service, shared accounts left out: those nobody may be behind."""
    rows = session.execute(
        sa.select(tables.Staff)
        .join(tables.StaffService, col(tables.StaffService.staff_id) == col(tables.Staff.id))
        .where(
            col(tables.Staff.role) == role,
            col(tables.StaffService.service_id) == service_id,
            col(tables.StaffService.ended_at).is_(None),
        )
        .order_by(col(tables.Staff.id))
    ).scalars()
    return [one for one in _staff(session, list(rows)) if not one.shared]


def listed(session: Session) -> list[people.Staff]:
    """Everybody whom a file names, by id."""
    rows = session.execute(
        sa.select(tables.Staff).where(col(tables.Staff.listed)).order_by(col(tables.Staff.id))
    ).scalars()
    return _staff(session, list(rows))


def administrators(session: Session, service_id: int | None) -> list[people.Staff]:
    """Whom to tell that something is set up wrongly: administrators, else the service's managers."""
    rows = session.execute(
        sa.select(tables.Staff).where(col(tables.Staff.role) == "administrator", col(tables.Staff.listed))
    ).scalars()
    found = _staff(session, list(rows))
    if found or service_id is None:
        return found
    return holders(session, "manager", service_id)


def _staff(session: Session, rows: list[tables.Staff]) -> list[people.Staff]:
    ids = [row.id for row in rows if row.id is not None]
    where: dict[int, set[int]] = {one: set() for one in ids}
    links = session.execute(
        sa.select(tables.StaffService).where(
            col(tables.StaffService.staff_id).in_(ids), col(tables.StaffService.ended_at).is_(None)
        )
    ).scalars()
    for link in links:
        where[link.staff_id].add(link.service_id)
    made = []
    for row in rows:
        assert row.id is not None
        spec = row.spec
        made.append(
            people.Staff(
                row.id, row.slack, spec.name, spec.role, frozenset(where[row.id]),
                spec.phone, spec.agency, spec.shared, listed=row.listed,
            )
        )  # fmt: skip
    return made


def rotas(session: Session) -> dict[str, house.Rota]:
    """Every rota by key."""
    return {row.key: row.spec for row in session.execute(sa.select(tables.Rota)).scalars()}


def ladders(session: Session) -> dict[str, house.Ladder]:
    """Every ladder by key."""
    return {row.key: row.spec for row in session.execute(sa.select(tables.Ladder)).scalars()}


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
