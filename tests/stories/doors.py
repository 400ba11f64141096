"""The doors beside the conversations: the App Home, and what "More actions" offers for a message."""

import time
from collections.abc import Iterator
from typing import Any, Protocol

PATIENCE = 40.0


class Posted(Protocol):
    """A message in the pretend Slack: where it stands."""

    conversation: str
    ts: str


class Doors:
    """What an evening's people do there. The evening brings `get`, `post` and `state`."""

    get: Any
    post: Any
    state: Any

    def home(self, user: str) -> Any:
        """Open the bot's Home, and return it once the bot has published it for this opening."""
        before = len(self.get("log")["entries"])
        opened = self.post("home", user=user)
        assert opened["ok"], opened
        deadline = time.monotonic() + PATIENCE
        while not self._published(user, before):
            assert time.monotonic() < deadline, f"no Home was published for {user}"
            time.sleep(0.05)
        return self.state(user)["home"]

    def _published(self, user: str, after: int) -> bool:
        entries = self.get("log", after=after)["entries"]
        return any((one["kind"], one["user"]) == ("view.publish", user) for one in entries)

    def acts_home(self, user: str, text: str, about: str = "") -> Any:
        """Tap what begins with this text in the Home as it stands: a button, or an entry of a menu.

        `about` picks it by its label for screen readers, else by the words of its block.
        """
        view = self.state(user)["home"]
        for block, element, said, value in touchable(view["blocks"]):
            if said.startswith(text) and about in label(block, element):
                done = self.post(
                    "view/act", user=user, view_id=view["id"], block_id=block["block_id"],
                    action_id=element["action_id"], value=value, state={},
                )  # fmt: skip
                assert done["ok"], done
                return done
        said = [said for _, _, said, _ in touchable(view["blocks"])]
        raise AssertionError(f"nothing to tap says {text!r} about {about!r} in {said}")

    def shortcut(self, user: str, message: Posted, callback_id: str) -> Any:
        """Choose a shortcut from a message's "More actions"."""
        done = self.post(
            "shortcut", user=user, conversation=message.conversation, ts=message.ts, callback_id=callback_id
        )
        assert done["ok"], done
        return done


def touchable(blocks: list[Any]) -> Iterator[tuple[Any, Any, str, Any]]:
    """Yield each button and each entry of a menu: its block, its element, what it says, its value."""
    for block in blocks:
        for one in [*block.get("elements", []), block.get("accessory") or {}]:
            if one.get("type") == "button":
                yield block, one, one["text"]["text"], one.get("value")
            for option in one.get("options", []):
                yield block, one, option["text"]["text"], option["value"]


def label(block: Any, element: Any) -> str:
    """What a screen reader says of an element, and what stands beside it."""
    own = element.get("accessibility_label") or (element.get("text") or {}).get("text", "")
    beside = (block.get("text") or {}).get("text", "")
    return f"{own} {beside}"
