"""Changes of practice: the form that marks one, so that charts begin anew, and the form that takes one back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.agreed import MARKED_AHEAD, Mark, begins
from bot.people import Contact, Service
from prompts import agreed, words
from prompts.agreed import needed
from prompts.blocks import Choice, View, actions, field, modal, pick_date, section, select
from prompts.briefing import bullets
from prompts.closing import day_of
from prompts.forms import Errors, Reader, State, danger

CALLBACK, BACK = "agreed.change_form", "agreed.change_back_form"
FROM, WHAT, WHICH, WHY = "from", "what", "which", "why"
LIMIT = agreed.LIMIT
IN_FORMS = "It is read in forms only."
# what a menu holds, and a form shows without a thought for its length
SHOWN, LISTED = 100, 10


@dataclass(frozen=True)
class Wanted:
    """What the form says: from which local date on, and what is done differently."""

    from_date: date
    what: str


@dataclass(frozen=True)
class Mistake:
    """Which mark is taken back, by its id, and why."""

    mark_id: int
    why: str


def form(
    service: Service, marks: Sequence[Mark], meta: str, today: date, on_call: Sequence[Contact], emergency: str = "999"
) -> View:  # fmt: skip
    """From when, and what. `marks` are those made before, by date; `today` is the house's own date."""
    back = actions("back", agreed.take_back(service.id, service.spec.name)) if marks else []
    return modal(
        "Mark a change",
        danger(on_call, emergency),
        section(
            "about",
            f"*{words.name(service.spec.name)}*",
            "Have you changed how you do something? Its charts begin anew with the first whole week from then, "
            "so that before and after are not mixed.",
        ),
        section("marks", bullets("Marked before", [_line(one) for one in marks[-LISTED:]])),
        back,
        pick_date(FROM, "From which day?", today),
        field(WHAT, "What do you do differently?", hint=IN_FORMS, lines=True, limit=LIMIT, optional=False),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )  # fmt: skip


def _line(one: Mark) -> str:
    return f"From {words.date(one.from_date)}, by {words.name(one.by)}: {words.escape(one.what, LIMIT)}"


def read(state: State, today: date) -> Wanted | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state)
    day, what = day_of(reader.given(FROM) or ""), needed(reader, WHAT, "Please say what.")
    if day is None:
        reader.errors[FROM] = "Please choose a day."
    elif day > today + MARKED_AHEAD:
        last = words.date(today + MARKED_AHEAD)
        reader.errors[FROM] = f"At most {MARKED_AHEAD.days} days ahead, so {last}. Please mark it then."
    elif day.year < today.year - 10:
        reader.errors[FROM] = "That is too long ago. Please choose a later day."
    return Wanted(day, what) if day and not reader.errors else reader.errors


def saved(service: Service, from_date: date, on_call: Sequence[Contact], emergency: str = "999") -> View:
    """What the form becomes."""
    monday = words.date(begins(from_date).monday)
    return modal(
        "Saved",
        danger(on_call, emergency),
        section("saved", f"*{words.name(service.spec.name)}: marked.* Its charts begin anew on {monday}."),
        callback_id="agreed.saved",
        close="Done",
        last=True,
    )


def back_form(
    service: Service, marks: Sequence[Mark], meta: str, on_call: Sequence[Contact], emergency: str = "999"
) -> View:  # fmt: skip
    """Which of `marks` was a mistake, and why."""
    return modal(
        "Take a mark back",
        danger(on_call, emergency),
        section(
            "about",
            f"*{words.name(service.spec.name)}*",
            "Was a change marked by mistake? Take it back: the charts then run on as before.",
        ),
        select(WHICH, "Which one?", choices(marks), "Which one? Choose it", optional=False),
        field(WHY, "What was wrong with it?", hint=IN_FORMS, lines=True, limit=LIMIT, optional=False),
        callback_id=BACK,
        meta=meta,
        submit="Take back",
        close="Back",
    )  # fmt: skip


def choices(marks: Sequence[Mark]) -> list[Choice]:
    """Those that the form offers, newest first."""
    return [
        (str(one.id), f"{words.date(one.from_date)}: {words.plain(one.what, 50)}")
        for one in marks[::-1][:SHOWN]
    ]


def read_back(state: State) -> Mistake | Errors:
    """What the form says; whether such a mark is there is for the caller. Or what to mend, by the field."""
    reader = Reader(state)
    given = reader.given(WHICH) or ""
    if not (given.isascii() and given.isdigit() and len(given) < 18):
        reader.errors[WHICH] = "Please choose one of those shown."
    why = needed(reader, WHY, "Please say what was wrong.")
    return reader.errors or Mistake(int(given), why)


def taken_back(service: Service, on_call: Sequence[Contact], emergency: str = "999") -> View:
    """What the form becomes, however often it is sent."""
    return modal(
        "Taken back",
        danger(on_call, emergency),
        section("saved", f"*{words.name(service.spec.name)}: taken back.* The charts run on as before."),
        callback_id="agreed.saved",
        close="Done",
        last=True,
    )


def nothing_marked(service: Service) -> str:
    """To one who would take back where nothing is marked. mrkdwn."""
    return f"{words.name(service.spec.name)} has no change marked. Nothing was saved."
