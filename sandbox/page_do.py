"""What a page does: click, write, submit, leap, and what tests plan."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox import interact, posting, shows
from sandbox.clock import Busy
from sandbox.desk import DESK, Desk
from sandbox.interact import Impossible
from sandbox.messages import Message, typed
from sandbox.page_see import clock, forms, someone, theirs
from sandbox.plain import Json, Refused
from sandbox.views import View
from sandbox.world import Channel, User

EVENTS = {"im": "im", "mpim": "mpim"}


async def read(desk: Desk, told: Json) -> Json:
    """Mark a conversation as read."""
    user = someone(desk, told.get("user"))
    channel = theirs(desk, user, told.get("conversation"))
    channel.read[user.id] = max([*channel.messages, *channel.whispers], default="")
    return {}


async def click(desk: Desk, told: Json) -> Json:
    """Touch something in a message."""
    user = someone(desk, told.get("user"))
    channel = theirs(desk, user, told.get("conversation"))
    message = _message(channel, user, told.get("ts"))
    block, action = str(told.get("block_id")), str(told.get("action_id"))
    return (await interact.click(desk, user, channel, message, block, action, told.get("value"))).told()


async def act(desk: Desk, told: Json) -> Json:
    """Touch something in a form or an App Home."""
    user, view = _view(desk, told)
    block, action = str(told.get("block_id")), str(told.get("action_id"))
    outcome = await interact.act(desk, user, view, block, action, told.get("value"), told.get("state"))
    return {**outcome.told(), "views": forms(desk, user)}


async def submit(desk: Desk, told: Json) -> Json:
    """Submit a form."""
    user, view = _view(desk, told)
    if view is not desk.views.top(user.id) or not view.shape["submit"]:
        raise Impossible("cannot_submit", "That form has nothing to send, or lies under another.")
    outcome = await interact.submit(desk, user, view, told.get("state"))
    return {**outcome.told(), "views": forms(desk, user)}


async def close(desk: Desk, told: Json) -> Json:
    """Close a form."""
    user, view = _view(desk, told)
    await interact.close(desk, user, view)
    return {"views": forms(desk, user)}


async def command(desk: Desk, told: Json) -> Json:
    """Run a slash command."""
    user = someone(desk, told.get("user"))
    channel = theirs(desk, user, told.get("conversation"))
    name = str(told.get("command"))
    if name not in [known["name"] for known in desk.world.commands]:
        raise Impossible("invalid_command", f"{name} is not a command here.")
    return (await interact.command(desk, user, channel, name, str(told.get("text") or ""))).told()


async def say(desk: Desk, told: Json) -> Json:
    """Write a message as a person."""
    user = someone(desk, told.get("user"))
    channel = theirs(desk, user, told.get("conversation"))
    if channel.is_archived or user.deleted or not told.get("text"):
        raise Impossible("cannot_write", "Nothing can be written here.")
    try:
        thread = posting.thread_of(channel, told.get("thread_ts"))
    except Refused as no:
        raise Impossible(no.error, "That thread is not there any more.") from None
    text = typed(str(told["text"]), desk.world.users)
    message = posting.put(desk, channel, user.id, text, thread_ts=thread)
    if desk.world.bot.user in channel.members:
        _announce(desk, channel, message)
    return {"ts": message.ts}


async def shortcut(desk: Desk, told: Json) -> Json:
    """Choose a shortcut: with a `ts` one of that message's, without it a global one."""
    user = someone(desk, told.get("user"))
    name = str(told.get("callback_id"))
    if desk.world.shortcut(name, "message" if told.get("ts") else "global") is None:
        raise Impossible("no_such_shortcut", f"There is no shortcut {name} here.")
    if not told.get("ts"):
        return (await interact.shortcut(desk, user, name)).told()
    channel = theirs(desk, user, told.get("conversation"))
    message = _message(channel, user, told["ts"])
    if message.only_for or message.gone:
        raise Impossible("no_such_shortcut", "There are no more actions for this message.")
    return (await interact.message_shortcut(desk, user, channel, message, name)).told()


async def home(desk: Desk, told: Json) -> Json:
    """Open the app: its Home, or its messages with `tab`."""
    user = someone(desk, told.get("user"))
    bot, tab = desk.world.bot, told.get("tab") or "home"
    if tab not in ("home", "messages"):
        raise Impossible("no_such_tab", f"{bot.name} has no tab {tab}.")
    if tab == "home" and not bot.home:
        raise Impossible("not_enabled", f"{bot.name} has no Home.")
    channel = desk.world.open_direct([bot.user, user.id])
    desk.changes.tell("world", only=user.id)
    event: Json = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
    if tab == "home" and (view := desk.views.homes.get(user.id)):
        event["view"] = shows.view(desk.world, view)
    interact.event(desk, event, "app_home_opened")
    return {"conversation": channel.id}


async def leap(desk: Desk, told: Json) -> Json:
    """Move the clock; answers when everything due on the way is settled."""
    try:
        await desk.clock.leap(_where(desk, told))
    except Busy:
        raise Impossible("leaping", "The clock is leaping already; wait until it has arrived.") from None
    return {"clock": clock(desk)}


async def fault(desk: Desk, told: Json) -> Json:
    """Plan a fault."""
    desk.faults.plan(told)
    return {}


async def world(desk: Desk, told: Json) -> Json:
    """Change the world."""
    desk.world.merge(told)
    desk.changes.tell("world")
    return {}


async def handle(request: web.Request) -> web.Response:
    """Answer one POST under /page/, by the table."""
    told = await request.json()
    if not isinstance(told, dict):
        raise ValueError("an object is needed")
    answer = await DOES[request.path](request.app[DESK], told)
    return web.json_response({"ok": True, **answer})


DOES = {
    "/page/read": read,
    "/page/click": click,
    "/page/view/act": act,
    "/page/view/submit": submit,
    "/page/view/close": close,
    "/page/command": command,
    "/page/say": say,
    "/page/shortcut": shortcut,
    "/page/home": home,
    "/page/clock": leap,
    "/page/fault": fault,
    "/page/world": world,
}


def _where(desk: Desk, told: Json) -> datetime | None:
    """Return the instant asked for, None for the next due one; one in the past is refused."""
    now = desk.clock.now()
    if told.get("to_next") and desk.clock.next():
        return None
    if told.get("pass_seconds") is not None:
        to: datetime | None = now + timedelta(seconds=float(told["pass_seconds"]))
    elif name := told.get("mark"):
        to = next((instant(m["at"]) for m in desk.clock.marks() if m["name"] == name), None)
    else:
        to = None if told.get("to_next") else instant(told.get("to"), desk.timezone)
    if to is None:
        raise Impossible("nothing_due", "The bot has not said when that is.")
    # What is due already is settled where the clock stands.
    if to < now and told.get("to"):
        raise Impossible("in_the_past", "The clock only goes forwards.")
    return to


def instant(told: Any, timezone: str | None = None) -> datetime:
    """Return an instant; without an offset it is in `timezone`. ValueError where it is none."""
    if not isinstance(told, str):
        raise ValueError("an ISO 8601 instant is needed")
    value = datetime.fromisoformat(told)
    if value.tzinfo is None:
        if timezone is None:
            raise ValueError(f"{told}: an offset is needed")
        return value.replace(tzinfo=ZoneInfo(timezone))
    return value


def _message(channel: Channel, user: User, ts: Any) -> Message:
    message = channel.messages.get(str(ts)) or channel.whispers.get(str(ts))
    if message is None or message.only_for not in (None, user.id):
        raise Impossible("message_not_found", "That message is not there any more.")
    return message


def _view(desk: Desk, told: Json) -> tuple[User, View]:
    user = someone(desk, told.get("user"))
    view = desk.views.find(str(told.get("view_id")))
    if view is None or view.user != user.id:
        raise Impossible("view_not_found", "That form is not open any more.")
    return user, view


def _announce(desk: Desk, channel: Channel, message: Message) -> None:
    kind = EVENTS.get(channel.kind, "group" if channel.is_private else "channel")
    event: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    event |= {"channel": channel.id, "channel_type": kind, "event_ts": message.ts, "team": desk.world.team}
    event |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
    interact.event(desk, event, f"message.{kind if kind in EVENTS else kind + 's'}")
    if f"<@{desk.world.bot.user}>" in message.text and channel.kind == "channel":
        interact.event(desk, {**event, "type": "app_mention"}, "app_mention")
