"""Open forms and App Homes: stacks of views, their hashes, and the triggers that open them."""

import copy
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.forms import Values, stateful, whole
from sandbox.limits import check_view, elements_in
from sandbox.plain import Json, Refused

TRIGGER_LIVES = 3.0
MOST_VIEWS = 3


@dataclass(slots=True, eq=False)
class View:
    """A form or a Home that somebody has open."""

    id: str
    user: str
    shape: Json
    root: str
    previous: str | None = None
    hash: str = field(default_factory=lambda: f"{int(time.time())}.{secrets.token_hex(4)}")
    entered: Values = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """Return the blocks drawn now."""
        blocks: list[Json] = self.shape["blocks"]
        return blocks

    def become(self, shape: Json) -> None:
        """Show another shape; what was entered into elements that stay, stays."""
        here = {(b["block_id"], e["action_id"]) for b, e in stateful(shape["blocks"])}
        self.entered = {
            block: kept
            for block, actions in self.entered.items()
            if (kept := {a: v for a, v in actions.items() if (block, a) in here})
        }
        self.shape, self.errors = shape, {}
        self.hash = f"{int(time.time())}.{secrets.token_hex(4)}"


@dataclass(slots=True)
class Trigger:
    """What lets a form be opened: whose, made when, and whether it was used."""

    user: str
    made: float
    in_modal: bool
    used: bool = False


class Triggers:
    """Trigger ids: known, used once, and within three seconds of the interaction."""

    def __init__(self) -> None:
        self._made: dict[str, Trigger] = {}

    def make(self, user: str, in_modal: bool = False) -> str:
        """Return a new trigger id for what this user just did."""
        name = f"{time.time_ns() // 1000}.{len(self._made) + 1}.{secrets.token_hex(16)}"
        self._made[name] = Trigger(user, time.monotonic(), in_modal)
        return name

    def check(self, name: str | None) -> Trigger:
        """Return a trigger that may still be used."""
        trigger = self._made.get(name or "")
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.made > TRIGGER_LIVES:
            raise Refused("expired_trigger_id")
        return trigger


class Views:
    """Each user's stack of open forms, top last, and each user's App Home."""

    def __init__(self) -> None:
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}

    def open(self, user: str, told: Any) -> View:
        """Open a form as the only one of this user's."""
        view = self._made(user, self.drawn(told, "modal"))
        self.stacks[user] = [view]
        return view

    def push(self, user: str, told: Any) -> View:
        """Lay a form on top of this user's open ones; three at most."""
        stack = self.stacks.get(user, [])
        if not stack:
            raise Refused("not_found")
        if len(stack) >= MOST_VIEWS:
            raise Refused("push_limit_reached")
        shape = self.drawn(told, "modal")
        view = self._made(user, shape, root=stack[0].id, previous=stack[-1].id)
        stack.append(view)
        return view

    def update(self, view: View, told: Any, hash_: str | None = None) -> View:
        """Redraw a view, unless it was redrawn since `hash_`."""
        if hash_ and hash_ != view.hash:
            raise Refused("hash_conflict")
        kind = "home" if view in self.homes.values() else "modal"
        view.become(self.drawn(told, kind, beside=view))
        return view

    def publish(self, user: str, told: Any, hash_: str | None = None) -> View:
        """Draw this user's App Home."""
        if home := self.homes.get(user):
            return self.update(home, told, hash_)
        self.homes[user] = self._made(user, self.drawn(told, "home"))
        return self.homes[user]

    def top(self, user: str) -> View | None:
        """Return the form this user sees."""
        stack = self.stacks.get(user)
        return stack[-1] if stack else None

    def find(self, id_: str | None, external: str | None = None) -> View | None:
        """Return an open form or a home by its id or its external id."""
        for view in self._all():
            if (id_ and view.id == id_) or (external and view.shape["external_id"] == external):
                return view
        return None

    def close(self, view: View) -> None:
        """Take one form off its user's stack; nothing happens where it is closed already."""
        stack = self.stacks.get(view.user, [])
        self.stacks[view.user] = [v for v in stack if v is not view]

    def drawn(self, told: Any, kind: str, beside: View | None = None) -> Json:
        """Return a checked view with ids and defaults filled in."""
        check_view(told, kind)
        shape = {**BLANK, **copy.deepcopy(told)}
        external = shape["external_id"]
        if external and any(v.shape["external_id"] == external for v in self._all() if v is not beside):
            raise Refused("duplicate_external_id")
        with_ids(shape["blocks"])
        return shape

    def _all(self) -> list[View]:
        return [*(v for stack in self.stacks.values() for v in stack), *self.homes.values()]

    def _made(self, user: str, shape: Json, root: str | None = None, previous: str | None = None) -> View:
        name = "V0" + secrets.token_hex(5).upper()
        return View(name, user, shape, root or name, previous)


BLANK: Json = {
    "title": None,
    "submit": None,
    "close": None,
    "private_metadata": "",
    "callback_id": "",
    "external_id": "",
    "clear_on_close": False,
    "notify_on_close": False,
}


def with_ids(blocks: list[Json]) -> list[Json]:
    """Give every block and element the id that Slack would, where it has none."""
    for block in blocks:
        block["block_id"] = block.get("block_id") or secrets.token_urlsafe(4)
        for element in elements_in(block):
            element["action_id"] = element.get("action_id") or secrets.token_urlsafe(4)
    return blocks


def shown(view: View, team: str, app_id: str, bot_id: str) -> Json:
    """Return a view as Slack sends it, with the state of its elements."""
    return {
        "id": view.id,
        "team_id": team,
        "app_id": app_id,
        "app_installed_team_id": team,
        "bot_id": bot_id,
        **view.shape,
        "state": {"values": whole(view.blocks, view.entered)},
        "hash": view.hash,
        "root_view_id": view.root,
        "previous_view_id": view.previous,
    }
