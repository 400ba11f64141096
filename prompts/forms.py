"""What all forms have in common: whom to turn to, who is answering, and reading what was given back."""

from collections.abc import Sequence
from typing import Any

from bot.people import Contact, Staff
from prompts import words
from prompts.blocks import Blocks, View, field, section, select

# carried in a block's id: when the database cannot be reached, the form alone knows whom to phone
TURN_TO = "turn_to:"
TEXT_LIMIT = 2000
CHOOSE = "Please choose one of the answers shown."
WHO, WHO_NAME = "who", "who_name"
SOMEBODY_ELSE = "other"
State = dict[str, dict[str, Any]]
Errors = dict[str, str]


def danger(on_call: Sequence[Contact], emergency: str = "999") -> Blocks:
    """The first block of a form: the emergency number, and who is on call."""
    called = turn_to(on_call)
    call = f"Immediate danger? Call {words.name(emergency)} now. On-call: {words.escape(called)}."
    return section(f"{TURN_TO}{called}", call)


def turn_to(on_call: Sequence[Contact]) -> str:
    """In plain text, to follow `TURN_TO` in a block's id: "Dee, 01234 000000 or Ash, 01234 000001"."""
    called = [words.plain(f"{one.name}, {one.phone}" if one.phone else one.name, 90) for one in on_call]
    return words.cut(" or ".join(called) or "the number at the top of the handover question", 240)


def not_saved(view: View, said: str = "Not saved: please try again.") -> Errors:
    """The field error when a form could not be kept, or what else is `said` and whom to phone.

    `view` is the form as Slack sends it back.
    """
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    known = (id_ for block in view["blocks"] if (id_ := str(block["block_id"])).startswith(TURN_TO))
    turn_to = next(known, f"{TURN_TO}on-call").removeprefix(TURN_TO)
    return {fields[0]: f"{said} If it's urgent, phone {turn_to}."}


def who(staff: Sequence[Staff]) -> Blocks:
    """ "Who is answering?", for an account that several people use; nothing without `staff`.

    Its first answer is nobody's: it is asked each time. `read_who` reads it.
    """
    if not staff:
        return []
    people = [(str(one.id), words.plain(one.name, 60)) for one in staff[:99]]
    ask = "Who is answering? Choose your name"
    return [
        *select(WHO, "Who is answering?", [*people, (SOMEBODY_ELSE, "Somebody else")], ask, optional=False),
        *field(WHO_NAME, "Your name, if it is not in the list", limit=60),
    ]


class Reader:
    """Reads fields, and gathers what is wrong with them in `errors`, by block id. A field left empty is None."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.errors: Errors = {}

    def given(self, block: str) -> str | None:
        """What stands in a field: an option's value, a time or date as Slack writes it, or what was written."""
        fields = self.state.get(block) or {}
        found: dict[str, Any] = fields.get("value") or {}
        option = found.get("selected_option")
        given = option.get("value") if option else None
        return given or found.get("selected_time") or found.get("selected_date") or found.get("value")

    def choice(self, block: str, known: Sequence[str]) -> str | None:
        """One of `known`; anything else is an error beside the field."""
        given = self.given(block)
        if given and given not in known:
            self.errors[block] = CHOOSE
        return given if given in known else None

    def needed(self, block: str, known: Sequence[str], else_say: str = CHOOSE) -> str:
        """As `choice`, of a field that may not be left empty; "" where it was."""
        found = self.choice(block, known)
        if found is None:
            self.errors[block] = else_say
        return found or ""

    def several(self, block: str, known: Sequence[str]) -> list[str]:
        """Those of `known` that were chosen or ticked, as given; anything else is an error beside the field."""
        found = ((self.state.get(block) or {}).get("value") or {}).get("selected_options") or []
        given = [str(one["value"]) for one in found]
        if any(one not in known for one in given):
            self.errors[block] = CHOOSE
        return [one for one in given if one in known]

    def text(self, block: str) -> str | None:
        """What was written, cleaned; too much of it is an error."""
        written = words.clean(self.given(block) or "")
        if len(written) > TEXT_LIMIT:
            self.errors[block] = f"Please shorten this to {TEXT_LIMIT:,} characters; it has {len(written):,}."
        return written or None


def read_who(state: State, known: Sequence[int]) -> tuple[int | None, str | None] | Errors:
    """Who is answering: a staff member's id among `known`, or the name of somebody else; or what to mend."""
    reader = Reader(state)
    chosen = reader.needed(WHO, [*map(str, known), SOMEBODY_ELSE], "Please say who is answering.")
    name = reader.text(WHO_NAME)
    if chosen == SOMEBODY_ELSE and not name:
        reader.errors[WHO_NAME] = "Please write your name."
    if reader.errors:
        return reader.errors
    return (None, words.cut(name or "", 60)) if chosen == SOMEBODY_ELSE else (int(chosen), None)
