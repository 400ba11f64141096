"""The form that pauses asking: what it reads, and what is to be mended beside which field."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from prompts import pause, until
from prompts.pause import Wanted
from tests.prompts import cast
from tests.prompts.cast import NOW, SERVICE


def state(
    day: str | None = "2026-11-16", time: str | None = "09:00", reason: str | None = "At the seaside"
) -> Any:
    return {
        until.DAY: {"value": {"type": "datepicker", "selected_date": day}},
        until.TIME: {"value": {"type": "timepicker", "selected_time": time}},
        pause.REASON: {"value": {"type": "plain_text_input", "value": reason}},
    }


def test_it_reads_the_local_time_and_the_reason() -> None:
    assert pause.read(state(), SERVICE, NOW) == Wanted(
        datetime(2026, 11, 16, 9, tzinfo=UTC), "At the seaside"
    )


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        (state(day=None), {until.DAY}),
        (state(time=None), {until.TIME}),
        (state(reason=None), {pause.REASON}),
        (state(reason="   "), {pause.REASON}),
        (state(reason="x" * 501), {pause.REASON}),
        (state(day="2026-11-12"), {until.TIME}),
        (state(day="2026-11-30"), {until.DAY}),
        (state(day="soon"), {until.DAY}),
        (state(time="25:00"), {until.TIME}),
        ({}, {until.DAY, until.TIME, pause.REASON}),
    ],
    ids=[
        "no day",
        "no time",
        "no reason",
        "blank",
        "too long a reason",
        "past",
        "too far",
        "no day at all",
        "no time at all",
        "empty",
    ],
)
def test_what_is_to_be_mended_stands_beside_its_field(given: Any, fields: set[str]) -> None:
    wrong = pause.read(given, SERVICE, NOW)
    assert isinstance(wrong, dict)
    assert set(wrong) == fields


def test_the_house_never_reads_why() -> None:
    shown = [pause.paused(SERVICE, cast.PAUSED), pause.resumed(SERVICE, "Ash", NOW + timedelta(hours=1), NOW)]
    assert cast.PAUSED.reason not in str(shown)
    assert cast.PAUSED.reason in str(pause.form(SERVICE, "{}", cast.PAUSED, (cast.DEE,)))


def test_its_buttons_carry_the_service() -> None:
    assert pause.parse_value(pause.value(3)) == 3


@pytest.mark.parametrize("value", ["", "x", "-3", "3.0", "٣", "9" * 30, "3\n"])
def test_rubbish_is_no_button_of_a_service(value: str) -> None:
    with pytest.raises(ValueError):
        pause.parse_value(value)
