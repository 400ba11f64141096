"""The house as YAML, as a manager writes it: loads to the same house, with ${NAME} where a file had it."""

import os
import re
import tempfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

import db.export
from bot import house_rules
from bot.days import SHORT
from bot.house import Model
from handlers.nodes import LARGEST
from handlers.reading import KEPT_AS_WRITTEN

LINE = 110
# by part of the house, what it is called in db.export
TOPS = {
    "organisation": "organisation", "services": "service", "staff": "staff", "rotas": "rota",
    "ladders": "ladder", "people": "person",
}  # fmt: skip
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(/[A-Za-z0-9_+-]+)*", re.ASCII)
# lengths of time, numbers of handovers, and the one rating that is no word
MEASURE = re.compile(r"0-3|[1-9]\d{0,8} (week|d|h|min|s|month|handovers?)", re.ASCII)
WALL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00", re.ASCII)
# words that one YAML or another takes for something else
TAKEN = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
AGAIN = "Load its file once more, then export again."


class Unknown(Exception):
    """The house cannot be written without a value of the environment in it. The text says where, and the remedy."""


def text(held: db.export.Exported, now: datetime) -> str:
    """The file that says what `held` is. Raises Unknown; no value of the environment is in that, or in the file."""
    tops = {
        top: [_tree(part, spec, held.places.get(part, {})) for part, spec in _of(held, name)]
        for top, name in TOPS.items()
    }
    written = [
        _dumped({top: found[0] if top == "organisation" else found}) for top, found in tops.items() if found
    ]
    head = [f"# What Relay held on {now:%Y-%m-%d at %H:%M} UTC.\n", *_agreed(held)]
    return "\n".join(["".join(head), *written])


def _agreed(held: db.export.Exported) -> list[str]:
    """A line for each date of asking that is not what the last file said, but what the huddle agreed since."""
    found = []
    for key, one in held.agreed.items():
        called = db.export.name(("person", key), held.places.get(("person", key), {}))
        what = f"asked until {one.until}" if one.until else "asking ended"
        found.append(f"# {called}: {what}, as agreed in the huddle on {one.on}.\n")
    return found


def _of(held: db.export.Exported, name: str) -> Iterable[tuple[db.export.Part, Model]]:
    return [(part, spec) for part, spec in db.export.parts(held.house) if part[0] == name]


def doubts(held: db.export.Exported, written: str) -> list[str]:
    """What would keep the file from being loaded as it is, in words for whoever exported it."""
    found = []
    if faults := len(house_rules.faults(held.house)):
        things = "one thing" if faults == 1 else f"{faults} things"
        found.append(
            f"As one file it has {things} to mend before it loads: relay check says which. "
            "With --service each service is exported by itself."
        )
    if len(written.encode()) > LARGEST:
        found.append("This is more than one house file may hold. With --service export each by itself.")
    return found


def keep(file: Path, written: str, *, force: bool) -> None:
    """Make `file` hold `written`, for its owner alone to read; with `force` in place of what is there.

    Raises FileExistsError where something is there (with `force`, something other than a file), or OSError.
    """
    if not force or not os.path.lexists(file):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _fill(handle, written)
        except OSError:
            os.unlink(file)
            raise
        return
    if not file.is_file():
        raise FileExistsError(file)
    # whole beside it and then in its place: what was there stays until then
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.resolve().parent)
    try:
        _fill(handle, written)
        os.replace(name, file.resolve())
    except OSError:
        os.unlink(name)
        raise


def _fill(handle: int, written: str) -> None:
    with os.fdopen(handle, "wb") as made:
        made.write(written.encode())
        made.flush()
        # before it takes another's place: a cut of the power would leave neither
        os.fsync(made.fileno())


# a part as keys and values


def _tree(part: db.export.Part, spec: Model, places: Mapping[str, str]) -> dict[str, Any]:
    full = spec.model_dump(by_alias=True, mode="json")
    tree = spec.model_dump(by_alias=True, mode="json", exclude_defaults=True)
    called = f"{part[0]} {db.export.name(part, places)}".strip()
    _refuse_unknown(tree, called, (), {tuple(place.split("/")) for place in places})
    for place, wrote in places.items():
        steps = place.split("/")
        if not _has(full, steps):
            raise Unknown(f"{called}: {' > '.join(steps)} came from the environment and is gone. {AGAIN}")
        _put(tree, steps, wrote)
    return _short(_ordered(_without_empty(tree, spec), full))  # type: ignore[no-any-return]


def _refuse_unknown(value: Any, called: str, at: tuple[str, ...], known: set[tuple[str, ...]]) -> None:
    """No text with ${ in it was written like that: a file with it would mean something else, or not load."""
    if isinstance(value, str) and "${" in value and at not in known and KEPT_AS_WRITTEN not in at:
        what = "holds ${, and it is not known how a file wrote it"
        raise Unknown(f"{called}: {' > '.join(at)} {what}. {AGAIN}")
    for step, child in _children(value):
        _refuse_unknown(child, called, (*at, str(step)), known)


def _children(value: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _has(full: Any, steps: list[str]) -> bool:
    """Whether there is one value at `steps`: weekdays are one."""
    value = full
    for step in steps:
        value = {str(key): child for key, child in _children(value)}.get(step)
    return value is not None and (not _children(value) or steps[-1] == "days")


def _put(tree: Any, steps: list[str], wrote: str) -> None:
    """Put `wrote` at `steps`, through keys that are left out because they are as they are without a word."""
    for step in steps[:-1]:
        tree = tree[int(step)] if isinstance(tree, list) else tree.setdefault(step, {})
    if isinstance(tree, list):
        tree[int(steps[-1])] = wrote
    else:
        tree[next((key for key in tree if str(key) == steps[-1]), steps[-1])] = wrote


def _without_empty(tree: Any, model: Any) -> Any:
    """`tree` without lists and keys that a file may leave out: pydantic keeps those of a default_factory."""
    if not isinstance(model, Model):
        return tree
    for name, field in type(model).model_fields.items():
        key, child = field.alias or name, getattr(model, name)
        if key in tree and not field.is_required() and child in ([], {}):
            del tree[key]
        elif key in tree and isinstance(child, Model):
            _without_empty(tree[key], child)
        elif key in tree and isinstance(child, list):
            for one, spec in zip(tree[key], child, strict=True):
                _without_empty(one, spec)
    return tree


def _ordered(tree: Any, full: Any) -> Any:
    """Keys in the order of the format, also those that were put in."""
    if isinstance(tree, dict) and isinstance(full, dict):
        return {key: _ordered(tree[key], full[key]) for key in full if key in tree}
    if isinstance(tree, list) and isinstance(full, list):
        return [_ordered(one, other) for one, other in zip(tree, full, strict=True)]
    return tree


def _short(tree: Any) -> Any:
    """As people write it: one layer bare, signs_together by its number, whole numbers without a point."""
    if isinstance(tree, list):
        return [_short(child) for child in tree]
    if isinstance(tree, float) and tree.is_integer() and abs(tree) < 1e15:
        return int(tree)
    if not isinstance(tree, dict):
        return tree
    short: dict[Any, Any] = {}
    for key, child in tree.items():
        if key == "layers" and isinstance(child, list) and len(child) == 1:
            short |= _short(child[0])
        elif key == "signs_together" and isinstance(child, dict) and set(child) == {"count"}:
            short[key] = child["count"]
        elif key == "days" and isinstance(child, list):
            short[key] = _days(child)
        elif key in ("from", "until") and WALL.fullmatch(child):
            short[key] = child.removesuffix(":00")
        else:
            short[key] = _short(child)
    return short


def _days(listed: list[str]) -> Any:
    """Three weekdays or more in a row as a range; none stays none."""
    if not listed:
        return listed
    first, last = SHORT.index(listed[0]), SHORT.index(listed[-1])
    in_a_row = len(listed) > 2 and last - first == len(listed) - 1
    return f"{listed[0]}-{listed[-1]}" if in_a_row else listed


# keys and values as YAML


def _dumped(part: dict[str, Any]) -> str:
    yaml = YAML()
    # a folded line could lose or gain a space
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    yaml.dump(_yaml(part, 0), out)
    return out.getvalue()


def _yaml(value: Any, depth: int, inside: bool = False) -> Any:
    """`value` as ruamel writes it: small ones on one line, texts in quotes. `inside` a rule all goes on one."""
    made: Any
    if isinstance(value, dict):
        flat = inside or not any(isinstance(child, dict) or _of_dicts(child) for child in value.values())
        made = CommentedMap(
            (_key(key), _yaml(child, depth + 2, inside or key == "when")) for key, child in value.items()
        )
    elif isinstance(value, list):
        flat = inside or not _of_dicts(value)
        made = CommentedSeq(_yaml(child, depth + 4, inside) for child in value)
    else:
        return _scalar(value)
    if flat and depth + _length(value) <= LINE and depth:
        made.fa.set_flow_style()
    else:
        made.fa.set_block_style()
    return made


def _of_dicts(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(child, dict | list) for child in value)


def _length(value: Any) -> int:
    """About how long `value` is on one line."""
    if isinstance(value, dict):
        return 2 + sum(len(str(key)) + 4 + _length(child) for key, child in value.items())
    return 2 + sum(2 + _length(child) for child in value) if isinstance(value, list) else len(str(value)) + 2


def _key(key: Any) -> Any:
    text = str(key)
    if text in ("1", "2", "3"):  # levels
        return int(text)
    return text if _plain(text) else DoubleQuotedScalarString(text)


def _plain(text: str) -> bool:
    word = WORD.fullmatch(text) is not None and text.lower() not in TAKEN
    return word or MEASURE.fullmatch(text) is not None


def _scalar(value: Any) -> Any:
    if not isinstance(value, str) or _plain(value):
        return value
    return _day(value) or DoubleQuotedScalarString(value)


def _day(text: str) -> date | None:
    """`text` when it is a date, which needs no quotes."""
    try:
        found = date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None
    return found if found and found.year >= 1900 else None
