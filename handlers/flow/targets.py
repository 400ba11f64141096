"""Finding who is on a rung, and whom a house can phone, at this moment."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

import bot.oncall
import bot.rota
import db.overrides
import db.people
from bot import house
from bot.escalation import OnRung
from bot.oncall import OnCall
from bot.people import Contact, Person, Service, Staff
from db.session import Session


def on_rung(
    session: Session, service: Service, person: Person | None, now: datetime, escalation_id: int | None = None
) -> OnRung:
    """Who is on a rung now, without anybody the person does not want contacted."""
    without = unwanted(session, person, escalation_id) if escalation_id else not_wanted(person)

    def who(rung: house.Rung) -> Sequence[Staff]:
        return [one for one in _told_by(session, service, rung.tell, now) if one.slack not in without]

    return who


def not_wanted(person: Person | None) -> set[str]:
    """The Slack users that a person's plan says never to ring."""
    if person is None or person.plan is None:
        return set()
    return {one.staff for one in person.plan.contacts.not_wanted if one.staff}


def unwanted(session: Session, person: Person | None, escalation_id: int) -> set[str]:
    """As `not_wanted`, without those whom a manager has had told of this escalation all the same."""
    found = not_wanted(person)
    return found - {one.whom for one in db.overrides.of(session, escalation_id)} if found else found


def _told_by(session: Session, service: Service, tell: str, now: datetime) -> list[Staff]:
    kind, _, name = tell.partition(":")
    if kind == "role":
        return db.people.holders(session, name, service.id)
    rota = db.people.rota_of(session, name)
    slack = bot.rota.on_call(rota, now) if rota else None
    found = db.people.staff_by_slack(session, slack) if slack else None
    return [found] if found and not found.shared else []


def managers(session: Session, service: Service) -> list[Staff]:
    """The managers of a service; where it has none, its team leaders."""
    found = db.people.holders(session, "manager", service.id)
    return found or db.people.holders(session, "team_leader", service.id)


def takes_turns(session: Session, service: Service, slack: str) -> bool:
    """Whether somebody is on call for a house at times: they are in a rota of its ladder."""
    ladder = db.people.ladders(session).get(service.spec.ladder)
    rotas = db.people.rotas(session)
    told = [rotas.get(rung.tell.removeprefix("rota:")) for rung in (ladder.rungs if ladder else [])]
    return any(slack in bot.rota.everybody(rota) for rota in told if rota)


def on_call(
    session: Session, service: Service, now: datetime, person: Person | None = None
) -> tuple[Contact, ...]:
    """Whom the house phones now: the first rung of its ladder that has somebody on it."""
    ladder = db.people.ladder(session, service.spec.ladder)
    who = on_rung(session, service, person, now)
    for rung in ladder.rungs if ladder else []:
        if found := who(rung):
            return tuple(Contact(one.name, one.phone) for one in found)
    return ()


def seen(session: Session, service: Service, now: datetime) -> OnCall:
    """Who is on call for a house now, after them, and next."""
    ladder = db.people.ladders(session).get(service.spec.ladder)

    @cache
    def who(rung: house.Rung, at: datetime) -> tuple[Contact, ...]:
        return tuple(Contact(one.name, one.phone) for one in _told_by(session, service, rung.tell, at))

    return bot.oncall.seen(service, ladder.rungs if ladder else [], db.people.rotas(session), who, now)


def emergency(session: Session) -> str:
    """The emergency number of the organisation."""
    organisation = db.people.organisation(session)
    return organisation.emergency if organisation else "999"
