"""Whose prompts are drawn anew: the one that was answered, and the newest, which shows what is open."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.transitions import Take
from db.session import Database
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
