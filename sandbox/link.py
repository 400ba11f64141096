"""Socket Mode: the bot's open sockets, what is sent through one of them, and its acknowledgement."""

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.plain import Json

ACK_LIMIT = 3.0
TICKETS_LIVE = 30.0


@dataclass(frozen=True, slots=True)
class Ack:
    """What came back: whether in time, after how many milliseconds, and the payload."""

    acked: bool
    ms: float
    payload: Any = None


class Link:
    """Envelopes go to one of the connected sockets; each is acknowledged within three seconds, or is not."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._sockets: list[web.WebSocketResponse] = []
        self._tickets: dict[str, float] = {}
        self._waiting: dict[str, asyncio.Future[Any]] = {}

    @property
    def connected(self) -> bool:
        """Say whether the bot listens."""
        return bool(self._sockets)

    def ticket(self) -> str:
        """Return a ticket that opens one socket, once."""
        ticket = secrets.token_urlsafe(12)
        self._tickets[ticket] = time.monotonic()
        return ticket

    async def serve(self, request: web.Request, app_id: str) -> web.StreamResponse:
        """Hold one socket of the bot's until either end closes it."""
        made = self._tickets.pop(request.query.get("ticket", ""), None)
        if made is None or time.monotonic() - made > TICKETS_LIVE:
            return web.Response(status=403, text="invalid_ticket")
        socket = web.WebSocketResponse(heartbeat=20, max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json(_hello(app_id, len(self._sockets) + 1))
        self._sockets.append(socket)
        self._changed()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(frame.data)
        finally:
            self._sockets.remove(socket)
            self._changed()
        return socket

    async def deliver(self, kind: str, payload: Json, *, answers: bool, **more: Any) -> Ack:
        """Send one envelope; `answers` says whether the acknowledgement may carry a payload."""
        began = time.monotonic()
        name = secrets.token_hex(16)
        envelope = {
            "envelope_id": name,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": answers,
        }
        self._waiting[name] = asyncio.get_running_loop().create_future()
        try:
            if not await self._send(json.dumps({**envelope, **more})):
                return Ack(False, _ms(began))
            payload = await asyncio.wait_for(self._waiting[name], ACK_LIMIT)
            return Ack(True, _ms(began), payload)
        except TimeoutError:
            return Ack(False, _ms(began))
        finally:
            del self._waiting[name]

    async def close(self) -> None:
        """Close every socket."""
        for socket in list(self._sockets):
            await socket.close()

    async def _send(self, text: str) -> bool:
        for socket in list(self._sockets):
            # In turn, because nothing promises which of an app's connections is met.
            self._sockets.append(self._sockets.pop(0))
            try:
                await socket.send_str(text)
            except (ConnectionError, RuntimeError):
                continue
            return True
        return False

    def _acknowledge(self, text: str) -> None:
        try:
            told = json.loads(text)
        except ValueError:
            return
        waiting = self._waiting.get(told.get("envelope_id", "")) if isinstance(told, dict) else None
        if waiting and not waiting.done():
            waiting.set_result(told.get("payload"))


def _ms(began: float) -> float:
    return round((time.monotonic() - began) * 1000, 1)


def _hello(app_id: str, connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": app_id},
    }
