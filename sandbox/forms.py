"""What stands in a form: Slack's state.values, made from what people enter."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.elements import options_of
from sandbox.limits import elements_in
from sandbox.plain import Json

Values = dict[str, dict[str, Json]]
Reader = Callable[[Json, Any], Any]


class Unreadable(Exception):
    """What was entered cannot stand in this element; the text says so kindly."""


def _text(_element: Json, value: Any) -> Any:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise Unreadable("Please enter text.")
    return value


def _like(pattern: str, why: str) -> Reader:
    def read(_element: Json, value: Any) -> Any:
        if value is None or value == "":
            return None
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Unreadable(why)
        return value

    return read


def _option(element: Json, value: Any) -> Any:
    if value is None or value == "":
        return None
    wanted = value.get("value") if isinstance(value, dict) else value
    found = next((o for o in options_of(element) if o.get("value") == wanted), None)
    if found is None:
        raise Unreadable("Please choose one of the options.")
    return found


def _options(element: Json, value: Any) -> Any:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unreadable("Please choose from the options.")
    return [_option(element, one) for one in value]


def _list(_element: Json, value: Any) -> Any:
    if not isinstance(value, list | None):
        raise Unreadable("Please choose from the list.")
    return value or []


def _instant(_element: Json, value: Any) -> Any:
    if value is not None and not isinstance(value, int):
        raise Unreadable("Please enter a date and time.")
    return value


@dataclass(frozen=True, slots=True)
class Kind:
    """How an element is kept: the key of its value, of its first value, and its reader."""

    key: str
    initial: str
    read: Reader


KINDS: dict[str, Kind] = {
    "plain_text_input": Kind("value", "initial_value", _text),
    "email_text_input": Kind("value", "initial_value", _like(r"\S+@\S+", "Please enter an email address.")),
    "url_text_input": Kind("value", "initial_value", _like(r"https?://\S+", "Please enter a link.")),
    "number_input": Kind("value", "initial_value", _like(r"-?\d+(\.\d+)?", "Please enter a number.")),
    "static_select": Kind("selected_option", "initial_option", _option),
    "external_select": Kind("selected_option", "initial_option", _option),
    "radio_buttons": Kind("selected_option", "initial_option", _option),
    "multi_static_select": Kind("selected_options", "initial_options", _options),
    "checkboxes": Kind("selected_options", "initial_options", _options),
    "multi_external_select": Kind("selected_options", "initial_options", _options),
    "users_select": Kind("selected_user", "initial_user", _text),
    "multi_users_select": Kind("selected_users", "initial_users", _list),
    "multi_conversations_select": Kind("selected_conversations", "initial_conversations", _list),
    "multi_channels_select": Kind("selected_channels", "initial_channels", _list),
    "conversations_select": Kind("selected_conversation", "initial_conversation", _text),
    "channels_select": Kind("selected_channel", "initial_channel", _text),
    "datepicker": Kind("selected_date", "initial_date", _like(r"\d{4}-\d\d-\d\d", "Please enter a date.")),
    "timepicker": Kind(
        "selected_time", "initial_time", _like(r"([01]\d|2[0-3]):[0-5]\d", "Please enter a time.")
    ),
    "datetimepicker": Kind("selected_date_time", "initial_date_time", _instant),
}


def stateful(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Yield each block and element of it that holds a value."""
    for block in blocks:
        yield from ((block, element) for element in elements_in(block) if element.get("type") in KINDS)


def find(blocks: list[Json], block_id: str, action_id: str) -> Json | None:
    """Return the element drawn there now; None where there is none."""
    for block in blocks:
        if block.get("block_id") == block_id:
            return next((e for e in elements_in(block) if e.get("action_id") == action_id), None)
    return None


def read(element: Json, value: Any) -> Json:
    """Return Slack's form of a plain value; Unreadable where it cannot stand there."""
    kind = KINDS[element["type"]]
    return {"type": element["type"], kind.key: kind.read(element, value)}


def whole(blocks: list[Json], entered: Values) -> Values:
    """Return state.values with every element: what was entered, else its first value, else nothing."""
    state: Values = {}
    for block, element in stateful(blocks):
        block_id, action_id = block["block_id"], element["action_id"]
        kept = entered.get(block_id, {}).get(action_id)
        if kept is None or kept["type"] != element["type"]:
            kept = _first(element)
        state.setdefault(block_id, {})[action_id] = kept
    return state


def enter(blocks: list[Json], entered: Values, state: Any) -> dict[str, str]:
    """Put plain values into `entered`; return what could not stand, by block."""
    errors: dict[str, str] = {}
    for block_id, action_id, value in _given(state):
        element = find(blocks, block_id, action_id)
        try:
            if element is None or element["type"] not in KINDS:
                raise Unreadable("This form has no such field.")
            entered.setdefault(block_id, {})[action_id] = read(element, value)
        except Unreadable as why:
            errors[block_id] = str(why)
    return errors


def missing(blocks: list[Json], values: Values) -> dict[str, str]:
    """Return what a phone would not let through, by block: required fields, lengths, counts."""
    errors: dict[str, str] = {}
    for block, element in stateful(blocks):
        if block.get("type") == "input":
            value = values[block["block_id"]][element["action_id"]][KINDS[element["type"]].key]
            if why := _wrong(element, value, bool(block.get("optional"))):
                errors[block["block_id"]] = why
    return errors


def _first(element: Json) -> Json:
    kind = KINDS[element["type"]]
    first = element.get(kind.initial)
    return {"type": element["type"], kind.key: first if first not in (None, "") else kind.read(element, None)}


def _given(state: Any) -> Iterator[tuple[str, str, Any]]:
    for block_id, actions in (state or {}).items():
        for action_id, value in (actions or {}).items():
            yield block_id, action_id, value


def _wrong(element: Json, value: Any, optional: bool) -> str | None:
    if value in (None, []):
        return None if optional else "Please complete this required field."
    if element["type"] == "plain_text_input":
        most, least = element.get("max_length", 3000), element.get("min_length", 0)
        if len(value) > most:
            return f"Please enter no more than {most} characters."
        if len(value) < least:
            return f"Please enter at least {least} characters."
    if isinstance(value, list) and len(value) > element.get("max_selected_items", 100):
        return f"Please choose no more than {element['max_selected_items']}."
    if element["type"] == "number_input":
        return _out_of_bounds(element, float(value))
    return None


def _out_of_bounds(element: Json, value: float) -> str | None:
    if not element.get("is_decimal_allowed") and value != int(value):
        return "Please enter a whole number."
    if "min_value" in element and value < float(element["min_value"]):
        return f"Please enter at least {element['min_value']}."
    if "max_value" in element and value > float(element["max_value"]):
        return f"Please enter no more than {element['max_value']}."
    return None
