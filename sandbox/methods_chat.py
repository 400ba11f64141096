"""chat.*: post, whisper, change, delete."""

from sandbox import posting, shows
from sandbox.desk import Desk
from sandbox.messages import Message
from sandbox.plain import Args, Json, Refused
from sandbox.world import Channel


def target(desk: Desk, name: str | None) -> Channel:
    """Return the conversation the bot may write to: a channel it is in, a direct message, or a user's."""
    world = desk.world
    if name in world.users:
        if world.users[name].is_bot:
            raise Refused("cannot_dm_bot")
        return world.open_direct([world.bot.user, name])
    channel = joined(desk, name)
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def joined(desk: Desk, name: str | None) -> Channel:
    """Return a conversation the bot is in. A private one it is not in does not exist for it."""
    channel = desk.world.named(name or "")
    if channel is None:
        raise Refused("channel_not_found")
    if desk.world.bot.user not in channel.members:
        raise Refused("channel_not_found" if channel.is_private else "not_in_channel")
    return channel


def post_message(desk: Desk, args: Args) -> Json:
    """Post a message."""
    channel = target(desk, args.text("channel"))
    desk.rates.may_post(channel.id)
    message = posting.post(desk, channel, args, "chat.postMessage")
    desk.rates.posted(channel.id)
    return _answer(desk, channel, message)


def post_ephemeral(desk: Desk, args: Args) -> Json:
    """Post a message that one member sees, until they reload."""
    channel = target(desk, args.text("channel"))
    user = args.text("user")
    if user not in desk.world.users:
        raise Refused("user_not_found")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    desk.rates.may_post(channel.id)
    message = posting.post(desk, channel, args, "chat.postEphemeral", "ephemeral", user)
    desk.rates.posted(channel.id)
    return {"message_ts": message.ts}


def update(desk: Desk, args: Args) -> Json:
    """Change a message of the bot's own."""
    channel = target(desk, args.text("channel"))
    message = _own(channel, args.text("ts"), "cant_update_message")
    posting.change(desk, channel, message, args, "chat.update")
    return {**_answer(desk, channel, message), "text": message.text}


def delete(desk: Desk, args: Args) -> Json:
    """Delete a message of the bot's own."""
    channel = target(desk, args.text("channel"))
    message = _own(channel, args.text("ts"), "cant_delete_message")
    posting.take_away(desk, channel, message, "chat.delete")
    return {"channel": channel.id, "ts": message.ts}


def permalink(desk: Desk, args: Args) -> Json:
    """Return the address of a message."""
    channel = joined(desk, args.text("channel"))
    ts = args.text("message_ts") or ""
    message = channel.messages.get(ts)
    if message is None:
        raise Refused("message_not_found")
    address = f"{desk.url}archives/{channel.id}/p{ts.replace('.', '')}"
    if message.is_reply:
        address += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}


def _own(channel: Channel, ts: str | None, error: str) -> Message:
    message = channel.messages.get(ts or "")
    if message is None or message.gone:
        raise Refused("message_not_found")
    if not message.by_bot:
        raise Refused(error)
    return message


def _answer(desk: Desk, channel: Channel, message: Message) -> Json:
    shown = shows.message(desk.world, channel, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}
