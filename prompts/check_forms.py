"""Sense-checks: the form with the notes alone, and the one with what happened then. What is written stays in forms.

The first must say nothing of whether anybody was told: what its reader thinks of it is asked there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from bot.check_notes import Course, Notes
from bot.checks import IN_ORDER, QUESTIONS, Found, Judged, Question, Verdict
from prompts import forms, words
from prompts.blocks import Blocks, View, divider, field, modal, radio, section
from prompts.check_notes import MOST, happened, noted
from prompts.checks import when
from prompts.forms import Errors, Reader, State

JUDGE, RECORD = "check.judge", "check.record"
JUDGED, REASON, FEEDBACK = "judged", "reason", "feedback"
WHEN: dict[Judged, str] = {
    "at_once": "At once",
    "this_shift": "By the end of that shift",
    "could_wait": "Later: the next working day was soon enough",
    "nobody": "Nobody had to be told",
}
VERDICTS: dict[Verdict, str] = {
    "sooner": "You would have told somebody *sooner*.",
    "same": "You would have done *the same*.",
    "later": "You would have told somebody *later*.",
    "not_at_all": "You would have told somebody *not at all*.",
}
ASKS: dict[Question, str] = {
    "clear": "Would somebody who was not there understand what was seen?",
    "when": "Does it say about when it was?",
    "said": "Are the person's own words there, or that they were asked?",
    "steps": "Does each agreed step say what came of it?",
    "told": "Does it say that somebody was told, and when?",
    "wants": "Does it say what the person wanted?",
    "changed": "Does the end say what changed for the person?",
}
ANSWERS: dict[Found, str] = {"yes": "Yes", "no": "No", "not_applicable": "Does not apply"}


@dataclass(frozen=True)
class Judgement:
    """What the first form says."""

    judged: Judged
    reason: str


@dataclass(frozen=True)
class Record:
    """What the second form says."""

    found: dict[Question, Found]
    feedback: str | None


def judge(notes: Notes, meta: str, now: datetime) -> View:
    """The notes as they stood, and when somebody should have been told. `meta` comes back as it is."""
    return modal(
        "Look at the notes",
        *_head(notes),
        section("how", "This is what was noted. What happened then is shown after your answer, which stays as it is."),
        noted(notes, now),
        divider("asked"),
        radio(JUDGED, "When should somebody have been told?", list(WHEN.items()), optional=False),
        field(REASON, "Why do you think so?", lines=True, limit=forms.TEXT_LIMIT, optional=False),
        callback_id=JUDGE,
        meta=meta,
        submit="Save and see",
        close="Back",
    )  # fmt: skip


def _head(notes: Notes) -> tuple[Blocks, Blocks]:
    who, where = words.short(notes.person.known_as), words.name(notes.service.spec.name)
    return (
        forms.danger(notes.on_call, notes.emergency),
        section("about", f"*{who} · {where}*", f"{words.sentence(when(notes.service, notes))}"),
    )


def read_judgement(state: State) -> Judgement | Errors:
    """What that form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state)
    judged, reason = reader.needed(JUDGED, IN_ORDER), reader.text(REASON)
    if reason is None:
        reader.errors.setdefault(REASON, "Please say why, in a few words.")
    return reader.errors or Judgement(cast(Judged, judged), reason or "")


def record(course: Course, meta: str, now: datetime, *, stays: bool = False) -> View:
    """What happened, and what the record says of it. `stays`: another answer was sent, and the first one stays."""
    return modal(
        "What happened",
        *_head(course.notes),
        section("stays", "Your first answer stays as it was." if stays else None),
        _what(course, now),
        divider("noted"),
        section("again", "*The notes again*"),
        noted(course.notes, now),
        divider("asked"),
        section("kind", "Now the record itself. It is the record that is looked at, and never a person."),
        *(radio(f"q.{one}", ASKS[one], list(ANSWERS.items()), optional=False) for one in QUESTIONS),
        field(
            FEEDBACK, "What feedback did you give?", hint="Say what was good first. Leave it empty if you gave none.",
            lines=True, limit=forms.TEXT_LIMIT,
        ),
        callback_id=RECORD,
        meta=meta,
        submit="Save",
        close="Later",
    )  # fmt: skip


def _what(course: Course, now: datetime) -> Blocks:
    check = course.notes.check
    said = ""
    if check.judged and check.verdict:
        said = f"*You said:* {words.lower(WHEN[check.judged])}. {VERDICTS[check.verdict]}"
    ran = course.ran[:MOST]
    return [
        *section("said", said),
        *section("none", None if ran else "*What happened:* nobody was told. No agreed rule asked for it."),
        *(block for n, one in enumerate(ran) for block in happened(course.notes, n, one, now)),
    ]


def read_record(state: State) -> Record | Errors:
    """What that form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state)
    found = {one: cast(Found, reader.needed(f"q.{one}", tuple(ANSWERS))) for one in QUESTIONS}
    feedback = reader.text(FEEDBACK)
    return reader.errors or Record(found, feedback)


def done(course: Course, now: datetime) -> View:
    """What it becomes, and what is shown of one that is done."""
    check = course.notes.check
    answers = [f"{ASKS[one]} {ANSWERS[check.found[one]]}" for one in QUESTIONS if one in check.found]
    return modal(
        "Saved",
        *_head(course.notes),
        section("saved", "*Saved. Thank you.* The huddle sees counts alone, and no name."),
        _what(course, now),
        section("why", f"*Why you think so:* {words.escape(check.reason)}" if check.reason else None),
        section("found", *(["*The record*", *answers] if answers else [])),
        section("feedback", f"*Your feedback:* {words.escape(check.feedback)}" if check.feedback else None),
        callback_id="check.saved",
        close="Done",
    )
