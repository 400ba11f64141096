"""The forms of whoever has an escalation: what they read, and what is to be mended beside which field."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.passing import Colleagues
from prompts import acting, by_when
from prompts.acting import Passing, Promising, WasDone
from prompts.forms import Reader
from tests.prompts.acting_cast import ASH, IDA, MEL
from tests.prompts.cast import NOW, SERVICE, at

COLLEAGUES = Colleagues((ASH, IDA), (ASH, IDA, MEL))


def chosen(value: str | None) -> Any:
    return {"value": {"type": "radio_buttons", "selected_option": {"value": value} if value else None}}


def ticked(*values: str) -> Any:
    return {"value": {"type": "checkboxes", "selected_options": [{"value": one} for one in values]}}


def clock(time: str | None) -> Any:
    return {"value": {"type": "timepicker", "selected_time": time}}


def wrote(text: str | None) -> Any:
    return {"value": {"type": "plain_text_input", "value": text}}


def promise(what: str | None = "send", by: str | None = "22:15", words: str | None = None) -> Any:
    return {acting.WHAT: chosen(what), acting.BY: clock(by), acting.WORDS: wrote(words)}


def passing(to: str | None = "next", because: str | None = "busy", words: str | None = None) -> Any:
    return {acting.TO: chosen(to), acting.BECAUSE: chosen(because), acting.WORDS: wrote(words)}


def did(*what: str, words: str | None = None) -> Any:
    return {acting.DONE: ticked(*what), acting.WORDS: wrote(words)}


def test_it_reads_what_is_promised_and_by_when() -> None:
    read = acting.read_promise(promise(words=" By bus "), SERVICE, NOW)
    assert read == Promising("send", at(22, 15), "By bus")


@pytest.mark.parametrize(
    ("time", "now", "by"),
    [
        ("21:18", at(21, 17), at(21, 18)),
        ("20:16", at(21, 17), at(20, 16, 13)),
        ("07:30", at(21, 17), at(7, 30, 13)),
        ("00:30", at(23, 50), at(0, 30, 13)),
        ("23:50", at(21, 17), at(23, 50)),
        # in summer the house's clock is an hour ahead
        ("21:18", datetime(2026, 7, 1, 20, 17, tzinfo=UTC), datetime(2026, 7, 1, 20, 18, tzinfo=UTC)),
        ("00:10", datetime(2026, 7, 1, 22, 17, tzinfo=UTC), datetime(2026, 7, 1, 23, 10, tzinfo=UTC)),
    ],
)
def test_a_time_of_day_is_the_next_one(time: str, now: datetime, by: datetime) -> None:
    assert by_when.read(Reader({"by": clock(time)}), "by", SERVICE, now) == by


@pytest.mark.parametrize(
    ("time", "now"),
    [
        ("21:17", at(21, 17)),
        ("20:18", at(21, 17)),
        ("23:50", at(0, 5, 13)),
        ("24:00", at(21, 17)),
        (None, NOW),
    ],
)
def test_a_time_that_is_just_past_or_none_is_chosen_again(time: str | None, now: datetime) -> None:
    reader = Reader({"by": clock(time)})
    assert by_when.read(reader, "by", SERVICE, now) is None
    assert set(reader.errors) == {"by"}


@pytest.mark.parametrize(
    ("state", "read"),
    [
        (passing(), Passing((ASH.id, IDA.id), "busy", None)),
        (passing(to=str(MEL.id)), Passing((MEL.id,), "busy", None)),
        (passing(to=str(IDA.id), because="other", words="Ill"), Passing((IDA.id,), "other", "Ill")),
    ],
)
def test_it_reads_to_whom_and_why(state: Any, read: Passing) -> None:
    assert acting.read_pass(state, COLLEAGUES) == read


def test_whoever_was_listed_by_name_can_be_chosen_though_they_alone_are_told_next_by_now() -> None:
    read = acting.read_pass(passing(to=str(ASH.id)), Colleagues((ASH,), (ASH, MEL)))
    assert isinstance(read, Passing)
    assert read.to == (ASH.id,)


@pytest.mark.parametrize(
    ("state", "colleagues", "fields"),
    [
        (passing(to=None), COLLEAGUES, {acting.TO}),
        (passing(to="99"), COLLEAGUES, {acting.TO}),
        (passing(), Colleagues((), (MEL,)), {acting.TO}),
        (passing(because=None), COLLEAGUES, {acting.BECAUSE}),
        (passing(because="bored"), COLLEAGUES, {acting.BECAUSE}),
        (passing(because="other"), COLLEAGUES, {acting.WORDS}),
        (passing(words="x" * 501), COLLEAGUES, {acting.WORDS}),
        ({}, COLLEAGUES, {acting.TO, acting.BECAUSE}),
    ],
)
def test_what_is_wrong_in_passing_on_is_said_beside_its_field(
    state: Any, colleagues: Colleagues, fields: set[str]
) -> None:
    assert set(acting.read_pass(state, colleagues)) == fields  # type: ignore[arg-type]


def test_it_reads_what_was_done_in_the_order_of_the_form() -> None:
    assert acting.read_did(did("sent", "phoned", words="Fine")) == WasDone(("phoned", "sent"), "Fine")


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        (did(), {acting.DONE}),
        (did("as_promised"), {acting.DONE}),
        (did("came", "danced"), {acting.DONE}),
        (did("other"), {acting.WORDS}),
        (did("came", words="x" * 501), {acting.WORDS}),
        ({}, {acting.DONE}),
    ],
)
def test_what_is_wrong_in_what_was_done_is_said_beside_its_field(state: Any, fields: set[str]) -> None:
    assert set(acting.read_did(state)) == fields  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("colleagues", "listed"),
    [
        (Colleagues((ASH,), (ASH, MEL)), (MEL,)),
        (Colleagues((ASH, IDA), (ASH, IDA, MEL)), (ASH, IDA, MEL)),
        (Colleagues((), (ASH,)), (ASH,)),
    ],
)
def test_who_alone_is_told_next_is_not_listed_twice(colleagues: Colleagues, listed: Any) -> None:
    assert colleagues.listed == listed
