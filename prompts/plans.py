"""A person's plan: the form that shows it, who has read it, and the choosing of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot import days, house, plans
from bot.people import Contact, Person, Service
from bot.plan_reading import Readings
from prompts import access, agreed, plan_parts, words
from prompts.blocks import (
    MOST_BLOCKS,
    Blocks,
    Button,
    Message,
    View,
    actions,
    button,
    divider,
    message,
    modal,
    section,
)
from prompts.briefing import crisis_line

CALLBACK = "plan.shown"
NOT_SAVED = "not_saved"
# what a list of buttons can hold within Slack's 50 blocks, with a heading for each house
LISTED, HOUSES, IN_A_ROW = 100, 20, 25


class Action(StrEnum):
    """`CONFIRM` is the form's button; `OPEN` begins the id of each button in a list: one block has no two alike."""

    CONFIRM = "plan.confirm"
    OPEN = "plan.open"


def button_value(first: int, second: int) -> str:
    """The value of a button: "7:3", two database ids. Of `CONFIRM` the person and their plan's version as
    shown, of `OPEN` the person and the service they were listed under.
    """
    return f"{first}:{second}"


@dataclass(frozen=True)
class Shown:
    """One version of a plan as somebody sees it. `read_at` is when they confirmed reading it.

    `may_confirm` is whether they can; `shared` that their account is one that several people use; `may_agree` that
    they may change until when the person is asked about.
    """

    person: Person
    service: Service
    plan: plans.Plan
    readings: Readings
    ladders: Mapping[str, house.Ladder]
    on_call: tuple[Contact, ...]
    emergency: str
    may_confirm: bool
    shared: bool = False
    read_at: datetime | None = None
    changed_meanwhile: bool = False
    may_agree: bool = False


def form(shown: Shown, now: datetime) -> View:
    """The plan, whole, for those who may read it; at its foot *I've read this version*."""
    who, plan = words.short(shown.person.known_as), shown.plan
    today = days.local(now, shown.service.spec.timezone).date()
    return modal(
        "Plan",
        section("danger", _danger(shown, who)),
        section("version", f"*{who} · {words.name(shown.service.spec.name)}*", *_version(shown, now)),
        plan_parts.everyday(plan, who),
        divider("thresholds_begin") if plan.thresholds else [],
        plan_parts.thresholds(plan, shown.service, shown.ladders),
        divider("others_begin"),
        plan_parts.others(plan, who),
        divider("agreed_begins"),
        plan_parts.agreed(plan, shown.person.known_as, shown.service, today, shown.person.agreed),
        callback_id=CALLBACK,
        close="Done",
        foot=[*divider("end"), *_asking(shown), *_foot(shown, now)],
    )


def _asking(shown: Shown) -> Blocks:
    tap = agreed.asking(shown.person.id, shown.person.known_as)
    return actions("asking", tap) if shown.may_agree else []


def _danger(shown: Shown, who: str) -> str:
    line = shown.plan.crisis_line
    own = f"\n{who}'s {crisis_line(line)}: {words.name(line.phone)}." if line else ""
    called = words.phones(shown.on_call)
    return f"Immediate danger? Call {words.name(shown.emergency)} now. On-call: {called}.{own}"


def _version(shown: Shown, now: datetime) -> list[str]:
    zone = shown.service.spec.timezone
    since = words.date(days.local(shown.readings.since, zone).date())
    said = [f"Version {shown.readings.version}, since {since}."]
    if shown.changed_meanwhile:
        return [
            "*The plan changed while you had it open, so your tap was not counted.* This is the new version: "
            "please read it, and tap again at the end.",
            *said,
        ]
    if shown.readings.waits and shown.may_confirm and shown.read_at is None:
        return [*said, f"*Changed {when(shown.readings.since, zone, now)}.* Please read it to the end."]
    return said


def _foot(shown: Shown, now: datetime) -> Blocks:
    counted = _counted(shown.readings)
    if shown.read_at is not None:
        said = words.moment(shown.read_at, shown.service.spec.timezone, now)
        return section("read", f"*You confirmed reading this version {said}. Thank you.* {counted}")
    if shown.may_confirm:
        value = button_value(shown.person.id, shown.person.plan_id or 0)
        label = f"{words.called(shown.person.known_as)}: I've read this version of the plan"
        tap = button("I've read this version", Action.CONFIRM, value, label, primary=True)
        return [*section("read", counted), *actions("confirm", tap)]
    own = " This account is shared: please open the plan from your own, and confirm it there."
    return section("read", f"{counted}{own if shown.shared else ''}".strip())


def not_saved(view: View, words: str | None = None) -> View:
    """The form as it is open, when a tap in it could not be kept: that, or these words, above its button."""
    said = modal("Plan", section(NOT_SAVED, words or access.not_saved()), callback_id=CALLBACK)["blocks"]
    blocks = [block for block in view["blocks"] if block["block_id"] != NOT_SAVED]
    keys = ("type", "title", "close", "submit", "callback_id", "private_metadata")
    kept = {key: view[key] for key in keys if view.get(key)}
    return {**kept, "blocks": [*blocks[:-1][: MOST_BLOCKS - 2], *said, blocks[-1]]}


def _counted(readings: Readings) -> str:
    if not readings.of:
        return ""
    if readings.read == readings.of:
        return "All support workers and team leaders have read it."
    return f"{readings.read} of {readings.of} support workers and team leaders {_have(readings)} read it."


def _have(readings: Readings) -> str:
    return "has" if readings.read == 1 else "have"


def changed(readings: Readings, zone: str, now: datetime) -> str:
    """What a person's line in the prompt says of a changed plan: nothing that is in it. mrkdwn."""
    read = f"{readings.read} of {readings.of} {_have(readings)} read it"
    return f"plan changed {when(readings.since, zone, now)}, please read ({read})"


def when(at: datetime, zone: str, now: datetime) -> str:
    """The local day of `at`, as it is spoken: "today", "yesterday", "Tuesday", "Tue 3 Nov", "Tue 3 Nov 2026"."""
    day, today = days.local(at, zone).date(), days.local(now, zone).date()
    ago = (today - day).days
    if ago in (0, 1):
        return ("today", "yesterday")[ago]
    if 0 < ago < 7:
        return f"{day:%A}"
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if day.year != today.year else "")


# which plan


def choose(people: Sequence[tuple[Person, Service]], name: str | None = None) -> Message:
    """To one who typed a name that several have, or no name: whom they can choose, by house."""
    typed = words.name(name) if name else ""
    ask = (
        f"Several people's names begin with {typed}. Whose plan?"
        if name
        else "Whose plan would you like to read?"
    )
    houses = _by_house(people)
    shown = _by_house(people[:LISTED])[:HOUSES]
    listed = "; ".join(_named(*one) for one in shown)
    more = " There are more: type the whole name." if shown != houses else ""
    how = (
        "Tap one of them" if name else f"Tap one, or type a name: /plan {words.short(people[0][0].known_as)}"
    )
    return message(
        f"{ask} {listed}. {how}.{more}",
        section("ask", f"*{ask}*", f"{how}.{more}"),
        *(_house(*one) for one in shown),
    )


def _by_house(people: Sequence[tuple[Person, Service]]) -> list[tuple[Service, list[Person]]]:
    houses = {service.id: service for _, service in people}
    return [(one, [person for person, at in people if at.id == one.id]) for one in houses.values()]


def _house(service: Service, people: Sequence[Person]) -> Blocks:
    rows = [people[n : n + IN_A_ROW] for n in range(0, len(people), IN_A_ROW)]
    return [
        *section(f"house:{service.id}", words.name(service.spec.name)),
        *(
            block
            for n, row in enumerate(rows, 1)
            for block in actions(f"people:{service.id}.{n}", *(_choice(one, service) for one in row))
        ),
    ]


def _choice(person: Person, service: Service) -> Button:
    return button(
        words.called(person.known_as),
        f"{Action.OPEN}.{person.id}",
        button_value(person.id, service.id),
        f"{words.called(person.known_as)}, {words.plain(service.spec.name, 30)}: read the plan",
    )


def _named(service: Service, people: Sequence[Person]) -> str:
    return f"{words.name(service.spec.name)}: {', '.join(words.short(one.known_as) for one in people)}"


def nobody(
    name: str, people: Sequence[tuple[Person, Service]], on_call: Sequence[Contact], emergency: str
) -> str:
    """To one who typed a name that nobody has whose plan they may read. Says nothing of other houses. mrkdwn."""
    lines = [_named(*one) for one in _by_house(people)]
    return "\n".join(
        [
            f"I have no plan to show you for {words.name(name)}. These you can read:",
            *(f"• {line}" for line in lines),
            f"Type /plan and the name. {_turn_to(on_call, emergency)}",
        ]
    )


def no_plan(on_call: Sequence[Contact], emergency: str) -> str:
    """To one who asked for a plan that is not there, or not there any longer. Names nobody. mrkdwn."""
    return f"There is no plan to show here just now. Please ask a team leader. {_turn_to(on_call, emergency)}"


def _turn_to(on_call: Sequence[Contact], emergency: str) -> str:
    phone = f"If you need to know something now, phone on-call: {words.phones(on_call)}. " if on_call else ""
    return f"{phone}Immediate danger: {words.name(emergency)}."
