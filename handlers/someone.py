""" "Someone has this…": the house says who has it, and by when. The ladder goes on until they or a manager take it."""

import json
import uuid
from datetime import datetime

import bot.transitions
import db.people
import prompts.escalation
import prompts.refused
import prompts.someone
from bot.briefing import Briefing
from bot.people import Contact, Staff
from bot.transitions import By, HouseHas, Refusal
from db.session import Session
from handlers.flow import deeds, gather, targets
from handlers.flow.deeds import Wish
from handlers.forms import Asked, Keep, Make, Sent, answering
from handlers.relay import Relay
from prompts.blocks import View
from prompts.escalation import Action
from prompts.forms import Errors
from prompts.someone import Wanted


def people(session: Session, b: Briefing) -> list[Staff]:
    """Whom the house can name: its listed staff, without those whom the person does not want contacted."""
    unwanted = targets.unwanted(session, b.person, b.escalation.id)
    here = db.people.answering(session, b.service.id)
    return [one for one in here if one.listed and one.slack not in unwanted]


def make(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form; `asked.value` is the escalation's id and turn."""
    b = gather.briefing(session, prompts.escalation.parse_id(asked.value), asked.now, asked.who.slack)
    e, on_call = b.escalation, _on_call(session, b, asked.now)
    if asked.who.slack in targets.unwanted(session, b.person, e.id):
        return prompts.someone.not_yours(b, on_call)
    soon = HouseHas(asked.who.id, asked.now + prompts.someone.AT_FIRST)
    tried = bot.transitions.apply(e, soon, b.service, By(asked.who.id), asked.now)
    if isinstance(tried, str):
        return prompts.refused.because(b, tried, asked.now)
    here = people(session, b)
    if not here:
        return prompts.someone.nobody(on_call)
    meta = json.dumps({"escalation": e.id, "turn": e.turn, "nonce": uuid.uuid4().hex})
    behind = {one.id for one in answering(session, asked.who, b.service.id)}
    staff = [one for one in here if one.id in behind]
    return prompts.someone.form(b, here, asked.who.id, meta, on_call, asked.now, staff)


def keep(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Keep the house's word. Raises KeyError and ValueError for a form that is not ours."""
    escalation_id = int(sent.meta["escalation"])
    b = gather.briefing(session, escalation_id, sent.now, sent.who.slack)
    wanted = prompts.someone.read(sent.state, b, people(session, b), sent.now)
    if not isinstance(wanted, Wanted):
        return wanted
    said_by = db.people.staff(session, sent.author.staff_id)
    # somebody who is in no list said it through a shared account: their name is all that is known
    has = HouseHas(wanted.staff_id, wanted.by)
    wish = Wish(has, int(sent.meta["turn"]), sent.nonce, text=sent.author.name)
    done = deeds.do(session, escalation_id, said_by, wish, sent.now)
    now_so = gather.briefing(session, escalation_id, sent.now, sent.who.slack)
    if done.refused:
        return prompts.someone.mend(done.refused) or _not_saved(session, now_so, done.refused, sent.now)
    if now_so.deeds.house is None:
        # sent a second time, when somebody had taken it meanwhile
        return _not_saved(session, now_so, "already", sent.now)
    yours = wanted.staff_id == sent.who.id
    return prompts.someone.saved(now_so, _on_call(session, now_so, sent.now), sent.now, yours=yours)


def _not_saved(session: Session, b: Briefing, why: Refusal, now: datetime) -> View:
    on_call, because = _on_call(session, b, now), prompts.refused.because(b, why, now)
    said = prompts.someone.not_yours(b, on_call) if why == "not_wanted" else because
    return prompts.someone.not_saved(b, said, on_call)


def _on_call(session: Session, b: Briefing, now: datetime) -> tuple[Contact, ...]:
    return targets.on_call(session, b.service, now, b.person)


MAKES: dict[str, Make] = {Action.SOMEONE: make}
KEEPS: dict[str, Keep] = {prompts.someone.CALLBACK: keep}
