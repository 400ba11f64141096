"""Closing: its form, what it says, and what it becomes. What is written is read in forms only."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.briefing import Briefing
from bot.closing import Closing, Debrief, Fair, Informed, Outcome, Wanted
from bot.people import Contact
from prompts import deeds, spoken, words
from prompts.blocks import Blocks, Choice, View, field, modal, pick_date, radio, section, ticks
from prompts.briefing import title
from prompts.forms import Reader, State, danger

CALLBACK = "escalation.close.form"
LIMIT = 1000
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
YES, NO = "yes", "no"
OUTCOMES: dict[Outcome, str] = {
    "settled": "It is calm again",
    "help_came": "Help came, and it is better",
    "elsewhere": "Somebody else has it now",
    "goes_on": "It goes on, and we have a plan",
    "not_needed": "Nothing was needed after all",
    "other": "Something else",
}
WANTS: dict[Wanted, str] = {
    "met": "Yes",
    "partly": "Partly",
    "not_met": "No",
    "not_asked": "{whom} was not asked",
}
INFORMED: dict[Informed, str] = {
    "person": "{whom}",
    "their_choice": "Somebody {whom} wanted told",
    "manager": "A manager",
    "partner": "Another agency",
    "clinician": "A nurse or a doctor",
    "safeguarding": "Safeguarding",
    "nobody": "Nobody else",
}
OF_A_PERSON: frozenset[Informed] = frozenset({"person", "their_choice"})
DEBRIEFS: dict[Debrief, str] = {
    "done": "Yes, and we have talked",
    "offered": "Yes, and it is still to come",
    "declined": "Yes, and they said no",
    "to_come": "Not yet",
}
FAIR: dict[Fair, str] = {"yes": "Yes", "partly": "Partly", "no": "No"}
CHANGED = (
    "*Not saved yet: something changed since you opened this.* Please look again, and send it once more."
)


@dataclass(frozen=True)
class Asking:
    """What a form draws on. `meta` comes back in private_metadata as it is; `sent` is what stood in its fields.

    With `sent` it is shown once more, for something changed while it was filled in.
    """

    b: Briefing
    meta: str
    on_call: tuple[Contact, ...] = ()
    sent: State | None = None

    @property
    def fields(self) -> Reader:
        """What stood in the fields, if anything."""
        return Reader(self.sent or {})


def form(asking: Asking, now: datetime) -> View:
    """How it ended: what design asks at the end, without what this one is not about."""
    b = asking.b
    return modal(
        "Close",
        danger(asking.on_call, b.emergency),
        section("about", *_about(asking, now)),
        _outcome(asking),
        _wants(asking) if b.person else [],
        _told(asking),
        [] if spoken.called(b) else _restriction(asking),
        _plan(asking) if b.person else [],
        _debriefs(asking),
        _fair(asking) if urgent(b) else [],
        _text(asking, "note", "Anything else?"),
        callback_id=CALLBACK,
        meta=asking.meta,
        submit="Close",
        close="Back",
    )


def urgent(b: Briefing) -> bool:
    """Whether it rings at any hour as it stands: then it is asked whether what was done was right."""
    return b.escalation.rings_as == "now"


def _about(asking: Asking, now: datetime) -> list[str]:
    b = asking.b
    did = [deeds.acted(b, b.deeds.acted, now)] if b.deeds.acted and b.escalation.acted_at else []
    if b.escalation.state == "acknowledged":
        did = ["Closing also says that it was acted on. If that is still to come, go back."]
    head = [f"*{title(b)}*", *did, "Most of it is one tap. What you write is read in forms only."]
    return [CHANGED, *head] if asking.sent is not None else head


def _outcome(asking: Asking) -> Blocks:
    return choice(asking, "outcome", "How did it end?", list(OUTCOMES.items()))


def _wants(asking: Asking) -> Blocks:
    whom = _whom(asking.b)
    return [
        *choice(asking, "wanted", f"Did it go the way {whom} wanted?", _named(WANTS, whom)),
        *_text(asking, "says", f"What does {whom} say about it?"),
    ]


def _told(asking: Asking) -> Blocks:
    choices = _named({one: INFORMED[one] for one in informed(asking.b)}, _whom(asking.b))
    chosen = asking.fields.several("informed", [value for value, _ in choices])
    return ticks("informed", "Who else was told about it?", choices, optional=False, chosen=chosen)


def informed(b: Briefing) -> list[Informed]:
    """Who can have been told, by what it is about."""
    return [one for one in INFORMED if b.person or one not in OF_A_PERSON]


def _restriction(asking: Asking) -> Blocks:
    part = (
        f"What part did {_whom(asking.b)} have in it?"
        if asking.b.person
        else "What part did people have in it?"
    )
    return [
        *_yes_no(asking, "restricted", "Was anything restricted: stopped, locked or taken away?"),
        *_text(asking, "rationale", "If so, what was it, and why?"),
        *_text(asking, "alternative", "If so, what can be done instead?"),
        *pick_date("review_by", "If so, when will you look at it again?", _date(asking), optional=True),
        *_text(asking, "involvement", f"If so: {words.lower(part)}"),
    ]


def _plan(asking: Asking) -> Blocks:
    return [
        *_yes_no(asking, "plan", f"Does {_whom(asking.b)}'s plan need to change?"),
        *_text(asking, "plan_change", "If so, what?"),
    ]


def _debriefs(asking: Asking) -> Blocks:
    about, whom = asking.b.person, _whom(asking.b)
    choices: list[Choice] = list(DEBRIEFS.items())
    own = choice(asking, "debrief_person", f"Was {whom} offered a talk about it?", choices) if about else []
    return [*own, *choice(asking, "debrief_staff", "Were staff offered a talk about it?", choices)]


def _fair(asking: Asking) -> Blocks:
    ask = "Was what we did about right: not too much, and not too little?"
    return [
        *choice(asking, "fair", ask, list(FAIR.items())),
        *_text(asking, "other_help", "Could something else have helped?"),
    ]


def choice(asking: Asking, block: str, label: str, choices: Sequence[Choice]) -> Blocks:
    """One answer that is needed; what was chosen before is chosen."""
    return radio(block, label, choices, asking.fields.given(block), optional=False)


def _yes_no(asking: Asking, block: str, label: str) -> Blocks:
    return choice(asking, block, label, [(NO, "No"), (YES, "Yes")])


def _text(asking: Asking, block: str, label: str) -> Blocks:
    return field(block, label, value=asking.fields.given(block), lines=True, limit=LIMIT)


def _whom(b: Briefing) -> str:
    """The short name, as a label shows it; of nobody in particular it stands nowhere."""
    return words.called(b.person.known_as) if b.person else ""


def _named(choices: dict[Wanted, str] | dict[Informed, str], whom: str) -> list[Choice]:
    return [(value, text.replace("{whom}", whom)) for value, text in choices.items()]


def day_of(given: str) -> date | None:
    """The date that a field holds; None for what is no day of any calendar."""
    try:
        return date.fromisoformat(given) if ISO_DAY.fullmatch(given) else None
    except ValueError:
        return None


def _date(asking: Asking) -> date | None:
    return day_of(asking.fields.given("review_by") or "")


def closed(b: Briefing, said: Closing, on_call: Sequence[Contact]) -> View:
    """What the form becomes."""
    again = "If you are worried again, tell it anew. Nobody is told about this one any more."
    until = (
        f"You look at what was restricted again by {words.date(said.restriction.review_by)}."
        if said.restriction
        else ""
    )
    plan = "Relay does not change the plan. Please tell whoever writes it." if said.plan_change else ""
    return saved(b, on_call, "Closed", f"*{title(b)}: closed. Thank you.*", again, until, plan)


def saved(b: Briefing, on_call: Sequence[Contact], head: str, *lines: str) -> View:
    """What either form becomes; whom to call stands first."""
    return modal(
        head,
        danger(on_call, b.emergency),
        section("saved", *lines),
        callback_id="closing.saved",
        close="Done",
        last=True,
    )
