"""Who and what there is: workspace, bot, users, conversations."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from sandbox.messages import Message
from sandbox.plain import Json

MOST_SHORTCUTS = 5
SHORTCUT_LENGTHS = {"name": 24, "callback_id": 255, "description": 150}


@dataclass(slots=True)
class User:
    """Somebody in the workspace."""

    id: str
    name: str
    title: str = ""
    is_bot: bool = False
    deleted: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    team_id: str | None = None
    tz: str = "Europe/London"


@dataclass(slots=True)
class Channel:
    """A conversation: a channel, or a direct message of its members."""

    id: str
    name: str
    is_private: bool = False
    is_ext_shared: bool = False
    is_archived: bool = False
    members: list[str] = field(default_factory=list)
    kind: Literal["channel", "im", "mpim"] = "channel"
    messages: dict[str, Message] = field(default_factory=dict)
    whispers: dict[str, Message] = field(default_factory=dict)
    read: dict[str, str] = field(default_factory=dict)

    def other(self, user: str) -> str:
        """Return the one at the other end of a direct message."""
        return next((member for member in self.members if member != user), user)


@dataclass(slots=True)
class Bot:
    """The app as the workspace knows it."""

    user: str = "U0RELAY"
    bot_id: str = "B0RELAY"
    app_id: str = "A0RELAY"
    name: str = "Relay"
    token: str = "xoxb-sandbox"
    app_token: str = "xapp-sandbox"
    scopes: list[str] | None = None
    events: list[str] = field(
        default_factory=lambda: ["message.channels", "message.groups", "message.im", "app_home_opened"]
    )
    home: bool = True


@dataclass(frozen=True, slots=True)
class Shortcut:
    """What people may choose from a message's "More actions" (message), or from anywhere (global)."""

    name: str
    type: Literal["message", "global"]
    callback_id: str
    description: str


class World:
    """Everything the workspace holds. Ids are unique, and so is every time stamp."""

    def __init__(self, told: Json) -> None:
        workspace = told.get("workspace", {})
        self.team: str = workspace.get("id", "T0SANDBOX")
        self.name: str = workspace.get("name", "Sandbox")
        self.bot: Bot = _made(Bot, told.get("bot", {}))
        self.commands: list[Json] = list(told.get("commands", []))
        self.shortcuts: list[Shortcut] = _shortcuts(told.get("shortcuts", []))
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self._last_stamp = 0
        # workspaces whose plan has no charts refuse messages with some
        self.no_charts = False
        self.merge(told)
        self.users.setdefault(self.bot.user, User(self.bot.user, self.bot.name, is_bot=True))
        people = [user.id for user in self.users.values() if not user.is_bot]
        self.start_as: str = told.get("start_as") or (people[0] if people else self.bot.user)
        if self.start_as not in self.users:
            raise ValueError(f"start_as: nobody here is {self.start_as}")

    def merge(self, told: Json) -> None:
        """Add the users and channels told of; of those known already, change what is told."""
        self.no_charts = bool(told.get("no_charts", self.no_charts))
        for one in told.get("users", []):
            _merge(self.users, User, one)
        for one in told.get("channels", []):
            _merge(self.channels, Channel, one)

    @property
    def domain(self) -> str:
        """Return the workspace's name as Slack writes it in addresses."""
        return slug(self.name)

    def stamp(self) -> str:
        """Return a message time stamp by the real clock that nothing else has."""
        self._last_stamp = max(self._last_stamp + 1, time.time_ns() // 1000)
        return f"{self._last_stamp // 10**6}.{self._last_stamp % 10**6:06d}"

    def direct(self, users: Iterable[str]) -> Channel | None:
        """Return the direct message of exactly these users, if it was ever opened."""
        wanted = set(users)
        return next(
            (c for c in self.channels.values() if c.kind != "channel" and set(c.members) == wanted), None
        )

    def open_direct(self, users: Iterable[str]) -> Channel:
        """Return the direct message of these users, made now where there is none."""
        members = list(dict.fromkeys(users))
        if found := self.direct(members):
            return found
        kind: Literal["im", "mpim"] = "im" if len(members) <= 2 else "mpim"
        letter = "D" if kind == "im" else "G"
        name = "" if kind == "im" else "mpdm-" + "--".join(slug(self.users[m].name) for m in members) + "-1"
        made = Channel(
            f"{letter}0{len(self.channels):02X}{members[-1][1:]}", name, True, members=members, kind=kind
        )
        self.channels[made.id] = made
        return made

    def shortcut(self, callback_id: str, kind: str) -> Shortcut | None:
        """Return the message or global shortcut with this id, if the app has it."""
        found = (one for one in self.shortcuts if (one.callback_id, one.type) == (callback_id, kind))
        return next(found, None)

    def named(self, name: str) -> Channel | None:
        """Return the channel with this id or, as Slack still allows, this name."""
        wanted = name.removeprefix("#")
        by_name = (c for c in self.channels.values() if c.kind == "channel" and c.name == wanted)
        return self.channels.get(name) or next(by_name, None)


def slug(name: str) -> str:
    """Return a name as Slack makes a handle of it."""
    return "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split()) or "someone"


def _shortcuts(told: Iterable[Json]) -> list[Shortcut]:
    """Return the app's shortcuts; refuse what Slack's manifest would."""
    made: list[Shortcut] = [_made(Shortcut, one) for one in told]
    for kind in ("message", "global"):
        if sum(one.type == kind for one in made) > MOST_SHORTCUTS:
            raise ValueError(f"shortcuts: at most {MOST_SHORTCUTS} {kind} ones")
    for one in made:
        if one.type not in ("message", "global"):
            raise ValueError(f"shortcut {one.callback_id}: type is message or global, not {one.type!r}")
        for name, most in SHORTCUT_LENGTHS.items():
            if not 0 < len(getattr(one, name)) <= most:
                raise ValueError(f"shortcut {one.callback_id}: {name} has 1 to {most} characters")
    return made


def _made(kind: type[Any], told: Any) -> Any:
    if not isinstance(told, dict):
        raise ValueError(f"{kind.__name__.lower()}: an object is needed, not {told!r}")
    if unknown := set(told) - {f.name for f in fields(kind)}:
        raise ValueError(
            f"{kind.__name__.lower()} {told.get('id', '')}: unknown {', '.join(sorted(unknown))}"
        )
    return kind(**told)


def _merge(known: dict[str, Any], kind: type[Any], told: Json) -> None:
    if not isinstance(told, dict) or not told.get("id"):
        raise ValueError(f"{kind.__name__.lower()}: every one needs an id: {told!r}")
    here = known.get(told["id"])
    if here is None:
        known[told["id"]] = _made(kind, {"name": told["id"], **told})
        return
    _made(kind, {"name": "", **told})
    for name, value in told.items():
        setattr(here, name, value)
