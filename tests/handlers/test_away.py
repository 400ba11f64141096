"""Away until…: nobody is asked about them meanwhile; back, or not back by then, they are."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col

import db.history
import db.people
from bot.away import Said
from bot.history import Reach
from bot.people import Author
from bot.replies import Answer
from db import tables
from db.session import Database
from handlers.flow import away as flow
from handlers.flow import handover as asking
from tests.handlers.absences import WEEKEND, asked, comes_back, ended, goes, later, name, shown
from tests.house import CLEAR, DUE, MINUTE, SLEEPLESS, Rowan, journal, rowan, rows

HOUR = timedelta(hours=1)
NOT_SEEN = Answer("not_seen", not_seen="out")


def counted(house: Rowan) -> list[int]:
    """The periods that count for Sam's rules."""
    with house.database.read() as session:
        sam = house.person("sam").id
        found = db.history.around(session, sam, house.newest(), house.clock.at, Reach(periods=9))
    return [one.id for one in found.periods]


def test_who_is_away_is_not_asked_about_from_now_on(house: Rowan) -> None:
    assert goes(house, why="At his sister's").how == "kept"
    assert asked(house) == {"Sam": False, "Ray": True}
    assert shown(house) == ({"Sam": WEEKEND}, {})
    for at in (DUE + 10 * HOUR, DUE + 17 * HOUR, DUE + 24 * HOUR):
        later(house, at)
        assert asked(house) == {"Sam": False, "Ray": True}
        assert shown(house) == ({"Sam": WEEKEND}, {})
    assert counted(house) == []


def test_it_is_kept_and_the_journal_holds_ids_only(house: Rowan) -> None:
    goes(house, why="At his sister's")
    (row,) = rows(house.database, tables.Absence)
    assert (row.until_at, row.why, row.said_at) == (WEEKEND, "At his sister's", DUE)
    (told,) = journal(house.database, "away")
    assert (told.actor, told.person_id, told.handover_id) == (
        "U0WORKER",
        house.person("sam").id,
        house.newest(),
    )
    assert told.why is None


def test_the_question_is_drawn_anew(house: Rowan) -> None:
    house.all_sent()
    goes(house)
    assert len(house.sent("prompt", updates=True)) == 1
    house.all_sent()
    comes_back(house)
    assert len(house.sent("prompt", updates=True)) == 2


def test_nobody_is_missed_while_they_are_away(database: Database) -> None:
    file = rowan()
    rule = {"key": "silence", "when": {"unanswered": 1}, "tell": "ladder:house"}
    for person in file["people"]:
        person["plan"] |= {"thresholds": [rule]}
    house = Rowan(database).load(file)
    house.ask()
    goes(house)
    later(house, DUE + 10 * HOUR)
    (crossed,) = rows(database, tables.Crossing)
    (about,) = {row.person_id for row in house.escalations() if row.id == crossed.escalation_id}
    assert name(house, about) == "Ray"


@pytest.mark.parametrize(
    ("until", "sam"),
    [
        (DUE + 10 * HOUR + MINUTE, False),
        (DUE + 10 * HOUR, True),
        (DUE + 9 * HOUR, True),
    ],
    ids=["back after the early shift is asked", "back as it is", "back before"],
)
def test_back_or_not_back_by_then_is_asked(house: Rowan, until: datetime, sam: bool) -> None:
    goes(house, until=until)
    later(house, DUE + 10 * HOUR)
    assert asked(house) == {"Sam": sam, "Ray": True}
    assert shown(house) == (({}, {"Sam": until}) if sam else ({"Sam": until}, {}))


@pytest.mark.parametrize(
    ("said", "is_over"),
    [(CLEAR, True), (SLEEPLESS, True), (NOT_SEEN, False)],
    ids=["clear", "signs", "not seen"],
)
def test_once_due_back_being_seen_ends_it_and_not_seen_does_not(
    house: Rowan, said: Answer, is_over: bool
) -> None:
    goes(house, until=DUE + 9 * HOUR)
    later(house, DUE + 10 * HOUR)
    house.says("sam", said)
    assert ended(house) == [is_over]
    assert shown(house)[1] == ({} if is_over else {"Sam": DUE + 9 * HOUR})


def test_away_again_makes_it_longer(house: Rowan) -> None:
    goes(house, until=DUE + 9 * HOUR)
    later(house, DUE + 10 * HOUR)
    goes(house, until=WEEKEND)
    assert ended(house) == [True, False]
    assert shown(house) == ({"Sam": WEEKEND}, {})
    assert asked(house) == {"Sam": False, "Ray": True}


def test_back_is_asked_about_again(house: Rowan) -> None:
    before = house.newest()
    goes(house)
    newest = later(house, DUE + 10 * HOUR)
    assert comes_back(house).how == "kept"
    assert asked(house) == {"Sam": True, "Ray": True}
    assert asked(house, before) == {"Sam": False, "Ray": True}
    assert (shown(house), counted(house)) == (({}, {}), [newest])
    assert [row.person_id for row in journal(house.database, "back")] == [house.person("sam").id]


def test_back_from_an_older_question_asks_at_the_newest(house: Rowan) -> None:
    first = house.newest()
    goes(house)
    later(house, DUE + 10 * HOUR)
    comes_back(house, handover_id=first)
    assert (asked(house, first)["Sam"], asked(house)["Sam"]) == (False, True)


def test_back_tapped_twice_changes_nothing_more(house: Rowan) -> None:
    goes(house)
    assert [comes_back(house).how, comes_back(house).how] == ["kept", "same"]
    assert len(journal(house.database, "back")) == 1


def test_back_where_nobody_was_waited_for_has_the_silence_looked_at_again(house: Rowan) -> None:
    goes(house)
    with house.database.write() as session:
        session.get_one(tables.Handover, house.newest()).look_at = None
    house.clock.passes(5)
    comes_back(house)
    (row,) = rows(house.database, tables.Handover, col(tables.Handover.id) == house.newest())
    assert row.look_at == DUE + 25 * MINUTE


def test_what_was_answered_before_they_went_stands(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    goes(house)
    assert asked(house) == {"Sam": True, "Ray": True}
    assert shown(house) == ({"Sam": WEEKEND}, {})
    assert counted(house) == [house.newest()]
    later(house, DUE + 10 * HOUR)
    assert asked(house) == {"Sam": False, "Ray": True}


def test_said_at_an_older_question_its_silence_stays_one(house: Rowan) -> None:
    first = house.newest()
    newest = later(house, DUE + 10 * HOUR)
    with house.database.write() as session:
        sam, author = house.person("sam").id, house.author()
        flow.away(session, house.service(), sam, first, Said(WEEKEND), author, "n", house.clock.at)
    assert (asked(house, first)["Sam"], asked(house, newest)["Sam"]) == (True, False)
    assert counted(house) == [first]


def test_the_same_form_is_one_absence(house: Rowan) -> None:
    said = [goes(house, nonce="form").how, goes(house, nonce="form").how]
    assert (said, ended(house)) == (["kept", "same"], [False])
    comes_back(house)
    assert goes(house, nonce="form").how == "same"
    assert ended(house) == [True]


def test_the_same_form_with_another_end_corrects_it(house: Rowan) -> None:
    goes(house, nonce="form")
    for _ in range(2):
        goes(house, until=WEEKEND + HOUR, nonce="form")
    assert ended(house) == [True, False]
    assert shown(house) == ({"Sam": WEEKEND + HOUR}, {})


def test_said_between_handovers_the_newest_question_shows_it(house: Rowan) -> None:
    house.clock.passes(90)
    goes(house, between=True)
    assert asked(house) == {"Sam": False, "Ray": True}
    (row,) = rows(house.database, tables.Absence)
    assert row.handover_id is None


def test_before_anything_was_asked_it_is_kept(database: Database) -> None:
    house = Rowan(database).load()
    assert goes(house, between=True).how == "kept"
    house.ask()
    assert asked(house) == {"Sam": False, "Ray": True}


def test_at_a_shift_that_they_are_not_asked_at_they_do_not_stand(database: Database) -> None:
    file = rowan()
    file["people"][0]["plan"]["asked"] = {"shifts": ["night"]}
    house = Rowan(database).load(file)
    house.ask()
    goes(house, between=True)
    assert (asked(house), shown(house)) == ({"Ray": True}, ({}, {}))
    comes_back(house)
    assert asked(house) == {"Ray": True}
    goes(house, between=True)
    later(house, DUE + 10 * HOUR)
    assert asked(house) == {"Sam": False, "Ray": True}


def test_an_extra_question_leaves_out_who_is_away_when_it_is_asked(house: Rowan) -> None:
    goes(house, until=DUE + 8 * HOUR)
    house.clock.at = DUE + HOUR
    with house.database.write() as session:
        made = asking.ask_now(session, house.service(), "extra", house.clock.at)
    assert made.how == "extra"
    assert asked(house, made.handover_id) == {"Sam": False, "Ray": True}
    assert shown(house, made.handover_id) == ({"Sam": DUE + 8 * HOUR}, {})


def test_everybody_may_be_away(house: Rowan) -> None:
    goes(house)
    goes(house, "ray")
    later(house, DUE + 10 * HOUR)
    assert asked(house) == {"Sam": False, "Ray": False}


def test_a_shared_account_and_a_name_are_kept(house: Rowan) -> None:
    tablet = house.author("U0TABLET")
    with house.database.write() as session:
        author = Author(tablet.staff_id, name="Bo from the agency")
        sam = house.person("sam").id
        flow.away(session, house.service(), sam, house.newest(), Said(WEEKEND), author, "n", DUE)
    (row,) = rows(house.database, tables.Absence)
    assert (row.author_id, row.author_name) == (tablet.staff_id, "Bo from the agency")


def test_being_seen_ends_it_once(house: Rowan) -> None:
    goes(house)
    sam, author = house.person("sam").id, house.author()
    with house.database.write() as session:
        said = [flow.seen(session, sam, author, DUE + HOUR) for _ in range(2)]
    assert (said, ended(house)) == ([True, False], [True])
    (row,) = journal(house.database, "back")
    assert row.why == "seen"
