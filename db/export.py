"""Reading the house back as one file would say it, and where files said ${NAME}."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import house, plans
from bot.agreed import AskedAgreed
from bot.house_rules import House
from db import asked, people, tables

Part = tuple[str, str]
# by part ("staff") and key: from the place of a value ("phone", "shifts/0/name") to the text as written
Places = Mapping[Part, Mapping[str, str]]
ASKED_UNTIL = "plan/asked/until"
# beside the places of a part: what it was when they were noted
SEAL = ""


class Stale(Exception):
    """What is known of where a part said ${NAME} was noted of another state of it. The text names the part."""


@dataclass(frozen=True)
class Exported:
    """A house, and where in it stands what a file wrote with ${NAME}.

    `agreed` is what the huddle agreed about asking, by the key of a person: the house says so already.
    """

    house: House
    places: Places
    agreed: Mapping[str, AskedAgreed] = field(default_factory=dict)


def parts(loaded: House) -> list[tuple[Part, house.Model]]:
    """Everything in `loaded` by part and key, in the file's order."""
    return [
        *([(("organisation", ""), loaded.organisation)] if loaded.organisation else []),
        *((("service", one.key), one) for one in loaded.services),
        *((("staff", one.slack), one) for one in loaded.staff),
        *((("rota", one.key), one) for one in loaded.rotas),
        *((("ladder", one.key), one) for one in loaded.ladders),
        *((("person", one.key), one) for one in loaded.people),
    ]


def keep_places(session: Session, loaded: House, places: Places) -> None:
    """Where the files of `loaded` said ${NAME}, instead of what was known of each part in it."""
    for part, spec in parts(loaded):
        row = session.get(tables.Written, part)
        noted = dict(places.get(part, {}))
        if noted:
            noted[SEAL] = _seal(spec)
        if row is not None and not noted:
            session.delete(row)
        elif row is not None:
            row.places = noted
        elif noted:
            session.add(tables.Written(part=part[0], key=part[1], places=noted))
    session.flush()


def _seal(spec: house.Model) -> str:
    """A short word for all that `spec` says, the same before it is kept and after.

    Until when somebody is asked about is left out: the huddle may agree that anew.
    """
    if isinstance(spec, plans.Person) and spec.plan:
        undated = spec.plan.asked.model_copy(update={"until": None})
        spec = spec.model_copy(update={"plan": spec.plan.model_copy(update={"asked": undated})})
    return _whole_seal(spec)


def _whole_seal(spec: house.Model) -> str:
    kept = type(spec).model_validate_json(spec.model_dump_json(by_alias=True))
    return hashlib.sha256(kept.model_dump_json(by_alias=True).encode()).hexdigest()


def held(session: Session, service: str | None = None) -> Exported:
    """All that holds now, each part in the order in which it was first loaded; or one service and what it needs.

    Staff are those of these services; those who were listed as nobody's, when all is asked for; and with
    `services: []` whoever is still named otherwise; never somebody whom no file lists. People are those who have
    not ended. Of one service there is no organisation. Raises KeyError when there is no such
    service, Stale when a ${NAME} cannot be put back.
    """
    services = [row.spec for row in _in_order(session, tables.Service) if service in (None, row.key)]
    if service is not None and not services:
        raise KeyError(service)
    keys = [one.key for one in services]
    rotas = [row.spec for row in _in_order(session, tables.Rota)]
    ladders = [row.spec for row in _in_order(session, tables.Ladder)]
    supported, agreed = _people(session, keys)
    if service is not None:
        ladders, rotas = _needed(services, supported, ladders, rotas)
    organisation = people.organisation(session) if service is None else None
    around = House(
        organisation=organisation, services=services, rotas=rotas, ladders=ladders, people=supported
    )
    listed = _listed(session, keys, around, everybody=service is None)
    whole = around.model_copy(
        update={"staff": [spec.model_copy(update={"services": at}) for spec, at in listed]}
    )
    places = _places(session, whole, [spec for spec, _ in listed])
    for key in agreed:
        # a date that the huddle agreed is no longer what a file wrote there
        places.get(("person", key), {}).pop(ASKED_UNTIL, None)
    return Exported(whole, places, agreed)


def _in_order(session: Session, table: Any) -> list[Any]:
    return list(session.execute(sa.select(table).order_by(table.id)).scalars())


def _people(session: Session, services: list[str]) -> tuple[list[plans.Person], Mapping[str, AskedAgreed]]:
    """Whom these services support, by the plans that hold; and by key what the huddle agreed about asking."""
    rows = session.execute(
        sa.select(tables.Person, col(tables.Service.key))
        .join(tables.Service, col(tables.Service.id) == col(tables.Person.service_id))
        .where(col(tables.Person.ended_at).is_(None), col(tables.Service.key).in_(services))
        .order_by(col(tables.Person.id))
    ).all()
    held = asked.holding(session, people.latest_plans(session, [row.id for row, _ in rows]))
    found = [(row, service, *held.get(row.id, (None, None))) for row, service in rows]
    supported = [
        plans.Person(key=row.key, known_as=row.known_as, service=service, plan=plan)
        for row, service, plan, _ in found
    ]
    return supported, {row.key: agreed for row, _, _, agreed in found if agreed}


def _needed(
    services: list[house.Service],
    supported: list[plans.Person],
    ladders: list[house.Ladder],
    rotas: list[house.Rota],
) -> tuple[list[house.Ladder], list[house.Rota]]:
    """The ladders and rotas that these services and people tell."""
    tells = {f"ladder:{one.ladder}" for one in services}
    tells |= {threshold.tell for one in supported if one.plan for threshold in one.plan.thresholds}
    climbed = [one for one in ladders if f"ladder:{one.key}" in tells]
    tells |= {rung.tell for one in climbed for rung in one.rungs}
    return climbed, [one for one in rotas if f"rota:{one.key}" in tells]


def _listed(
    session: Session, services: list[str], around: House, *, everybody: bool
) -> list[tuple[house.Staff, list[str]]]:
    """Staff as last loaded, with the services of these whose staff they are: first in the order they wrote."""
    active = _active(session, services)
    named = set(_texts(around.model_dump(mode="json")))
    found = []
    for row in _in_order(session, tables.Staff):
        if not row.listed:
            continue
        here = active.get(row.id, [])
        nobodys = everybody and not row.spec.services
        if here or nobodys or row.slack in named:
            wrote = [key for key in dict.fromkeys(row.spec.services) if key in here]
            found.append((row.spec, [*wrote, *(key for key in here if key not in wrote)]))
    return found


def _active(session: Session, services: list[str]) -> dict[int, list[str]]:
    """The services among these whose staff somebody is, by their row."""
    links = session.execute(
        sa.select(col(tables.StaffService.staff_id), col(tables.Service.key))
        .join(tables.Service, col(tables.Service.id) == col(tables.StaffService.service_id))
        .where(col(tables.StaffService.ended_at).is_(None), col(tables.Service.key).in_(services))
        .order_by(col(tables.Service.id))
    )
    active: dict[int, list[str]] = {}
    for staff_id, key in links:
        active.setdefault(staff_id, []).append(key)
    return active


def _texts(value: Any) -> Iterable[str]:
    """Every text in what a model dumps: whoever is named by an id is named by one of them."""
    if isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from _texts(child)
    elif isinstance(value, str):
        yield value


def _places(session: Session, whole: House, listed: list[house.Staff]) -> dict[Part, dict[str, str]]:
    """What was noted of each part of `whole`. `listed` are its staff as last loaded, with all their services."""
    noted = {
        (row.part, row.key): dict(row.places) for row in session.execute(sa.select(tables.Written)).scalars()
    }
    specs = dict(parts(whole)) | {("staff", spec.slack): spec for spec in listed}
    for part, spec in specs.items():
        # those noted before the huddle could agree a date were made with it
        if part in noted and noted[part].pop(SEAL, None) not in (_seal(spec), _whole_seal(spec)):
            raise Stale(f"{part[0]} {name(part, noted[part])}")
    for spec, now in zip(listed, whole.staff, strict=True):
        places = noted.get(("staff", spec.slack), {})
        at_services = _of_services(spec.services, now.services, places, noted)
        others = {place: text for place, text in places.items() if not place.startswith("services/")}
        noted["staff", spec.slack] = others | at_services
    return {part: noted[part] for part in specs if noted.get(part)}


def _of_services(
    wrote: list[str], now: list[str], places: Mapping[str, str], noted: Places
) -> dict[str, str]:
    """The places of somebody's services, where they stand now: as written, else as the service's own key was."""
    found = {}
    for i, key in enumerate(now):
        own = noted.get(("service", key), {}).get("key")
        text = places.get(f"services/{wrote.index(key)}") if key in wrote else own
        if text is not None:
            found[f"services/{i}"] = text
    return found


def name(part: Part, places: Mapping[str, str]) -> str:
    """What to call a part in words: its key, as it was written."""
    return places.get("key") or places.get("slack") or part[1]
