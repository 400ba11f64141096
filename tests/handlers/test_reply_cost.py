"""What an answer costs: few statements, whatever the house and whoever has answered; and one drawing for many taps."""

import threading

import pytest

from bot.replies import Answer
from db.tables import Handover
from handlers.after import After
from handlers.taps import Done, Taps
from tests.counted import statements
from tests.handlers.wired import AtOnce
from tests.house import CLEAR, QUIET, Rowan, apply, rays_plan, rowan, rows
from tests.stories.evening import wait_for

FEW, SOME = 20, 30
A_LITTLE = Answer("signs", {"sleep": 1.0, "pacing": 0.0, "meals": 0.0})


@pytest.fixture
def house(database) -> Rowan:  # type: ignore[no-untyped-def]
    one = Rowan(database).load()
    one.ask()
    one.all_sent()
    return one


def test_no_signs_takes_few_statements(house: Rowan) -> None:
    tap = house.tap("sam", CLEAR)
    assert statements(lambda: house.record(tap)) <= FEW


def test_a_form_that_rings_nobody_takes_some(house: Rowan) -> None:
    tap = house.tap("sam", A_LITTLE)
    assert statements(lambda: house.record(tap)) <= SOME


def test_what_others_answered_costs_an_answer_nothing(house: Rowan) -> None:
    first = house.tap("sam", CLEAR)
    cost = statements(lambda: house.record(first))
    for slack in ("U0AGENCY", "U0LEAD"):
        house.says("ray", QUIET, slack)
        house.all_sent()
    again = house.tap("sam", CLEAR, "U0AGENCY")
    # their escalation is looked at, and its messages
    assert statements(lambda: house.record(again)) <= cost + 2


def test_a_plan_loaded_meanwhile_is_the_one_that_is_read(house: Rowan) -> None:
    before = house.person("ray").plan
    said = rowan()
    said["people"][1]["plan"] = rays_plan() | {"steps": ["Sit with me"]}
    apply(house.database, said, house.clock.at)
    assert (before.steps, house.person("ray").plan.steps) == ([], ["Sit with me"])


class Said(list[str]):
    """What is said after acknowledgements, in order; `after` finishes when asked what was said."""

    def __init__(self) -> None:
        self.after = After()
        self.after.calm = lambda: False

    def soon(self, place: int, words: str) -> None:
        self.after.gathered(place, lambda: self.append(words))

    def all(self) -> list[str]:
        self.after.finish()
        return list(self)


def test_of_what_is_to_be_said_in_one_place_the_last_is_said() -> None:
    said = Said()
    for place, words in ((7, "one"), (7, "two"), (8, "three"), (7, "four")):
        said.soon(place, words)
    assert sorted(said.all()) == ["four", "three"]


def test_in_a_calm_moment_each_is_said() -> None:
    said = Said()
    said.after.calm = lambda: True
    for words in ("one", "two"):
        said.soon(7, words)
    assert said.all() == ["one", "two"]


def test_however_many_wait_it_is_said_in_the_end_and_what_follows_too() -> None:
    said = Said()
    for words in ("before", "after"):
        said.soon(7, words)
        wait_for(lambda words=words: words in said, words)  # type: ignore[misc]
    assert said.all() == ["before", "after"]


def test_what_goes_wrong_in_one_place_hinders_nothing_in_another() -> None:
    said = Said()
    said.after.gathered(7, lambda: 1 / 0)
    said.soon(8, "said")
    assert said.all() == ["said"]


def test_of_many_at_once_one_is_said() -> None:
    said = Said()
    threads = [threading.Thread(target=said.soon, args=(7, str(n))) for n in range(20)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert said.all()
    assert len(said) < len(threads)


def test_a_tap_draws_its_prompt_and_a_tap_elsewhere_leaves_that_to_others(house: Rowan) -> None:
    drawn: list[object] = []
    taps = Taps.__new__(Taps)
    taps._relay = house.relay
    taps._after = AtOnce()  # type: ignore[assignment]
    handover = next(one.id for one in rows(house.database, Handover) if one.asked_at)
    for container in ({}, {"is_ephemeral": True}):
        taps._draw({"container": container}, Done(prompt=handover), lambda **what: drawn.append(what))  # type: ignore[arg-type]
    assert len(drawn) == 1
