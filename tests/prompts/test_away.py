"""The form of who is away: what it reads, and what is to be mended beside which field."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.away import Said
from prompts import away, until
from tests.prompts.cast import NOW, SAM, SERVICE

# now is Thursday 12 November, 21:17 in the house
LATER = "Please choose a later"


def state(day: str | None = "2026-11-15", time: str | None = "18:00", why: str | None = None) -> Any:
    return {
        until.DAY: {"value": {"type": "datepicker", "selected_date": day}},
        until.TIME: {"value": {"type": "timepicker", "selected_time": time}},
        away.WHY: {"value": {"type": "plain_text_input", "value": why}},
    }


def test_it_reads_the_time_on_the_clock_of_the_house() -> None:
    summer = datetime(2026, 8, 1, 12, tzinfo=UTC)
    assert away.read(state(), SERVICE, NOW) == Said(datetime(2026, 11, 15, 18, tzinfo=UTC))
    assert away.read(state("2026-08-02"), SERVICE, summer) == Said(datetime(2026, 8, 2, 17, tzinfo=UTC))


def test_why_is_kept_as_written() -> None:
    said = away.read(state(why=" Staying with\nhis sister "), SERVICE, NOW)
    assert isinstance(said, Said)
    assert said.why == "Staying with\nhis sister"


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        (state(day=None), {until.DAY: "Please choose the day."}),
        (state(time=None), {until.TIME: "Please choose the time."}),
        ({}, {until.DAY: "Please choose the day.", until.TIME: "Please choose the time."}),
        (state(day="soon"), {until.DAY: "Please choose one of the answers shown."}),
        (state(day="2026-02-30"), {until.DAY: "Please choose one of the answers shown."}),
        (state(time="25:00"), {until.TIME: "Please choose one of the answers shown."}),
        (state(day="2026-11-11"), {until.DAY: f"That is past. {LATER} day."}),
        (state(day="2026-11-12"), {until.TIME: f"That is past. {LATER} time."}),
        (state(day="2026-11-12", time="21:17"), {until.TIME: f"That is past. {LATER} time."}),
        (
            state(day="2027-01-12"),
            {until.DAY: "At most 60 days ahead, so until Mon 11 Jan 2027. You can say it again then."},
        ),
        (
            state(day="9999-12-31"),
            {until.DAY: "At most 60 days ahead, so until Mon 11 Jan 2027. You can say it again then."},
        ),
        (
            state(day="2027-01-11", time="21:18"),
            {until.TIME: "On that day, at most until 21:17: 60 days from now."},
        ),
    ],
)
def test_what_is_to_be_mended_stands_beside_its_field(given: Any, errors: dict[str, str]) -> None:
    assert away.read(given, SERVICE, NOW) == errors


def test_a_long_why_is_asked_to_be_shorter() -> None:
    errors = away.read(state(why="x" * 2001), SERVICE, NOW)
    assert isinstance(errors, dict)
    assert list(errors) == [away.WHY]


@pytest.mark.parametrize(
    ("day", "time"), [("2026-11-12", "21:18"), ("2027-01-11", "21:17")], ids=["a minute", "60 days"]
)
def test_from_a_minute_to_sixty_days(day: str, time: str) -> None:
    said = away.read(state(day, time), SERVICE, NOW)
    assert isinstance(said, Said)
    assert timedelta() < said.until - NOW <= timedelta(days=60)


def test_what_it_becomes_says_until_when_and_what_to_tap() -> None:
    then = datetime(2026, 11, 22, 18, tzinfo=UTC)
    shown = away.saved(SAM, SERVICE, then, ())
    said = " ".join(block["text"]["text"] for block in shown["blocks"]).replace("\n", " ")
    assert (
        "Sam is not asked about until Sun 22 Nov 18:00. Here again sooner? Tap “Sam is back” in the handover question."
        in said
    )
