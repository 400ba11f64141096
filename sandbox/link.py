"""Socket Mode: the bot's open sockets, what is sent through one of them, and its acknowledgement."""

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.carrier import ACK_LIMIT, Ack, passed
from sandbox.plain import Json

TICKETS_LIVE = 30.0
LEAVES_AFTER = 10.0
# What is sent through a socket that was told to leave is lost if its client is quick to leave.
ANOTHER_COMES = 1.0
LOOKS_AGAIN = 0.01
REFUSED_CONNECTIONS = 2
REASONS = {"refresh": "refresh_requested", "warning": "warning", "too_many": "too_many_websockets"}


@dataclass(slots=True, eq=False)
class Socket:
    """One connection of the bot's; one that `leaves` was told so, and is used where there is no other."""

    ws: web.WebSocketResponse
    request: web.Request
    leaves: bool = False
    lingers: bool = False

    async def leave(self, do: str) -> None:
        """Tell it to come back by another connection; after a warning it stays open meanwhile."""
        self.leaves, self.lingers = True, do == "warning"
        told = {"type": "disconnect", "reason": REASONS[do], "debug_info": {"host": "sandbox"}}
        await self.ws.send_json(told)

    def cut(self) -> None:
        """End it with no word."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Link:
    """Envelopes go to one of the connected sockets; each is acknowledged within three seconds, or is not."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._sockets: list[Socket] = []
        self._tickets: dict[str, float] = {}
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._refuses = 0

    @property
    def connected(self) -> bool:
        """Say whether the bot listens."""
        return bool(self._sockets)

    @property
    def by_socket(self) -> bool:
        """Say that this is Socket Mode."""
        return True

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
        socket = Socket(web.WebSocketResponse(heartbeat=20, max_msg_size=0), request)
        await socket.ws.prepare(request)
        if self._refuses:
            self._refuses -= 1
            await socket.leave("too_many")
            await socket.ws.close()
            return socket.ws
        await socket.ws.send_json(_hello(app_id, len(self._sockets) + 1))
        await self._hold(socket)
        return socket.ws

    async def deliver(
        self, kind: str, payload: Json, *, answers: bool, copies: int = 1, attempt: int | None = None
    ) -> Ack:
        """Send one envelope through the next socket, and each copy through the one after."""
        began = time.monotonic()
        name = secrets.token_hex(16)
        envelope = {
            "envelope_id": name,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": answers,
            **_retry(attempt),
        }
        self._waiting[name] = asyncio.get_running_loop().create_future()
        try:
            for _ in range(copies):
                if not await self._send(json.dumps(envelope)):
                    return Ack(False, passed(began), why="nobody is connected")
            payload = await asyncio.wait_for(self._waiting[name], ACK_LIMIT)
            return Ack(True, passed(began), payload)
        except TimeoutError:
            return Ack(False, passed(began), why="no answer in time")
        finally:
            del self._waiting[name]

    async def disturb(self, do: str, every: bool = False) -> int:
        """Refresh, warn or cut the next socket, or every one; "too_many" is told to all. Return how many."""
        every = every or do == "too_many"
        met = [one for one in self._sockets if not one.leaves][: None if every else 1]
        for socket in met:
            if do == "cut":
                self._forget(socket)
                socket.cut()
            else:
                await self._send_away(socket, do)
        self._refuses = REFUSED_CONNECTIONS if do == "too_many" else self._refuses
        return len(met)

    async def close(self) -> None:
        """Close every socket."""
        for closing in self._closing:
            closing.cancel()
        for socket in list(self._sockets):
            await socket.ws.close()

    async def _hold(self, socket: Socket) -> None:
        self._sockets.append(socket)
        self._changed()
        try:
            async for frame in socket.ws:
                if frame.type is WSMsgType.TEXT:
                    self._acknowledge(frame.data)
        finally:
            self._forget(socket)

    def _forget(self, socket: Socket) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
            self._changed()

    async def _send_away(self, socket: Socket, do: str) -> None:
        try:
            await socket.leave(do)
        except (ConnectionError, RuntimeError):
            return
        closing = asyncio.get_running_loop().create_task(self._closed_later(socket))
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)

    async def _closed_later(self, socket: Socket) -> None:
        ends = time.monotonic() + LEAVES_AFTER
        while time.monotonic() < ends and (socket.lingers or not self._stay()):
            await asyncio.sleep(LOOKS_AGAIN)
        await socket.ws.close()

    def _stay(self) -> bool:
        return any(not one.leaves for one in self._sockets)

    async def _another(self) -> None:
        """Wait a little for a socket that stays, where those there are were all told to leave."""
        ends = time.monotonic() + ANOTHER_COMES
        while self._sockets and not self._stay() and time.monotonic() < ends:
            await asyncio.sleep(LOOKS_AGAIN)

    async def _send(self, text: str) -> bool:
        await self._another()
        for socket in sorted(self._sockets, key=lambda one: one.leaves):
            # In turn, because nothing promises which of an app's connections is met.
            if socket in self._sockets:
                self._sockets.remove(socket)
                self._sockets.append(socket)
            try:
                await socket.ws.send_str(text)
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


def _retry(attempt: int | None) -> Json:
    if attempt is None:
        return {}
    return {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}


def _hello(app_id: str, connections: int) -> Json:
    return {
        "type": "hello",
        "num_connections": connections,
        "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
        "connection_info": {"app_id": app_id},
    }
