"""A reply kept: once a form, in its period, and what it crosses opened once, whoever else replies."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

import db.escalation
import db.replies
from bot.replies import Answer
from db import tables
from db.session import Database
from handlers.flow import escalation as escalation_flow
from handlers.flow import handover as flow
from handlers.flow.handover import Recorded
from tests.house import CLEAR, DUE, MINUTE, NO_TEA, QUIET, SLEEPLESS, Rowan, apply, journal, oak, rowan, rows

BOTH = Answer("signs", {"sleep": 2.0, "pacing": 1.0, "meals": 1.0})
CALM = Answer("signs", {"sleep": 1.0, "pacing": 0.0, "meals": 0.0})


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House, asked at 21:15."""
    made = Rowan(database).load()
    made.ask()
    return made


def replies(house: Rowan) -> list[Any]:
    return rows(house.database, tables.Reply)


# one form, one reply


def test_a_form_sent_again_is_the_same_reply_and_rings_no_second_time(house: Rowan) -> None:
    tap = house.tap("sam", SLEEPLESS)
    first, second = house.record(tap), house.record(tap)
    assert (first.how, second.how) == ("kept", "same")
    assert (first.reply_id, first.escalations) == (second.reply_id, second.escalations)
    assert len(house.pings()) == 1


def test_a_form_sent_again_with_other_values_is_a_correction_that_supersedes(house: Rowan) -> None:
    wrong = house.record(house.tap("sam", CALM, nonce="form"))
    right = house.record(house.tap("sam", SLEEPLESS, nonce="form"))
    assert [(row.id, row.superseded_by) for row in replies(house)] == [
        (wrong.reply_id, right.reply_id),
        (right.reply_id, None),
    ]
    assert len(right.escalations) == 1
    with house.database.read() as session:
        assert [one.id for one in db.replies.of_handover(session, house.newest())] == [right.reply_id]


def test_a_correction_that_takes_the_signs_back_closes_nothing(house: Rowan) -> None:
    house.record(house.tap("sam", SLEEPLESS, nonce="form"))
    house.record(house.tap("sam", CALM, nonce="form"))
    assert [row.state.value for row in house.escalations()] == ["open"]


def test_forms_whose_ids_begin_alike_are_not_one_another(house: Rowan) -> None:
    for nonce in ("form", "form 1", "FORM", "form%", "form_"):
        house.record(house.tap("sam", CALM, nonce=nonce))
    assert [row.superseded_by for row in replies(house)] == [None] * 5


@pytest.mark.parametrize(
    ("given", "then", "how"),
    [
        (CLEAR, CLEAR, "same"),
        (CALM, CLEAR, "stands"),
        (SLEEPLESS, CLEAR, "stands"),
        (CLEAR, SLEEPLESS, "kept"),
        (SLEEPLESS, SLEEPLESS, "kept"),
    ],
)
def test_a_second_answer_by_the_same_worker(house: Rowan, given: Answer, then: Answer, how: str) -> None:
    house.says("sam", given)
    assert house.says("sam", then).how == how
    assert len(replies(house)) == (2 if how == "kept" else 1)


def test_one_workers_clear_stands_beside_anothers_signs(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    assert house.says("sam", CLEAR, "U0AGENCY").how == "kept"
    assert house.says("ray", CLEAR).how == "kept"


def test_a_clear_reply_rings_nobody_however_bad_it_was_just_before(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    assert house.says("sam", CLEAR, "U0AGENCY").escalations == ()
    assert len(house.pings()) == 1


# what is crossed


def test_two_thresholds_of_two_routes_open_two_escalations_in_one_commit(house: Rowan) -> None:
    recorded = house.says("sam", BOTH)
    assert len(recorded.escalations) == 2
    assert sorted(to for _, to in house.pings()) == ["U0DEE", "U0LEAD"]
    assert len(rows(house.database, tables.Crossing)) == 2
    assert len(house.sent("house_line")) == 2


def test_two_thresholds_of_one_route_open_one_escalation_with_both(database: Database) -> None:
    written = rowan()
    more = {
        "key": "no-sleep",
        "when": {"sign": "sleep", "at_least": 2},
        "tell": "ladder:house",
        "act_within": "10 min",
    }
    written["people"][0]["plan"]["thresholds"].append(more)
    house = Rowan(database).load(written)
    house.ask()
    assert len(house.says("sam", SLEEPLESS).escalations) == 1
    assert house.pings() == [(1, "U0DEE")]
    assert [row.threshold for row in rows(database, tables.Crossing)] == ["two-together", "no-sleep"]
    assert house.escalations()[0].act_within == 600


def test_signs_of_two_workers_in_one_period_count_together(house: Rowan) -> None:
    assert house.says("sam", Answer("signs", {"sleep": 2.0})).escalations == ()
    assert len(house.says("sam", Answer("signs", {"pacing": 1.0}), "U0AGENCY").escalations) == 1


def test_more_evidence_joins_and_rings_no_second_bell(house: Rowan) -> None:
    first = house.says("sam", SLEEPLESS)
    second = house.says("sam", SLEEPLESS, "U0AGENCY")
    assert second.escalations == first.escalations
    assert len(house.pings()) == 1
    assert len(rows(house.database, tables.Crossing)) == 2


def at_once(house: Rowan, *acts: Any) -> list[Recorded]:
    ready = threading.Barrier(len(acts))

    def act(one: Any) -> Recorded:
        ready.wait()
        return house.record(one)

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(act, acts))


def test_workers_who_reply_about_one_person_at_once_open_one_escalation(house: Rowan) -> None:
    said = at_once(
        house, *[house.tap("sam", SLEEPLESS, slack) for slack in ("U0WORKER", "U0AGENCY", "U0LEAD", "U0ASH")]
    )
    assert {tuple(one.escalations) for one in said} == {(1,)}
    assert house.pings() == [(1, "U0DEE")]
    assert len(rows(house.database, tables.Crossing)) == 4


def test_halves_of_a_threshold_that_come_at_once_are_put_together(house: Rowan) -> None:
    halves = [Answer("signs", {"sleep": 2.0}), Answer("signs", {"pacing": 1.0})]
    at_once(
        house,
        *[
            house.tap("sam", half, slack)
            for half, slack in zip(halves, ("U0WORKER", "U0AGENCY"), strict=True)
        ],
    )
    assert len(house.escalations()) == 1


def test_one_form_delivered_twice_at_once_is_one_reply(house: Rowan) -> None:
    tap = house.tap("sam", SLEEPLESS)
    assert sorted(one.how for one in at_once(house, tap, tap, tap)) == ["kept", "same", "same"]
    assert len(house.pings()) == 1


def test_replies_about_two_people_at_once_are_both_kept(house: Rowan) -> None:
    said = at_once(house, house.tap("sam", SLEEPLESS), house.tap("ray", QUIET, "U0AGENCY"))
    assert [one.how for one in said] == ["kept", "kept"]
    assert len(house.escalations()) == 2


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


# who may


@pytest.mark.parametrize(
    ("slack", "reason"), [("U0NOBODY", "not_listed"), ("U0DEE", "other_service"), ("U0BOSS", "other_service")]
)
def test_a_refused_answer_is_journalled_and_kept_nowhere(house: Rowan, slack: str, reason: str) -> None:
    recorded = house.says("sam", SLEEPLESS, slack)
    assert (recorded.how, recorded.reason) == ("refused", reason)
    assert [(row.actor, row.why) for row in journal(house.database, "refused")] == [(slack, reason)]
    assert replies(house) == []
    assert house.pings() == []


# whole or nothing


def test_an_answer_whose_ringing_fails_is_not_kept_either(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(escalation_flow, "_ping", fails)
    with pytest.raises(RuntimeError):
        house.says("sam", SLEEPLESS)
    kept = [
        rows(house.database, table)
        for table in (tables.Reply, tables.Observation, tables.Escalation, tables.Crossing)
    ]
    assert kept == [[], [], [], []]
    assert journal(house.database, "reply") == []


# nobody waits for each other in a circle


def test_an_answer_with_two_routes_and_an_acknowledgement_at_once_both_come_through(house: Rowan) -> None:
    house.says("sam", NO_TEA)
    house.all_sent()
    reply = threading.Thread(target=partial(house.says, "sam", BOTH, "U0AGENCY"))
    with house.database.write() as session:
        held = db.escalation.get(session, 1, lock=True)
        reply.start()
        time.sleep(0.6)  # by now the reply has its first route and waits for the second
        escalation_flow.refresh(session, held, house.clock.at)
    reply.join(10)
    assert len(house.escalations()) == 2
    assert len(replies(house)) == 2


def test_a_form_is_found_again_by_its_index(house: Rowan) -> None:
    with house.database.read() as session:
        asked = sa.select(tables.Reply).where(col(tables.Reply.nonce) == "form")
        compiled = asked.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN QUERY PLAN" if house.database.sqlite else "EXPLAIN"
        if not house.database.sqlite:
            session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        said = " ".join(str(row) for row in session.execute(sa.text(f"{explain} {compiled}")))
    assert "reply_nonce" in said or "autoindex_reply" in said
