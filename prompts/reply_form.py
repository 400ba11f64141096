"""The form of one person's own signs. What it says is read in `reply_read`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import days, plans, signs
from bot.people import Contact, Person, Service, Staff
from bot.replies import COULD_NOT_TELL, Answer, Earlier, NotHappened
from prompts import forms, notes, steps, words
from prompts.blocks import Blocks, Choice, View, divider, field, modal, pick_time, radio, section, select
from prompts.briefing import SAYING
from prompts.reply_read import NOT_SEEN, NOT_TOLD, choices

CALLBACK = "reply.form"
NUMBER_LIMIT = 20
NOT_HAPPENED: dict[NotHappened, str] = {
    "no": "No",
    "their_choice": "Yes, {who} chose",
    "we_decided": "Yes, we decided",
}
KIND = {"clear": "no signs", "signs": "signs seen", "not_seen": "not seen"}


@dataclass(frozen=True)
class Asking:
    """What the form is drawn from. `meta` comes back in private_metadata as it is.

    `own` is what its author answered before, to be corrected; `earlier` what others said; `carried` lines of what is
    carried forward, in mrkdwn. `others` are whom it can also affect; `affects` whom it was said to, by id, and what
    they want. `staff` are asked who is answering.
    """

    person: Person
    service: Service
    meta: str
    now: datetime
    on_call: Sequence[Contact] = ()
    emergency: str = "999"
    own: Earlier | None = None
    earlier: Sequence[Earlier] = ()
    carried: Sequence[str] = ()
    others: Sequence[Person] = ()
    staff: Sequence[Staff] = ()
    affects: tuple[int, str | None] | None = None

    @property
    def before(self) -> Answer:
        """What the fields show at first."""
        return self.own.answer if self.own else Answer("signs")

    @property
    def they(self) -> str:
        """The person's name, in plain text."""
        return words.called(self.person.known_as)


def form(asking: Asking) -> View:
    """The form for what was seen of somebody. Without a plan only words can be given."""
    plan = asking.person.plan
    return modal(
        "Signs seen",
        forms.danger(asking.on_call, asking.emergency),
        forms.who(asking.staff),
        section("about", _about(asking)),
        section("before", *_before(asking)),
        [block for sign in (plan.signs if plan else []) for block in _sign(sign, asking.before)],
        _when(asking),
        divider("signs_end"),
        _plan_fields(asking) if plan else [],
        _besides(asking),
        _affects(asking),
        callback_id=CALLBACK,
        meta=asking.meta,
        submit="Save",
        close="Back",
    )


def _about(asking: Asking) -> str:
    who = words.short(asking.person.known_as)
    title = f"*{who} · {words.name(asking.service.spec.name)}*"
    if asking.person.plan:
        return f"{title}\nThese are {who}'s own signs, as {who} says them. Change only what you saw."
    return (
        f"{title}\n{who} has no plan here yet, so there are no agreed signs to choose from, and saving this "
        "rings nobody. Write what you saw below. If you are worried, phone on-call: that needs no plan."
    )


def _before(asking: Asking) -> list[str]:
    """What was answered already, by whom, and what is carried forward."""
    own = asking.own
    kept = "Change what is different: your first answer is kept too."
    yours = [f"*You answered {_moment(asking, own.at)}.* {kept}"] if own else []
    return [*yours, *(_earlier(asking, one) for one in asking.earlier), *asking.carried]


def _moment(asking: Asking, at: datetime) -> str:
    return words.moment(at, asking.service.spec.timezone, asking.now)


def _earlier(asking: Asking, one: Earlier) -> str:
    said = _shown(asking.person.plan, one.answer) or KIND.get(one.answer.kind, "steps")
    at = words.clock(one.at, asking.service.spec.timezone, asking.now)
    return f"*{words.name(one.by)}* answered {at}: {words.sentence(words.escape(said))}"


def _shown(plan: plans.Plan | None, answer: Answer) -> str:
    shown = [
        signs.in_words(sign, answer.values[sign.key])
        for sign in (plan.signs if plan else [])
        if signs.is_shown(sign, answer.values.get(sign.key))
    ]
    return "; ".join(shown)


def _sign(sign: plans.Sign, before: Answer) -> Blocks:
    value = before.values.get(sign.key, 0.0)
    if sign.rating in ("count", "number"):
        shown = "" if value is COULD_NOT_TELL or sign.key not in before.values else f"{value:.12g}"
        return field(
            f"sign:{sign.key}",
            words.cut(sign.says, SAYING),
            hint=_hint(sign),
            value=shown,
            limit=NUMBER_LIMIT,
        )
    chosen = NOT_TOLD if value is COULD_NOT_TELL else f"{value:.0f}"
    known = chosen if chosen in dict(choices(sign)) else NOT_SEEN
    ask = f"{words.plain(sign.says, 80)}: choose what you saw"
    return select(
        f"sign:{sign.key}", words.cut(sign.says, SAYING), choices(sign), ask, chosen=known, optional=False
    )


def _hint(sign: plans.Sign) -> str:
    what = sign.unit or ("how many times" if sign.rating == "count" else "a number")
    return f"In numbers: {what}. Leave it empty if you could not tell."


def _when(asking: Asking) -> Blocks:
    seen_at = asking.own.seen_at if asking.own else None
    shown = days.local(seen_at, asking.service.spec.timezone).time() if seen_at else None
    label = "About when was it? Leave it empty if it was some time this shift."
    return pick_time("when", label, shown, optional=True)


def _plan_fields(asking: Asking) -> Blocks:
    before = asking.before
    rows = steps.fields(asking.person, before.steps)
    heading = f"*Steps agreed with {words.short(asking.person.known_as)}*"
    return [
        *(section("steps", heading) if rows else []),
        *(block for row in rows for block in row),
        *radio("followed", steps.QUESTION, list(steps.FOLLOWED.items()), before.followed),
        *select(
            "contact_missed", "Contact that was planned and did not happen", _missed(asking.they),
            "Did a planned contact not happen? Whose was it to make?", chosen=before.contact_missed, optional=True,
        ),
    ]  # fmt: skip


def _missed(who: str) -> list[Choice]:
    return [("us", "Ours to make"), ("agency", "Another agency's to make"), ("them", f"{who} chose not to")]


def _besides(asking: Asking) -> Blocks:
    """What it came to, and the person's own view: wherever it is seen, with a plan or without."""
    who, before = asking.they, asking.before
    happened = [(value, said.format(who=who)) for value, said in NOT_HAPPENED.items()]
    knows = list(notes.KNOWS.items())
    hint = "What you saw and when. It is kept as you write it."
    return [
        *select(
            "not_happened",
            "Did anything not happen because of this?",
            happened,
            "Did anything not happen because of this? Choose why",
            chosen=before.not_happened,
            optional=True,
        ),
        *_written("says", f"What does {who} say about it?", before.says),
        *_written("wants", f"What does {who} want?", before.wants),
        *select(
            "knows",
            f"Does {who} know that others are told?",
            knows,
            f"Does {who} know that others are told? Choose",
            chosen=before.knows,
            optional=True,
        ),
        *_written("note", "A note for the team", before.note, hint),
    ]


def _written(block: str, label: str, before: str | None, hint: str | None = None) -> Blocks:
    return field(block, label, hint=hint, value=before, lines=True, limit=forms.TEXT_LIMIT)


def _affects(asking: Asking) -> Blocks:
    """Whom else it affects; nothing where there is nobody else."""
    others = [(str(one.id), words.called(one.known_as)) for one in asking.others]
    if not others:
        return []
    chosen, wants = asking.affects or (None, None)
    ask = "Choose whom it also affects"
    hint = "It is kept with them too. Neither record names the other."
    return [
        *select(
            "affects", "Does it also affect somebody else?", others, ask, chosen=str(chosen), optional=True
        ),
        *_written("affects_wants", "What do they want?", wants, hint),
    ]
