"""Listening for what is typed: `/oncall`."""

from collections.abc import Sequence
from typing import Any

from slack_bolt import Ack, App

import bot.access
import db.people
import prompts.access
import prompts.oncall
from bot.people import Service
from db.session import Session
from handlers.flow import targets
from handlers.relay import Relay


def register(app: App, relay: Relay) -> None:
    """Listen for slash commands."""

    @app.command("/oncall")
    def oncall(ack: Ack, command: dict[str, Any]) -> None:
        with relay.db.read() as session:
            said = _on_call(session, relay, command["user_id"], command.get("channel_id", ""))
        ack(text=said, response_type="ephemeral")


def _on_call(session: Session, relay: Relay, user: str, channel: str) -> str:
    """Who is on call for the house of this channel, else for all houses that whoever asks works or is on call for."""
    staff = db.people.staff_by_slack(session, user)
    here = db.people.service_of_channel(session, channel)
    if here is not None:
        access = bot.access.may(staff, "read", here.id)
        if access.allowed or targets.takes_turns(session, here, user):
            return _who(session, relay, [here])
        on_call = targets.on_call(session, here, relay.clock.now())
        return prompts.access.refusal(access.reason, here.spec.name, on_call, targets.emergency(session))
    mine = [
        one
        for one in db.people.services(session)
        if staff and (one.id in staff.services or targets.takes_turns(session, one, user))
    ]
    if not mine:
        return prompts.access.refusal(bot.access.Reason.NOT_LISTED, None, (), targets.emergency(session))
    return _who(session, relay, mine)


def _who(session: Session, relay: Relay, services: Sequence[Service]) -> str:
    now = relay.clock.now()
    on_call = [targets.seen(session, one, now) for one in services]
    return prompts.oncall.who(on_call, now, targets.emergency(session))
