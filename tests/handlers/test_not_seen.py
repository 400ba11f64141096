"""Not seen: kept as unknown, never as clear and never as an answer."""

import pytest
import sqlalchemy as sa

import db.history
from bot.history import Reach
from bot.replies import Answer
from db import tables
from db.session import Database
from handlers.flow import board, gather
from tests.house import CLEAR, DUE, MINUTE, SLEEPLESS, Rowan, rowan, rows

ASLEEP = Answer("not_seen", not_seen="asleep")
HOUR = 60 * MINUTE


def shown(house: Rowan) -> dict[str, str]:
    """What the question shows of each person who was answered about."""
    with house.database.read() as session:
        stands = board.board(session, house.newest(), house.clock.now())
    return {person.known_as: said.kind for person, said in stands.lines if said}


def test_why_is_kept_and_the_question_shows_that_somebody_was_not_seen(house: Rowan) -> None:
    house.says("sam", ASLEEP)
    (row,) = rows(house.database, tables.Reply)
    assert (row.kind, row.not_seen) == ("not_seen", "asleep")
    assert shown(house) == {"Sam": "not_seen"}
    assert house.pings() == []


@pytest.mark.parametrize("said", [CLEAR, SLEEPLESS], ids=["no signs", "signs"])
def test_what_somebody_else_saw_is_not_hidden_by_it(house: Rowan, said: Answer) -> None:
    house.says("sam", said)
    house.says("sam", ASLEEP, slack="U0LEAD")
    assert shown(house) == {"Sam": said.kind}


def test_after_ones_own_no_signs_it_says_that_this_was_a_slip(house: Rowan) -> None:
    slip = house.says("sam", CLEAR)
    right = house.says("sam", ASLEEP)
    assert shown(house) == {"Sam": "not_seen"}
    assert [(row.id, row.superseded_by) for row in rows(house.database, tables.Reply)] == [
        (slip.reply_id, right.reply_id),
        (right.reply_id, None),
    ]


def test_after_ones_own_signs_they_stand(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    assert house.says("sam", ASLEEP).how == "stands"
    assert shown(house) == {"Sam": "signs"}


def test_seen_after_all_is_shown(house: Rowan) -> None:
    house.says("sam", ASLEEP)
    assert house.says("sam", CLEAR).how == "kept"
    assert shown(house) == {"Sam": "clear"}


def test_it_ends_no_silence(database: Database) -> None:
    file = rowan()
    rule = {"key": "silence", "when": {"unanswered": 1}, "tell": "ladder:house"}
    file["people"][0]["plan"] |= {"thresholds": [rule]}
    house = Rowan(database).load(file)
    house.ask()
    house.says("sam", ASLEEP)
    house.clock.at = DUE + 10 * HOUR
    house.tick()
    assert [row.threshold for row in rows(database, tables.Crossing)] == ["silence"]
    house.says("sam", ASLEEP)
    with database.read() as session:
        (opened,) = house.escalations()
        assert gather.briefing(session, opened.id, house.clock.now()).answered is None


def test_where_nobody_asked_it_makes_no_handover_count(house: Rowan) -> None:
    house.says("sam", ASLEEP)
    sam = house.person("sam")
    with house.database.write() as session:
        session.execute(sa.update(tables.PersonPeriod).values(asked=False))
    with house.database.read() as session:
        history = db.history.around(session, sam.id, house.newest(), DUE, Reach(periods=3))
    assert (history.periods, history.replies) == ((), ())
