"""The minutes of one week's huddle: what was looked at and what was decided, in full. For forms and the page alone."""

from collections.abc import Sequence
from datetime import date as Date

from bot.actions import Minutes, Reviewed, Shown
from bot.people import Contact
from prompts import words
from prompts.actions import RESULTS, day, place
from prompts.blocks import View, modal, section
from prompts.deciding import told
from prompts.forms import danger


def form(
    minutes: Minutes, week: str, today: Date, on_call: Sequence[Contact] = (), emergency: str = "999"
) -> View:
    """Everything that the huddle did in that week (2026-W46), to be read."""
    nothing = [] if minutes.reviewed or minutes.decided else ["There is nothing to read here yet."]
    return modal(
        "Minutes",
        danger(on_call, emergency),
        section("week", f"*The huddle in week {words.name(week)}*", *nothing),
        *(section(f"decided.{n}", *decided(one, today)) for n, one in enumerate(minutes.decided)),
        *(section(f"reviewed.{n}", line) for n, line in enumerate(reviewed(minutes.reviewed))),
        callback_id="huddle.minutes",
    )


def decided(shown: Shown, today: Date) -> list[str]:
    """One decision in full, a line each: mrkdwn."""
    said, telling = shown.action.decision.said, shown.action.decision.telling
    how = words.escape(telling.how) if telling and telling.how else ""
    person = f"{told(shown, today)} {how}".strip()
    result = RESULTS[shown.action.result] if shown.action.result else ""
    has = "had" if result else "has"
    return [
        f"*{place(shown)}: decided.* {words.name(shown.owner)} {has} it, by {day(shown.action.decision.due, today)}. "
        f"{words.name(shown.senior)} makes sure.",
        f"*The problem:* {words.escape(said.problem)}",
        f"*Decided:* {words.escape(said.decided)}",
        f"*How staff do it:* {words.escape(said.apply)}",
        f"*How we know:* {words.escape(said.measure)}",
        *([person] if person else []),
        *([f"*{result}:* {words.escape(shown.action.shown or '')}"] if result else []),
    ]


def reviewed(looked: Sequence[Reviewed]) -> list[str]:
    """Each concern that was looked at without a decision: "Rowan House, about Sam: no change, because…" mrkdwn."""
    return [
        f"*{_place(one)}: no change.* {words.escape(one.because)} ({words.name(one.by)})"
        for one in looked
        if one.because is not None
    ]


def _place(one: Reviewed) -> str:
    about = f", about {words.short(one.known_as)}" if one.known_as else ""
    return f"{words.name(one.service.spec.name)}{about}"
