"""A house file kept: whole, in the caller's transaction, with each service's next handover on the list."""

from collections.abc import Sequence
from datetime import datetime

import bot.rota
import db.export
import db.house
import db.people
from bot.house_rules import House
from bot.people import Service
from db.house import Changed
from db.session import Session
from handlers.flow import actions, checks, handoff, handover, private, redraw, replanned


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
    checks.edited(session, now)
    # escalations before the messages that show them: whoever acts on one holds it and wants these, in this order
    where = _replanned(session, house, changes, now)
    replanned.left(session, now)
    private.left(session, now)
    actions.left(session, now)
    for key, rota in db.people.rotas(session).items():
        # somebody has to have been on, or nobody by a rota's own word: a new rota changes no hands
        handoff.edited(session, rota, on[key] if key in on else bot.rota.on_call(rota, now), now)
    for service in where:
        redraw.newest(session, service.id, now)
    return changes


def _replanned(session: Session, house: House, changes: Sequence[Changed], now: datetime) -> list[Service]:
    """Do what a changed plan means for what rings. The houses where a plan changed."""
    changed = {one.name for one in changes if one.what == "plan"}
    keys = {person.service for person in house.people if person.key in changed}
    where = [one for one in db.people.services(session) if one.spec.key in keys]
    for service in where:
        for person in db.people.people_of(session, service.id):
            if person.key in changed:
                replanned.replanned(session, person, now)
    return where
