"""What a page reads: state, messages, forms, the log, and what changes."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox import shows
from sandbox.desk import DESK, Desk
from sandbox.interact import Impossible
from sandbox.messages import Message
from sandbox.plain import Json
from sandbox.views import View
from sandbox.world import Channel, User

HEARTBEAT = 10.0


def someone(desk: Desk, name: object) -> User:
    """Return the user a page speaks for."""
    user = desk.world.users.get(str(name))
    if user is None:
        raise Impossible("user_not_found", f"Nobody here is {name}.")
    return user


def theirs(desk: Desk, user: User, name: object) -> Channel:
    """Return a conversation this user is in."""
    channel = desk.world.channels.get(str(name))
    if channel is None or user.id not in channel.members:
        raise Impossible("channel_not_found", f"{user.name} is in no conversation {name}.")
    return channel


async def state(request: web.Request) -> web.Response:
    """Answer GET /page/state."""
    desk = request.app[DESK]
    world = desk.world
    user = someone(desk, request.query.get("user") or world.start_as)
    people = [u for u in world.users.values() if u.id != world.bot.user]
    home = desk.views.homes.get(user.id)
    return web.json_response(
        {
            "ok": True,
            "me": _person(user),
            "revision": desk.changes.revision,
            "workspace": {"id": world.team, "name": world.name},
            "users": [_person(one) for one in people],
            "conversations": [
                _conversation(desk, c, user) for c in world.channels.values() if user.id in c.members
            ],
            "bot": {
                "user": world.bot.user,
                "name": world.bot.name,
                "connected": desk.link.connected,
                "home": world.bot.home,
            },
            "commands": world.commands,
            "shortcuts": [asdict(one) for one in world.shortcuts],
            "clock": clock(desk),
            "home": form(desk, home) if home else None,
        }
    )


async def messages(request: web.Request) -> web.Response:
    """Answer GET /page/messages: what stands in the conversation itself."""
    desk = request.app[DESK]
    user = someone(desk, request.query.get("user"))
    channel = theirs(desk, user, request.query.get("conversation"))
    shown = [m for m in _visible(channel, user) if m.in_channel]
    return web.json_response({"ok": True, "messages": [_message(desk, channel, m) for m in shown]})


async def thread(request: web.Request) -> web.Response:
    """Answer GET /page/thread: the parent and its replies."""
    desk = request.app[DESK]
    user = someone(desk, request.query.get("user"))
    channel = theirs(desk, user, request.query.get("conversation"))
    ts = request.query.get("ts")
    if ts not in channel.messages:
        raise Impossible("thread_not_found", "That message is not there any more.")
    shown = [m for m in _visible(channel, user) if ts in (m.ts, m.thread_ts)]
    return web.json_response({"ok": True, "messages": [_message(desk, channel, m) for m in shown]})


async def views(request: web.Request) -> web.Response:
    """Answer GET /page/view: the user's open forms, top last."""
    desk = request.app[DESK]
    user = someone(desk, request.query.get("user"))
    return web.json_response({"ok": True, "views": forms(desk, user)})


async def log(request: web.Request) -> web.Response:
    """Answer GET /page/log."""
    after = request.query.get("after", "0")
    return web.json_response({"ok": True, "entries": request.app[DESK].log.after(int(after))})


async def events(request: web.Request) -> web.StreamResponse:
    """Answer GET /page/events: a stream of what changes."""
    desk = request.app[DESK]
    user = someone(desk, request.query.get("user") or desk.world.start_as)
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    stream = web.StreamResponse(headers=headers)
    with desk.changes.listening(user.id) as queue:
        await stream.prepare(request)
        await stream.write(b": listening\n\n")
        while True:
            try:
                change = await asyncio.wait_for(queue.get(), HEARTBEAT)
                said = f"event: change\ndata: {json.dumps(change)}\n\n"
            except TimeoutError:
                said = ": still here\n\n"
            try:
                await stream.write(said.encode())
            except ConnectionError:
                return stream  # the page was closed


def forms(desk: Desk, user: User) -> list[Json]:
    """Return a user's open forms, top last."""
    return [form(desk, view) for view in desk.views.stacks.get(user.id, [])]


def form(desk: Desk, view: View) -> Json:
    """Return a view with the errors of its last submission."""
    return {**shows.view(desk.world, view), "errors": view.errors}


def clock(desk: Desk) -> Json:
    """Return the clock as a page shows it."""
    now, due = desk.clock.now(), desk.clock.next()
    return {
        "now": now.isoformat(),
        "local": local(now, desk.timezone),
        "timezone": desk.timezone,
        "leaping": desk.clock.leaping,
        "next": due.isoformat() if due else None,
        "marks": desk.clock.marks(),
    }


def local(now: datetime, timezone: str) -> str:
    """Return an instant in words, in a time zone."""
    return f"{now.astimezone(ZoneInfo(timezone)):%a %-d %b %Y %H:%M:%S}"


def _person(user: User) -> Json:
    return {"id": user.id, "name": user.name, "title": user.title, "deleted": user.deleted}


def _conversation(desk: Desk, channel: Channel, user: User) -> Json:
    shown = [m for m in _visible(channel, user) if m.in_channel]
    read = channel.read.get(user.id, "")
    users = desk.world.users
    other = channel.other(user.id)
    name = users[other].name if channel.kind == "im" and other in users else channel.name
    return {
        "id": channel.id,
        "kind": "im" if channel.kind == "im" else "channel",
        "name": name,
        "private": channel.is_private,
        "members": channel.members,
        "unread": sum(m.user != user.id and m.ts > read for m in shown),
        "last": shown[-1].ts if shown else None,
    }


def _visible(channel: Channel, user: User) -> list[Message]:
    whispers = (m for m in channel.whispers.values() if m.only_for == user.id)
    return sorted([*channel.messages.values(), *whispers], key=lambda m: m.ts)


def _message(desk: Desk, channel: Channel, one: Message) -> Json:
    users = desk.world.users
    return {
        "ts": one.ts,
        "at": one.at,
        "user": one.user,
        "name": users[one.user].name if one.user in users else one.user,
        "bot": one.by_bot,
        "text": one.text,
        "blocks": one.blocks,
        "thread_ts": one.thread_ts,
        "reply_count": len(shows.replies(channel, one.ts)),
        "broadcast": one.broadcast,
        "edited": one.edited is not None,
        "ephemeral": one.only_for is not None,
        "metadata": one.metadata,
        "deleted": one.gone,
    }
