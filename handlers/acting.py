"""*What and by when…*, *Pass on…* and *What I did…*: the forms of whoever has an escalation."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import db.escalation
import db.timeline
import prompts.acting
import prompts.acting_saved
import prompts.escalation
import prompts.refused
from bot.escalation import Escalation
from bot.transitions import Act, Event, PassOn, Promise, Refusal
from db.session import Session
from handlers.flow import acting as flow
from handlers.flow import gather, targets
from handlers.flow.deeds import Wish
from handlers.forms import Asked, Keep, Make, Sent
from handlers.relay import Relay
from prompts.acting import Acting, Passing, Promising, WasDone
from prompts.blocks import View
from prompts.escalation import Action
from prompts.forms import Errors, State

SOON = timedelta(minutes=1)
# what may be sent once more, as it stands by now
CHANGED: tuple[Refusal, ...] = ("stale", "nobody_has_it")


@dataclass(frozen=True)
class Form:
    """One of the three. `like` is an event as it will make one; `of_open`: its button is on what nobody has, too.

    `draw` gives the form, or why not in words; `saved` what it becomes.
    """

    like: Callable[[Asked | Sent], Event]
    of_open: bool
    draw: Callable[[Session, Escalation, Asked | Sent, Acting], View | str]
    read: Callable[[Session, Escalation, Sent], Wish | Errors]
    saved: Callable[[Acting], View]


def _make(form: Form) -> Make:
    def make(session: Session, _relay: Relay, asked: Asked) -> View | str:
        """The form as it stands now, whenever its button was drawn; or why not."""
        e = db.escalation.get(session, prompts.escalation.parse_id(asked.value))
        if why := _why_not(session, form, e, asked, taking=form.of_open):
            told = gather.briefing(session, e.id, asked.now, asked.who.slack)
            return prompts.refused.because(told, why, asked.now)
        meta = {"escalation": e.id, "turn": e.turn, "nonce": uuid.uuid4().hex}
        return form.draw(session, e, asked, _acting(session, e.id, asked, meta))

    return make


def _why_not(
    session: Session, form: Form, e: Escalation, by: Asked | Sent, *, taking: bool
) -> Refusal | None:
    why = flow.why_not(session, e, by.who, form.like(by), by.now, taking=taking)
    # to whom is the form's own question
    return None if why == "nobody" else why


def _acting(
    session: Session, escalation_id: int, by: Asked | Sent, meta: dict[str, Any], sent: State | None = None
) -> Acting:
    told = gather.briefing(session, escalation_id, by.now, by.who.slack)
    on_call = targets.on_call(session, told.service, by.now, told.person)
    return Acting(told, json.dumps(meta), on_call, by.now, sent)


def _keep(form: Form) -> Keep:
    def keep(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
        """Do it; what the form becomes, or what to mend. Raises KeyError, ValueError for a form that is not ours."""
        # others who would change it wait until this is kept
        e = db.escalation.get(session, int(sent.meta["escalation"]), lock=True)
        if not db.timeline.happened(session, sent.nonce):
            wish = form.read(session, e, sent)
            if not isinstance(wish, Wish):
                return wish
            if why := flow.do(session, e.id, sent.who, wish, sent.now).refused:
                return _refused(session, form, e, sent, why)
        return form.saved(_acting(session, e.id, sent, sent.meta))

    return keep


def _refused(session: Session, form: Form, e: Escalation, sent: Sent, why: Refusal) -> View:
    """The form as it stands now, with what was filled in; or why it was not saved, with what was written."""
    of = _acting(session, e.id, sent, {**sent.meta, "turn": e.turn}, sent.state)
    again = _why_not(session, form, e, sent, taking=True) if why in CHANGED else why
    if again:
        return prompts.acting_saved.not_saved(of, again)
    shown = form.draw(session, e, sent, of)
    return prompts.acting_saved.not_saved(of, "nobody") if isinstance(shown, str) else shown


def _promise(by: Asked | Sent) -> Event:
    return Promise("other", by.now + SOON)


def _pass_on(session: Session, e: Escalation, by: Asked | Sent, of: Acting) -> View | str:
    colleagues = flow.colleagues(session, e, by.who, by.now)
    return prompts.acting.pass_on(of, colleagues) if colleagues else prompts.acting_saved.nobody(of.b)


def _read_promise(session: Session, e: Escalation, sent: Sent) -> Wish | Errors:
    service = gather.briefing(session, e.id, sent.now).service
    read = prompts.acting.read_promise(sent.state, service, sent.now)
    if not isinstance(read, Promising):
        return read
    return _wish(sent, Promise(read.what, read.by), read.what, read.words)


def _read_pass(session: Session, e: Escalation, sent: Sent) -> Wish | Errors:
    read = prompts.acting.read_pass(sent.state, flow.colleagues(session, e, sent.who, sent.now))
    return _wish(sent, PassOn(read.to), read.because, read.words) if isinstance(read, Passing) else read


def _read_did(_session: Session, _e: Escalation, sent: Sent) -> Wish | Errors:
    read = prompts.acting.read_did(sent.state)
    return _wish(sent, Act(), " ".join(read.did), read.words) if isinstance(read, WasDone) else read


def _wish(sent: Sent, event: Event, about: str, text: str | None) -> Wish:
    return Wish(event, int(sent.meta["turn"]), sent.nonce, about, text)


PROMISE = Form(
    _promise, False, lambda _session, _e, _by, of: prompts.acting.promise(of), _read_promise,
    prompts.acting_saved.promised,
)  # fmt: skip
PASS = Form(lambda _by: PassOn(()), True, _pass_on, _read_pass, prompts.acting_saved.passed_on)
DID = Form(
    lambda _by: Act(), False, lambda _session, _e, _by, of: prompts.acting.did(of), _read_did,
    prompts.acting_saved.acted,
)  # fmt: skip
MAKES: dict[str, Make] = {Action.PROMISE: _make(PROMISE), Action.PASS: _make(PASS), Action.DID: _make(DID)}
KEEPS: dict[str, Keep] = {
    prompts.acting.PROMISE: _keep(PROMISE), prompts.acting.PASS: _keep(PASS), prompts.acting.DID: _keep(DID),
}  # fmt: skip
