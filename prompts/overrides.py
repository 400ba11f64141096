""" "Tell somebody anyway…": a manager has somebody told whom the person does not want contacted, and says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import bot.overrides
from bot import plans
from bot.briefing import Briefing
from bot.people import Contact, Staff
from prompts import briefing, words
from prompts.blocks import Choice, View, field, modal, section, select
from prompts.forms import Errors, Reader, State, danger

CALLBACK = "escalation.override_form"
WHOM, REASON, TOLD = "whom", "reason", "person_told"
LIMIT = 500
# why nobody was told: it is over; whoever asks is not wanted either; told already, or wanted by now
Refused = Literal["over", "not_wanted", "not_needed"]
WHY: dict[Refused, str] = {
    "over": "Nothing was saved, and nobody else is told: this is over.",
    "not_wanted": "Nothing was saved. Another manager has to decide this one.",
    "not_needed": "Nothing was saved. They were told already, or the plan has changed.",
}


@dataclass(frozen=True)
class Wanted:
    """What the form says: whom (a Slack user, or the key of a partner), why, and when the person will be told."""

    whom: str
    reason: str
    person_told: str


def offered(b: Briefing) -> bool:
    """Whether there is anybody whom a manager may have told all the same."""
    return bool(bot.overrides.staff(b) or bot.overrides.partners(b))


def choices(b: Briefing, staff: Sequence[Staff]) -> list[Choice]:
    """Whom the form offers: `staff` who are not wanted, and the partners."""
    people = [(one.slack, f"{one.name} ({briefing.ROLES[one.role]})") for one in staff]
    return [*people, *((one.key, f"{one.agency} ({one.lead})") for one in bot.overrides.partners(b))]


def form(b: Briefing, offers: Sequence[Choice], meta: str, on_call: Sequence[Contact]) -> View:
    """Whom, of `choices`, why, and when the person will be told."""
    who = briefing.whom(b)
    asked = words.called(b.person.known_as) if b.person else "the person"
    return modal(
        "Tell somebody anyway",
        danger(on_call, b.emergency),
        section(
            "what",
            f"*{briefing.title(b)}*",
            f"{who} does not want these people told. Have one told only if somebody is not safe without it.",
            "It counts for this one time. Your name and your reason are kept.",
            "You never need this form to call 999, or to tell adult safeguarding.",
        ),
        select(WHOM, "Who is to be told?", offers[:100], "Who is to be told? Choose one", optional=False),
        field(REASON, "Why?", hint="It is read in forms only.", lines=True, limit=LIMIT, optional=False),
        field(
            TOLD, f"When will {asked} be told?", hint="Today by me, in person", limit=LIMIT, optional=False
        ),
        callback_id=CALLBACK,
        meta=meta,
        submit="Tell them",
        close="Back",
    )


def read(state: State, offers: Sequence[Choice]) -> Wanted | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state)
    whom = reader.needed(WHOM, [value for value, _ in offers[:100]], "Please say who is to be told.")
    reason = _written(reader, REASON, "Please say why.")
    told = _written(reader, TOLD, "Please say when they will be told, and by whom.")
    return reader.errors or Wanted(whom, reason, told)


def _written(reader: Reader, block: str, else_say: str) -> str:
    said = reader.text(block) or ""
    if len(said) > LIMIT:
        reader.errors[block] = f"Please shorten this to {LIMIT} characters; it has {len(said):,}."
    elif not said:
        reader.errors.setdefault(block, else_say)
    return said


def saved(
    b: Briefing, told: Staff | plans.Partner, person_told: str, on_call: Sequence[Contact], now: datetime
) -> View:
    """What the form becomes."""
    who = briefing.whom(b)
    return modal(
        "Saved",
        danger(on_call, b.emergency),
        section("saved", f"*{briefing.title(b)}*", *_done(told), briefing.holder(b, now)),
        section("person", f"*{who} will be told:* {words.escape(person_told, LIMIT)}"),
        callback_id="escalation.override_saved",
        close="Done",
    )


def _done(told: Staff | plans.Partner) -> list[str]:
    if isinstance(told, Staff):
        return [f"*{words.name(told.name)} is being told now.*"]
    listed = f"*{words.name(told.agency)} is now on the list of who to involve.* Nobody is phoned for you."
    return [listed, f"{words.name(told.agency)}: {briefing.partner_phone(told)}"]


def not_saved(b: Briefing, why: Refused, on_call: Sequence[Contact], now: datetime) -> View:
    """What the form becomes where nobody was told."""
    said = refused(b, why, on_call, now)
    return modal(
        "Not saved",
        danger(on_call, b.emergency),
        section("why", said),
        callback_id="escalation.override_stale",
        close="Done",
    )


def refused(b: Briefing, why: Refused, on_call: Sequence[Contact], now: datetime) -> str:
    """Why nobody was told, how it stands, and whom to phone. mrkdwn."""
    # whoever is not wanted reads no more of it
    standing = "" if why == "not_wanted" else f" {briefing.title(b)}: {briefing.holder(b, now)}"
    return f"{WHY[why]}{standing} If somebody needs help now, {words.turn_to(on_call)}."
