from dataclasses import replace
from typing import get_args

import pytest

from bot import access, house
from bot.access import Action, Reason, Relation, SlackUser
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
        (MANAGER, "safeguard", False, False, Reason.NOT_TOLD),
        (ON_CALL, "safeguard", False, False, Reason.NOT_TOLD),
        (SAFEGUARDING, "safeguard", False, False, Reason.NOT_TOLD),
        (ADMINISTRATOR, "safeguard", False, False, Reason.NOT_TOLD),
        (NEXT_DOOR, "safeguard", True, True, Reason.TOLD),
        (SHARED_MANAGER, "safeguard", True, False, Reason.SHARED_ACCOUNT),
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


LINES: dict[Action, dict[str, str]] = {
    "answer": {"here": "all", "covering": "all"},
    "worry": {"here": "all", "covering": "all"},
    "tell_safeguarding": {"here": "all", "covering": "all"},
    "read": {"here": "all", "covering": "all", "told": "all"},
    "confirm_read": {"here": "all", "covering": "all"},
    "confirm_plan": {"here": "all", "covering": "all"},
    "look": {"here": "all", "covering": "all", "on_call": "all"},
    "acknowledge": {"here": "manager", "told": "all"},
    "safeguard": {"told": "all"},
    "act": {"here": "manager", "told": "all"},
    "someone": {"here": "all", "covering": "all"},
    "override": {"here": "manager"},
    "pause": {"here": "manager team_leader"},
    "huddle": {"here": "team_leader manager safeguarding_lead administrator"},
    "review": {"here": "team_leader manager safeguarding_lead"},
    "decide": {"here": "manager safeguarding_lead"},
    "own": {"here": "manager safeguarding_lead", "told": "all"},
    "check": {"told": "all"},
    "approve": {"here": "all"},
    "cover": {"told": "all", "on_call": "all", "elsewhere": "all"},
}
NEVER_FROM_A_SHARED_ACCOUNT = (
    "acknowledge", "act", "override", "safeguard", "confirm_plan", "pause", "huddle", "review", "decide", "own",
    "check", "approve", "cover",
)  # fmt: skip


def related(role: house.Role, relation: Relation, shared: bool) -> tuple[Staff, dict[str, bool]]:
    """Somebody who stands so to the service, and what is known of them besides."""
    made = staff(role, *{"here": (HERE,), "elsewhere": (ELSEWHERE,)}.get(relation, ()), shared=shared)
    covering = frozenset({HERE}) if relation == "covering" else frozenset[int]()
    return replace(made, covering=covering), {relation: True} if relation in ("told", "on_call") else {}


@pytest.mark.parametrize("shared", [False, True], ids=["own", "shared"])
@pytest.mark.parametrize("role", get_args(house.Role))
@pytest.mark.parametrize("relation", get_args(Relation))
@pytest.mark.parametrize("action", get_args(Action))
def test_every_role_in_every_relation(
    action: Action, relation: Relation, role: house.Role, shared: bool
) -> None:
    who, known = related(role, relation, shared)
    roles = LINES[action].get(relation, "")
    listed = roles == "all" or role in roles.split()
    allowed = listed and not (shared and action in NEVER_FROM_A_SHARED_ACCOUNT)
    found = access.may(who, action, HERE, **known)
    assert found.allowed is allowed
    assert (found.reason in access.BECAUSE.values()) is allowed


@pytest.mark.parametrize("action", get_args(Action))
def test_whoever_no_file_lists_may_do_what_they_cover_for_and_else_only_ask(action: Action) -> None:
    once = replace(staff("support_worker"), listed=False)
    assert access.may(once, action, HERE).allowed is (action == "cover")
    assert access.may(None, action, HERE).allowed is (action == "cover")
    here, there = replace(once, covering=frozenset({HERE})), replace(once, covering=frozenset({ELSEWHERE}))
    assert access.may(here, action, HERE).allowed is ("covering" in LINES[action])
    assert access.may(there, action, HERE).allowed is (action == "cover")


@pytest.mark.parametrize(
    ("role", "relation", "action", "reason"),
    [
        ("support_worker", "covering", "acknowledge", Reason.NOT_TOLD),
        ("manager", "covering", "pause", Reason.NOT_THIS_ROLE),
        ("support_worker", "here", "pause", Reason.NOT_THIS_ROLE),
        ("manager", "covering", "approve", Reason.LISTED_ONLY),
        ("manager", "elsewhere", "approve", Reason.OTHER_SERVICE),
        ("support_worker", "here", "cover", Reason.ALREADY_HERE),
        ("support_worker", "covering", "cover", Reason.ALREADY_HERE),
        ("support_worker", "on_call", "answer", Reason.OTHER_SERVICE),
        ("support_worker", "told", "answer", Reason.OTHER_SERVICE),
    ],
)
def test_why_not(role: house.Role, relation: Relation, action: Action, reason: Reason) -> None:
    who, known = related(role, relation, False)
    assert access.may(who, action, HERE, **known) == access.Access(False, reason)


def test_a_role_in_two_relations_has_what_both_allow() -> None:
    both = replace(staff("team_leader", HERE), covering=frozenset({HERE}))
    assert access.may(both, "pause", HERE).allowed
    assert access.may(staff("support_worker", HERE), "acknowledge", HERE, told=True).allowed
    assert access.may(replace(both, services=frozenset()), "acknowledge", HERE, told=True).allowed


MEMBER = SlackUser("Nia", in_channel=True)


@pytest.mark.parametrize(
    ("user", "reason"),
    [
        (MEMBER, None),
        (replace(MEMBER, in_channel=False), Reason.NOT_IN_CHANNEL),
        (replace(MEMBER, guest=True), Reason.GUEST),
        (replace(MEMBER, bot=True), Reason.BOT),
        (replace(MEMBER, deactivated=True), Reason.DEACTIVATED),
        (replace(MEMBER, same_workspace=False), Reason.OTHER_WORKSPACE),
        # of several the one that nobody here can mend
        (replace(MEMBER, same_workspace=False, guest=True, in_channel=False), Reason.OTHER_WORKSPACE),
    ],
)
def test_who_may_ask_to_cover_as_slack_knows_them(user: SlackUser, reason: Reason | None) -> None:
    found = access.may_cover(user)
    assert found.allowed is (reason is None)
    assert reason in (None, found.reason)


def test_every_action_has_a_line_for_every_relation() -> None:
    assert set(access.MAY) == set(LINES) == set(get_args(Action))
    assert all(set(line) == set(get_args(access.Relation)) for line in access.MAY.values())
