"""What the forms of whoever has an escalation become: saved, with what follows from it; or not saved, and why."""

from bot.briefing import Briefing
from bot.transitions import Refusal
from prompts import briefing, refused, words
from prompts.acting import LIMIT, PROMISES, WORDS, Acting
from prompts.blocks import Blocks, View, actions, modal, section
from prompts.briefing import clock, title
from prompts.escalation import Action, button_of, house_phone
from prompts.forms import danger


def promised(of: Acting) -> View:
    """What the first form becomes."""
    e = of.b.escalation
    if e.promised is None or e.promise_by is None or e.state != "acknowledged":
        return as_it_stands(of)
    by = clock(of.b, e.promise_by, of.now)
    return _saved(
        of,
        f"*Saved. You said: {words.lower(PROMISES[e.promised])}, by {by}.*",
        "Everybody who was told can see it. So can the house.",
        "When that time is past, you are asked what became of it.",
    )


def passed_on(of: Acting) -> View:
    """What the second form becomes: who was asked, and until when."""
    one = of.b.deeds.passed
    if one is None:
        return as_it_stands(of)
    to = words.names(one.to) or "Somebody else"
    are = "are" if len(set(one.to)) > 1 else "is"
    return _saved(
        of,
        f"*Saved. {to} {are} asked to take it over, by {clock(of.b, one.until, of.now)}.*",
        "It stays with you until they take it. You are told when they do.",
        "Not taken by then: everybody is told from the start again.",
    )


def acted(of: Acting) -> View:
    """What the third form becomes; it can be closed from there, while that is still to be done."""
    if of.b.escalation.state != "acted_on":
        return as_it_stands(of)
    return _saved(
        of,
        "*Saved. Thank you.* It stays listed until it is closed.",
        "Closing takes two minutes. You can do it now, or later.",
        tap=actions("close", button_of(of.b, Action.CLOSE)),
    )


def as_it_stands(of: Acting) -> View:
    """What a form becomes that was saved before, when things have moved on since."""
    return _saved(of, f"*Saved.* {title(of.b)}: {briefing.holder(of.b, of.now)}")


def _saved(of: Acting, *lines: str, tap: Blocks | None = None) -> View:
    return modal(
        "Saved",
        danger(of.on_call, of.b.emergency),
        section("saved", *lines, f"House: *{house_phone(of.b)}*."),
        tap or [],
        callback_id="acting.saved",
        close="Done",
        last=True,
    )


def not_saved(of: Acting, why: Refusal) -> View:
    """What a form becomes that came too late: why, how it stands, and what was written, which is kept nowhere."""
    wrote = of.fields.text(WORDS)
    return modal(
        "Not saved",
        danger(of.on_call, of.b.emergency),
        section("why", "*Not saved.*", refused.because(of.b, why, of.now), f"House: *{house_phone(of.b)}*."),
        section("wrote", "*You wrote:*", words.escape(wrote, LIMIT)) if wrote else [],
        callback_id="acting.not_saved",
    )


def nobody(b: Briefing) -> str:
    """To one who would pass it on, when there is nobody to pass it on to. mrkdwn."""
    held = b.escalation.state == "acknowledged"
    yours = "It stays with you: please" if held else "Please tap I've got this, and"
    return f"{title(b)}: there is nobody to pass it on to just now. {yours} phone somebody who can help."
