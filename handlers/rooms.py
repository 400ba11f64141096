"""What Slack has said of where messages go: which channels are private, and whose direct messages are where."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from slack_sdk.errors import SlackClientError

# For so long a channel that was made public is taken for a private one; what is posted there names nobody's signs.
KEPT = timedelta(seconds=60)
# Whoever waited for a list that could not be had is not to wait as long again, one after the other.
FAILED = timedelta(seconds=2)
Listed = dict[str, bool]


class Rooms:
    """What all threads of a process know: one list, whether each channel is private; and `directs`, the conversation
    of each user, which never is another.
    """

    def __init__(self) -> None:
        self.directs: dict[str, str] = {}
        self._lock = threading.Lock()
        self._seen: tuple[datetime, Listed] | None = None
        self._failed: tuple[datetime, Exception] | None = None

    def listed(self, now: Callable[[], datetime], ask: Callable[[], Listed]) -> Listed:
        """The list, at most a minute old; else what `ask` gives, and whoever else wants it waits for that.

        Raises what `ask` raises; for two seconds after Slack did not answer, without asking again. `now` is real time.
        """
        with self._lock:
            if self._failed and _within(FAILED, self._failed[0], now()):
                raise self._failed[1]
            if self._seen is None or not _within(KEPT, self._seen[0], now()):
                self._seen = now(), self._asked(now, ask)
            return self._seen[1]

    def _asked(self, now: Callable[[], datetime], ask: Callable[[], Listed]) -> Listed:
        try:
            return ask()
        except (OSError, SlackClientError) as failure:
            self._failed = now(), failure
            raise


def _within(length: timedelta, since: datetime, now: datetime) -> bool:
    """Whether it is as recent; what a clock that was set back makes future is not."""
    return timedelta() <= now - since <= length
