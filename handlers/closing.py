"""At an escalation's end: *Close…* and *Stand down…*, with their forms."""

import json
import uuid
from typing import Any

import db.closing
import db.escalation
import db.timeline
import prompts.access
import prompts.closing
import prompts.closing_read
import prompts.escalation
import prompts.refused
import prompts.standing_down
from bot.closing import Closing
from bot.escalation import Escalation
from bot.transitions import Close, Refusal, StandDown
from db.session import Session
from handlers.flow import deeds, gather, targets
from handlers.flow.deeds import Wish
from handlers.forms import Asked, Keep, Make, Sent
from handlers.relay import Relay
from prompts.blocks import View
from prompts.closing import Asking
from prompts.escalation import Action
from prompts.forms import Errors, State
from prompts.standing_down import StoodDown


def make_close(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """How it ended; or why it cannot be closed."""
    asking = _asking(session, asked, Close())
    return asking if isinstance(asking, str) else prompts.closing.form(asking, asked.now)


def make_stand_down(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """Why nobody is to be told any more; or why it cannot be stood down."""
    asking = _asking(session, asked, StandDown())
    return asking if isinstance(asking, str) else prompts.standing_down.form(asking)


def _asking(session: Session, asked: Asked, event: Close | StandDown) -> Asking | str:
    e = db.escalation.get(session, prompts.escalation.parse_id(asked.value))
    # drawn from how it stands: an older button opens the form as well as a new one
    after = deeds.decided(session, e, asked.who, event, asked.now)
    if not isinstance(after, Escalation):
        told = gather.briefing(session, e.id, asked.now, asked.who.slack)
        return prompts.refused.because(told, after, asked.now)
    meta = {"escalation": e.id, "turn": e.turn, "nonce": uuid.uuid4().hex}
    return _drawn(session, asked, e.id, meta)


def _drawn(
    session: Session, by: Asked | Sent, escalation_id: int, meta: dict[str, Any], sent: State | None = None
) -> Asking:
    b = gather.briefing(session, escalation_id, by.now, by.who.slack)
    on_call = targets.on_call(session, b.service, by.now, b.person)
    return Asking(b, json.dumps(meta), on_call, sent)


def keep_close(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Close it; what the form becomes, or what to mend. Raises KeyError and ValueError for a form that is not ours."""
    escalation_id, turn = _which(sent)
    e = _held(session, escalation_id)
    if not db.timeline.happened(session, sent.nonce):
        if refused := _refused(session, sent, Close(), e):
            return refused
        asking = _drawn(session, sent, escalation_id, sent.meta)
        read = prompts.closing_read.read(sent.state, asking.b, sent.now)
        if not isinstance(read, Closing):
            return read
        wish = Wish(Close(), turn, sent.nonce, about=read.outcome, closing=read)
        deeds.do(session, escalation_id, sent.who, wish, sent.now)
    asking = _drawn(session, sent, escalation_id, sent.meta)
    said = db.closing.of(session, escalation_id)
    assert said is not None
    return prompts.closing.closed(asking.b, said, asking.on_call)


def keep_stand_down(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Stand it down; what the form becomes, or what to mend. Raises as `keep_close`."""
    escalation_id, turn = _which(sent)
    e = _held(session, escalation_id)
    if not db.timeline.happened(session, sent.nonce):
        if refused := _refused(session, sent, StandDown(), e):
            return refused
        read = prompts.standing_down.read(sent.state)
        if not isinstance(read, StoodDown):
            return read
        wish = Wish(StandDown(), turn, sent.nonce, about=read.because, text=read.text)
        deeds.do(session, escalation_id, sent.who, wish, sent.now)
    asking = _drawn(session, sent, escalation_id, sent.meta)
    return prompts.standing_down.stood_down(asking.b, asking.on_call)


def _which(sent: Sent) -> tuple[int, int]:
    return int(sent.meta["escalation"]), int(sent.meta["turn"])


def _held(session: Session, escalation_id: int) -> Escalation:
    """As it stands; others who would change it wait until this is kept.

    Before it is asked whether this form was kept: delivered twice at once, its second would be told that it wasn't.
    """
    return db.escalation.get(session, escalation_id, lock=True)


def _refused(session: Session, sent: Sent, event: Close | StandDown, e: Escalation) -> View | Errors | None:
    """Why it cannot be done now. What was written is never lost where it can still be done."""
    why = deeds.decided(session, e, sent.who, event, sent.now, _which(sent)[1])
    if isinstance(why, Escalation):
        return None
    if why == "stale":
        return _once_more(session, sent, event, e)
    return (
        {"outcome": prompts.closing_read.LAPSED}
        if why == "nobody_has_it"
        else _not_saved(session, sent, e.id, why)
    )


def _once_more(session: Session, sent: Sent, event: Close | StandDown, e: Escalation) -> View:
    """The form as it now stands, with what was filled in, and that something changed meanwhile."""
    asking = _drawn(session, sent, e.id, {**sent.meta, "turn": e.turn}, sent.state)
    if isinstance(event, Close):
        return prompts.closing.form(asking, sent.now)
    return prompts.standing_down.form(asking)


def _not_saved(session: Session, sent: Sent, escalation_id: int, why: Refusal) -> View:
    told = gather.briefing(session, escalation_id, sent.now, sent.who.slack)
    return prompts.access.refusal_view(
        f"{prompts.closing_read.NOT_SAVED} {prompts.refused.because(told, why, sent.now)}"
    )


MAKES: dict[str, Make] = {Action.CLOSE: make_close, Action.STAND_DOWN: make_stand_down}
KEEPS: dict[str, Keep] = {
    prompts.closing.CALLBACK: keep_close,
    prompts.standing_down.CALLBACK: keep_stand_down,
}
