"""The App Home: what is open, who is waited for, and what one has written. Content-light."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.handover import Handover
from bot.home import Home, House, Waited
from bot.people import Person, Service
from prompts import (
    between,
    duty,
    escalation,
    open_lines,
    pause,
    private,
    private_told,
    rows,
    shifts,
    welcome,
    words,
    wrote,
)
from prompts.blocks import (
    MOST_BLOCKS,
    READABLE,
    Blocks,
    Button,
    View,
    actions,
    button,
    chooser,
    context,
    divider,
    home,
    row,
    section,
)
from prompts.notes import Action as NoteAction
from prompts.notes import worry_value

OPEN, SHOWN_OTHERS, IN_A_ROW = 8, 50, 25
# blocks for houses that are not shown whole: a line across, a heading, their buttons
OTHERS_TAKE = 2 + SHOWN_OTHERS // IN_A_ROW
# what Slack takes as choices of one menu
CHOICES = 100
SIGNS = "signs"


class Action(StrEnum):
    """`RECORD` is a menu of people, with `rows.menu_value`s; `SHOW` has a service's id; `KEPT` opens what is kept."""

    RECORD = "home.record"
    SHOW = "home.show"
    KEPT = "home.kept"


# what can be recorded of somebody between handovers; as many of these as fit for all people
TO_RECORD: dict[str, str] = {
    SIGNS: "signs seen…",
    rows.More.ELSE: "something else…",
    rows.More.GOOD: "something good…",
    rows.More.NOT_SEEN: "not seen…",
    rows.More.AWAY: "away until…",
}


def view(shown: Home, now: datetime, said: str | None = None) -> View:
    """Somebody's App Home as it stands at `now`; houses that don't fit are named, with a button each.

    `said` is mrkdwn: what came of a tap in it.
    """
    top = [
        *_danger(shown), *section("said", said), *duty.shown(shown.duty, now),
        *private_told.home(shown.private, now), *welcome.shown(shown),
    ]  # fmt: skip
    end = [*wrote.shown(shown, now), *_foot(shown)]
    most = _other_houses([*(one.service for one in shown.houses), *shown.others])
    room = MOST_BLOCKS - len(top) - len(end) - OTHERS_TAKE, READABLE - _weight([*top, *most, *end])
    whole, left = _fitting(shown.houses, room, now)
    return home(top, whole, _other_houses([*(one.service for one in left), *shown.others]), end)


def _danger(shown: Home) -> Blocks:
    number = words.name(shown.emergency)
    return section("danger", f"*Immediate danger? Call {number} now.* Relay does not call anyone for you.")


def _weight(blocks: Blocks) -> int:
    """How long they are as JSON, of which Slack takes so much."""
    return sum(len(repr(block)) for block in blocks)


def _fitting(houses: Sequence[House], room: tuple[int, int], now: datetime) -> tuple[Blocks, list[House]]:
    """The houses that fit in so many blocks, and so much of them; and the others. The first always does."""
    blocks: Blocks = []
    for at, house in enumerate(houses):
        more = _house(house, now)
        if len(blocks) + len(more) > room[0] or _weight([*blocks, *more]) > room[1]:
            return blocks, list(houses[at:])
        blocks += more
    return blocks, []


def _house(house: House, now: datetime) -> Blocks:
    spec, at = house.service.spec, house.service.id
    phone = f"House: {words.name(spec.phone)}" if spec.phone else None
    called = ". ".join(part for part in (f"On-call: {words.phones(house.on_call)}", phone) if part)
    return [
        *divider(f"begin:{at}"),
        *section(f"house:{at}", f"*{words.name(spec.name)}*", f"{called}.", _paused(house)),
        *_open(house, now),
        *_asked(house, now),
        *actions(f"more:{at}:{now:%H%M%S}", *_buttons(house)),
    ]


def _paused(house: House) -> str | None:
    return f"*{pause.standing(house.service, house.paused)}*" if house.paused else None


def _open(house: House, now: datetime) -> Blocks:
    at = house.service.id
    if not house.open:
        return context(f"open.none:{at}", "Nothing is open just now.")
    more = len(house.open) - OPEN
    return [
        *(
            block
            for line in house.open[:OPEN]
            for block in row(f"open:{line.id}", open_lines.in_house(house.service, line, now), _look(house, line.id))
        ),
        *(context(f"open.more:{at}", f"Open: and {more} more. The newest question shows all.") if more > 0 else []),
    ]  # fmt: skip


def _look(house: House, escalation_id: int) -> Button:
    line = next(one for one in house.open if one.id == escalation_id)
    alike = [one.id for one in house.open if one.known_as == line.known_as]
    which = f" ({alike.index(escalation_id) + 1} of {len(alike)})" if len(alike) > 1 else ""
    about = rows.whom(line.known_as or "The house", house.service)
    return button("Open", escalation.Action.OPEN, str(escalation_id), f"{about}: open what is known{which}")


def _asked(house: House, now: datetime) -> Blocks:
    """Who has no answer yet, each with buttons; else when the next question comes."""
    at, asked = house.service.id, house.asked
    if asked is None or not house.waited:
        thanks = f"Everybody at the {_handover(house, asked)} is answered. Thank you." if asked else None
        return section(f"asked:{at}", thanks, None if house.paused else _next(house, now))
    heading = f"*Not answered yet* · {_handover(house, asked)}"
    if len(house.waited) > rows.OWN_ROWS:
        return [*section(f"asked:{at}", heading, *map(_waits, house.waited)), *_shared(asked, house)]
    return [
        *section(f"asked:{at}", heading),
        *(
            block
            for one in house.waited
            for block in (
                *section(f"person:{one.person.id}", _waits(one)),
                *actions(f"answer:{one.person.id}", *rows.buttons(asked.id, one.person, "", house.service)),
            )
        ),
    ]


def _shared(asked: Handover, house: House) -> Blocks:
    return [
        block
        for one in house.waited
        for block in actions(
            f"answer:{one.person.id}",
            *rows.buttons(asked.id, one.person, between.prefix(one.person), house.service),
        )
    ]


def _waits(one: Waited) -> str:
    said = "answered earlier. And since then?" if one.earlier else "not answered yet"
    return f"*{words.short(one.person.known_as)}* · {said}"


def _handover(house: House, asked: Handover) -> str:
    """ "late to night handover"."""
    if asked.extra:
        return "extra handover"
    return f"{shifts.both(house.service, asked.change)} handover"


def _next(house: House, now: datetime) -> str:
    return f"The next question comes {words.moment(house.next_due, house.service.spec.timezone, now)}."


def _buttons(house: House) -> list[Button]:
    at, name = house.service.id, words.plain(house.service.spec.name, 40)
    worry = button("I'm worried about someone", NoteAction.WORRY, worry_value(at), f"{name}: I'm worried")
    record = (
        chooser(Action.RECORD, to_record(house.people), f"{name}: record something about…")
        if house.people
        else None
    )
    privately = private.tell_button(at, f"{name}: tell safeguarding privately")
    return [
        worry,
        privately,
        *([record] if record else []),
        *(_pausing(house, name) if house.may_pause else []),
    ]


def to_record(people: Sequence[Person]) -> list[tuple[str, str]]:
    """The choices of `Action.RECORD`, person by person: (value, "Sam: signs seen…")."""
    each = list(TO_RECORD.items())[: max(1, CHOICES // max(1, len(people)))]
    return [
        (
            f"{what} {rows.button_value(0, person.id)}",
            f"{words.called(person.known_as)}: {said}",
        )
        for person in people[:CHOICES]
        for what, said in each
    ]


def _pausing(house: House, name: str) -> list[Button]:
    value = pause.value(house.service.id)
    if house.paused is None:
        return [button("Pause asking…", pause.Action.PAUSE, value, f"{name}: pause asking")]
    return [
        button("Ask again now", pause.Action.RESUME, value, f"{name}: ask again now"),
        button("Pause until…", pause.Action.PAUSE, value, f"{name}: pause asking until another time"),
    ]


def _other_houses(others: Sequence[Service]) -> Blocks:
    """Houses of theirs that are not shown whole, each with its button."""
    if not others:
        return []
    more = len(others) - SHOWN_OTHERS
    left = f"And {more} more. Type /handover in a house's channel to answer there." if more > 0 else None
    taps = [_show(one) for one in others[:SHOWN_OTHERS]]
    return [
        *divider("others.begin"),
        *section("others", "*Your other houses.* Tap one to see it here.", left),
        *(
            block
            for n in range(0, len(taps), IN_A_ROW)
            for block in actions(f"others.{n}", *taps[n : n + IN_A_ROW])
        ),
    ]


def _show(service: Service) -> Button:
    name = words.plain(service.spec.name, 60)
    return button(f"Show {name}", f"{Action.SHOW}.{service.id}", str(service.id), f"Show {name} here")


def _foot(shown: Home) -> Blocks:
    """What is kept can be read again at any time."""
    if shown.standing == "stranger":
        return []
    ask = button("What is kept?", Action.KEPT, "kept", "What Relay is, and what is kept about whom")
    return [*divider("end"), *actions("kept", ask)]
