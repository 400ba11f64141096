"""Who may do what: one table of action, relation and role."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args

from bot import house
from bot.people import Staff

# to answer a handover; to read a person's details in a form; to say "I've got this"; "I've read this version"
Action = Literal["answer", "read", "acknowledge", "confirm_plan"]
# listed staff of the service; somebody whom the escalation has told; neither
Relation = Literal["here", "told", "elsewhere"]


class Reason(StrEnum):
    """Why somebody may, or may not; wording starts from it."""

    STAFF_HERE = "staff_here"
    TOLD = "told"
    NOT_LISTED = "not_listed"
    OTHER_SERVICE = "other_service"
    SHARED_ACCOUNT = "shared_account"
    NOT_TOLD = "not_told"


@dataclass(frozen=True)
class Access:
    """The answer, and why."""

    allowed: bool
    reason: Reason


ANY_ROLE: frozenset[house.Role] = frozenset(get_args(house.Role))
NOBODY: frozenset[house.Role] = frozenset()

MAY: dict[Action, dict[Relation, frozenset[house.Role]]] = {
    "answer": {"here": ANY_ROLE, "told": NOBODY, "elsewhere": NOBODY},
    "read": {"here": ANY_ROLE, "told": ANY_ROLE, "elsewhere": NOBODY},
    "acknowledge": {"here": frozenset({"manager"}), "told": ANY_ROLE, "elsewhere": NOBODY},
    "confirm_plan": {"here": ANY_ROLE, "told": NOBODY, "elsewhere": NOBODY},
}
NEVER_SHARED: frozenset[Action] = frozenset({"acknowledge", "confirm_plan"})


def may(staff: Staff | None, action: Action, service_id: int, told: bool = False) -> Access:
    """Whether `staff` may do `action` in this service; None is somebody who is in no house file.

    `told` says that the escalation in question has told them; it opens that escalation, and the plan of the
    person whom a live one is about, so never pass it for anything else.
    """
    if staff is None:
        return Access(False, Reason.NOT_LISTED)
    if staff.shared and action in NEVER_SHARED:
        return Access(False, Reason.SHARED_ACCOUNT)
    here = service_id in staff.services
    if here and staff.role in MAY[action]["here"]:
        return Access(True, Reason.STAFF_HERE)
    if told and staff.role in MAY[action]["told"]:
        return Access(True, Reason.TOLD)
    if not here and staff.role in MAY[action]["elsewhere"]:
        return Access(True, Reason.OTHER_SERVICE)
    return Access(False, Reason.NOT_TOLD if here else Reason.OTHER_SERVICE)
