"""I've read this: confirmed by the shift that comes, reopened by a later answer, and missing where nobody did."""

from datetime import timedelta
from typing import Any

import pytest

import db.handover
from bot.handover import Board
from bot.notes import Said
from bot.people import Author
from bot.replies import Answer
from db.session import Database
from handlers.flow import board as flow
from handlers.flow import handed_over, notes, read
from handlers.flow.handover import Tap
from tests.house import CLEAR, MINUTE, QUIET, SLEEPLESS, Rowan, both_at_once, journal

MEL = "U0LEAD"


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House, asked at 21:15, and its prompt in Slack."""
    made = Rowan(database).load()
    made.ask()
    made.all_sent()
    return made


def reads(house: Rowan, slack: str = MEL, *, both_shifts: bool = False, **author: object) -> str:
    with house.database.write() as session:
        by = house.author(slack, **author)
        return read.confirm(session, house.newest(), by, slack, house.clock.at, both_shifts=both_shifts)


def board(house: Rowan) -> Board:
    with house.database.read() as session:
        return flow.board(session, house.newest(), house.clock.at)


def test_nobody_has_read_it_at_first(house: Rowan) -> None:
    assert board(house).read_by is None


def test_who_confirms_it_is_shown_and_the_prompt_is_drawn_anew(house: Rowan) -> None:
    assert reads(house) == "done"
    shown = board(house).read_by
    assert shown
    assert (shown.by, shown.at, shown.reopened) == ("Mel", house.clock.at, False)
    assert len(house.sent("prompt", updates=True)) == 1
    assert len(journal(house.database, "handover.read")) == 1


def test_two_confirmations_at_once_are_kept_once(house: Rowan) -> None:
    assert sorted(both_at_once(lambda: reads(house))) == ["already", "done"]
    assert len(journal(house.database, "handover.read")) == 1


def test_a_second_confirmation_adds_nothing(house: Rowan) -> None:
    reads(house)
    assert reads(house, "U0ASH") == "already"
    shown = board(house).read_by
    assert shown
    assert shown.by == "Mel"


@pytest.mark.parametrize(
    "said", [CLEAR, SLEEPLESS, Answer("not_seen", not_seen="out")], ids=lambda one: one.kind
)
def test_whoever_answered_is_asked_whether_both_shifts_are_theirs(house: Rowan, said: Answer) -> None:
    house.says("sam", said, MEL)
    assert reads(house) == "answered"
    assert board(house).read_by is None
    assert reads(house, both_shifts=True) == "done"


def test_whoever_noted_something_did_answer(house: Rowan) -> None:
    with house.database.write() as session:
        notes.keep(
            session, house.service(), house.person("sam"), house.newest(), Said("good", "next_shift", text="Sang"),
            house.author(MEL), MEL, "n", house.clock.at,
        )  # fmt: skip
    assert reads(house) == "answered"


def test_two_people_of_one_tablet_are_two(house: Rowan) -> None:
    house.record(house.tap("sam", CLEAR, author=Author(house.author(MEL).staff_id, name="Nia")))
    assert reads(house, MEL, name="Nia") == "answered"
    assert reads(house, MEL, name="Bo") == "done"


def test_whoever_answered_through_the_tablet_is_the_same_on_their_own_account(house: Rowan) -> None:
    tablet = house.author("U0TABLET").staff_id
    house.says("sam", CLEAR, author=house.author(MEL, via_id=tablet))
    assert reads(house) == "answered"


@pytest.mark.parametrize("through", [{}, {"handover_id": None}], ids=["the question", "none"])
def test_a_later_answer_reopens_it_and_it_can_be_confirmed_again(
    house: Rowan, through: dict[str, Any]
) -> None:
    reads(house)
    house.clock.passes(5)
    house.says("sam", CLEAR, **through)
    shown = board(house).read_by
    assert shown
    assert shown.reopened
    assert reads(house) == "done"
    again = board(house).read_by
    assert again
    assert not again.reopened


@pytest.mark.parametrize(
    ("first", "missing"), [(False, "Late"), (True, None)], ids=["nobody confirmed", "somebody did"]
)
def test_the_next_prompt_shows_what_nobody_confirmed(house: Rowan, first: bool, missing: str | None) -> None:
    if first:
        reads(house)
    house.clock.at += timedelta(hours=10)
    house.tick()
    assert board(house).unread == missing


def test_what_was_noted_holds_what_was_answered_through_no_question_before_it_and_since(
    database: Database,
) -> None:
    made = Rowan(database).load()
    made.record(Tap(made.person("sam").id, made.author(), "U0WORKER", "before", SLEEPLESS))
    made.ask()
    made.clock.passes(1)
    made.says("ray", QUIET, handover_id=None)
    with database.read() as session:
        said = handed_over.gathered(session, db.handover.get(session, made.newest()), made.clock.at)
    assert [(one.person.known_as, len(one.replies)) for one in said.entries] == [("Sam", 1), ("Ray", 1)]


def test_what_was_noted_is_all_of_it_but_no_signs(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    house.says("ray", CLEAR)
    with house.database.read() as session:
        handover = board(house).handover
        said = handed_over.gathered(session, handover, house.clock.at + MINUTE)
    (entry,) = said.entries
    (reply, by, _) = entry.replies[0]
    assert (entry.person.known_as, reply.answer.values, by) == ("Sam", SLEEPLESS.values, "Jo")
