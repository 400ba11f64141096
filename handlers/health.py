"""`/healthz` and `/metrics`: whether the database is there and somebody ticks, and the figures."""

import json
import socket
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from socketserver import ThreadingMixIn
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import db.pulse
from handlers import deadline, metrics, settings
from handlers.relay import Relay

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

TICKED_WITHIN = 60.0  # seconds; a digest of a large provider may hold one tick up
WITHIN = 2.0  # seconds that a look at the database may take
Answer = tuple[HTTPStatus, str, bytes]
PLAIN, JSON = "text/plain; charset=utf-8", "application/json"


def look(relay: Relay) -> tuple[bool, dict[str, Any]]:
    """Whether all is well, and what was seen. Waits two seconds at most."""
    try:
        ticked = deadline.begin(lambda: _newest_tick(relay)).result(WITHIN)
    except Exception as failure:
        unwell = {"ok": False, "database": type(failure).__name__, "ticked_seconds_ago": None}
        return False, unwell | _connected(relay)
    well = ticked is not None and ticked <= TICKED_WITHIN
    return well, {"ok": well, "database": "ok", "ticked_seconds_ago": ticked} | _connected(relay)


def _newest_tick(relay: Relay) -> float | None:
    with relay.db.read() as session:
        now = relay.clock.real()
        at = db.pulse.newest_tick(session, now)
    return None if at is None else round((now - at).total_seconds(), 1)


def _connected(relay: Relay) -> dict[str, Any]:
    """Said where it is known, and no reason to be unwell: whoever is started again for it is connected no sooner."""
    return {} if relay.connected is None else {"connected": relay.connected()}


def answer(relay: Relay, method: str, path: str) -> Answer:
    """What is answered to one request. Nothing in it names anybody."""
    if path not in ("/healthz", "/metrics"):
        return HTTPStatus.NOT_FOUND, PLAIN, b"Not found\n"
    if method not in ("GET", "HEAD"):
        return HTTPStatus.METHOD_NOT_ALLOWED, PLAIN, b"Only GET\n"
    if path == "/metrics":
        figures, kind = metrics.exposition()
        return HTTPStatus.OK, kind, figures
    well, seen = look(relay)
    return HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE, JSON, json.dumps(seen).encode() + b"\n"


def application(relay: Relay) -> Callable[["WSGIEnvironment", "StartResponse"], Iterable[bytes]]:
    """The same as a WSGI application."""

    def answered(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        method = str(environ.get("REQUEST_METHOD", "GET"))
        status, kind, body = answer(relay, method, str(environ.get("PATH_INFO", "")))
        headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")]
        start(f"{status.value} {status.phrase}", headers)
        return [] if method == "HEAD" else [body]

    return answered


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, *_request: Any) -> None:
        """Whoever does not wait for its answer is no news."""


class _Six(_Server):
    address_family = socket.AF_INET6


class _Silent(WSGIRequestHandler):
    timeout = 10.0

    def log_message(self, *_: Any) -> None:
        """Who looked is no news."""


def serve(relay: Relay) -> WSGIServer | None:
    """Answer these two at RELAY_METRICS_BIND until the process ends; nothing where that is not set.

    Raises Unset where nobody can listen there.
    """
    where = relay.settings.relay_metrics_bind
    if where is None:
        return None
    host, port = settings.address(where)
    try:
        made = make_server(host, port, application(relay), _Six if ":" in host else _Server, _Silent)
    except OSError as failure:
        raise settings.Unset(f"RELAY_METRICS_BIND: cannot listen on {where} ({failure.strerror}).") from None
    threading.Thread(target=made.serve_forever, name="health", daemon=True).start()
    return made
