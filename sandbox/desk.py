"""The parts of one running sandbox, together."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.carrier import Carrier
from sandbox.changes import Changes
from sandbox.clock import Clock
from sandbox.faults import Fault, Faults
from sandbox.http import Posts
from sandbox.link import Link
from sandbox.log import Log
from sandbox.plain import Json
from sandbox.rates import Rates
from sandbox.storm import Storm
from sandbox.urls import Urls
from sandbox.views import Triggers, Views
from sandbox.world import World


@dataclass(slots=True)
class Desk:
    """Everything a request may need. `url` is known once the port is bound.

    `link` is how the bot is reached: `sockets`, or its own addresses.
    """

    world: World
    clock: Clock
    changes: Changes
    log: Log
    rates: Rates
    sockets: Link
    link: Carrier
    timezone: str
    faults: Faults = field(default_factory=Faults)
    storm: Storm = field(default_factory=lambda: Storm({}))
    triggers: Triggers = field(default_factory=Triggers)
    views: Views = field(default_factory=Views)
    urls: Urls = field(default_factory=Urls)
    url: str = "http://127.0.0.1/"
    _beside: set[asyncio.Task[None]] = field(default_factory=set)

    def fault(self, method: str) -> Fault | None:
        """Return what meets this call: what was planned before what a storm brings."""
        return self.faults.take(method) or self.storm.call(method, self.clock.now())

    def delivery_fault(self, what: str, envelope: str) -> Fault | None:
        """Return what meets this delivery to the bot."""
        now, sockets = self.clock.now(), self.link.by_socket
        return self.faults.take_delivery(what) or self.storm.delivery(what, envelope, sockets, now)

    def beside(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the request that asked for it."""
        task = asyncio.get_running_loop().create_task(work)
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)

    def stop(self) -> None:
        """Leave undone what goes on beside."""
        for task in self._beside:
            task.cancel()


def made(
    told: Json,
    opens: datetime | None,
    timezone: str,
    request_urls: Sequence[str] = (),
    secret: str = "",
    pace: float = 1.0,
) -> Desk:
    """Return a sandbox for this world; ValueError says what is wrong with it.

    With `request_urls` the bot is reached there, signed with `secret`, else by Socket Mode. `pace` is how many times
    as much as Slack it takes before it refuses with a 429.
    """
    world = World(told)
    changes = Changes()
    clock = Clock(opens, lambda: changes.tell("clock"))
    sockets = Link(lambda: changes.tell("bot"))
    link = Posts(request_urls, secret, lambda: changes.tell("bot")) if request_urls else sockets
    return Desk(world, clock, changes, Log(clock), Rates(clock, pace), sockets, link, timezone)


DESK = web.AppKey("desk", Desk)
