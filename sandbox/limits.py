"""Blocks, messages and views as Slack checks them."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sandbox.charts import CHART, not_taken
from sandbox.elements import ID, IN_ACTIONS, IN_INPUT, IN_SECTION, KIND, context_part, element, plain, text
from sandbox.plain import Json, Refused
from sandbox.shapes import (
    Check,
    Complaints,
    anything,
    boolean,
    complain,
    items,
    number,
    shape,
    string,
    typed,
)

MOST_BYTES = 250 * 1024
MOST_MARKDOWN = 12000
NAMED: dict[str, Check] = {"block_id": ID}
LOOSE = anything

RICH = shape(
    {"type": LOOSE, "elements": LOOSE}, dict.fromkeys(("style", "indent", "border", "offset"), LOOSE)
)
BLOCKS: dict[str, Check] = {
    "actions": shape({**KIND, "elements": items(1, 25, element(IN_ACTIONS))}, NAMED),
    "context": shape({**KIND, "elements": items(1, 10, context_part)}, NAMED),
    "divider": shape(KIND, NAMED),
    "header": shape({**KIND, "text": plain(150)}, {**NAMED, "level": number(1, 6)}),
    "image": shape(
        {**KIND, "alt_text": string(2000)},
        {**NAMED, "image_url": string(3000), "slack_file": LOOSE, "title": plain(2000)},
        one_of=("image_url", "slack_file"),
    ),
    "input": shape(
        {**KIND, "label": plain(2000), "element": element(IN_INPUT)},
        {**NAMED, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "section": shape(
        KIND,
        {
            **NAMED,
            "text": text(3000),
            "fields": items(1, 10, text(2000)),
            "accessory": element(IN_SECTION),
            "expand": boolean,
        },
        one_of=("text", "fields"),
    ),
    "rich_text": shape({**KIND, "elements": items(1, 1000, RICH)}, NAMED),
    "markdown": shape({**KIND, "text": string(MOST_MARKDOWN)}, NAMED),
    "table": shape(
        {**KIND, "rows": items(1, 100, items(1, 20, LOOSE))},
        {**NAMED, "column_settings": items(0, 20, LOOSE)},
    ),
    "data_table": shape(
        {**KIND, "caption": string(3000), "rows": items(2, 201, items(1, 20, LOOSE))},
        {**NAMED, "row_header_column_index": number(0, 19), "page_size": number(1, 100)},
    ),
    "data_visualization": shape({**KIND, "title": string(50), "chart": CHART}, NAMED),
    **dict.fromkeys(("video", "file", "plan", "task_card", "alert", "card", "carousel", "container"), LOOSE),
}

EVERYWHERE = [
    "actions",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "section",
    "rich_text",
    "video",
    "file",
]
TOLD = ["table", "data_table", "data_visualization", "card", "carousel", "container"]
ALLOWED: dict[str, list[str]] = {
    "message": [*EVERYWHERE, *TOLD, "markdown", "plan", "task_card"],
    "home": [*EVERYWHERE, *TOLD],
    "modal": [*EVERYWHERE, "alert"],
}
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
ONCE_A_MESSAGE = {"table": 1, "data_visualization": 2}

VIEW_MAY: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": ID,
    "external_id": ID,
    "clear_on_close": boolean,
    "notify_on_close": boolean,
}
VIEWS: dict[str, Check] = {
    "modal": shape(
        {"type": LOOSE, "title": plain(24), "blocks": LOOSE},
        {**VIEW_MAY, "submit": plain(24), "close": plain(24), "submit_disabled": boolean},
    ),
    "home": shape(
        {"type": LOOSE, "blocks": LOOSE}, {**VIEW_MAY, **dict.fromkeys(("title", "submit", "close"), LOOSE)}
    ),
}


def check_message(blocks: Any, charts: bool = True) -> None:
    """Refuse blocks that Slack would not post, naming each place; without `charts` those that have some."""
    complaints = block_complaints(blocks, "message", "/blocks") + ([] if charts else not_taken(blocks))
    if complaints:
        raise Refused("invalid_blocks", complaints)
    if _size(blocks) > MOST_BYTES:
        raise Refused("msg_blocks_too_long")


def check_view(view: Any, kind: str) -> None:
    """Refuse a view Slack would not open; `kind` is modal or home."""
    complaints: Complaints = []
    if isinstance(view, dict) and view.get("type") not in (None, kind):
        complain(complaints, f"unsupported type: {view['type']}", "/view/type")
    VIEWS[kind](view, "/view", complaints)
    if isinstance(view, dict):
        complaints += block_complaints(view.get("blocks"), kind, "/view/blocks")
        complaints += _unsubmittable(view, kind)
    if _size(view) > MOST_BYTES:
        raise Refused("view_too_large")
    if complaints:
        raise Refused("invalid_arguments", complaints)


def block_complaints(blocks: Any, surface: str, at: str) -> Complaints:
    """Return what is wrong with blocks on a surface: message, modal or home."""
    complaints: Complaints = []
    items(0, MOST_BLOCKS[surface], typed(BLOCKS, ALLOWED[surface]))(blocks, at, complaints)
    if isinstance(blocks, list):
        known = [b if isinstance(b, dict) else {} for b in blocks]
        _ids_differ(known, at, complaints)
        _not_too_many(known, at, complaints)
    return complaints


def elements_in(block: Json) -> Iterator[Json]:
    """Yield the elements of a block that a person can touch."""
    parts = [block.get("accessory"), block.get("element")]
    if block.get("type") == "actions" and isinstance(block.get("elements"), list):
        parts += block["elements"]
    yield from (part for part in parts if isinstance(part, dict) and part.get("type") != "image")


def _ids_differ(blocks: list[Json], at: str, complaints: Complaints) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if (name := block.get("block_id")) and str(name) in seen:
            complain(complaints, f"`block_id` must be unique: {name}", f"{at}/{index}/block_id")
        seen.add(str(name))
        ids = Counter(str(e["action_id"]) for e in elements_in(block) if e.get("action_id"))
        for action, times in ids.items():
            if times > 1:
                complain(complaints, f"`action_id` {action} already exists for this block", f"{at}/{index}")


def _not_too_many(blocks: list[Json], at: str, complaints: Complaints) -> None:
    kinds = Counter(str(b.get("type")) for b in blocks)
    for kind, most in ONCE_A_MESSAGE.items():
        if kinds[kind] > most:
            complain(complaints, f"no more than {most} {kind} blocks allowed", at)
    if sum(len(str(b.get("text"))) for b in blocks if b.get("type") == "markdown") > MOST_MARKDOWN:
        complain(complaints, f"markdown must be less than {MOST_MARKDOWN + 1} characters", at)
    if sum(bool(e.get("focus_on_load")) for b in blocks for e in elements_in(b)) > 1:
        complain(complaints, "only one element may have focus_on_load", at)


def _unsubmittable(view: Json, kind: str) -> Complaints:
    complaints: Complaints = []
    blocks = view.get("blocks") if isinstance(view.get("blocks"), list) else []
    asks = any(isinstance(b, dict) and b.get("type") == "input" for b in blocks or [])
    if kind == "modal" and asks and not view.get("submit"):
        complain(complaints, "must define `submit` to use an `input` block in modals", "/view/submit")
    return complaints


def _size(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
