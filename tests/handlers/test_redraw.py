"""Whose prompts are drawn anew: the one that was answered, and the newest, which shows what is open."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

import db.outbox
import db.people
from bot.transitions import Take
from db.outbox import Letter
from db.session import Database
from handlers.flow import deeds
from tests.house import CLEAR, DUE, SLEEPLESS, Rowan


def asked(house: Rowan) -> None:
    """Asked again the next morning, and Slack has taken all of it."""
    house.clock.at = DUE + timedelta(hours=10)
    house.tick()
    house.all_sent()


def answers_the_first(house: Rowan) -> None:
    first = house.newest()
    asked(house)
    house.says("sam", CLEAR, handover_id=first)


def answers_the_newest(house: Rowan) -> None:
    asked(house)
    house.says("sam", CLEAR)


def takes_what_the_first_opened(house: Rowan) -> None:
    (opened,) = house.says("sam", SLEEPLESS).escalations
    asked(house)
    assert house.does("U0ASH", Take(), opened).refused is None


@pytest.mark.parametrize(
    ("what", "drawn"),
    [
        (answers_the_first, ["first", "newest"]),
        (answers_the_newest, ["newest"]),
        (takes_what_the_first_opened, ["newest"]),
    ],
)
def test_what_happens_stands_in_the_prompts_that_show_it(
    database: Database, what: Callable[[Rowan], None], drawn: list[str]
) -> None:
    house = Rowan(database).load()
    first = house.ask()
    what(house)
    names = {first: "first", house.newest(): "newest"}
    assert [names[row.handover_id] for row in house.sent("prompt", updates=True)] == drawn


def test_a_prompt_that_is_still_to_be_sent_is_drawn_then_and_needs_no_update(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    house.says("sam", CLEAR)
    assert house.sent("prompt", updates=True) == []


def test_nothing_that_shows_an_escalation_is_taken_to_be_sent_while_a_change_of_it_is_not_kept_yet(
    database: Database,
) -> None:
    """It would be drawn as things were, and nothing would draw it again."""
    house = Rowan(database).load()
    house.ask()
    house.all_sent()
    house.says("sam", SLEEPLESS)
    with ThreadPoolExecutor(1) as threads, database.write() as session:
        ash = db.people.staff_by_slack(session, "U0ASH")
        assert ash is not None
        deeds.do(session, 1, ash, deeds.Wish(Take()), house.clock.at)
        early = threads.submit(claimed, house)
        wait([early], timeout=0.5)
        assert not early.done() or early.result() is None


def claimed(house: Rowan) -> Letter | None:
    with house.database.write() as session:
        return db.outbox.claim(session, "sender", house.clock.at, house.clock.real(), timedelta(seconds=30))
