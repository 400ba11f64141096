"""A reply and what goes with it: the second question, who is back, and whom else it affects."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.away import Said
from bot.replies import Answer, Followed
from db import tables
from db.session import Database
from handlers.flow import away
from handlers.flow import replies as flow_replies
from tests.house import CLEAR, DUE, NO_TEA, Rowan, rowan, rows

CALM = Answer("signs", {"sleep": 1.0, "pacing": 0.0, "meals": 0.0})


def replies(house: Rowan) -> list[Any]:
    return rows(house.database, tables.Reply)


# the second question


def steps(followed: Followed) -> Answer:
    return Answer("steps", followed=followed)


def test_the_second_question_is_no_answer_and_hides_none(house: Rowan) -> None:
    house.says("sam", steps("yes"))
    assert house.board("sam") is None
    house.says("sam", CALM)
    house.says("sam", steps("no"), "U0LEAD")
    assert house.board("sam") == "signs"


def test_the_second_question_said_again_is_the_same_and_said_otherwise_the_newest(house: Rowan) -> None:
    said = [house.says("sam", steps(one)) for one in ("yes", "yes", "no")]
    assert [one.how for one in said] == ["kept", "same", "kept"]
    assert [row.superseded_by for row in replies(house)] == [said[2].reply_id, None]


def test_steps_not_followed_count_from_the_second_question(database: Database) -> None:
    written = rowan()
    written["people"][0]["plan"]["thresholds"] = [
        {
            "key": "steps",
            "when": {"steps_not_followed": {"times": 1, "in_last": "2 handovers"}},
            "tell": "ladder:house",
        }
    ]
    house = Rowan(database).load(written)
    house.ask()
    assert house.says("sam", steps("yes")).escalations == ()
    assert len(house.says("sam", steps("partly")).escalations) == 1


def test_somebody_not_asked_about_can_be_asked_about_the_steps(database: Database) -> None:
    written = rowan()
    written["people"][0]["plan"]["asked"] = {"shifts": ["early"]}
    house = Rowan(database).load(written)
    house.ask()
    assert house.says("sam", CLEAR).reason == "not_asked_here"
    assert house.says("sam", steps("no")).how == "kept"


# who is away, and who else it affects


def away_until(house: Rowan, key: str, until: datetime) -> None:
    with house.database.write() as session:
        away.away(
            session, house.service(), house.person(key).id, house.newest(), Said(until), house.author(), "away",
            house.clock.at,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "more", "ended"),
    [
        (CLEAR, {}, True),
        (CALM, {}, True),
        (CLEAR, {"handover_id": None}, True),
        (Answer("not_seen", not_seen="out"), {}, False),
        (CALM, {"at": DUE - timedelta(hours=2)}, False),
    ],
)
def test_an_answer_that_somebody_was_seen_says_that_they_are_back(
    house: Rowan, answer: Answer, more: dict[str, Any], ended: bool
) -> None:
    away_until(house, "sam", DUE + timedelta(days=2))
    assert house.says("sam", answer, **more).how == "kept"
    assert (rows(house.database, tables.Absence)[0].ended_at is not None) is ended


def test_a_form_sent_twice_leaves_one_note_with_somebody_else_and_rings_nobody_more(house: Rowan) -> None:
    tap = house.tap("sam", NO_TEA)
    ray = house.person("ray").id
    for _ in range(2):
        recorded = house.record(tap)
        assert recorded.reply_id is not None
        with house.database.write() as session:
            flow_replies.affects(session, tap, recorded.reply_id, (ray, "To eat in peace"), house.clock.at)
    (note,) = rows(house.database, tables.Note)
    assert (note.person_id, note.reply_id, note.wants) == (ray, recorded.reply_id, "To eat in peace")
    assert len(house.escalations()) == 1
