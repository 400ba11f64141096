"""What everybody received of the bot's, told from the log."""

from collections.abc import Iterable
from typing import Any

from sandbox.plain import Json

POSTS = ("post", "ephemeral", "respond")
CHANGES = ("update", "respond", "delete")
OF_POST = (
    "seq",
    "at",
    "real",
    "conversation",
    "ts",
    "thread_ts",
    "broadcast",
    "ephemeral",
    "user",
    "readers",
)
OF_EDIT = ("seq", "at", "real", "kind", "method", "text", "blocks", "token")


def messages(entries: Iterable[Json]) -> list[Json]:
    """Return each message once, oldest first, as it was posted, with every change and whether it was taken away.

    {seq, at, real, method, conversation, ts, thread_ts, broadcast, ephemeral, user (who alone sees it), readers,
    token, text, blocks, edits: [{seq, at, real, kind, method, text, blocks, token}], deleted: null | {seq, at, real}}
    """
    known: dict[tuple[Any, Any], Json] = {}
    for entry in entries:
        key = (entry["conversation"], entry["ts"])
        if entry["kind"] in CHANGES and key in known:
            _change(known[key], entry)
        elif entry["kind"] in POSTS:
            known[key] = _posted(entry)
    return list(known.values())


def by(shown: Iterable[Json], user: str | None, conversation: str | None) -> list[Json]:
    """Return those that this user could read, and those of this conversation, where either is told."""
    return [
        one
        for one in shown
        if (user is None or user in one["readers"]) and conversation in (None, one["conversation"])
    ]


def _posted(entry: Json) -> Json:
    told = {name: entry[name] for name in (*OF_POST, "method", "token", "text", "blocks")}
    return {**told, "edits": [], "deleted": None}


def _change(message: Json, entry: Json) -> None:
    if entry["kind"] == "delete" or entry["gone"]:
        message["deleted"] = {name: entry[name] for name in ("seq", "at", "real")}
    else:
        message["edits"].append({name: entry[name] for name in OF_EDIT})
