"""The table of an escalation, row by row: each test names its row (from · event → to)."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot import escalation, transitions
from bot.escalation import Escalation
from bot.transitions import (
    Act,
    By,
    Close,
    HouseHas,
    More,
    PassOn,
    Promise,
    Refusal,
    Seen,
    StandDown,
    Take,
    TakeOver,
)
from tests.bot.climbs import (
    ASH,
    DEE,
    HOLDER,
    IDA,
    JO,
    MANAGER,
    PHONE,
    ROWAN,
    START,
    STRANGER,
    TOLD,
    acted,
    asked,
    at,
    done,
    minutes,
    move,
    moved,
    opened,
    passed,
    refused,
    taken,
)


def opens_again(e: Escalation, now: datetime, why: escalation.Lapse) -> None:
    """It is open, nobody's, and the first rung is told, at this moment and not before."""
    before = move(e, now - minutes(1))
    assert before is None or before.after.state == "acknowledged"
    found = moved(e, now)
    assert (found.lapsed, found.after.state, found.after.holder_id) == (why, "open", None)
    assert [one.rung.tell for one in found.tellings] == ["rota:a"]
    assert found.after.due_at == now + minutes(10)
    assert found.after.turn > e.turn


# open


@pytest.mark.parametrize("by", [TOLD, MANAGER], ids=["anybody told", "a manager of the service"])
def test_open_taken_is_acknowledged_and_promises_to_act_in_time(by: By) -> None:
    """open · I've got this → acknowledged; the promise is act_within from now; ladder stops"""
    e = done(opened(act_within=minutes(45)), Take(), by, at(4))
    assert (e.state, e.holder_id, e.acknowledged_at, e.promise_by) == (
        "acknowledged", by.staff_id, at(4), at(49),
    )  # fmt: skip
    assert e.promised is None
    assert [move(e, at(minute)) for minute in range(4, 49)] == [None] * 45


def test_open_is_not_taken_by_somebody_who_was_not_told() -> None:
    """open · I've got this (anybody told, or a manager of the service)"""
    assert refused(opened(), Take(), STRANGER) == "not_yours"


def test_open_is_unanswered_when_the_last_pass_ends() -> None:
    """open · the last pass ends → open, unanswered"""
    found = moved(opened(step=4, due_at=at(60)), at(60))
    assert found.unanswered
    assert (found.after.state, found.after.unanswered_at) == ("open", at(60))
    assert not moved(found.after, at(80)).unanswered


def test_open_unanswered_is_taken_all_the_same() -> None:
    """open, unanswered · I've got this → acknowledged"""
    e = done(opened(step=4, due_at=at(80), unanswered_at=at(60)), Take(), TOLD, at(70))
    assert (e.state, e.holder_id) == ("acknowledged", DEE)


def test_open_had_by_somebody_in_the_house_goes_on_climbing() -> None:
    """open · Someone has this… in the house → the house's word; the ladder goes on"""
    e = moved(opened(), START).after
    said = done(e, HouseHas(JO, at(30)), STRANGER, at(1))
    assert (said.state, said.house_id, said.house_by) == ("open", JO, at(30))
    assert escalation.next_at(said) == escalation.next_at(e) == at(10)
    assert [one.rung.tell for one in moved(said, at(10)).tellings] == ["rota:b"]


@pytest.mark.parametrize("by", [By(JO, told=True), MANAGER], ids=["that person", "a manager"])
def test_open_had_by_somebody_in_the_house_ends_when_they_or_a_manager_acknowledge(by: By) -> None:
    """open · Someone has this… → until that person or a manager acknowledges"""
    said = done(opened(), HouseHas(JO, at(30)), STRANGER, at(1))
    assert done(said, Take(), by, at(2)).state == "acknowledged"


@pytest.mark.parametrize(
    ("by", "why"), [(at(0), "past"), (at(1), None), (at(24 * 60), None), (at(24 * 60 + 1), "too_far")]
)
@pytest.mark.parametrize(
    ("e", "event", "who"),
    [(opened(), HouseHas, STRANGER), (taken(), Promise, HOLDER)],
    ids=["the house's word", "a promise"],
)
def test_a_time_that_is_given_is_to_come_and_within_a_day(
    e: Escalation, event: type[HouseHas] | type[Promise], who: By, by: datetime, why: Refusal | None
) -> None:
    said = HouseHas(JO, by) if event is HouseHas else Promise("phone", by)
    after = transitions.apply(e, said, ROWAN, who, START, e.turn)
    assert (None if isinstance(after, Escalation) else after) == why


# evidence joins


def test_acknowledged_evidence_that_joins_and_is_seen_stays_with_the_holder() -> None:
    """acknowledged · evidence joins → the holder gets a message with Seen"""
    e = escalation.join(taken(), ROWAN, minutes(60), at(5))
    assert e.confirm_by == at(15)
    seen = done(e, Seen(), HOLDER, at(14))
    assert (seen.state, seen.confirm_by, seen.promise_by) == ("acknowledged", None, at(30))
    assert refused(seen, Seen(), HOLDER) == "already"


def test_acknowledged_evidence_that_joins_and_is_not_seen_opens_it_again() -> None:
    """acknowledged · evidence joins → not tapped in 10 min: open, first rung"""
    opens_again(escalation.join(taken(), ROWAN, minutes(60), at(5)), at(15), "evidence")


def test_more_evidence_gives_no_more_time_to_see_the_first() -> None:
    e = escalation.join(taken(), ROWAN, minutes(60), at(5))
    assert escalation.join(e, ROWAN, minutes(60), at(12)).confirm_by == at(15)


def test_of_joined_evidence_the_earliest_time_to_act_holds() -> None:
    """acknowledged · evidence joins → the earliest act-by time holds"""
    assert escalation.join(taken(), ROWAN, minutes(10), at(5)).promise_by == at(15)
    assert escalation.join(taken(), ROWAN, minutes(60), at(5)).promise_by == at(30)


# acknowledged


@pytest.mark.parametrize("by", [By(ASH, told=True), MANAGER, HOLDER], ids=["told", "manager", "the holder"])
def test_a_second_acknowledgement_does_not_change_the_first(by: By) -> None:
    """acknowledged · a second I've got this → unchanged"""
    assert refused(taken(), Take(), by, at(1)) == "already"


def test_acknowledged_the_holder_says_what_and_by_when() -> None:
    """acknowledged · says what and by when → promise replaced"""
    e = done(asked(), Promise("come", at(90)), HOLDER, at(31))
    assert (e.promised, e.promise_by, e.extended, e.answer_by) == ("come", at(90), 0, None)
    assert escalation.next_at(e) == at(90)


def test_acknowledged_passed_on_stays_with_the_passer_until_taken() -> None:
    """acknowledged · Pass on → stays with the passer until taken"""
    e = passed()
    assert (e.state, e.holder_id, e.passed_to, e.promise_by) == ("acknowledged", DEE, (ASH, IDA), at(30))


def test_acknowledged_passed_on_and_not_taken_is_open_again() -> None:
    """acknowledged · Pass on → not taken in 10 min: open, first rung"""
    opens_again(passed(), at(15), "passed")


def test_acknowledged_passed_on_nobody_is_asked_of_a_promise_whose_time_passes_meanwhile() -> None:
    """acknowledged · Pass on → stays with the passer until taken; not taken in 10 min: open, first rung"""
    e = done(replace(taken(), promise_by=at(30)), PassOn((ASH,)), HOLDER, at(29))
    assert [move(e, at(minute)) for minute in range(29, 39)] == [None] * 10
    opens_again(e, at(39), "passed")


@pytest.mark.parametrize("to", [(), (DEE,)], ids=["nobody", "the passer alone"])
def test_acknowledged_is_not_passed_on_to_nobody(to: tuple[int, ...]) -> None:
    """acknowledged · Pass on to a colleague or the next rung"""
    assert refused(taken(), PassOn(to), HOLDER) == "nobody"


@pytest.mark.parametrize("by", [By(ASH, told=True), MANAGER], ids=["a colleague", "a manager"])
def test_acknowledged_passed_on_the_taker_holds_a_new_promise(by: By) -> None:
    """acknowledged, passed on · I'll take it → acknowledged; the taker holds a new promise"""
    e = done(done(passed(), PHONE, HOLDER, at(6)), TakeOver(), by, at(9))
    assert (e.state, e.holder_id, e.promise_by, e.promised) == ("acknowledged", by.staff_id, at(39), None)
    assert (e.passed_to, e.pass_by) == ((), None)


def test_acknowledged_passed_on_to_others_is_not_somebody_elses_to_take() -> None:
    """acknowledged, passed on · I'll take it"""
    assert refused(passed(), TakeOver(), By(JO, told=True), at(9)) == "not_yours"
    assert refused(taken(), TakeOver(), MANAGER, at(9)) == "not_asked"


def test_acknowledged_is_asked_at_the_promises_time_and_no_sooner() -> None:
    """acknowledged · promise time passes → asked"""
    assert move(taken(), at(29)) is None
    found = moved(taken(), at(30))
    assert found.asks
    assert not found.tellings
    assert (found.after.state, found.after.holder_id, found.after.answer_by) == ("acknowledged", DEE, at(35))
    assert move(found.after, at(34)) is None


def test_acknowledged_asked_in_vain_is_open_again() -> None:
    """acknowledged · promise time passes → no answer in 5 min: open, first rung"""
    opens_again(asked(), at(35), "promise")


def test_acknowledged_asked_after_downtime_the_holder_still_has_five_minutes_to_answer() -> None:
    """acknowledged · promise time passes → no answer in 5 min"""
    assert moved(taken(), at(300)).after.answer_by == at(305)


def test_acknowledged_asked_passing_it_on_is_an_answer() -> None:
    """acknowledged · promise time passes → Pass on"""
    e = done(asked(), PassOn((ASH,)), HOLDER, at(33))
    assert [move(e, at(minute)) for minute in range(33, 43)] == [None] * 10
    opens_again(e, at(43), "passed")


def test_acknowledged_asked_fifteen_minutes_more_twice_at_most() -> None:
    """acknowledged, asked · 15 minutes more → promise 15 minutes later (twice at most)"""
    once = done(asked(), More(), HOLDER, at(34))
    assert (once.promise_by, once.answer_by, once.extended) == (at(45), None, 1)
    twice = done(moved(once, at(45)).after, More(), HOLDER, at(46))
    assert (twice.promise_by, twice.extended) == (at(60), 2)
    thrice = moved(twice, at(60)).after
    assert refused(thrice, More(), HOLDER, at(61)) == "no_more"
    opens_again(thrice, at(65), "promise")


def test_acknowledged_and_not_asked_there_is_nothing_to_put_off() -> None:
    """acknowledged, asked · 15 minutes more"""
    assert refused(taken(), More(), HOLDER, at(10)) == "not_asked"


@pytest.mark.parametrize("by", [HOLDER, MANAGER], ids=["the holder", "a manager"])
@pytest.mark.parametrize("e", [taken(), asked(), passed()], ids=["before its time", "asked", "passed on"])
def test_acknowledged_done_is_acted_on(e: Escalation, by: By) -> None:
    """acknowledged · What I did, or Done → acted on"""
    after = done(e, Act(), by, at(33))
    assert (after.state, after.acted_at, after.holder_id) == ("acted_on", at(33), by.staff_id)
    assert escalation.next_at(after) == at(33) + minutes(24 * 60)


# acted on


def test_acted_on_the_actor_and_then_the_managers_are_asked_to_close() -> None:
    """acted on · 24 h, 48 h → the actor, then the manager is asked to close"""
    day = minutes(24 * 60)
    assert move(acted(), at(19) + day) is None
    first = moved(acted(), at(20) + day)
    assert (first.close, first.after.state, first.after.remind_at) == ("holder", "acted_on", at(20) + 2 * day)
    second = moved(first.after, at(20) + 2 * day)
    assert (second.close, second.after.state) == ("managers", "acted_on")
    assert move(second.after, at(20) + 30 * day) is None


@pytest.mark.parametrize("e", [taken(), acted()], ids=lambda e: e.state)
@pytest.mark.parametrize("by", [HOLDER, MANAGER, By(JO, told=True)], ids=["holder", "manager", "told"])
def test_acknowledged_or_acted_on_closes_with_its_form(e: Escalation, by: By) -> None:
    """acknowledged, acted on · Close with its form → closed"""
    after = done(e, Close(), by, at(40))
    assert (after.state, after.ended_at, after.acted_at) == ("closed", at(40), e.acted_at or at(40))
    assert escalation.next_at(after) is None


@pytest.mark.parametrize(
    ("e", "by"),
    [(opened(), MANAGER), (taken(), HOLDER), (taken(), MANAGER), (acted(), HOLDER), (acted(), MANAGER)],
    ids=["open", "acknowledged, by its holder", "acknowledged", "acted on, by the actor", "acted on"],
)
def test_open_acknowledged_or_acted_on_is_stood_down(e: Escalation, by: By) -> None:
    """open, acknowledged, acted on · Stand down (whoever holds it, or a manager) → stood down"""
    after = done(e, StandDown(), by, at(40))
    assert (after.state, after.ended_at) == ("stood_down", at(40))
    assert escalation.next_at(after) is None


@pytest.mark.parametrize("e", [opened(), taken(), acted()], ids=lambda e: e.state)
def test_whoever_was_only_told_does_not_stand_it_down(e: Escalation) -> None:
    """open, acknowledged, acted on · Stand down (whoever holds it, or a manager)"""
    assert refused(e, StandDown(), By(JO, told=True)) == "not_yours"
