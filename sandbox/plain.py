"""What a request is read into, and how one is refused."""

import json
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """Slack says no: the error's name, what else the answer carries, and the HTTP status."""

    def __init__(self, error: str, messages: Sequence[str] = (), *, status: int = 200, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.messages = list(messages)
        self.status = status
        self.more = more

    def answer(self) -> Json:
        """Return the body Slack would send."""
        body: Json = {"ok": False, "error": self.error, **self.more}
        if self.messages:
            body["response_metadata"] = {"messages": self.messages}
        return body


class Args:
    """The arguments of one Web API call, whether they came as a form or as JSON."""

    def __init__(self, values: Json) -> None:
        self.values = values

    def text(self, name: str) -> str | None:
        """Return the argument as text; None where it is absent or null."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def need(self, name: str) -> str:
        """Return the argument as text, or refuse the call where it is absent or empty."""
        value = self.text(name)
        if not value:
            raise Refused("invalid_arguments", [f"[ERROR] missing required field: {name}"])
        return value

    def flag(self, name: str) -> bool:
        """Return the argument as a truth value; forms say 1 or true."""
        return str(self.values.get(name, "")).lower() in ("1", "true")

    def number(self, name: str, default: int, most: int) -> int:
        """Return the argument as a whole number between 1 and `most`."""
        given = self.text(name)
        try:
            value = int(given) if given else default
        except ValueError:
            raise Refused("invalid_limit") from None
        if value < 1:
            raise Refused("invalid_limit")
        return min(value, most)

    def parsed(self, name: str, error: str) -> Any:
        """Return a structured argument, decoded where it came as a JSON string; None where absent."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(error) from None
