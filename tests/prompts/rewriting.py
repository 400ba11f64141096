"""Putting other words into every field that people write, of any value that wording is drawn from."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pydantic import BaseModel

# what Relay itself writes, or the house file's own keys, which a pattern keeps to plain letters
OURS = {
    "key", "slack", "channel", "domain", "rating", "urgency", "rings_as", "state", "kind", "role", "tell",
    "phoned_by", "sharing", "ladder", "covers", "zone", "next", "sign", "partner", "staff", "drafted_by", "approved_by",
    "involve", "timezone", "followed", "steps_taken", "topic", "knows", "not_happened", "meta", "standing", "noted",
    "not_seen", "contact_missed", "carried", "met", "promised", "because", "did", "informed", "fair",
    "debrief_person", "debrief_staff", "judged", "verdict", "found",
}  # fmt: skip
Field = tuple[str, str]
# the same of fields whose names others write into
CHOICES: tuple[Field, ...] = (
    ("Sign", "worse"), ("Answer", "steps"), ("Lapsed", "why"), ("Event", "what"), ("Event", "about"),
    ("Closing", "wanted"), ("Closing", "outcome"), ("Task", "part"), ("Looked", "action"),
    ("Action", "result"), ("Action", "week"), ("Telling", "tells"), ("Became", "how"), ("Check", "how"),
    ("AroundPart", "around"), ("Timed", "leg"), ("Due", "what"), ("", ""),
)  # fmt: skip
Words = Callable[[Field, str], str]


def rewritten(value: Any, words: Words, field: Field = ("", "")) -> Any:
    """`value` with each text t that people write replaced by words((class name, field), t)."""
    if isinstance(value, str):
        ours = field[1] in OURS or field in CHOICES
        return value if ours else words(field, value)
    if isinstance(value, BaseModel):
        return value.model_copy(update=_parts(value, list(type(value).model_fields), words))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **_parts(value, [one.name for one in fields(value)], words))
    if isinstance(value, dict):
        return {key: rewritten(part, words, field) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(rewritten(part, words, field) for part in value)
    return value


def _parts(owner: Any, names: list[str], words: Words) -> dict[str, Any]:
    return {name: rewritten(getattr(owner, name), words, (type(owner).__name__, name)) for name in names}
