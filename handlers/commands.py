"""Listening for what is typed: `/oncall`, `/handover`."""

from collections.abc import Sequence
from datetime import datetime

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

import bot.access
import db.people
import prompts.access
import prompts.between
import prompts.duty
import prompts.handover
from bot.access import Reason
from bot.people import Contact, Service, Staff
from db.session import Session
from handlers import forms, handover, refusing
from handlers.after import After
from handlers.flow import duty, targets
from handlers.flow import home as flow
from handlers.flow.home import Answerable
from handlers.forms import Asked, Body
from handlers.relay import Relay
from prompts.blocks import Message


def register(app: App, relay: Relay, after: After) -> None:
    """Listen for slash commands."""

    @app.command("/oncall")
    def oncall(ack: Ack, context: BoltContext) -> None:
        with relay.db.write() as session:
            said = _on_call(session, context["who"], context["service_id"], relay.clock.now())
        ack(response_type="ephemeral", **said)

    @app.command("/handover")
    def answer(ack: Ack, command: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        with relay.db.write() as session:
            found = _meant(session, relay, context["who"], command)
        if isinstance(found, dict):
            ack(response_type="ephemeral", **found)
            return
        asked = Asked(context["who"], found, command, relay.clock.now())
        forms.show(relay, after, handover.signs, asked, respond, client)
        ack()


def _meant(session: Session, relay: Relay, who: Staff, command: Body) -> str | Message:
    """The value of the button of whoever was named; or a choice where that is not plain, or why not."""
    now, name = relay.clock.now(), str(command.get("text") or "").strip()
    here = db.people.service_of_channel(session, command.get("channel_id", ""))
    own = flow.own_houses(session, who)
    if not own:
        refused = refusing.refuse(session, who.slack, here, Reason.OTHER_SERVICE, now)
        return prompts.access.refused(refused, None)
    # in a house's own channel that house is meant
    near = flow.answerable(session, [one for one in own if here and one.id == here.id], now)
    people = near if near and (not name or flow.meant(name, near)) else flow.answerable(session, own, now)
    return _chosen(name, people, targets.on_call(session, here or own[0], now), targets.emergency(session))


def _chosen(
    name: str, people: Sequence[Answerable], on_call: Sequence[Contact], emergency: str
) -> str | Message:
    """Whom of `people` somebody means, as the value of their button; else what they are told."""
    if not people:
        return prompts.between.nobody_here(on_call, emergency)
    found = flow.meant(name, people) if name else people
    if name and len(found) == 1:
        person, _, handover_id = found[0]
        return prompts.handover.button_value(handover_id, person.id)
    if found:
        return prompts.between.choose(found, on_call, emergency, name or None)
    return prompts.between.nobody(name, people, on_call, emergency)


def _on_call(session: Session, who: Staff, service_id: int | None, now: datetime) -> Message:
    """What rings for whoever asks, and who is on call: for this channel's house, else for all of theirs."""
    services = db.people.services(session)
    mine = [one for one in services if service_id in (None, one.id) and _looks(session, who, one)]
    tasks = duty.of(session, who, now)
    if not (mine or tasks.tasks):
        refused = refusing.refuse(session, who.slack, None, Reason.OTHER_SERVICE, now)
        return prompts.access.refused(refused, None)
    on_call = [targets.seen(session, one, now) for one in mine]
    return prompts.duty.answer(tasks, on_call, now, targets.emergency(session))


def _looks(session: Session, staff: Staff, service: Service) -> bool:
    on_call = targets.takes_turns(session, service, staff.slack)
    return bot.access.may(staff, "look", service.id, on_call=on_call).allowed
