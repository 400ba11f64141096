"""*I'm covering here tonight*, for whoever is on no list of a house; and the tap of somebody who knows them."""

from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

import bot.access
import db.covers
import db.people
import prompts.covering
from bot.access import SlackUser
from db.session import UNREACHABLE, Session
from handlers import refusing, slack
from handlers.flow import cover as flow
from handlers.flow import targets
from handlers.relay import Relay
from handlers.taps import Act, Done, Tapped

log = structlog.get_logger()
Body = dict[str, Any]


def register(app: App, relay: Relay, after: Any) -> None:
    """Listen for whoever asks to cover."""

    @app.action(prompts.covering.COVER)
    def ask(ack: Ack, body: Body, context: BoltContext, client: WebClient, respond: Respond) -> None:
        # Slack is asked who they are behind the acknowledgement: it may take longer than Slack itself waits
        team = context.authorize_result.team_id if context.authorize_result else None
        after(
            _ask,
            relay=relay,
            client=client,
            body=body,
            service_id=context["service_id"],
            team=team,
            respond=respond,
        )
        ack()


def _ask(
    relay: Relay, client: WebClient, body: Body, service_id: int, team: str | None, respond: Respond
) -> None:
    """Ask, and say in any case what became of it."""
    try:
        said, asked = asks(relay, client, body["user"]["id"], service_id, team), True
    except Exception as failure:
        if slack.failure(failure) is None and not isinstance(failure, UNREACHABLE):
            log.exception("cover.failed", service=service_id)
        else:
            log.warning("cover.not_asked", service=service_id, error=type(failure).__name__)
        said, asked = _not_asked(relay, service_id), False
    # where they tapped, so that there is nothing more to tap; unless they are to try again
    in_place = asked and bool((body.get("container") or {}).get("is_ephemeral"))
    respond(text=said, response_type="ephemeral", replace_original=in_place)


def asks(relay: Relay, client: WebClient, user: str, service_id: int, team: str | None) -> str:
    """Somebody asks to cover a shift in a service; what they are told. mrkdwn.

    Raises what Slack and the database raise; nothing was kept then.
    """
    with relay.db.read() as session:
        channel = db.people.service(session, service_id).spec.channel
    found = slack.user(client, user, channel, team)
    with relay.db.write() as session:
        return _kept(session, relay, user, service_id, found)


def _kept(session: Session, relay: Relay, user: str, service_id: int, found: SlackUser) -> str:
    now = relay.clock.now()
    service = db.people.service(session, service_id)
    # looked at again: they may have been listed, or approved, while Slack answered
    access = bot.access.may(db.people.staff_by_slack(session, user, now), "cover", service_id)
    access = bot.access.may_cover(found) if access.allowed else access
    if not access.allowed:
        return refusing.refuse(session, user, service, access.reason, now)
    cover, new = flow.ask(session, service, user, found.name, now)
    on_call = targets.on_call(session, service, now)
    return prompts.covering.waits(service, cover, on_call, targets.emergency(session), new=new)


def _not_asked(relay: Relay, service_id: int) -> str:
    try:
        with relay.db.read() as session:
            service = db.people.service(session, service_id)
            on_call = targets.on_call(session, service, relay.clock.now())
            return prompts.covering.not_asked(on_call, targets.emergency(session))
    except UNREACHABLE:
        return prompts.covering.not_asked()


def approve(session: Session, relay: Relay, tapped: Tapped) -> Done:
    """*Yes, … is covering*: what whoever tapped is told."""
    del relay
    cover_id, now = prompts.covering.parse_value(tapped.value), tapped.now
    how = flow.approve(session, cover_id, tapped.who, now)
    cover = db.covers.get(session, cover_id)
    service = db.people.service(session, cover.service_id)
    if how == "own":
        return Done(refusing.refuse(session, tapped.who.slack, service, "own_cover", now))
    if how == "over":
        return Done(prompts.covering.over(service, cover))
    if how == "already":
        return Done(prompts.covering.already(service, cover, now))
    return Done(prompts.covering.approved(service, cover))


ACTS: dict[str, Act] = {prompts.covering.APPROVE: approve}
