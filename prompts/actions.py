"""Actions of the huddle: their buttons, what their owners are told, and what became of them. Content-light.

What was decided is read in forms alone (`deciding`, `action_forms`): here stand the house, the short name and dates.
"""

from collections.abc import Sequence
from datetime import date as Date
from enum import StrEnum

from bot import days
from bot.actions import Became, Kind, Result, Shown
from prompts import ids, words
from prompts.blocks import Button, Message, actions, button, message, section

RESULTS: dict[Result, str] = {"met": "It worked", "partly": "It worked in part", "not": "It did not work"}
READ = "What was decided is behind Open."


class Action(StrEnum):
    """Buttons of a concern, whose value is its id ("0:7" decides about no concern, in service 7); and of an action."""

    REVIEWED = "huddle.reviewed"
    DECIDE = "huddle.decide"
    OPEN = "actions.open"
    CLOSE = "actions.close"
    LATER = "actions.later"
    KNOWS = "actions.knows"


# those of an action
OWN = (Action.OPEN, Action.CLOSE, Action.LATER, Action.KNOWS)


def buttons(concern_id: int, label: str) -> list[Button]:
    """**Reviewed** and **Decide…** of one concern. `label` is what a screen reader adds: "Sam, Rowan House"."""
    value = str(concern_id)
    return [
        button("Reviewed", Action.REVIEWED, value, f"Reviewed: {label}"),
        button("Decide…", Action.DECIDE, value, f"Decide about {label}"),
    ]


def decide(service_id: int, label: str) -> Button:
    """**Decide…** about no concern; `label` is the service's name."""
    return button("Decide…", Action.DECIDE, f"0:{service_id}", f"Decide something for {label}")


def parse_concern(value: str) -> int:
    """The concern's id of *Reviewed*. Raises ValueError for anything else."""
    return ids.parse(value)[0]


def parse_decide(value: str) -> tuple[int | None, int | None]:
    """The concern's id, or the service's, of *Decide…*. Raises ValueError for anything else."""
    if ":" not in value:
        return parse_concern(value), None
    concern_id, service_id = ids.parse(value, 2)
    if concern_id:
        raise ValueError("not a button of ours")
    return None, service_id


def parse_id(value: str) -> int:
    """The action's id of its buttons. Raises ValueError for anything else."""
    return ids.parse(value)[0]


def place(shown: Shown | Became) -> str:
    """ "Rowan House, about Sam", or "Rowan House": mrkdwn."""
    about = f", about {words.short(shown.known_as)}" if shown.known_as else ""
    return f"{words.name(shown.service.spec.name)}{about}"


def day(on: Date, today: Date) -> str:
    """ "today", "tomorrow", "Fri 20 Nov", "Fri 1 Jan 2027"."""
    near = {today: "today", today + days.DAY: "tomorrow"}
    return near.get(on) or (
        f"{on:%a} {on.day} {on:%b}" if on.year == today.year else f"{on:%a} {on.day} {on:%b %Y}"
    )


def told(shown: Shown, kind: Kind, *, owner: bool, today: Date) -> Message:
    """To its `owner`, else to its senior owner, as it stands on that local date: it is theirs, due, late, or moved."""
    said = _said(shown, kind, owner=owner, today=today)
    return message(
        f"{place(shown)}: {words.lower(said[0])} {' '.join(said[1:])} Open Slack to read it.",
        section("action", f"*{place(shown)}*", *said),
        section("read", READ),
        actions("acts", *_acts(shown)),
    )


def _said(shown: Shown, kind: Kind, *, owner: bool, today: Date) -> list[str]:
    if kind == "action_tell":
        return _asks(shown, today)
    due, has = shown.action.decision.due, words.name(shown.owner)
    past = due < today
    by = f"It was due {day(due, today)}, and is still open." if past else f"It is due {day(due, today)}."
    if kind == "action_moved":
        return ["An action of the huddle has more time.", by, *([] if owner else [f"{has} has it."])]
    if owner:
        other = past and len(set(shown.action.own)) > 1
        senior = [f"{words.name(shown.senior)} is its senior owner, and is told too."] if other else []
        return ["An action of the huddle is yours.", by, *senior]
    return ["An action of the huddle is late." if past else "An action of the huddle is open.", by,
            f"{has} has it. You are its senior owner."]  # fmt: skip


def _asks(shown: Shown, today: Date) -> list[str]:
    telling, whom = shown.action.decision.telling, words.short(shown.known_as or "")
    if not shown.action.waits or telling is None or telling.on is None:
        return [f"Somebody said that {whom} knows what the huddle decided.", "Thank you."]
    return [
        f"Does {whom} know what the huddle decided?",
        f"{words.name(shown.teller or '')} was to tell {whom} by {day(telling.on, today)}.",
        "Please ask, and say so here.",
    ]


def _acts(shown: Shown) -> list[Button]:
    value, label = str(shown.action.id), place(shown)
    made: list[Button] = [button("Open", Action.OPEN, value, f"Open: {label}")]
    if shown.action.state == "open":
        made.append(button("Close…", Action.CLOSE, value, f"Close: {label}"))
        made.append(button("More time…", Action.LATER, value, f"More time: {label}"))
    if shown.action.waits:
        made.append(button("The person knows", Action.KNOWS, value, f"{label}: the person knows"))
    return made


def closed(shown: Shown) -> Message:
    """In place of what its reader was told before: it is done."""
    result = RESULTS[shown.action.result] if shown.action.result else ""
    said = [
        f"This action of the huddle is done. {result}.",
        f"{words.name(shown.closed_by or '')} closed it.",
    ]
    return message(
        f"{place(shown)}: {words.lower(said[0])} {said[1]}",
        section("action", f"*{place(shown)}*", *said),
        actions("acts", *_acts(shown)),
    )


def passed(shown: Shown) -> Message:
    """In place of what somebody was told before who does not own it any more: nothing is left to tap."""
    said = f"This action of the huddle is with {words.name(shown.owner)} now."
    return message(
        f"{words.name(shown.service.spec.name)}: {words.lower(said)}",
        section("action", f"*{words.name(shown.service.spec.name)}*", said),
    )


def lines(became: Sequence[Became], today: Date) -> list[str]:
    """What became of each, for a channel: "Rowan House, about Sam: due Fri 20 Nov, Ash has it." mrkdwn."""
    return [f"{place(one)}: {_became(one, today)}" for one in became]


def _became(one: Became, today: Date) -> str:
    due = day(one.action.decision.due, today)
    if one.how == "closed":
        return f"done. {RESULTS[one.action.result] if one.action.result else 'It is closed'}."
    if one.how == "late":
        return f"late. It was due {due}, and {words.name(one.owner)} has it."
    return f"due {due}, {words.name(one.owner)} has it."


def knows(shown: Shown, *, first: bool) -> str:
    """To whoever said that the person knows. mrkdwn."""
    whom = words.short(shown.known_as or "")
    return f"Thank you. {whom} knows, and nobody is asked again." if first else f"{whom} knows already."


def nobody_to_tell(shown: Shown) -> str:
    """To whoever says so of an action of which nobody had to tell anybody. mrkdwn."""
    return f"{place(shown)}: nobody had to be told about this one. Nothing was changed."
