"""A reply kept though the house changed since the asking: another plan, somebody who left, somebody who moved."""

from typing import Any

from db import tables
from tests.house import CLEAR, QUIET, SLEEPLESS, Rowan, apply, journal, oak, rowan, rows


def replies(house: Rowan) -> list[Any]:
    return rows(house.database, tables.Reply)


# the house changes between the asking and the answer


def test_a_plan_changed_while_the_form_was_open_keeps_the_version_that_was_shown(house: Rowan) -> None:
    shown = house.person("sam").plan_id
    written = rowan()
    written["people"][0]["plan"]["steps"] = ["Tea"]
    apply(house.database, written)
    recorded = house.says("sam", SLEEPLESS, plan_id=shown)
    assert replies(house)[0].plan_id == shown != house.person("sam").plan_id
    assert len(recorded.escalations) == 1


def test_signs_of_a_plan_that_was_replaced_meanwhile_still_ring(house: Rowan) -> None:
    shown = house.person("sam").plan_id
    written = rowan()
    for old, new in (("sleep", "nights"), ("pacing", "walking")):
        next(sign for sign in written["people"][0]["plan"]["signs"] if sign["key"] == old)["key"] = new
    apply(house.database, written)
    recorded = house.says("sam", SLEEPLESS, plan_id=shown)
    assert len(recorded.escalations) == 1


def test_somebody_whose_plan_was_taken_out_can_still_be_answered_about(house: Rowan) -> None:
    written = rowan()
    del written["people"][1]["plan"]
    apply(house.database, written)
    assert house.says("ray", CLEAR).how == "kept"


def test_an_answer_about_somebody_who_has_left_is_kept(house: Rowan) -> None:
    tap = house.tap("ray", QUIET)
    written = rowan()
    del written["people"][1]
    apply(house.database, written)
    assert house.record(tap).how == "kept"


def test_an_answer_about_somebody_who_has_moved_is_kept_with_the_house_that_asked(house: Rowan) -> None:
    tap = house.tap("ray", QUIET)
    both = rowan()
    for part in ("services", "staff", "people"):
        both[part] += oak()[part]
    both["people"][1]["service"] = "oak-house"
    apply(house.database, both)
    recorded = house.record(tap)
    assert recorded.how == "kept"
    assert replies(house)[0].service_id == house.service().id


# whether it may be given here


def test_an_answer_about_somebody_of_another_house_is_refused_journalled_and_kept_nowhere(
    house: Rowan,
) -> None:
    apply(house.database, oak())
    recorded = house.says("kim", SLEEPLESS)
    assert (recorded.how, recorded.reason) == ("refused", "not_asked_here")
    assert [(row.actor, row.why) for row in journal(house.database, "refused")] == [
        ("U0WORKER", "not_asked_here")
    ]
    assert replies(house) == []
    assert house.pings() == []


def test_between_handovers_nobody_who_has_left_is_answered_about(house: Rowan) -> None:
    tap = house.tap("ray", QUIET, handover_id=None)
    written = rowan()
    del written["people"][1]
    apply(house.database, written)
    assert house.record(tap).reason == "not_here_now"
