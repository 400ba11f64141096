"""Listening at a ping: *I've got this*, *Open*, *Seen*."""

from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

import db.escalation
import db.journal
import db.people
import prompts.access
import prompts.escalation
from db.session import Session
from handlers.flow import escalation as flow
from handlers.flow import gather, targets
from handlers.flow.escalation import Taken
from handlers.relay import Relay
from prompts.escalation import Action

Body = dict[str, Any]


def register(app: App, relay: Relay, after: Any) -> None:
    """Listen for what is drawn on a ping."""

    @app.action(Action.TAKE)
    def take(ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        escalation_id, user = prompts.escalation.parse_id(action["value"]), body["user"]["id"]
        with relay.db.write() as session:
            taken = flow.acknowledge(session, escalation_id, user, relay.clock.now())
            said = _said(session, escalation_id, taken, relay)
        ack()
        after(respond, **_whisper(said))

    @app.action(Action.SEEN)
    def seen(ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        escalation_id, user = prompts.escalation.parse_id(action["value"]), body["user"]["id"]
        with relay.db.write() as session:
            taken = flow.confirm(session, escalation_id, user, relay.clock.now())
            said = _said(session, escalation_id, taken, relay)
        ack()
        if taken.how != "done":
            after(respond, **_whisper(said))

    @app.action(Action.OPEN)
    def details(ack: Ack, body: Body, action: Body, respond: Respond, client: WebClient) -> None:
        view, refusal = _details(relay, prompts.escalation.parse_id(action["value"]), body["user"]["id"])
        if view is not None:
            client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()
        if refusal:
            after(respond, **_whisper(refusal))


def _whisper(text: str) -> Body:
    return {"text": text, "response_type": "ephemeral", "replace_original": False}


def _said(session: Session, escalation_id: int, taken: Taken, relay: Relay) -> str:
    """What the tapper is told."""
    now = relay.clock.now()
    told = gather.briefing(session, escalation_id, now)
    if taken.how == "refused":
        on_call = targets.on_call(session, told.service, now)
        return prompts.access.refusal(taken.reason, told.service.spec.name, on_call, told.emergency)
    if taken.how == "over":
        return prompts.escalation.over(told)
    return (prompts.escalation.taken if taken.how == "done" else prompts.escalation.already)(told, now)


def _details(relay: Relay, escalation_id: int, user: str) -> tuple[Body | None, str | None]:
    """The form that *Open* shows to those who may read; opening it is journalled."""
    now = relay.clock.now()
    with relay.db.write() as session:
        e = db.escalation.get(session, escalation_id)
        access = flow.may(session, db.people.staff_by_slack(session, user), e, "read")
        about: Body = {"actor": user, "service_id": e.service_id, "escalation_id": e.id}
        if not access.allowed:
            db.journal.write(session, now, "refused", why=access.reason, **about)
            return None, _said(session, escalation_id, Taken("refused", access.reason), relay)
        db.journal.write(session, now, "details.opened", **about)
        return prompts.escalation.details(gather.briefing(session, escalation_id, now), now), None
