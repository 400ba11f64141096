"""What is said after the acknowledgement."""

import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from slack_sdk.errors import SlackClientError

log = structlog.get_logger()
GATHERED = 0.15  # seconds: of what is said again and again in one place within them, only the last is said
AT_MOST = 2.0  # seconds that it may wait for a calm moment
# While others wait for acknowledgements, a slot rests so many times as long as it has worked: the outbox draws, too.
RESTS = 60


class After:
    """What is said after the acknowledgement, to whoever tapped: never in its way, never in its error.

    `calm` says whether hardly anybody waits for an acknowledgement just now.
    """

    def __init__(self) -> None:
        self.calm: Callable[[], bool] = lambda: True
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="after")
        # however slow Slack is, what is gathered leaves threads to what is not
        self._slots = threading.Semaphore(2)
        # by place: what is to be said there, and since when something is
        self._gathered: dict[Hashable, tuple[Callable[[], Any], float]] = {}
        self._lock = threading.Lock()
        self._gathering = self._ending = False

    def __call__(self, say: Callable[..., Any], **what: Any) -> None:
        """Say it through `response_url`, soon. The outbox draws every message anew anyway."""
        # no thread is to be had, or it ends: what was done is done all the same, and nobody is told otherwise
        with suppress(RuntimeError):
            self._threads.submit(self._try, say, what)

    def gathered(self, place: Hashable, say: Callable[[], Any]) -> None:
        """Say it now where it is calm; else soon, and of all that is to be said in one `place` then only the last."""
        if self.calm() and place not in self._gathered:
            self(say)
            return
        with self._lock:
            _, since = self._gathered.get(place, (None, time.monotonic()))
            self._gathered[place] = (say, since)
            if not self._gathering:
                with suppress(RuntimeError):
                    threading.Thread(target=self._gather, name="gather", daemon=True).start()
                    self._gathering = True

    def finish(self) -> None:
        """Say all that is still to be said, and take nothing new. Waits for it."""
        self._ending = True
        self._say(time.monotonic(), 0.0)
        self._threads.shutdown(wait=True)

    def _gather(self) -> None:
        """Until nothing is left to be said."""
        left = True
        try:
            while left:
                time.sleep(GATHERED)
                left = self._say(time.monotonic(), 0.0 if self.calm() else AT_MOST)
        except Exception:
            # no thread to be had: what is left is drawn by the outbox, and whoever comes next gathers anew
            log.exception("answer.failed")
            self._gathering = False

    def _say(self, now: float, waited: float) -> bool:
        """Say what has waited so many seconds. Whether anything is left."""
        with self._lock:
            due = [place for place, (_, since) in self._gathered.items() if now - since >= waited]
        for place in due:
            self._slots.acquire()
            # taken and handed on in one: at the end nothing is in between
            with self._lock:
                if place in self._gathered:
                    self(partial(self._in_a_slot, self._gathered.pop(place)[0]))
                else:
                    self._slots.release()
        with self._lock:
            self._gathering = bool(self._gathered)
            return self._gathering

    def _in_a_slot(self, say: Callable[[], Any]) -> None:
        began = time.thread_time()
        try:
            say()
        finally:
            self._rest(RESTS * (time.thread_time() - began))
            self._slots.release()

    def _rest(self, seconds: float) -> None:
        """Until it is calm, or so many seconds at most."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._ending and not self.calm():
            time.sleep(min(GATHERED, seconds))

    @staticmethod
    def _try(say: Callable[..., Any], what: dict[str, Any]) -> None:
        try:
            say(**what)
        except (OSError, SlackClientError, ValueError) as failure:
            log.warning("answer.failed", error=type(failure).__name__)
        except Exception:
            log.exception("answer.failed")
