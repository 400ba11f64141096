"""What people read, as plain text: each message with its time, its reader, its words and its buttons."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.stories.evening import Evening

ZONE = ZoneInfo("Europe/London")


class Transcript:
    """Prints what was posted since the last look, to stderr: `pytest -s` shows it."""

    def __init__(self, evening: Evening) -> None:
        self.evening, self.seen = evening, 0

    def goes_on(self, heading: str) -> None:
        """Print what is new, below a heading."""
        print(f"\n===== {heading}", file=sys.stderr)
        for one in self.evening.posts(self.seen):
            self.seen = max(self.seen, one["seq"])
            to = one["user"] or self.evening.whose(one["conversation"]) or one["conversation"]
            print(_entry(one, to), file=sys.stderr)

    def stands(self, heading: str, message: Any) -> None:
        """Print a message, or an open form, as it stands now."""
        print(f"\n----- {heading}", file=sys.stderr)
        print("\n".join(_lines(message["blocks"])), file=sys.stderr)


def _entry(one: Any, to: str) -> str:
    at = datetime.fromisoformat(one["at"]).astimezone(ZONE)
    where = " (in the thread)" if one.get("thread_ts") and not one.get("broadcast") else ""
    head = f"\n[{at:%a %H:%M}] to {to}{where}\n  lock screen: {one['text']}"
    return "\n".join([head, *(f"  | {line}" for line in _lines(one["blocks"] or []))])


def _lines(blocks: list[Any]) -> Iterator[str]:
    for block in blocks:
        said = [block.get("text"), *(block.get("fields") or []), block.get("label"), block.get("hint")]
        yield from (line for part in said if part for line in part["text"].splitlines())
        element = block.get("element") or {}
        if element.get("options"):
            yield " / ".join(option["text"]["text"] for option in element["options"])
        elements = [*block.get("elements", []), *([block["accessory"]] if block.get("accessory") else [])]
        taps = [one["text"]["text"] for one in elements if one["type"] == "button"]
        yield from (one["text"] for one in elements if isinstance(one.get("text"), str))
        if taps:
            yield "".join(f"[{tap}]" for tap in taps)
        if block["type"] not in ("section", "context", "actions", "input", "divider", "header"):
            yield json.dumps(block)
