"""How often the bot may speak, measured on the sandbox's clock so that leaps bring no false refusals."""

from collections import deque
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.plain import Refused

# A second less what two arrivals may jitter, so that who waits a whole second is never refused.
POST_GAP = timedelta(seconds=0.95)
UPDATES_A_MINUTE = 50


class Rates:
    """One post a second and channel; fifty updates a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last_post: dict[str, datetime] = {}
        self._updates: deque[datetime] = deque()

    def may_post(self, channel: str) -> None:
        """Refuse a post that comes within a second of the channel's last one."""
        last = self._last_post.get(channel)
        if last and self._clock.now() - last < POST_GAP:
            raise Refused("ratelimited", status=429)

    def posted(self, channel: str) -> None:
        """Count a post that was accepted."""
        self._last_post[channel] = self._clock.now()

    def update(self) -> None:
        """Count an update, or refuse it as more than fifty a minute."""
        now = self._clock.now()
        while self._updates and now - self._updates[0] >= timedelta(minutes=1):
            self._updates.popleft()
        if len(self._updates) >= UPDATES_A_MINUTE:
            raise Refused("ratelimited", status=429)
        self._updates.append(now)
