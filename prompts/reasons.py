"""Why an escalation rings, what has changed since, and what is asked of whoever takes it. mrkdwn, escaped."""

import re
from datetime import datetime

from bot.briefing import Briefing
from prompts import spoken, words
from prompts.briefing import OVER, TEXT, clock, signs_shown, whom

# what stands between signs: "…, …, and two more"
BETWEEN = re.compile(r"\band\b|\b\w+ more\b|[,\s]")


def silent(b: Briefing) -> bool:
    """Whether it rings only because nobody answered about somebody: nothing was seen, and nothing said."""
    return b.person is not None and bool(b.reasons) and not (b.sightings or b.spoken)


def behind(b: Briefing) -> str:
    """What *Open* opens: "what was seen", "what was said", or of anything else "what is known"."""
    if b.sightings and not (b.spoken or b.late):
        return "what was seen"
    said = b.spoken and not (b.reasons or b.sightings or b.late)
    return "what was said" if said else "what is known"


def why(b: Briefing, *, beside_seen: bool = False) -> list[str]:
    """What is said of each threshold, note and late answer, once, newest first; without signs where lighter.

    `beside_seen`: the signs of the newest sighting stand there already, and are not said again.
    """
    reached = f"a threshold agreed with {whom(b)} was reached. Tap Open to read which."
    said_again = _once([_rest(b, one) for one in sentences(b)]) if beside_seen else sentences(b)
    agreed = [words.sentence(words.escape(sentence, TEXT)) for sentence in said_again]
    said = [spoken.why(b, one) for one in b.spoken]
    late = [spoken.unknown(b) or "Everybody was answered about since. Somebody has still to look."]
    return list(
        dict.fromkeys(
            [
                *([reached] if b.lighter and b.sightings and agreed else agreed),
                *said,
                *(late if b.late else []),
            ]
        )
    )


def _once(said: list[str]) -> list[str]:
    """Without what an earlier sighting says again: that there is one is said beside, and it is read in the form."""
    return [one for one in said if ": " not in one or one.rpartition(": ")[2] not in said]


def _rest(b: Briefing, sentence: str) -> str:
    """A sentence without the signs that it begins with, where those are all of the newest sighting."""
    signs, _, rest = sentence.rpartition(": ")
    if not (signs and b.sightings):
        return sentence
    left = signs.casefold()
    for one in sorted(map(str.casefold, signs_shown(b.sightings[0])), key=len, reverse=True):
        left = left.replace(one, "")
    return sentence if left == signs.casefold() or BETWEEN.sub("", left) else rest


def sentences(b: Briefing) -> list[str]:
    """The sentence of each threshold reached, newest first, each once however often it was; not escaped."""
    return list(dict.fromkeys(sentence for _, sentence in b.reasons))


def asks(b: Briefing) -> list[str]:
    """What whoever takes it is asked to do, the most pressing first; not escaped."""
    waiting = any(one.waiting for one in b.late)
    found = ["Phone the house now and ask how everybody is"] if waiting else []
    found += [threshold.ask for threshold, _ in b.reasons if threshold.ask and not b.lighter][:1]
    noted = any(one.said.kind != "call" for one in b.spoken)
    callers = [f"Phone the house and ask for {one}" for one in spoken.callers(b)]
    if not (found or callers) or (noted and not found):
        found.append("Phone the house and decide what is needed")
    return found + callers


def corrected(b: Briefing, now: datetime) -> str | None:
    """That what was written was corrected since, and does not close this. No sign is named."""
    if b.corrected is None or b.escalation.state in OVER:
        return None
    then = (
        "Stand it down, or look first." if b.may_stand_down else "This stays open until somebody has looked."
    )
    return f"*Corrected {clock(b, b.corrected, now)}:* what is written now no longer leads to this. {then}"


def moot(b: Briefing) -> bool:
    """Whether what it rings about is no longer so, though nobody has looked: then standing down is offered."""
    late = b.late and not (b.reasons or b.spoken) and not any(one.waiting for one in b.late)
    return bool(b.corrected or b.answered or late)


def answered(b: Briefing, now: datetime) -> str | None:
    """That somebody has answered since silence rang; None of anything else. Content-light."""
    if b.answered is None or b.escalation.state in OVER:
        return None
    who, at = b.answered
    return f"*Answered since:* {words.name(who)}, {clock(b, at, now)}. The handover question shows it."


def unknown(b: Briefing, now: datetime) -> list[str]:
    """To the house, where nobody answered: what is not known, and who answered since. Nothing of what was seen."""
    if b.escalation.state in OVER:
        return []
    late = spoken.house(b, now)
    if not silent(b):
        return late
    if said := answered(b, now):
        return [said, *late]
    why = f"We don't know how {whom(b)} is: no answer came at handover."
    return [f"{why} Nobody is in trouble, and an answer still helps.", *late]
