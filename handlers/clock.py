"""The clock. Real time, or the sandbox's: then it leaps, and says when Relay next has something to do."""

import json
import threading
import time
import urllib.request
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import structlog

log = structlog.get_logger()
WAIT = 1.0  # seconds that one look at the clock is held
GONE = 10.0
CLOSE, QUICK = timedelta(seconds=1), timedelta(seconds=0.2)
WRONG = timedelta(minutes=4)  # Slack's signatures are believed for five minutes by each machine's own clock


class Clock(Protocol):
    """`now` is Relay's time, `real` is Slack's: always the real one. Both aware UTC."""

    def now(self) -> datetime:
        """Relay's time."""

    def real(self) -> datetime:
        """The real time, which is Slack's."""


class RealClock:
    """The machine's clock; where several machines share a database, the database's, if the two are apart."""

    def __init__(self) -> None:
        self._apart = timedelta()
        self._wrong = False

    def now(self) -> datetime:
        return datetime.now(UTC) + self._apart

    def real(self) -> datetime:
        return self.now()

    def keep_to(self, theirs: Callable[[], datetime]) -> None:
        """Go by another clock, aware UTC, from which ours is a second apart or more: who claims what, and until when,
        is of one clock for all. What took long to ask says nothing; what is minutes apart is the wrong one of the two.
        """
        asked = datetime.now(UTC)
        said = theirs()
        took = datetime.now(UTC) - asked
        apart = said - (asked + took / 2)
        if took >= QUICK:
            return
        before, self._wrong = self._wrong, abs(apart) >= WRONG
        if self._wrong:
            if not before:
                log.error("clock.wrong", seconds=round(apart.total_seconds(), 1))
            return
        # nearly together is together; and a clock that is just about so far apart must not come and go
        apart = apart if abs(apart) >= CLOSE / 2 else timedelta()
        if abs(apart - self._apart) >= CLOSE or (self._apart and not apart):
            log.warning("clock.apart", seconds=round(apart.total_seconds(), 1))
            self._apart = apart


class SandboxClock:
    """Real time plus an offset that `url` gives. `follow` keeps it true while the sandbox leaps."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._reader = uuid.uuid4().hex
        self._offset = timedelta()
        self._take(self._ask(None))

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def real(self) -> datetime:
        return datetime.now(UTC)

    def follow(
        self,
        settle: Callable[[], bool],
        due: Callable[[], tuple[datetime | None, list[dict[str, str]]]],
        stop: threading.Event,
    ) -> None:
        """Until `stop`: at each leap run `settle` until it has finished all that is due, then say what is next.

        `due` gives the next due instant and the marks worth jumping to. Blocks. A sandbox that is gone for `GONE`
        seconds sets `stop`: there is nothing left to be the bot of.
        """
        revision: int | None = None
        heard_at = time.monotonic()
        while not stop.is_set():
            try:
                upcoming, marks = due()
                body = {
                    "reader": self._reader,
                    "settled": revision,
                    "next": upcoming.isoformat() if upcoming else None,
                    "marks": marks,
                    "wait": WAIT,
                }
                heard = self._ask(body)
                heard_at = time.monotonic()
                if heard["revision"] != revision:
                    self._take(heard)
                    while not stop.is_set() and not settle():
                        stop.wait(0.01)
                    revision = heard["revision"]
            except OSError:
                log.warning("clock.lost")
                if time.monotonic() - heard_at > GONE:
                    stop.set()
                stop.wait(1)
            except Exception:
                log.exception("clock.failed")
                stop.wait(1)

    def _ask(self, body: dict[str, Any] | None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self._url, data=data, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=WAIT + 5) as answer:
            heard: dict[str, Any] = json.load(answer)
        heard["at"] = time.time()
        return heard

    def _take(self, heard: dict[str, Any]) -> None:
        self._offset = datetime.fromisoformat(heard["now"]) - datetime.fromtimestamp(heard["at"], UTC)
