"""What stands inside blocks: texts, options and elements, with their limits, as tables."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.plain import Json
from sandbox.shapes import (
    Check,
    Complaints,
    also,
    anything,
    boolean,
    choice,
    complain,
    items,
    number,
    shape,
    string,
    typed,
)

ID = string(255, 0)
DATE = string(10, like=r"\d{4}-\d\d-\d\d")
TIME = string(5, like=r"([01]\d|2[0-3]):[0-5]\d")
SLACK_ID = string(255)
KIND = {"type": anything}


def plain(most: int) -> Check:
    """Check a plain_text object of at most `most` characters."""
    return typed({"plain_text": shape({**KIND, "text": string(most)}, {"emoji": boolean})}, ["plain_text"])


def text(most: int) -> Check:
    """Check a text object, plain or mrkdwn, of at most `most` characters."""
    table = {
        "plain_text": shape({**KIND, "text": string(most)}, {"emoji": boolean}),
        "mrkdwn": shape({**KIND, "text": string(most)}, {"verbatim": boolean}),
    }
    return typed(table, ["plain_text", "mrkdwn"])


CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": choice("primary", "danger")},
)
OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
RICH_OPTION = shape({"text": text(75), "value": string(150)}, {"description": text(75)})
MENU_OPTION = shape(
    {"text": plain(75), "value": string(150)}, {"description": plain(75), "url": string(3000)}
)
GROUP = shape({"label": plain(75), "options": items(1, 100, OPTION)})


def options_of(element: Json) -> Iterator[Json]:
    """Yield every option of an element, those in groups too."""
    yield from (o for o in element.get("options") or [] if isinstance(o, dict))
    for group in element.get("option_groups") or []:
        if isinstance(group, dict):
            yield from (o for o in group.get("options") or [] if isinstance(o, dict))


def _means(option: Json) -> tuple[Any, Any]:
    label = option.get("text")
    return (label.get("text") if isinstance(label, dict) else label, option.get("value"))


def _initial_exists(element: Json, at: str, complaints: Complaints) -> None:
    known = [_means(o) for o in options_of(element)]
    for name, chosen in (
        ("initial_option", [element.get("initial_option")]),
        ("initial_options", element.get("initial_options") or []),
    ):
        if any(isinstance(o, dict) and _means(o) not in known for o in chosen):
            complain(complaints, f"{name} must exist in options", f"{at}/{name}")


def _one_source(element: Json, at: str, complaints: Complaints) -> None:
    if element.get("options") is not None and element.get("option_groups") is not None:
        complain(complaints, "only one of options, option_groups allowed", at)


def _bounds(element: Json, at: str, complaints: Complaints) -> None:
    least, most = element.get("min_length"), element.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        complain(complaints, "min_length must be less than or equal to max_length", f"{at}/min_length")


ACTS: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
WRITES: dict[str, Check] = {
    "action_id": ID,
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "dispatch_action_config": anything,
}
SELECTS: dict[str, Check] = {**ACTS, "placeholder": plain(150)}
MANY: dict[str, Check] = {**SELECTS, "max_selected_items": number(1, 100)}
CHOICES: dict[str, Check] = {"options": items(1, 100, OPTION), "option_groups": items(1, 100, GROUP)}
FILTER: dict[str, Check] = {"filter": anything, "default_to_current_conversation": boolean}


def _chosen(more: dict[str, Check], rules: tuple[Callable[[Json, str, Complaints], None], ...]) -> Check:
    return also(shape(KIND, more, one_of=("options", "option_groups")), _initial_exists, *rules)


def _ticked(initial: dict[str, Check]) -> Check:
    element = shape({**KIND, "options": items(1, 10, RICH_OPTION)}, {**ACTS, **initial})
    return also(element, _initial_exists)


ELEMENTS: dict[str, Check] = {
    "button": shape(
        {**KIND, "text": plain(75)},
        {
            **ACTS,
            "url": string(3000),
            "value": string(2000, 0),
            "style": choice("primary", "danger"),
            "accessibility_label": string(75),
        },
    ),
    "overflow": shape({**KIND, "options": items(1, 5, MENU_OPTION)}, ACTS),
    "static_select": _chosen({**SELECTS, **CHOICES, "initial_option": OPTION}, (_one_source,)),
    "multi_static_select": _chosen(
        {**MANY, **CHOICES, "initial_options": items(1, 100, OPTION)}, (_one_source,)
    ),
    "external_select": shape(KIND, {**SELECTS, "min_query_length": number(0, 100), "initial_option": OPTION}),
    "users_select": shape(KIND, {**SELECTS, "initial_user": SLACK_ID}),
    "multi_users_select": shape(KIND, {**MANY, "initial_users": items(1, 100, SLACK_ID)}),
    "conversations_select": shape(KIND, {**SELECTS, **FILTER, "initial_conversation": SLACK_ID}),
    "channels_select": shape(KIND, {**SELECTS, "initial_channel": SLACK_ID}),
    "multi_external_select": shape(KIND, {**MANY, "min_query_length": number(0, 100)}),
    "multi_conversations_select": shape(
        KIND, {**MANY, **FILTER, "initial_conversations": items(1, 100, SLACK_ID)}
    ),
    "multi_channels_select": shape(KIND, {**MANY, "initial_channels": items(1, 100, SLACK_ID)}),
    "radio_buttons": _ticked({"initial_option": RICH_OPTION}),
    "checkboxes": _ticked({"initial_options": items(1, 10, RICH_OPTION)}),
    "datepicker": shape(KIND, {**SELECTS, "initial_date": DATE}),
    "timepicker": shape(KIND, {**SELECTS, "initial_time": TIME, "timezone": string(100)}),
    "datetimepicker": shape(KIND, {**ACTS, "initial_date_time": number(10**9, 10**10 - 1)}),
    "plain_text_input": also(
        shape(
            KIND,
            {
                **WRITES,
                "initial_value": string(3000, 0),
                "multiline": boolean,
                "min_length": number(0, 3000),
                "max_length": number(1, 3000),
            },
        ),
        _bounds,
    ),
    "number_input": shape(
        {**KIND, "is_decimal_allowed": boolean},
        {**WRITES, "initial_value": string(100, 0), "min_value": string(100), "max_value": string(100)},
    ),
    "email_text_input": shape(KIND, {**WRITES, "initial_value": string(3000, 0)}),
    "url_text_input": shape(KIND, {**WRITES, "initial_value": string(3000, 0)}),
    "image": shape(
        {**KIND, "alt_text": string(2000)},
        {"image_url": string(3000), "slack_file": anything},
        one_of=("image_url", "slack_file"),
    ),
}

_PICKED = ["static_select", "multi_static_select", "external_select", "users_select", "multi_users_select"]
_PICKED += ["multi_external_select", "multi_conversations_select", "multi_channels_select"]
_PICKED += [
    "conversations_select",
    "channels_select",
    "radio_buttons",
    "checkboxes",
    "datepicker",
    "timepicker",
]
IN_ACTIONS = ["button", "overflow", *_PICKED, "datetimepicker"]
IN_SECTION = ["button", "overflow", *_PICKED, "image"]
IN_INPUT = [
    *_PICKED,
    "datetimepicker",
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
]


def element(allowed: list[str]) -> Check:
    """Check an element of one of the types allowed in a place."""
    return typed(ELEMENTS, allowed)


def context_part(value: Any, at: str, complaints: Complaints) -> None:
    """Check one thing of a context block: an image or a text."""
    is_image = isinstance(value, dict) and value.get("type") == "image"
    (element(["image"]) if is_image else text(3000))(value, at, complaints)
