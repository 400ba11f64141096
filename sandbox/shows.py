"""Users, conversations, messages and views as Slack shows them to an app."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox import views
from sandbox.messages import Message
from sandbox.plain import Json
from sandbox.views import View
from sandbox.world import Channel, User, World, slug


def user(world: World, one: User) -> Json:
    """Return a user as users.info does."""
    team = one.team_id or world.team
    offset = datetime.now(UTC).astimezone(ZoneInfo(one.tz)).utcoffset()
    return {
        "id": one.id,
        "team_id": team,
        "name": slug(one.name),
        "deleted": one.deleted,
        "real_name": one.name,
        "tz": one.tz,
        "tz_label": one.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {
            "title": one.title,
            "real_name": one.name,
            "real_name_normalized": one.name,
            "display_name": one.name,
            "display_name_normalized": one.name,
            "team": team,
            **(
                {"bot_id": world.bot.bot_id, "api_app_id": world.bot.app_id}
                if one.id == world.bot.user
                else {}
            ),
        },
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": one.is_restricted,
        "is_ultra_restricted": one.is_ultra_restricted,
        "is_bot": one.is_bot,
        "is_app_user": False,
        "is_stranger": team != world.team,
        "updated": 0,
    }


def channel(world: World, one: Channel, viewer: str | None = None) -> Json:
    """Return a conversation as conversations.info does, seen by `viewer` (the bot)."""
    me = viewer or world.bot.user
    shown: Json = {
        "id": one.id,
        "created": 0,
        "is_archived": one.is_archived,
        "is_im": one.kind == "im",
        "is_mpim": one.kind == "mpim",
        "is_org_shared": False,
        "context_team_id": world.team,
        "updated": 0,
    }
    if one.kind == "im":
        other = one.other(me)
        gone = other in world.users and world.users[other].deleted
        return {**shown, "user": other, "is_user_deleted": gone, "is_open": True}
    return {
        **shown,
        "name": one.name,
        "name_normalized": one.name,
        "is_channel": not one.is_private,
        "is_group": one.is_private,
        "is_private": one.is_private,
        "is_general": False,
        "is_shared": one.is_ext_shared,
        "is_ext_shared": one.is_ext_shared,
        "is_member": me in one.members,
        "num_members": len(one.members),
        "creator": me,
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def message(world: World, where: Channel, one: Message, metadata: bool = False) -> Json:
    """Return a message as history does; metadata only where asked for."""
    shown: Json = {"type": "message", "user": one.user, "ts": one.ts, "text": one.text, "team": world.team}
    if one.by_bot:
        shown |= {"bot_id": world.bot.bot_id, "app_id": world.bot.app_id, "bot_profile": bot_profile(world)}
    if one.blocks:
        shown["blocks"] = one.blocks
    if one.attachments:
        shown["attachments"] = one.attachments
    if one.gone:
        shown["subtype"] = "tombstone"
    if one.only_for:
        shown["is_ephemeral"] = True
    if one.edited:
        shown["edited"] = {"user": one.user, "ts": one.edited}
    if metadata and one.metadata:
        shown["metadata"] = one.metadata
    return shown | _thread(where, one)


def view(world: World, one: View) -> Json:
    """Return a view as views.open does."""
    return views.shown(one, world.team, world.bot.app_id, world.bot.bot_id)


def bot_profile(world: World) -> Json:
    """Return the short form of the bot that its messages carry."""
    bot = world.bot
    return {
        "id": bot.bot_id,
        "app_id": bot.app_id,
        "user_id": bot.user,
        "name": bot.name,
        "icons": {},
        "deleted": False,
        "updated": 0,
        "team_id": world.team,
    }


def replies(where: Channel, ts: str) -> list[Message]:
    """Return the replies in a thread, oldest first."""
    return [m for m in where.messages.values() if m.thread_ts == ts and m.is_reply]


def _thread(where: Channel, one: Message) -> Json:
    if one.is_reply:
        parent = where.messages.get(one.thread_ts or "")
        told: Json = {"thread_ts": one.thread_ts, "parent_user_id": parent.user if parent else None}
        return told | ({"subtype": "thread_broadcast"} if one.broadcast else {})
    below = replies(where, one.ts)
    if not below:
        return {}
    return {
        "thread_ts": one.ts,
        "reply_count": len(below),
        "reply_users_count": len({m.user for m in below}),
        "reply_users": list(dict.fromkeys(m.user for m in below)),
        "latest_reply": below[-1].ts,
    }
