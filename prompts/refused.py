"""What somebody is told after a tap on an escalation: that it is so, or why not. mrkdwn, escaped."""

from datetime import datetime

from bot.briefing import Briefing
from bot.transitions import Refusal
from prompts import briefing, deeds, words
from prompts.briefing import clock, place, title

# what follows how it stands
WHY: dict[Refusal, str] = {
    "nobody_has_it": "Nobody has this just now. Tap I've got this first.",
    "not_yours": "Only whoever has this can do that, or one of the managers.",
    "stale": "Something changed since this button was drawn, so nothing was done. Please look at the newest message.",
    "not_asked": "Nothing waits for that any more.",
    "no_more": "It was put off twice already. Please say what was done, or pass it on.",
    "past": "That time is past. Please choose a later one.",
    "too_far": "That time is too far away. Please choose an earlier one.",
    "nobody": "There is nobody to pass it on to just now. It stays with you; please phone somebody.",
    "not_wanted": "This one is for somebody else to take. Nothing is asked of you.",
}


def done(b: Briefing, you_id: int, now: datetime) -> str:
    """To whoever did something to it."""
    standing = deeds.standing(b, now, you_id)
    if b.escalation.state == "acknowledged" and b.escalation.holder_id == you_id:
        seen = "" if b.deeds.passed else " Everybody who was told can see that you have it."
        return f"{standing} {place(b)}: {words.name(b.service.spec.phone)}.{seen}"
    return f"{title(b)}: {standing} Thank you."


def because(b: Briefing, why: Refusal, now: datetime) -> str:
    """Why nothing was done, and how it stands."""
    if why == "not_wanted":
        return WHY[why]
    if why == "over":
        return f"{title(b)}: {briefing.holder(b, now)} Thank you for answering."
    if why == "already":
        return _already(b, now)
    return f"{WHY[why]} {title(b)}: {briefing.holder(b, now)}"


def _already(b: Briefing, now: datetime) -> str:
    since = f"Since {clock(b, at, now)}: " if (at := b.escalation.acknowledged_at) else ""
    return f"{since}{briefing.holder(b, now)} Thank you for answering."
