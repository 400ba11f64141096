"""`relay check --live`: what Slack says of the tokens, channels and people of a house, and what would mend it.

Facts come in, findings go out; asking Slack is in `handlers.live`. A finding names ids and keys, never a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot import house
from bot.rota import everybody

# "lost": a message, or an answer to it, would be lost; "mend": it should be put right; "said": as it may be
Weight = Literal["lost", "mend", "said"]
BOT_TOKEN, APP_TOKEN = "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"
AGAIN = "and load it again"
LOOK_UP = "Look the word up in Slack's documentation, or ask whoever looks after the workspace."


@dataclass(frozen=True)
class Scope:
    """A permission of the app: what Relay cannot do without it."""

    weight: Weight
    without: str


SCOPES: Mapping[str, Scope] = {
    "chat:write": Scope("lost", "Relay cannot write a message"),
    "commands": Scope("mend", "what is typed as a command does not reach Relay"),
    "groups:read": Scope("lost", "Relay cannot see that a channel is private, and posts nothing there"),
    "channels:read": Scope("mend", "Relay cannot see that a channel was made public, and say so"),
    "groups:history": Scope("lost", "a question may be given up after a lost connection"),
    "im:history": Scope("mend", "somebody may be told twice after a lost connection"),
    "im:write": Scope("lost", "Relay cannot open a direct message with whoever is to be told"),
    "users:read": Scope(
        "mend", "Relay cannot see whose account is switched off, nor who asks to cover a shift"
    ),
}


@dataclass(frozen=True)
class Room:
    """A channel that the house file names. `key` is the service's, None for the huddle's."""

    channel: str
    key: str | None

    @property
    def place(self) -> str:
        """Where in the house file it stands, for whoever mends it."""
        return f"{f'service {self.key}' if self.key else 'huddle'}, channel {self.channel}"


@dataclass(frozen=True)
class Member:
    """Somebody whom the house file lists. `told`: Relay writes to them; `on_call`: they are rung, or decide."""

    slack: str
    told: bool = False
    on_call: bool = False
    shared: bool = False

    @property
    def place(self) -> str:
        """Where in the house file they stand, for whoever mends it."""
        return f"staff {self.slack}{' (shared account)' if self.shared else ''}"


@dataclass(frozen=True)
class Wanted:
    """What a house needs of Slack."""

    rooms: tuple[Room, ...] = ()
    members: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Bot:
    """What auth.test said: `error` is Slack's word, `scopes` are None where Slack named none."""

    error: str | None = None
    scopes: frozenset[str] | None = None
    team: str | None = None
    enterprise: str | None = None


@dataclass(frozen=True)
class Channel:
    """What conversations.info said. `member` is None where it did not say."""

    error: str | None = None
    needed: frozenset[str] = frozenset()
    name: str | None = None
    private: bool = True
    shared: bool = False
    archived: bool = False
    member: bool | None = None

    @property
    def called(self) -> str:
        """Its name as Slack shows it; without one, in words."""
        return f"#{self.name}" if self.name else "the channel"


@dataclass(frozen=True)
class User:
    """What users.info said."""

    error: str | None = None
    needed: frozenset[str] = frozenset()
    gone: bool = False
    bot: bool = False
    guest: bool = False
    stranger: bool = False
    teams: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Seen:
    """All that Slack said: channels and users by id. `app_error` is its word about the app-level token."""

    bot: Bot
    app_error: str | None = None
    channels: Mapping[str, Channel] = field(default_factory=dict)
    users: Mapping[str, User] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """Something to know about one place. `id` and `word` are for logs: Slack's id or a setting, and what it is."""

    weight: Weight
    place: str
    what: str
    fix: str
    id: str
    word: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}. {self.fix}".rstrip()


def wanted(
    organisation: house.Organisation | None,
    services: Iterable[house.Service],
    staff: Iterable[house.Staff],
    rotas: Sequence[house.Rota],
    ladders: Iterable[house.Ladder],
) -> Wanted:
    """What these parts of a house need of Slack, each channel and each person once, in the file's order."""
    rooms = [Room(one.channel, one.key) for one in services]
    for huddle in organisation.huddles if organisation else ():
        if huddle.channel not in {room.channel for room in rooms}:
            rooms.append(Room(huddle.channel, None))
    safe = organisation.safeguarding if organisation else None
    on_rotas = on_call(rotas) | (safe.told if safe else set())
    roles = {rung.tell.removeprefix("role:") for ladder in ladders for rung in ladder.rungs}
    return Wanted(tuple(rooms), tuple(_member(one, on_rotas, roles) for one in staff))


def on_call(rotas: Sequence[house.Rota]) -> set[str]:
    """The Slack ids of everybody who is on one of these rotas."""
    return {who for rota in rotas for who in everybody(rota)}


def _member(one: house.Staff, on_rotas: set[str], roles: set[str]) -> Member:
    rung = one.slack in on_rotas or (not one.shared and one.role in {"manager", *roles})
    told = rung or (not one.shared and one.role != "support_worker")
    return Member(one.slack, told, rung, one.shared)


def findings(wanted: Wanted, seen: Seen) -> list[Finding]:
    """Everything to know, the tokens first, then in the order of `wanted`. Nothing where all is as it should be."""
    found = _tokens(seen)
    if seen.bot.error is None:
        found += _scopes(seen)
    found += [one for room in wanted.rooms for one in _room(room, seen.channels.get(room.channel))]
    for member in wanted.members:
        found += _member_found(member, seen.users.get(member.slack), seen.bot)
    return found


def _tokens(seen: Seen) -> list[Finding]:
    found = []
    if word := seen.bot.error:
        fix = "Copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions into .env."
        found.append(Finding("lost", BOT_TOKEN, f"Slack does not accept it: {word}", fix, BOT_TOKEN, word))
    if word := seen.app_error:
        fix = (
            "Make one under Basic Information, App-Level Tokens, with the permission connections:write (xapp-…), "
            "and put it into .env."
        )
        found.append(Finding("lost", APP_TOKEN, f"Slack does not accept it: {word}", fix, APP_TOKEN, word))
    return found


def _scopes(seen: Seen) -> list[Finding]:
    """The permissions that are lacking: by Slack's list, and where it gave none, by what it refused."""
    held = seen.bot.scopes
    lacking = set() if held is None else set(SCOPES) - held
    facts: list[Channel | User] = [*seen.channels.values(), *seen.users.values()]
    for fact in facts:
        lacking |= fact.needed & set(SCOPES)
    fix = "Add it under OAuth & Permissions, Bot Token Scopes, and reinstall the app."
    return [
        Finding(
            scope.weight, "permissions", f"{name} is missing: {scope.without}", fix, name, "missing_scope"
        )
        for name, scope in SCOPES.items()
        if name in lacking
    ]


def _room(room: Room, channel: Channel | None) -> list[Finding]:
    if channel is None or channel.error == "missing_scope":
        return []  # not asked, or said as a permission
    if channel.error == "channel_not_found":
        what = "Slack shows Relay no such channel: either the id is wrong, or it is private and Relay is not in it"
        fix = f"If the id is right, type /invite @Relay in that channel; if not, mend it in the house file {AGAIN}."
        return [Finding("lost", room.place, what, fix, room.channel, channel.error)]
    if channel.error:
        return [_unknown(room.place, room.channel, channel.error)]
    return [
        Finding("lost", room.place, what, fix.format(channel.called), room.channel, word)
        for wrong, word, what, fix in _wrong(channel)
        if wrong
    ]


def _wrong(channel: Channel) -> list[tuple[bool, str, str, str]]:
    """What a channel may not be: whether it is, the word for it, what that means, and what mends it."""
    return [
        (channel.archived, "is_archived", "it is archived, and nobody can be asked there",
         f"Unarchive {{}} in Slack, or put another channel into the house file {AGAIN}."),
        (not channel.private, "is_public", "it is public, and Relay posts nothing about anybody there",
         f"Make {{}} private in Slack, or put a private channel into the house file {AGAIN}."),
        (channel.shared, "is_shared",
         "it is shared with another organisation, and Relay posts nothing about anybody there",
         f"Stop sharing {{}}, or put a channel of your own into the house file {AGAIN}."),
        (channel.member is False, "not_in_channel", "Relay is not in it, and cannot post there",
         "Type /invite @Relay in {}."),
    ]  # fmt: skip


def _member_found(member: Member, user: User | None, bot: Bot) -> list[Finding]:
    found = [_shared(member)] if member.shared else []
    if user is None or user.error == "missing_scope":
        return found
    mend = f"Mend the id in the house file, or take them out of it, {AGAIN}."
    weight: Weight = "lost" if member.told else "mend"
    if user.error in ("user_not_found", "users_not_found", "user_not_visible"):
        what = f"Slack knows no user with this id; they can neither {_could(member)}"
        return [*found, Finding(weight, member.place, what, mend, member.slack, user.error)]
    if user.error:
        return [*found, _unknown(member.place, member.slack, user.error)]
    for wrong, word, what, fix in _kinds(member, user, bot):
        if wrong:
            both = f"{fix} Otherwise take them out of the house file {AGAIN}."
            return [*found, Finding(weight, member.place, what, both, member.slack, word)]
    return [*found, *([_guest(member)] if user.guest else [])]


def _could(member: Member) -> str:
    return "be told nor answer" if member.told else "be asked nor answer"


def _kinds(member: Member, user: User, bot: Bot) -> list[tuple[bool, str, str, str]]:
    """Who can never be staff: whether they are it, the word for it, what that means, and what mends it."""
    could = f"it can neither {_could(member)}"
    return [
        (user.gone, "user_disabled", f"the account is switched off; {could}",
         "If they still work there, have it switched on again in Slack."),
        (user.bot, "is_bot", f"this is a bot; {could}", "List the person, not the app."),
        (_elsewhere(user, bot), "is_stranger", "this is somebody of another workspace; Relay lets them do nothing",
         "Have them invited to this workspace, and list the id that they get here."),
    ]  # fmt: skip


def _elsewhere(user: User, bot: Bot) -> bool:
    """On an Enterprise Grid a user's own team may be another one of the organisation, or the organisation."""
    home = {bot.team, bot.enterprise} - {None}
    return user.stranger or bool(home and user.teams and not home & user.teams)


def _guest(member: Member) -> Finding:
    if member.on_call:
        what = "a guest of the workspace is on call or a manager; a guest's account ends, and then nobody is told"
        fix = "Ask whoever looks after the workspace to make them a full member."
        return Finding("mend", member.place, what, fix, member.slack, "is_guest")
    return Finding("said", member.place, "a guest of the workspace", "", member.slack, "is_guest")


def _shared(member: Member) -> Finding:
    what = "it answers with whoever says that they are answering, and is never told or rung"
    return Finding("said", member.place, what, "", member.slack, "is_shared_account")


def _unknown(place: str, slack: str, word: str) -> Finding:
    return Finding("lost", place, f"Slack will not say anything about it: {word}", LOOK_UP, slack, word)
