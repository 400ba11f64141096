"""Reading house files: YAML with its lines, several files merged, every fault with file, line and remedy."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.faults import Fault, nearest
from bot.house_rules import House
from db import export
from handlers.nodes import LARGEST, Node, Unreadable, compose, shown
from handlers.places import Found as Found
from handlers.reading import Reading

PARTS = tuple(House.model_fields)


# what a rota may say at its top, and is kept in its one layer
BARE = ("members", "handoff")


@dataclass(frozen=True)
class Opened:
    """What files hold: the house, what places a word about it on its line, and where they said ${NAME}."""

    house: House
    placed: Callable[[Fault], Found]
    places: export.Places


class Refused(Exception):
    """The files cannot be loaded; nothing of them was. `faults` are all that were found, by file and line."""

    def __init__(self, faults: Sequence[Found]) -> None:
        self.faults = sorted(set(faults))
        super().__init__(f"{len(self.faults)} to mend")

    def lines(self) -> list[str]:
        """Each fault as one line to print."""
        return [str(fault) for fault in self.faults]


def read(files: Sequence[Path], environment: Mapping[str, str]) -> House:
    """The house that `files` describe together, with `${NAME}` read from `environment`.

    A later file adds to the earlier ones. Raises Refused with every fault that can be found; no value of the
    environment is ever in it. A fallback keeps its `${NAME}`, which only has to be set.
    """
    return opened(files, environment).house


def opened(files: Sequence[Path], environment: Mapping[str, str]) -> Opened:
    """As `read`; with what places a word about that house, and where the files said `${NAME}`."""
    found: list[Found] = []
    root = Node("", 1, {})
    for file in files:
        _add(root, file, found)
    reading = Reading(root, environment, whole=not found)
    house = reading.house()
    found += reading.found
    if found:
        raise Refused(found)
    return Opened(house, reading.placed, _places(house, reading))


def _places(house: House, reading: Reading) -> export.Places:
    """Where the house's parts hold values of the environment: by part and key, the texts as written."""
    root = reading.root.value
    nodes = [
        *([root["organisation"]] if house.organisation else []),
        *(
            node
            for part in PARTS
            if part != "organisation" and part in root
            for node in root[part].value or ()
        ),
    ]
    found = zip(export.parts(house), nodes, strict=True)
    return {part: _noted(reading, part[0], node) for (part, _), node in found}


def _noted(reading: Reading, part: str, node: Node) -> dict[str, str]:
    noted = {}
    for path, text in reading.written(node):
        bare = ("layers", 0) if part == "rota" and path[0] in BARE else ()
        noted["/".join(map(str, (*bare, *path)))] = text
    return noted


# files


def _add(root: Node, file: Path, found: list[Found]) -> None:
    """Merge what `file` says into `root`."""
    name = str(file)
    try:
        node = compose(_text(file), name)
    except Unreadable as error:
        found.append(Found(name, error.line, error.what, error.remedy))
        return
    if node is None or node.value is None:
        found.append(Found(name, 1, "is empty", "Write a house in it: examples/rowan-house.yaml shows how."))
    elif not isinstance(node.value, dict):
        what = "does not begin with keys such as organisation and services"
        found.append(Found(name, node.line, what, "Start from examples/rowan-house.yaml."))
    else:
        for key, child in node.value.items():
            found += _merge(root, key, child, node.keys[key])


def _text(file: Path) -> str:
    """The file's text. Raises Unreadable, kindly, for whatever is not a text file of reasonable size."""
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise Unreadable(1, "is not there", "Look at its name and folder.") from None
    except IsADirectoryError:
        raise Unreadable(1, "is a folder", "Name the files in it.") from None
    except (OSError, ValueError):
        raise Unreadable(1, "cannot be opened", "Look at its name, and whether you may read it.") from None
    if len(data) > LARGEST:
        raise Unreadable(1, "is too large for a house file", "Is it the right file? If so, split it in two.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, "is not text in UTF-8", "Save it as plain text in UTF-8.") from None


def _merge(root: Node, key: str, child: Node, line: int) -> Iterator[Found]:
    """Put one top part of a file with those of the files before it."""
    if key not in PARTS:
        near = nearest(key, PARTS)
        remedy = f"Did you mean {near}?" if near else f"Take it out. Keys here are {', '.join(PARTS)}."
        yield Found(child.file, line, f"has the key {shown(key)}, which Relay does not know", remedy)
    elif key != "organisation" and not isinstance(child.value, list):
        remedy = "Put each on lines of its own after a dash, or take the key out."
        yield Found(child.file, line, f"{key}: is not a list", remedy)
    elif key not in root.value:
        root.value[key] = Node(child.file, child.line, child.value, child.keys, child.size)
        root.keys[key] = line
    elif key != "organisation":
        root.value[key].value = root.value[key].value + child.value
    elif _as_written(child) != _as_written(root.value[key]):
        first = f"{root.value[key].file} line {root.keys[key]}"
        what = f"organisation: is not the same as in {first}"
        yield Found(child.file, line, what, "Keep it in one file, or make both alike.")


def _as_written(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _as_written(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_as_written(child) for child in node.value]
    return node.value
