"""What staff said: who knows, whom it affects, and what a call shows nobody else."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from bot.notes import Topic
from bot.replies import Knows
from prompts import reasons, spoken
from tests.prompts import cast, raised_cast
from tests.prompts.cast import NOW, at, briefing


def note(minute: int, knows: Knows | None) -> Any:
    said = replace(raised_cast.WORRY, knows=knows)
    return replace(raised_cast.WORRIED, at=at(21, minute), said=said)


def seen(minute: int, knows: Knows | None) -> Any:
    answer = replace(cast.ANSWER, knows=knows)
    return replace(cast.SIGHTING, received_at=at(21, minute), answer=answer)


KNOWN, NOT_YET = "*Sam* knows we're telling you.", "*Sam* does not know yet."


@pytest.mark.parametrize(
    ("sightings", "notes", "says"),
    [
        ([], [], ""),
        ([seen(10, None)], [], ""),
        ([seen(10, "could_not_say")], [], ""),
        ([seen(10, "yes")], [], KNOWN),
        ([], [note(10, "no")], NOT_YET),
        ([seen(10, "no")], [note(12, "yes")], KNOWN),
        ([seen(12, "no")], [note(10, "yes")], NOT_YET),
        ([seen(12, None)], [note(10, "yes")], KNOWN),
        ([seen(12, "could_not_say")], [note(10, "yes")], ""),
    ],
)
def test_what_was_said_last_of_whether_the_person_knows_holds(
    sightings: list[Any], notes: list[Any], says: str
) -> None:
    b = briefing(sightings=tuple(sightings), spoken=tuple(notes))
    assert spoken.knows(b) == says


def test_of_the_house_nobody_is_said_to_know() -> None:
    assert spoken.knows(briefing(of=raised_cast.ABOUT_HOUSE, spoken=(note(10, "yes"),))) == ""


@pytest.mark.parametrize("topic", get_args(Topic))
def test_every_topic_is_said_in_words(topic: Topic) -> None:
    said = replace(raised_cast.TOPIC, topic=topic)
    line = spoken.line(raised_cast.ELSE, replace(raised_cast.WORRIED, said=said), NOW)
    assert "about Sam: " in line
    assert "_" not in line


@pytest.mark.parametrize(
    ("b", "only_a_call"),
    [
        (raised_cast.CALLED, True),
        (raised_cast.ABOUT_HOUSE, False),
        (briefing(of=raised_cast.CALLED, spoken=(*raised_cast.CALLED.spoken, raised_cast.WORRIED)), False),
        (briefing(of=raised_cast.CALLED, late=raised_cast.NOT_ANSWERED.late), False),
        (cast.BRIEFING, False),
        (raised_cast.BARE, False),
    ],
)
def test_a_call_is_one_only_by_itself(b: Any, only_a_call: bool) -> None:
    assert spoken.called(b) is only_a_call


@pytest.mark.parametrize(
    ("b", "asks"),
    [
        (raised_cast.CALLED, ["Phone the house and ask for Jo"]),
        (raised_cast.SPOKEN, ["Phone the house and decide what is needed"]),
        (raised_cast.NOT_ANSWERED, ["Phone the house now and ask how everybody is"]),
        (raised_cast.ANSWERED, ["Phone the house and decide what is needed"]),
        (raised_cast.MIXED, ["Phone the house and decide whether someone comes"]),
        (
            briefing(of=raised_cast.NOT_ANSWERED, spoken=raised_cast.CALLED.spoken),
            ["Phone the house now and ask how everybody is", "Phone the house and ask for Jo"],
        ),
        (
            briefing(of=raised_cast.ABOUT_HOUSE, spoken=(raised_cast.CALL, raised_cast.WORRIED)),
            ["Phone the house and decide what is needed", "Phone the house and ask for Jo"],
        ),
    ],
)
def test_what_is_asked_is_what_the_cause_needs(b: Any, asks: list[str]) -> None:
    assert reasons.asks(b) == asks
