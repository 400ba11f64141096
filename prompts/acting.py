"""What and by when, passing on, and what was done: three forms of whoever has an escalation."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

from bot import escalation
from bot.briefing import Briefing
from bot.escalation import Promised
from bot.passing import Colleagues
from bot.people import Contact, Service, Staff
from bot.transitions import FARTHEST, Did, PassedBecause
from prompts import briefing, by_when, deeds, words
from prompts.blocks import Blocks, Choice, View, field, modal, radio, section, select, ticks
from prompts.briefing import title
from prompts.closing import CHANGED
from prompts.escalation import house_phone
from prompts.forms import Errors, Reader, State, danger

PROMISE, PASS, DID = "escalation.promise_form", "escalation.pass_form", "escalation.did_form"
WHAT, BY, TO, BECAUSE, DONE, WORDS = "promised", "by", "pass_to", "because", "did", "words"
NEXT = "next"
TAKES = "When you send this, you take it: it is yours from then on."
LIMIT = 500
MOST = 100
PROMISES: dict[Promised, str] = {
    "phone": "Phone the house",
    "come": "Come to the house",
    "send": "Send somebody",
    "partner": "Phone another agency",
    "other": "Something else",
}
WHY: dict[PassedBecause, str] = {
    "too_far": "I'm too far away",
    "busy": "I'm busy with something as urgent",
    "shift_ends": "I'm going off call",
    "better_placed": "They know more about it",
    "other": "Something else",
}
WAS_DONE: dict[Did, str] = {
    "phoned": "I phoned the house",
    "came": "I came to the house",
    "sent": "I sent somebody",
    "partner": "I told another agency",
    "emergency": "I called 999",
    "nothing_needed": "I found that nothing more was needed",
    "other": "Something else",
}


@dataclass(frozen=True)
class Acting:
    """What each of these forms draws on. `meta` comes back in private_metadata as it is.

    `sent` is what stood in its fields: it is shown once more, for something changed while it was filled in.
    """

    b: Briefing
    meta: str
    on_call: tuple[Contact, ...]
    now: datetime
    sent: State | None = None

    @property
    def fields(self) -> Reader:
        """What stood in the fields, if anything."""
        return Reader(self.sent or {})


@dataclass(frozen=True)
class Promising:
    """What the holder does, by when (an instant), and what they wrote."""

    what: Promised
    by: datetime
    words: str | None


@dataclass(frozen=True)
class Passing:
    """To whom (staff), why, and what was written."""

    to: tuple[int, ...]
    because: PassedBecause
    words: str | None


@dataclass(frozen=True)
class WasDone:
    """What was done, and what was written about it."""

    did: tuple[Did, ...]
    words: str | None


def promise(of: Acting) -> View:
    """What, and by when; the promise as it stands is chosen already."""
    what = of.fields.given(WHAT) or of.b.escalation.promised
    return modal(
        "What and by when",
        *_head(of, of.b.escalation.holder_id),
        radio(WHAT, "What will you do?", list(PROMISES.items()), what, optional=False),
        by_when.field(BY, "By when?", of.b.service, _by(of)),
        _more(of),
        callback_id=PROMISE,
        meta=of.meta,
        submit="Save",
        close="Back",
    )


def _by(of: Acting) -> datetime | None:
    """The time that was chosen; at first the one that stands, where that is within a day."""
    if of.sent is not None:
        return by_when.read(of.fields, BY, of.b.service, of.now)
    by = of.b.escalation.promise_by
    return by if by and of.now < by <= of.now + FARTHEST else None


def pass_on(of: Acting, colleagues: Colleagues) -> View:
    """To whom, and why. There is somebody among `colleagues`."""
    within = words.length(escalation.TAKE_WITHIN)
    office = " of office time" if of.b.escalation.rings_as == "in_hours" else ""
    choices = _choices(colleagues)
    chosen = of.fields.given(TO) or NEXT
    return modal(
        "Pass on",
        *_head(of, of.b.escalation.holder_id),
        section(
            "what",
            "What you send here holds instead." if of.b.deeds.passed else None,
            "It stays with you until they take it.",
            f"Not taken in {within}{office}: everybody is told from the start again.",
        ),
        select(TO, "To whom?", choices, "To whom? Choose who takes it over", chosen=chosen, optional=False),
        radio(BECAUSE, "Why?", list(WHY.items()), of.fields.given(BECAUSE), optional=False),
        _more(of),
        callback_id=PASS,
        meta=of.meta,
        submit="Pass on",
        close="Back",
    )


def _choices(colleagues: Colleagues) -> list[Choice]:
    told = words.listed([words.plain(one.name, 60) for one in colleagues.next_up])
    following = [(NEXT, f"Whoever is told next ({told})")] if told else []
    named = [(str(one.id), _named(one)) for one in colleagues.listed]
    return [*following, *named][:MOST]


def _named(one: Staff) -> str:
    return f"{words.plain(one.name, 50)}, {briefing.ROLES[one.role]}"


def did(of: Acting) -> View:
    """What was done: one thing or several."""
    done = of.fields.several(DONE, tuple(WAS_DONE))
    return modal(
        "What I did",
        *_head(of),
        ticks(DONE, "What did you do?", list(WAS_DONE.items()), chosen=done, optional=False),
        _more(of),
        callback_id=DID,
        meta=of.meta,
        submit="Save",
        close="Back",
    )


def _head(of: Acting, reader: int | None = None) -> tuple[Blocks, Blocks]:
    """`reader` is whoever has it, where nobody else can open the form."""
    said = f"*{title(of.b)}:* {deeds.standing(of.b, of.now, reader)} House: *{house_phone(of.b)}*."
    open_ = of.b.escalation.state == "open"
    return danger(of.on_call, of.b.emergency), section(
        "about", CHANGED if of.sent is not None else None, said, TAKES if open_ else None
    )


def _more(of: Acting) -> Blocks:
    hint = "It is read in forms only. For something else, please write what."
    return field(WORDS, "A word more", hint=hint, value=of.fields.given(WORDS), lines=True, limit=LIMIT)


def read_promise(state: State, service: Service, now: datetime) -> Promising | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state)
    what = reader.needed(WHAT, get_args(Promised), "Please choose what you will do.")
    by = by_when.read(reader, BY, service, now)
    written = _written(reader)
    if reader.errors or by is None:
        return reader.errors
    return Promising(cast(Promised, what), by, written)


def read_pass(state: State, colleagues: Colleagues) -> Passing | Errors:
    """As `read_promise`; somebody who is not among `colleagues` (any more) cannot be chosen."""
    reader = Reader(state)
    # whoever was listed by name may alone be told next by now
    known = [value for value, _ in _choices(colleagues)] + [str(one.id) for one in colleagues.others]
    if reader.given(TO) and reader.given(TO) not in known:
        reader.errors[TO] = "They can't be asked just now. Please choose somebody else."
    elif not reader.given(TO):
        reader.errors[TO] = "Please choose somebody."
    because = reader.needed(BECAUSE, get_args(PassedBecause), "Please say why.")
    written = _written(reader, needed=because == "other")
    if reader.errors:
        return reader.errors
    to = reader.needed(TO, known)
    ids = tuple(one.id for one in colleagues.next_up) if to == NEXT else (int(to),)
    return Passing(ids, cast(PassedBecause, because), written)


def read_did(state: State) -> WasDone | Errors:
    """As `read_promise`."""
    reader = Reader(state)
    done = reader.several(DONE, tuple(WAS_DONE))
    if not done:
        reader.errors.setdefault(DONE, "Please tick what you did.")
    written = _written(reader, needed="other" in done)
    if reader.errors:
        return reader.errors
    return WasDone(tuple(one for one in WAS_DONE if one in done), written)


def _written(reader: Reader, *, needed: bool = False) -> str | None:
    written = reader.text(WORDS)
    if written and len(written) > LIMIT:
        reader.errors[WORDS] = f"Please shorten this to {LIMIT} characters; it has {len(written):,}."
    if needed and not written:
        reader.errors[WORDS] = "Please write what it is."
    return written
