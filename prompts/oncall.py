"""The answer to /oncall: whom to phone now, whom if they don't answer, and who is on next."""

from collections.abc import Sequence
from datetime import datetime

from bot.oncall import OnCall, Phoned
from prompts import words

# rungs after the first: more of them is a list to read, not a number to ring
RUNGS = 2


def who(houses: Sequence[OnCall], now: datetime, emergency: str = "999") -> str:
    """Who is on call for each of `houses`, for an ephemeral message. mrkdwn. `now` is aware."""
    said = "\n\n".join(_house(one, now) for one in houses)
    return f"{said}\nImmediate danger: {words.name(emergency)}."


def line(seen: OnCall, now: datetime) -> str:
    """One house in a line or two: who is on call until when, and who is next. mrkdwn."""
    name = words.name(seen.service.spec.name)
    return " ".join(part for part in (_now(seen, name, now), _next(seen, now)) if part)


def _house(seen: OnCall, now: datetime) -> str:
    name = words.name(seen.service.spec.name)
    lines = [_now(seen, name, now), _no_answer(seen), _next(seen, now)]
    lines.append(f"{name}: {words.name(seen.service.spec.phone)}.")
    return "\n".join(line for line in lines if line)


def _now(seen: OnCall, name: str, now: datetime) -> str:
    end = _until(seen, seen.now, now)
    if seen.now.contacts:
        return f"*On call now for {name}:* {words.phones(seen.now.contacts)}{',' if end else ''}{end}."
    return f"*Nobody is on call for {name}{end or ' just now'}.* Please phone a manager you know."


def _no_answer(seen: OnCall) -> str:
    rungs = [words.phones(contacts) for contacts in seen.then[:RUNGS]]
    return f"*No answer?* {', then '.join(rungs)}." if rungs else ""


def _next(seen: OnCall, now: datetime) -> str:
    """In words that nobody takes for whom to ring next."""
    if seen.next is None:
        return ""
    begins = words.clock(seen.next.start, seen.service.spec.timezone, now)
    end = _until(seen, seen.next, now)
    who = words.phones(seen.next.contacts) if seen.next.contacts else "nobody is on call"
    return f"*From {begins}:* {who}{',' if end and seen.next.contacts else ''}{end}."


def _until(seen: OnCall, phoned: Phoned, now: datetime) -> str:
    return f" until {words.clock(phoned.until, seen.service.spec.timezone, now)}" if phoned.until else ""
