"""Which permissions a call of the bot's needs, and the refusal where the app lacks them."""

from sandbox.desk import Desk
from sandbox.plain import Args, Refused
from sandbox.world import Channel

EVERYTHING = (
    "channels:history,channels:read,chat:write,commands,groups:history,groups:read,im:history,im:read,im:write,"
    "mpim:history,mpim:read,mpim:write,team:read,users:read"
)
# which of Slack's four kinds of conversation, as scopes spell them
KINDS = ("channels", "groups", "im", "mpim")
NEEDS: dict[str, tuple[str, ...]] = {
    "team.info": ("team:read",),
    **dict.fromkeys(("bots.info", "users.info", "users.list"), ("users:read",)),
    **dict.fromkeys(("conversations.list", "users.conversations"), tuple(f"{kind}:read" for kind in KINDS)),
    **dict.fromkeys(
        ("chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete"), ("chat:write",)
    ),
}
OF_A_CHANNEL = {
    "conversations.info": "read", "conversations.members": "read", "conversations.history": "history",
    "conversations.replies": "history",
}  # fmt: skip


def held(desk: Desk) -> list[str]:
    """The permissions the app was installed with."""
    scopes = desk.world.bot.scopes
    return EVERYTHING.split(",") if scopes is None else scopes


def check(desk: Desk, method: str, args: Args) -> None:
    """Refuse a call for which the app lacks the permission; any one of those needed will do."""
    needed = _needed(desk, method, args)
    if needed and not set(needed) & set(held(desk)):
        raise Refused("missing_scope", needed=",".join(needed), provided=",".join(held(desk)))


def _needed(desk: Desk, method: str, args: Args) -> tuple[str, ...]:
    if method == "conversations.open":
        return ("im:write",) if "," not in (args.text("users") or "") else ("mpim:write",)
    if (verb := OF_A_CHANNEL.get(method)) is None:
        return NEEDS.get(method, ())
    channel = desk.world.named(args.text("channel") or "")
    unseen = channel is None or (channel.is_private and desk.world.bot.user not in channel.members)
    return tuple(f"{kind}:{verb}" for kind in (KINDS if channel is None or unseen else (_kind(channel),)))


def _kind(channel: Channel) -> str:
    if channel.kind != "channel":
        return channel.kind
    return "groups" if channel.is_private else "channels"
