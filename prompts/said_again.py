"""What somebody answered, said again to them in the form: signs, and their own words. mrkdwn, for forms only."""

from bot import plans, signs
from bot.replies import COULD_NOT_TELL, Answer
from prompts import words
from prompts.briefing import MISSED_BY, SAYING, WRITTEN


def lines(answer: Answer, plan: plans.Plan | None, known_as: str, at: str = "") -> list[str]:
    """What was kept. `at` is when its author said it was: "at 02:50"."""
    who = words.short(known_as)
    written = {f"What {who} says": answer.says, f"What {who} wants": answer.wants, "Note": answer.note}
    return [
        f"*You noted{f' ({at})' if at else ''}:* {_seen(answer, plan)}",
        *(f"*{heading}:* {words.escape(text, WRITTEN)}" for heading, text in written.items() if text),
    ]


def _seen(answer: Answer, plan: plans.Plan | None) -> str:
    if answer.kind == "clear":
        return "no signs."
    agreed = plan.signs if plan else []
    shown = [
        words.cut(signs.in_words(one, answer.values[one.key]), SAYING)
        for one in agreed
        if signs.is_shown(one, answer.values.get(one.key))
    ]
    if answer.contact_missed:
        shown.append(f"contact that was planned did not happen ({MISSED_BY[answer.contact_missed]})")
    unknown = [one.says for one in agreed if answer.values.get(one.key, 0.0) is COULD_NOT_TELL]
    said = [words.sentence("; ".join(shown) or "no sign chosen")]
    said += [f"Could not tell: {'; '.join(words.cut(one, SAYING) for one in unknown)}."] if unknown else []
    return words.escape(" ".join(said))
