"""The timeline of an escalation: who did what, to the minute, in order. mrkdwn, for forms only.

What was written stands here: whoever reads it may.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import cast

from bot import timeline
from bot.briefing import Briefing, Lapsed, Sighting, Spoken
from bot.escalation import Lapse, Promised
from bot.timeline import Event, Known, What
from bot.transitions import Did, PassedBecause, StoodDownBecause
from prompts import briefing, deeds, spoken, words
from prompts.briefing import WRITTEN, clock
from prompts.deed_words import BECAUSE, DID, INTEND, STOOD_DOWN

# of more than this, the earliest and the latest are shown
MOST, EARLIEST = 60, 10
FOLDED_FROM = 3
LATE = timedelta(minutes=1)


@dataclass(frozen=True)
class Entry:
    """One line: when, what, and what hangs on it. Several in a row of the same `fold` are one line."""

    at: datetime
    said: str
    more: tuple[str, ...] = ()
    fold: str | None = None
    who: tuple[str, ...] = ()


def lines(b: Briefing, events: Sequence[Event], now: datetime) -> list[str]:
    """All that happened, oldest first, a line each; what is told again and again is one line."""
    known = [Known(one.seen_at, one.received_at) for one in b.sightings]
    entries = [*_evidence(b, now), *_happened(b, events, known, now)]
    folded = _folded(b, sorted(entries, key=lambda one: one.at), now)
    if len(folded) <= MOST:
        return folded
    left_out = f"• … and {len(folded) - MOST} more in between."
    return [*folded[:EARLIEST], left_out, *folded[EARLIEST - MOST :]]


def _evidence(b: Briefing, now: datetime) -> list[Entry]:
    """What was seen and said, at the time when it was; late answers come with the events."""
    return [*(_seen(b, one, now) for one in b.sightings), *(_said(b, one, now) for one in b.spoken)]


def _said(b: Briefing, one: Spoken, now: datetime) -> Entry:
    line = spoken.line(b, one, now, open_it=False).replace("*", "")
    # the time stands in front of it already
    return Entry(one.at, line.replace(f" {clock(b, one.at, now)}", "", 1))


def _seen(b: Briefing, one: Sighting, now: datetime) -> Entry:
    by = briefing.by(one)
    if not one.timed:
        shift = words.lower(words.name(one.shift))
        return Entry(one.received_at, f"Seen on the {shift} shift, told by {by}.", fold="seen")
    late = one.received_at - one.seen_at >= LATE
    known = f", known here since {clock(b, one.received_at, now)}" if late else ""
    return Entry(one.seen_at, f"Seen by {by}{known}.", fold=None if late else "seen")


def _happened(b: Briefing, events: Sequence[Event], known: Sequence[Known], now: datetime) -> list[Entry]:
    told: set[str] = set()
    arrived = {one.received_at for one in b.sightings} | {one.at for one in b.spoken}
    found = []
    # those told, asked or passed on to at once are one line
    for _, several in groupby(events, key=lambda one: (one.what, one.at, one.number, one.who, one.about)):
        together = list(several)
        if together[0].what == "joined" and together[0].at in arrived:
            continue
        found.append(_entry(b, together, told, known, now))
    return found


def _entry(
    b: Briefing, together: Sequence[Event], told: set[str], known: Sequence[Known], now: datetime
) -> Entry:
    one = together[0]
    to = tuple(dict.fromkeys(each.to or "Somebody" for each in together))
    if one.what == "told":
        again = set(to) <= told
        told.update(to)
        said = f"Told{' again' if again else ''}: {words.names(to)}."
        return Entry(one.at, said, fold="again" if again else None, who=to)
    said = SAYS[one.what](b, one, words.names(to), now)
    text = f"Written: {words.escape(one.text, WRITTEN)}" if one.text else ""
    at = [clock(b, seen, now) for seen in dict.fromkeys(timeline.unknown_at(one, known))]
    missed = f"*Not known then:* seen {words.listed(at)}." if at else ""
    return Entry(one.at, said, tuple(part for part in (missed, text) if part), fold=FOLDS.get(one.what))


FOLDS: dict[What, str] = {"joined": "joined", "nobody_there": "again"}


def _folded(b: Briefing, entries: Sequence[Entry], now: datetime) -> list[str]:
    made: list[str] = []
    for fold, several in groupby(entries, key=lambda one: one.fold):
        run = list(several)
        counted = [one for one in run if fold != "again" or one.who]
        if fold is None or len(counted) < FOLDED_FROM:
            made += [_line(b, one, now) for one in run]
        else:
            made.append(_fold(b, fold, counted, now))
    return made


def _line(b: Briefing, one: Entry, now: datetime) -> str:
    return "\n".join([f"• {clock(b, one.at, now)} {one.said}", *one.more])


def _fold(b: Briefing, fold: str, run: Sequence[Entry], now: datetime) -> str:
    """ "• 03:02 Told again: 03:02, 03:12, … 05:12 (12 times): Dee and Ash."."""
    at = [clock(b, one.at, now) for one in run]
    when = f"{at[0]}, {at[1]}, … {at[-1]} ({len(run)} times)"
    if fold == "again":
        who = dict.fromkeys(name for one in run for name in one.who)
        return f"• Told again {when}: {words.names(who)}."
    return f"• {'Seen' if fold == 'seen' else 'More came in'} {when}."


Say = Callable[[Briefing, Event, str, datetime], str]


def _who(one: Event) -> str:
    return words.name(one.who) if one.who else "Somebody"


def _by(b: Briefing, one: Event, now: datetime, before: str = ", by ") -> str:
    return f"{before}{clock(b, one.by, now)}" if one.by else ""


def _house_has(b: Briefing, one: Event, to: str, now: datetime) -> str:
    return f"The house said: {to} has it{_by(b, one, now)}. Said by {_who(one)}."


def _promised(b: Briefing, one: Event, _to: str, now: datetime) -> str:
    return f"{_who(one)} said: {INTEND[cast(Promised, one.about or 'other')]}{_by(b, one, now)}."


def _passed(_b: Briefing, one: Event, to: str, _now: datetime) -> str:
    return f"{_who(one)} asked {to} to take it over: {BECAUSE[cast(PassedBecause, one.about or 'other')]}."


def _reopened(b: Briefing, one: Event, _to: str, now: datetime) -> str:
    why, _, promised = (one.about or "").partition(" ")
    lapsed = Lapsed(cast(Lapse, why), one.who, cast(Promised, promised) if promised else None, one.by)
    return f"Told from the start again: {deeds.had(b, lapsed, now)}"


def _acted(_b: Briefing, one: Event, _to: str, _now: datetime) -> str:
    did = words.listed([DID[cast(Did, what)] for what in (one.about or "other").split()])
    return f"{_who(one)} {did}."


def _stood_down(_b: Briefing, one: Event, _to: str, _now: datetime) -> str:
    return f"{_who(one)} stood it down: {STOOD_DOWN[cast(StoodDownBecause, one.about or 'other')]}."


def _overridden(b: Briefing, one: Event, to: str, _now: datetime) -> str:
    whom = to if one.to else "another agency"
    return f"{_who(one)} decided to tell {whom}, though {briefing.whom(b)}'s plan says not to."


SAYS: dict[What, Say] = {
    "opened": lambda _b, _one, _to, _now: "This began to ring.",
    "joined": lambda _b, _one, _to, _now: "More came in.",
    "told": lambda _b, _one, to, _now: f"Told: {to}.",
    "nobody_there": lambda _b, _one, _to, _now: "Nobody was there to be told in this turn: the next turn came at once.",
    "unanswered": lambda _b, _one, _to, _now: "Nobody had answered. The house was told whom to phone.",
    "rings_now": lambda _b, _one, _to, _now: "The next handover was due: it rings at once from now on.",
    "house_has": _house_has,
    "taken": lambda b, one, _to, now: f"{_who(one)} took it{_by(b, one, now, ', to act by ')}.",
    "seen": lambda _b, one, _to, _now: f"{_who(one)} has seen what was new.",
    "promised": _promised,
    "asked": lambda _b, _one, to, _now: f"{to} was asked what became of it.",
    "more": lambda b, one, _to, now: f"{_who(one)} put it off{_by(b, one, now, ' to ')}.",
    "passed": _passed,
    "taken_over": lambda b, one, _to, now: f"{_who(one)} took it over{_by(b, one, now, ', to act by ')}.",
    "handed": lambda _b, _one, to, _now: f"{to} came on call, and was told of it.",
    "reopened": _reopened,
    "acted": _acted,
    "asked_to_close": lambda _b, _one, to, _now: f"Asked to close it: {to}.",
    "closed": lambda _b, one, _to, _now: f"{_who(one)} closed it.",
    "stood_down": _stood_down,
    "overridden": _overridden,
    "corrected": lambda _b, _one, _to, _now: "What was written was corrected.",
}  # fmt: skip
