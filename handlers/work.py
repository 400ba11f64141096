"""What a process does by itself, whether it listens or not: ticks, sends, watches, and says that it works."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

import bot.sending
from db.migrate import NewerDatabase
from db.session import UNREACHABLE
from db.tables import Working
from handlers import deadline, health, live, metrics, sender, ticks, watchdog
from handlers.clock import SandboxClock
from handlers.pulse import Pulse
from handlers.relay import Relay
from handlers.watchdog import Watchdog

log = structlog.get_logger()
EVERY = 1.0  # seconds between two ticks
LOOK_EVERY = 60.0  # seconds between two looks of the watchdog
FIRST_LOOK = timedelta(seconds=5)  # so that whoever starts the bot soon sees its heart beat
SAID_WITHIN = 15.0  # seconds for what is said behind acknowledgements, at the end


class Work:
    """Ticks, sender, watch and watchdog of one process. Any number of processes may work on one database."""

    def __init__(self, parts: Relay, client: WebClient, kind: Working) -> None:
        self._parts, self._client = parts, client
        self._pulse = Pulse(parts, kind)
        self._scheduler = scheduler(parts, self._pulse)
        self._sender = threading.Thread(target=sender.run, args=(parts, client), name="sender")

    def start(self) -> None:
        """Tick once, and go on by itself. Raises what the database raises, and Unset for RELAY_METRICS_BIND."""
        parts = self._parts
        metrics.watch(parts)
        health.serve(parts)
        self._tick()
        self._sender.start()
        threading.Thread(
            target=parts.db.watch, args=(parts.wake.set, parts.stop), name="watch", daemon=True
        ).start()
        if isinstance(parts.clock, SandboxClock):
            follow = (lambda: ticks.settled(parts), lambda: ticks.upcoming(parts), parts.stop)
            threading.Thread(target=parts.clock.follow, args=follow, name="clock", daemon=True).start()
        self._scheduler.start()
        threading.Thread(
            target=goes_on, args=(self._scheduler, parts.stop), name="goes on", daemon=True
        ).start()
        self._pulse.keep()

    def _tick(self) -> None:
        try:
            ticks.tick(self._parts)
        except UNREACHABLE:
            raise
        except Exception:
            # one thing that fails is tried at each tick, and no reason to tell nobody of anything
            log.exception("tick.failed")
        else:
            self._pulse.ticked()

    def look_at_slack(self, met: SlackResponse) -> None:
        """Ask Slack in the background whether the house can be served; `met` is its answer to auth.test."""
        asked = (self._parts, self._client, met)
        threading.Thread(target=live.at_start, args=asked, name="live", daemon=True).start()

    def drain(self) -> None:
        """Take nothing new, finish what is in flight. What is left stays in the outbox.

        Raises NewerDatabase where that is why the process stops.
        """
        self._parts.stop.set()
        self._parts.wake.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)
        if self._sender.is_alive():
            self._sender.join(bot.sending.HTTP_TIMEOUT.total_seconds() + 1)
        finish(self._parts, self._pulse)


def scheduler(parts: Relay, pulse: Pulse) -> BackgroundScheduler:
    """It only ticks, and has the watchdog look: what is due is in the database."""
    made = BackgroundScheduler(timezone="UTC")
    dog = Watchdog(parts, watchdog.heart(parts.settings))

    def tick() -> None:
        ticks.tick(parts)
        # where nothing can be written down, a tick that found nothing to do says nothing
        if pulse.kept:
            dog.ticked()
        pulse.ticked()

    each = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    first = datetime.now(UTC) + FIRST_LOOK
    made.add_job(tick, "interval", seconds=EVERY, **each)
    made.add_job(dog.look, "interval", seconds=LOOK_EVERY, next_run_time=first, **each)
    return made


def goes_on(scheduler: BackgroundScheduler, stop: threading.Event) -> None:
    """Until `stop`: where the machine's clock was set back, have the jobs go on now, and not when it is as late again.

    The scheduler goes by that clock alone.
    """
    while not stop.wait(EVERY):
        for job in scheduler.get_jobs():
            if job.next_run_time - datetime.now(UTC) > job.trigger.interval:
                log.warning("clock.set_back")
                job.modify(next_run_time=datetime.now(UTC))


def finish(parts: Relay, pulse: Pulse) -> None:
    """The end of every process that works: what was promised to be said is said, and it works no more.

    Raises NewerDatabase where that is why it stops.
    """
    parts.stop.set()
    if parts.after is not None:
        with suppress(TimeoutError):
            deadline.begin(parts.after.finish).result(SAID_WITHIN)
    pulse.end()
    parts.db.close()
    log.info("stopped")
    if parts.newer:
        raise NewerDatabase(parts.newer)
