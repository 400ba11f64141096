"""*Away until…*: its form, and the *Back* that ends it."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime

import db.absence
import db.people
import prompts.access
import prompts.away
import prompts.handover
from bot.away import Said
from bot.people import Contact, Person, Service
from db.session import Session
from handlers import forms, refusing
from handlers.flow import away as flow
from handlers.flow import targets
from handlers.forms import Asked, Keep, Make, Sent
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped
from prompts.blocks import View
from prompts.forms import Errors
from prompts.handover import More


def make(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form, or why not: both ids of the button came over the network."""
    handover_id, person_id = _about(asked.value)
    service = refusing.service_of(session, handover_id, person_id)
    if reason := flow.refused(session, service, person_id, handover_id):
        return refusing.refuse(session, asked.who.slack, service, reason, asked.now, handover_id=handover_id)
    person = db.people.person(session, person_id)
    known = db.absence.active(session, [person_id]).get(person_id)
    before = known.until if known and known.until > asked.now else None
    meta = {"handover": handover_id, "person": person_id, "nonce": uuid.uuid4().hex}
    who = forms.answering(session, asked.who, service.id)
    numbers = _numbers(session, service, person, asked.now)
    return prompts.away.form(person, service, json.dumps(meta), *numbers, who, before)


def keep(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep who is away until when; what the form becomes, or what to mend."""
    handover_id, person_id = sent.meta["handover"], sent.meta["person"]
    service = refusing.service_of(session, handover_id, person_id)
    said = prompts.away.read(sent.state, service, sent.now)
    if not isinstance(said, Said):
        return said
    kept = flow.away(session, service, person_id, handover_id, said, sent.author, sent.nonce, sent.now)
    if kept.how == "refused":
        return _refused(session, sent, service, kept.reason)
    person = db.people.person(session, person_id)
    if kept.how == "same" and person_id not in db.absence.active(session, [person_id]):
        # sent a second time, when they were back meanwhile
        return prompts.access.refusal_view(prompts.away.back_already(person.known_as))
    return prompts.away.saved(person, service, said.until, *_numbers(session, service, person, sent.now))


def back(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """Somebody is back: one tap."""
    handover_id, person_id = _about(tapped.value)
    service = refusing.service_of(session, handover_id, person_id)
    kept = flow.back(session, service, person_id, handover_id, tapped.author, tapped.now)
    if kept.how == "refused":
        ids = {"handover_id": handover_id}
        return Done(
            refusing.refuse(session, tapped.who.slack, service, kept.reason, tapped.now, **ids), handover_id
        )
    said = prompts.away.back if kept.how == "kept" else prompts.away.back_already
    return Done(said(db.people.person(session, person_id).known_as), handover_id)


def _about(value: str) -> tuple[int | None, int]:
    handover_id, person_id = prompts.handover.parse_value(value)
    return handover_id or None, person_id


def _numbers(
    session: Session, service: Service, person: Person, now: datetime
) -> tuple[Sequence[Contact], str]:
    return targets.on_call(session, service, now, person), targets.emergency(session)


def _refused(session: Session, sent: Sent, service: Service, reason: str) -> View:
    ids = {"handover_id": sent.meta["handover"]}
    said = refusing.refuse(session, sent.who.slack, service, reason, sent.now, **ids)
    return prompts.access.refusal_view(said)


ACTS: dict[str, Act] = {prompts.away.Action.BACK: back}
MENU: dict[str, Make] = {More.AWAY: make}
KEEPS: dict[str, Keep] = {prompts.away.CALLBACK: keep}
