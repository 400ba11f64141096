"""A reply kept: once a form, in its period, and what it crosses opened once, whoever else replies."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

import db.escalation
import db.replies
from bot.people import Author
from bot.replies import Answer
from db import tables
from db.session import Database
from handlers.flow import climb as climb_flow
from handlers.flow import showing
from handlers.flow.handover import Recorded
from tests.house import CLEAR, NO_TEA, QUIET, SLEEPLESS, Rowan, journal, rowan, rows

BOTH = Answer("signs", {"sleep": 2.0, "pacing": 1.0, "meals": 1.0})
CALM = Answer("signs", {"sleep": 1.0, "pacing": 0.0, "meals": 0.0})


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


# who says it, and all that they say


def test_everything_that_was_said_is_kept_with_who_said_it(house: Rowan) -> None:
    whole = Answer(
        "signs", {"sleep": 1.0, "pacing": None}, {0: "too_few", 1: "declined"}, "partly", "Leave me", "Calm later",
        "agency", None, "could_not_say", "A walk", "we_decided",
    )  # fmt: skip
    tablet = house.author("U0TABLET").staff_id
    jo = house.author(via_id=tablet)
    house.says("sam", whole, "U0TABLET", author=jo)
    house.says("ray", CLEAR, "U0TABLET", author=Author(tablet, name="Bea"))
    with house.database.read() as session:
        said = {one.person_id: one for one in db.replies.of_handover(session, house.newest())}
    first, second = said[house.person("sam").id], said[house.person("ray").id]
    assert first.answer == whole
    assert (first.author_id, first.via_id, first.author_name) == (jo.staff_id, tablet, None)
    assert (second.author_id, second.via_id, second.author_name) == (tablet, None, "Bea")


def test_two_who_share_an_account_are_two_authors(house: Rowan) -> None:
    tablet = house.author("U0TABLET").staff_id
    house.says("sam", SLEEPLESS, "U0TABLET", author=Author(tablet, name="Bea"))
    assert house.says("sam", CLEAR, "U0TABLET", author=Author(tablet, name="Cal")).how == "kept"
    assert house.says("sam", CLEAR, "U0TABLET", author=Author(tablet, name="Bea")).how == "stands"


def test_a_form_that_goes_back_to_what_it_said_at_first_ends_so(house: Rowan) -> None:
    tap = partial(house.tap, "sam", nonce="form")
    said = [house.record(tap(answer)) for answer in (CALM, SLEEPLESS, CALM, CALM)]
    assert [one.how for one in said] == ["kept", "kept", "kept", "same"]
    live = [row for row in replies(house) if row.superseded_by is None]
    assert [row.id for row in live] == [said[2].reply_id] == [said[3].reply_id]


# whole or nothing


def test_an_answer_whose_ringing_fails_is_not_kept_either(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(climb_flow, "_ping", fails)
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
        showing.refresh(session, held, house.clock.at)
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
