"""A saved history: written for its owner alone, and read back with every fault and its place."""

import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from bot.recorded import Recorded

LARGEST = 64 * 1024 * 1024
SHOWN_AT_MOST = 20


class Unusable(Exception):
    """The file cannot be used; `lines` say why, each with its place and what to do."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)
        super().__init__(f"{len(self.lines)} to mend")


def save(file: Path, recorded: Recorded) -> None:
    """Write a history, readable only by its owner. Raises Unusable when something is there, or it cannot be."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Unusable([f"{file}: is there already. Name another file, or take that one away."]) from None
    except OSError as error:
        raise Unusable([f"{file}: cannot be written ({error.strerror}). Look at its folder."]) from None
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(recorded.model_dump_json(indent=1))
        opened.write("\n")


def read(file: Path) -> Recorded:
    """The history in a file. Raises Unusable with every fault found."""
    try:
        return Recorded.model_validate_json(_data(file))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        lines = [f"{file}: {_fault(one['loc'], one['msg'])}" for one in faults[:SHOWN_AT_MOST]]
        if more := len(faults) - SHOWN_AT_MOST:
            lines += [f"{file}: and {more} more."] if more > 0 else []
        raise Unusable(lines) from None


def _data(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except FileNotFoundError:
        raise Unusable([f"{file}: is not there. Look at its name and folder."]) from None
    except OSError as error:
        raise Unusable([f"{file}: cannot be opened ({error.strerror}). Look at its name."]) from None
    if len(data) > LARGEST:
        raise Unusable([f"{file}: is too large for a saved history. Is it the right file?"])
    return data


def _fault(place: Sequence[int | str], said: str) -> str:
    """ "replies > 3 > kind: …", counting from 0 as a program does that wrote the file."""
    words = said.removeprefix("Value error, ")
    return f"{' > '.join(map(str, place))}: {words}." if place else f"{words}."
