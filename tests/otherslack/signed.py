"""Another Slack that sends over HTTP, signed, by way of a balancer: to each address in turn, past those that refuse."""

import http.client
import json
import time
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from tests.otherslack.slack import Ack, Body, OtherSlack

SECRET = "the-signing-secret"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def written(kind: str, payload: Body) -> tuple[str, str]:
    """A body as Slack writes it, and its content type."""
    if kind == "slash_commands":
        return urlencode(payload), FORM
    if kind == "interactive":
        return urlencode({"payload": json.dumps(payload)}), FORM
    return json.dumps(payload), JSON


def signed(body: str, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """The headers that Slack signs a body with."""
    stamp = str(int(time.time() if at is None else at))
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": str(signature)}


class SignedSlack(OtherSlack):
    """`ports` on loopback are those that the app listens at. `statuses` are its answers, newest last."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.ports: list[int] = []
        self.statuses: list[int | None] = []
        self._turn = 0

    def event(self, payload: Body) -> Ack | None:
        """Send an event."""
        body = {"type": "event_callback", "team_id": "T0OTHER", "api_app_id": "A0OTHER", "event": payload}
        return self._deliver("events_api", body)

    def _deliver(self, kind: str, payload: Body) -> Ack | None:
        text, content = written(kind, payload)
        headers = {"Content-Type": content, **signed(text)}
        began = time.perf_counter()
        status, body = self._sent(text.encode(), headers)
        self.statuses.append(status)
        if status != 200:
            return None
        return Ack(json.loads(body) if body.startswith(b"{") else {}, time.perf_counter() - began)

    def _sent(self, body: bytes, headers: dict[str, str]) -> tuple[int | None, bytes]:
        for _ in self.ports:
            with self.lock:
                self._turn += 1
                port = self.ports[self._turn % len(self.ports)]
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=self.patience)
            try:
                connection.connect()
            except OSError:
                continue  # nothing was sent: the next one takes it
            try:
                connection.request("POST", "/slack/events", body, headers)
                answer = connection.getresponse()
                return answer.status, answer.read()
            except OSError:
                return None, b""
            finally:
                connection.close()
        return None, b""
