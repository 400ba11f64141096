"""Requests to the app's own addresses, signed as Slack signs them; several addresses are taken in turn."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.carrier import ACK_LIMIT, Ack, passed
from sandbox.plain import Json

TRIES_AGAIN = 0.25
TRIES_FOR = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer, read whole."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def payload(self) -> Any:
        """Return what the body says: JSON, or the text of a command's answer; None where it is empty."""
        try:
            return json.loads(self.text) if self.text.strip() else None
        except ValueError:
            return {"text": self.text}


class Posts:
    """A balancer before the app's processes: an address that refuses the connection is passed over."""

    def __init__(self, urls: Sequence[str], secret: str, changed: Callable[[], None]) -> None:
        self.urls = list(urls)
        self._secret = secret.encode()
        self._changed = changed
        self._turn = 0
        self._verified: set[str] = set()
        self._session: aiohttp.ClientSession | None = None
        self._beside: set[asyncio.Task[Answer]] = set()

    @property
    def connected(self) -> bool:
        """Say whether an address of the app's has answered Slack's challenge."""
        return bool(self._verified)

    @property
    def by_socket(self) -> bool:
        """Say that this is not Socket Mode."""
        return False

    async def deliver(
        self, kind: str, payload: Json, *, answers: bool, copies: int = 1, attempt: int | None = None
    ) -> Ack:
        """Post once; copies are posted beside it, to the addresses that are next in turn."""
        began = time.monotonic()
        body, headers = self._signed(*_written(kind, payload))
        headers |= _retry(attempt)
        for _ in range(copies - 1):
            self._post_beside(body, headers)
        try:
            answer = await self._post(body, headers)
        except TimeoutError:
            return Ack(False, passed(began), why="no answer in time")
        except aiohttp.ClientConnectorError:
            return Ack(False, passed(began), why="every address refused the connection")
        except aiohttp.ClientError as lost:
            return Ack(False, passed(began), why=f"the connection was lost: {type(lost).__name__}")
        if not 200 <= answer.status < 300:
            gives_up = answer.headers.get("x-slack-no-retry") == "1"
            return Ack(False, passed(began), why=f"answered {answer.status}", no_retry=gives_up)
        return Ack(True, passed(began), answer.payload if answers else None)

    async def verify(self) -> dict[str, str | None]:
        """Ask every address Slack's challenge; say for each what is wrong with its answer, None where nothing."""
        found = {url: await self._challenge(url) for url in self.urls}
        before, self._verified = self._verified, {url for url, wrong in found.items() if wrong is None}
        if before != self._verified:
            self._changed()
        return found

    async def verify_at_last(self) -> None:
        """Ask until every address has answered rightly once: an app may start after the sandbox."""
        ends = time.monotonic() + TRIES_FOR
        while any((await self.verify()).values()) and time.monotonic() < ends:
            await asyncio.sleep(TRIES_AGAIN)

    async def close(self) -> None:
        """Let go of what is under way."""
        for task in self._beside:
            task.cancel()
        if self._session is not None:
            await self._session.close()

    async def _challenge(self, url: str) -> str | None:
        challenge = secrets.token_hex(16)
        asked = {"token": "sandbox", "challenge": challenge, "type": "url_verification"}
        body, headers = self._signed(json.dumps(asked), "application/json")
        try:
            answer = await self._post_to(url, body, headers)
        except (TimeoutError, aiohttp.ClientError) as lost:
            return type(lost).__name__
        told = answer.payload
        said = told.get("challenge", told.get("text")) if isinstance(told, dict) else told
        right = answer.status == 200 and str(said).strip() == challenge
        return None if right else f"answered {answer.status} without the challenge"

    def _post_beside(self, body: bytes, headers: dict[str, str]) -> None:
        task = asyncio.get_running_loop().create_task(self._post(body, headers))
        self._beside.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[Answer]") -> None:
        self._beside.discard(task)
        with suppress(asyncio.CancelledError):
            task.exception()

    async def _post(self, body: bytes, headers: dict[str, str]) -> Answer:
        """Post to the next address in turn; one that takes no connection has got nothing, so another is asked."""
        first, self._turn = self._turn, self._turn + 1
        refused: aiohttp.ClientConnectorError | None = None
        for step in range(len(self.urls)):
            try:
                return await self._post_to(self.urls[(first + step) % len(self.urls)], body, headers)
            except aiohttp.ClientConnectorError as no:
                refused = no
        assert refused is not None
        raise refused

    async def _post_to(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        if self._session is None:
            # A connection each: one kept from before may end just as it is used, and would look like a loss.
            connector = aiohttp.TCPConnector(force_close=True, limit=0)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=False)
        limit = aiohttp.ClientTimeout(total=ACK_LIMIT)
        async with self._session.post(
            url, data=body, headers=headers, timeout=limit, allow_redirects=False
        ) as given:
            heads = {name.lower(): value for name, value in given.headers.items()}
            return Answer(given.status, await given.text(errors="replace"), heads)

    def _signed(self, text: str, content_type: str) -> tuple[bytes, dict[str, str]]:
        # The real time, whatever the sandbox's clock says: whoever checks the signature has no other.
        body, stamp = text.encode(), str(int(time.time()))
        signature = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return body, {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={signature}",
        }


def _written(kind: str, payload: Json) -> tuple[str, str]:
    """Return the body and its content type, as Slack writes each kind."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    told = {name: value for name, value in fields.items() if value is not None}
    return urlencode(told), "application/x-www-form-urlencoded"


def _retry(attempt: int | None) -> dict[str, str]:
    return {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": "http_timeout"} if attempt else {}
