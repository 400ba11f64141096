"""Standing down: its form, what it says, and what it becomes. Every reason is about things, none about anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast, get_args

from bot.briefing import Briefing
from bot.people import Contact
from bot.transitions import StoodDownBecause
from prompts.blocks import View, field, modal, section
from prompts.briefing import title
from prompts.closing import CHANGED, LIMIT, Asking, choice, saved
from prompts.closing_read import written
from prompts.forms import Errors, Reader, State, danger

CALLBACK = "escalation.stand_down.form"
REASONS: dict[StoodDownBecause, str] = {
    "by_mistake": "It was told by mistake",
    "corrected": "What was written was put right",
    "answered_since": "The answers have come since",
    "told_elsewhere": "It is dealt with in another place",
    "other": "Something else",
}
MEANS = "Nobody is told any more. What staff saw stays in the record."


@dataclass(frozen=True)
class StoodDown:
    """Why it is stood down, and more about it in words."""

    because: StoodDownBecause
    text: str | None


def form(asking: Asking) -> View:
    """Why nobody is to be told any more."""
    b = asking.b
    acted = b.escalation.state == "acted_on"
    ended = "If help came, close it instead: that keeps how it ended." if acted else None
    again = [CHANGED] if asking.sent is not None else []
    return modal(
        "Stand down",
        danger(asking.on_call, b.emergency),
        section("about", *again, f"*{title(b)}*", MEANS, ended),
        choice(asking, "because", "Why?", list(REASONS.items())),
        field(
            "text", "A few words more", hint="For something else, please write what.",
            value=asking.fields.given("text"), lines=True, limit=LIMIT,
        ),
        callback_id=CALLBACK,
        meta=asking.meta,
        submit="Stand down",
        close="Back",
    )  # fmt: skip


def read(state: State) -> StoodDown | Errors:
    """What that form says; or what to mend, by the block id of the field."""
    reader = Reader(state)
    because, text = reader.needed("because", get_args(StoodDownBecause)), written(reader, "text")
    if because == "other" and text is None:
        reader.errors.setdefault("text", "Please write why.")
    return reader.errors or StoodDown(cast(StoodDownBecause, because), text)


def stood_down(b: Briefing, on_call: Sequence[Contact]) -> View:
    """What it becomes."""
    again = "If you are worried again, tell it anew."
    return saved(b, on_call, "Stood down", f"*{title(b)}: stood down. Thank you.*", MEANS, again)
