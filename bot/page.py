"""What the digest's page holds besides the digest: what was decided, in full, and what was written of good things."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import Minutes
from bot.huddle import Shown


@dataclass(frozen=True)
class Quote:
    """Something good, as staff wrote it."""

    known_as: str | None
    text: str


@dataclass(frozen=True)
class Page:
    """One huddle on paper. `minutes` are of the huddle that looks at this week, `before` of the one before it."""

    shown: Shown
    minutes: Minutes
    before: Minutes
    quotes: Sequence[Quote] = ()
