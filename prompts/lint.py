"""What Slack would refuse, or a screen reader trip over, found before it is sent."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Literal

Surface = Literal["message", "modal", "home"]
Found = Iterator[tuple[str, str]]
Dict = dict[str, Any]

BLOCKS = {"message": 50, "modal": 100, "home": 100}
OPTIONS = {
    "static_select": 100,
    "radio_buttons": 10,
    "overflow": 5,
    "checkboxes": 10,
    "multi_static_select": 100,
}
PICKERS = {
    "datepicker": ("initial_date", r"\d{4}-\d\d-\d\d"),
    "timepicker": ("initial_time", r"([01]\d|2[0-3]):[0-5]\d"),
}
TEXT, ID, WHOLE = 3000, 255, 250_000
MESSAGE_TEXT = 4000
CHARTS = ("line", "bar")
# of a chart: characters of its title, its axes' and its labels, and how many labels and series
CHART_TITLE, AXIS, LABEL, CATEGORIES, SERIES = 50, 50, 20, 20, 6


def lint(payload: Any, surface: Surface) -> None:
    """Nothing, when Slack would take `payload`: a message's `text` and `blocks`, a form, or an App Home.

    Raises ValueError that names the first place and what is wrong there.
    """
    for place, what in _faults(payload, surface):
        raise ValueError(f"{place}: {what}")


def _faults(payload: Dict, surface: Surface) -> Found:
    yield from FAULTS[surface](payload)
    blocks = payload.get("blocks", [])
    if not 0 < len(blocks) <= BLOCKS[surface]:
        yield "blocks", f"{len(blocks)} of them; 1 to {BLOCKS[surface]} can be sent"
    yield from _repeated("blocks", [block.get("block_id") for block in blocks])
    for at, block in enumerate(blocks):
        yield from _block(f"blocks[{at}]", block, surface)
    if len(json.dumps(payload).encode()) > WHOLE:
        yield "all of it", "over 250 KB"


def _message(payload: Dict) -> Found:
    yield from _text("text", payload.get("text"), MESSAGE_TEXT)
    for kind, most in (("table", 1), ("data_visualization", 2)):
        if sum(block.get("type") == kind for block in payload.get("blocks", [])) > most:
            yield "blocks", f"more than {most} of type {kind}"


def _modal(view: Dict) -> Found:
    for key in ("title", "submit", "close"):
        if key == "title" or key in view:
            yield from _object(key, view.get(key), 24, "plain_text")
    if len(view.get("private_metadata", "")) > TEXT:
        yield "private_metadata", f"over {TEXT} characters"
    yield from _text("callback_id", view.get("callback_id", "-"), ID)
    if any(block.get("type") == "input" for block in view.get("blocks", [])) and "submit" not in view:
        yield "submit", "missing, and there are fields to fill in"


def _home(view: Dict) -> Found:
    for key in ("title", "submit", "close"):
        if key in view:
            yield key, "a home has none"
    if len(view.get("private_metadata", "")) > TEXT:
        yield "private_metadata", f"over {TEXT} characters"


FAULTS = {"message": _message, "modal": _modal, "home": _home}


def _block(place: str, block: Dict, surface: Surface) -> Found:
    yield from _text(f"{place}.block_id", block.get("block_id"), ID)
    yield from _repeated(place, [one.get("action_id") for one in _interactive(block)])
    kind = block.get("type")
    if kind == "section":
        yield from _object(f"{place}.text", block.get("text"), TEXT)
        if "accessory" in block:
            yield from _element(f"{place}.accessory", block["accessory"])
    elif kind == "header":
        yield from _object(f"{place}.text", block.get("text"), 150, "plain_text")
    elif kind in ("context", "actions"):
        yield from _elements(place, kind, block.get("elements", []))
    elif kind == "input" and surface == "modal":
        yield from _input(place, block)
    elif kind == "rich_text":
        yield from _preformatted(place, block.get("elements", []))
    elif kind == "data_visualization" and surface != "modal":
        yield from _text(f"{place}.title", block.get("title"), CHART_TITLE)
        yield from _chart(f"{place}.chart", block.get("chart", {}))
    elif kind != "divider":
        yield place, f"a {surface} of ours has no block of type {kind}"


def _preformatted(place: str, elements: list[Dict]) -> Found:
    if [element.get("type") for element in elements] != ["rich_text_preformatted"]:
        yield f"{place}.elements", "rich text of ours is preformatted, and one piece"
    for at, run in enumerate(run for element in elements for run in element.get("elements", [])):
        yield from _text(f"{place}.elements[0].elements[{at}]", run.get("text"), TEXT)


def _chart(place: str, chart: Dict) -> Found:
    if chart.get("type") not in CHARTS:
        yield place, f"no chart of ours is a {chart.get('type')}"
    axis, series = chart.get("axis_config", {}), chart.get("series", [])
    for key in ("x_label", "y_label"):
        yield from _text(f"{place}.axis_config.{key}", axis.get(key, "-"), AXIS)
    categories = axis.get("categories", [])
    yield from _named(f"{place}.axis_config.categories", categories, CATEGORIES)
    yield from _named(f"{place}.series", [one.get("name") for one in series], SERIES)
    for at, one in enumerate(series):
        points = one.get("data", [])
        if [point.get("label") for point in points] != categories:
            yield f"{place}.series[{at}]", "not a point for each category, in their order"
        if not all(_number(point.get("value")) for point in points):
            yield f"{place}.series[{at}]", "a value that is no number"


def _named(place: str, names: list[Any], most: int) -> Found:
    if not 0 < len(names) <= most:
        yield place, f"{len(names)} of them; 1 to {most} can be sent"
    yield from _repeated(place, names)
    for at, name in enumerate(names):
        yield from _text(f"{place}[{at}]", name, LABEL)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _interactive(block: Dict) -> list[Dict]:
    if block.get("type") == "actions":
        return list(block.get("elements", []))
    return [block[key] for key in ("element", "accessory") if key in block]


def _elements(place: str, kind: str, elements: list[Dict]) -> Found:
    if not 0 < len(elements) <= (10 if kind == "context" else 25):
        yield place, f"{len(elements)} elements"
    for at, element in enumerate(elements):
        here = f"{place}.elements[{at}]"
        yield from _object(here, element, TEXT) if kind == "context" else _element(here, element)


def _input(place: str, block: Dict) -> Found:
    yield from _object(f"{place}.label", block.get("label"), 2000, "plain_text")
    if "hint" in block:
        yield from _object(f"{place}.hint", block["hint"], 2000, "plain_text")
    yield from _element(f"{place}.element", block.get("element", {}))


def _element(place: str, element: Dict) -> Found:
    yield from _text(f"{place}.action_id", element.get("action_id"), ID)
    kind = element.get("type")
    if kind == "button":
        yield from _button(place, element)
    elif kind in OPTIONS:
        yield from _options(place, element, OPTIONS[kind])
    elif kind == "plain_text_input":
        yield from _written(place, element)
    elif kind in PICKERS:
        yield from _picked(place, element, *PICKERS[kind])
    else:
        yield place, f"no element of ours is a {kind}"
    if "placeholder" in element or kind in ("static_select", "multi_static_select"):
        yield from _object(f"{place}.placeholder", element.get("placeholder"), 150, "plain_text")


def _button(place: str, button: Dict) -> Found:
    yield from _object(f"{place}.text", button.get("text"), 75, "plain_text")
    yield from _text(f"{place}.value", button.get("value", "-"), 2000)
    yield from _text(f"{place}.accessibility_label", button.get("accessibility_label", "-"), 75)
    if button.get("style", "primary") not in ("primary", "danger"):
        yield f"{place}.style", f"{button['style']} is neither primary nor danger"


def _options(place: str, element: Dict, most: int) -> Found:
    options = element.get("options", [])
    if not 0 < len(options) <= most:
        yield f"{place}.options", f"{len(options)} of them; 1 to {most} can be sent"
    yield from _repeated(f"{place}.options", [option.get("value") for option in options])
    for at, option in enumerate(options):
        yield from _object(f"{place}.options[{at}].text", option.get("text"), 75)
        yield from _text(f"{place}.options[{at}].value", option.get("value"), 150)
    if "initial_option" in element and element["initial_option"] not in options:
        yield f"{place}.initial_option", "is none of the options"


def _written(place: str, element: Dict) -> Found:
    if not 0 < element.get("max_length", TEXT) <= TEXT:
        yield f"{place}.max_length", "not 1 to 3000"
    if len(element.get("initial_value", "")) > element.get("max_length", TEXT):
        yield f"{place}.initial_value", "longer than max_length"


def _picked(place: str, element: Dict, initial: str, as_written: str) -> Found:
    if initial in element and not re.fullmatch(as_written, str(element[initial]), re.ASCII):
        yield f"{place}.{initial}", f"{element[initial]} is not written as Slack writes it"


def _object(place: str, text: Any, most: int, kind: str | None = None) -> Found:
    if not isinstance(text, dict) or text.get("type") not in ({kind} if kind else {"mrkdwn", "plain_text"}):
        yield place, "no text of the right type"
    else:
        yield from _text(place, text.get("text"), most)


def _text(place: str, text: Any, most: int) -> Found:
    if not isinstance(text, str) or not text.strip():
        yield place, "empty"
    elif len(text) > most:
        yield place, f"{len(text)} characters; {most} can be sent"
    elif any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text):
        yield place, "a NUL or half a character in it"


def _repeated(place: str, ids: list[Any]) -> Found:
    for one in {one for one in ids if ids.count(one) > 1}:
        yield place, f"{one} more than once"
