"""Builders: somebody goes away and comes back, at Rowan House; and what is kept and shown of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col

import db.people
from bot.away import Said
from db import tables
from handlers.flow import away as flow
from handlers.flow.away import Kept
from tests.house import DUE, Rowan, rows

WEEKEND = DUE + timedelta(hours=68)  # Sunday, 17:15


def goes(
    house: Rowan, key: str = "sam", until: datetime = WEEKEND, why: str | None = None, nonce: str | None = None,
    *, between: bool = False, slack: str = "U0WORKER",
) -> Kept:  # fmt: skip
    """Somebody is away, said at the newest question or between handovers."""
    at = None if between else house.newest()
    nonce = nonce or f"away {next(house.nonces)}"
    with house.database.write() as session:
        return flow.away(
            session, house.service(), house.person(key).id, at, Said(until, why), house.author(slack), nonce,
            house.clock.at,
        )  # fmt: skip


def comes_back(house: Rowan, key: str = "sam", handover_id: int | None = None) -> Kept:
    with house.database.write() as session:
        return flow.back(
            session, house.service(), house.person(key).id, handover_id or house.newest(), house.author(),
            house.clock.at,
        )  # fmt: skip


def later(house: Rowan, at: datetime) -> int:
    """It is then, and whatever was due has been asked; the newest handover's id."""
    house.clock.at = at
    house.tick()
    return house.newest()


def asked(house: Rowan, handover_id: int | None = None) -> dict[str, bool]:
    """Who stands on a handover, and whether they are asked about."""
    about = handover_id or house.newest()
    held = rows(house.database, tables.HandoverPerson, col(tables.HandoverPerson.handover_id) == about)
    return {name(house, row.person_id): row.asked for row in held}


def name(house: Rowan, person_id: int) -> str:
    with house.database.read() as session:
        return db.people.person(session, person_id).known_as


def shown(house: Rowan, handover_id: int | None = None, service: str = "rowan-house") -> Any:
    """Who is away until when, and who was due back, by name."""
    with house.database.read() as session:
        gone, back = flow.shown(session, house.service(service).id, handover_id or house.newest())
    return {one.person.known_as: one.until for one in gone}, _byname(house, back)


def _byname(house: Rowan, back: Mapping[int, datetime]) -> dict[str, datetime]:
    return {name(house, who): at for who, at in back.items()}


def ended(house: Rowan) -> list[bool]:
    return [row.ended_at is not None for row in rows(house.database, tables.Absence)]
