"""Plans read: opened by those who may, confirmed once a version, and the prompt that says who has not yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import bot.access
import bot.plan_reading
import db.journal
import db.people
import db.plans
from bot.access import Reason
from bot.people import Person, Service, Staff
from db.session import Session
from handlers.flow import redraw, targets
from prompts.plans import Shown

NO_PLAN = "no_plan"
Listed = tuple[Person, Service]


@dataclass(frozen=True)
class Opened:
    """The plan to show, or why not: a `bot.access.Reason`, or `NO_PLAN`."""

    shown: Shown | None = None
    reason: str = ""


def opened(session: Session, slack: str, person_id: int, service_id: int, now: datetime) -> Opened:
    """Open somebody's plan from a message of this service. Opened or not, it is journalled.

    Whether they may read there was decided before.
    """
    staff = db.people.staff_by_slack(session, slack, now)
    assert staff is not None, "the gate lets nobody else through"
    told = person_id in db.plans.told_about(session, staff.id)
    about: dict[str, Any] = {"actor": slack, "service_id": service_id, "person_id": person_id}
    person = db.people.person(session, person_id)
    # both ids came over the network, and people move; where they live now is nothing to say here
    here = person.service_id == service_id and (told or db.plans.supported(session, person_id))
    if not here or person.plan is None:
        return _refused(session, NO_PLAN, now, about)
    db.journal.write(session, now, "plan.opened", why=f"version {person.plan_version}", **about)
    return Opened(_shown(session, person, staff, now))


def _refused(session: Session, reason: str, now: datetime, about: dict[str, Any]) -> Opened:
    db.journal.write(session, now, "refused", why=reason, **about)
    return Opened(reason=reason)


def _shown(session: Session, person: Person, staff: Staff, now: datetime, *, changed: bool = False) -> Shown:
    assert person.plan is not None
    assert person.plan_id is not None
    service = db.people.service(session, person.service_id)
    confirms = bot.access.may(staff, "confirm_plan", service.id)
    return Shown(
        person, service, person.plan, db.plans.readings(session, service.id, [person])[person.id],
        db.people.ladders(session), targets.on_call(session, service, now, person), targets.emergency(session),
        may_confirm=confirms.allowed, shared=confirms.reason == Reason.SHARED_ACCOUNT,
        read_at=db.plans.read_at(session, person.plan_id, staff.id), changed_meanwhile=changed,
        may_agree=bot.access.may(staff, "decide", service.id).allowed,
    )  # fmt: skip


@dataclass(frozen=True)
class Confirmed:
    """What became of *I've read this version*. *changed*: another version holds by now, and nothing was kept."""

    how: Literal["done", "already", "changed", "refused"]
    shown: Shown | None = None
    reason: str = ""


def confirm(session: Session, slack: str, person_id: int, plan_id: int, now: datetime) -> Confirmed:
    """Keep that somebody has read the version they were shown, and have the newest prompt say so.

    Whether they may was decided before.
    """
    staff, person = db.people.staff_by_slack(session, slack, now), db.people.person(session, person_id)
    assert staff is not None, "the gate lets nobody else through"
    about: dict[str, Any] = {"actor": slack, "service_id": person.service_id, "person_id": person_id}
    if person.plan is None or not db.plans.supported(session, person_id):
        return Confirmed("refused", reason=_refused(session, NO_PLAN, now, about).reason)
    version = f"version {person.plan_version}"
    if person.plan_id != plan_id:
        db.journal.write(session, now, "plan.opened", why=version, **about)
        return Confirmed("changed", _shown(session, person, staff, now, changed=True))
    if not db.plans.confirm(session, plan_id, staff.id, now):
        return Confirmed("already", _shown(session, person, staff, now))
    db.journal.write(session, now, "plan.read", why=version, **about)
    redraw.newest(session, person.service_id, now)
    return Confirmed("done", _shown(session, person, staff, now))


def readable(session: Session, staff: Staff) -> list[Listed]:
    """Everybody whose plan somebody may open: of their own services, and those a live escalation told them about."""
    services = {one.id: one for one in db.people.services(session)}
    own = [
        (person, service)
        for service in services.values()
        if bot.access.may(staff, "read", service.id).allowed
        for person in db.people.people_of(session, service.id)
    ]
    known = {person.id for person, _ in own}
    told = db.people.persons(session, set(db.plans.told_about(session, staff.id)) - known)
    return [*own, *((person, services[person.service_id]) for person in told)]


def meant(name: str, people: Sequence[Listed]) -> list[Listed]:
    """Whom of `people` somebody means who types `name`."""
    ids = {one.id for one in bot.plan_reading.named(name, [person for person, _ in people])}
    return [(person, service) for person, service in people if person.id in ids]
