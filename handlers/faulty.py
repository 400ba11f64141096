"""What pydantic finds wrong with the shape of a house file, in words that say what to write instead."""

from collections.abc import Callable
from typing import Any

from bot import faults
from bot.rules import RULES
from handlers.nodes import shown
from handlers.places import keys_at

Said = tuple[str, str]

# what a missing key might be
EXAMPLES = {
    "key": "key: rowan-house",
    "name": "name: Rowan House",
    "channel": "channel: C0ROWAN, the id at the foot of the channel's details in Slack",
    "phone": 'phone: "01632 960111"',
    "timezone": "timezone: Europe/London",
    "ladder": "ladder: house",
    "shifts": 'shifts: [{key: early, name: Early, starts: "07:30"}]',
    "starts": 'starts: "07:30"',
    "slack": "slack: U0WORKER, the member id in their Slack profile",
    "role": "role: support_worker",
    "services": "services: [rowan-house]",
    "handoff": 'handoff: {every: 1 week, day: monday, at: "09:00", from: 2026-01-05}',
    "members": "members: [U0ASH]",
    "layers": "members and handoff",
    "every": "every: 1 week",
    "at": 'at: "09:00"',
    "within": "within: 10 min",
    "tell": '"ladder:house" after tell:',
    "rungs": 'rungs: [{tell: "role:manager", within: 10 min}]',
    "known_as": "known_as: Sam",
    "service": "service: rowan-house",
    "when": "when: with a date in agreed (2026-10-01), with a rule in a threshold (signs_together: 2)",
    "with": 'with: ["Sam"]',
    "review_by": "review_by: 2027-01-31",
    "domain": "domain: sleep",
    "rating": "rating: seen",
    "count": "count: 2",
    "sign": "sign: sleep",
    "signs": "signs: [sleep, pacing]",
    "times": "times: 3",
    "in_last": "in_last: 5 handovers",
    "over": "over: 3",
    "at_least": "at_least: 3",
}
# keys with values under them that a word or a number was written for
GROUPS = {
    "signs_together": "signs_together: 2",
    "repeats": "repeats: {sign: sleep, at_least: 2, times: 3, in_last: 5 handovers}",
    "adds_up": "adds_up: {signs: [sleep, eating], at_least: 4, in_last: 24 h}",
    "rising": "rising: {sign: sleep, over: 3}",
    "steps_not_followed": "steps_not_followed: {times: 2, in_last: 7 d}",
    "missed_contacts": "missed_contacts: {times: 2, in_last: 7 d}",
    "weights": "weights: {sleep: 2}",
}
# a pattern's first characters tell which it is
PATTERNS = (
    (
        "^[a-z0-9]",
        "is not a key",
        "Use small letters, digits and dashes, 40 at most, for example rowan-house.",
    ),
    (
        "^(?:[UW]",
        "is not a Slack member id",
        "Copy it from their profile in Slack; it looks like U0WORKER. A turn that is nobody's is nobody.",
    ),
    ("^[UW]", "is not a Slack member id", "Copy it from their profile in Slack; it looks like U0WORKER."),
    (
        "^[CG]",
        "is not a Slack channel id",
        "Copy it from the channel's details in Slack; it looks like C0ROWAN.",
    ),
    (
        "^(role|rota)",
        "is not somebody a rung can tell",
        'Write "role:manager" or "rota:first-line", for example.',
    ),
    ("^(ladder", "is not somebody to tell", 'Write "ladder:house", "role:manager" or "rota:first-line".'),
)


def said(error: Any, path: tuple[str | int, ...], written: Any) -> Said:
    """What is wrong and the remedy, for one of pydantic's errors at `path`; `written` is what stands there."""
    say = WORDS.get(error["type"], _otherwise)
    return say(error.get("ctx", {}), path, written)


def _otherwise(_ctx: Any, _path: tuple[str | int, ...], _written: Any) -> Said:
    return "does not fit here", "Compare it with examples/rowan-house.yaml."


def _missing(_ctx: Any, path: tuple[str | int, ...], _written: Any) -> Said:
    key = str(path[-1])
    return f"has no {key}", f"Add {EXAMPLES.get(key, key)}."


def _unknown(_ctx: Any, path: tuple[str | int, ...], _written: Any) -> Said:
    key = str(path[-1])
    known = keys_at(path[:-1])
    near = faults.nearest(key, known)
    remedy = f"Did you mean {near}?" if near else f"Take it out. Keys here are {faults.listed(known, 20)}."
    return f"has the key {shown(key)}, which Relay does not know", remedy


def _text(_ctx: Any, _path: tuple[str | int, ...], written: Any) -> Said:
    if written is None:
        return "has nothing after it", "Write something, or take the line out."
    if isinstance(written, list | dict):
        return (
            f"is {_kind(written)} where words belong",
            "Write words, in quotes if they have a colon in them.",
        )
    return "is a number, or true or false, where words belong", f'Put it in quotes, as in "{written}".'


def _kind(written: Any) -> str:
    return "a list" if isinstance(written, list) else "keys with values"


def _one_of(ctx: Any, _path: tuple[str | int, ...], written: Any) -> Said:
    allowed = [
        word.strip().strip("'") for word in str(ctx.get("expected", "")).replace(" or ", ", ").split(", ")
    ]
    near = faults.nearest(str(written), allowed)
    remedy = f"Did you mean {near}?" if near else f"Write one of {faults.listed(allowed, 20)}."
    return "is not one of the words that belong here", remedy


def _pattern(ctx: Any, _path: tuple[str | int, ...], _written: Any) -> Said:
    pattern = str(ctx.get("pattern", ""))
    found = ((what, remedy) for begins, what, remedy in PATTERNS if pattern.startswith(begins))
    return next(found, _otherwise(ctx, (), None))


def _value(ctx: Any, _path: tuple[str | int, ...], written: Any) -> Said:
    what, _, remedy = str(ctx["error"]).partition("; ")
    if what == "has no rule" and (near := _near_rule(written)):
        return what, f"Did you mean {near}?"
    return what, f"{remedy[:1].upper()}{remedy[1:]}{'' if remedy.endswith('?') else '.'}"


def _near_rule(written: Any) -> str | None:
    return next((near for key in written if (near := faults.nearest(key, RULES))), None)


def _too_long(ctx: Any, _path: tuple[str | int, ...], written: Any) -> Said:
    most = ctx["max_length"]
    if isinstance(written, str):
        return f"has {len(written.strip())} characters, and {most} fit", "Say it in fewer words."
    return f"has {ctx['actual_length']}, and {most} at most", "Take some out."


def _too_short(ctx: Any, path: tuple[str | int, ...], written: Any) -> Said:
    if path[-1] in ("any_of", "all_of"):
        what = "has one rule only" if ctx["actual_length"] else "is empty"
        return what, "Write two rules or more under it, or the one rule without it."
    if isinstance(written, str) and written.strip():
        return "is too short", "Write it in full."
    return "is empty", "Write something here, at least one."


def _keys(_ctx: Any, path: tuple[str | int, ...], _written: Any) -> Said:
    example = GROUPS.get(str(path[-1]))
    remedy = (
        f"Write for example {example}."
        if example
        else "Write keys with values under it, each like name: value."
    )
    return "is not a group of keys", remedy


def _always(what: str, remedy: str) -> Callable[[Any, tuple[str | int, ...], Any], Said]:
    return lambda _ctx, _path, _written: (what, remedy)


def _limit(words: str, key: str) -> Callable[[Any, tuple[str | int, ...], Any], Said]:
    return lambda ctx, _path, _written: (
        f"is not {words} {ctx[key]:g}",
        f"Write a number {words} {ctx[key]:g}.",
    )


_NUMBER = _always("is not a number", "Write a number without quotes, for example 2.")
_WHOLE = _always("is not a whole number", "Write a whole number without quotes, for example 3.")
_TRUE = _always("is neither true nor false", "Write true or false.")
_LIST = _always("is not a list", "Put each thing on a line of its own after a dash, or write [one, two].")

WORDS: dict[str, Callable[[Any, tuple[str | int, ...], Any], Said]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "string_type": _text,
    "string_unicode": _always("has half of a character in it", "Write it anew."),
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "string_pattern_mismatch": _pattern,
    "literal_error": _one_of,
    "value_error": _value,
    "too_long": _too_long,
    "too_short": _too_short,
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_from_float": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _TRUE,
    "bool_parsing": _TRUE,
    "list_type": _LIST,
    "dict_type": _keys,
    "model_type": _keys,
    "model_attributes_type": _keys,
    "greater_than_equal": _limit("at least", "ge"),
    "greater_than": _limit("more than", "gt"),
    "less_than_equal": _limit("at most", "le"),
}
