"""A house file kept: whole, in the caller's transaction, with each service's next handover on the list."""

from collections.abc import Sequence
from datetime import datetime

import bot.rota
import db.export
import db.house
import db.people
from bot.house_rules import House
from db.house import Changed
from db.session import Session
from handlers.flow import handoff, handover, redraw, replanned


def keep(
    session: Session, house: House, now: datetime, places: db.export.Places | None = None
) -> list[Changed]:
    """Make the database say what the file says. What changed, in the file's order.

    `places` say where the file had ${NAME}. The newest question of a house where a plan changed says so.
    """
    on = {key: bot.rota.on_call(rota, now) for key, rota in db.people.rotas(session).items()}
    changes = db.house.apply(session, house, now)
    db.export.keep_places(session, house, places or {})
    for service in db.people.services(session):
        handover.plan_ahead(session, service, now)
    for key, rota in db.people.rotas(session).items():
        # somebody has to have been on, or nobody by a rota's own word: a new rota changes no hands
        handoff.edited(session, rota, on[key] if key in on else bot.rota.on_call(rota, now), now)
    _say_changed(session, house, changes, now)
    return changes


def _say_changed(session: Session, house: House, changes: Sequence[Changed], now: datetime) -> None:
    changed = {one.name for one in changes if one.what == "plan"}
    where = {person.service for person in house.people if person.key in changed}
    for service in db.people.services(session):
        if service.spec.key not in where:
            continue
        for person in db.people.people_of(session, service.id):
            if person.key in changed:
                replanned.replanned(session, service, person, now)
        redraw.newest(session, service.id, now)
