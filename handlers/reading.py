"""From a merged file to a house: the environment filled in, shapes and rules checked, every fault placed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot import house_rules
from bot.faults import Fault, nearest
from bot.house_rules import House
from handlers import faulty, places, stand_ins
from handlers.nodes import Node
from handlers.places import Found

NAMES = re.compile(r"\$\{([^}]*)(\}?)")
# an address keeps its ${NAME}: it is read when it is used, and written as it was
KEPT_AS_WRITTEN = "fallback"
# weekdays are sorted
WHOLE_LIST = "days"
# beside the path of an error: of these, the last step is a key and not the place of its value
ABOUT_KEYS = ("missing", "extra_forbidden")
Path = tuple[str | int, ...]


class Reading:
    """Files on their way to a house. Faults gather in `found`, which never holds a value of the environment.

    So that all faults show in one run, parts without a right shape are taken out until the rest is a house,
    and the rules look at that; something else stands in for a part that much hangs on. A fault that may only
    come from what was taken out is not said; neither is one that may come from a file that could not be read
    (`whole` is false).
    """

    def __init__(self, root: Node, environment: Mapping[str, str], whole: bool) -> None:
        self.root = _copy(root)
        self.environment = environment
        self.whole = whole
        self.found: list[Found] = []
        self.used: dict[str, str] = {}
        self.filled: set[int] = set()
        self.unset: set[int] = set()
        self.touched: set[int] = set()
        self.gone: set[str] = set()
        self.kept: list[Node] = []

    def house(self) -> House:
        """The house, as far as its parts have the right shape."""
        self._look_up(self.root, ())
        house = self._shaped()
        for fault in house_rules.faults(house):
            self._rule(fault)
        return house

    # the environment

    def _look_up(self, node: Node, path: Path) -> None:
        """Note every `${NAME}`, and say which are not set."""
        for step, child in _children(node):
            self._look_up(child, (*path, step))
        if isinstance(node.value, str) and "${" in node.value:
            self.filled.add(id(node))
            for match in NAMES.finditer(node.value):
                self._name(match, node, path)

    def _name(self, match: re.Match[str], node: Node, path: Path) -> None:
        name = match[1]
        if not (name.isidentifier() and name.isascii() and match[2]):
            self._say(
                path, "has ${ without a name and }", "Write for example ${DEE_SMS}, or take the ${ out."
            )
        elif name not in self.environment:
            remedy = f"Set {name} in the environment that this command runs in; .env is not read for it."
            self._say(path, f"reads ${{{name}}}, which is not set", remedy)
        else:
            self.used[name] = self.environment[name]
            return
        self.unset.add(id(node))

    def _plain(self, node: Node, as_written: bool = False) -> Any:
        """What the models read."""
        if isinstance(node.value, dict):
            return {key: self._plain(child, key == KEPT_AS_WRITTEN) for key, child in node.value.items()}
        if isinstance(node.value, list):
            return [self._plain(child, as_written) for child in node.value]
        if id(node) in self.filled and not as_written:
            return NAMES.sub(lambda match: self.environment.get(match[1], match[0]), node.value)
        return node.value

    def written(self, node: Node, path: Path = ()) -> Iterator[tuple[Path, str]]:
        """Each place under `node` whose value comes from the environment, with the text as written."""
        for step, child in _children(node):
            if step == WHOLE_LIST and isinstance(child.value, list) and self._is_filled(child):
                # kept in another order: their names stand together, and are read like that too
                yield (*path, step), ",".join(one.value for one in child.value)
            elif step != KEPT_AS_WRITTEN:
                yield from self.written(child, (*path, step))
        if id(node) in self.filled:
            yield path, node.value

    def _is_filled(self, node: Node) -> bool:
        return id(node) in self.filled or any(self._is_filled(child) for _, child in _children(node))

    # shapes

    def _shaped(self) -> House:
        say = True
        while True:
            try:
                return House.model_validate(self._plain(self.root), by_alias=True, by_name=False)
            except ValidationError as error:
                errors = error.errors(include_url=False)
            if say:
                self._say_shapes(errors)
                # what comes up later is missing only because it was taken out
                say = False
            # found before anything goes, for then places in lists are others
            for one, steps in [(one, self._steps(one["loc"])) for one in errors]:
                if one["type"] != "missing" or not self._put_in(one["loc"], steps[-1]):
                    self._take_out(steps)

    def _say_shapes(self, errors: Sequence[Any]) -> None:
        meant = {(one["loc"][:-1], _meant(one["loc"])) for one in errors if one["type"] == "extra_forbidden"}
        for error in errors:
            path: Path = error["loc"]
            node = self._steps(path)[-1]
            # a key with a slip in it is one fault, not two
            slip = error["type"] == "missing" and (path[:-1], path[-1]) in meant
            if id(node) not in self.unset and not slip:
                self._say_shape(error, path, node)

    def _say_shape(self, error: Any, path: Path, node: Node) -> None:
        if error["type"] in ABOUT_KEYS:
            what, remedy = faulty.said(error, path, node.value)
            key = str(path[-1]) if error["type"] == "extra_forbidden" else None
            self._say(path[:-1], what, remedy, key)
        elif self._is_filled(node):
            what = "does not fit here once its ${…} is filled in"
            self._say(path, what, "Look at what the environment holds.")
        else:
            # a phone is written 01632 in the file, and 1632 would be somebody else's
            to_quote = error["type"] == "string_type" and isinstance(node.value, int | float)
            self._say(path, *faulty.said(error, path, node.wrote if to_quote else node.value))

    def _put_in(self, path: Path, around: Node) -> bool:
        """Put a stand-in for what is missing at `path` into `around`, where there is one for it."""
        made = stand_ins.stand_in(path, around, len(self.kept))
        if made is None:
            return False
        around.value = {**around.value, str(path[-1]): made}
        self.touched.add(id(around))
        self.gone |= stand_ins.NAMES
        self.kept.append(made)
        return True

    def _take_out(self, steps: list[Node]) -> None:
        """Take the last of `steps` out of the one before."""
        around, node = steps[-2:]
        self.touched |= {id(one) for one in steps[-3:-1]}
        self.gone |= _names(node)
        # a node that is gone keeps its id to itself
        self.kept.append(node)
        if isinstance(around.value, list):
            around.value = [child for child in around.value if child is not node]
        else:
            around.value = {key: child for key, child in around.value.items() if child is not node}

    def _steps(self, path: Path) -> list[Node]:
        return [self.root, *(node for _, node in places.walk(self.root, path))]

    # rules

    def _rule(self, fault: Fault) -> None:
        if (fault.names or fault.counts) and not self.whole:
            return
        around = self._steps(fault.path)[-1]
        # a name stands for itself, whatever was taken out beside it
        changed = id(around) in self.touched and not (fault.names and fault.key in around.value)
        if changed or fault.names & self.gone or (fault.counts and self.touched):
            return
        what = fault.what
        if fault.first is not None:
            file, line = places.line(self.root, fault.first)
            here, _ = places.line(self.root, fault.path)
            what += f", first {'' if file == here else f'in {file} '}on line {line}"
        self._say(fault.path, what, fault.remedy, fault.key)

    def _say(self, path: Path, what: str, remedy: str, key: str | None = None) -> None:
        self.found.append(self.placed(Fault(path, what, remedy, key)))

    def placed(self, fault: Fault) -> Found:
        """What `fault` says, with its file, line and place, and no value of the environment."""
        path = (*fault.path, fault.key) if fault.key else fault.path
        file, line = places.line(self.root, path)
        where = places.spoken(self.root, fault.path)
        return Found(file, line, self._hidden(f"{where}: {fault.what}"), self._hidden(fault.remedy))

    def _hidden(self, text: str) -> str:
        """`text` with the names of what the environment holds in place of the values."""
        for name, value in self.used.items():
            if len(value) >= 4:
                text = text.replace(value, f"${{{name}}}")
            elif value:
                text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", f"${{{name}}}", text)
        return text


def _copy(node: Node) -> Node:
    """Anchored values become values of their own, so that taking a faulty one out leaves its twin."""
    value = node.value
    if isinstance(value, dict):
        value = {key: _copy(child) for key, child in value.items()}
    elif isinstance(value, list):
        value = [_copy(child) for child in value]
    return Node(node.file, node.line, value, node.keys, node.size, node.wrote)


def _children(node: Node) -> Iterator[tuple[str | int, Node]]:
    if isinstance(node.value, dict):
        yield from node.value.items()
    elif isinstance(node.value, list):
        yield from enumerate(node.value)


def _names(node: Node) -> set[str]:
    """Everything in `node` that another part may have called by name."""
    own = {node.value} if isinstance(node.value, str) else set()
    return own.union(*(_names(child) for _, child in _children(node)))


def _meant(path: Path) -> str | None:
    return nearest(str(path[-1]), places.keys_at(path[:-1]))
