"""The parts of one running sandbox, together."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.faults import Faults
from sandbox.link import Link
from sandbox.log import Log
from sandbox.plain import Json
from sandbox.rates import Rates
from sandbox.urls import Urls
from sandbox.views import Triggers, Views
from sandbox.world import World


@dataclass(slots=True)
class Desk:
    """Everything a request may need. `url` is known once the port is bound."""

    world: World
    clock: Clock
    changes: Changes
    log: Log
    rates: Rates
    link: Link
    timezone: str
    faults: Faults = field(default_factory=Faults)
    triggers: Triggers = field(default_factory=Triggers)
    views: Views = field(default_factory=Views)
    urls: Urls = field(default_factory=Urls)
    url: str = "http://127.0.0.1/"
    _beside: set[asyncio.Task[None]] = field(default_factory=set)

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the request that asked for it."""
        task = asyncio.get_running_loop().create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    def stop(self) -> None:
        """Leave undone what goes on beside."""
        for task in self._beside:
            task.cancel()


def made(told: Json, opens: datetime | None, timezone: str) -> Desk:
    """Return a sandbox for this world; ValueError says what is wrong with it."""
    world = World(told)
    changes = Changes()
    clock = Clock(opens, lambda: changes.tell("clock"))
    link = Link(lambda: changes.tell("bot"))
    return Desk(world, clock, changes, Log(clock), Rates(clock), link, timezone)


DESK = web.AppKey("desk", Desk)
