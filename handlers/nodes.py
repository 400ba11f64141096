"""A YAML file as values that know their lines, and remember how they were written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

DEEPEST = 30
# a house of 25 people with long plans has some 30,000; beyond that, anchors repeat each other
MOST_VALUES = 200_000
# ten times a large house; pure YAML of this size is read in about two seconds
LARGEST = 500_000
WHOLE = re.compile(r"[-+]?[0-9]{1,18}", re.ASCII)
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?", re.ASCII)
WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
PLAIN_TAGS = {f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map")}
# what the YAML reader says, and what to do about it
SYNTAX = (
    ("cannot start any token", "Use spaces, not tabs, and put text that begins with @ or ` in quotes."),
    (
        "mapping values are not allowed",
        "Put text with a colon in it in quotes, and line keys up under each other.",
    ),
    ("quoted scalar", "Close the quotes."),
    ("flow sequence", "Close the [ … ], with commas between."),
    ("flow mapping", "Close the { … }, with commas between."),
    ("block", "Line it up with the keys or dashes above it."),
    ("':'", "Put a colon and a space after the key, and line it up with the keys above it."),
    ("alias", "Take the * out, or put the text in quotes."),
    ("escape", "Write \\\\ for \\ in double quotes, or use single quotes."),
)
LINE_UP = "Look at the spaces, colons and quotes here and on the line above."


@dataclass(eq=False)
class Node:
    """One value as written: text, a number, true or false, nothing, a list, or keys with values.

    `line` is where it begins, from 1; `keys` are the lines of a mapping's keys. Keys are text as written.
    `wrote` is what stands in the file for a single value: 0163 is a number, and a telephone's.
    """

    file: str
    line: int
    value: Any
    keys: dict[str, int] = field(default_factory=dict)
    size: int = 1
    wrote: str | None = None


class Unreadable(Exception):
    """The file cannot be read as YAML: where, why, and what mends it."""

    def __init__(self, line: int, what: str, remedy: str) -> None:
        super().__init__(what)
        self.line, self.what, self.remedy = line, what, remedy


def compose(text: str, file: str) -> Node | None:
    """The value that the YAML 1.2 in `text` writes; None for an empty one. Raises Unreadable."""
    try:
        return _Composer(YAML(typ="safe", pure=True).parse(text), file).document()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = f"{error.context or ''} {error.problem or ''}"
        remedy = next((mend for words, mend in SYNTAX if words in problem), LINE_UP)
        raise Unreadable(mark.line + 1 if mark else 1, "cannot be read as YAML from here", remedy) from None
    except YAMLError as error:
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        what = "has a character that no text has"
        raise Unreadable(line, what, "Save it as plain text in UTF-8 and take the character out.") from None
    except (ValueError, OverflowError, AssertionError, LookupError, TypeError, AttributeError):
        # the reader does not wrap everything: an escape beyond Unicode is a bare ValueError
        raise Unreadable(1, "cannot be read as YAML", LINE_UP) from None


class _Composer:
    """Events to nodes, refusing what a plain reader would silently change: two keys alike, tags, cycles."""

    def __init__(self, events: Iterator[Any], file: str) -> None:
        self.events = events
        self.file = file
        self.anchors: dict[str, Node | None] = {}

    def document(self) -> Node | None:
        """The one document of the file."""
        root = None
        documents = 0
        for event in self.events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise _unreadable(event, "has a second document", "Take the --- out.")
                root = self.node(next(self.events), 0)
        return root

    def node(self, event: Any, depth: int) -> Node:
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self.alias(event)
        if depth > DEEPEST:
            raise _unreadable(event, "goes too deep", "No house needs that many levels: take some out.")
        if event.tag is not None and event.tag not in PLAIN_TAGS:
            raise _unreadable(event, "has a tag (!), which Relay does not read", "Take the tag out.")
        if event.anchor:
            self.anchors[event.anchor] = None
        made = self.scalar(event) if kind == "ScalarEvent" else self.collection(event, kind, depth)
        if made.size > MOST_VALUES:
            raise _unreadable(event, "repeats too much through anchors", "Write it out, or take some out.")
        if event.anchor:
            self.anchors[event.anchor] = made
        return made

    def alias(self, event: Any) -> Node:
        if event.anchor not in self.anchors:
            raise _unreadable(
                event, "uses a * name that is not there", "Put & and the name before the value it means."
            )
        node = self.anchors[event.anchor]
        if node is None:
            raise _unreadable(event, "contains itself through an anchor", "Take the * name out.")
        return node

    def scalar(self, event: Any) -> Node:
        text: str = event.value
        if any((ord(c) < 32 and c not in "\n\t") or 0xD800 <= ord(c) <= 0xDFFF or c == "\x7f" for c in text):
            raise _unreadable(event, "has a control character in it", "Take it out.")
        plain = event.style is None and event.tag is None
        return Node(self.file, event.start_mark.line + 1, _scalar(text) if plain else text, wrote=text)

    def collection(self, event: Any, kind: str, depth: int) -> Node:
        made = Node(self.file, event.start_mark.line + 1, [] if kind == "SequenceStartEvent" else {})
        merged: list[Node] = []
        while not type(event := next(self.events)).__name__.endswith("EndEvent"):
            if isinstance(made.value, list):
                child = self.node(event, depth + 1)
                made.value.append(child)
            else:
                child = self.entry(made, event, merged, depth + 1)
            made.size += child.size
        _merge(made, merged)
        return made

    def entry(self, made: Node, event: Any, merged: list[Node], depth: int) -> Node:
        """One key and its value, which is returned; `<<` goes to `merged` for the end."""
        if type(event).__name__ != "ScalarEvent":
            raise _unreadable(event, "has a key that is not a word", "Write a plain word before the colon.")
        key = self.scalar(event)
        line = event.start_mark.line + 1
        child = self.node(next(self.events), depth)
        if event.value == "<<" and event.style is None:
            merged += child.value if isinstance(child.value, list) else [child]
            if not all(isinstance(one.value, dict) for one in merged):
                raise _unreadable(
                    event, "merges something that has no keys", "Name an anchor of keys after <<."
                )
        elif event.value in made.value:
            what = f"has the key {shown(str(event.value))} twice, first on line {made.keys[event.value]}"
            raise _unreadable(event, what, "Keep one of them.")
        else:
            made.value[event.value] = child
            made.keys[event.value] = min(line, key.line)
        return child


def _merge(made: Node, merged: list[Node]) -> None:
    """Keys of its own win over merged ones, and earlier merged ones over later."""
    for other in merged:
        for key, child in other.value.items():
            if key not in made.value:
                made.value[key] = child
                made.keys[key] = other.keys[key]


def _scalar(text: str) -> Any:
    """A plain scalar as YAML 1.2's core schema reads it, but for hexadecimal, octal and infinity: text."""
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


def shown(text: str) -> str:
    """`text` for an error: one line, not too long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 40 else f"{flat[:39]}…"


def _unreadable(event: Any, what: str, remedy: str) -> Unreadable:
    return Unreadable(event.start_mark.line + 1, what, remedy)
