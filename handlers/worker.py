"""`relay worker`: ticks, sends and watches, and listens to nobody: `relay web` does."""

import structlog

from db.tables import Working
from handlers import relay
from handlers.relay import Relay
from handlers.settings import bot_token
from handlers.starting import reached, stop_on_signals
from handlers.work import Work

log = structlog.get_logger()


def run(parts: Relay) -> None:
    """Run until SIGTERM or SIGINT. Raises Unset when the token is missing or Slack refuses it, and NewerDatabase."""
    client = relay.client(parts.settings, bot_token(parts.settings))
    stop_on_signals(parts)
    met = reached(parts, client.auth_test, "SLACK_BOT_TOKEN")
    if met is None:
        return
    work = Work(parts, client, Working.WORKER)
    work.start()
    try:
        log.info("running")
        work.look_at_slack(met)
        parts.stop.wait()
    finally:
        work.drain()
