"""Looking things up: conversations.*, users.*, auth, team, bots."""

from collections.abc import Iterable
from typing import Any

from sandbox import shows
from sandbox.desk import Desk
from sandbox.messages import Message
from sandbox.methods_chat import joined
from sandbox.plain import Args, Json, Refused
from sandbox.world import Channel, User


def api_test(_desk: Desk, args: Args) -> Json:
    """Say that calls arrive."""
    if error := args.text("error"):
        raise Refused(error, args=args.values)
    return {"args": args.values}


def auth_test(desk: Desk, _args: Args) -> Json:
    """Say whose token it is."""
    world = desk.world
    return {
        "url": desk.url,
        "team": world.name,
        "user": world.bot.name.lower(),
        "team_id": world.team,
        "user_id": world.bot.user,
        "bot_id": world.bot.bot_id,
        "is_enterprise_install": False,
    }


def open_link(desk: Desk, _args: Args) -> Json:
    """Return the address of a new socket."""
    return {"url": f"{desk.url.replace('http', 'ws', 1)}link/?ticket={desk.sockets.ticket()}"}


def team_info(desk: Desk, _args: Args) -> Json:
    """Return the workspace."""
    return {"team": {"id": desk.world.team, "name": desk.world.name, "domain": desk.world.domain, "icon": {}}}


def bots_info(desk: Desk, args: Args) -> Json:
    """Return the bot."""
    if args.text("bot") not in (None, desk.world.bot.bot_id):
        raise Refused("bot_not_found")
    return {"bot": shows.bot_profile(desk.world)}


def user_info(desk: Desk, args: Args) -> Json:
    """Return one user, deactivated ones too."""
    return {"user": shows.user(desk.world, _user(desk, args.text("user")))}


def user_list(desk: Desk, args: Args) -> Json:
    """Return the users, page by page."""
    users, cursor = _page(args, list(desk.world.users.values()), 1000)
    return {"members": [shows.user(desk.world, one) for one in users], **cursor}


def open_direct(desk: Desk, args: Args) -> Json:
    """Open a direct message with one user, or with several."""
    world = desk.world
    if name := args.text("channel"):
        return {"channel": {"id": joined(desk, name).id}}
    names = _names(args.parsed("users", "users_list_not_supplied") if _is_list(args) else args.text("users"))
    if not names:
        raise Refused("users_list_not_supplied")
    for one in (_user(desk, name) for name in names):
        if one.is_bot:
            raise Refused("cannot_dm_bot")
        if one.deleted:
            raise Refused("user_disabled")
    was_open = world.direct([world.bot.user, *names]) is not None
    channel = world.open_direct([world.bot.user, *names])
    shown = shows.channel(world, channel) if args.flag("return_im") else {"id": channel.id}
    return {"channel": shown, **({"no_op": True, "already_open": True} if was_open else {})}


def channel_info(desk: Desk, args: Args) -> Json:
    """Return one conversation."""
    return {"channel": shows.channel(desk.world, _visible(desk, args.text("channel")))}


def channel_list(desk: Desk, args: Args) -> Json:
    """Return the conversations the bot can see, page by page."""
    seen = [c for c in desk.world.channels.values() if not c.is_private or desk.world.bot.user in c.members]
    return _channels(desk, args, seen)


def user_channels(desk: Desk, args: Args) -> Json:
    """Return the conversations of a user (default: the bot) that the bot can see."""
    user = _user(desk, args.text("user") or desk.world.bot.user).id
    bot = desk.world.bot.user
    seen = (c for c in desk.world.channels.values() if not c.is_private or bot in c.members)
    return _channels(desk, args, [c for c in seen if user in c.members])


def channel_members(desk: Desk, args: Args) -> Json:
    """Return who is in a conversation, page by page."""
    members, cursor = _page(args, _visible(desk, args.text("channel")).members, 100, most=999)
    return {"members": members, **cursor}


def history(desk: Desk, args: Args) -> Json:
    """Return a conversation's messages, newest first."""
    channel = joined(desk, args.text("channel"))
    shown = [m for m in channel.messages.values() if m.in_channel and _between(m, args)]
    return _messages(desk, args, channel, shown[::-1])


def thread(desk: Desk, args: Args) -> Json:
    """Return a thread: its parent, then the replies, oldest first."""
    channel = joined(desk, args.text("channel"))
    asked = channel.messages.get(args.need("ts"))
    if asked is None:
        raise Refused("thread_not_found")
    if asked.is_reply:
        return _messages(desk, args, channel, [asked])
    below = [m for m in shows.replies(channel, asked.ts) if _between(m, args)]
    return _messages(desk, args, channel, [asked, *below])


def _messages(desk: Desk, args: Args, channel: Channel, messages: list[Message]) -> Json:
    page, cursor = _page(args, messages, 100, most=999)
    wanted = args.flag("include_all_metadata")
    shown = [shows.message(desk.world, channel, m, metadata=wanted) for m in page]
    more = bool(cursor["response_metadata"]["next_cursor"])
    return {"messages": shown, "has_more": more, **(cursor if more else {})}


def _between(message: Message, args: Args) -> bool:
    # Stamps are compared as numbers: a caller may write fewer decimals than Slack does.
    try:
        oldest, latest = float(args.text("oldest") or 0), float(args.text("latest") or "inf")
    except ValueError:
        raise Refused("invalid_ts_latest" if args.text("latest") else "invalid_ts_oldest") from None
    ts = float(message.ts)
    return oldest <= ts <= latest if args.flag("inclusive") else oldest < ts < latest


def _channels(desk: Desk, args: Args, channels: Iterable[Channel]) -> Json:
    wanted = {t.strip() for t in (args.text("types") or "public_channel").split(",")}
    shown = [
        c for c in channels if _type(c) in wanted and not (args.flag("exclude_archived") and c.is_archived)
    ]
    page, cursor = _page(args, shown, 100)
    return {"channels": [shows.channel(desk.world, c) for c in page], **cursor}


def _type(channel: Channel) -> str:
    if channel.kind != "channel":
        return channel.kind
    return "private_channel" if channel.is_private else "public_channel"


def _page(args: Args, things: list[Any], default: int, most: int = 1000) -> tuple[list[Any], Json]:
    limit = args.number("limit", default, most)
    cursor = args.text("cursor") or "0"
    if not cursor.removeprefix("next:").isdigit():
        raise Refused("invalid_cursor")
    start = int(cursor.removeprefix("next:"))
    after = f"next:{start + limit}" if start + limit < len(things) else ""
    return things[start : start + limit], {"response_metadata": {"next_cursor": after}}


def _visible(desk: Desk, name: str | None) -> Channel:
    channel = desk.world.channels.get(name or "")
    if channel is None or (channel.is_private and desk.world.bot.user not in channel.members):
        raise Refused("channel_not_found")
    return channel


def _user(desk: Desk, name: str | None) -> User:
    if name not in desk.world.users:
        raise Refused("user_not_found")
    return desk.world.users[name]


def _is_list(args: Args) -> bool:
    return not isinstance(args.values.get("users"), str)


def _names(told: Any) -> list[str]:
    parts = told.split(",") if isinstance(told, str) else told or []
    return [str(part).strip() for part in parts if str(part).strip()]
