"""Planned failures of the next calls of a method."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

from sandbox.plain import Json, Refused

KINDS = ("429", "500", "503", "drop", "accept_and_drop", "garbage", "delay")


@dataclass(slots=True)
class Fault:
    method: str
    times: int
    do: str
    seconds: float

    @property
    def lets_it_happen(self) -> bool:
        """Say whether the call is still carried out."""
        return self.do in ("delay", "accept_and_drop")

    async def sleep(self) -> None:
        """Wait before the call is carried out."""
        await asyncio.sleep(self.seconds)

    def instead(self, request: web.Request) -> web.StreamResponse:
        """Answer in the method's place."""
        match self.do:
            case "429":
                return refusal(Refused("ratelimited", status=429), self.seconds)
            case "500" | "503":
                return web.Response(
                    status=int(self.do), text="<html>upstream error</html>", content_type="text/html"
                )
            case "garbage":
                return web.Response(text="<html>not what you asked for", content_type="text/html")
            case "drop":
                return cut(request)
        return refusal(Refused(self.do.removeprefix("error:")))


class Faults:
    """Faults wait by method, oldest first; each is used up after its number of times."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def plan(self, told: Json) -> None:
        """Plan a fault; ValueError says what is wrong with it."""
        do = str(told.get("do", ""))
        if do not in KINDS and not do.startswith("error:"):
            raise ValueError(f"do: one of {', '.join(KINDS)} or error:NAME")
        if not told.get("method"):
            raise ValueError("method: which one, for instance chat.postMessage")
        self._waiting.append(
            Fault(str(told["method"]), int(told.get("times", 1)), do, float(told.get("seconds", 1)))
        )

    def take(self, method: str) -> Fault | None:
        """Return the fault that meets this call, and count it."""
        fault = next((f for f in self._waiting if f.method == method), None)
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
