""" "Someone has this…": who in the house has it, and by when; said by the house while nobody told has taken it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.briefing import Briefing
from bot.people import Contact, Staff
from bot.transitions import Refusal
from prompts import briefing, by_when, forms, refused, words
from prompts.blocks import View, actions, modal, section, select
from prompts.escalation import Action, button_of
from prompts.forms import Errors, Reader, State, danger

CALLBACK = "escalation.someone_form"
HAS, BY = "has", "by"
AT_FIRST = timedelta(minutes=30)
# what a menu of Slack's holds
MOST = 100


@dataclass(frozen=True)
class Wanted:
    """What the form says: who has it (staff), and by when (an instant)."""

    staff_id: int
    by: datetime


def form(
    b: Briefing, people: Sequence[Staff], you_id: int, meta: str, on_call: Sequence[Contact], now: datetime,
    staff: Sequence[Staff] = (),
) -> View:  # fmt: skip
    """Who, of `people`, and by when; `you_id` is chosen where listed. `staff` as in `forms.who`."""
    named = [(str(one.id), words.plain(one.name, 60)) for one in people[:MOST]]
    return modal(
        "Someone has this",
        danger(on_call, b.emergency),
        section(
            "what",
            f"*{briefing.title(b)}*",
            "Who in the house has this, and by when? Everybody who was told sees it.",
            "On-call is still told, until that person or a manager taps *I've got this*.",
        ),
        forms.who(staff),
        select(
            HAS, "Who has this?", named, "Who has this? Choose a name", chosen=str(you_id), optional=False
        ),
        by_when.field(BY, "By when will they have acted?", b.service, now + AT_FIRST),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )


def read(state: State, b: Briefing, people: Sequence[Staff], now: datetime) -> Wanted | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state)
    who = reader.needed(HAS, [str(one.id) for one in people[:MOST]], "Please say who has this.")
    by = by_when.read(reader, BY, b.service, now)
    return Wanted(int(who), by) if who and by and not reader.errors else reader.errors


def mend(why: Refusal) -> Errors | None:
    """What to mend in the form where that is why it was refused; None where nothing in it would help."""
    return {BY: refused.WHY[why]} if why in ("past", "too_far") else None


def saved(b: Briefing, on_call: Sequence[Contact], now: datetime, *, yours: bool) -> View:
    """What the form becomes. `yours`: whoever sent it is the one who has it, and can take it right here."""
    assert b.deeds.house is not None
    who, by = b.deeds.house
    name = "you" if yours else words.name(who)
    has = "You have" if yours else f"{words.name(who)} has"
    still = f"On-call is still told, until {name} or a manager taps *I've got this*."
    return modal(
        "Saved",
        danger(on_call, b.emergency),
        section(
            "saved",
            f"*{briefing.title(b)}: {has} this, by {briefing.clock(b, by, now)}.*",
            "Everybody who was told can see that.",
            still,
            f"House: {words.name(b.service.spec.phone)}.",
        ),
        actions("buttons", button_of(b, Action.TAKE)) if yours else [],
        callback_id="escalation.someone_saved",
        close="Done",
    )


def not_saved(b: Briefing, said: str, on_call: Sequence[Contact]) -> View:
    """What the form becomes where nothing was kept; `said` is why, in mrkdwn."""
    shown = section("why", "*Not saved.*", said)
    return modal(
        "Not saved", danger(on_call, b.emergency), shown, callback_id="escalation.someone_stale", close="Done"
    )


def nobody(on_call: Sequence[Contact]) -> str:
    """To one who taps where nobody of the house can be named. mrkdwn."""
    return f"There is nobody on the list to name here just now, so nothing was kept. Please {words.turn_to(on_call)}."


def not_yours(b: Briefing, on_call: Sequence[Contact]) -> str:
    """To one whom the person does not want contacted. mrkdwn."""
    kind = "This one is for somebody else. Please ask a colleague to tap here."
    return f"{kind} If somebody needs help now, {words.turn_to(on_call)}. Immediate danger: {words.name(b.emergency)}."
