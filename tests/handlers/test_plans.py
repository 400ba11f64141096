"""Plans opened by those who may, confirmed once a version, and what the prompt says of them."""

from typing import Any

import pytest
import sqlalchemy as sa

import db.people
import db.plans
import prompts.handover
from bot.handover import Board
from db import tables
from handlers import doors, gate
from handlers.flow import board as boards
from handlers.flow import plans as flow
from handlers.flow.plans import Confirmed, Opened
from prompts.plans import Action
from tests.house import SLEEPLESS, Rowan, apply, journal, oak, rowan, rows

JO, REMI, TABLET, MEL, ASH, DEE, STRANGER = (
    "U0WORKER", "U0AGENCY", "U0TABLET", "U0LEAD", "U0ASH", "U0DEE", "U0STRANGER",
)  # fmt: skip


def change_plan(house: Rowan, step: str = "Sit with me") -> None:
    """Sam's plan has another version from now on."""
    written = rowan()
    written["people"][0]["plan"]["steps"] = [step]
    apply(house.database, written, house.clock.at)


def opens(house: Rowan, slack: str = JO, key: str = "sam", service: str = "rowan-house") -> Opened:
    with house.database.write() as session:
        return flow.opened(session, slack, house.person(key).id, house.service(service).id, house.clock.at)


def confirms(house: Rowan, slack: str = JO, plan_id: int | None = None) -> Confirmed:
    sam = house.person("sam")
    with house.database.write() as session:
        return flow.confirm(session, slack, sam.id, plan_id or sam.plan_id, house.clock.at)


def board(house: Rowan) -> Board:
    with house.database.read() as session:
        return boards.board(session, house.newest(), house.clock.at)


def flags(house: Rowan) -> dict[str, tuple[int, int]]:
    """Whose plan the prompt asks to read, with how many have."""
    shown = board(house)
    known = {person.id: person.key for person, _ in shown.lines}
    return {known[one]: (found.read, found.of) for one, found in shown.to_read.items() if found.waits}


# who may open it


@pytest.mark.parametrize("slack", [JO, REMI, TABLET, MEL, ASH])
def test_staff_of_the_house_open_a_plan_and_it_is_journalled(house: Rowan, slack: str) -> None:
    shown = opens(house, slack).shown
    assert shown is not None
    assert shown.plan.steps[0] == "Offer a walk somewhere quiet"
    assert [(one.actor, one.person_id, one.why) for one in journal(house.database, "plan.opened")] == [
        (slack, house.person("sam").id, "version 1")
    ]


def at_the_gate(house: Rowan, slack: str, action: str, value: str) -> str:
    """Why somebody is let through, or is not."""
    with house.database.read() as session:
        who = db.people.staff_by_slack(session, slack, house.clock.at)
        return gate.may(who, doors.ACTIONS[action](session, value, who)).reason


def asks(house: Rowan, slack: str, key: str = "sam", service: str = "rowan-house") -> str:
    """The same, of somebody's plan."""
    value = f"{house.person(key).id}:{house.service(service).id}"
    return at_the_gate(house, slack, Action.OPEN, value)


@pytest.mark.parametrize(("slack", "why"), [(DEE, "other_service"), (STRANGER, "not_listed")])
def test_nobody_else_is_let_through(house: Rowan, slack: str, why: str) -> None:
    assert asks(house, slack) == why
    menu = f"plan {house.newest()}:{house.person('sam').id}"
    assert at_the_gate(house, slack, prompts.handover.Action.MORE, menu) == why


def test_whoever_a_live_escalation_told_opens_the_plan_of_the_person_it_is_about(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.tick()
    assert asks(house, DEE) == "told"
    shown = opens(house, DEE).shown
    assert shown is not None
    assert not shown.may_confirm
    assert asks(house, DEE, "ray") == "other_service"


def test_once_it_is_over_they_open_it_no_longer(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.tick()
    with house.database.write() as session:
        session.execute(sa.update(tables.Escalation).values(state="closed"))
    assert asks(house, DEE) == "other_service"


def test_a_person_of_another_house_is_not_opened_through_ones_own(house: Rowan) -> None:
    apply(house.database, oak(), house.clock.at)
    assert opens(house, JO, "kim").reason == flow.NO_PLAN
    assert asks(house, JO, "kim", "oak-house") == "other_service"


def test_somebody_who_has_left_has_no_plan_to_show(house: Rowan) -> None:
    written = rowan()
    del written["people"][0]
    apply(house.database, written, house.clock.at)
    assert opens(house).reason == flow.NO_PLAN
    assert confirms(house).how == "refused"


def test_a_shared_account_reads_and_does_not_confirm(house: Rowan) -> None:
    shown = opens(house, TABLET).shown
    assert shown is not None
    assert (shown.may_confirm, shown.shared) == (False, True)
    assert confirming(house, TABLET) == "shared_account"


def confirming(house: Rowan, slack: str) -> str:
    sam = house.person("sam")
    return at_the_gate(house, slack, Action.CONFIRM, f"{sam.id}:{sam.plan_id}")


# a changed plan


def test_a_first_version_is_not_flagged(house: Rowan) -> None:
    assert flags(house) == {}


def test_a_changed_plan_is_flagged_until_every_worker_and_team_leader_has_read_it(house: Rowan) -> None:
    change_plan(house)
    assert flags(house) == {"sam": (0, 3)}
    for read, slack in enumerate((JO, REMI), 1):
        assert confirms(house, slack).how == "done"
        assert flags(house) == {"sam": (read, 3)}
    confirms(house, ASH)
    assert flags(house) == {"sam": (2, 3)}
    confirms(house, MEL)
    assert flags(house) == {}


def test_each_new_version_is_read_anew(house: Rowan) -> None:
    change_plan(house)
    for slack in (JO, REMI, MEL):
        confirms(house, slack)
    change_plan(house, "Another step")
    assert flags(house) == {"sam": (0, 3)}


def test_somebody_new_is_waited_for_and_somebody_who_left_is_not(house: Rowan) -> None:
    change_plan(house)
    for slack in (JO, REMI):
        confirms(house, slack)
    written = rowan()
    written["people"][0]["plan"]["steps"] = ["Sit with me"]
    written["staff"] = [one for one in written["staff"] if one["slack"] != "U0LEAD"]
    apply(house.database, written, house.clock.at)
    assert flags(house) == {}
    written["staff"].append(
        {"slack": "U0NEW", "name": "Al", "role": "support_worker", "services": ["rowan-house"]}
    )
    apply(house.database, written, house.clock.at)
    assert flags(house) == {"sam": (2, 3)}


# confirming


def test_confirming_is_kept_once_and_journalled(house: Rowan) -> None:
    assert [confirms(house).how for _ in range(2)] == ["done", "already"]
    assert [(one.actor, one.why) for one in journal(house.database, "plan.read")] == [(JO, "version 1")]
    assert len(rows(house.database, tables.PlanRead)) == 1


def test_the_form_then_says_when_and_counts_along(house: Rowan) -> None:
    change_plan(house)
    shown = confirms(house).shown
    assert shown is not None
    assert (shown.read_at, shown.readings.read, shown.readings.of) == (house.clock.at, 1, 3)


def test_the_newest_prompt_is_drawn_anew_once(house: Rowan) -> None:
    house.all_sent()
    confirms(house)
    confirms(house)
    assert [row.handover_id for row in house.sent("prompt", updates=True)] == [house.newest()]


def test_a_version_that_was_replaced_meanwhile_is_not_confirmed_and_the_new_one_is_shown(
    house: Rowan,
) -> None:
    before = house.person("sam").plan_id
    change_plan(house)
    confirmed = confirms(house, plan_id=before)
    assert confirmed.how == "changed"
    assert confirmed.shown is not None
    assert confirmed.shown.changed_meanwhile
    assert confirmed.shown.plan.steps == ["Sit with me"]
    assert rows(house.database, tables.PlanRead) == []
    assert flags(house) == {"sam": (0, 3)}


@pytest.mark.parametrize(("slack", "why"), [(DEE, "other_service"), (STRANGER, "not_listed")])
def test_nobody_elsewhere_confirms(house: Rowan, slack: str, why: str) -> None:
    assert confirming(house, slack) == why


# whose plans


def readable(house: Rowan, slack: str) -> list[tuple[str, str]]:
    with house.database.read() as session:
        staff: Any = db.people.staff_by_slack(session, slack)
        return [(person.key, service.spec.key) for person, service in flow.readable(session, staff)]


def test_staff_choose_among_the_people_of_their_own_houses(house: Rowan) -> None:
    apply(house.database, oak(), house.clock.at)
    assert readable(house, JO) == [("sam", "rowan-house"), ("ray", "rowan-house")]
    assert readable(house, "U0OAK") == [("kim", "oak-house")]
    assert readable(house, DEE) == []


def test_on_call_chooses_whom_they_were_told_about(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.tick()
    assert readable(house, DEE) == [("sam", "rowan-house")]


def test_the_board_reads_no_more_for_more_people(house: Rowan) -> None:
    """Drawn at every answer: what plans add must not grow with the house."""
    counted: list[str] = []
    sa.event.listen(house.database.engine, "before_cursor_execute", lambda *what: counted.append(what[2]))
    change_plan(house)
    with house.database.write() as session:
        people = db.people.people_of(session, house.service().id)
        counts = []
        for some in (people[:1], people):
            del counted[:]
            db.plans.readings(session, house.service().id, some)
            counts.append(len(counted))
    assert counts[0] == counts[1] > 0
