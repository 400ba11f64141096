"""`relay run`: one process that listens over Socket Mode and does all the work, until told to stop."""

import time

import structlog
from slack_bolt import App, BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.internals import build_headers, send_response
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from db.tables import Working
from handlers import app, relay
from handlers.deadline import Deadline
from handlers.relay import Relay
from handlers.settings import tokens
from handlers.starting import reached, stop_on_signals
from handlers.work import Work

log = structlog.get_logger()
BUFFER = 262_144  # slack_sdk reads frames by recursion: with its own 1,024 bytes a burst overflows the stack
# slack_sdk notices a connection that was cut after four or five of these; with Bolt's own 10 nobody heard for a minute
PING_EVERY = 3.0  # seconds
IN_FLIGHT = 3.0  # seconds for what is being answered when the process is told to stop


class Socket(SocketModeHandler):
    """Bolt's handler, which answers within Slack's three seconds whatever happens."""

    def __init__(self, built: App, app_token: str, client: WebClient) -> None:
        super().__init__(
            built,
            app_token,
            web_client=client,
            ping_interval=PING_EVERY,
            receive_buffer_size=BUFFER,
            concurrency=10,
        )
        self._answer = Deadline(built, app.ACTS)

    def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Answer one envelope; of an event that is late there is no answer, and Slack brings it again."""
        began = time.time()
        answer = self._answer(BoltRequest(mode="socket_mode", body=req.payload, headers=build_headers(req)))
        if answer is not None:
            send_response(client, req, answer, began)

    def close(self) -> None:
        """Hang up, when what is in flight is answered: an answer needs the connection that the question came by."""
        self._answer.finish(IN_FLIGHT)
        super().close()  # type: ignore[no-untyped-call]


def run(parts: Relay) -> None:
    """Run until SIGTERM or SIGINT. Raises Unset when tokens are missing or Slack refuses them, and NewerDatabase."""
    bot_token, app_token = tokens(parts.settings)
    stop_on_signals(parts)
    client = relay.client(parts.settings, bot_token)
    # asked first: Bolt's own look at the token makes one error of a wrong one and of a Slack that is out of order
    met = reached(parts, client.auth_test, "SLACK_BOT_TOKEN")
    built = reached(parts, lambda: app.build(parts, client), "SLACK_BOT_TOKEN")
    if met is None or built is None:
        return
    socket, work = Socket(built, app_token, client), Work(parts, client, Working.RUN)
    parts.connected = socket.client.is_connected
    work.start()
    try:
        if reached(parts, lambda: _connected(socket), "SLACK_APP_TOKEN"):
            log.info("running")
            work.look_at_slack(met)
            parts.stop.wait()
    finally:
        parts.stop.set()
        socket.close()
        work.drain()


def _connected(socket: SocketModeHandler) -> bool:
    socket.connect()  # type: ignore[no-untyped-call]
    return True
