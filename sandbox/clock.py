"""The sandbox's time: real speed plus an offset, and leaps that visit every due instant."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sandbox.plain import Json

FORGOTTEN_AFTER = 3.0
GIVE_UP_AFTER = 20.0
MOST_STEPS = 5000
A_SECOND = timedelta(seconds=1)


class Busy(Exception):
    """A leap is under way already."""


@dataclass(slots=True)
class Reader:
    """Somebody who lives by this clock: what they finished, and when they are next due."""

    settled: int | None = None
    next: datetime | None = None
    marks: list[Json] = field(default_factory=list)
    heard: float = 0.0
    held: int = 0
    busy: bool = False
    gone: Callable[[], bool] = lambda: False

    @property
    def alive(self) -> bool:
        """Say whether a request of theirs is held or was a moment ago; who was given work may take longer."""
        if self.held:
            return not self.gone()
        return time.monotonic() - self.heard < (GIVE_UP_AFTER if self.busy else FORGOTTEN_AFTER)


class Clock:
    """Never goes backwards. `changed` is called whenever something a page shows of it changes."""

    def __init__(self, opens: datetime | None = None, changed: Callable[[], None] = lambda: None) -> None:
        self._offset = opens - datetime.now(UTC) if opens else timedelta()
        self._changed = changed
        self._moved = asyncio.Condition()
        self.readers: dict[str, Reader] = {}
        self.revision = 1
        self.leaping = False

    def now(self) -> datetime:
        """Return the sandbox's time, aware and in UTC."""
        return datetime.now(UTC) + self._offset

    def living(self) -> dict[str, Reader]:
        """Return the readers heard from, and forget the others."""
        self.readers = {name: reader for name, reader in self.readers.items() if reader.alive}
        return self.readers

    def next(self) -> datetime | None:
        """Return the earliest instant at which something is due; None where nothing is."""
        return min((r.next for r in self.living().values() if r.next), default=None)

    def marks(self) -> list[Json]:
        """Return the named instants readers told of, earliest first, a name once."""
        told = sorted((m for r in self.living().values() for m in r.marks), key=lambda m: str(m["at"]))
        first: dict[str, Json] = {}
        for mark in told:
            first.setdefault(str(mark["name"]), mark)
        return list(first.values())

    async def read(self, name: str, said: Reader, wait: float) -> None:
        """Keep what a reader says; return when the revision is not `settled`, or after `wait` seconds."""
        reader = self.readers.setdefault(name, Reader())
        differs = (reader.next, reader.marks) != (said.next, said.marks)
        reader.settled, reader.next, reader.marks, reader.gone = (
            said.settled,
            said.next,
            said.marks,
            said.gone,
        )
        reader.held += 1
        if differs:
            self._changed()
        try:
            async with self._moved:
                self._moved.notify_all()
                await self._hold(lambda: self.revision != said.settled, wait)
        finally:
            reader.held -= 1
            reader.heard = time.monotonic()
            reader.busy = self.revision != said.settled

    async def leap(self, to: datetime | None) -> None:
        """Go to `to` by way of every due instant, each settled before the next; one leap at a time.

        None is whatever is due next once all is settled that is due now: what a reader last said may be old.
        """
        if self.leaping:
            raise Busy
        self.leaping = True
        self._changed()
        try:
            await self._settle()
            to = to or self._due() or self.now()
            for _ in range(MOST_STEPS):
                due = self._due()
                if due is None or due >= to:
                    break
                await self._step(due)
            await self._step(to)
        finally:
            self.leaping = False
            self._changed()

    async def passes(self, seconds: float) -> None:
        """Return when so many seconds of this clock are over; a leap may pass them at once."""
        ends = self.now() + timedelta(seconds=seconds)
        async with self._moved:
            while (left := (ends - self.now()).total_seconds()) > 0:
                await self._hold(lambda: self.now() >= ends, left)

    def _due(self) -> datetime | None:
        now = self.now()
        due = self.next()
        # Who settled and is due at once would hold the leap for ever: time must move.
        return now + A_SECOND if due and due <= now else due

    async def _step(self, to: datetime) -> None:
        self._offset = max(self._offset, to - datetime.now(UTC))
        await self._settle()

    async def _settle(self) -> None:
        self.revision += 1
        revision = self.revision
        waited_for = self.living()
        self._changed()
        async with self._moved:
            self._moved.notify_all()
            # Short holds, because nothing tells us of a reader whose process ended.
            while not _settled(waited_for, revision):
                await self._hold(lambda: _settled(waited_for, revision), 0.25)

    async def _hold(self, until: Callable[[], bool], seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._moved.wait_for(until)


def _settled(readers: dict[str, Reader], revision: int) -> bool:
    return all(r.settled == revision or not r.alive for r in readers.values())
