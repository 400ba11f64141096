"""What is carried forward, as the question says it beside a name, and as a form says it in full."""

from typing import Any

import pytest

from bot.carried import Carried
from bot.people import Service
from prompts import carried
from tests.prompts.cast import SERVICE, plan

SLEEP = (("sleep", 2.0),)


@pytest.mark.parametrize(
    ("held", "row"),
    [
        (Carried(1, "night"), ["signs at the last night, open to see"]),
        (Carried(2, "night"), ["second night running, open to see"]),
        (Carried(3, "night"), ["third night running, open to see"]),
        (Carried(10, "night"), ["tenth night running, open to see"]),
        (Carried(11, "night"), ["11 nights running, open to see"]),
        (Carried(1, "late"), ["signs at the last late shift, open to see"]),
        (Carried(3, "early"), ["third early shift running, open to see"]),
        (Carried(3, "twilight"), ["third shift running, open to see"]),
        (Carried(0, "", 1), ["1 step still to do"]),
        (Carried(2, "night", 2), ["second night running, open to see", "2 steps still to do"]),
    ],
)
def test_beside_a_name_it_counts_and_shows_no_sign(held: Carried, row: list[str]) -> None:
    assert carried.row(held, SERVICE) == row


@pytest.mark.parametrize(
    ("held", "line"),
    [
        (Carried(3, "night", shown=SLEEP), "Third night running: up most of the night."),
        (Carried(1, "night", shown=SLEEP), "Signs at the last night: up most of the night."),
        (
            Carried(2, "late", shown=(*SLEEP, ("pacing", 1.0))),
            "Second late shift running: up most of the night; “I walk up and down and can't sit”.",
        ),
        (Carried(0, "", 1, to_do=(1,)), "Still to do: Ask if I have eaten; make toast."),
        (
            Carried(3, "night", 1, SLEEP, (0,)),
            "Third night running: up most of the night. Still to do: Offer a walk somewhere quiet.",
        ),
    ],
)
def test_a_form_says_the_signs_and_the_steps(held: Carried, line: str) -> None:
    assert carried.line(held, SERVICE, plan()) == line


def test_what_the_plan_has_no_more_is_left_out() -> None:
    held = Carried(2, "night", 1, (("long gone", 1.0),), (7,))
    assert carried.line(held, SERVICE, plan()) == "Second night running."


def test_what_people_wrote_formats_nothing() -> None:
    shift: dict[str, Any] = {"key": "night", "name": "<!here>", "starts": "21:30", "planned_staff": 1}
    spec = SERVICE.spec.model_validate(SERVICE.spec.model_dump(by_alias=True) | {"shifts": [shift]})
    held = Carried(2, "night", 1, SLEEP, (0,))
    said = carried.line(held, Service(1, spec), plan(steps=["*Ring* <@U0ASH>"]))
    assert "<" not in said
    assert "*" not in said
