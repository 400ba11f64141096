"""Places in a merged house file: from keys and list places to lines, and to words a manager knows."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from bot.house_rules import House
from bot.rules import RULES
from handlers.nodes import Node, shown

NAMED_BY = ("key", "slack", "name", "who", "tell")


@dataclass(frozen=True, order=True)
class Found:
    """One fault of the files: where it is, what is wrong, and what mends it."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}. {self.remedy}"


def walk(root: Node, path: Sequence[str | int]) -> list[tuple[str | int, Node]]:
    """The steps of `path` that the file really has, each with the value it leads to.

    A step that is not there is left out: the models put some in (a rota's one layer), and errors name some
    (the kind of rule).
    """
    steps: list[tuple[str | int, Node]] = []
    node = root
    for step in path:
        value = node.value
        if isinstance(value, dict) and str(step) in value:
            node = value[str(step)]
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            node = value[step]
        else:
            continue
        steps.append((step, node))
    return steps


def line(root: Node, path: Sequence[str | int]) -> tuple[str, int]:
    """The file and the line of `path`, or of the nearest thing around it: a key's line, an item's first."""
    around = root
    file, number = root.file, root.line
    for step, node in walk(root, path):
        file, number = node.file, around.keys.get(str(step), node.line)
        around = node
    return file, number


def spoken(root: Node, path: Sequence[str | int]) -> str:
    """`path` as a reader finds it: "people > sam > plan > thresholds > two-together"."""
    return " > ".join(
        _name(node, step) if isinstance(step, int) else shown(step) for step, node in walk(root, path)
    )


def _name(node: Node, place: int) -> str:
    """An item of a list by its key, or counted from 1."""
    if isinstance(node.value, dict):
        for key in NAMED_BY:
            if key in node.value and isinstance(node.value[key].value, str):
                return shown(node.value[key].value)
    return f"number {place + 1}"


def keys_at(path: Sequence[str | int]) -> list[str]:
    """The keys that a house file may have at `path`, as they are written."""
    kinds: list[type[BaseModel]] = [House]
    for step in path:
        found = _ruled(step) or [
            model
            for kind in kinds
            for name, field in kind.model_fields.items()
            if step in (name, field.alias)
            for model in _models(field.annotation)
        ]
        # a place in a list, or a step that only errors have, leads nowhere else
        kinds = found or kinds
    return [field.alias or name for kind in kinds for name, field in kind.model_fields.items()] + _bare(kinds)


def _ruled(step: str | int) -> list[type[BaseModel]]:
    """The one kind of rule that an error names as its step."""
    kind = str(step).removeprefix("rule ")
    return [RULES[kind]] if kind != step and kind in RULES else []


def _bare(kinds: list[type[BaseModel]]) -> list[str]:
    return ["members", "handoff"] if any("layers" in kind.model_fields for kind in kinds) else []


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Annotated, list, Union, UnionType):
        return [model for part in get_args(annotation) for model in _models(part)]
    return []
