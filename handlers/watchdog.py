"""The watchdog: once a minute it looks, repairs, reports, and beats the outside heart if people can be told."""

import threading
import time
import urllib.request
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from urllib.error import HTTPError, URLError

import structlog

import bot.watchdog
import db.watchdog
from bot.watchdog import Fault, Key
from handlers import metrics
from handlers.flow import watchdog
from handlers.relay import Relay
from handlers.settings import Settings

log = structlog.get_logger()
TIMEOUT = 10.0  # seconds
Beat = Callable[[], None]


class Watchdog:
    """Looks, and remembers what it saw a look ago. Its memory is this process's: a restart looks twice anew."""

    def __init__(self, relay: Relay, beat: Beat) -> None:
        self._relay = relay
        self._beat = beat
        self._before: frozenset[Key] = frozenset()
        self._reported: tuple[date | None, set[Fault]] = (None, set())
        self._ticked = time.monotonic()
        self._looking = threading.Lock()

    def ticked(self) -> None:
        """A tick has come to its end."""
        self._ticked = time.monotonic()

    def look(self) -> bool:
        """Look once, mend and report; whether all is well. Beat the heart unless it is to be silent. Never raises."""
        with self._looking:
            try:
                left = self._left()
            except Exception as failure:
                log.warning("watchdog.failed", exc_info=failure)
                metrics.unreachable(failure)
                return False
        if not any(one.known.silences for one in left):
            self._beat()
        return not left

    def _left(self) -> list[Fault]:
        """What is wrong after what could be mended."""
        found = self._found()
        known = bot.watchdog.certain(found, self._before)
        mended = [one for one in known if self._repaired(one)]
        for one in known:
            self._report(one, one in mended)
        left = self._found() if mended else found
        self._before = frozenset(one.key for one in left)
        return left

    def _found(self) -> list[Fault]:
        clock = self._relay.clock
        ticked = timedelta(seconds=time.monotonic() - self._ticked)
        hears = self._relay.connected
        connected = hears is None or hears()
        with self._relay.db.read() as session:
            seen = db.watchdog.gathered(session, clock.now(), clock.real(), ticked, connected=connected)
        return bot.watchdog.faults(seen)

    def _repaired(self, fault: Fault) -> bool:
        return self._each(fault, watchdog.repair)

    def _report(self, fault: Fault, mended: bool) -> None:
        """In the log at every look; to administrators and in the journal once a day."""
        log.warning("watchdog.fault", fault=fault.kind, id=fault.id, service=fault.service_id, mended=mended)
        if mended:
            metrics.repaired(fault.kind)
        today = self._relay.clock.now().date()
        if self._reported[0] != today:
            self._reported = (today, set())
        if fault not in self._reported[1] and self._each(fault, watchdog.report):
            self._reported[1].add(fault)

    def _each(self, fault: Fault, act: Callable[..., bool | None]) -> bool:
        """One thing in a transaction of its own: its failure stops no other. Whether it was done."""
        try:
            with self._relay.db.write() as session:
                return act(session, fault, self._relay.clock.now()) is not False
        except Exception as failure:
            log.warning("watchdog.failed", fault=fault.kind, id=fault.id, exc_info=failure)
            return False


def heart(settings: Settings) -> Beat:
    """What beats the outside heart; without one, and in the sandbox, nothing: no house depends on that one."""
    url = settings.relay_heartbeat_url
    if url is None or settings.relay_clock_url:
        return lambda: None
    return partial(beat, url.get_secret_value())


def beat(url: str) -> None:
    """Call the outside heart once. Never raises; the address is a secret and is logged nowhere."""
    asked = urllib.request.Request(url, headers={"User-Agent": "relay"})
    try:
        with urllib.request.urlopen(asked, timeout=TIMEOUT):
            log.debug("heart.beaten")
    except Exception as failure:
        log.warning("heart.failed", why=_why(failure))


def _why(failure: Exception) -> str:
    """The kind of failure, without its words: they may hold the address."""
    if isinstance(failure, HTTPError):
        return f"http_{failure.code}"
    cause = failure.reason if isinstance(failure, URLError) else None
    return type(cause if isinstance(cause, Exception) else failure).__name__
