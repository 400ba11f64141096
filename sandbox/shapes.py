"""Shapes of JSON as Slack checks them: each check adds its complaints with a JSON pointer."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sandbox.plain import Json

Complaints = list[str]
Check = Callable[[Any, str, Complaints], None]


def complain(complaints: Complaints, what: str, at: str) -> None:
    """Add one complaint in Slack's words."""
    complaints.append(f"[ERROR] {what} [json-pointer:{at}]")


def string(most: int, least: int = 1, like: str = "") -> Check:
    """Check a string of `least` to `most` characters that matches `like`."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, str):
            complain(complaints, "must be a string", at)
        elif len(value) > most:
            complain(complaints, f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            complain(complaints, f"must be more than {least - 1} characters", at)
        elif like and not re.fullmatch(like, value):
            complain(complaints, "invalid format", at)

    return check


def choice(*allowed: str) -> Check:
    """Check that a value is one of these words."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if value not in allowed:
            complain(complaints, f"must be one of {', '.join(allowed)}", at)

    return check


def number(least: int, most: int) -> Check:
    """Check a whole number within bounds."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            complain(complaints, "must be an integer", at)
        elif not least <= value <= most:
            complain(complaints, f"must be between {least} and {most}", at)

    return check


def number_at_all(value: Any, at: str, complaints: Complaints) -> None:
    """Check a number that JSON can carry."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        complain(complaints, "must be a number", at)


def boolean(value: Any, at: str, complaints: Complaints) -> None:
    """Check a truth value."""
    if not isinstance(value, bool):
        complain(complaints, "must be a boolean", at)


def anything(value: Any, at: str, complaints: Complaints) -> None:
    """Let every value pass."""


def items(least: int, most: int, each: Check) -> Check:
    """Check a list of `least` to `most` things."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, list):
            return complain(complaints, "must be an array", at)
        if len(value) > most:
            complain(complaints, f"no more than {most} items allowed", at)
        if len(value) < least:
            complain(complaints, f"no less than {least} items allowed", at)
        for index, one in enumerate(value):
            each(one, f"{at}/{index}", complaints)
        return None

    return check


def shape(
    needs: Mapping[str, Check], may: Mapping[str, Check] | None = None, *, one_of: Sequence[str] = ()
) -> Check:
    """Check an object: what it needs, what it may have beside, nothing else, and at least one of `one_of`."""
    known = {**needs, **(may or {})}

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, dict):
            return complain(complaints, "must provide an object", at)
        for name in needs:
            if value.get(name) is None:
                complain(complaints, f"missing required field: {name}", at)
        if one_of and not any(value.get(name) is not None for name in one_of):
            complain(complaints, f"must provide one of: {', '.join(one_of)}", at)
        for name, inner in value.items():
            if name not in known:
                complain(complaints, f"invalid additional property: {name}", at)
            elif inner is not None:
                known[name](inner, f"{at}/{name}", complaints)
        return None

    return check


def typed(table: Mapping[str, Check], allowed: Sequence[str]) -> Check:
    """Check an object by what its `type` says, where that type is allowed here."""

    def check(value: Any, at: str, complaints: Complaints) -> None:
        if not isinstance(value, dict):
            return complain(complaints, "must provide an object", at)
        kind = value.get("type")
        if kind is None:
            return complain(complaints, "missing required field: type", at)
        if kind not in allowed or kind not in table:
            return complain(complaints, f"unsupported type: {kind}", f"{at}/type")
        return table[kind](value, at, complaints)

    return check


def also(check: Check, *more: Callable[[Json, str, Complaints], None]) -> Check:
    """Check with `check`, and where the value is an object with these rules too."""

    def both(value: Any, at: str, complaints: Complaints) -> None:
        check(value, at, complaints)
        if isinstance(value, dict):
            for rule in more:
                rule(value, at, complaints)

    return both
