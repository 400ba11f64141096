"""The timeline of an escalation: what happened, by whom and when, with what was not known at the time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.closing import Closing

What = Literal[
    "opened", "joined", "told", "nobody_there", "unanswered", "rings_now",
    "house_has", "taken", "seen", "promised", "asked", "more", "passed", "taken_over", "handed",
    "reopened", "acted", "asked_to_close", "closed", "stood_down", "overridden", "corrected",
]  # fmt: skip


@dataclass(frozen=True)
class Event:
    """Something that happened to an escalation. `who` did it, `to` is whom it was about; `by` a time given.

    `about` is a choice, in the words of its own list; `text` was written, and is read in forms only.
    """

    what: What
    at: datetime
    who: str | None = None
    to: str | None = None
    by: datetime | None = None
    about: str | None = None
    text: str | None = None
    number: int = 0


@dataclass(frozen=True)
class Known:
    """Evidence: seen at one time, known here since another."""

    seen_at: datetime
    known_at: datetime


DECIDED: frozenset[What] = frozenset({"taken", "taken_over", "promised", "acted", "closed", "stood_down"})


def unknown_at(event: Event, evidence: Sequence[Known]) -> list[datetime]:
    """When what had been seen before a decision was seen, if it became known only after it; in order."""
    if event.what not in DECIDED:
        return []
    return sorted(one.seen_at for one in evidence if one.seen_at <= event.at < one.known_at)


@dataclass(frozen=True)
class Story:
    """All that happened to an escalation, in order, and what was said when it was closed, if it was."""

    events: tuple[Event, ...] = ()
    closing: Closing | None = None
