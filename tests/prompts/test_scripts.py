"""People are called as they are called: any script, one letter or twenty, in every message, form and home."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.plan_reading import named
from prompts import words
from prompts.blocks import lint
from tests.prompts.cast import RAY, SAM
from tests.prompts.each import each
from tests.prompts.everything import FORMS, HOMES, MESSAGES, drawn
from tests.prompts.rewriting import Field, rewritten

SCRIPTS = {
    "arabic": "أبو سلمى",
    "hebrew": "נועה",
    "hebrew_long": "אברהם־יצחק בן־שמעוןא",
    "persian": "می‌نا",
    "devanagari": "अनिता",
    "thai": "สมศักดิ์",
    "chinese": "小明",
    "korean": "지우",
    "emoji": "🌻",
    "family": "👩‍👩‍👧",
    "combining": "Zoe\u0308 S\u030c\u0323",
    "long": "Wilhelmina-Alexandra",
    "long_in_emoji": "🌙" * 20,
    "long_in_thai": "ก็" * 10,
    "short": "O",
    "mixed": "דוד (Dave)",
}
NAMES = {
    ("Service", "name"),
    ("Contact", "name"),
    ("Staff", "name"),
    ("Told", "name"),
    ("OpenLine", "holder"),
}
SHOWN = MESSAGES | FORMS | HOMES
SURFACE = {name: "message" if name in MESSAGES else "modal" if name in FORMS else "home" for name in SHOWN}
RIGHT_TO_LEFT = ("arabic", "hebrew", "hebrew_long", "persian", "mixed")
# one of each kind: what a name stands in, and where it must be whole
WHOLE = (
    "prompt_new", "prompt_25", "prompt_around", "form", "ping", "house_open", "unanswered", "guidance", "details",
    "plan", "home", "home_25", "handover_whom", "plan_whose", "reminder", "away", "note_worry",
)  # fmt: skip


def shown(name: str, script: str) -> Any:
    """The message with everybody of it, and the house, called so."""
    wanted = SCRIPTS[script]

    def called(field: Field, text: str) -> str:
        return wanted if field in NAMES or field[1] == "known_as" else text

    return drawn(SHOWN[name], lambda value: rewritten(value, called))


def said(payload: Any) -> Iterator[str]:
    """Every text in it, as it stands there."""
    if isinstance(payload, dict):
        for key, part in payload.items():
            if isinstance(part, str) and key in ("text", "accessibility_label"):
                yield part
            yield from said(part)
    elif isinstance(payload, list):
        for part in payload:
            yield from said(part)


def outside(text: str) -> str:
    """What of `text` stands in no isolate."""
    depth, kept = 0, []
    for letter in text:
        depth += (letter == "\u2068") - (letter == "\u2069")
        kept.append("" if depth else letter)
    assert depth == 0, text
    return "".join(kept)


def test_no_name_here_is_longer_than_a_house_file_takes() -> None:
    assert {len(one) for one in SCRIPTS.values()} >= {1, 20}
    assert max(map(len, SCRIPTS.values())) == words.SHORT_NAME


@each(SHOWN)
def test_slack_takes_it_and_no_name_carries_the_line_along(name: str) -> None:
    for script in SCRIPTS:
        payload = shown(name, script)
        lint(payload, SURFACE[name])
        json.dumps(payload, ensure_ascii=False).encode()
        for text in said(payload):
            turned = [one for one in outside(text) if unicodedata.bidirectional(one) in ("R", "AL")]
            assert not turned, (script, text)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("name", [name for name in WHOLE if name in SHOWN])
def test_the_name_stands_there_whole(name: str, script: str) -> None:
    assert any(SCRIPTS[script] in text for text in said(shown(name, script)))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_button_for_a_screen_reader_has_the_whole_name(script: str) -> None:
    for name in ("prompt_new", "prompt_25", "prompt_around", "home", "plan_which"):
        labels = [
            one["accessibility_label"]
            for block in shown(name, script)["blocks"]
            for one in block.get("elements", [])
            if one.get("action_id", "").startswith(
                ("handover.clear", "handover.signs", "away.back", "plan.open")
            )
        ]
        assert labels
        assert all(SCRIPTS[script] in label for label in labels)


@pytest.mark.parametrize("script", RIGHT_TO_LEFT)
def test_a_right_to_left_name_stands_between_the_marks_that_isolate_it(script: str) -> None:
    assert words.short(SCRIPTS[script]) == words.called(SCRIPTS[script]) == f"\u2068{SCRIPTS[script]}\u2069"


@pytest.mark.parametrize("script", [one for one in SCRIPTS if one not in RIGHT_TO_LEFT])
def test_any_other_name_stands_as_it_was_written(script: str) -> None:
    assert words.short(SCRIPTS[script]) == words.called(SCRIPTS[script]) == SCRIPTS[script]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    "typed",
    [
        str,
        str.upper,
        lambda name: unicodedata.normalize("NFD", name),
        lambda name: unicodedata.normalize("NFC", name),
        lambda name: f"  {name}  ",
        lambda name: f"\u2068{name}\u2069",
        lambda name: f"\u200f{name}\u200e",
    ],
    ids=["as_written", "capitals", "taken_apart", "put_together", "spaces", "copied_from_slack", "marks_of_a_keyboard"],
)  # fmt: skip
def test_somebody_is_found_by_name_however_a_phone_writes_it(script: str, typed: Any) -> None:
    people = [SAM, replace(RAY, known_as=SCRIPTS[script])]
    assert named(typed(SCRIPTS[script]), people) == [people[1]]


@pytest.mark.parametrize("script", [one for one in SCRIPTS if len(SCRIPTS[one]) > 2])
def test_somebody_is_found_by_how_their_name_begins(script: str) -> None:
    people = [SAM, replace(RAY, known_as=SCRIPTS[script])]
    assert named(SCRIPTS[script][:2], people) == [people[1]]


def test_marks_alone_are_nobodys_name() -> None:
    assert named("\u2068\u2069\u200f", [SAM, RAY]) == []
