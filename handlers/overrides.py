""" "Tell somebody anyway…": a manager has somebody told whom the person does not want contacted."""

import json
import uuid
from datetime import datetime

import bot.overrides
import db.people
import prompts.escalation
import prompts.overrides
from bot import plans
from bot.briefing import Briefing
from bot.people import Contact, Staff
from db.session import Session
from handlers.flow import gather, targets
from handlers.flow import overrides as flow
from handlers.forms import Asked, Keep, Make, Sent
from handlers.relay import Relay
from prompts.blocks import Choice, View
from prompts.escalation import Action
from prompts.forms import Errors
from prompts.overrides import Wanted


def make(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """The form; `asked.value` is the escalation's id and turn."""
    b = gather.briefing(session, prompts.escalation.parse_id(asked.value), asked.now, asked.who.slack)
    on_call = _on_call(session, b, asked.now)
    if asked.who.slack in targets.unwanted(session, b.person, b.escalation.id):
        return prompts.overrides.refused(b, "not_wanted", on_call, asked.now)
    offers = _offers(session, b)
    if not offers:
        over = b.escalation.state not in bot.overrides.WHILE
        return prompts.overrides.refused(b, "over" if over else "not_needed", on_call, asked.now)
    e = b.escalation
    meta = json.dumps({"escalation": e.id, "turn": e.turn, "nonce": uuid.uuid4().hex})
    return prompts.overrides.form(b, offers, meta, on_call)


def keep(session: Session, _relay: Relay, sent: Sent) -> View | Errors:
    """Have them told. Raises KeyError and ValueError for a form that is not ours."""
    escalation_id = int(sent.meta["escalation"])
    b = gather.briefing(session, escalation_id, sent.now, sent.who.slack)
    # sent a second time they are in no list any more: what was never offered is refused in the flow
    wanted = prompts.overrides.read(sent.state, [*_offers(session, b), *((one, "") for one in b.overridden)])
    if not isinstance(wanted, Wanted):
        return wanted
    why = flow.tell(session, escalation_id, sent.who, wanted, sent.nonce, sent.now)
    now_so = gather.briefing(session, escalation_id, sent.now, sent.who.slack)
    on_call = _on_call(session, now_so, sent.now)
    if why is None and (told := _named(session, b, wanted.whom)):
        return prompts.overrides.saved(now_so, told, wanted.person_told, on_call, sent.now)
    return prompts.overrides.not_saved(now_so, why or "not_needed", on_call, sent.now)


def _offers(session: Session, b: Briefing) -> list[Choice]:
    return prompts.overrides.choices(b, flow.staff(session, b))


def _named(session: Session, b: Briefing, whom: str) -> Staff | plans.Partner | None:
    """Whom the form named: a partner by key, or a Slack user."""
    agreed = b.person.plan if b.person else None
    partner = next((one for one in (agreed.partners if agreed else []) if one.key == whom), None)
    return partner or db.people.staff_by_slack(session, whom)


def _on_call(session: Session, b: Briefing, now: datetime) -> tuple[Contact, ...]:
    return targets.on_call(session, b.service, now, b.person)


MAKES: dict[str, Make] = {Action.OVERRIDE: make}
KEEPS: dict[str, Keep] = {prompts.overrides.CALLBACK: keep}
