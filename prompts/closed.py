"""What was said when an escalation was closed, as those who may read it see it. mrkdwn, for forms only."""

from bot.briefing import Briefing
from bot.closing import Closing, Restriction
from prompts import spoken, words
from prompts.briefing import WRITTEN, whom
from prompts.closing import DEBRIEFS, FAIR, INFORMED, OUTCOMES, WANTS


def lines(b: Briefing, said: Closing) -> list[str]:
    """Each answer with its question, in the order of the form; what was not asked is left out."""
    who = whom(b)
    informed = [words.lower(INFORMED[one]).replace("{whom}", who) for one in said.informed]
    return [
        "*At the end*",
        f"How it ended: {words.lower(OUTCOMES[said.outcome])}.",
        f"Did it go the way {who} wanted? {WANTS[said.wanted].replace('{whom}', who)}." if said.wanted else "",
        _written(f"What {who} says", said.says),
        f"Who else was told: {words.listed(informed)}.",
        *_restricted(b, said.restriction),
        _written(f"To change in {who}'s plan", said.plan_change),
        f"Was {who} offered a talk? {DEBRIEFS[said.debrief_person]}." if said.debrief_person else "",
        f"Were staff offered a talk? {DEBRIEFS[said.debrief_staff]}.",
        f"Was what we did about right? {FAIR[said.fair]}." if said.fair else "",
        _written("What else could have helped", said.other_help),
        _written("Note", said.note),
    ]  # fmt: skip


def _restricted(b: Briefing, one: Restriction | None) -> list[str]:
    if one is None:
        # of a call it is not asked
        return [] if spoken.called(b) else ["Nothing was restricted."]
    return [
        _written("Something was restricted", one.rationale),
        _written("What can be done instead", one.alternative),
        f"To be looked at again: {words.date(one.review_by)}.",
        _written(f"What part {whom(b) if b.person else 'people'} had in it", one.involvement),
    ]


def _written(heading: str, text: str | None) -> str:
    return f"{heading}: {words.escape(text, WRITTEN)}" if text else ""
