"""Finding who is on a rung, and whom a house can phone, at this moment."""

from collections.abc import Sequence
from datetime import datetime

import bot.rota
import db.people
from bot import house
from bot.escalation import OnRung
from bot.people import Contact, Person, Service, Staff
from db.session import Session


def on_rung(session: Session, service: Service, person: Person | None, now: datetime) -> OnRung:
    """Who is on a rung now, without anybody the person does not want contacted."""
    unwanted = not_wanted(person)

    def who(rung: house.Rung) -> Sequence[Staff]:
        return [one for one in _told_by(session, service, rung.tell, now) if one.slack not in unwanted]

    return who


def not_wanted(person: Person | None) -> set[str]:
    """The Slack users that a person's plan says never to ring."""
    if person is None or person.plan is None:
        return set()
    return {one.staff for one in person.plan.contacts.not_wanted if one.staff}


def _told_by(session: Session, service: Service, tell: str, now: datetime) -> list[Staff]:
    kind, _, name = tell.partition(":")
    if kind == "role":
        return db.people.holders(session, name, service.id)
    rota = db.people.rotas(session).get(name)
    slack = bot.rota.on_call(rota, now) if rota else None
    found = db.people.staff_by_slack(session, slack) if slack else None
    return [found] if found and not found.shared else []


def on_call(
    session: Session, service: Service, now: datetime, person: Person | None = None
) -> tuple[Contact, ...]:
    """Whom the house phones now: the first rung of its ladder that has somebody on it."""
    ladder = db.people.ladders(session).get(service.spec.ladder)
    who = on_rung(session, service, person, now)
    for rung in ladder.rungs if ladder else []:
        if found := who(rung):
            return tuple(Contact(one.name, one.phone) for one in found)
    return ()


def on_call_until(session: Session, service: Service, now: datetime) -> datetime | None:
    """When the first rung that has somebody on it changes hands; None for a role, which never does."""
    ladder = db.people.ladders(session).get(service.spec.ladder)
    rotas = db.people.rotas(session)
    who = on_rung(session, service, None, now)
    for rung in ladder.rungs if ladder else []:
        if who(rung):
            kind, _, name = rung.tell.partition(":")
            return bot.rota.turn(rotas[name], now).until if kind == "rota" else None
    return None


def emergency(session: Session) -> str:
    """The emergency number of the organisation."""
    organisation = db.people.organisation(session)
    return organisation.emergency if organisation else "999"
