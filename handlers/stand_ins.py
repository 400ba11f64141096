"""What stands for a value that a file lacks, so that the rest around it can still be looked at in the same run.

Only for values without which much would be left out, and by which no rule of another part goes.
"""

from typing import Any

from handlers.nodes import Node

USER = "U0STANDIN"
KEY = "stand-in"
AGREED = {
    "when": "2000-01-01",
    "with": [],
    "drafted_by": USER,
    "approved_by": USER,
    "review_by": "2099-12-31",
}
PARTNER = {"agency": KEY, "lead": KEY, "hears": KEY}
# by the keys on the way; {} in a text is a number, for what no two may share
STAND_INS: dict[tuple[str, ...], Any] = {
    ("organisation", "name"): KEY,
    ("services", "name"): KEY,
    ("services", "channel"): "C0STANDIN{}",
    ("services", "phone"): "000",
    ("services", "timezone"): "UTC",
    ("services", "ladder"): KEY,
    ("services", "shifts", "name"): KEY,
    ("services", "shifts", "starts"): "04:44",
    ("staff", "name"): KEY,
    ("staff", "role"): "support_worker",
    ("staff", "services"): [],
    ("rotas", "timezone"): "UTC",
    ("rotas", "layers", "handoff", "every"): "1 d",
    ("rotas", "layers", "handoff", "at"): "09:00",
    ("rotas", "layers", "handoff", "from"): "2000-01-01",
    ("ladders", "rungs", "tell"): "role:manager",
    ("ladders", "rungs", "within"): "10 min",
    ("people", "known_as"): "stand-in {}",
    ("people", "service"): KEY,
    ("people", "plan", "agreed"): AGREED,
    **{("people", "plan", "agreed", key): value for key, value in AGREED.items()},
    **{("people", "plan", "partners", key): value for key, value in PARTNER.items()},
    ("people", "plan", "signs", "says"): KEY,
    ("people", "plan", "signs", "domain"): "other",
    ("people", "plan", "thresholds", "tell"): f"ladder:{KEY}",
}
# what a fault may call by name, though the file never said it
NAMES = frozenset({USER, KEY})


def stand_in(path: tuple[str | int, ...], around: Node, number: int) -> Node | None:
    """A value for the key at the end of `path`, which `around` lacks; None for what nothing can stand for."""
    value = STAND_INS.get(tuple(step for step in path if isinstance(step, str)))
    return None if value is None else _node(value, around, number)


def _node(value: Any, around: Node, number: int) -> Node:
    if isinstance(value, dict):
        value = {key: _node(child, around, number) for key, child in value.items()}
    elif isinstance(value, str):
        value = value.format(number)
    return Node(around.file, around.line, value)
