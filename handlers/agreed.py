"""Forms of what the huddle agrees: **Asking…**, **Mark a change…** and **Take one back…**, **Restriction…**."""

import json
import uuid
from datetime import datetime

import db.agreed
import db.escalation
import db.people
import prompts.access
import prompts.agreed
import prompts.changes
import prompts.restrictions
from bot.agreed import Looked, Restricted
from bot.people import Contact, Person, Service
from db.session import Session
from handlers.flow import agreed as flow
from handlers.flow import targets
from handlers.forms import Asked, Keep, Make, Sent
from handlers.relay import Relay
from prompts.agreed import Action, Wanted
from prompts.blocks import View
from prompts.forms import Errors


def _meta(**about: int) -> str:
    return json.dumps({**about, "nonce": uuid.uuid4().hex})


# asking


def make_asking(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """Until when somebody is asked about; `asked.value` is their id."""
    person_id = prompts.agreed.parse_value(asked.value)
    found = flow.asked_about(session, person_id)
    if found is None:
        return _no_plan(session, person_id, asked.now)
    person, service = found
    on_call = targets.on_call(session, service, asked.now, person)
    meta, today = _meta(person=person.id), flow.today(service, asked.now)
    return prompts.agreed.form(person, service, meta, today, on_call, targets.emergency(session))


def keep_asking(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep it; what the form becomes, or what to mend. Raises KeyError and ValueError for a form that is not ours."""
    person_id = int(sent.meta["person"])
    found = flow.asked_about(session, person_id)
    if found is None:
        return prompts.access.refusal_view(_no_plan(session, person_id, sent.now))
    person, service = found
    wanted = prompts.agreed.read(sent.state, flow.today(service, sent.now))
    if not isinstance(wanted, Wanted):
        return wanted
    kept = flow.decide(session, person, service, sent.who, wanted, sent.nonce, sent.now)
    assert kept is not None, "kept now or before"
    on_call = targets.on_call(session, service, sent.now, person)
    return prompts.agreed.saved(person, kept, on_call, targets.emergency(session))


def _no_plan(session: Session, person_id: int, now: datetime) -> str:
    service = db.people.service(session, db.people.person(session, person_id).service_id)
    return prompts.agreed.no_plan(targets.on_call(session, service, now))


# changes of practice


def make_change(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """From when a service does something differently; `asked.value` is the service's id."""
    service = db.people.service(session, prompts.agreed.parse_value(asked.value))
    marks, today = db.agreed.marks(session, [service.id]), flow.today(service, asked.now)
    on_call, emergency = _on_call(session, service, asked.now)
    return prompts.changes.form(service, marks, _meta(service=service.id), today, on_call, emergency)


def keep_change(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Mark it; what the form becomes, or what to mend. Raises as `keep_asking`."""
    service = db.people.service(session, int(sent.meta["service"]))
    wanted = prompts.changes.read(sent.state, flow.today(service, sent.now))
    if not isinstance(wanted, prompts.changes.Wanted):
        return wanted
    flow.mark(session, service, sent.who, wanted.from_date, wanted.what, sent.nonce, sent.now)
    return prompts.changes.saved(service, wanted.from_date, *_on_call(session, service, sent.now))


def make_back(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """Which mark was a mistake; `asked.value` is the service's id."""
    service = db.people.service(session, prompts.agreed.parse_value(asked.value))
    marks = db.agreed.marks(session, [service.id])
    if not marks:
        return prompts.changes.nothing_marked(service)
    meta = _meta(service=service.id)
    return prompts.changes.back_form(service, marks, meta, *_on_call(session, service, asked.now))


def keep_back(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Take it back; what the form becomes, or what to mend. Raises as `keep_asking`."""
    service = db.people.service(session, int(sent.meta["service"]))
    mistake = prompts.changes.read_back(sent.state)
    if not isinstance(mistake, prompts.changes.Mistake):
        return mistake
    flow.take_back(session, service, sent.who, mistake.mark_id, mistake.why, sent.now)
    return prompts.changes.taken_back(service, *_on_call(session, service, sent.now))


def _on_call(session: Session, service: Service, now: datetime) -> tuple[tuple[Contact, ...], str]:
    return targets.on_call(session, service, now), targets.emergency(session)


# restrictions


def make_restriction(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """What was restricted, and what becomes of it; `asked.value` is the escalation's id."""
    escalation_id = prompts.agreed.parse_value(asked.value)
    one = db.agreed.restriction(session, escalation_id)
    person, service = _whose(session, escalation_id)
    on_call = targets.on_call(session, service, asked.now, person)
    if one is None or one.over:
        return prompts.restrictions.over(person, service, on_call)
    flow.opened(session, one, asked.who, asked.now)
    meta, today = _meta(escalation=escalation_id), flow.today(service, asked.now)
    return prompts.restrictions.form(one, person, service, meta, today, on_call, targets.emergency(session))


def keep_restriction(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep the look; what the form becomes, or what to mend. Raises as `keep_asking`."""
    escalation_id = int(sent.meta["escalation"])
    person, service = _whose(session, escalation_id)
    looked = prompts.restrictions.read(sent.state, flow.today(service, sent.now))
    if not isinstance(looked, Looked):
        return looked
    one: Restricted | None = flow.look(session, escalation_id, sent.who, looked, sent.nonce, sent.now)
    on_call = targets.on_call(session, service, sent.now, person)
    if one is None:
        return prompts.access.refusal_view(prompts.restrictions.over(person, service, on_call))
    return prompts.restrictions.saved(one, person, service, on_call, targets.emergency(session))


def _whose(session: Session, escalation_id: int) -> tuple[Person | None, Service]:
    e = db.escalation.get(session, escalation_id)
    person = db.people.person(session, e.person_id) if e.person_id is not None else None
    return person, db.people.service(session, e.service_id)


MAKES: dict[str, Make] = {
    Action.ASKING: make_asking,
    Action.CHANGE: make_change,
    Action.BACK: make_back,
    Action.RESTRICTION: make_restriction,
}
KEEPS: dict[str, Keep] = {
    prompts.agreed.CALLBACK: keep_asking,
    prompts.changes.CALLBACK: keep_change,
    prompts.changes.BACK: keep_back,
    prompts.restrictions.CALLBACK: keep_restriction,
}
