"""Pausing a service's asking: the form, and the one tap that ends it. Team leaders and managers alone may."""

import json
import uuid

import db.people
import prompts.access
import prompts.pause
from db.session import Session
from handlers.flow import pause as flow
from handlers.flow import targets
from handlers.forms import Asked, Keep, Make, Sent
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped
from prompts.blocks import View
from prompts.forms import Errors
from prompts.pause import Action, Wanted


def make(session: Session, relay: Relay, asked: Asked) -> View | str:
    """The form; `asked.value` is the service's id."""
    del relay
    service = db.people.service(session, prompts.pause.parse_value(asked.value))
    meta = json.dumps({"service": service.id, "nonce": uuid.uuid4().hex})
    held = flow.now(session, service.id, asked.now)
    on_call = targets.on_call(session, service, asked.now)
    return prompts.pause.form(service, meta, held, on_call, targets.emergency(session))


def keep(session: Session, relay: Relay, sent: Sent) -> View | Errors:
    """Pause it; what the form becomes, or what to mend. Raises KeyError and ValueError for a form that is not ours."""
    del relay
    service = db.people.service(session, int(sent.meta["service"]))
    wanted = prompts.pause.read(sent.state, service, sent.now)
    if not isinstance(wanted, Wanted):
        return wanted
    flow.pause(session, service, sent.who, wanted.until, wanted.reason, sent.nonce, sent.now)
    held = flow.now(session, service.id, sent.now)
    if held is None:
        # sent a second time, when it was ended meanwhile
        return prompts.access.refusal_view(prompts.pause.nothing_paused(service))
    on_call = targets.on_call(session, service, sent.now)
    return prompts.pause.saved(service, held, on_call, targets.emergency(session))


def resume(session: Session, relay: Relay, tapped: Tapped) -> Done:
    """One tap: asking goes on."""
    del relay
    service = db.people.service(session, prompts.pause.parse_value(tapped.value))
    done = flow.resume(session, service, tapped.who, tapped.now)
    return Done((prompts.pause.done if done else prompts.pause.nothing_paused)(service))


ACTS: dict[str, Act] = {Action.RESUME: resume}
MAKES: dict[str, Make] = {Action.PAUSE: make}
KEEPS: dict[str, Keep] = {prompts.pause.CALLBACK: keep}
