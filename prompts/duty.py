"""What waits for somebody who is told: lines with their buttons, in the App Home and after /oncall. Content-light."""

from collections.abc import Sequence
from datetime import datetime

from bot.duty import Duty, Part, Task
from bot.oncall import OnCall
from bot.transitions import MORE_AT_MOST
from prompts import oncall, open_lines, words
from prompts.blocks import Blocks, Button, Message, actions, button, context, message, section
from prompts.escalation import FIRST, TEXTS, Action, value

HEADS: dict[Part, str] = {
    "rings": "Rings for you",
    "passed": "Passed on to you",
    "asked": "What has become of it?",
    "held": "You have this",
    "close": "Still to be closed",
}
BUTTONS: dict[Part, tuple[Action, ...]] = {
    "rings": (Action.TAKE, Action.PASS, Action.OPEN),
    "passed": (Action.TAKE_OVER, Action.OPEN),
    "asked": (Action.DONE, Action.MORE, Action.PASS, Action.OPEN),
    "held": (Action.DID, Action.PROMISE, Action.PASS, Action.OPEN),
    "close": (Action.CLOSE, Action.OPEN),
}


def tasks(duty: Duty, now: datetime) -> Blocks:
    """Each with its house, how it stands, and buttons; unanswered first. Nothing where nothing is theirs."""
    shown, more = duty.tasks, duty.more
    return [
        *(block for n, task in enumerate(shown) for block in _task(n, task, shown, now)),
        *(context("duty.more", f"And {more} more: answer these first.") if more > 0 else []),
    ]


def _task(n: int, task: Task, shown: Sequence[Task], now: datetime) -> Blocks:
    heading = [] if n and shown[n - 1].part == task.part else section(f"duty.head:{task.part}", _head(task))
    place = words.name(task.service.spec.name)
    phone = f"House: {words.name(task.service.spec.phone)}"
    said = section(f"duty:{n}", f"{place} · {_stands(task, now)} {phone}.")
    return [*heading, *said, *actions(f"duty.do:{n}", *(_button(task, one, shown) for one in _actions(task)))]


def _actions(task: Task) -> list[Action]:
    most = task.escalation.extended >= MORE_AT_MOST
    return [one for one in BUTTONS[task.part] if not (most and one is Action.MORE)]


def _stands(task: Task, now: datetime) -> str:
    theirs = task.part in ("rings", "asked", "held")
    return open_lines.in_house(task.service, task.line, now, theirs=theirs)


def _head(task: Task) -> str:
    return f"*{HEADS[task.part]}*"


def _button(task: Task, action: Action, shown: Sequence[Task]) -> Button:
    label = f"{TEXTS[action].removesuffix('…')}: {_about(task)}{_which(task, shown)}"
    return button(TEXTS[action], action, value(task.escalation), label, primary=action in FIRST)


def _about(task: Task) -> str:
    about = words.called(task.line.known_as) if task.line.known_as else "the house"
    return f"{about}, {words.plain(task.service.spec.name, 25)}"


def _which(task: Task, shown: Sequence[Task]) -> str:
    """Of several about the same, which one: " (1 of 2)", for screen readers."""
    alike = [one.escalation.id for one in shown if _about(one) == _about(task)]
    return f" ({alike.index(task.escalation.id) + 1} of {len(alike)})" if len(alike) > 1 else ""


def text(duty: Duty, now: datetime) -> str:
    """The same in sentences, for screen readers and lock screens."""
    lines = [
        f"{HEADS[task.part]}: {words.name(task.service.spec.name)}, {_stands(task, now)}".replace("*", "")
        for task in duty.tasks
    ]
    return " ".join(lines)


def shown(duty: Duty, now: datetime) -> Blocks:
    """In the App Home: what is theirs, and who is on call where they are at times."""
    turns = [oncall.line(one, now) for one in duty.on_call]
    if not (duty.tasks or turns):
        return []
    nothing = None if duty.tasks else "*Nothing rings for you just now.*"
    return [*tasks(duty, now), *section("duty.on", nothing, *turns)]


def answer(duty: Duty, houses: Sequence[OnCall], now: datetime, emergency: str = "999") -> Message:
    """What /oncall answers: what is theirs, with its buttons, then whom `houses` phone. For an ephemeral message."""
    said = oncall.who(houses, now, emergency)
    return message(
        f"{text(duty, now)} {said}".replace("*", "").strip(), tasks(duty, now), section("on_call", said)
    )
