"""How many worked: as planned with one tap, or the form that asks how many, of whom from an agency, and alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.handover import Staffed
from bot.people import Contact, Service, Staff
from prompts import forms, words
from prompts.blocks import View, field, modal, radio, section
from prompts.forms import Errors, Reader, State

CALLBACK = "staffing.form"
ACTUAL, AGENCY, ALONE = "actual", "agency", "alone"
MOST = 99


class Action(StrEnum):
    """The buttons of a prompt; their value is the handover's id."""

    PLANNED = "staffing.planned"
    DIFFERENT = "staffing.different"


@dataclass(frozen=True)
class Count:
    """What the form says: how many worked, of whom `agency` from an agency; whether somebody worked alone."""

    actual: int
    agency: int
    alone: bool


def form(
    service: Service,
    shift: str,
    planned: int,
    meta: str,
    on_call: Sequence[Contact],
    emergency: str = "999",
    who: Sequence[Staff] = (),
    before: Staffed | None = None,
) -> View:
    """How many worked `shift`; `before` is what was said already. `meta` comes back as private_metadata."""
    return modal(
        "How many worked?",
        forms.danger(on_call, emergency),
        forms.who(who),
        section(
            "about", f"*{words.name(service.spec.name)} · {words.name(named(shift))}*", f"Planned: {planned}."
        ),
        field(
            ACTUAL, "How many worked?", value=str(before.actual) if before else None, limit=3, optional=False
        ),
        field(
            AGENCY,
            "How many of them came from an agency?",
            hint="Leave it empty if nobody did.",
            value=str(before.agency) if before else None,
            limit=3,
        ),
        radio(
            ALONE,
            "Did somebody work alone?",
            [("yes", "Yes"), ("no", "No")],
            {True: "yes", False: "no"}[before.alone] if before else None,
            optional=False,
        ),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )


def read(state: State) -> Count | Errors:
    """What the form says; or what to mend, by the block id of the field."""
    reader = Reader(state)
    actual, agency = _number(reader, ACTUAL), _number(reader, AGENCY)
    alone = reader.needed(ALONE, ("yes", "no"))
    if actual is None and ACTUAL not in reader.errors:
        reader.errors[ACTUAL] = "Please write how many worked."
    if not reader.errors and (agency or 0) > (actual or 0):
        reader.errors[AGENCY] = "This is more than worked in all. Please check both numbers."
    return reader.errors or Count(actual or 0, agency or 0, alone == "yes")


def _number(reader: Reader, block: str) -> int | None:
    given = (reader.given(block) or "").strip()
    if given and not (given.isascii() and given.isdigit() and int(given) <= MOST):
        reader.errors[block] = "Please write a whole number, such as 2."
        return None
    return int(given) if given else None


def saved(shift: str, staffed: Count, planned: int) -> View:
    """What the form becomes."""
    said = f"*Saved.* {words.sentence(counted(named(shift), planned, staffed.actual, staffed.agency, staffed.alone))}"
    return modal("Saved", section("saved", said), callback_id="staffing.saved", close="Done")


def named(shift: str) -> str:
    """ "Late shift": a shift's name, with the word where it has none."""
    return shift if shift.lower().endswith("shift") else f"{shift} shift"


def counted(shift: str, planned: int, actual: int, agency: int, alone: bool) -> str:
    """ "Late shift staffing: 2 worked of 3 planned, 1 from an agency, somebody worked alone"."""
    parts = [
        "as planned"
        if (actual, agency, alone) == (planned, 0, planned == 1)
        else f"{actual} of {planned} worked"
    ]
    parts += [f"{agency} from an agency"] if agency else []
    parts += ["somebody worked alone"] if alone and planned != 1 else []
    return f"{words.name(shift)} staffing: {', '.join(parts)}"
