"""The channels that the bot is in, as Slack listed them lately: for a change of shift of very many houses."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

# For so long a channel that was made public is taken for a private one; what is posted there names nobody's signs.
KEPT = timedelta(seconds=60)
Listed = dict[str, bool]


class Rooms:
    """One list for all threads of a process: whether each channel is private."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: tuple[datetime, Listed] | None = None

    def listed(self, real: datetime, ask: Callable[[], Listed]) -> Listed:
        """The list, at most a minute old; else what `ask` gives, and whoever else wants it waits for that."""
        with self._lock:
            if self._seen is None or real - self._seen[0] > KEPT:
                self._seen = real, ask()
            return self._seen[1]
