"""A reply kept where it belongs: in the period that its time falls in, whichever prompt it came through."""

from datetime import timedelta
from typing import Any

import pytest

import db.escalation
import db.replies
from bot.replies import Answer
from db import tables
from db.session import Database
from handlers.flow import handover as flow
from tests.house import CLEAR, DUE, MINUTE, SLEEPLESS, Rowan, rowan, rows

CALM = Answer("signs", {"sleep": 1.0, "pacing": 0.0, "meals": 0.0})


def replies(house: Rowan) -> list[Any]:
    return rows(house.database, tables.Reply)


# which period


def test_a_reply_through_a_prompt_is_seen_no_later_than_its_period_ends(house: Rowan) -> None:
    house.clock.passes(30)
    house.says("sam", CALM)
    kept = replies(house)[0]
    assert (kept.seen_at, kept.received_at) == (DUE, DUE + 30 * MINUTE)


def test_a_reply_through_an_old_prompt_belongs_to_the_old_period(house: Rowan) -> None:
    old = house.newest()
    house.clock.at = DUE + timedelta(hours=10)
    house.tick()
    assert house.newest() != old
    house.says("sam", SLEEPLESS, handover_id=old)
    kept = replies(house)[0]
    assert (kept.period_id, kept.handover_id, kept.seen_at) == (old, old, DUE)
    assert len(house.escalations()) == 1


def test_an_extra_handovers_reply_belongs_to_the_next_period(house: Rowan) -> None:
    house.clock.passes(120)
    with house.database.write() as session:
        asked = flow.ask_now(session, house.service(), "request", house.clock.at)
    assert asked.how == "extra"
    house.says("sam", CALM, handover_id=asked.handover_id)
    kept = replies(house)[0]
    assert kept.handover_id == asked.handover_id
    with house.database.read() as session:
        assert kept.period_id == db.handover.planned(session, 1).id  # type: ignore[union-attr]
    assert kept.seen_at == house.clock.at


# when it was


def next_morning(house: Rowan) -> int:
    house.clock.at = DUE + timedelta(hours=10)
    house.tick()
    return house.newest()


def test_a_timed_reply_belongs_where_its_time_falls_and_still_answers_its_prompt(house: Rowan) -> None:
    evening, morning = house.newest(), next_morning(house)
    at = DUE - timedelta(hours=1)
    house.says("sam", CALM, at=at)
    kept = replies(house)[0]
    assert (kept.seen_at, kept.timed, kept.handover_id, kept.period_id) == (at, True, morning, evening)
    assert house.board("sam") == "signs"


@pytest.mark.parametrize(("earlier", "crossed"), [(True, 0), (False, 1)])
def test_a_prompt_answered_with_what_was_seen_at_another_time_is_not_missed(
    database: Database, earlier: bool, crossed: int
) -> None:
    written = rowan()
    written["people"][0]["plan"]["thresholds"] = [
        {"key": "silence", "when": {"unanswered": 1}, "tell": "ladder:house"}
    ]
    house = Rowan(database).load(written)
    evening = house.ask()
    house.says("sam", CLEAR)
    morning = next_morning(house)
    house.says(
        "sam", CALM, "U0LEAD", handover_id=morning if earlier else evening, at=DUE - timedelta(hours=1)
    )
    house.clock.passes(7 * 60)
    house.tick()
    assert len(rows(database, tables.Crossing)) == crossed


def test_an_answer_just_as_a_handover_is_due_has_a_period_though_nobody_was_asked_yet(house: Rowan) -> None:
    house.clock.at = DUE + timedelta(hours=10, minutes=1)
    house.says("sam", CALM, handover_id=None)
    kept = replies(house)[0]
    with house.database.read() as session:
        assert db.handover.get(session, kept.period_id).change.due == DUE + timedelta(hours=17)


def test_nobody_sees_what_is_still_to_come(house: Rowan) -> None:
    house.says("sam", CALM, at=DUE + timedelta(hours=1))
    assert replies(house)[0].seen_at == house.clock.at


def test_an_answer_between_handovers_belongs_to_the_period_it_was_seen_in_and_rings(house: Rowan) -> None:
    house.clock.passes(90)
    recorded = house.says("sam", SLEEPLESS, handover_id=None)
    kept = replies(house)[0]
    with house.database.read() as session:
        assert kept.period_id == db.handover.planned(session, 1).id  # type: ignore[union-attr]
    assert (kept.service_id, kept.handover_id, kept.seen_at) == (house.service().id, None, house.clock.at)
    assert len(recorded.escalations) == 1
