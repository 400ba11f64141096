"""The form's reader: what was chosen becomes an answer, and what can't be kept is said beside its field."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import Answer
from prompts import reply_form
from prompts.reply_form import read
from tests.prompts.cast import ANSWER, DEE, KAI, SAM, SERVICE, plan

PLAN = plan()


def chosen(value: str | None) -> dict[str, Any]:
    return {"value": {"type": "static_select", "selected_option": {"value": value} if value else None}}


def typed(value: str | None) -> dict[str, Any]:
    return {"value": {"type": "plain_text_input", "value": value}}


def state(**changes: Any) -> dict[str, Any]:
    """The form as opened and sent, with these fields changed; `sign_sleep` is the block sign:sleep."""
    untouched = {
        "sign:sleep": chosen("0"), "sign:pacing": chosen("0"), "sign:calls": typed(None), "sign:meals": typed(None),
        "step:0": chosen(None), "step:1": chosen(None), "followed": chosen(None),
        "says": typed(None), "note": typed(None),
    }  # fmt: skip
    return untouched | {key.replace("_", ":"): value for key, value in changes.items()}


UNSEEN = {"sleep": 0.0, "pacing": 0.0}
READ = {
    "a level": (state(sign_sleep=chosen("2")), Answer("signs", {"sleep": 2.0, "pacing": 0.0})),
    "a sign seen": (state(sign_pacing=chosen("1")), Answer("signs", {"sleep": 0.0, "pacing": 1.0})),
    "could not tell": (state(sign_sleep=chosen("unknown")), Answer("signs", {"sleep": None, "pacing": 0.0})),
    "a count": (state(sign_calls=typed(" 3 ")), Answer("signs", UNSEEN | {"calls": 3.0})),
    "a number with a comma": (state(sign_meals=typed("1,5")), Answer("signs", UNSEEN | {"meals": 1.5})),
    "a number of nought, where less is worse": (state(sign_meals=typed("0")), Answer("signs", UNSEEN | {"meals": 0.0})),
    "words alone": (state(note=typed("Quiet today")), Answer("signs", UNSEEN, note="Quiet today")),
    "what the person says": (state(says=typed("Leave me")), Answer("signs", UNSEEN, says="Leave me")),
    "a NUL and a lone half letter": (state(note=typed("a\x00b\ud800")), Answer("signs", UNSEEN, note="ab")),
    "lines are kept": (state(note=typed("a\r\nb")), Answer("signs", UNSEEN, note="a\nb")),
    "steps": (
        state(sign_pacing=chosen("1"), step_0=chosen("done"), step_1=chosen("declined")),
        Answer("signs", {"sleep": 0.0, "pacing": 1.0}, {0: "done", 1: "declined"}),
    ),
    "the second question": (
        state(sign_pacing=chosen("1"), followed=chosen("partly")),
        Answer("signs", {"sleep": 0.0, "pacing": 1.0}, followed="partly"),
    ),
    "contact that did not happen is enough to say": (
        state() | {"contact_missed": chosen("agency")}, Answer("signs", UNSEEN, contact_missed="agency")
    ),
    "a menu that is missing is as it was shown at first": (
        {"sign:pacing": chosen("1")},
        Answer("signs", {"sleep": 0.0, "pacing": 1.0}),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given_", "expected"), READ.values(), ids=READ)
def test_what_was_chosen_is_read(given_: dict[str, Any], expected: Answer) -> None:
    assert read(given_, PLAN) == expected


MENDED = {
    "nothing": (state(), "sign:sleep", reply_form.NOTHING),
    "only a step": (state(step_0=chosen("done")), "sign:sleep", reply_form.NOTHING),
    "a count of nought": (state(sign_calls=typed("0")), "sign:sleep", reply_form.NOTHING),
    "only spaces and NULs": (state(note=typed(" \x00 ")), "sign:sleep", reply_form.NOTHING),
    "not a number": (state(sign_calls=typed("many")), "sign:calls", "Write a number"),
    "a count below nought": (state(sign_calls=typed("-1")), "sign:calls", "Write how many times"),
    "half a time": (state(sign_calls=typed("1.5")), "sign:calls", "Write how many times"),
    "a number that is none": (state(sign_meals=typed("nan")), "sign:meals", "Write a number"),
    "an endless number": (state(sign_meals=typed("9" * 20)), "sign:meals", "Write a number"),
    "perhaps a thousand, perhaps one": (state(sign_meals=typed("1,000")), "sign:meals", "Write a number"),
    "a level the plan has not": (state(sign_sleep=chosen("4")), "sign:sleep", reply_form.CHOOSE),
    "a level for a sign without levels": (state(sign_pacing=chosen("2")), "sign:pacing", reply_form.CHOOSE),
    "a step's answer nobody knows": (state(step_0=chosen("maybe")), "step:0", reply_form.CHOOSE),
    "a second answer nobody knows": (state(followed=chosen("maybe")), "followed", reply_form.CHOOSE),
    "a note too long": (state(note=typed("x" * 2001)), "note", "Please shorten this to 2,000"),
}  # fmt: skip


@pytest.mark.parametrize(("given_", "field", "said"), MENDED.values(), ids=MENDED)
def test_what_cannot_be_kept_is_said_beside_its_field(given_: dict[str, Any], field: str, said: str) -> None:
    errors = read(given_, PLAN)
    assert isinstance(errors, dict)
    assert list(errors) == [field]
    assert errors[field].startswith(said)


def test_every_wrong_field_is_said_at_once() -> None:
    errors = read(state(sign_calls=typed("x"), sign_meals=typed("y"), step_0=chosen("z")), PLAN)
    assert isinstance(errors, dict)
    assert set(errors) == {"sign:calls", "sign:meals", "step:0"}


def test_without_a_plan_words_are_enough() -> None:
    assert read({"note": typed("Up all night")}, None) == Answer("signs", note="Up all night")


def test_without_a_plan_something_must_be_written() -> None:
    assert read({"note": typed("")}, None) == {"note": reply_form.WRITE}


def _sent(view: dict[str, Any]) -> dict[str, Any]:
    """What Slack sends back when a form is sent as it was opened."""
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    return {
        at: {"value": {"selected_option": one.get("initial_option"), "value": one.get("initial_value")}}
        for at, one in fields.items()
    }


def test_a_form_opened_with_an_answer_and_sent_is_that_answer() -> None:
    # a count that could not be told is a field left empty
    told = {sign: value for sign, value in ANSWER.values.items() if sign != "calls"}
    assert read(_sent(reply_form.form(SAM, SERVICE, "{}", ANSWER)), PLAN) == replace(ANSWER, values=told)


def test_a_form_sent_untouched_says_nothing() -> None:
    assert read(_sent(reply_form.form(SAM, SERVICE, "{}")), PLAN) == {"sign:sleep": reply_form.NOTHING}


@given(st.text())
def test_whatever_is_typed_is_read_or_answered(text: str) -> None:
    for block in ("sign:calls", "sign:meals", "says", "note"):
        assert read({block: typed(text)}, PLAN)


@given(st.text())
def test_whatever_is_chosen_is_read_or_answered(text: str) -> None:
    for block in ("sign:sleep", "sign:pacing", "step:0", "followed"):
        assert read({block: chosen(text)}, PLAN)


def test_a_form_that_could_not_be_kept_says_whom_to_phone() -> None:
    said = reply_form.not_saved(reply_form.form(SAM, SERVICE, "{}", on_call=(DEE,)))
    assert said == {"sign:sleep": "Not saved: please try again. If it's urgent, phone Dee, 01234 000000."}


def test_a_form_without_signs_says_it_beside_the_words() -> None:
    assert list(reply_form.not_saved(reply_form.form(KAI, SERVICE, "{}"))) == ["says"]
