"""How a form is filled in: what must be, by the dice; of a person's signs, some."""

from random import Random
from typing import Any

Json = dict[str, Any]
State = dict[str, dict[str, Any]]
SIGN = "sign:"
# words of Relay's that say: this was not kept, or nobody knows
NOT_SAVED = ("Not saved", "could not say", "not saved")


def filled(view: Json, dice: Random) -> State:
    """Plain values for the fields, as a page sends them; what stands there already mostly stays."""
    state: State = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        value = _sign(block, dice) if block["block_id"].startswith(SIGN) else _field(block, dice)
        if value is not None:
            state[block["block_id"]] = {block["element"]["action_id"]: value}
    return state


def signs(state: State) -> dict[str, str]:
    """The signs that were said to be seen, with their values."""
    given = {
        block.removeprefix(SIGN): str(next(iter(values.values())))
        for block, values in state.items()
        if block.startswith(SIGN)
    }
    return {key: value for key, value in given.items() if value.isdigit() and value != "0"}


def not_saved(errors: dict[str, str]) -> bool:
    """Whether what stands beside the fields is that nothing was kept, and not something to mend."""
    return any(word in one for one in errors.values() for word in NOT_SAVED)


def _sign(block: Json, dice: Random) -> str | None:
    values = [one["value"] for one in block["element"].get("options", [])]
    seen = [one for one in values if one.isdigit() and one != "0"]
    return dice.choice(seen) if seen and dice.random() < 0.45 else None


def _field(block: Json, dice: Random) -> Any:
    element = block["element"]
    if block.get("optional") or any(name.startswith("initial") for name in element):
        return None
    options = [one["value"] for one in element.get("options", [])]
    match element["type"]:
        case "checkboxes" | "multi_static_select":
            return [dice.choice(options)]
        case "static_select" | "radio_buttons":
            return dice.choice(options)
        case "timepicker":
            return f"{dice.randrange(24):02}:{dice.choice([0, 30]):02}"
        case "datepicker":
            return "2026-12-01"
        case "number_input":
            return str(dice.randrange(3))
    return "Tea, and a talk"
