"""What Slack sends an app about what people do, in its true shapes."""

import re
import time
from html import unescape
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sandbox import forms, shows
from sandbox.desk import Desk
from sandbox.elements import options_of
from sandbox.messages import Message
from sandbox.plain import Json
from sandbox.urls import Place
from sandbox.views import View
from sandbox.world import Channel, User, slug

VERIFICATION = "sandbox"
MENTION = re.compile(r"<@(\w+)>")


def person(desk: Desk, user: User) -> Json:
    """Return who acted."""
    handle = slug(user.name)
    return {"id": user.id, "username": handle, "name": handle, "team_id": user.team_id or desk.world.team}


def place(channel: Channel) -> Json:
    """Return where it happened, with the names Slack hides private places behind."""
    names = {"im": "directmessage", "mpim": "privategroup"}
    return {
        "id": channel.id,
        "name": names.get(channel.kind, "privategroup" if channel.is_private else channel.name),
    }


def common(desk: Desk, kind: str, user: User) -> Json:
    """Return what every interaction carries."""
    return {
        "type": kind,
        "team": {"id": desk.world.team, "domain": desk.world.domain},
        "user": person(desk, user),
        "api_app_id": desk.world.bot.app_id,
        "token": VERIFICATION,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def message_click(desk: Desk, user: User, channel: Channel, message: Message, act: Json, values: Any) -> Json:
    """Return block_actions from a message. Of an ephemeral one Slack sends no content, only where it is."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.only_for),
    }
    if message.is_reply:
        container["thread_ts"] = message.thread_ts
    shown = (
        {} if message.only_for else {"message": shows.message(desk.world, channel, message, metadata=True)}
    )
    return {
        **common(desk, "block_actions", user),
        "container": container,
        "trigger_id": desk.triggers.make(user.id),
        "channel": place(channel),
        **shown,
        "state": {"values": values},
        "response_url": desk.url + desk.urls.make(Place(channel.id, user.id, message.ts)),
        "actions": [act],
    }


def view_click(desk: Desk, user: User, view: View, act: Json) -> Json:
    """Return block_actions from a form or an App Home."""
    in_modal = view.shape["type"] == "modal"
    shown = shows.view(desk.world, view)
    return {
        **common(desk, "block_actions", user),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": desk.triggers.make(user.id, in_modal),
        "view": shown,
        "state": shown["state"],
        "actions": [act],
    }


def submission(desk: Desk, user: User, view: View) -> Json:
    """Return view_submission."""
    return {
        **common(desk, "view_submission", user),
        "trigger_id": desk.triggers.make(user.id, in_modal=True),
        "view": shows.view(desk.world, view),
        "response_urls": [],
    }


def closing(desk: Desk, user: User, view: View, cleared: bool) -> Json:
    """Return view_closed."""
    shown = shows.view(desk.world, view)
    return {**common(desk, "view_closed", user), "view": shown, "is_cleared": cleared}


def command(desk: Desk, user: User, channel: Channel, name: str, text: str) -> Json:
    """Return a slash command."""
    who, where = person(desk, user), place(channel)
    return {
        "token": VERIFICATION,
        "team_id": desk.world.team,
        "team_domain": desk.world.domain,
        "channel_id": where["id"],
        "channel_name": where["name"],
        "user_id": who["id"],
        "user_name": who["name"],
        "command": name,
        "text": text,
        "api_app_id": desk.world.bot.app_id,
        "is_enterprise_install": "false",
        "response_url": desk.url + desk.urls.make(Place(channel.id, user.id)),
        "trigger_id": desk.triggers.make(user.id),
    }


def shortcut(desk: Desk, user: User, callback_id: str) -> Json:
    """Return a global shortcut: it knows no place, so it has no response_url."""
    who = {name: value for name, value in person(desk, user).items() if name != "name"}
    return {**_chosen_shortcut(desk, "shortcut", user, callback_id), "user": who}


def message_shortcut(desk: Desk, user: User, channel: Channel, message: Message, callback_id: str) -> Json:
    """Return a message shortcut, with the message whole; its response_url cannot change that message."""
    shown = shows.message(desk.world, channel, message, metadata=True)
    if not message.by_bot:
        shown |= {"client_msg_id": str(uuid5(NAMESPACE_OID, message.ts)), "blocks": _written(message)}
    return {
        **_chosen_shortcut(desk, "message_action", user, callback_id),
        "channel": place(channel),
        "message_ts": message.ts,
        "message": shown,
        "response_url": desk.url + desk.urls.make(Place(channel.id, user.id)),
    }


def _chosen_shortcut(desk: Desk, kind: str, user: User, callback_id: str) -> Json:
    carried = {name: value for name, value in common(desk, kind, user).items() if name != "api_app_id"}
    return {
        **carried,
        "callback_id": callback_id,
        "trigger_id": desk.triggers.make(user.id),
        "action_ts": desk.world.stamp(),
    }


def _written(message: Message) -> list[Json]:
    """Return what a person typed as the rich text that Slack makes of it."""
    leaves: list[Json] = []
    for at, part in enumerate(MENTION.split(message.text)):
        if at % 2:
            leaves.append({"type": "user", "user_id": part})
        elif part:
            leaves.append({"type": "text", "text": unescape(part)})
    section = {"type": "rich_text_section", "elements": leaves}
    return [{"type": "rich_text", "block_id": message.ts[-5:], "elements": [section]}]


def event(desk: Desk, inner: Json) -> Json:
    """Return an event in its envelope; its id is its own, so that retries can be told."""
    world = desk.world
    stamp = world.stamp()
    return {
        "token": VERIFICATION,
        "team_id": world.team,
        "api_app_id": world.bot.app_id,
        "event": {"event_ts": stamp, **inner},
        "type": "event_callback",
        "event_id": "Ev0" + stamp.replace(".", ""),
        "event_time": int(time.time()),
        "authorizations": [
            {"enterprise_id": None, "team_id": world.team, "user_id": world.bot.user, "is_bot": True}
            | {"is_enterprise_install": False}
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-" + stamp,
    }


def action(desk: Desk, element: Json, block_id: str, value: Any) -> Json:
    """Return one entry of `actions`; forms.Unreadable where the value cannot be chosen there."""
    kind = element["type"]
    told: Json = {"type": kind, "action_id": element["action_id"], "block_id": block_id}
    told["action_ts"] = desk.world.stamp()
    if kind == "button":
        return told | {name: element[name] for name in ("text", "value", "style", "url") if name in element}
    if kind == "overflow":
        return told | {"selected_option": _chosen(element, value)}
    initial = forms.KINDS[kind].initial
    more = {name: element[name] for name in ("placeholder", initial) if name in element}
    return told | more | forms.read(element, value)


def _chosen(element: Json, value: Any) -> Json:
    found = next((o for o in options_of(element) if o.get("value") == value), None)
    if found is None:
        raise forms.Unreadable("Please choose one of the options.")
    return found
