"""How often the bot may speak, measured on the sandbox's clock so that leaps bring no false refusals.

The figures are Slack's published ones (docs.slack.dev, rate limits), read strictly.
"""

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.plain import Refused

MINUTE = timedelta(minutes=1)
# "1 per second" and channel; less what two arrivals may jitter, so that who waits a whole second is not refused
POST_GAP = timedelta(seconds=0.95)
# "short bursts of >1 are tolerated": so many may come early, and are waited for afterwards
EARLY = 1
# "several hundred messages per minute" in one workspace
POSTS_A_MINUTE = 300
TIERS = {2: 20, 3: 50, 4: 100}
TIER = {
    **dict.fromkeys(("conversations.list", "users.list"), 2),
    **dict.fromkeys(("chat.update", "chat.delete", "users.conversations"), 3),
    **dict.fromkeys(("conversations.open", "conversations.info"), 3),
    **dict.fromkeys(("conversations.history", "conversations.replies"), 3),
    **dict.fromkeys(("conversations.members", "users.info", "chat.postEphemeral"), 4),
    **dict.fromkeys(("views.open", "views.push", "views.update", "views.publish"), 4),
}


class TooFast(Refused):
    """A 429, which says after how many seconds to come back."""

    def __init__(self, after: timedelta) -> None:
        super().__init__("ratelimited", status=429)
        self.after = max(1, math.ceil(after.total_seconds()))


class Rates:
    """Limits of a channel, of the workspace and of each method, all `pace` times as high."""

    def __init__(self, clock: Clock, pace: float = 1.0) -> None:
        self._clock = clock
        self._pace = pace
        self._free: dict[str, datetime] = {}
        self._minutes: defaultdict[str, deque[datetime]] = defaultdict(deque)

    def call(self, method: str) -> None:
        """Count a call of a method, or refuse it as one more than its tier allows in a minute."""
        if tier := TIER.get(method):
            self._fits(method, TIERS[tier])
            self._minutes[method].append(self._clock.now())

    def may_post(self, channel: str) -> None:
        """Refuse a post that comes too soon after the channel's last ones, or is too much for the workspace."""
        now, gap = self._clock.now(), POST_GAP / self._pace
        ahead = self._free.get(channel, now) - now
        if ahead > gap * EARLY:
            raise TooFast(ahead - gap * EARLY)
        self._fits("posts", POSTS_A_MINUTE)

    def posted(self, channel: str) -> None:
        """Count a post that was accepted."""
        now = self._clock.now()
        self._free[channel] = max(self._free.get(channel, now), now) + POST_GAP / self._pace
        self._minutes["posts"].append(now)

    def _fits(self, what: str, most: int) -> None:
        now, seen = self._clock.now(), self._minutes[what]
        while seen and now - seen[0] >= MINUTE:
            seen.popleft()
        if len(seen) >= most * self._pace:
            raise TooFast(MINUTE - (now - seen[0]))
