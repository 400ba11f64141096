"""`/huddle`: what can be typed, and the menus that choose another week or house in the answer."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from bot.people import Contact, Service
from bot.weeks import Week
from prompts import forms, ids, words
from prompts.blocks import Button, Message, View, chooser, message, modal, section
from prompts.digest_words import span

WRONG = "Something went wrong here, not with you. Nothing is lost. Please try again in a minute."
# options of one menu
MOST = 99
HOW = "`/huddle` alone is last week. Or say which: `this`, `last`, `2026-W46` or `2026-11-12`"


class Action(StrEnum):
    """The menus of an answer; the value of a choice says the week and the house: see `value`."""

    WEEK = "huddle.week"
    SERVICE = "huddle.service"


def value(week: Week, service_id: int | None) -> str:
    """A week and one service, or all (None)."""
    return f"{week.monday:%Y%m%d}:{service_id or 0}"


def parse_value(value: str) -> tuple[Week, int | None]:
    """The week and the service of a choice. Raises ValueError for anything else."""
    monday, service_id = ids.parse(value, 2)
    return monday_of(monday), service_id or None


def monday_of(number: int) -> Week:
    """The week whose Monday is written as 20261109. Raises ValueError for anything else."""
    year, rest = divmod(number, 10_000)
    return Week(date(year, *divmod(rest, 100)))


def choosers(
    week: Week, service_id: int | None, weeks: Sequence[Week], services: Sequence[Service]
) -> list[Button]:
    """The two menus; with one house to choose from the first alone. `weeks` begin with this one."""
    named = ["This week so far", "Last week", *map(span, weeks[2:])]
    choices = [(value(one, service_id), name) for one, name in zip(weeks, named, strict=True)]
    made = [chooser(Action.WEEK, choices, "Another week")]
    if len(services) > 1:
        houses = [(value(week, one.id), one.spec.name) for one in services[:MOST]]
        made.append(chooser(Action.SERVICE, [(value(week, None), "All of them"), *houses], "Another house"))
    return made


def unknown(typed: str, services: Sequence[Service]) -> Message:
    """To one who typed what is no week and no house's key."""
    keys = ", ".join(f"`{one.spec.key}`" for one in services[:MOST])
    said = f"“{words.name(typed)}” is no week that is over or running, and no house that you may see."
    how = f"{HOW}. And a house: {keys}."
    return message(f"{said} {how.replace('`', '')}", section("unknown", said, how))


def not_counted() -> Message:
    """To one whose digest could not be counted."""
    urgent = "If it's urgent, phone: on-call's number is at the top of the handover question."
    return message(
        f"Not counted. {WRONG} {urgent}", section("not_counted", f"*Not counted.* {WRONG} {urgent}")
    )


def counting(on_call: Sequence[Contact] = (), emergency: str = "999") -> View:
    """What is open until all the figures are counted."""
    return _meanwhile("*Counting…* For many houses this takes a few seconds.", on_call, emergency)


def not_shown(on_call: Sequence[Contact] = (), emergency: str = "999") -> View:
    """What that becomes where they could not be counted."""
    return _meanwhile(f"*Not counted.* {WRONG}", on_call, emergency)


def _meanwhile(said: str, on_call: Sequence[Contact], emergency: str) -> View:
    return modal(
        "All the figures",
        forms.danger(on_call, emergency),
        section("counting", said),
        callback_id="digest.figures",
    )
