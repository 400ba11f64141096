"""*Not seen…* in a person's menu: its form, and what is kept."""

import json
import uuid

import db.people
import prompts.access
import prompts.handover
import prompts.not_seen
from bot.replies import Answer
from db.session import Session
from handlers import forms, refusing
from handlers.flow import handover as flow
from handlers.flow import targets
from handlers.flow.handover import Tap
from handlers.forms import Asked, Keep, Make, Sent
from handlers.handover import not_here
from handlers.relay import Relay
from prompts.blocks import View
from prompts.forms import Errors
from prompts.handover import More


def make(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form, or the refusal, which is journalled."""
    handover_id, person_id = prompts.handover.parse_value(asked.value)
    service = refusing.service_of(session, handover_id, person_id)
    if reason := not_here(session, handover_id or None, person_id, service.id):
        ids = {"handover_id": handover_id or None, "person_id": person_id}
        return refusing.refuse(session, asked.who.slack, service, reason, asked.now, **ids)
    person = db.people.person(session, person_id)
    meta = json.dumps({"handover": handover_id or None, "person": person_id, "nonce": uuid.uuid4().hex})
    on_call = targets.on_call(session, service, asked.now, person)
    who = forms.answering(session, asked.who, service.id)
    return prompts.not_seen.form(person, service, meta, on_call, targets.emergency(session), who)


def keep(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """What to mend, or what the form becomes."""
    answer = prompts.not_seen.read(sent.state)
    if not isinstance(answer, Answer):
        return answer
    handover_id, person_id = sent.meta["handover"], sent.meta["person"]
    tap = Tap(person_id, sent.author, sent.who.slack, sent.nonce, answer, handover_id)
    recorded = flow.record(session, tap, sent.now)
    service = refusing.service_of(session, handover_id, person_id)
    if recorded.how == "refused":
        return prompts.access.refusal_view(refusing.words(session, service, recorded.reason, sent.now))
    person = db.people.person(session, person_id)
    shown = prompts.not_seen.stands if recorded.how == "stands" else prompts.not_seen.saved
    return shown(
        person.known_as, targets.on_call(session, service, sent.now, person), targets.emergency(session)
    )


MENU: dict[str, Make] = {More.NOT_SEEN: make}
KEEPS: dict[str, Keep] = {prompts.not_seen.CALLBACK: keep}
