"""Reading the form of one person's signs: an answer, or what to mend by field."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args

from bot import days, handover, plans, signs
from bot.people import Person, Service
from bot.replies import COULD_NOT_TELL, Answer, Followed, Knows, MissedBy, NotHappened, Taken
from prompts import forms, notes, words
from prompts.blocks import Choice
from prompts.forms import Errors, State

NOT_SEEN, SEEN, NOT_TOLD = "0", "1", "unknown"
# a comma with three digits after it may be a thousand: asked again, never guessed
NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,6}|,\d{1,2})?", re.ASCII)
NOTHING = "Choose at least one sign, or close this and tap Seen, no signs."
WRITE = "Write what you saw, or close this and tap Seen, no signs."
TO_COME = "That time is still to come. Choose an earlier one, or leave it empty."


@dataclass(frozen=True)
class Filled:
    """What the form says. `at` (aware) is about when it was; `affects` who else it affects, and what they want."""

    answer: Answer
    at: datetime | None = None
    affects: tuple[int, str | None] | None = None


@dataclass(frozen=True)
class Drawn:
    """What the form was drawn from: the version of the plan, whom it could also affect, by id, and what it corrects.

    `correcting`: it was opened with signs that its author had given before.
    """

    plan: plans.Plan | None
    service: Service
    others: Sequence[int] = ()
    correcting: bool = False


def others(people: Sequence[Person], person_id: int) -> list[Person]:
    """Whom what was seen of one person can also affect: `people` but for that one, as many as a menu holds."""
    return [one for one in people if one.id != person_id][: notes.MOST]


def read(state: State, drawn: Drawn, now: datetime) -> Filled | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field.

    A sign whose menu is missing is as it was shown at first, not seen. NULs and other controls are taken out of what
    was written. A correction in which nothing is left says *no signs*, where every sign's field came back.
    """
    reader = _Reader(state)
    answer = reader.answer(drawn.plan)
    filled = Filled(answer, reader.when(drawn.service, now), reader.affects(drawn.others))
    if reader.errors:
        return reader.errors
    if not _says_nothing(answer, drawn.plan):
        return filled
    if drawn.correcting and _whole(state, drawn.plan):
        return Filled(Answer("clear"), filled.at)
    return {f"sign:{drawn.plan.signs[0].key}": NOTHING} if drawn.plan else {"note": WRITE}


def choices(sign: plans.Sign) -> list[Choice]:
    """What this sign can be answered with: (value, words), from not seen to could not tell."""
    levels = [(str(level), words_) for level, words_ in sorted((sign.levels or {}).items())]
    seen = levels if sign.rating == "0-3" else [(SEEN, "Seen")]
    return [(NOT_SEEN, "Not seen"), *seen, (NOT_TOLD, "Could not tell")]


def _says_nothing(answer: Answer, plan: plans.Plan | None) -> bool:
    told = [
        value is COULD_NOT_TELL or signs.is_shown(sign, value)
        for sign in (plan.signs if plan else [])
        if sign.key in answer.values
        for value in [answer.values[sign.key]]
    ]
    return not (any(told) or answer.says or answer.wants or answer.note or answer.contact_missed)


def _whole(state: State, plan: plans.Plan | None) -> bool:
    """Whether all fields came back that say how somebody was. One that is missing says nothing."""
    fields = [f"sign:{sign.key}" for sign in plan.signs] if plan else ["note"]
    return all(state.get(one) for one in fields)


class _Reader(forms.Reader):
    """Reads the fields of this form. A sign or step left empty reads as []."""

    def answer(self, plan: plans.Plan | None) -> Answer:
        agreed = plan.steps if plan else []
        return Answer(
            "signs",
            {sign.key: value for sign in (plan.signs if plan else []) for value in self.sign(sign)},
            {at: taken for at, _ in enumerate(agreed) for taken in self.step(at)},
            cast("Followed | None", self.choice("followed", get_args(Followed)) if plan else None),
            self.text("says"),
            self.text("note"),
            cast("MissedBy | None", self.choice("contact_missed", get_args(MissedBy)) if plan else None),
            knows=cast("Knows | None", self.choice("knows", get_args(Knows))),
            wants=self.text("wants"),
            not_happened=cast("NotHappened | None", self.choice("not_happened", get_args(NotHappened))),
        )

    def sign(self, sign: plans.Sign) -> list[float | None]:
        block = f"sign:{sign.key}"
        if sign.rating in ("count", "number"):
            return self._read(block, lambda text: _number(sign, text))
        given = self.given(block) or NOT_SEEN
        if given not in dict(choices(sign)):
            self.errors[block] = forms.CHOOSE
            return []
        return [COULD_NOT_TELL if given == NOT_TOLD else float(given)]

    def _read(self, block: str, reading: Callable[[str], float]) -> list[float | None]:
        text = words.clean(self.given(block) or "")
        try:
            return [reading(text)] if text else []
        except ValueError as wrong:
            self.errors[block] = str(wrong)
            return []

    def step(self, at: int) -> list[Taken]:
        taken = self.choice(f"step:{at}", get_args(Taken))
        return [cast(Taken, taken)] if taken else []

    def when(self, service: Service, now: datetime) -> datetime | None:
        given = self.given("when")
        if not given:
            return None
        try:
            at = handover.about_when(days.parse_time(given), service.spec.timezone, now)
        except ValueError:
            self.errors["when"] = forms.CHOOSE
            return None
        if at is None:
            self.errors["when"] = TO_COME
        return at

    def affects(self, others: Sequence[int]) -> tuple[int, str | None] | None:
        chosen, wants = self.choice("affects", list(map(str, others))), self.text("affects_wants")
        if wants and not chosen and "affects" not in self.errors:
            self.errors["affects"] = notes.WHOM
        return (int(chosen), wants) if chosen else None


def _number(sign: plans.Sign, text: str) -> float:
    """Raises ValueError with words for the one who typed it."""
    if not NUMBER.fullmatch(text):
        raise ValueError("Write a number, for example 3. Leave it empty if you could not tell.")
    value = float(text.replace(",", "."))
    if sign.rating == "count" and (value < 0 or not math.isclose(value, round(value))):
        raise ValueError("Write how many times: 0, 1, 2 and so on.")
    return value
