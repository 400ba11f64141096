"""JSON Schema of the house file, for editors: what `relay schema` prints.

It takes what the loader takes of one value or one part; what must agree between parts is the loader's to say.
What the models say is made fit for a hand-written file: `${NAME}` for any text, no nulls, a rule in one place.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import time, timedelta
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from bot import durations
from bot.loaded import House
from bot.rules import RULES

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TITLE = "Relay house file"
SAYS = "A house: its services, staff, rotas, ladders, and the people supported with their plans."
FILLED = {
    "description": "Text with ${NAME} in it, which is read from the environment.",
    "type": "string",
    "pattern": r"\$\{[A-Za-z_][A-Za-z0-9_]*\}",
}
ANY_RULE = {
    "description": "One rule; several go under any_of or all_of.",
    "oneOf": [{"$ref": f"#/$defs/{rule.__name__}"} for rule in RULES.values()],
}
# what is said of a key, and not of its value
ABOUT = ("description", "default", "examples")
# by rating: the keys that a sign then needs, and those that it would not use
RATED = {
    "seen": ([], ["levels", "unit", "worse"]),
    "0-3": (["levels"], ["unit", "worse"]),
    "count": (["worse"], ["levels"]),
    "number": (["unit", "worse"], ["levels"]),
}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one house file, with a description for every key. A new one each time."""
    # copied, for the forms that one kind of value has are shared by all its keys
    made = deepcopy(House.model_json_schema(by_alias=True, schema_generator=_ForEditors))
    parts = made["$defs"]
    for part in list(_inside(made)):
        _one_place_for_rules(part)
        _described(part, parts)
        _own_keys(part)
        _or_filled(part, parts)
    for name, part in parts.items():
        part.pop("title", None)
        part.update(AGREE[name]() if name in AGREE else {})
    _bare_layer(parts["Rota"], parts["Layer"])
    made["$defs"] = dict(sorted({**parts, **deepcopy({"Rule": ANY_RULE, "Filled": FILLED})}.items()))
    return {"$schema": DRAFT, **made, "title": TITLE, "description": SAYS}


class _ForEditors(GenerateJsonSchema):
    """Without titles, nulls and defaults that are no plain value: nobody writes those."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002
        return False

    def nullable_schema(self, schema: Any) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def encode_default(self, dft: Any) -> Any:
        if isinstance(dft, time):
            return f"{dft:%H:%M}"
        return durations.written(dft) if isinstance(dft, timedelta) else super().encode_default(dft)

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if isinstance(made.get("default"), dict | list | None):
            made.pop("default", None)
        return made


def _inside(part: Any) -> Iterator[dict[str, Any]]:
    """`part` and every schema inside it; those that hold others come before them."""
    if not isinstance(part, dict):
        return
    yield part
    for several in ("$defs", "properties", "patternProperties"):
        for inner in list(part.get(several, {}).values()):
            yield from _inside(inner)
    for inner in [part.get("items"), part.get("additionalProperties")]:
        yield from _inside(inner)
    for several in ("anyOf", "oneOf"):
        for inner in part.get(several, ()):
            yield from _inside(inner)


def _one_place_for_rules(part: dict[str, Any]) -> None:
    """A rule may hold rules: the ten kinds are listed once, and referred to."""
    if part.get("oneOf") == ANY_RULE["oneOf"]:
        del part["oneOf"]
        part["$ref"] = "#/$defs/Rule"


def _described(part: dict[str, Any], shared: dict[str, Any]) -> None:
    """A key whose description is that of what it refers to has lost it on the way."""
    for inner in part.get("properties", {}).values():
        if "description" not in inner and "$ref" in inner:
            inner["description"] = shared[inner["$ref"].rpartition("/")[2]]["description"]


def _own_keys(part: dict[str, Any]) -> None:
    """Keys that are a plan's own words have no other form than theirs."""
    part.pop("propertyNames", None)
    if "patternProperties" in part:
        part["additionalProperties"] = False


def _or_filled(part: dict[str, Any], shared: dict[str, Any]) -> None:
    """Text of a certain form may be text with `${NAME}` in it; a form with a name is kept once, under it."""
    if part.get("type") != "string" or not {"pattern", "enum"} & set(part):
        return
    name = part.pop("title", None)
    form = {key: part.pop(key) for key in list(part) if key not in ABOUT}
    examples = {key: part.pop(key) for key in ("examples",) if name and key in part}
    either = {"anyOf": [form, {"$ref": "#/$defs/Filled"}]}
    if name:
        shared[name] = {"description": form["patternErrorMessage"], **examples, **either}
        part["$ref"] = f"#/$defs/{name}"
    else:
        part |= either


# what must agree between the keys of one part


def _if(key: str, value: str, then: dict[str, Any]) -> dict[str, Any]:
    return {"if": {"properties": {key: {"const": value}}, "required": [key]}, "then": then}


def _sign() -> dict[str, Any]:
    needs = {
        rating: {"required": wanted, "properties": dict.fromkeys(unused, False)}
        for rating, (wanted, unused) in RATED.items()
    }
    return {"allOf": [_if("rating", rating, then) for rating, then in needs.items()]}


def _agreed() -> dict[str, Any]:
    return _if("sharing", "best_interests", {"required": ["capacity_note"]})


def _not_wanted() -> dict[str, Any]:
    return {"oneOf": [{"required": [who]} for who in ("staff", "partner", "name")]}


def _one_bound() -> dict[str, Any]:
    # said of keys only: an editor would have this, too, against a value not yet written
    return {"not": {"type": "object", "required": ["at_least", "at_most"]}}


AGREE: dict[str, Callable[[], dict[str, Any]]] = {
    "Sign": _sign,
    "Agreed": _agreed,
    "NotWanted": _not_wanted,
    "SignRule": _one_bound,
    "Repeats": _one_bound,
}


def _bare_layer(rota: dict[str, Any], layer: dict[str, Any]) -> None:
    """A rota has `layers`, or the keys of one layer and none."""
    bare = {key: deepcopy(part) for key, part in layer["properties"].items()}
    rota["properties"] |= bare
    rota["required"] = [key for key in rota["required"] if key != "layers"]
    rota["oneOf"] = [
        {"required": ["layers"], "properties": dict.fromkeys(bare, False)},
        {"required": list(bare), "properties": {"layers": False}},
    ]
