"""Open: everything that those who may read know about one escalation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot import overrides, plans
from bot.briefing import Briefing, Sighting, Spoken
from bot.replies import COULD_NOT_TELL, Knows, NotHappened
from bot.timeline import Story
from prompts import briefing, closed, deeds, reasons, spoken, timeline, words
from prompts.blocks import Blocks, View, actions, divider, modal, section
from prompts.briefing import SAYING, TEXT, WRITTEN, bullets, clock, whom
from prompts.escalation import Action, button_of

NOTHING = Story()
CALLBACK = "escalation.details"
KNOWS: dict[Knows, str] = {"yes": "yes", "no": "not yet", "could_not_say": "could not say"}
NOT_HAPPENED: dict[NotHappened, str] = {
    "no": "no",
    "their_choice": "their own choice",
    "we_decided": "we decided",
}
CALL = "The house is not shown this call. If nobody answers, others are told; the last of them is told again."


def details(b: Briefing, now: datetime, story: Story = NOTHING, offered: Sequence[Action] = ()) -> View:
    """The form behind Open: signs, reasons, what was tried and said, and all that happened. Nothing to send.

    `offered` is what its reader can do just now, in order.
    """
    agreed = briefing.plan(b)
    course = [deeds.lapsed(b, now), deeds.house(b, now), deeds.follows(b, now)]
    return modal(
        reasons.behind(b).capitalize(),
        section("danger", briefing.danger(b, line_name=True), f"House: {words.name(b.service.spec.phone)}"),
        section("standing", f"*{briefing.title(b)}*", briefing.holder(b, now), *course, _told(b, now)),
        section("corrected", reasons.corrected(b, now) or reasons.answered(b, now)),
        section("why", bullets("Why", _why(b))),
        *(_threshold(b, n, threshold) for n, threshold in enumerate(_thresholds(b))),
        *(section(f"late:{n}", *spoken.late(b, one, now)) for n, one in enumerate(b.late)),
        *(_spoken(b, n, one, now) for n, one in enumerate(b.spoken)),
        *(_sighting(b, n, sighting, now) for n, sighting in enumerate(b.sightings)),
        divider("plan_begins") if agreed else [],
        _plan(b, agreed) if agreed else [],
        callback_id=CALLBACK,
        close="Done",
        foot=_foot(b, now, story, offered),
    )


def _foot(b: Briefing, now: datetime, story: Story, offered: Sequence[Action]) -> Blocks:
    """What happened, how it ended, and what can be done: never cut off by what stands above."""
    happened = timeline.lines(b, story.events, now) if story.events else []
    ended = closed.lines(b, story.closing) if story.closing else []
    return [
        *(divider("story_begins") if happened else []),
        *section("story", *(["*What happened*", *happened] if happened else [])),
        *section("closed", *ended),
        *(actions("buttons", *(button_of(b, one) for one in offered)) if offered else []),
    ]


def _told(b: Briefing, now: datetime) -> str:
    if not b.told:
        return "Nobody has been told yet."
    return f"Told since {clock(b, b.told[0].at, now)}: {briefing.tellings(b.told)}."


def _why(b: Briefing) -> list[str]:
    # opened by somebody who may read it all: nothing is left out
    return reasons.why(replace(b, lighter=False))


def _thresholds(b: Briefing) -> list[plans.Threshold]:
    """Each threshold once: what it asks is the same however often it was reached."""
    found: dict[str, plans.Threshold] = {}
    for threshold, _ in b.reasons:
        found.setdefault(threshold.key, threshold)
    return list(found.values())


def _threshold(b: Briefing, n: int, threshold: plans.Threshold) -> Blocks:
    over = b.escalation.state in briefing.OVER
    parts = (
        ("Asked" if over else "You're asked to", threshold.ask),
        ("You may share", threshold.share),
        ("Staff may", threshold.authorised),
    )
    lines = [f"*{heading}:* {words.sentence(words.escape(text, TEXT))}" for heading, text in parts if text]
    return section(f"threshold:{n}", *lines)


def _sighting(b: Briefing, n: int, sighting: Sighting, now: datetime) -> Blocks:
    answer = sighting.answer
    steps = [
        f"{words.escape(step, SAYING)}: {briefing.step_words(b, answer.steps.get(at))}"
        for at, step in enumerate(sighting.plan.steps)
    ]
    followed = (
        f"*Plan's escalation steps followed:* {briefing.FOLLOWED[answer.followed]}"
        if answer.followed
        else None
    )
    return section(
        f"sighting:{n}",
        briefing.seen(b, sighting, now, TEXT * 8, words_too=True),
        bullets("Could not tell", _unknown(sighting)),
        bullets("Agreed steps", steps),
        followed,
        _happened(answer.not_happened),
        _written(f"What {whom(b)} says", answer.says),
        *_person(b, answer.knows, answer.wants),
        _written("Note", answer.note),
        spoken.others(sighting.others),
    )


def _spoken(b: Briefing, n: int, one: Spoken, now: datetime) -> Blocks:
    return section(
        f"said:{n}",
        spoken.line(b, one, now, open_it=False),
        _written("What was written", one.said.text),
        *_person(b, one.said.knows, one.said.wants),
        spoken.others(one.others),
        CALL if one.said.kind == "call" else None,
    )


def _happened(what: NotHappened | None) -> str | None:
    return f"*Did anything not happen because of this:* {NOT_HAPPENED[what]}" if what else None


def _person(b: Briefing, knows: Knows | None, wants: str | None) -> list[str | None]:
    """What the person knows and wants."""
    return [
        f"*Does {whom(b)} know that others are told:* {KNOWS[knows]}" if knows and b.person else None,
        _written(f"What {whom(b)} wants" if b.person else "What is wanted", wants),
    ]


def _written(heading: str, text: str | None) -> str | None:
    return f"*{heading}:* {words.escape(text, WRITTEN)}" if text else None


def _unknown(sighting: Sighting) -> list[str]:
    values = sighting.answer.values
    return [
        words.escape(sign.says, SAYING)
        for sign in sighting.plan.signs
        if sign.key in values and values[sign.key] is COULD_NOT_TELL
    ]


def _plan(b: Briefing, agreed: plans.Plan) -> Blocks:
    wishes = (
        f"*{whom(b)}'s wishes in a crisis:* {words.escape(agreed.crisis_wishes, TEXT)}"
        if agreed.crisis_wishes
        else None
    )
    return section(
        "plan",
        bullets("Helps me feel safe", [words.escape(text, TEXT) for text in agreed.safe]),
        bullets("Makes it worse", [words.escape(text, TEXT) for text in agreed.worse]),
        bullets("Please look after", [words.escape(text, TEXT) for text in agreed.look_after]),
        wishes,
        bullets(f"{whom(b)} wants told", briefing.wanted(agreed)),
        bullets("Do not contact", briefing.not_wanted(agreed)),
        bullets("Partners to involve", _partners(b, agreed)),
        _objects(b, agreed),
    )


def _partners(b: Briefing, agreed: plans.Plan) -> list[str]:
    partners = overrides.involved(agreed, [threshold for threshold, _ in b.reasons], b.overridden)
    return [
        f"{words.name(partner.agency)}, phoned by {BY[partner.phoned_by]}: {briefing.partner_phone(partner)}"
        for partner in partners
    ]


BY = {"acknowledger": "whoever takes this", "house": "the house"}


def _objects(b: Briefing, agreed: plans.Plan) -> str | None:
    if agreed.agreed.sharing != "objects":
        return None
    return f"{whom(b)} does not agree to sharing with other agencies: a manager decides, and says why."
