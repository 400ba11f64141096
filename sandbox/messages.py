"""One message, and how Slack keeps its text."""

import re
from dataclasses import dataclass, field
from typing import Any

from sandbox.plain import Json

CONTROL = re.compile(r"<(?:[@#!][^<>]+|(?:https?://|mailto:|tel:|slack:)[^<>]+)>")


@dataclass(slots=True)
class Message:
    """A message as a conversation holds it."""

    ts: str
    at: str
    user: str
    text: str
    blocks: list[Json]
    by_bot: bool
    attachments: list[Json] | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    metadata: Json | None = None
    edited: str | None = None
    only_for: str | None = None
    gone: bool = False
    entered: dict[str, dict[str, dict[str, Json]]] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Say whether it stands in somebody else's thread."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def in_channel(self) -> bool:
        """Say whether it shows in the conversation itself and not in a thread alone."""
        return not self.is_reply or self.broadcast


def kept(text: str) -> str:
    """Return text as Slack stores what an app posts: escapes stay, bare signs are escaped, controls stay."""
    parts: list[str] = []
    last = 0
    for control in CONTROL.finditer(text):
        parts += [_escaped(text[last : control.start()]), control.group()]
        last = control.end()
    return "".join([*parts, _escaped(text[last:])])


def typed(text: str, users: Any) -> str:
    """Return text as Slack stores what a person types: all escaped but mentions of `users`."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    mention = re.compile(r"&lt;@(\w+)&gt;")
    return mention.sub(lambda m: f"<@{m[1]}>" if m[1] in users else m[0], escaped)


def _escaped(text: str) -> str:
    ampersands = re.sub(r"&(?!(?:amp|lt|gt);)", "&amp;", text)
    return ampersands.replace("<", "&lt;").replace(">", "&gt;")
