"""The gate: one middleware that everything from Slack comes through. Who is it, what do they want, and may they?

What the listeners behind it find: `who` (Staff; None only where everybody may), `service_id`, and a form's `meta`.
"""

import json
from collections.abc import Callable

import structlog
from slack_bolt import Ack, App, BoltContext, BoltResponse, Respond
from slack_sdk import WebClient

import bot.access
import db.outbox
import db.people
import prompts.access
import prompts.forms
from bot.access import Access, Reason
from bot.people import Service, Staff
from db.session import UNREACHABLE, Session
from handlers import doors, forms, metrics, refusing, slack
from handlers.after import After
from handlers.door import Body, Door
from handlers.relay import Relay

log = structlog.get_logger()


def register(app: App, relay: Relay, after: After) -> None:
    """Have everything come through the gate. What has no door is not let through, and not acknowledged."""

    @app.middleware
    def gate(
        body: Body,
        context: BoltContext,
        ack: Ack,
        respond: Respond,
        client: WebClient,
        next: Callable[[], BoltResponse],
    ) -> BoltResponse:
        kind = _kind(body)
        if kind in doors.OPEN:
            return next()
        try:
            refused = _refused(relay, kind, body, context)
        except Exception as error:
            metrics.unreachable(error)
            if body.get("type") != "view_submission":
                raise
            # the form stays open with all that was written, and says so
            if isinstance(error, UNREACHABLE):
                log.warning("database.unreachable", kind=kind)
            else:
                log.exception("listener.failed", kind=kind)
            return ack(response_action="errors", errors=prompts.forms.not_saved(body["view"]))
        return next() if refused is None else _say(body, refused, ack, respond, client, after)


def _kind(body: Body) -> str:
    """What it is, as `doors` knows it; the place in a list is left out."""
    if "event" in body:
        return str(body["event"]["type"])
    if body.get("type") == "block_actions":
        return doors.base(str(body["actions"][0]["action_id"]))
    if body.get("type") == "view_submission":
        return str(body["view"]["callback_id"])
    return str(body.get("command") or body.get("callback_id"))


def _user(body: Body) -> str:
    return str(body["user"]["id"] if "user" in body else body["user_id"])


def _refused(relay: Relay, kind: str, body: Body, context: BoltContext) -> Body | None:
    """None where they may; else what they are told, journalled."""
    now = relay.clock.now()
    with relay.db.read() as session:
        if known := _is_known(session, body):
            who = db.people.staff_by_slack(session, _user(body), now)
            door = _door(session, kind, body, who, context)
            access = _foreign(body, context) or may(who, door)
    if not known:
        return _unknown(relay, body)
    if access.allowed:
        context["who"], context["service_id"] = who, door.service_id
        return None
    with relay.db.write() as session:
        near = _near(session, door, body)
        said = refusing.refuse(session, _user(body), near, access.reason, now, person_id=door.person_id)
        offers = (
            prompts.access.covers(access.reason) and near is not None and near.spec.channel == _channel(body)
        )
        return dict(prompts.access.refused(said, near.id if near and offers else None))


def _is_known(session: Session, body: Body) -> bool:
    """Whether the message that was tapped in is in the record. A view, and what only they see, carries no token."""
    token = slack.token((body.get("message") or {}).get("blocks") or ())
    return token is None or db.outbox.is_known(session, token)


def _unknown(relay: Relay, body: Body) -> Body:
    """After a backup was put back: the numbers in that message may by now be somebody else's."""
    with relay.db.write() as session:
        near = db.people.service_of_channel(session, _channel(body))
        said = refusing.refuse(session, _user(body), near, "unknown_message", relay.clock.now())
    return dict(prompts.access.refused(said, None))


def _door(session: Session, kind: str, body: Body, who: Staff | None, context: BoltContext) -> Door:
    """Raises KeyError for what has no door."""
    if body.get("type") == "block_actions":
        action = body["actions"][0]
        chosen = action.get("selected_option")
        return doors.ACTIONS[kind](session, str((chosen or action).get("value", "")), who)
    if body.get("type") == "view_submission":
        context["meta"] = json.loads(body["view"]["private_metadata"])
        return doors.FORMS[kind](session, context["meta"], who)
    return doors.TYPED[kind](session, _channel(body), who)


def _channel(body: Body) -> str:
    return str((body.get("channel") or {}).get("id") or body.get("channel_id") or "")


def _foreign(body: Body, context: BoltContext) -> Access | None:
    """Another workspace's user, however they came to see this."""
    team = (body.get("user") or {}).get("team_id") or body.get("team_id")
    ours = context.authorize_result.team_id if context.authorize_result else None
    return Access(False, Reason.OTHER_WORKSPACE) if team and ours and team != ours else None


def may(who: Staff | None, door: Door) -> Access:
    """Whether somebody (None: in no house file) may go through a door."""
    if door.service_id is not None:
        return bot.access.may(who, door.action, door.service_id, door.told, door.on_call)
    somewhere = who is not None and (who.listed or bool(who.covering))
    return Access(somewhere, Reason.STAFF_HERE if somewhere else Reason.NOT_LISTED)


def _near(session: Session, door: Door, body: Body) -> Service | None:
    """Whose numbers they are given."""
    if door.service_id is not None:
        return None if door.unnamed else db.people.service(session, door.service_id)
    return db.people.service_of_channel(session, _channel(body))


def _say(body: Body, said: Body, ack: Ack, respond: Respond, client: WebClient, after: After) -> BoltResponse:
    """Where they tapped: beside the message, in place of the form, or over it."""
    if body.get("type") == "view_submission":
        return ack(response_action="update", view=prompts.access.refusal_view(said["text"]))
    if body.get("command"):
        return ack(response_type="ephemeral", **said)
    if body.get("view"):
        forms.open_view(client, body, prompts.access.refusal_view(said["text"]))
        return ack()
    after(respond, response_type="ephemeral", replace_original=False, **said)
    return ack()
