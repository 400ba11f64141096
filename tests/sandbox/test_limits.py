"""Every limit from both sides: the last that passes, and the first that does not."""

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.limits import check_message, check_view
from sandbox.plain import Refused

from .conftest import Json, actions, asks, button, form, options, plain

OPTION = options("one")[0]


def section(**more: Any) -> list[Json]:
    return [{"type": "section", **more}]


def text(length: int, kind: str = "mrkdwn") -> Json:
    return {"type": kind, "text": "x" * length}


def menu(kind: str, count: int) -> list[Json]:
    return actions({"type": kind, "action_id": "a", "options": options(*map(str, range(count)))})


def chart() -> Json:
    axis = {"categories": ["W1"]}
    series = [{"name": "n", "data": [{"label": "W1", "value": 1}]}]
    return {
        "type": "data_visualization",
        "title": "Week",
        "chart": {"type": "line", "series": series, "axis_config": axis},
    }


COUNTED: list[tuple[str, Callable[[int], list[Json]], int]] = [
    ("blocks in a message", lambda n: [{"type": "divider"}] * n, 50),
    ("characters in a section", lambda n: section(text=text(n)), 3000),
    ("fields in a section", lambda n: section(fields=[text(1)] * n), 10),
    ("characters in a field", lambda n: section(fields=[text(n)]), 2000),
    ("characters in a header", lambda n: [{"type": "header", "text": text(n, "plain_text")}], 150),
    ("elements in an actions block", lambda n: actions(*(button(str(i)) for i in range(n))), 25),
    ("things in a context block", lambda n: [{"type": "context", "elements": [text(1)] * n}], 10),
    ("characters on a button", lambda n: actions(button("a", text=plain("x" * n))), 75),
    ("characters in a button's value", lambda n: actions(button("a", value="x" * n)), 2000),
    ("characters read out for a button", lambda n: actions(button("a", accessibility_label="x" * n)), 75),
    ("characters in an action_id", lambda n: actions(button("a" * n)), 255),
    ("characters in a block_id", lambda n: [{"type": "divider", "block_id": "x" * n}], 255),
    ("options of a select", lambda n: menu("static_select", n), 100),
    ("options of a multi-select", lambda n: menu("multi_static_select", n), 100),
    ("radio buttons", lambda n: menu("radio_buttons", n), 10),
    ("checkboxes", lambda n: menu("checkboxes", n), 10),
    ("options of an overflow menu", lambda n: menu("overflow", n), 5),
    ("characters in an option", lambda n: _options([{"text": plain("x" * n), "value": "v"}]), 75),
    ("characters in an option's value", lambda n: _options([{"text": plain("x"), "value": "v" * n}]), 150),
    ("characters in a placeholder", lambda n: _options([OPTION], placeholder=plain("x" * n)), 150),
    (
        "characters in a label",
        lambda n: [asks("b", {"type": "plain_text_input"}, label=plain("x" * n))],
        2000,
    ),
    ("characters in a hint", lambda n: [asks("b", {"type": "plain_text_input"}, hint=plain("x" * n))], 2000),
    ("max_length", lambda n: [asks("b", {"type": "plain_text_input", "max_length": n})], 3000),
    ("characters of markdown", lambda n: [{"type": "markdown", "text": "x" * n}], 12_000),
    ("tables", lambda n: [{"type": "table", "rows": [[{}]]}] * n, 1),
    ("rows of a table", lambda n: [{"type": "table", "rows": [[{}]] * n}], 100),
    ("charts", lambda n: [chart()] * n, 2),
]


def _options(given: list[Json], **more: Any) -> list[Json]:
    return actions({"type": "static_select", "action_id": "a", "options": given, **more})


@pytest.mark.parametrize(("build", "most"), [c[1:] for c in COUNTED], ids=[c[0] for c in COUNTED])
def test_passes_at_the_limit_and_not_beyond(build: Callable[[int], list[Json]], most: int) -> None:
    check_message(build(most))
    with pytest.raises(Refused, match="invalid_blocks"):
        check_message(build(most + 1))


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ("blocks", "/blocks"),
        ([{"text": "no type"}], "/blocks/0"),
        ([{"type": "poem"}], "/blocks/0/type"),
        ([{"type": "alert"}], "/blocks/0/type"),
        (["section"], "/blocks/0"),
        (section(), "/blocks/0"),
        (section(text=text(0)), "/blocks/0/text/text"),
        (section(text="bare"), "/blocks/0/text"),
        (section(text=text(1), colour="red"), "/blocks/0"),
        (section(text=text(1), accessory={"type": "plain_text_input"}), "/blocks/0/accessory/type"),
        ([{"type": "header", "text": text(1)}], "/blocks/0/text/type"),
        ([{"type": "image", "alt_text": "x"}], "/blocks/0"),
        (actions(), "/blocks/0/elements"),
        (actions(button("a", style="loud")), "/blocks/0/elements/0/style"),
        (actions(button("a"), button("a")), "/blocks/0"),
        ([{"type": "divider", "block_id": "x"}] * 2, "/blocks/1/block_id"),
        (_options([OPTION], initial_option=options("two")[0]), "/blocks/0/elements/0/initial_option"),
        (actions({"type": "static_select", "action_id": "a"}), "/blocks/0/elements/0"),
        (actions({"type": "datepicker", "initial_date": "12.11.2026"}), "/blocks/0/elements/0/initial_date"),
        (actions({"type": "timepicker", "initial_time": "25:00"}), "/blocks/0/elements/0/initial_time"),
        ([asks("b", {"type": "button", "text": plain("x")})], "/blocks/0/element/type"),
        ([asks("b", {"type": "number_input"})], "/blocks/0/element"),
    ],
)
def test_wrong_shapes_are_named(blocks: Any, pointer: str) -> None:
    with pytest.raises(Refused, match="invalid_blocks") as refused:
        check_message(blocks)
    assert any(f"[json-pointer:{pointer}]" in message for message in refused.value.messages)


def test_same_action_id_in_two_blocks_is_allowed() -> None:
    check_message([{**actions(button("a"))[0], "block_id": name} for name in "xy"])


VIEWED: list[tuple[str, Callable[[int], Json], int]] = [
    ("blocks in a form", lambda n: form(*[{"type": "divider"}] * n), 100),
    ("title", lambda n: form(title=plain("x" * n)), 24),
    ("submit", lambda n: form(submit=plain("x" * n)), 24),
    ("close", lambda n: form(close=plain("x" * n)), 24),
    ("private_metadata", lambda n: form(private_metadata="x" * n), 3000),
    ("callback_id", lambda n: form(callback_id="x" * n), 255),
    ("external_id", lambda n: form(external_id="x" * n), 255),
]


@pytest.mark.parametrize(("build", "most"), [c[1:] for c in VIEWED], ids=[c[0] for c in VIEWED])
def test_form_passes_at_the_limit_and_not_beyond(build: Callable[[int], Json], most: int) -> None:
    check_view(build(most), "modal")
    with pytest.raises(Refused, match="invalid_arguments"):
        check_view(build(most + 1), "modal")


@pytest.mark.parametrize(
    ("view", "error", "says"),
    [
        (form(asks("b", {"type": "plain_text_input"}), submit=None), "invalid_arguments", "/view/submit"),
        (form(title=None), "invalid_arguments", "title"),
        (form(type="home"), "invalid_arguments", "/view/type"),
        (form({"type": "markdown", "text": "x"}), "invalid_arguments", "/view/blocks/0/type"),
        (form(*section(text=text(3001))), "invalid_arguments", "/view/blocks/0/text/text"),
        (form(*[{"type": "divider", "block_id": "x"}] * 2), "invalid_arguments", "/view/blocks/1/block_id"),
        (form(*section(text=text(2900)) * 90), "view_too_large", ""),
        ([], "invalid_arguments", "/view"),
    ],
)
def test_wrong_forms_are_named(view: Any, error: str, says: str) -> None:
    with pytest.raises(Refused, match=error) as refused:
        check_view(view, "modal")
    assert says in " ".join(refused.value.messages)


def test_home_may_ask_without_a_submit_button() -> None:
    check_view({"type": "home", "blocks": [asks("b", {"type": "plain_text_input"})]}, "home")
