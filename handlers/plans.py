"""Plans: `/plan`, *Read plan* in a person's menu, *I've read this version*."""

from datetime import datetime

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

import db.people
import prompts.access
import prompts.handover
import prompts.plans
from bot.access import Reason
from bot.people import Staff
from db.session import Session
from handlers import refusing
from handlers.flow import plans as flow
from handlers.flow import targets
from handlers.forms import Asked, Body, Make
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped
from prompts.blocks import View
from prompts.handover import More
from prompts.plans import Action


def register(app: App, relay: Relay) -> None:
    """Listen for what is typed: `/plan`."""

    @app.command("/plan")
    def plan(ack: Ack, command: Body, context: BoltContext, client: WebClient) -> None:
        with relay.db.write() as session:
            reply = _asked(session, context["who"], command, relay.clock.now())
        if "type" in reply:
            client.views_open(trigger_id=command["trigger_id"], view=reply)
            ack()
            return
        ack(response_type="ephemeral", **reply)


def from_menu(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """*Read plan*, in a person's menu."""
    handover_id, person_id = prompts.handover.parse_value(asked.value)
    service = refusing.service_of(session, handover_id, person_id)
    return _plan_of(session, asked.who, person_id, service.id, asked.now)


def from_list(session: Session, _relay: Relay, asked: Asked) -> View | str:
    """One of several that `/plan` showed."""
    person_id, service_id = prompts.handover.parse_value(asked.value)
    return _plan_of(session, asked.who, person_id, service_id, asked.now)


def confirm(session: Session, _relay: Relay, tapped: Tapped) -> Done:
    """*I've read this version*."""
    person_id, plan_id = prompts.handover.parse_value(tapped.value)
    confirmed = flow.confirm(session, tapped.who.slack, person_id, plan_id, tapped.now)
    if confirmed.shown is not None:
        return Done(view=prompts.plans.form(confirmed.shown, tapped.now))
    service_id = db.people.person(session, person_id).service_id
    said = _why_not(session, confirmed.reason, service_id, tapped.now)
    return Done(view=prompts.access.refusal_view(said))


def _plan_of(session: Session, who: Staff, person_id: int, service_id: int, now: datetime) -> View | str:
    opened = flow.opened(session, who.slack, person_id, service_id, now)
    if opened.shown is not None:
        return prompts.plans.form(opened.shown, now)
    return _why_not(session, opened.reason, service_id, now)


def _why_not(session: Session, reason: str, service_id: int, now: datetime) -> str:
    service = db.people.service(session, service_id)
    if reason == flow.NO_PLAN:
        return prompts.plans.no_plan(targets.on_call(session, service, now), targets.emergency(session))
    return refusing.words(session, service, reason, now)


def _asked(session: Session, who: Staff, command: Body, now: datetime) -> View:
    """The plan of whoever was named, a choice where that is not plain, or why not: a form, or a message."""
    name = str(command.get("text") or "").strip()
    here = db.people.service_of_channel(session, command.get("channel_id", ""))
    readable = flow.readable(session, who)
    if not readable:
        return {"text": refusing.refuse(session, who.slack, here, Reason.OTHER_SERVICE, now)}
    if not name:
        # in a house's own channel that house is meant
        near = [one for one in readable if here and one[1].id == here.id]
        return dict(prompts.plans.choose(near or readable))
    found = flow.meant(name, readable)
    if len(found) == 1:
        person, service = found[0]
        shown = _plan_of(session, who, person.id, service.id, now)
        return {"text": shown} if isinstance(shown, str) else shown
    if found:
        return dict(prompts.plans.choose(found, name))
    on_call = targets.on_call(session, here or readable[0][1], now)
    return {"text": prompts.plans.nobody(name, readable, on_call, targets.emergency(session))}


ACTS: dict[str, Act] = {Action.CONFIRM: confirm}
MAKES: dict[str, Make] = {Action.OPEN: from_list}
MENU: dict[str, Make] = {More.PLAN: from_menu}
