"""Listening for plans: `/plan`, *Read plan* in a person's menu, *I've read this version*."""

import re
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

import db.handover
import db.journal
import db.people
import prompts.access
import prompts.handover
import prompts.plans
from bot.access import Reason
from bot.people import Service
from db.session import UNREACHABLE, Session
from handlers.flow import plans as flow
from handlers.flow import targets
from handlers.relay import Relay
from prompts.handover import More
from prompts.plans import Action

log = structlog.get_logger()
Body = dict[str, Any]
IN_A_LIST = re.compile(rf"{re.escape(Action.OPEN)}\.\d+", re.ASCII)


@dataclass(frozen=True)
class Reply:
    """What somebody gets: a form to open, or something said to them alone."""

    view: Body | None = None
    said: Body | None = None


def register(app: App, relay: Relay, after: Any) -> None:
    """Listen for what opens a plan, and for what is drawn in it."""

    @app.command("/plan")
    def plan(ack: Ack, command: Body, client: WebClient) -> None:
        with relay.db.write() as session:
            reply = _asked(session, relay, command)
        _open(client, command, reply)
        ack(**{"response_type": "ephemeral", **reply.said} if reply.said else {})

    @app.action(prompts.handover.Action.MORE, matchers=[_is_read_plan])
    def read_plan(ack: Ack, body: Body, action: Body, respond: Respond, client: WebClient) -> None:
        _, handover_id, person_id = prompts.handover.parse_menu(action["selected_option"]["value"])
        with relay.db.write() as session:
            service_id = db.handover.get(session, handover_id).service_id
            reply = _plan_of(session, relay, body["user"]["id"], person_id, service_id)
        _open(client, body, reply)
        ack()
        _whisper(after, respond, reply)

    @app.action(IN_A_LIST)
    def chosen(ack: Ack, body: Body, action: Body, respond: Respond, client: WebClient) -> None:
        person_id, service_id = prompts.handover.parse_value(action["value"])
        with relay.db.write() as session:
            reply = _plan_of(session, relay, body["user"]["id"], person_id, service_id)
        _open(client, body, reply)
        ack()
        _whisper(after, respond, reply)

    @app.action(Action.CONFIRM)
    def confirm(ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        person_id, plan_id = prompts.handover.parse_value(action["value"])
        try:
            with relay.db.write() as session:
                view = _confirmed(session, relay, body["user"]["id"], person_id, plan_id)
        except UNREACHABLE:
            log.warning("database.unreachable", kind="plan.confirm")
            view = prompts.plans.not_saved(body["view"])
        ack()
        after(client.views_update, view_id=body["view"]["id"], view=view)


def _is_read_plan(action: Body) -> bool:
    return str(action["selected_option"]["value"]).startswith(f"{More.PLAN} ")


def _open(client: WebClient, body: Body, reply: Reply) -> None:
    if reply.view is not None:
        client.views_open(trigger_id=body["trigger_id"], view=reply.view)


def _whisper(after: Any, respond: Respond, reply: Reply) -> None:
    if reply.said is not None:
        after(respond, response_type="ephemeral", replace_original=False, **reply.said)


def _plan_of(session: Session, relay: Relay, user: str, person_id: int, service_id: int) -> Reply:
    now = relay.clock.now()
    opened = flow.opened(session, user, person_id, service_id, now)
    if opened.shown is not None:
        return Reply(prompts.plans.form(opened.shown, now))
    return Reply(said={"text": _why_not(session, relay, opened.reason, service_id)})


def _why_not(session: Session, relay: Relay, reason: str, service_id: int) -> str:
    service, emergency = db.people.service(session, service_id), targets.emergency(session)
    on_call = targets.on_call(session, service, relay.clock.now())
    if reason == flow.NO_PLAN:
        return prompts.plans.no_plan(on_call, emergency)
    return prompts.access.refusal(reason, service.spec.name, on_call, emergency)


def _confirmed(session: Session, relay: Relay, user: str, person_id: int, plan_id: int) -> Body:
    now = relay.clock.now()
    confirmed = flow.confirm(session, user, person_id, plan_id, now)
    if confirmed.shown is not None:
        return prompts.plans.form(confirmed.shown, now)
    if confirmed.reason in (Reason.NOT_LISTED, Reason.OTHER_SERVICE):
        # the person may have moved since the form was opened: where to is nothing to say here
        said = prompts.access.refusal(confirmed.reason, None, (), targets.emergency(session))
    else:
        service_id = db.people.person(session, person_id).service_id
        said = _why_not(session, relay, confirmed.reason, service_id)
    return prompts.access.refusal_view(said)


def _asked(session: Session, relay: Relay, command: Body) -> Reply:
    """The plan of whoever was named, a choice where that is not plain, or why not."""
    user, name = command["user_id"], str(command.get("text") or "").strip()
    here = db.people.service_of_channel(session, command.get("channel_id", ""))
    staff = db.people.staff_by_slack(session, user)
    readable = flow.readable(session, staff) if staff else []
    if not readable:
        return _refused(session, relay, user, here, Reason.OTHER_SERVICE if staff else Reason.NOT_LISTED)
    if not name:
        # in a house's own channel that house is meant
        near = [one for one in readable if here and one[1].id == here.id]
        return Reply(said=dict(prompts.plans.choose(near or readable)))
    found = flow.meant(name, readable)
    if len(found) == 1:
        person, service = found[0]
        return _plan_of(session, relay, user, person.id, service.id)
    if found:
        return Reply(said=dict(prompts.plans.choose(found, name)))
    on_call = targets.on_call(session, here or readable[0][1], relay.clock.now())
    emergency = targets.emergency(session)
    return Reply(said={"text": prompts.plans.nobody(name, readable, on_call, emergency)})


def _refused(session: Session, relay: Relay, user: str, here: Service | None, reason: Reason) -> Reply:
    now = relay.clock.now()
    db.journal.write(
        session, now, "refused", actor=user, service_id=here.id if here else None, why=reason.value
    )
    on_call = targets.on_call(session, here, now) if here else ()
    said = prompts.access.refusal(
        reason, here.spec.name if here else None, on_call, targets.emergency(session)
    )
    return Reply(said={"text": said})
