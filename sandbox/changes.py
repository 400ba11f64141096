"""What changed, told to every open page."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.plain import Json


class Changes:
    """A revision that grows with anything that changes, and those who listen."""

    def __init__(self) -> None:
        self.revision = 0
        self._listeners: dict[asyncio.Queue[Json], str] = {}

    def tell(
        self, kind: str, conversation: str | None = None, why: str | None = None, only: str | None = None
    ) -> None:
        """Tell everybody, or `only` one user, that something of this kind changed."""
        self.revision += 1
        change = {"revision": self.revision, "conversation": conversation, "kind": kind, "why": why}
        for queue, user in self._listeners.items():
            if only in (None, user):
                queue.put_nowait(change)

    @contextmanager
    def listening(self, user: str) -> Iterator[asyncio.Queue[Json]]:
        """Give a queue that holds what this user is told while the block runs."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._listeners[queue] = user
        try:
            yield queue
        finally:
            del self._listeners[queue]
