"""The timeline: in order, to the minute, folded where it says the same again, and what was not known at the time."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from bot.timeline import Event, Story, What
from prompts import details, timeline
from prompts.blocks import lint
from tests.prompts import cast, course_cast
from tests.prompts.cast import BRIEFING, NOW, at

BARE = replace(BRIEFING, sightings=())


def told(minute: int, to: str, number: int = 0) -> Event:
    return Event("told", at(21, minute), to=to, number=number or minute)


@pytest.mark.parametrize(
    ("events", "lines"),
    [
        ([told(17, "Dee")], ["• 21:17 Told: Dee."]),
        ([told(17, "Dee", 1), told(17, "Ash", 1)], ["• 21:17 Told: Dee and Ash."]),
        (
            [told(17, "Dee"), told(27, "Dee"), told(37, "Dee")],
            ["• 21:17 Told: Dee.", "• 21:27 Told again: Dee.", "• 21:37 Told again: Dee."],
        ),
        (
            [told(17, "Dee"), told(27, "Dee"), told(37, "Dee"), told(47, "Dee")],
            ["• 21:17 Told: Dee.", "• Told again 21:27, 21:37, … 21:47 (3 times): Dee."],
        ),
        (
            [told(1, "Dee"), told(2, "Dee"), told(3, "Dee"), told(4, "Ash"), told(5, "Ash")],
            [
                "• 21:01 Told: Dee.",
                "• 21:02 Told again: Dee.",
                "• 21:03 Told again: Dee.",
                "• 21:04 Told: Ash.",
                "• 21:05 Told again: Ash.",
            ],
        ),
        (
            [Event("joined", at(21, minute)) for minute in range(20, 25)],
            ["• More came in 21:20, 21:21, … 21:24 (5 times)."],
        ),
    ],
)
def test_what_is_told_again_and_again_is_one_line(events: list[Event], lines: list[str]) -> None:
    assert timeline.lines(BARE, events, NOW) == lines


# what is never kept without its choice
ABOUT = {"reopened": "promise come"}


@pytest.mark.parametrize("what", get_args(What))
def test_whatever_happens_has_words(what: What) -> None:
    by = None if what in ("opened", "joined") else at(21, 47)
    [line] = timeline.lines(
        BARE, [Event(what, at(21, 17), who="Dee", to="Ash", by=by, about=ABOUT.get(what))], NOW
    )
    assert line.startswith("• 21:17 ")
    assert line.endswith(".")
    assert "_" not in line
    assert "None" not in line


@pytest.mark.parametrize("what", get_args(What))
def test_nobody_is_named_whose_name_is_not_given(what: What) -> None:
    [line] = timeline.lines(BARE, [Event(what, at(21, 17), about=ABOUT.get(what))], NOW)
    assert "None" not in line


def test_what_was_seen_before_a_decision_and_known_only_after_it_is_said_there() -> None:
    late = replace(cast.SIGHTING, seen_at=at(20, 10), received_at=at(21, 40), timed=True)
    b = replace(BRIEFING, sightings=(late,))
    taken = [Event("taken", at(21, minute), who="Dee", by=at(22, 0)) for minute in (18, 45)]
    seen, first, second = timeline.lines(b, taken, NOW)
    assert seen.startswith("• 20:10 Seen by Jo")
    assert "known here since 21:40" in seen
    assert first.endswith("\n*Not known then:* seen 20:10.")
    assert "Not known" not in second


def test_what_was_written_is_there_to_be_read() -> None:
    [line] = timeline.lines(
        BARE, [Event("promised", at(21, 20), who="Dee", about="come", text="By <taxi>")], NOW
    )
    assert line == "• 21:20 Dee said: come to the house.\nWritten: By &lt;taxi&gt;"


def test_it_is_in_order_whatever_came_in_late() -> None:
    shown = timeline.lines(course_cast.WHOLE, course_cast.EVENTS, at(22, 30))
    times = [line[2:7] for line in shown if line[2:4].isdigit()]
    assert times[:-2] == sorted(times[:-2])


def test_a_very_long_one_keeps_its_beginning_and_its_end() -> None:
    events = [
        Event("promised", at(21, 17) + timedelta(minutes=n), who="Dee", about="come", text="x" * 2000)
        for n in range(300)
    ]
    shown = timeline.lines(BARE, events, NOW)
    assert len(shown) == timeline.MOST + 1
    assert "• … and 240 more in between." in shown
    form = details.details(replace(BRIEFING, sightings=(cast.SIGHTING,) * 90), NOW, Story(tuple(events)))
    lint(form, "modal")
    assert len(form["blocks"]) <= 100
    assert "There is more than one form can show." in json.dumps(form)
    assert "02:16 Dee said" in json.dumps(form)
