"""The form's reader: what was chosen becomes an answer, and what can't be kept is said beside its field."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people import Person
from bot.replies import Answer
from prompts import forms, notes, reply_form, reply_read
from prompts.blocks import lint
from prompts.reply_form import Asking
from prompts.reply_read import Drawn, Filled
from tests.prompts.cast import BEFORE, DEE, FULL, KAI, NOW, SAM, SERVICE, STAFF, WHOLE, at, people, plan

PLAN = plan()
DRAWN, NO_PLAN = Drawn(PLAN, SERVICE, (8, 9)), Drawn(None, SERVICE)
CORRECTING = replace(DRAWN, correcting=True)


def read(given: dict[str, Any], drawn: Drawn = DRAWN) -> Filled | dict[str, str]:
    return reply_read.read(given, drawn, NOW)


def form(person: Person = SAM, **more: Any) -> dict[str, Any]:
    return reply_form.form(Asking(person, SERVICE, "{}", NOW, **more))


def picked(time: str | None) -> dict[str, Any]:
    return {"value": {"type": "timepicker", "selected_time": time}}


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
    "what the person wants": (state(wants=typed("To walk")), Answer("signs", UNSEEN, wants="To walk")),
    "what became of it": (
        state(sign_pacing=chosen("1")) | {"not_happened": chosen("we_decided"), "knows": chosen("no")},
        Answer("signs", {"sleep": 0.0, "pacing": 1.0}, not_happened="we_decided", knows="no"),
    ),
    "steps not done, and why": (
        state(sign_pacing=chosen("1"), step_0=chosen("too_few"), step_1=chosen("could_not_reach")),
        Answer("signs", {"sleep": 0.0, "pacing": 1.0}, {0: "too_few", 1: "could_not_reach"}),
    ),
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
    assert read(given_) == Filled(expected)


MENDED = {
    "nothing": (state(), "sign:sleep", reply_read.NOTHING),
    "only a step": (state(step_0=chosen("done")), "sign:sleep", reply_read.NOTHING),
    "a count of nought": (state(sign_calls=typed("0")), "sign:sleep", reply_read.NOTHING),
    "only spaces and NULs": (state(note=typed(" \x00 ")), "sign:sleep", reply_read.NOTHING),
    "not a number": (state(sign_calls=typed("many")), "sign:calls", "Write a number"),
    "a count below nought": (state(sign_calls=typed("-1")), "sign:calls", "Write how many times"),
    "half a time": (state(sign_calls=typed("1.5")), "sign:calls", "Write how many times"),
    "a number that is none": (state(sign_meals=typed("nan")), "sign:meals", "Write a number"),
    "an endless number": (state(sign_meals=typed("9" * 20)), "sign:meals", "Write a number"),
    "perhaps a thousand, perhaps one": (state(sign_meals=typed("1,000")), "sign:meals", "Write a number"),
    "a level the plan has not": (state(sign_sleep=chosen("4")), "sign:sleep", forms.CHOOSE),
    "a level for a sign without levels": (state(sign_pacing=chosen("2")), "sign:pacing", forms.CHOOSE),
    "a step's answer nobody knows": (state(step_0=chosen("maybe")), "step:0", forms.CHOOSE),
    "a second answer nobody knows": (state(followed=chosen("maybe")), "followed", forms.CHOOSE),
    "a note too long": (state(note=typed("x" * 2001)), "note", "Please shorten this to 2,000"),
}  # fmt: skip


@pytest.mark.parametrize(("given_", "field", "said"), MENDED.values(), ids=MENDED)
def test_what_cannot_be_kept_is_said_beside_its_field(given_: dict[str, Any], field: str, said: str) -> None:
    errors = read(given_)
    assert isinstance(errors, dict)
    assert list(errors) == [field]
    assert errors[field].startswith(said)


def test_every_wrong_field_is_said_at_once() -> None:
    errors = read(state(sign_calls=typed("x"), sign_meals=typed("y"), step_0=chosen("z")))
    assert isinstance(errors, dict)
    assert set(errors) == {"sign:calls", "sign:meals", "step:0"}


def test_without_a_plan_words_are_enough() -> None:
    assert read({"note": typed("Up all night")}, NO_PLAN) == Filled(Answer("signs", note="Up all night"))


def test_without_a_plan_something_must_be_written() -> None:
    assert read({"note": typed("")}, NO_PLAN) == {"note": reply_read.WRITE}


WHEN = {
    "a little earlier": ("21:00", at(21, 0)),
    "this minute": ("21:17", at(21, 17)),
    "early this morning": ("01:30", at(1, 30)),
    "late yesterday evening counts as still to come": ("23:00", None),
    "in a moment": ("21:18", None),
    "nothing": (None, "shift"),
}


@pytest.mark.parametrize(("time", "expected"), WHEN.values(), ids=WHEN)
def test_about_when_it_was_is_the_last_time_the_clock_showed_that(time: str | None, expected: Any) -> None:
    found = read(state(sign_pacing=chosen("1"), when=picked(time)))
    if expected is None:
        assert found == {"when": reply_read.TO_COME}
    else:
        assert isinstance(found, Filled)
        assert found.at == (None if expected == "shift" else expected)


def test_a_time_nobody_can_pick_is_said_beside_it() -> None:
    assert read(state(sign_pacing=chosen("1"), when=picked("25:00"))) == {"when": forms.CHOOSE}


AFFECTS = {
    "somebody": ("8", "To sleep", (8, "To sleep")),
    "somebody without a word": ("9", None, (9, None)),
    "nobody": (None, None, None),
    "wishes of nobody": (None, "To sleep", {"affects": notes.WHOM}),
    "somebody of another house": ("77", None, {"affects": forms.CHOOSE}),
}


@pytest.mark.parametrize(("whom", "wants", "expected"), AFFECTS.values(), ids=AFFECTS)
def test_whom_it_also_affects_is_read(whom: str | None, wants: str | None, expected: Any) -> None:
    other = {"affects": chosen(whom), "affects_wants": typed(wants)}
    found = read(state(sign_pacing=chosen("1")) | other)
    assert (found.affects if isinstance(found, Filled) else found) == expected


CORRECTED = {
    "nothing left": (state(), Answer("clear")),
    "only a step left": (state(step_0=chosen("done")), Answer("clear")),
    "words left": (state(note=typed("Quiet")), Answer("signs", UNSEEN, note="Quiet")),
    "another sign": (state(sign_pacing=chosen("1")), Answer("signs", {"sleep": 0.0, "pacing": 1.0})),
}


@pytest.mark.parametrize(("given_", "expected"), CORRECTED.values(), ids=CORRECTED)
def test_a_correction_in_which_nothing_is_left_says_no_signs(
    given_: dict[str, Any], expected: Answer
) -> None:
    assert read(given_, CORRECTING) == Filled(expected)


@pytest.mark.parametrize("missing", ["sign:sleep", "sign:pacing", "sign:calls"])
def test_a_correction_whose_signs_did_not_all_come_back_is_asked_again_and_never_clear(missing: str) -> None:
    assert read(state() | {missing: None}, CORRECTING) == {"sign:sleep": reply_read.NOTHING}
    assert read({}, CORRECTING) == {"sign:sleep": reply_read.NOTHING}


def test_a_correction_with_a_wrong_number_is_asked_again_and_never_clear() -> None:
    assert list(read(state(sign_calls=typed("x")), CORRECTING)) == ["sign:calls"]


def _sent(view: dict[str, Any]) -> dict[str, Any]:
    """What Slack sends back when a form is sent as it was opened."""
    fields = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    return {
        at: {
            "value": {
                "selected_option": one.get("initial_option"),
                "selected_time": one.get("initial_time"),
                "value": one.get("initial_value"),
            }
        }
        for at, one in fields.items()
    }


def test_a_form_opened_with_an_answer_and_sent_is_that_answer() -> None:
    # a count that could not be told is a field left empty
    told = {sign: value for sign, value in WHOLE.values.items() if sign != "calls"}
    expected = Filled(replace(WHOLE, values=told), at(20, 50), (8, "To sleep"))
    assert read(_sent(form(**BEFORE))) == expected


def test_a_form_sent_untouched_says_nothing() -> None:
    assert read(_sent(form())) == {"sign:sleep": reply_read.NOTHING}


def test_what_was_answered_already_is_shown_with_who_and_when() -> None:
    shown = next(block["text"]["text"] for block in form(**BEFORE)["blocks"] if block["block_id"] == "before")
    assert shown.split("\n") == [
        "*You answered at 21:16.* Change what is different: your first answer is kept too.",
        "*Mel* answered 21:05: Up most of the night; “I walk up and down and can't sit”; "
        "“I skip my meals” (1 meals).",
        "*Remi* answered 19:02: No signs.",
        "Third night running: up most of the night.",
    ]


def test_twenty_five_signs_and_fifteen_steps_fit_a_form() -> None:
    view = form(FULL, staff=STAFF, others=people(25), **{k: v for k, v in BEFORE.items() if k != "others"})
    assert len(view["blocks"]) < 80
    lint(view, "modal")


@given(st.text())
def test_whatever_is_typed_is_read_or_answered(text: str) -> None:
    for block in ("sign:calls", "sign:meals", "says", "wants", "note", "affects_wants"):
        assert read({block: typed(text)})


@given(st.text())
def test_whatever_is_chosen_is_read_or_answered(text: str) -> None:
    for block in (
        "sign:sleep",
        "sign:pacing",
        "step:0",
        "followed",
        "knows",
        "not_happened",
        "affects",
        "when",
    ):
        assert read({block: chosen(text)})


def test_a_form_that_could_not_be_kept_says_whom_to_phone() -> None:
    said = forms.not_saved(form(on_call=(DEE,)))
    assert said == {"sign:sleep": "Not saved: please try again. If it's urgent, phone Dee, 01234 000000."}


def test_a_form_without_signs_says_it_beside_its_first_field() -> None:
    assert list(forms.not_saved(form(KAI))) == ["when"]
