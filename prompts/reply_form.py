"""The form of one person's own signs, and its reader: an answer, or what to mend by field."""

import math
import re
from collections.abc import Callable, Sequence
from typing import Any, cast, get_args

from bot import plans, signs
from bot.people import Contact, Person, Service
from bot.replies import COULD_NOT_TELL, Answer, Followed, MissedBy, Taken
from prompts import words
from prompts.blocks import Blocks, Choice, View, divider, field, modal, radio, section, select

CALLBACK = "reply.form"
# carried in a block's id: when the database cannot be reached, the form alone knows whom to phone
TURN_TO = "turn_to:"
TEXT_LIMIT = 2000
NUMBER_LIMIT = 20
NOT_SEEN, SEEN, NOT_TOLD = "0", "1", "unknown"
FOLLOWED: dict[Followed, str] = {"yes": "Yes", "partly": "Partly", "no": "No", "not_needed": "Not needed"}
# a comma with three digits after it may be a thousand: asked again, never guessed
NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,6}|,\d{1,2})?", re.ASCII)
NOTHING = "Choose at least one sign, or close this and tap Seen, no signs."
WRITE = "Write what you saw, or close this and tap Seen, no signs."
CHOOSE = "Please choose one of the answers shown."
State = dict[str, dict[str, Any]]


def form(
    person: Person,
    service: Service,
    meta: str,
    prefilled: Answer | None = None,
    on_call: Sequence[Contact] = (),
    emergency: str = "999",
) -> View:
    """The form for what was seen of `person`; `meta` comes back in private_metadata as it is.

    `prefilled` shows an earlier answer to be corrected. Without a plan only words can be given.
    """
    before = prefilled or Answer("signs")
    turn_to = _turn_to(on_call)
    danger = section(
        f"{TURN_TO}{turn_to}",
        f"Immediate danger? Call {words.name(emergency)} now. On-call: {words.escape(turn_to)}.",
    )
    asked = _plan_fields(person, person.plan, before) if person.plan else []
    return modal(
        "Signs seen",
        danger,
        section("about", _about(person, service)),
        asked,
        _written_fields(person, before),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )


def _turn_to(on_call: Sequence[Contact]) -> str:
    """In plain text: "Dee, 01234 000000 or Ash, 01234 000001"."""
    called = [words.plain(f"{one.name}, {one.phone}" if one.phone else one.name, 90) for one in on_call]
    return words.cut(" or ".join(called) or "the number at the top of the handover question", 240)


def _about(person: Person, service: Service) -> str:
    who = words.short(person.known_as)
    title = f"*{who} · {words.name(service.spec.name)}*"
    if person.plan:
        return f"{title}\nThese are {who}'s own signs, as {who} says them. Change only what you saw."
    return (
        f"{title}\n{who} has no plan here yet, so there are no agreed signs to choose from, and saving this "
        "rings nobody. Write what you saw below. If you are worried, phone on-call: that needs no plan."
    )


def _plan_fields(person: Person, plan: plans.Plan, before: Answer) -> Blocks:
    rows = [_sign(sign, before) for sign in plan.signs]
    steps = [_step(person, at, step, before.steps.get(at)) for at, step in enumerate(plan.steps)]
    heading = section("steps", f"*Steps agreed with {words.short(person.known_as)}*") if steps else []
    followed = radio(
        "followed",
        "Have we followed the plan's escalation steps?",
        list(FOLLOWED.items()),
        before.followed,
    )
    return [
        *(b for row in rows for b in row),
        *divider("signs_end"),
        *heading,
        *(b for s in steps for b in s),
        *followed,
        *select(
            "contact_missed", "Contact that was planned and did not happen", _missed(person.known_as),
            "Did a planned contact not happen? Whose was it to make?", chosen=before.contact_missed, optional=True,
        ),
    ]  # fmt: skip


def _sign(sign: plans.Sign, before: Answer) -> Blocks:
    value = before.values.get(sign.key, 0.0)
    if sign.rating in ("count", "number"):
        shown = "" if value is COULD_NOT_TELL or sign.key not in before.values else f"{value:.12g}"
        return field(f"sign:{sign.key}", sign.says, hint=_hint(sign), value=shown, limit=NUMBER_LIMIT)
    chosen = NOT_TOLD if value is COULD_NOT_TELL else f"{value:.0f}"
    choices = _choices(sign)
    known = chosen if chosen in dict(choices) else NOT_SEEN
    ask = f"{words.plain(sign.says, 110)}: choose what you saw"
    return select(f"sign:{sign.key}", sign.says, choices, ask, chosen=known, optional=False)


def _hint(sign: plans.Sign) -> str:
    what = sign.unit or ("how many times" if sign.rating == "count" else "a number")
    return f"In numbers: {what}. Leave it empty if you could not tell."


def _choices(sign: plans.Sign) -> list[Choice]:
    """What this sign can be answered with: (value, words), from not seen to could not tell."""
    levels = [(str(level), words_) for level, words_ in sorted((sign.levels or {}).items())]
    seen = levels if sign.rating == "0-3" else [(SEEN, "Seen")]
    return [(NOT_SEEN, "Not seen"), *seen, (NOT_TOLD, "Could not tell")]


def _step(person: Person, at: int, step: str, taken: Taken | None) -> Blocks:
    ask = f"What became of it? {words.plain(step, 120)}"
    return select(f"step:{at}", step, _taken(person.known_as), ask, chosen=taken, optional=True)


def _taken(known_as: str) -> list[Choice]:
    said_no = f"Offered, {words.plain(known_as, words.SHORT_NAME)} said no"
    return [("done", "Done"), ("declined", said_no), ("not_done", "Not done")]


def _missed(known_as: str) -> list[Choice]:
    who = words.plain(known_as, words.SHORT_NAME)
    return [("us", "Ours to make"), ("agency", "Another agency's to make"), ("them", f"{who} chose not to")]


def _written_fields(person: Person, before: Answer) -> Blocks:
    who = words.plain(person.known_as, words.SHORT_NAME)
    says = field(
        "says", f"What does {who} say about it, and want?", value=before.says, lines=True, limit=TEXT_LIMIT
    )
    hint = "What you saw and when. It is kept as you write it."
    note = field("note", "A note for the team", hint=hint, value=before.note, lines=True, limit=TEXT_LIMIT)
    return [*says, *note]


def read(state_values: State, plan: plans.Plan | None) -> Answer | dict[str, str]:
    """What the form says, from view.state.values; or what to mend, by the block id of the field.

    `plan` is the version that the form was drawn from. A sign whose menu is missing is as it was shown at
    first, not seen. NULs and other controls are taken out of what was written.
    """
    reader = _Reader(state_values)
    values = {sign.key: value for sign in (plan.signs if plan else []) for value in reader.sign(sign)}
    steps = {at: taken for at, _ in enumerate(plan.steps if plan else []) for taken in reader.step(at)}
    followed, says, note = reader.followed(), reader.text("says"), reader.text("note")
    answer = Answer("signs", values, steps, followed, says, note, reader.contact_missed() if plan else None)
    if reader.errors:
        return reader.errors
    if _says_nothing(answer, plan):
        return {f"sign:{plan.signs[0].key}": NOTHING} if plan else {"note": WRITE}
    return answer


def _says_nothing(answer: Answer, plan: plans.Plan | None) -> bool:
    told = [
        value is COULD_NOT_TELL or signs.is_shown(sign, value)
        for sign in (plan.signs if plan else [])
        if sign.key in answer.values
        for value in [answer.values[sign.key]]
    ]
    return not (any(told) or answer.says or answer.note or answer.contact_missed)


class _Reader:
    """Reads fields, and gathers what is wrong with them in `errors`. A field left empty reads as []."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.errors: dict[str, str] = {}

    def _given(self, block: str) -> str | None:
        fields = self.state.get(block) or {}
        found: dict[str, Any] = fields.get("value") or {}
        option = found.get("selected_option")
        return option.get("value") if option else found.get("value")

    def sign(self, sign: plans.Sign) -> list[float | None]:
        block = f"sign:{sign.key}"
        if sign.rating in ("count", "number"):
            return self._read(block, lambda text: _number(sign, text))
        given = self._given(block) or NOT_SEEN
        if given not in dict(_choices(sign)):
            self.errors[block] = CHOOSE
            return []
        return [COULD_NOT_TELL if given == NOT_TOLD else float(given)]

    def _read(self, block: str, reading: Callable[[str], float]) -> list[float | None]:
        text = words.clean(self._given(block) or "")
        try:
            return [reading(text)] if text else []
        except ValueError as wrong:
            self.errors[block] = str(wrong)
            return []

    def step(self, at: int) -> list[Taken]:
        taken = self._choice(f"step:{at}", get_args(Taken))
        return [cast(Taken, taken)] if taken else []

    def followed(self) -> Followed | None:
        return cast("Followed | None", self._choice("followed", get_args(Followed)))

    def contact_missed(self) -> MissedBy | None:
        return cast("MissedBy | None", self._choice("contact_missed", get_args(MissedBy)))

    def _choice(self, block: str, known: Sequence[str]) -> str | None:
        given = self._given(block)
        if given and given not in known:
            self.errors[block] = CHOOSE
        return given if given in known else None

    def text(self, block: str) -> str | None:
        written = words.clean(self._given(block) or "")
        if len(written) > TEXT_LIMIT:
            self.errors[block] = f"Please shorten this to {TEXT_LIMIT:,} characters; it has {len(written):,}."
        return written or None


def _number(sign: plans.Sign, text: str) -> float:
    """Raises ValueError with words for the one who typed it."""
    if not NUMBER.fullmatch(text):
        raise ValueError("Write a number, for example 3. Leave it empty if you could not tell.")
    value = float(text.replace(",", "."))
    if sign.rating == "count" and (value < 0 or not math.isclose(value, round(value))):
        raise ValueError("Write how many times: 0, 1, 2 and so on.")
    return value


def not_saved(view: View) -> dict[str, str]:
    """The field error when an answer could not be kept: `view` is the form as Slack sends it back."""
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    turn_to = next(id_ for block in view["blocks"] if (id_ := block["block_id"]).startswith(TURN_TO))
    said = f"Not saved: please try again. If it's urgent, phone {turn_to.removeprefix(TURN_TO)}."
    return {fields[0]: said}
