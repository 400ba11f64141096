"""Answering between handovers: `/handover`, and the choosing of whom it is about. Content-light."""

from collections.abc import Sequence

from bot.people import Contact, Person, Service
from prompts import rows, words
from prompts.blocks import Blocks, Message, actions, message, section

# what Slack's 50 blocks hold, with a heading for each house and a line above
MOST_BLOCKS = 49
# whom, where, and the handover that it answers (0: between handovers)
Row = tuple[Person, Service, int]


def prefix(person: Person) -> str:
    """What stands before each of somebody's buttons where no line names them: "Sam: "."""
    return f"{words.called(person.known_as)}: "


def choose(
    people: Sequence[Row], on_call: Sequence[Contact], emergency: str, name: str | None = None
) -> Message:
    """To one who typed no name, or one that several have: each with their buttons, by house."""
    typed = words.name(name) if name else ""
    ask = (
        f"Several people's names begin with {typed}. Who is it about?"
        if name
        else "Who would you like to answer about?"
    )
    houses = _fitting(people)
    shown = sum(len(those) for _, those in houses)
    left = len(people) - shown
    more = (
        f"{words.plural(left, 'person', 'people')} more did not fit here: type /handover and the name."
        if left
        else None
    )
    how = None if name else f"You can type a name too: /handover {words.short(people[0][0].known_as)}."
    listed = "; ".join(_named(service, [one for one, _, _ in those]) for service, those in houses)
    called = _turn_to(on_call, emergency)
    return message(
        " ".join(part for part in (ask, f"{listed}.", how, more, called) if part),
        section("ask", f"*{ask}*", how, more, called),
        *(_house(service, those) for service, those in houses),
    )


def _fitting(people: Sequence[Row]) -> list[tuple[Service, list[Row]]]:
    """By house, as many as fit."""
    room, kept = MOST_BLOCKS, list[tuple[Service, list[Row]]]()
    for service, those in _by_house(people):
        room -= 1
        if room <= 0:
            break
        kept.append((service, those[:room]))
        room -= len(those)
    return kept


def _by_house(people: Sequence[Row]) -> list[tuple[Service, list[Row]]]:
    houses = {service.id: service for _, service, _ in people}
    return [(one, [row for row in people if row[1].id == one.id]) for one in houses.values()]


def _house(service: Service, people: Sequence[Row]) -> Blocks:
    return [
        *section(f"house:{service.id}", f"*{words.name(service.spec.name)}*"),
        *(
            block
            for person, _, handover_id in people
            for block in actions(
                f"answer:{person.id}", *rows.buttons(handover_id, person, prefix(person), service)
            )
        ),
    ]


def _named(service: Service, people: Sequence[Person]) -> str:
    return f"{words.name(service.spec.name)}: {', '.join(words.short(one.known_as) for one in people)}"


def nobody(name: str, people: Sequence[Row], on_call: Sequence[Contact], emergency: str) -> Message:
    """To one who typed a name that nobody has about whom they may answer. Says nothing of other houses."""
    said = f"I know nobody called {words.name(name)} in your houses. You can answer about:"
    lines = [_named(service, [one for one, _, _ in those]) for service, those in _by_house(people)]
    how = f"Type /handover and the name. {_turn_to(on_call, emergency)}"
    return message(
        f"{said} {'; '.join(lines)}. {how}", section("nobody", said, *(f"• {one}" for one in lines), how)
    )


def nobody_here(on_call: Sequence[Contact], emergency: str) -> Message:
    """To one whose houses support nobody just now."""
    said = f"Nobody is on your houses' lists yet. Please ask a team leader. {_turn_to(on_call, emergency)}"
    return message(said, section("nobody", said))


def _turn_to(on_call: Sequence[Contact], emergency: str) -> str:
    phone = f"On-call: {words.phones(on_call)}. " if on_call else ""
    return f"{phone}Immediate danger: {words.name(emergency)}."
