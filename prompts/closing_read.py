"""What the form of closing says: read from its fields, or what to mend beside them."""

from datetime import date, datetime
from typing import cast

from bot import days
from bot.briefing import Briefing
from bot.closing import Closing, Debrief, Fair, Informed, Outcome, Restriction, Wanted
from prompts import spoken
from prompts.closing import DEBRIEFS, FAIR, LIMIT, NO, OUTCOMES, WANTS, YES, day_of, informed, urgent
from prompts.forms import CHOOSE, Errors, Reader, State

RESTRICTED = ("rationale", "alternative", "involvement")
NOT_SAVED = "Nothing was saved."
# plain text, beside a field
LAPSED = "Not saved: nobody has this just now. Please tap I've got this in its message, then send this again."
WRITE = "Please write a few words."
TAKE_OUT = "There are words below. Please choose yes, or take them out."


def read(state: State, b: Briefing, now: datetime) -> Closing | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    reader, about = Reader(state), b.person is not None
    outcome, note = reader.needed("outcome", list(OUTCOMES)), written(reader, "note")
    if outcome == "other" and note is None:
        reader.errors.setdefault("note", "Please write how it ended.")
    closing = Closing(
        outcome=cast(Outcome, outcome),
        wanted=cast(Wanted, reader.needed("wanted", list(WANTS))) if about else None,
        says=written(reader, "says") if about else None,
        informed=_informed(reader, b),
        restriction=None if spoken.called(b) else _restricted(reader, b, now),
        plan_change=_plan_change(reader) if about else None,
        debrief_person=cast(Debrief, reader.needed("debrief_person", list(DEBRIEFS))) if about else None,
        debrief_staff=cast(Debrief, reader.needed("debrief_staff", list(DEBRIEFS))),
        fair=cast(Fair, reader.needed("fair", list(FAIR))) if urgent(b) else None,
        other_help=written(reader, "other_help") if urgent(b) else None,
        note=note,
    )
    return reader.errors or closing


def written(reader: Reader, block: str) -> str | None:
    """What was written in a field of at most `LIMIT` characters; more is an error beside it."""
    text = reader.text(block)
    if text and len(text) > LIMIT:
        reader.errors[block] = f"Please shorten this to {LIMIT:,} characters; it has {len(text):,}."
    return text


def _informed(reader: Reader, b: Briefing) -> tuple[Informed, ...]:
    said = cast("list[Informed]", reader.several("informed", informed(b)))
    if not said:
        reader.errors.setdefault("informed", CHOOSE)
    elif "nobody" in said and len(said) > 1:
        reader.errors["informed"] = "Please choose either nobody else, or who was told."
    return tuple(said)


def _restricted(reader: Reader, b: Briefing, now: datetime) -> Restriction | None:
    """All four where something was; none where nothing was."""
    said = reader.needed("restricted", (YES, NO))
    found = {block: written(reader, block) for block in RESTRICTED}
    given = reader.given("review_by")
    if said != YES:
        if said == NO and (given or any(found.values())):
            reader.errors["restricted"] = TAKE_OUT
        return None
    for block, text in found.items():
        if text is None:
            reader.errors.setdefault(block, WRITE)
    until = _review(reader, given, days.local(now, b.service.spec.timezone).date())
    why, instead, part = (found[block] or "" for block in RESTRICTED)
    return Restriction(why, instead, until, part) if until else None


def _review(reader: Reader, given: str | None, today: date) -> date | None:
    until = day_of(given or "")
    if until is None:
        reader.errors["review_by"] = CHOOSE if given else "Please choose a day."
    elif until < today:
        reader.errors["review_by"] = "That day is past. Please choose a later one."
    return until


def _plan_change(reader: Reader) -> str | None:
    said, what = reader.needed("plan", (YES, NO)), written(reader, "plan_change")
    if said == YES and what is None:
        reader.errors.setdefault("plan_change", "Please write what needs to change.")
    if said == NO and what:
        reader.errors["plan"] = TAKE_OUT
    return what
