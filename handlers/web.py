"""`relay web`: what comes from Slack over HTTP, signed. It listens and answers; `relay worker` does the rest."""

import mmap
import os
import signal
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.adapter.wsgi.http_request import WsgiHttpRequest
from slack_sdk.signature import SignatureVerifier

from db.migrate import NewerDatabase
from db.tables import Working
from handlers import app, console, health, metrics, relay, settings, work
from handlers.clock import SandboxClock
from handlers.deadline import Deadline
from handlers.pulse import Pulse
from handlers.relay import Relay
from handlers.settings import Settings
from handlers.starting import reached, stop_on_signals

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

log = structlog.get_logger()
PATH = "/slack/events"
MOST = 1_000_000  # bytes: a form with everything in it has a tenth
THREADS = 8
KEPT = 75  # seconds that a connection is kept: longer than balancers do, so that none sends into a closed one
READING = 5  # seconds that nothing may come of a request that has begun
GRACE = 25  # seconds to finish what is in flight, and what was promised to be said


class Edge(SlackRequestHandler):
    """Bolt's WSGI adapter: only what Slack has signed gets through, and is answered within its three seconds."""

    def __init__(self, built: App, secret: str) -> None:
        super().__init__(built, PATH)
        self._answer = Deadline(built, app.ACTS)
        self._signed = SignatureVerifier(secret)

    def dispatch(self, request: WsgiHttpRequest) -> BoltResponse:
        """The answer: 413 and 400 for what nobody can read, 401 for what is not Slack's, 503 for an event to repeat."""
        if int(request.environ.get("CONTENT_LENGTH") or 0) > MOST:
            return BoltResponse(status=413, body="")
        headers = request.get_headers()
        try:
            text = request.get_body()
            # Bolt reads a body before it looks at the signature
            read = BoltRequest(body=text, query=request.query_string, headers=headers)
        except (ValueError, RecursionError, TypeError, AttributeError):
            return BoltResponse(status=400, body="")
        if not isinstance(read.body, dict):
            return BoltResponse(status=400, body="")
        if read.body.get("ssl_check") == "1":
            return BoltResponse(status=200, body="")  # Slack looks at the certificate, unsigned
        if not self._signed.is_valid_request(text, {key: str(value) for key, value in headers.items()}):
            return BoltResponse(status=401, body="")
        return self._answer(read) or BoltResponse(status=503, body="")

    def finish(self) -> None:
        """Wait for what is being done, though nobody waits for its answer any more."""
        self._answer.finish(GRACE / 3)


class Listening:
    """One process that listens: it is made after the fork, for no connection may be in two processes."""

    def __init__(self, given: Settings, newer: Callable[[], None]) -> None:
        self.parts = parts = relay.make(given)
        self._newer, self._finishing = newer, False
        client = relay.client(given, settings.bot_token(given))
        secret = settings.signing_secret(given)
        built = reached(parts, lambda: app.build(parts, client, secret), "SLACK_BOT_TOKEN")
        assert built is not None
        self._edge, self._others = Edge(built, secret), health.application(parts)
        self._pulse = Pulse(parts, Working.WEB)
        metrics.watch(parts)
        self._pulse.keep()
        threading.Thread(target=self._stops, name="stops", daemon=True).start()
        if isinstance(parts.clock, SandboxClock):
            # nothing is due here: each leap is settled at once
            follow = partial(parts.clock.follow, lambda: True, lambda: (None, []), parts.stop)
            threading.Thread(target=follow, name="clock", daemon=True).start()

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        ours = environ.get("PATH_INFO") == PATH
        return (self._edge if ours else self._others)(environ, start)

    def _stops(self) -> None:
        """What stops this process from within stops all that listen here."""
        self.parts.stop.wait()
        if self.parts.newer:
            self._newer()
        if not self._finishing:
            os.kill(os.getppid(), signal.SIGTERM)

    def finish(self) -> None:
        """Finish what is in flight, and what was promised to be said."""
        self._finishing = True
        self._edge.finish()
        with suppress(NewerDatabase):
            work.finish(self.parts, self._pulse)


class _Told(Logger):  # type: ignore[misc]
    """What gunicorn has to say goes where every library's words go: the kind, without what it quotes."""

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg)
        self.error_log.propagate = True


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, with all that it is told, so that no file and no setting of its own says otherwise."""

    def __init__(self, parts: Relay, bind: str, processes: int) -> None:
        self._given, self._stop, self._bind, self._processes = parts.settings, parts.stop, bind, processes
        self._listening: Listening | None = None
        # one byte that all processes share: whether they stop because of a newer program's tables
        self._shared = mmap.mmap(-1, 1)
        super().__init__()

    @property
    def newer(self) -> bool:
        """Whether a process stops because the tables are a newer program's."""
        return self._shared[0] == 1

    def _is_newer(self) -> None:
        self._shared[0] = 1

    def load_config(self) -> None:
        told = {
            "bind": self._bind, "workers": self._processes, "worker_class": "gthread", "threads": THREADS,
            "keepalive": KEPT, "timeout": 60, "graceful_timeout": GRACE, "limit_request_line": 4094,
            "errorlog": None, "loglevel": "warning", "logger_class": _Told, "control_socket_disable": True,
            "when_ready": self._ready,
            "worker_exit": lambda _arbiter, _worker: self._finish(),
        }  # fmt: skip
        for name, value in told.items():
            self.cfg.set(name, value)

    def _ready(self, arbiter: Any) -> None:
        # what is accepted has it from what listens: a request that never ends would hold its thread for ever
        for one in arbiter.LISTENERS:
            one.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", READING, 0))
        log.info("running", bind=self._bind)
        if self._stop.is_set():  # told so before gunicorn listened to signals
            os.kill(os.getpid(), signal.SIGTERM)

    def load(self) -> Listening:
        """In each process, after the fork."""
        self._listening = Listening(self._given, self._is_newer)
        return self._listening

    def _finish(self) -> None:
        """The end of one process, at once: what hangs in a thread of its own would hold it up for ever."""
        if self._listening is not None:
            self._listening.finish()
            sys.stderr.flush()
            os._exit(0)


def check(given: Settings, bind: str) -> None:
    """Raises Unset when a setting is missing, or nobody can listen at `bind`."""
    settings.bot_token(given)
    settings.signing_secret(given)
    _free(bind)


def run(parts: Relay, bind: str, processes: int) -> None:
    """Listen until SIGTERM; ends the process. Raises Unset when Slack refuses the token."""
    given = parts.settings
    client = relay.client(given, settings.bot_token(given))
    stop_on_signals(parts)
    if reached(parts, client.auth_test, "SLACK_BOT_TOKEN") is None:
        return
    parts.db.close()
    server = Server(parts, bind, processes)
    try:
        with metrics.among(processes):
            server.run()
    finally:
        if server.newer:
            sys.exit(console.NEWER)


def _free(bind: str) -> None:
    """Raises Unset where nobody can listen: gunicorn would say it in a log that shows no words."""
    try:
        host, port = settings.address(bind)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except (OSError, ValueError) as failure:
        said = failure.strerror if isinstance(failure, OSError) else failure
        raise settings.Unset(f"Relay cannot listen on {bind}: {said}.") from None
