"""What the huddle agrees about asking: its form, its reader, and the buttons of all that is agreed there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.agreed import AHEAD, AskedAgreed
from bot.people import Contact, Person, Service
from prompts import ids, plan_parts, words
from prompts.blocks import Button, View, button, field, modal, pick_date, radio, section
from prompts.closing import day_of
from prompts.forms import Errors, Reader, State, danger

CALLBACK = "agreed.asking_form"
HOW, UNTIL, WITH, BECAUSE, WHY = "how", "until", "with", "because", "why"
AGAIN, ENDED, YES, NO = "again", "ended", "yes", "no"
LIMIT = 1000
TAKE_OUT = "There are words here. Please choose no above, or take them out."


class Action(StrEnum):
    """`ASKING` has a person's id as its value, `CHANGE` and `BACK` a service's, `RESTRICTION` an escalation's."""

    ASKING = "agreed.asking"
    CHANGE = "agreed.change"
    BACK = "agreed.change_back"
    RESTRICTION = "agreed.restriction"


@dataclass(frozen=True)
class Wanted:
    """What the form says. `until` None: asking ends. `because` says why the person has not agreed; None: they have."""

    until: date | None
    because: str | None
    why: str


def asking(person_id: int, known_as: str) -> Button:
    """The button **Asking…** of one person."""
    label = f"{words.called(known_as)}: asking, and until when"
    return button("Asking…", Action.ASKING, str(person_id), label)


def change(service_id: int, name: str) -> Button:
    """The button **Mark a change…** of one house."""
    label = f"{words.plain(name, 30)}: mark a change in what we do"
    return button("Mark a change…", Action.CHANGE, str(service_id), label)


def take_back(service_id: int, name: str) -> Button:
    """The button **Take one back…** of one house."""
    label = f"{words.plain(name, 30)}: take back a mark"
    return button("Take one back…", Action.BACK, str(service_id), label)


def restriction(escalation_id: int, called: str) -> Button:
    """The button **Restriction…** of one concern; `called` is the person, or the house where it is about nobody."""
    label = f"{words.plain(called, 30)}: restriction, to look at it again"
    return button("Restriction…", Action.RESTRICTION, str(escalation_id), label)


def parse_value(value: str) -> int:
    """The id of any of these buttons. Raises ValueError for anything else."""
    return ids.parse(value)[0]


def form(
    person: Person, service: Service, meta: str, today: date, on_call: Sequence[Contact], emergency: str = "999"
) -> View:  # fmt: skip
    """Until when somebody is asked about from now on. `today` is the house's own date; they have a plan."""
    who, whom = words.short(person.known_as), words.called(person.known_as)
    return modal(
        "Asking",
        danger(on_call, emergency),
        section(
            "about",
            f"*{who} · {words.name(service.spec.name)}*",
            now_so(person, service, today),
            "What you say here holds from the next handover on, until a newer plan is loaded.",
            f"Anybody can say *I'm worried about someone* about {who} at any time.",
        ),
        radio(
            HOW, f"Is {whom} asked about?", [(AGAIN, "Yes, until a day"), (ENDED, "No, asking ends")], optional=False
        ),
        pick_date(UNTIL, "If yes: until which day?", optional=True),
        radio(WITH, f"Have you agreed this with {whom}?", [(YES, "Yes"), (NO, "Not yet")], optional=False),
        field(BECAUSE, "If not yet: why, and when will you ask?", lines=True, limit=LIMIT),
        field(WHY, "Why is this right now?", hint="It is read in forms only.", lines=True, limit=LIMIT, optional=False),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )  # fmt: skip


def now_so(person: Person, service: Service, today: date) -> str:
    """At which handovers somebody is asked about, and until when. mrkdwn."""
    assert person.plan is not None
    who = words.short(person.known_as)
    return plan_parts.asked(person.plan.asked, service, who, today, person.agreed)


def read(state: State, today: date) -> Wanted | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state)
    until = _until(reader, reader.needed(HOW, (AGAIN, ENDED)), today)
    agreed, because = reader.needed(WITH, (YES, NO)), written(reader, BECAUSE)
    if agreed == NO and because is None:
        reader.errors.setdefault(BECAUSE, "Please say why not yet.")
    if agreed == YES and because:
        reader.errors[BECAUSE] = TAKE_OUT
    why = needed(reader, WHY, "Please say why.")
    return reader.errors or Wanted(until, because, why)


def _until(reader: Reader, how: str, today: date) -> date | None:
    if how == AGAIN:
        return ahead(reader, UNTIL, today)
    if how == ENDED and reader.given(UNTIL):
        reader.errors[UNTIL] = "Asking ends now. Please take the day out, or choose yes above."
    return None


def ahead(reader: Reader, block: str, today: date) -> date | None:
    """The day in a field that may not be empty: tomorrow at the soonest, and `AHEAD` at most."""
    given = reader.given(block)
    day = day_of(given or "")
    if day is None:
        reader.errors[block] = "Please choose a day."
    elif day <= today:
        reader.errors[block] = "Please choose a later day: tomorrow, or after it."
    elif day > today + AHEAD:
        reader.errors[block] = (
            f"At most a year ahead, so {words.date(today + AHEAD)}. You can say it again then."
        )
    return day


def written(reader: Reader, block: str) -> str | None:
    """What was written in a field of at most `LIMIT` characters; more is an error beside it."""
    text = reader.text(block)
    if text and len(text) > LIMIT:
        reader.errors[block] = f"Please shorten this to {LIMIT:,} characters; it has {len(text):,}."
    return text


def needed(reader: Reader, block: str, else_say: str) -> str:
    """As `written`, of a field that may not be left empty; "" where it was."""
    text = written(reader, block)
    if text is None:
        reader.errors.setdefault(block, else_say)
    return text or ""


def saved(person: Person, kept: AskedAgreed, on_call: Sequence[Contact], emergency: str = "999") -> View:
    """What the form becomes."""
    who = words.short(person.known_as)
    done = (
        f"*{who} is asked about until {words.date(kept.until)}.*"
        if kept.until
        else f"*Asking about {who} ends.*"
    )
    again = "It holds from the next handover on."
    if kept.until and (kept.until - kept.on) > timedelta(weeks=1):
        again += f" When that day is past, the huddle is shown {who} again."
    not_yet = "" if kept.with_person else f"You have not agreed this with {who} yet. Please ask soon."
    return modal(
        "Saved",
        danger(on_call, emergency),
        section("saved", done, again, f"*I'm worried about someone* works for {who} at any time.", not_yet),
        callback_id="agreed.saved",
        close="Done",
        last=True,
    )


def no_plan(on_call: Sequence[Contact]) -> str:
    """To one who would change the asking about somebody who has no plan here, or is not here any more. mrkdwn."""
    return f"Nothing was saved: there is no plan of theirs here now. If somebody needs help, {words.turn_to(on_call)}."
