"""The lint finds what Slack would refuse; blocks stay within Slack's limits by themselves."""

from copy import deepcopy
from typing import Any

import pytest

from prompts import blocks
from prompts.blocks import lint

BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "action_id": "open", "value": "1"}
MENU = {
    "type": "static_select",
    "action_id": "value",
    "options": [{"text": {"type": "plain_text", "text": "One"}, "value": "1"}],
    "placeholder": {"type": "plain_text", "text": "Choose"},
}
MESSAGE: dict[str, Any] = {
    "text": "Hello.",
    "blocks": [
        {"type": "section", "block_id": "a", "text": {"type": "mrkdwn", "text": "Hello"}},
        {"type": "actions", "block_id": "b", "elements": [BUTTON]},
    ],
}
FORM: dict[str, Any] = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Title"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [
        {"type": "input", "block_id": "a", "label": {"type": "plain_text", "text": "Label"}, "element": MENU},
        {
            "type": "input",
            "block_id": "b",
            "label": {"type": "plain_text", "text": "Label"},
            "element": {"type": "plain_text_input", "action_id": "value", "max_length": 10},
        },
        {
            "type": "input",
            "block_id": "c",
            "label": {"type": "plain_text", "text": "Label"},
            "element": {"type": "datepicker", "action_id": "value", "initial_date": "2026-11-12"},
        },
        {
            "type": "input",
            "block_id": "d",
            "label": {"type": "plain_text", "text": "Label"},
            "element": {"type": "timepicker", "action_id": "value"},
        },
    ],
}
GONE = object()
Where = tuple[str | int, ...]

BREACHES: list[tuple[str, Where, Any]] = [
    ("text", ("text",), ""),
    ("blocks", ("blocks",), []),
    ("blocks[0].text", ("blocks", 0, "text", "text"), "x" * 3001),
    ("blocks[0].text", ("blocks", 0, "text", "text"), "a\x00"),
    ("blocks[0].block_id", ("blocks", 0, "block_id"), GONE),
    ("blocks", ("blocks", 1, "block_id"), "a"),
    ("blocks[1]", ("blocks", 1, "elements"), [BUTTON, BUTTON]),
    ("blocks[1].elements[0].text", ("blocks", 1, "elements", 0, "text", "text"), "x" * 76),
    ("blocks[1].elements[0].style", ("blocks", 1, "elements", 0, "style"), "loud"),
    ("blocks[1].elements[0].accessibility_label", ("blocks", 1, "elements", 0, "accessibility_label"), "x" * 76),
    ("blocks[1].elements[0].action_id", ("blocks", 1, "elements", 0, "action_id"), GONE),
    ("blocks[0]", ("blocks", 0, "type"), "marquee"),
    ("all of it", ("metadata",), "x" * 250_000),
]  # fmt: skip
FORM_BREACHES: list[tuple[str, Where, Any]] = [
    ("title", ("title", "text"), "x" * 25),
    ("submit", ("submit",), GONE),
    ("private_metadata", ("private_metadata",), "x" * 3001),
    ("blocks[0].label", ("blocks", 0, "label", "text"), "x" * 2001),
    ("blocks[0].element.placeholder", ("blocks", 0, "element", "placeholder"), GONE),
    ("blocks[0].element.options", ("blocks", 0, "element", "options"), []),
    ("blocks[0].element.options[0].text", ("blocks", 0, "element", "options", 0, "text", "text"), "x" * 76),
    ("blocks[0].element.initial_option", ("blocks", 0, "element", "initial_option"), {"value": "2"}),
    ("blocks[1].element.initial_value", ("blocks", 1, "element", "initial_value"), "x" * 11),
    ("blocks[1].element.max_length", ("blocks", 1, "element", "max_length"), 3001),
    ("blocks[2].element.initial_date", ("blocks", 2, "element", "initial_date"), "12 November"),
    ("blocks[3].element.initial_time", ("blocks", 3, "element", "initial_time"), "9:00"),
    ("blocks[1].hint", ("blocks", 1, "hint"), {"type": "mrkdwn", "text": "x"}),
]


def _with(payload: dict[str, Any], where: Where, what: Any) -> dict[str, Any]:
    changed = deepcopy(payload)
    place: Any = changed
    for step in where[:-1]:
        place = place[step]
    if what is GONE:
        del place[where[-1]]
    else:
        place[where[-1]] = what
    return changed


@pytest.mark.parametrize(("place", "where", "what"), BREACHES)
def test_a_breach_in_a_message_is_found_where_it_is(place: str, where: Where, what: Any) -> None:
    with pytest.raises(ValueError) as found:
        lint(_with(MESSAGE, where, what), "message")
    assert str(found.value).startswith(f"{place}: ")


@pytest.mark.parametrize(("place", "where", "what"), FORM_BREACHES)
def test_a_breach_in_a_form_is_found_where_it_is(place: str, where: Where, what: Any) -> None:
    with pytest.raises(ValueError) as found:
        lint(_with(FORM, where, what), "modal")
    assert str(found.value).startswith(f"{place}: ")


def test_what_slack_takes_passes() -> None:
    lint(MESSAGE, "message")
    lint(FORM, "modal")


def test_a_message_has_50_blocks_at_most() -> None:
    one = MESSAGE["blocks"][0]
    many = [{**one, "block_id": str(n)} for n in range(51)]
    lint({"text": "Hello.", "blocks": many[:50]}, "message")
    with pytest.raises(ValueError, match="blocks: 51"):
        lint({"text": "Hello.", "blocks": many}, "message")


def test_a_message_has_no_fields_to_fill_in() -> None:
    with pytest.raises(ValueError, match=r"blocks\[0\]: a message of ours has no block of type input"):
        lint({"text": "Hello.", "blocks": FORM["blocks"]}, "message")


def test_long_text_takes_several_sections_and_none_is_lost() -> None:
    long = " ".join(f"word{n}" for n in range(2000))
    made = blocks.message("Hello.", blocks.section("a", long))
    lint(made, "message")
    assert [block["block_id"] for block in made["blocks"][:2]] == ["a", "a.2"]
    assert " ".join(block["text"]["text"] for block in made["blocks"]) == long


def test_a_form_to_read_stops_where_slack_does_and_says_so() -> None:
    made = blocks.modal(
        "Long", *(blocks.section(f"s{n}", "x" * 2800) for n in range(120)), callback_id="long"
    )
    lint(made, "modal")
    assert "more than one form can show" in made["blocks"][-1]["elements"][0]["text"]
