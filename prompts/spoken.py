"""What staff said, and answers that are late, as messages about an escalation say them.

Everything here is mrkdwn, escaped, and content-light: what was written is read in a form.
"""

from datetime import datetime

from bot.briefing import Briefing, Late, Spoken
from bot.notes import Tell
from bot.replies import Knows
from prompts import words
from prompts.briefing import by, clock, shift, whom
from prompts.notes import TOPICS

WANTED: dict[Tell, str] = {
    "next_shift": "Staff want the next shift to know.",
    "team_leader": "Staff want the team leader to know.",
    "now": "Staff want somebody to know now.",
    "this_shift": "Staff want somebody to know this shift.",
    "in_hours": "Staff want somebody to know in office hours.",
}
KNOW: dict[Knows, str] = {"yes": "knows we're telling you", "no": "does not know yet"}


def line(b: Briefing, one: Spoken, now: datetime, *, open_it: bool = True) -> str:
    """ "*Said* 02:50 by Jo (support worker, agency): worried about Sam. Tap Open to read what."."""
    at = clock(b, one.at, now)
    if one.said.kind == "call":
        return f"*Asked* {at} by {by(one)}: {words.name(one.by)} would like a call. It is about them."
    more = " Tap Open to read what." if open_it and (one.said.text or one.said.wants) else ""
    return f"*Said* {at} by {by(one)}: {_about(b, one)}.{more}"


def _about(b: Briefing, one: Spoken) -> str:
    who = whom(b) if b.person else "the house"
    other = f"about {who}: {_lower(TOPICS[one.said.topic])}" if one.said.topic else f"something about {who}"
    return {
        "worry": f"worried about {who}",
        "good": f"something good about {who}",
        "affected": f"something that happened also affects {who}",
    }.get(one.said.kind, other)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def why(b: Briefing, one: Spoken) -> str:
    """Why it rings, whatever the thresholds say."""
    if one.said.kind == "call":
        return "Everybody may ask for a call."
    if one.said.kind == "worry":
        who = whom(b) if b.person else "the house"
        return f"Somebody is worried about {who}. That is enough, whatever the agreed thresholds say."
    return WANTED[one.said.tell]


def late(b: Briefing, one: Late, now: datetime) -> list[str]:
    """Who is still waited for, and who was answered about since; the latter "" where nobody was."""
    question = f"the {_lower(shift(b, one.change.covers))} shift's question"
    waiting = f"*No answer to {question} yet about:* {words.names(one.waiting)}."
    over = (
        "Nobody is waited for now: whoever has no reply is away."
        if one.away
        else "All are answered about now."
    )
    return [waiting if one.waiting else f"*{over}*", since(b, one, now)]


def since(b: Briefing, one: Late, now: datetime) -> str:
    """ "*Answered since:* Sam, by Jo 22:14; Ray, by Mel 22:20."; empty where nobody was."""
    known = [
        f"{words.short(who)}, by {words.name(author)} {clock(b, at, now)}" for who, author, at in one.answered
    ]
    return f"*Answered since:* {'; '.join(known)}." if known else ""


def unknown(b: Briefing) -> str:
    """That nobody knows how those are who are still waited for, in kind words; empty where nobody is."""
    waiting = list(dict.fromkeys(who for one in b.late for who in one.waiting))
    if not waiting:
        return ""
    they = "they are" if len(waiting) > 1 else f"{words.short(waiting[0])} is"
    return f"We don't know how {they}. Nobody is in trouble."


def knows(b: Briefing) -> str:
    """Whether the person knows, as it was said last: "*Sam* knows we're telling you."; empty where nobody could say."""
    told = [(one.received_at, one.answer.knows) for one in b.sightings]
    told += [(one.at, one.said.knows) for one in b.spoken]
    said = max(((at, knows) for at, knows in told if knows), default=None)
    known = KNOW.get(said[1]) if said else None
    return f"*{whom(b)}* {known}." if known and b.person else ""


def others(count: int) -> str:
    """That others are affected too, never who; empty for nobody."""
    if count == 1:
        return "One other person is affected, and has a record of their own."
    return f"{count} other people are affected, and each has a record of their own." if count else ""


def lines(b: Briefing, now: datetime, most: int) -> list[str]:
    """The newest of what was said, and how much more there is."""
    more = len(b.spoken) - most
    before = [f"And {words.plural(more, 'earlier note')}: tap Open."] if more > 0 else []
    return [*(line(b, one, now) for one in b.spoken[:most]), *before]


def callers(b: Briefing) -> list[str]:
    """Who would like a call, each once, newest first; not escaped."""
    return list(dict.fromkeys(one.by for one in b.spoken if one.said.kind == "call"))


def called(b: Briefing) -> bool:
    """Whether it rings only because somebody would like a call: no message of the house says so."""
    calls = bool(b.spoken) and all(one.said.kind == "call" for one in b.spoken)
    return calls and not (b.reasons or b.sightings or b.late)


def headed(b: Briefing, now: datetime) -> str:
    """What a lock screen says of late answers; empty of anything else."""
    said = [part for one in b.late for part in late(b, one, now) if part]
    return f"{' '.join(said)} ".replace("*", "") if said else ""


def house(b: Briefing, now: datetime) -> list[str]:
    """To the house: of late answers who is waited for, in kind words, and who was answered about since."""
    kind = unknown(b)
    return [
        *(part for one in b.late for part in late(b, one, now) if part),
        *([f"{kind} An answer still helps."] if kind else []),
    ]
