"""What can go wrong with a call of the Web API and with a delivery to the bot, and what was planned to.

sandbox/storm.py tells what each kind does.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from aiohttp import web

from sandbox.plain import Json, Refused

DONE = (
    "delay",
    "accept_and_drop",
    "accept_and_500",
    "accept_and_garbage",
    "accept_and_silence",
    "accept_and_delay",
)
API = ("429", "500", "503", "garbage", "shape", "drop", "silence", *DONE)
SOCKETS_ALONE = ("refresh", "warning", "cut", "too_many")
EVENTS_ALONE = ("again",)
DELIVERY = ("lost", "ack_lost", "twice", *EVENTS_ALONE, "late", *SOCKETS_ALONE)
ANY_DELIVERY = "delivery"
# None of them says "ok": true, for nothing was done.
SHAPES: tuple[object, ...] = (
    {},
    {"message": "Service temporarily unavailable"},
    {"error": {"code": 502, "detail": "bad gateway"}},
    [],
    "ok",
)
LOOKS_AGAIN = 0.05

Perform = Callable[[], web.StreamResponse]


@dataclass(slots=True)
class Fault:
    """One thing that goes wrong: `times` more times, where it was planned; by a storm's `seed` and `nth` call."""

    method: str
    times: int
    do: str
    seconds: float
    seed: int | str | None = None
    nth: int | None = None
    dice: Random = field(default_factory=Random)

    @property
    def done(self) -> bool:
        """Say whether the call is still carried out, or the bot gets what is delivered."""
        return self.do in DONE or (self.do in DELIVERY and self.do not in ("lost", "cut"))

    async def meet(self, request: web.Request, perform: Perform) -> web.StreamResponse:
        """Answer a call as this fault would have it; `perform` carries it out."""
        if self.do == "delay":
            await asyncio.sleep(self.seconds)
        answer = perform() if self.done else None
        match self.do.removeprefix("accept_and_"):
            case "429":
                return refusal(Refused("ratelimited", status=429), self.seconds)
            case "500" | "503" as status:
                return _page("<html>upstream error</html>", int(status))
            case "garbage":
                return _page("<html>not what you asked for")
            case "shape":
                return web.json_response(self.dice.choice(SHAPES))
            case "drop":
                return cut(request)
            case "silence":
                await _left(request, self.seconds)
                return cut(request)
            case "delay":
                if self.do == "accept_and_delay":
                    await asyncio.sleep(self.seconds)
        return answer or refusal(Refused(self.do.removeprefix("error:")))


class Faults:
    """Faults wait by method, oldest first; each is used up after its number of times."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def plan(self, told: Json) -> None:
        """Plan a fault; `times` 0 takes back what was planned for the method. ValueError says what is wrong."""
        do = str(told.get("do", ""))
        if do not in (*API, *DELIVERY) and not do.startswith("error:"):
            raise ValueError(f"do: one of {', '.join((*API, *DELIVERY))} or error:NAME")
        if not told.get("method"):
            raise ValueError("method: which one, for instance chat.postMessage, or delivery")
        planned = Fault(str(told["method"]), int(told.get("times", 1)), do, float(told.get("seconds", 1)))
        if planned.times < 1:
            self._waiting = [fault for fault in self._waiting if fault.method != planned.method]
        else:
            self._waiting.append(planned)

    def take(self, method: str) -> Fault | None:
        """Return the fault that meets this call, and count it."""
        return self._take(lambda fault: fault.method == method and fault.do not in DELIVERY)

    def take_delivery(self, what: str) -> Fault | None:
        """Return the fault that meets this delivery, and count it."""
        return self._take(lambda fault: fault.method in (what, ANY_DELIVERY) and fault.do in DELIVERY)

    def _take(self, meets: Callable[[Fault], bool]) -> Fault | None:
        fault = next(filter(meets, self._waiting), None)
        if fault:
            fault.times -= 1
            if fault.times < 1:
                self._waiting.remove(fault)
        return fault


def refusal(no: Refused, retry_after: float = 1) -> web.Response:
    """Return a refusal as Slack sends it; a 429 says when to come back."""
    headers = {"Retry-After": str(max(1, round(retry_after)))} if no.status == 429 else {}
    return web.json_response(no.answer(), status=no.status, headers=headers)


def cut(request: web.Request) -> web.StreamResponse:
    """Cut the connection: the caller gets no answer at all."""
    if request.transport is not None:
        request.transport.abort() if isinstance(
            request.transport, asyncio.Transport
        ) else request.transport.close()
    return web.Response(status=499)


def _page(html: str, status: int = 200) -> web.Response:
    return web.Response(status=status, text=html, content_type="text/html")


async def _left(request: web.Request, seconds: float) -> None:
    """Wait until the caller has gone, or for that long: nothing tells a handler that its caller left."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if request.transport is None or request.transport.is_closing():
            return
        await asyncio.sleep(LOOKS_AGAIN)
