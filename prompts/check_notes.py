"""The notes of a case, and what really happened, in lines. mrkdwn, for forms only. Nobody is named by name."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot import plans, signs
from bot.check_notes import Before, Entry, Notes, Ran
from bot.replies import COULD_NOT_TELL, Answer, NotSeen, Taken
from prompts import shifts, words
from prompts.blocks import Blocks, section
from prompts.briefing import BECAME, MISSED_BY, ROLES, SAYING, WRITTEN, bullets
from prompts.closing import OUTCOMES, WANTS
from prompts.details import NOT_HAPPENED

# of more, the first are shown
MOST = 8
BEFORE = "Shifts before, as far as the plan looks back"
NOT_SEEN: dict[NotSeen, str] = {"out": "out", "asleep": "asleep", "declined": "did not want to be seen"}


def noted(notes: Notes, now: datetime) -> Blocks:
    """What was noted: each answer and note, the staffing, and what earlier shifts showed."""
    more = len(notes.entries) - MOST
    return [
        *(block for n, one in enumerate(notes.entries[:MOST]) for block in _entry(notes, n, one, now)),
        *section("more", f"And {words.plural(more, 'more note')}." if more > 0 else None),
        *section(
            "nothing", None if notes.entries else "*Nothing was noted.* Nobody answered at this handover."
        ),
        *section("staffing", _staffing(notes)),
        *section("before", bullets(BEFORE, [_before(notes, one) for one in notes.before])),
    ]


def _entry(notes: Notes, n: int, one: Entry, now: datetime) -> Blocks:
    who = words.short(notes.person.known_as)
    said = [] if one.answer is None else list(_answer(who, one, one.answer))
    return section(
        f"entry:{n}",
        f"*Written {_at(notes, one.written_at, now)} by {_by(one)}.* {_seen_at(notes, one, now)}".strip(),
        *said,
        _written("Note", one.text),
        _written(f"What {who} wants", one.wants),
    )


def _by(one: Entry) -> str:
    """ "a support worker from an agency, alone"."""
    role = "somebody who covered" if one.covering else f"{_article(ROLES[one.role])} {ROLES[one.role]}"
    return f"{role}{' from an agency' if one.agency else ''}{', alone' if one.alone else ''}"


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"


def _seen_at(notes: Notes, one: Entry, now: datetime) -> str:
    if one.timed:
        return f"Seen {_at(notes, one.seen_at, now)}."
    return "" if one.answer is None else "When it was is not said."


def _answer(who: str, one: Entry, answer: Answer) -> Iterator[str | None]:
    if answer.kind == "clear":
        yield "Seen, no signs."
    if answer.kind == "not_seen":
        yield f"Not seen: {NOT_SEEN[answer.not_seen]}." if answer.not_seen else "Not seen."
    listed = one.plan.signs if one.plan else []
    yield bullets("Signs", [words.escape(signs.in_words(sign, answer.values.get(sign.key)), SAYING) for sign in listed
                            if signs.is_shown(sign, answer.values.get(sign.key))])  # fmt: skip
    yield bullets("Could not tell", list(_unknown(listed, answer)))
    yield bullets("Agreed steps", list(_steps(who, one.plan, answer)))
    if answer.contact_missed:
        yield f"*A planned contact did not happen:* {MISSED_BY[answer.contact_missed]}"
    if answer.not_happened:
        yield f"*Did anything not happen because of this:* {NOT_HAPPENED[answer.not_happened]}"
    yield _written(f"What {who} says", answer.says)
    yield _written(f"What {who} wants", answer.wants)
    yield _written("Note", answer.note)


def _unknown(listed: list[plans.Sign], answer: Answer) -> Iterator[str]:
    for sign in listed:
        if sign.key in answer.values and answer.values[sign.key] is COULD_NOT_TELL:
            yield words.escape(sign.says, SAYING)


def _steps(who: str, plan: plans.Plan | None, answer: Answer) -> Iterator[str]:
    if answer.kind != "signs" or plan is None:
        return
    for at, step in enumerate(plan.steps):
        yield f"{words.escape(step, SAYING)}: {_became(who, answer.steps.get(at))}"


def _became(who: str, taken: Taken | None) -> str:
    if taken == "declined":
        return f"offered, {who} said no"
    return BECAME.get(taken, "not said") if taken else "not said"


def _written(heading: str, text: str | None) -> str | None:
    return f"*{heading}:* {words.escape(text, WRITTEN)}" if text else None


def _staffing(notes: Notes) -> str:
    one = notes.staffed
    if one is None:
        return "*Staffing:* nobody said how many worked."
    agency = f", {one.agency} of them from an agency" if one.agency else ""
    return f"*Staffing:* {one.actual} worked of {one.planned} planned{agency}{'; somebody alone' if one.alone else ''}."


def _before(notes: Notes, one: Before) -> str:
    shift = words.lower(shifts.name(notes.service, one.covers))
    said = "; ".join(words.escape(sign, SAYING) for sign in one.signs) if one.signs else "nobody answered"
    return f"{one.day:%a} {one.day.day} {one.day:%b}, {shift}: {said}"


def _at(notes: Notes, at: datetime, now: datetime) -> str:
    return words.clock(at, notes.service.spec.timezone, now)


def happened(notes: Notes, n: int, one: Ran, now: datetime) -> Blocks:
    """One thing that rang: why, each step with how long it took, the plan's limits, and how it was closed."""
    return section(
        f"ran:{n}",
        bullets("Why somebody was told", [words.escape(words.sentence(why), SAYING * 2) for why in one.sentences])
        or "*Staff asked for somebody to be told.*",
        *_steps_of(notes, one, now),
        "Nobody answered in any turn, and the house was told whom to phone." if one.unanswered else None,
        *_closed(words.short(notes.person.known_as), one),
    )  # fmt: skip


def _steps_of(notes: Notes, one: Ran, now: datetime) -> Iterator[str]:
    rang, hours = one.rang, " in office hours" if one.rang.urgency == "in_hours" else ""
    yield f"• {_at(notes, rang.noticed_at, now)} seen"
    if rang.told_at is None:
        yield "• nobody could be told"
        return
    yield f"• {_at(notes, rang.told_at, now)} somebody was told, {_after(rang.told_at - rang.noticed_at)}"
    if rang.taken_at is not None:
        taken = _after(rang.taken_at - rang.told_at)
        yield f"• {_at(notes, rang.taken_at, now)} taken on, {taken} (asked for within {length(rang.within)}{hours})"
    if one.acted_at is not None:
        since = one.acted_at - (rang.taken_at or rang.told_at)
        within = f"the plan says {length(rang.act_within)}{hours}"
        yield f"• {_at(notes, one.acted_at, now)} acted on, {_after(since)} ({within})"
    if one.ended_at is not None:
        yield f"• {_at(notes, one.ended_at, now)} {'stood down' if one.stood_down else 'closed'}"


def _closed(who: str, one: Ran) -> Iterator[str | None]:
    said = one.closing
    if said is None:
        return
    yield f"*How it ended:* {words.lower(OUTCOMES[said.outcome])}."
    if said.wanted:
        yield f"*Did it go the way {who} wanted?* {WANTS[said.wanted].replace('{whom}', who)}."
    yield _written(f"What {who} says at the end", said.says)
    yield _written(f"To change in {who}'s plan", said.plan_change)
    yield _written("Note at the end", said.note)


def _after(length_: timedelta) -> str:
    return "at once" if length_ < timedelta(minutes=1) else f"{length(length_)} later"


def length(of: timedelta) -> str:
    """ "12 minutes", "2 hours", "14 hours 5 minutes"."""
    minutes = round(of.total_seconds() / 60)
    if minutes < 60 or minutes % 60 == 0:
        return words.length(of)
    return f"{words.plural(minutes // 60, 'hour')} {words.plural(minutes % 60, 'minute')}"
