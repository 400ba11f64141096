"""`relay run`: one process. Socket Mode listens, APScheduler ticks, the sender sends, until told to stop."""

import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import TypeVar

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.error import BoltError
from slack_sdk.errors import SlackApiError, SlackClientError

import bot.sending
from handlers import app, live, relay, sender, slack, ticks, watchdog
from handlers.clock import SandboxClock
from handlers.relay import Relay
from handlers.settings import Unset, tokens
from handlers.watchdog import Watchdog

log = structlog.get_logger()
T = TypeVar("T")
EVERY = 1.0  # seconds between two ticks
LOOK_EVERY = 60.0  # seconds between two looks of the watchdog
FIRST_LOOK = timedelta(seconds=5)  # so that whoever starts the bot soon sees its heart beat
BUFFER = 262_144  # slack_sdk reads frames by recursion: with its own 1,024 bytes a burst overflows the stack


def run(parts: Relay) -> None:
    """Run until SIGTERM or SIGINT. Raises Unset when tokens are missing or Slack refuses them."""
    bot_token, app_token = tokens(parts.settings)
    _stop_on_signals(parts)
    client = relay.client(parts.settings, bot_token)
    # asked first: Bolt's own look at the token makes one error of a wrong one and of a Slack that is out of order
    met = _reached(parts, client.auth_test, "SLACK_BOT_TOKEN")
    built = _reached(parts, lambda: app.build(parts, client), "SLACK_BOT_TOKEN")
    if met is None or built is None:
        return
    socket = SocketModeHandler(
        built, app_token, web_client=client, receive_buffer_size=BUFFER, concurrency=10
    )
    scheduler = _scheduler(parts)
    threads = [
        threading.Thread(target=sender.run, args=(parts, client), name="sender"),
        threading.Thread(target=parts.db.watch, args=(parts.wake.set, parts.stop), name="watch", daemon=True),
    ]
    if isinstance(parts.clock, SandboxClock):
        follow = (lambda: ticks.settled(parts), lambda: ticks.upcoming(parts), parts.stop)
        threads.append(threading.Thread(target=parts.clock.follow, args=follow, name="clock", daemon=True))
    ticks.tick(parts)
    for thread in threads:
        thread.start()
    scheduler.start()
    try:
        if _reached(parts, lambda: _connected(socket), "SLACK_APP_TOKEN"):
            log.info("running")
            threading.Thread(
                target=live.at_start, args=(parts, client, met), name="live", daemon=True
            ).start()
            parts.stop.wait()
    finally:
        _drain(parts, scheduler, socket, threads[0])


def _scheduler(parts: Relay) -> BackgroundScheduler:
    """It only ticks, and has the watchdog look: what is due is in the database."""
    made = BackgroundScheduler(timezone="UTC")
    dog = Watchdog(parts, watchdog.heart(parts.settings))

    def tick() -> None:
        ticks.tick(parts)
        dog.ticked()

    each = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    first = datetime.now(UTC) + FIRST_LOOK
    made.add_job(tick, "interval", seconds=EVERY, **each)
    made.add_job(dog.look, "interval", seconds=LOOK_EVERY, next_run_time=first, **each)
    return made


def _reached(parts: Relay, act: Callable[[], T], setting: str) -> T | None:
    """What `act` gives once Slack answers; None when stopped before. Raises Unset when Slack refuses the token."""
    while not parts.stop.is_set():
        try:
            return act()
        except SlackApiError as error:
            if word := slack.never(error):
                raise Unset(slack.not_accepted(setting, word)) from None
            log.warning("slack.unreachable", why=(slack.failure(error) or (None,))[0])
        except (OSError, SlackClientError, BoltError) as error:
            log.warning("slack.unreachable", why=type(error).__name__)
        parts.stop.wait(2)
    return None


def _connected(socket: SocketModeHandler) -> bool:
    socket.connect()  # type: ignore[no-untyped-call]
    return True


def _stop_on_signals(parts: Relay) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        parts.stop.set()
        parts.wake.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _drain(
    parts: Relay, scheduler: BackgroundScheduler, socket: SocketModeHandler, sending: threading.Thread
) -> None:
    """Take nothing new, finish what is in flight. What is left stays in the outbox."""
    parts.stop.set()
    parts.wake.set()
    socket.close()  # type: ignore[no-untyped-call]
    scheduler.shutdown(wait=True)
    sending.join(bot.sending.HTTP_TIMEOUT.total_seconds() + 1)
    parts.db.close()
    log.info("stopped")
