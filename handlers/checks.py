"""Sense-checks: *Look at the notes…*, and its two forms. The course is shown once the judgement is kept."""

import json
from datetime import datetime

import db.checks
import prompts.access
import prompts.check_forms
import prompts.checks
from bot.checks import Check
from db.session import Session
from handlers.flow import check_notes
from handlers.flow import checks as flow
from handlers.forms import Asked, Keep, Make, Sent
from handlers.relay import Relay
from prompts.blocks import View
from prompts.check_forms import Judgement, Record
from prompts.checks import Action
from prompts.forms import Errors


def make(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The notes of a case, to be judged; or once they are judged the rest of it. Opening it is journalled."""
    check = db.checks.get(session, prompts.checks.parse_value(asked.value))
    if not check_notes.there(session, check):
        return prompts.checks.gone()
    flow.opened(session, check, asked.who, asked.now)
    if check.state == "to_look":
        shown = check_notes.notes(session, check, asked.now)
        return prompts.check_forms.judge(shown, _meta(check), asked.now)
    return _after(session, check, asked.now)


def keep_judgement(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep what was judged; then the form becomes what really happened. A judgement before it stays as it was."""
    check = db.checks.get(session, int(sent.meta["check"]), lock=True)
    if not check_notes.there(session, check):
        return prompts.access.refusal_view(prompts.checks.gone())
    read = prompts.check_forms.read_judgement(sent.state)
    if check.state == "to_look":
        if not isinstance(read, Judgement):
            return read
        flow.judge(session, check, sent.who, read.judged, read.reason, sent.now)
        return _after(session, db.checks.get(session, check.id), sent.now)
    # delivered twice it is the answer that was kept: nothing was sent besides
    same = isinstance(read, Judgement) and (read.judged, read.reason) == (check.judged, check.reason)
    return _after(session, check, sent.now, stays=not same)


def keep_record(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep what the record says and what feedback was given; what the form becomes, or what to mend."""
    check = db.checks.get(session, int(sent.meta["check"]), lock=True)
    if not check_notes.there(session, check):
        return prompts.access.refusal_view(prompts.checks.gone())
    if check.state == "to_look":
        raise ValueError("a form that is not ours: nothing was judged yet")
    if not check.done:
        read = prompts.check_forms.read_record(sent.state)
        if not isinstance(read, Record):
            return read
        flow.finish(session, check, sent.who, read.found, read.feedback, sent.now)
    course = check_notes.course(session, db.checks.get(session, check.id), sent.now)
    return prompts.check_forms.done(course, sent.now)


def _after(session: Session, check: Check, now: datetime, *, stays: bool = False) -> View:
    """What stands in place of the notes once they are judged."""
    course = check_notes.course(session, check, now)
    if check.done:
        return prompts.check_forms.done(course, now)
    return prompts.check_forms.record(course, _meta(check), now, stays=stays)


def _meta(check: Check) -> str:
    return json.dumps({"check": check.id})


MAKES: dict[str, Make] = {Action.LOOK: make}
KEEPS: dict[str, Keep] = {
    prompts.check_forms.JUDGE: keep_judgement,
    prompts.check_forms.RECORD: keep_record,
}
