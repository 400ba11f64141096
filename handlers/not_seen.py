"""Listening for *Not seen…* in a person's menu, and its form."""

import json
import uuid
from typing import Any

import structlog
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

import db.handover
import db.journal
import db.people
import db.plans
import prompts.access
import prompts.handover
import prompts.not_seen
from bot.people import Service
from bot.replies import Answer
from db.session import Session
from handlers.flow import handover as flow
from handlers.flow import targets
from handlers.flow.handover import Tap
from handlers.relay import Relay
from prompts.handover import More

log = structlog.get_logger()
Body = dict[str, Any]


def register(app: App, relay: Relay, after: Any) -> None:
    """Listen for the choice in the menu, and for the form it opens."""

    @app.action(prompts.handover.Action.MORE, matchers=[_is_not_seen])
    def not_seen(ack: Ack, body: Body, action: Body, respond: Respond, client: WebClient) -> None:
        _, handover_id, person_id = prompts.handover.parse_menu(action["selected_option"]["value"])
        with relay.db.write() as session:
            view, refusal = _form(session, relay, body["user"]["id"], handover_id, person_id)
        if view is not None:
            client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()
        if refusal:
            after(respond, text=refusal, response_type="ephemeral", replace_original=False)

    @app.view(prompts.not_seen.CALLBACK)
    def submitted(ack: Ack, body: Body, view: Body) -> None:
        ack(**_submit(relay, body["user"]["id"], view))


def _is_not_seen(action: Body) -> bool:
    return str(action["selected_option"]["value"]).startswith(f"{More.NOT_SEEN} ")


def _form(
    session: Session, relay: Relay, user: str, handover_id: int, person_id: int
) -> tuple[Body | None, str | None]:
    """The form, or the refusal, which is journalled."""
    service = db.people.service(session, db.handover.get(session, handover_id).service_id)
    reason = flow.refused(session, db.people.staff_by_slack(session, user), handover_id, person_id)
    if not reason and not db.plans.supported(session, person_id, service.id):
        reason = flow.NOT_HERE_NOW
    if reason:
        db.journal.write(
            session, relay.clock.now(), "refused", why=reason, actor=user, service_id=service.id,
            handover_id=handover_id,
        )  # fmt: skip
        return None, _refusal(session, reason, service, relay)
    meta = json.dumps({"handover": handover_id, "person": person_id, "nonce": uuid.uuid4().hex})
    person = db.people.person(session, person_id)
    on_call = targets.on_call(session, service, relay.clock.now(), person)
    return prompts.not_seen.form(person, service, meta, on_call, targets.emergency(session)), None


def _refusal(session: Session, reason: str, service: Service, relay: Relay) -> str:
    on_call = targets.on_call(session, service, relay.clock.now())
    return prompts.access.refusal(reason, service.spec.name, on_call, targets.emergency(session))


def _submit(relay: Relay, user: str, view: Body) -> dict[str, Any]:
    """What to acknowledge the form with, after the commit: what to mend, or what it becomes."""
    answer = prompts.not_seen.read(view["state"]["values"])
    if not isinstance(answer, Answer):
        return {"response_action": "errors", "errors": answer}
    try:
        with relay.db.write() as session:
            shown = _keep(session, relay, user, json.loads(view["private_metadata"]), answer)
    except Exception:
        # nothing was committed: the form stays open, and says so
        log.exception("listener.failed", kind="not_seen.form")
        return {"response_action": "errors", "errors": prompts.not_seen.not_saved()}
    return {"response_action": "update", "view": shown}


def _keep(session: Session, relay: Relay, user: str, meta: Body, answer: Answer) -> Body:
    now = relay.clock.now()
    tap = Tap(meta["handover"], meta["person"], user, meta["nonce"], answer)
    recorded = flow.record(session, tap, now)
    service = db.people.service(session, db.handover.get(session, tap.handover_id).service_id)
    if recorded.how == "refused":
        return prompts.access.refusal_view(_refusal(session, recorded.reason, service, relay))
    person = db.people.person(session, tap.person_id)
    shown = prompts.not_seen.stands if recorded.how == "stands" else prompts.not_seen.saved
    return shown(person.known_as, targets.on_call(session, service, now, person), targets.emergency(session))
