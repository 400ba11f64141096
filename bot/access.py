"""Who may do what: one table of action, relation to the service, and role."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args

from bot import house
from bot.people import Staff

Action = Literal[
    "answer",  # at a handover or between: signs, steps, who is away, how many worked, what else
    "worry",
    "tell_safeguarding",  # in private
    "read",  # a person's details, in a form
    "confirm_read",  # "I've read this", of a handover
    "confirm_plan",  # "I've read this version", of a plan
    "look",  # who is on call
    "acknowledge",  # "I've got this"
    "safeguard",  # to read, take on and close what one was told in private
    "act",  # on an escalation: promise, pass on, say what was done, close, stand down
    "someone",  # "Someone has this…"
    "override",  # to tell somebody whom the person does not want contacted
    "pause",
    "huddle",  # to look at the digest
    "review",  # to say that the huddle looked at a concern, and changes nothing
    "decide",  # in the huddle: what is done, by whom, by when
    "own",  # to read an action of the huddle, put it off, close it
    "check",  # a case that one was sent to sense-check
    "approve",  # that somebody covers a shift
    "cover",  # to ask for that
]
# listed staff of the service; working a shift there that was approved; told by the escalation in question;
# on call for it at times; none of these
Relation = Literal["here", "covering", "told", "on_call", "elsewhere"]


class Reason(StrEnum):
    """Why somebody may, or may not; wording starts from it."""

    STAFF_HERE = "staff_here"
    COVERING = "covering"
    TOLD = "told"
    ON_CALL = "on_call"
    NOT_STAFF_HERE = "not_staff_here"
    NOT_LISTED = "not_listed"
    OTHER_SERVICE = "other_service"
    SHARED_ACCOUNT = "shared_account"
    NOT_TOLD = "not_told"
    NOT_THIS_ROLE = "not_this_role"
    LISTED_ONLY = "listed_only"
    ALREADY_HERE = "already_here"
    OTHER_WORKSPACE = "other_workspace"
    GUEST = "guest"
    BOT = "bot"
    DEACTIVATED = "deactivated"
    NOT_IN_CHANNEL = "not_in_channel"


@dataclass(frozen=True)
class Access:
    """The answer, and why."""

    allowed: bool
    reason: Reason


ANY_ROLE: frozenset[house.Role] = frozenset(get_args(house.Role))
HUDDLE: frozenset[house.Role] = ANY_ROLE - {"support_worker"}
LEADS: frozenset[house.Role] = frozenset({"manager", "safeguarding_lead"})

NOBODY: frozenset[house.Role] = frozenset()


def _line(**who: frozenset[house.Role]) -> dict[Relation, frozenset[house.Role]]:
    return {relation: who.get(relation, NOBODY) for relation in get_args(Relation)}


MAY: dict[Action, dict[Relation, frozenset[house.Role]]] = {
    "answer": _line(here=ANY_ROLE, covering=ANY_ROLE),
    "worry": _line(here=ANY_ROLE, covering=ANY_ROLE),
    "tell_safeguarding": _line(here=ANY_ROLE, covering=ANY_ROLE),
    "read": _line(here=ANY_ROLE, covering=ANY_ROLE, told=ANY_ROLE),
    "confirm_read": _line(here=ANY_ROLE, covering=ANY_ROLE),
    "confirm_plan": _line(here=ANY_ROLE, covering=ANY_ROLE),
    "look": _line(here=ANY_ROLE, covering=ANY_ROLE, on_call=ANY_ROLE),
    "acknowledge": _line(here=frozenset({"manager"}), told=ANY_ROLE),
    "safeguard": _line(told=ANY_ROLE),
    "act": _line(here=frozenset({"manager"}), told=ANY_ROLE),
    "someone": _line(here=ANY_ROLE, covering=ANY_ROLE),
    "override": _line(here=frozenset({"manager"})),
    "pause": _line(here=frozenset({"manager", "team_leader"})),
    "huddle": _line(here=HUDDLE),
    "review": _line(here=LEADS | {"team_leader"}),
    "decide": _line(here=LEADS),
    "own": _line(here=LEADS, told=ANY_ROLE),
    "check": _line(told=ANY_ROLE),
    "approve": _line(here=ANY_ROLE),
    "cover": _line(told=ANY_ROLE, on_call=ANY_ROLE, elsewhere=ANY_ROLE),
}
# what somebody in no house file may: Slack's word for who they are comes on top, see `may_cover`
STRANGERS: frozenset[Action] = frozenset({"cover"})
NEVER_SHARED: frozenset[Action] = frozenset(
    {
        "acknowledge",
        "safeguard",
        "act",
        "override",
        "confirm_plan",
        "pause",
        "huddle",
        "check",
        "review",
        "decide",
        "own",
        "approve",
        "cover",
    }
)
BECAUSE: dict[Relation, Reason] = {
    "here": Reason.STAFF_HERE,
    "covering": Reason.COVERING,
    "told": Reason.TOLD,
    "on_call": Reason.ON_CALL,
    "elsewhere": Reason.NOT_STAFF_HERE,
}


def may(
    staff: Staff | None, action: Action, service_id: int, told: bool = False, on_call: bool = False
) -> Access:
    """Whether `staff` may do `action` in this service; None is somebody who is in no house file.

    `told` says that the escalation in question has told them (for "own", that the action is theirs); it opens that
    escalation, and the plan of the person whom a live one is about, so never pass it for anything else.
    `on_call`: in a rota of the service's ladder.
    """
    if staff is None or not (staff.listed or service_id in staff.covering):
        stranger = Reason.NOT_STAFF_HERE if action in STRANGERS else Reason.NOT_LISTED
        return Access(action in STRANGERS, stranger)
    if staff.shared and action in NEVER_SHARED:
        return Access(False, Reason.SHARED_ACCOUNT)
    held = list(_relations(staff, service_id, told, on_call))
    for relation in held:
        if staff.role in MAY[action][relation]:
            return Access(True, BECAUSE[relation])
    return Access(False, _why_not(action, held))


def _relations(staff: Staff, service_id: int, told: bool, on_call: bool) -> Iterator[Relation]:
    own: Relation | None = "here" if service_id in staff.services else None
    own = own or ("covering" if service_id in staff.covering else None)
    if own:
        yield own
    if told:
        yield "told"
    if on_call:
        yield "on_call"
    if not own:
        yield "elsewhere"


def _why_not(action: Action, held: list[Relation]) -> Reason:
    if action == "safeguard":
        return Reason.NOT_TOLD
    if "here" not in held and "covering" not in held:
        return Reason.OTHER_SERVICE
    if action == "cover":
        return Reason.ALREADY_HERE
    if action == "approve":
        return Reason.LISTED_ONLY
    return Reason.NOT_TOLD if action in ("acknowledge", "act", "check") else Reason.NOT_THIS_ROLE


@dataclass(frozen=True)
class SlackUser:
    """What Slack says of a user: whether they are in the house's channel, and what kind of account it is."""

    name: str
    in_channel: bool
    same_workspace: bool = True
    guest: bool = False
    bot: bool = False
    deactivated: bool = False


def may_cover(user: SlackUser) -> Access:
    """Whether somebody who is not staff here may ask to cover: a full member of the house's private channel."""
    refused = {
        Reason.OTHER_WORKSPACE: not user.same_workspace,
        Reason.BOT: user.bot,
        Reason.DEACTIVATED: user.deactivated,
        Reason.GUEST: user.guest,
        Reason.NOT_IN_CHANNEL: not user.in_channel,
    }
    for reason, holds in refused.items():
        if holds:
            return Access(False, reason)
    return Access(True, Reason.NOT_STAFF_HERE)
