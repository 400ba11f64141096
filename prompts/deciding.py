"""What the huddle does with a concern: *Reviewed*, and *Decide…*. Their forms, and what these become."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date

from bot import actions, days
from bot.actions import Decision, Said, Shown, Telling, Tells
from bot.people import Contact, Service, Staff
from prompts import closing, words
from prompts.actions import day, place
from prompts.blocks import Blocks, Choice, View, field, modal, pick_date, section, select
from prompts.forms import CHOOSE, Errors, Reader, State, danger

REVIEW, DECIDE = "huddle.review_form", "huddle.decide_form"
LIMIT = 1000
BECAUSE, OWNER, SENIOR, DUE = "because", "owner", "senior", "due"
TELLS, HOW, WHEN = "tells", "tells_how", "tells_on"
# labels, and what is asked where nothing was written
WRITTEN: dict[str, tuple[str, str]] = {
    "problem": ("What is the problem?", "Please write what the problem is."),
    "decided": ("What is decided: what is new?", "Please write what is decided."),
    "apply": ("How do staff do it, day by day?", "Please write how staff do it."),
    "measure": ("How will you know that it works?", "Please write how you will know."),
}
THERE, NOBODY = "there", "nobody"
FORMS_ONLY = "What you write is read in forms, and in the minutes."
DUE_PAST = "That day is not to come. Please choose a later one."


@dataclass(frozen=True)
class Asking:
    """What both forms draw on. `known_as` is None where it is about no person.

    `owners` may own it, and tell the person; `seniors` may be its senior owner, the first of them chosen.
    """

    meta: str
    service: Service
    known_as: str | None = None
    problem: str = ""
    owners: tuple[Staff, ...] = ()
    seniors: tuple[Staff, ...] = ()
    on_call: tuple[Contact, ...] = ()
    emergency: str = "999"

    @property
    def somebody(self) -> bool:
        """Whether there is somebody who can do it, and somebody else who can make sure."""
        return bool(self.owners and self.seniors) and len({*self.owners, *self.seniors}) > 1


def title(asking: Asking) -> str:
    """ "Rowan House · Sam", or "Rowan House": mrkdwn."""
    house = words.name(asking.service.spec.name)
    return f"{house} · {words.short(asking.known_as)}" if asking.known_as else house


def problem(known_as: str | None, opened: Date) -> str:
    """What stands in the first field to begin with: plain text, and nothing that was seen or written."""
    about = words.called(known_as) if known_as else "the house"
    return f"The concern about {about} of {words.date(opened)}: "


def review_form(asking: Asking) -> View:
    """*Reviewed*: nothing changes, because…"""
    said = "The huddle has looked at this, and nothing has to change. Please say why."
    return modal(
        "Reviewed",
        danger(asking.on_call, asking.emergency),
        section("about", f"*{title(asking)}*", said, FORMS_ONLY),
        field(BECAUSE, "No change, because…", lines=True, limit=LIMIT, optional=False),
        callback_id=REVIEW,
        meta=asking.meta,
        submit="Save",
        close="Back",
    )


def read_review(state: State) -> str | Errors:
    """Why nothing has to change; or what to mend, by the block id of the field."""
    reader = Reader(state)
    because = written(reader, BECAUSE, "Please say why nothing has to change.")
    return reader.errors or because


def reviewed(asking: Asking) -> View:
    """What *Reviewed* becomes."""
    return _saved(asking, "Reviewed", f"*{title(asking)}: reviewed. Thank you.*", "Nothing else changes.")


def decide_form(asking: Asking) -> View:
    """*Decide…*: what, who, by when, and who tells the person."""
    said = "What the huddle decides here is somebody's to do. Relay reminds them, and says when it is late."
    return modal(
        "Decide",
        danger(asking.on_call, asking.emergency),
        section("about", f"*{title(asking)}*", said, FORMS_ONLY),
        *(
            field(
                name, label, value=asking.problem if name == "problem" else None, lines=True, limit=LIMIT,
                optional=False,
            )
            for name, (label, _) in WRITTEN.items()
        ),
        _owners(asking),
        pick_date(DUE, "By when?"),
        _telling(asking) if asking.known_as else [],
        callback_id=DECIDE,
        meta=asking.meta,
        submit="Decide",
        close="Back",
    )  # fmt: skip


def nobody(asking: Asking) -> str:
    """In place of the form, where nobody can have it. mrkdwn."""
    about = f" {words.short(asking.known_as)} may want some of them not contacted." if asking.known_as else ""
    why = f"It takes somebody who does it, and a manager or safeguarding lead who makes sure.{about}"
    return f"{title(asking)}: nothing can be decided here now. {why}"


def _owners(asking: Asking) -> Blocks:
    seniors = _choices(asking.seniors)
    first = seniors[0][0] if seniors else None
    whose, over = "Who does it?", "Who makes sure that it is done?"
    return [
        *select(OWNER, whose, _choices(asking.owners), f"{whose} Choose one", optional=False),
        *select(SENIOR, over, seniors, f"{over} Choose one", chosen=first, optional=False),
    ]


def _telling(asking: Asking) -> Blocks:
    whom = words.called(asking.known_as or "")
    ask = f"Who tells {whom}?"
    choices: list[Choice] = [
        (THERE, f"{whom} was there"), (NOBODY, f"Nobody tells {whom}"), *_choices(asking.owners)[:98],
    ]  # fmt: skip
    return [
        *select(TELLS, ask, choices, f"{ask} Choose one", optional=False),
        *field(HOW, "How? If nobody does: why not?", lines=True, limit=LIMIT),
        *pick_date(WHEN, "By when, if somebody does?", optional=True),
    ]


def _choices(staff: Sequence[Staff]) -> list[Choice]:
    return [(str(one.id), words.plain(one.name, 60)) for one in staff[:100]]


def read_decision(state: State, asking: Asking, today: Date) -> Decision | Errors:
    """What the form decides; or what to mend, by the block id of the field. `today` is the service's local date."""
    reader = Reader(state)
    said = Said(**{name: written(reader, name, ask) for name, (_, ask) in WRITTEN.items()})
    owner = reader.needed(OWNER, _ids(asking.owners), "Please choose who does it.")
    senior = reader.needed(SENIOR, _ids(asking.seniors), "Please choose who makes sure.")
    if owner and owner == senior:
        reader.errors[SENIOR] = "Please choose somebody else than who does it."
    due = date(reader, DUE, today + days.DAY, today)
    telling = _read_telling(reader, asking, today) if asking.known_as else None
    if reader.errors or due is None:
        return reader.errors
    return Decision(said, int(owner), int(senior), due, telling)


def _ids(staff: Sequence[Staff]) -> list[str]:
    return [value for value, _ in _choices(staff)]


def _read_telling(reader: Reader, asking: Asking, today: Date) -> Telling | None:
    whom = words.called(asking.known_as or "")
    known = [THERE, NOBODY, *_ids(asking.owners)[:98]]
    who = reader.needed(TELLS, known, f"Please choose who tells {whom}.")
    if who == THERE:
        return Telling("there", written(reader, HOW))
    tells: Tells = "nobody" if who == NOBODY else "staff"
    ask = "Please say why nobody does." if tells == "nobody" else "Please say how."
    how = written(reader, HOW, ask if who else None)
    if tells == "nobody" or not who:
        return Telling("nobody", how)
    on = date(reader, WHEN, today, today)
    return Telling("staff", how, int(who), on) if on else None


def written(reader: Reader, block: str, ask: str | None = None) -> str:
    """What was written, of at most LIMIT characters; "" where nothing was, an error where `ask` asks for it."""
    said = reader.text(block) or ""
    if len(said) > LIMIT:
        reader.errors[block] = f"Please shorten this to {LIMIT:,} characters; it has {len(said):,}."
    elif not said and ask:
        reader.errors.setdefault(block, ask)
    return said


def date(reader: Reader, block: str, first: Date, today: Date) -> Date | None:
    """A date from `first` on, a year ahead at most; None, with an error beside the field, for any other."""
    given = reader.given(block)
    on = closing.day_of(given or "")
    if on is None:
        reader.errors[block] = CHOOSE if given else "Please choose a day."
    elif on < first:
        reader.errors[block] = DUE_PAST
    elif on > today + actions.LONGEST:
        reader.errors[block] = f"At most a year ahead: {words.date(today + actions.LONGEST)}."
    else:
        return on
    return None


def decided(asking: Asking, shown: Shown, today: Date) -> View:
    """What *Decide…* becomes: whose it is, by when, and who tells the person."""
    decision = shown.action.decision
    said = f"{words.name(shown.owner)} has it, by {day(decision.due, today)}. They are told now."
    over = f"{words.name(shown.senior)} is told if it is late."
    return _saved(asking, "Decided", f"*{place(shown)}: decided.*", said, over, told(shown, today))


def told(shown: Shown, today: Date) -> str:
    """Who tells the person, by when; "" where it is about nobody. mrkdwn."""
    telling, whom = shown.action.decision.telling, words.short(shown.known_as or "")
    if telling is None:
        return ""
    if shown.action.knows_at is not None or telling.tells == "there":
        return f"{whom} knows."
    if telling.tells == "nobody" or telling.on is None:
        return f"Nobody tells {whom}."
    return f"{words.name(shown.teller or '')} tells {whom} by {day(telling.on, today)}."


def _saved(asking: Asking, head: str, *lines: str) -> View:
    return modal(
        head,
        danger(asking.on_call, asking.emergency),
        section("saved", *lines),
        callback_id="huddle.saved",
        close="Done",
        last=True,
    )
