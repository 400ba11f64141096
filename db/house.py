"""Keeping a house file: loaded again and again without duplicates; what is gone is ended, never deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import house, plans
from bot.house_rules import House
from db import journal, people, tables, versions


@dataclass(frozen=True)
class Changed:
    """One difference that loading made. `name` is the key in the file; `detail` says what of it."""

    how: Literal["added", "changed", "ended", "back"]
    what: str
    name: str
    detail: str = ""


class Elsewhere(Exception):
    """Files would change what a service that is not in them relies on. The text says what, and the remedy."""


def apply(session: Session, loaded: House, now: datetime) -> list[Changed]:
    """Make the database say what `loaded` says about its services; services not in it are untouched.

    The caller's transaction: all of it or nothing. Returns what changed, in the file's order. Raises Elsewhere
    when a service that is not in `loaded` has a person of the same key, or is told by what would change.
    """
    changes: list[Changed] = []
    changes += _organisation(session, loaded.organisation)
    services = _services(session, loaded.services, changes)
    left = _staff(session, loaded.staff, services, now, changes)
    others = _others(session, set(services.values()))
    changes += _whole(session, tables.Rota, "rota", loaded.rotas, others)
    changes += _whole(session, tables.Ladder, "ladder", loaded.ladders, others)
    _people(session, loaded.people, services, now, changes)
    people.unlist(session, left)
    for change in changes:
        journal.write(
            session, now, f"house.{change.how}", why=f"{change.what} {change.name} {change.detail}".strip()
        )
    return changes


def _organisation(session: Session, spec: house.Organisation | None) -> list[Changed]:
    if spec is None:
        return []
    row = session.execute(sa.select(tables.Organisation)).scalars().first()
    if row is None:
        session.add(tables.Organisation(spec=spec))
        return [Changed("added", "organisation", spec.name)]
    if row.spec == spec:
        return []
    row.spec = spec
    return [Changed("changed", "organisation", spec.name)]


def _services(session: Session, specs: Sequence[house.Service], changes: list[Changed]) -> dict[str, int]:
    """Keep the services; their ids by key."""
    ids: dict[str, int] = {}
    for spec in specs:
        row = (
            session.execute(sa.select(tables.Service).where(col(tables.Service.key) == spec.key))
            .scalars()
            .first()
        )
        if row is None:
            row = tables.Service(key=spec.key, channel=spec.channel, spec=spec)
            session.add(row)
            changes.append(Changed("added", "service", spec.key))
        elif row.spec != spec:
            changes.append(Changed("changed", "service", spec.key, _differing(row.spec, spec)))
            row.spec, row.channel = spec, spec.channel
        session.flush()
        assert row.id is not None
        ids[spec.key] = row.id
    return ids


def _differing(old: house.Model, new: house.Model) -> str:
    names = [name for name in type(new).model_fields if getattr(old, name) != getattr(new, name)]
    return ", ".join(name.rstrip("_") for name in names)


def _staff(
    session: Session,
    specs: Sequence[house.Staff],
    services: dict[str, int],
    now: datetime,
    changes: list[Changed],
) -> set[int]:
    """The ids of those who were staff of one of these services until now."""
    wanted: set[tuple[int, int]] = set()
    for spec in specs:
        row = (
            session.execute(sa.select(tables.Staff).where(col(tables.Staff.slack) == spec.slack))
            .scalars()
            .first()
        )
        if row is None:
            row = tables.Staff(slack=spec.slack, role=spec.role, spec=spec)
            session.add(row)
            changes.append(Changed("added", "staff", spec.slack))
        else:
            held = _as_linked(session, row, spec, services)
            if held != spec:
                changes.append(Changed("changed", "staff", spec.slack, _differing(held, spec)))
            row.spec, row.role, row.listed = spec, spec.role, True
        session.flush()
        assert row.id is not None
        wanted |= {(row.id, services[key]) for key in spec.services}
    left = _links(session, wanted, set(services.values()), now, changes)
    here = {spec.slack for spec in specs}
    return {one for one in left if session.get_one(tables.Staff, one).slack not in here}


def _as_linked(
    session: Session, row: tables.Staff, spec: house.Staff, services: dict[str, int]
) -> house.Staff:
    """Somebody as kept, with those of `services` whose staff they are: of others this file says nothing.

    A service that they come back to is among them: that is a change of its own.
    """
    rows = session.execute(
        sa.select(tables.StaffService).where(col(tables.StaffService.staff_id) == row.id)
    ).scalars()
    linked = {one.service_id: one.ended_at is None for one in rows}
    here = [key for key, at in services.items() if linked.get(at) or (at in linked and key in spec.services)]
    as_spec = spec.services if set(spec.services) == set(here) else here
    return row.spec.model_copy(update={"services": as_spec})


def _links(
    session: Session, wanted: set[tuple[int, int]], services: set[int], now: datetime, changes: list[Changed]
) -> set[int]:
    """Who is staff where: exactly `wanted`, within these services. The ids of those who are it no more."""
    left = set()
    rows = session.execute(
        sa.select(tables.StaffService).where(col(tables.StaffService.service_id).in_(services))
    ).scalars()
    held = {(row.staff_id, row.service_id): row for row in rows}
    for pair in sorted(wanted - set(held)):
        session.add(tables.StaffService(staff_id=pair[0], service_id=pair[1]))
    for pair, row in held.items():
        if (pair in wanted) == (row.ended_at is None):
            continue
        row.ended_at = None if pair in wanted else now
        left |= set() if pair in wanted else {pair[0]}
        member = session.get_one(tables.Staff, pair[0])
        service = session.get_one(tables.Service, pair[1])
        how: Literal["back", "ended"] = "back" if pair in wanted else "ended"
        changes.append(Changed(how, "staff", member.slack, f"of {service.key}"))
    session.flush()
    return left


def _others(session: Session, services: set[int]) -> dict[str, str]:
    """What services that are not being loaded tell, as `rota:KEY` and `ladder:KEY`; the key of one that does."""
    ladders = people.ladders(session)
    told: dict[str, str] = {}
    for one in people.services(session):
        if one.id in services:
            continue
        plans_there = [person.plan for person in people.people_of(session, one.id) if person.plan]
        tells = {threshold.tell for plan in plans_there for threshold in plan.thresholds}
        tells.add(f"ladder:{one.spec.ladder}")
        rungs = {
            rung.tell for key, ladder in ladders.items() if f"ladder:{key}" in tells for rung in ladder.rungs
        }
        told |= dict.fromkeys(tells | rungs, one.spec.key)
    return told


def _refuse(what: str, key: str, service: str) -> None:
    raise Elsewhere(
        f"{what} {key} also belongs to {service}, which is not in these files. "
        f"Load the files of both together, or give this {what} another key."
    )


def _whole(
    session: Session,
    table: Any,
    what: str,
    specs: Sequence[house.Rota | house.Ladder],
    others: dict[str, str],
) -> list[Changed]:
    """Rotas and ladders are replaced as a whole; escalations under way keep the ladder they froze."""
    changes = []
    for spec in specs:
        row = session.execute(sa.select(table).where(table.key == spec.key)).scalars().first()
        if row is None:
            session.add(table(key=spec.key, spec=spec))
            changes.append(Changed("added", what, spec.key))
        elif row.spec != spec:
            if used := others.get(f"{what}:{spec.key}"):
                _refuse(what, spec.key, used)
            changes.append(Changed("changed", what, spec.key, _gone(row.spec, spec)))
            row.spec = spec
    session.flush()
    return changes


def _gone(old: house.Rota | house.Ladder, new: house.Rota | house.Ladder) -> str:
    """The rungs that a ladder no longer has."""
    if not isinstance(old, house.Ladder) or not isinstance(new, house.Ladder):
        return ""
    left = [rung.tell for rung in old.rungs if rung.tell not in {kept.tell for kept in new.rungs}]
    return f"no longer tells {', '.join(left)}" if left else ""


def _people(
    session: Session,
    specs: Sequence[plans.Person],
    services: dict[str, int],
    now: datetime,
    changes: list[Changed],
) -> None:
    for spec in specs:
        row = (
            session.execute(sa.select(tables.Person).where(col(tables.Person.key) == spec.key))
            .scalars()
            .first()
        )
        if row is None:
            row = tables.Person(key=spec.key, service_id=services[spec.service], known_as=spec.known_as)
            session.add(row)
            changes.append(Changed("added", "person", spec.key))
        else:
            if row.ended_at is None and row.service_id not in services.values():
                _refuse("person", spec.key, people.service(session, row.service_id).spec.key)
            _keep_person(row, spec, services[spec.service], changes)
        session.flush()
        assert row.id is not None
        if kept := versions.keep(session, row.id, spec.plan, now):
            changes.append(Changed("added" if kept.first else "changed", "plan", spec.key, kept.detail))
    _end_absent(session, {spec.key for spec in specs}, set(services.values()), now, changes)


def _keep_person(row: tables.Person, spec: plans.Person, service_id: int, changes: list[Changed]) -> None:
    if row.ended_at is not None:
        row.ended_at = None
        changes.append(Changed("back", "person", spec.key))
    if row.service_id != service_id:
        row.service_id = service_id
        changes.append(Changed("changed", "person", spec.key, f"now at {spec.service}"))
    if row.known_as != spec.known_as:
        row.known_as = spec.known_as
        changes.append(Changed("changed", "person", spec.key, "known_as"))


def _end_absent(
    session: Session, keys: set[str], services: set[int], now: datetime, changes: list[Changed]
) -> None:
    rows = session.execute(
        sa.select(tables.Person).where(
            col(tables.Person.service_id).in_(services), col(tables.Person.ended_at).is_(None)
        )
    ).scalars()
    for row in rows:
        if row.key not in keys:
            row.ended_at = now
            changes.append(Changed("ended", "person", row.key))
