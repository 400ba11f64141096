"""Listening at the prompt: *Seen, no signs*, *Signs seen…* and its form."""

import json
import uuid
from typing import Any

import structlog
from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient

import db.handover
import db.journal
import db.outbox
import db.people
import db.plans
import prompts.access
import prompts.guidance
import prompts.handover
import prompts.reply_form
from bot.people import Service
from bot.replies import Answer
from db.session import UNREACHABLE, Session
from handlers import slack
from handlers.flow import gather, targets
from handlers.flow import handover as flow
from handlers.flow.guide import guided
from handlers.flow.handover import Recorded, Tap
from handlers.relay import Relay
from prompts.guidance import Guided
from prompts.handover import Action

log = structlog.get_logger()
Body = dict[str, Any]


def register(app: App, relay: Relay, after: Any) -> None:
    """Listen for what is drawn on a prompt."""

    @app.action(Action.CLEAR)
    def clear(ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        handover_id, person_id = prompts.handover.parse_value(action["value"])
        tap = Tap(handover_id, person_id, body["user"]["id"], _tap_nonce(body, action), Answer("clear"))
        recorded = _record(relay, tap)
        ack()
        # drawn behind the acknowledgement: what goes wrong here no longer means "not saved"
        after(lambda: respond(**_after_tap(relay, recorded, tap)))

    @app.action(Action.SIGNS)
    def signs(ack: Ack, body: Body, action: Body, respond: Respond, client: WebClient) -> None:
        view, refusal = _form(relay, body["user"]["id"], *prompts.handover.parse_value(action["value"]))
        if view is not None:
            client.views_open(trigger_id=body["trigger_id"], view=view)
        ack()
        if refusal:
            after(respond, **_whisper(refusal))

    @app.view(prompts.reply_form.CALLBACK)
    def submitted(ack: Ack, body: Body, view: Body) -> None:
        ack(**_submit(relay, body["user"]["id"], view))


def _tap_nonce(body: Body, action: Body) -> str:
    """The same tap delivered twice is the same reply."""
    return f"tap {body['user']['id']} {body['container'].get('message_ts')} {action['value']} {action['action_ts']}"


def _record(relay: Relay, tap: Tap) -> Recorded:
    with relay.db.write() as session:
        return flow.record(session, tap, relay.clock.now())


def _whisper(text: str) -> dict[str, Any]:
    return {"text": text, "response_type": "ephemeral", "replace_original": False}


def _after_tap(relay: Relay, recorded: Recorded, tap: Tap) -> dict[str, Any]:
    """The prompt as it now stands, or why nothing changed."""
    now = relay.clock.now()
    with relay.db.read() as session:
        service = _service(session, tap.handover_id)
        if recorded.how == "refused":
            return _whisper(_refusal(session, recorded.reason, service, relay))
        if recorded.how == "stands":
            return _whisper(prompts.handover.signs_stand(db.people.person(session, tap.person_id).known_as))
        drawn = prompts.handover.question(gather.board(session, tap.handover_id, now), now)
        prompt = db.outbox.prompt_of(session, tap.handover_id)
    shown = dict(drawn)
    if prompt:
        slack.stamp(shown, prompt.token)
    return {"replace_original": True, "text": shown["text"], "blocks": shown["blocks"]}


def _service(session: Session, handover_id: int) -> Service:
    return db.people.service(session, db.handover.get(session, handover_id).service_id)


def _refusal(session: Session, reason: str, service: Service, relay: Relay) -> str:
    on_call = targets.on_call(session, service, relay.clock.now())
    return prompts.access.refusal(reason, service.spec.name, on_call, targets.emergency(session))


def _form(relay: Relay, user: str, handover_id: int, person_id: int) -> tuple[Body | None, str | None]:
    """The person's form, or the refusal; opening it is journalled."""
    with relay.db.write() as session:
        now = relay.clock.now()
        service = _service(session, handover_id)
        reason = flow.refused(session, db.people.staff_by_slack(session, user), handover_id, person_id)
        about: dict[str, Any] = {
            "actor": user,
            "service_id": service.id,
            "person_id": person_id,
            "handover_id": handover_id,
        }
        # an old question may be about somebody who has moved or left: their plan is not for those who stayed
        if not reason and not db.plans.supported(session, person_id, service.id):
            reason = flow.NOT_HERE_NOW
        if reason:
            db.journal.write(session, now, "refused", why=reason, **about)
            return None, _refusal(session, reason, service, relay)
        db.journal.write(session, now, "form.opened", **about)
        person = db.people.person(session, person_id)
        meta = {
            "handover": handover_id,
            "person": person_id,
            "plan": person.plan_id,
            "nonce": uuid.uuid4().hex,
        }
        on_call, emergency = targets.on_call(session, service, now, person), targets.emergency(session)
        return prompts.reply_form.form(person, service, json.dumps(meta), None, on_call, emergency), None


def _submit(relay: Relay, user: str, view: Body) -> dict[str, Any]:
    """What to acknowledge the form with: errors beside their fields, or the guidance. After the commit."""
    try:
        with relay.db.write() as session:
            kept = _keep(session, relay, user, view)
    except UNREACHABLE:
        log.warning("database.unreachable", kind="reply.form")
        return {"response_action": "errors", "errors": prompts.reply_form.not_saved(view)}
    except Exception:
        # nothing was committed: the form stays open with all that was written, and says so
        log.exception("listener.failed", kind="reply.form")
        return {"response_action": "errors", "errors": prompts.reply_form.not_saved(view)}
    if isinstance(kept, dict):
        return {"response_action": "errors", "errors": kept}
    shown = prompts.access.refusal_view(kept) if isinstance(kept, str) else prompts.guidance.guidance(kept)
    return {"response_action": "update", "view": shown}


def _keep(session: Session, relay: Relay, user: str, view: Body) -> dict[str, str] | str | Guided:
    """What to mend by field, the refusal, or what the worker is told. Raises for a form that is none of ours."""
    meta, now = json.loads(view["private_metadata"]), relay.clock.now()
    plan = db.people.plan(session, meta["plan"]) if meta["plan"] else None
    if plan and plan.person_id != meta["person"]:
        raise ValueError("the plan of somebody else")
    answer = prompts.reply_form.read(view["state"]["values"], plan.body if plan else None)
    if not isinstance(answer, Answer):
        return answer
    tap = Tap(meta["handover"], meta["person"], user, meta["nonce"], answer, meta["plan"])
    recorded = flow.record(session, tap, now)
    if recorded.how == "refused":
        return _refusal(session, recorded.reason, _service(session, tap.handover_id), relay)
    return guided(session, recorded, now)
