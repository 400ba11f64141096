from typing import get_args

import pytest

from bot import access, house
from bot.access import Action, Reason
from bot.people import Staff

HERE, ELSEWHERE = 1, 2


def staff(role: house.Role, *services: int, shared: bool = False, agency: bool = False) -> Staff:
    return Staff(7, "U0SOMEBODY", "Jo", role, frozenset(services), None, agency, shared)


WORKER = staff("support_worker", HERE)
AGENCY = staff("support_worker", HERE, agency=True)
TABLET = staff("support_worker", HERE, shared=True)
SHARED_MANAGER = staff("manager", HERE, shared=True)
LEAD = staff("team_leader", HERE)
MANAGER = staff("manager", HERE)
SAFEGUARDING = staff("safeguarding_lead", HERE)
ADMINISTRATOR = staff("administrator", HERE)
NEXT_DOOR = staff("support_worker", ELSEWHERE)
MANAGER_NEXT_DOOR = staff("manager", ELSEWHERE)
ON_CALL = staff("manager")
STRANGER = None


@pytest.mark.parametrize(
    ("who", "action", "told", "allowed", "reason"),
    [
        (WORKER, "answer", False, True, Reason.STAFF_HERE),
        (AGENCY, "answer", False, True, Reason.STAFF_HERE),
        (TABLET, "answer", False, True, Reason.STAFF_HERE),
        (LEAD, "answer", False, True, Reason.STAFF_HERE),
        (MANAGER, "answer", False, True, Reason.STAFF_HERE),
        (SAFEGUARDING, "answer", False, True, Reason.STAFF_HERE),
        (ADMINISTRATOR, "answer", False, True, Reason.STAFF_HERE),
        (NEXT_DOOR, "answer", False, False, Reason.OTHER_SERVICE),
        (MANAGER_NEXT_DOOR, "answer", False, False, Reason.OTHER_SERVICE),
        (ON_CALL, "answer", False, False, Reason.OTHER_SERVICE),
        (ON_CALL, "answer", True, False, Reason.OTHER_SERVICE),
        (STRANGER, "answer", False, False, Reason.NOT_LISTED),
        (WORKER, "read", False, True, Reason.STAFF_HERE),
        (AGENCY, "read", False, True, Reason.STAFF_HERE),
        (TABLET, "read", False, True, Reason.STAFF_HERE),
        (ADMINISTRATOR, "read", False, True, Reason.STAFF_HERE),
        (WORKER, "read", True, True, Reason.STAFF_HERE),
        (ON_CALL, "read", True, True, Reason.TOLD),
        (NEXT_DOOR, "read", True, True, Reason.TOLD),
        (ON_CALL, "read", False, False, Reason.OTHER_SERVICE),
        (MANAGER_NEXT_DOOR, "read", False, False, Reason.OTHER_SERVICE),
        (STRANGER, "read", False, False, Reason.NOT_LISTED),
        (STRANGER, "read", True, False, Reason.NOT_LISTED),
        (MANAGER, "acknowledge", False, True, Reason.STAFF_HERE),
        (ON_CALL, "acknowledge", True, True, Reason.TOLD),
        (LEAD, "acknowledge", True, True, Reason.TOLD),
        (WORKER, "acknowledge", True, True, Reason.TOLD),
        (WORKER, "acknowledge", False, False, Reason.NOT_TOLD),
        (LEAD, "acknowledge", False, False, Reason.NOT_TOLD),
        (SAFEGUARDING, "acknowledge", False, False, Reason.NOT_TOLD),
        (ADMINISTRATOR, "acknowledge", False, False, Reason.NOT_TOLD),
        (MANAGER_NEXT_DOOR, "acknowledge", False, False, Reason.OTHER_SERVICE),
        (ON_CALL, "acknowledge", False, False, Reason.OTHER_SERVICE),
        (STRANGER, "acknowledge", True, False, Reason.NOT_LISTED),
        (TABLET, "acknowledge", True, False, Reason.SHARED_ACCOUNT),
        (SHARED_MANAGER, "acknowledge", True, False, Reason.SHARED_ACCOUNT),
        (SHARED_MANAGER, "acknowledge", False, False, Reason.SHARED_ACCOUNT),
        (WORKER, "confirm_plan", False, True, Reason.STAFF_HERE),
        (AGENCY, "confirm_plan", False, True, Reason.STAFF_HERE),
        (LEAD, "confirm_plan", False, True, Reason.STAFF_HERE),
        (MANAGER, "confirm_plan", False, True, Reason.STAFF_HERE),
        (NEXT_DOOR, "confirm_plan", True, False, Reason.OTHER_SERVICE),
        (ON_CALL, "confirm_plan", True, False, Reason.OTHER_SERVICE),
        (STRANGER, "confirm_plan", True, False, Reason.NOT_LISTED),
        (TABLET, "confirm_plan", False, False, Reason.SHARED_ACCOUNT),
    ],
)
def test_who_may_do_what(
    who: Staff | None, action: Action, told: bool, allowed: bool, reason: Reason
) -> None:
    assert access.may(who, action, HERE, told) == access.Access(allowed, reason)


@pytest.mark.parametrize("action", get_args(Action))
@pytest.mark.parametrize("role", get_args(house.Role))
def test_nobody_may_do_anything_elsewhere_untold(role: house.Role, action: Action) -> None:
    assert not access.may(staff(role, ELSEWHERE), action, HERE).allowed
    assert not access.may(staff(role), action, HERE).allowed


def test_every_action_has_a_line_for_every_relation() -> None:
    assert set(access.MAY) == set(get_args(Action))
    assert all(set(line) == set(get_args(access.Relation)) for line in access.MAY.values())
