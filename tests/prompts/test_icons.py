"""Nothing is said by a picture or a colour alone, and whoever hears a button knows which one it is."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tests.prompts.each import each
from tests.prompts.everything import FORMS, HOMES, MESSAGES, SAID, drawn
from tests.prompts.reading import neutral, texts, words
from tests.prompts.rewriting import Field, rewritten

SHOWN = MESSAGES | FORMS | HOMES
# the sign of Slack's own menu, beside words that say what is in it
MENU = "⋯"
SHORTCODE = re.compile(r":[a-z][a-z0-9_+-]*:")
WITH_OPTIONS = {"static_select", "radio_buttons", "overflow"}
# buttons about one person, wherever they stand
ABOUT_ONE = ("handover.clear", "handover.signs", "steps.", "away.back.", "plan.open.", "plan.confirm")
# about a person, or about the house itself
ABOUT = ("escalation.",)


def elements(payload: Any) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What can be tapped or filled in, each with its block."""
    for block in payload["blocks"]:
        for one in [*block.get("elements", []), block.get("accessory"), block.get("element")]:
            if one and "action_id" in one:
                yield block, one


def heard(block: dict[str, Any], element: dict[str, Any]) -> str | None:
    """What a screen reader calls it; None for the menu, which Slack names itself."""
    if element["type"] == "button":
        return str(element.get("accessibility_label") or element["text"]["text"])
    if element["type"] == "overflow":
        return None
    named = element.get("placeholder") or block.get("label")
    return str(named["text"]) if named else None


def renamed(name: str) -> Any:
    """The message with everybody called Zed, at a house called Elm."""

    def called(field: Field, text: str) -> str:
        if field == ("Service", "name"):
            return "Elm"
        return "Zed" if field[1] == "known_as" else text

    return drawn(SHOWN[name], lambda value: rewritten(value, called))


@each(SHOWN | SAID)
def test_no_picture_stands_in_what_relay_says(name: str) -> None:
    shown = drawn((SHOWN | SAID)[name], neutral)
    said = "".join(texts(list(shown.values()) if name in SAID and isinstance(shown, dict) else shown))
    assert not [one for one in said.replace(MENU, "") if unicodedata.category(one) == "So"]
    assert not SHORTCODE.search(said)


@each(SHOWN)
def test_wherever_there_is_something_to_tap_there_are_words(name: str) -> None:
    for block, one in elements(drawn(SHOWN[name])):
        if one["type"] == "button":
            assert words(one["text"]["text"])
        if one["type"] in WITH_OPTIONS:
            assert all(re.search(r"\w", option["text"]["text"]) for option in one["options"])
        assert one["type"] == "overflow" or words(heard(block, one) or "")


@each(SHOWN)
def test_no_two_things_to_tap_sound_alike(name: str) -> None:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for block, one in elements(drawn(SHOWN[name])):
        if said := heard(block, one):
            found[said].add((block["block_id"] if "value" not in one else one["value"], one["action_id"]))
    assert not {said for said, meant in found.items() if len(meant) > 1}


@each(SHOWN)
def test_a_label_has_words_that_the_button_shows(name: str) -> None:
    """Who speaks to the phone says what they see."""
    for _, one in elements(drawn(SHOWN[name])):
        if one["type"] == "button" and "accessibility_label" in one:
            shown, said = (set(words(text)) for text in (one["text"]["text"], one["accessibility_label"]))
            assert shown & said, one


@each(SHOWN)
def test_a_button_about_somebody_says_whose_it_is(name: str) -> None:
    for block, one in elements(renamed(name)):
        said = heard(block, one) or ""
        if one["action_id"].startswith(ABOUT_ONE):
            assert "Zed" in said
        if one["action_id"].startswith(ABOUT):
            assert "Zed" in said or "Elm" in said


@each(SHOWN)
def test_a_menu_without_a_label_stands_in_a_row_that_names_the_person(name: str) -> None:
    """Slack gives the menu behind ⋯ no label of its own."""
    payload = renamed(name)
    menus = [block for block, one in elements(payload) if one["type"] == "overflow"]
    assert all("Zed" in (heard(block, block["elements"][0]) or "") for block in menus)


def test_colour_only_underlines_what_words_say() -> None:
    styled = [one for name in SHOWN for _, one in elements(drawn(SHOWN[name])) if "style" in one]
    assert styled
    assert {one["style"] for one in styled} == {"primary"}
    assert all(words(one["text"]["text"]) for one in styled)
