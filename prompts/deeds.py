"""What people do to an escalation, in words that may stand in a message: promises, passing on, what was done.

Everything here is mrkdwn, escaped. What was written is in forms only.
"""

from datetime import datetime

from bot.briefing import Briefing, Lapsed, Told
from prompts import briefing, words
from prompts.briefing import acted as acted
from prompts.briefing import clock
from prompts.briefing import passed as passed
from prompts.deed_words import BECAUSE as BECAUSE
from prompts.deed_words import INTEND, LAPSED


def standing(b: Briefing, now: datetime, you_id: int | None) -> str:
    """How it stands, to one reader (staff): whoever has it is spoken to."""
    if you_id is None or b.escalation.holder_id != you_id:
        return briefing.holder(b, now)
    if b.escalation.state == "acknowledged":
        return _yours(b, now)
    if b.escalation.state == "acted_on" and b.deeds.acted:
        return f"{acted(b, b.deeds.acted, now, 'You')} Please close it: it takes two minutes."
    return briefing.holder(b, now)


def _yours(b: Briefing, now: datetime) -> str:
    if one := b.deeds.passed:
        to = words.names(one.to) or "somebody else"
        until = f"Not taken by {clock(b, one.until, now)}: everybody is told from the start again."
        return f"You are passing it on to {to}. You still have it until it is taken. {until}"
    e = b.escalation
    by = f" by {clock(b, e.promise_by, now)}" if e.promise_by else ""
    if e.promise_by and e.promise_by < now:
        return f"You have it, and said you would {_intend(b)}{by}. What has become of it?"
    if e.promised is None:
        return f"You have it. Please act{by}."
    return f"You have it, and said you would {_intend(b)}{by}."


def you_would(b: Briefing, now: datetime) -> str:
    """To the holder: "you would phone the house by 21:47"."""
    by = f" by {clock(b, b.escalation.promise_by, now)}" if b.escalation.promise_by else ""
    return f"you would {_intend(b)}{by}"


def _intend(b: Briefing) -> str:
    return INTEND[b.escalation.promised or "other"]


def lapsed(b: Briefing, now: datetime) -> str | None:
    """Why it is told from the first again, and what was promised; None where nobody had it."""
    one = b.deeds.lapsed
    if one is None:
        return None
    since = f" since {clock(b, one.at, now)}" if one.at else ""
    return f"*Told again{since}:* {had(b, one, now)}"


def had(b: Briefing, one: Lapsed, now: datetime) -> str:
    """ "Dee had it, to phone the house by 21:47, and has not said what became of it."."""
    who = words.name(one.holder) if one.holder else "Somebody"
    to = f", to {INTEND[one.promised or 'other']} by {clock(b, one.by, now)}," if one.by else ""
    return f"{who} had it{to} and {LAPSED[one.why]}."


def told_since(b: Briefing) -> list[Told]:
    """Those who were told since nobody has it: all of them, or since it was told from the first again."""
    since = b.deeds.lapsed.at if b.deeds.lapsed else None
    return [one for one in b.told if since is None or one.at >= since]


def house(b: Briefing, now: datetime) -> str | None:
    """Who the house says has it, and by when; None where nobody has said so."""
    if b.deeds.house is None or b.escalation.state != "open":
        return None
    who, by = b.deeds.house
    late = " That is past." if by < now else ""
    return f"*The house says:* {words.name(who)} has it, by {clock(b, by, now)}.{late}"


def follows(b: Briefing, now: datetime) -> str | None:
    """That it rings again after one that was acted on; None otherwise, and once it is over."""
    if b.deeds.follows is None or b.escalation.state in briefing.OVER:
        return None
    return f"*Again:* earlier, {acted(b, b.deeds.follows, now)}"
