"""Putting messages into conversations: for the Web API, for response_urls and for the page."""

import copy
import json
from typing import Any

from sandbox.desk import Desk
from sandbox.limits import check_message
from sandbox.messages import Message, kept
from sandbox.plain import Args, Json, Refused
from sandbox.shows import replies
from sandbox.views import with_ids
from sandbox.world import Channel

MOST_TEXT = 40_000
MOST_METADATA = 16 * 1024


def content(desk: Desk, args: Args) -> tuple[str | None, list[Json] | None, list[Json] | None]:
    """Return text, blocks and attachments, each None where absent; refuse what Slack would not post."""
    text = args.text("text")
    if text is not None and len(text) > MOST_TEXT:
        raise Refused("msg_too_long")
    blocks = args.parsed("blocks", "invalid_blocks_format")
    if blocks is not None:
        check_message(blocks, charts=not desk.world.no_charts)
        blocks = with_ids(copy.deepcopy(blocks))
    attachments = args.parsed("attachments", "invalid_attachments")
    if not (text or blocks or attachments):
        raise Refused("no_text")
    return text, blocks, attachments


def metadata(args: Args) -> Json | None:
    """Return the message's metadata; an empty object where it shall be taken away, None where untold."""
    told = args.parsed("metadata", "invalid_metadata_format")
    if not told:
        return told if told is None else {}
    right = isinstance(told, dict) and isinstance(told.get("event_type"), str)
    if not right or not isinstance(told.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(told).encode()) > MOST_METADATA:
        raise Refused("metadata_too_large")
    return dict(told)


def put(desk: Desk, channel: Channel, user: str, text: str, **more: Any) -> Message:
    """Put a message where it belongs and tell the pages. The text is stored as given."""
    told: dict[str, Any] = {"blocks": [], "by_bot": user == desk.world.bot.user, **more}
    message = Message(desk.world.stamp(), desk.clock.now().isoformat(), user, text, **told)
    shelf = channel.whispers if message.only_for else channel.messages
    shelf[message.ts] = message
    desk.changes.tell("message", channel.id, only=message.only_for)
    return message


def post(
    desk: Desk, channel: Channel, args: Args, method: str, kind: str = "post", only_for: str | None = None
) -> Message:
    """Post as the bot what the arguments say, and log it; `only_for` makes it ephemeral."""
    text, blocks, attachments = content(desk, args)
    told = metadata(args)
    thread = thread_of(channel, args.text("thread_ts"))
    message = put(
        desk,
        channel,
        desk.world.bot.user,
        kept(text or ""),
        blocks=blocks or [],
        attachments=attachments,
        metadata=told or None,
        thread_ts=thread,
        broadcast=bool(thread) and args.flag("reply_broadcast"),
        only_for=only_for,
    )
    log(desk, kind, method, channel, message)
    return message


def change(
    desk: Desk, channel: Channel, message: Message, args: Args, method: str, kind: str = "update"
) -> None:
    """Change a message of the bot's; what is untold stays, text alone too leaves blocks standing."""
    text, blocks, attachments = content(desk, args)
    told = metadata(args)
    message.text = message.text if text is None else kept(text)
    message.blocks = message.blocks if blocks is None else blocks
    message.attachments = message.attachments if attachments is None else attachments
    message.metadata = message.metadata if told is None else (told or None)
    message.edited = desk.world.stamp()
    log(desk, kind, method, channel, message)
    desk.changes.tell("message", channel.id, only=message.only_for)


def take_away(desk: Desk, channel: Channel, message: Message, method: str, kind: str = "delete") -> None:
    """Delete a message; one with replies leaves Slack's tombstone."""
    log(desk, kind, method, channel, message, gone=True)
    if message.only_for:
        channel.whispers.pop(message.ts, None)
    elif replies(channel, message.ts):
        message.text, message.blocks, message.attachments = "This message was deleted.", [], None
        message.metadata, message.gone = None, True
    else:
        channel.messages.pop(message.ts, None)
    desk.changes.tell("message", channel.id, only=message.only_for)


def thread_of(channel: Channel, ts: str | None) -> str | None:
    """Return the thread to answer in; refuse one that is not there."""
    if not ts:
        return None
    parent = channel.messages.get(ts)
    if parent is None:
        raise Refused("thread_not_found")
    if parent.is_reply:
        raise Refused("cannot_reply_to_message")
    return ts


def log(desk: Desk, kind: str, method: str, channel: Channel, message: Message, gone: bool = False) -> None:
    """Log what was done with a message; `gone` where it was taken away."""
    everybody = [member for member in channel.members if member != desk.world.bot.user]
    desk.log.add(
        kind,
        method=method,
        conversation=channel.id,
        user=message.only_for,
        ts=message.ts,
        text=message.text,
        blocks=copy.deepcopy(message.blocks),
        thread_ts=message.thread_ts,
        broadcast=message.broadcast,
        ephemeral=message.only_for is not None,
        metadata=message.metadata,
        readers=[message.only_for] if message.only_for else everybody,
        gone=gone,
    )
