"""Tell safeguarding privately: its form; and *I've got this*, *Open*, *Close…* for those who were told alone."""

import json
import uuid

import db.people
import db.private
import prompts.private
import prompts.private_told
from bot.people import Service, Staff
from bot.private import Shown
from db.session import Session
from handlers import refusing
from handlers.flow import private as flow
from handlers.flow import targets
from handlers.forms import Asked, Keep, Make, Sent, answering
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped
from prompts.blocks import View
from prompts.forms import Errors
from prompts.private import Action, Asking


def make(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form; `asked.value` is the service's id."""
    service = db.people.service(session, prompts.private.parse_value(asked.value))
    meta = json.dumps({"service": service.id, "nonce": uuid.uuid4().hex})
    return prompts.private.form(
        Asking(
            meta, service, tuple(db.people.people_of(session, service.id)), targets.emergency(session),
            flow.outside(session), tuple(db.private.may_be_named(session, service.id)),
            tuple(answering(session, asked.who, service.id)),
        )
    )  # fmt: skip


def keep(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep it and tell whoever is told first; what the form becomes, or what to mend."""
    service = db.people.service(session, int(sent.meta["service"]))
    read = prompts.private.read(sent.state, service, _people(session, service), _anybody(session))
    if isinstance(read, dict):
        return read
    concern_id = flow.tell(session, service, read.person_id, read.said, sent.author, sent.nonce, sent.now)
    return prompts.private.saved(flow.shown(session, concern_id), sent.now)


def _people(session: Session, service: Service) -> list[int]:
    return [one.id for one in db.people.people_of(session, service.id)]


def _anybody(session: Session) -> list[int]:
    """Whoever may be left out: somebody who has left the list since the form was opened too."""
    return [one.id for one in db.people.listed(session)]


def take(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """*I've got this*."""
    concern_id = prompts.private.parse_value(tapped.value)
    how = flow.acknowledge(session, concern_id, tapped.who, tapped.now)
    if how == "not_safeguarding":
        # as at its door: of no house, in the journal neither
        return Done(refusing.refuse(session, tapped.who.slack, None, how, tapped.now))
    shown = flow.shown(session, concern_id)
    return Done(prompts.private_told.taken(shown, tapped.now, first=_has_it(shown, tapped.who)))


def _has_it(shown: Shown, who: Staff) -> bool:
    """Also by a tap before this one: delivered twice, a tap must not sound as if somebody else had been first."""
    return shown.concern.state == "acknowledged" and shown.concern.holder_id == who.id


def details(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """What was written, in a form; opening it is journalled."""
    concern_id = prompts.private.parse_value(asked.value)
    flow.opened(session, concern_id, asked.who, asked.now)
    return prompts.private_told.details(flow.shown(session, concern_id), asked.now)


def make_close(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The small form behind *Close…*."""
    shown = flow.shown(session, prompts.private.parse_value(asked.value))
    if shown.concern.state != "acknowledged":
        return prompts.private.not_to_close(shown, asked.now)
    return prompts.private.close_form(shown, json.dumps({"concern": shown.concern.id}))


def keep_close(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Close it; what the form becomes, or what to mend."""
    read = prompts.private.read_close(sent.state)
    if isinstance(read, dict):
        return read
    concern_id = int(sent.meta["concern"])
    done = flow.close(session, concern_id, sent.who, read.met, read.outcome, sent.now)
    return prompts.private.closed(flow.shown(session, concern_id), sent.now, first=done)


ACTS: dict[str, Act] = {Action.TAKE: take}
MAKES: dict[str, Make] = {Action.TELL: make, Action.OPEN: details, Action.CLOSE: make_close}
KEEPS: dict[str, Keep] = {prompts.private.FORM: keep, prompts.private.CLOSING: keep_close}
