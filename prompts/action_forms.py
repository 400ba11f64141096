"""An action of the huddle in full: *Open*, *Close…* with what its measure showed, *More time…*. Read in forms alone."""

from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime
from typing import cast

from bot import days
from bot.actions import Event, Result, Shown
from prompts import words
from prompts.actions import RESULTS, day, place
from prompts.blocks import View, divider, field, modal, pick_date, radio, section
from prompts.deciding import LIMIT, date, told, written
from prompts.forms import Errors, Reader, State, danger

CLOSE, LATER = "actions.close_form", "actions.later_form"
RESULT, SHOWED, DUE, WHY = "result", "shown", "due", "why"
READS = "What you write is read in forms, and in the minutes."


@dataclass(frozen=True)
class Closed:
    """What closing says: whether it worked, and what its measure showed."""

    result: Result
    shown: str


@dataclass(frozen=True)
class Later:
    """A later date, and why."""

    due: Date
    why: str


def details(shown: Shown, today: Date, now: datetime) -> View:
    """Everything that was decided, and all that became of it."""
    action, said = shown.action, shown.action.decision.said
    texts = {"The problem": said.problem, "Decided": said.decided, "How staff do it": said.apply,
             "How we know": said.measure}  # fmt: skip
    return modal(
        "Decided in the huddle",
        danger(shown.on_call, shown.emergency),
        section("about", f"*{place(shown)}*", _standing(shown, today), *_told(shown, today)),
        *(
            section(f"said.{n}", f"*{head}:* {words.escape(text)}")
            for n, (head, text) in enumerate(texts.items())
        ),
        section("result", _showed(shown)) if action.result else [],
        divider("events"),
        *(
            section(f"event.{n}", _event(shown, one, now, today))
            for n, one in enumerate(shown.events)
            if one.what != "told"
        ),
        callback_id="actions.details",
    )


def _standing(shown: Shown, today: Date) -> str:
    due = day(shown.action.decision.due, today)
    if shown.action.state == "done":
        return f"Done. {words.name(shown.owner)} had it, by {due}."
    over = f"{words.name(shown.senior)} is its senior owner."
    return f"{words.name(shown.owner)} has it, by {due}. {over}"


def _told(shown: Shown, today: Date) -> list[str]:
    telling = shown.action.decision.telling
    how = [words.escape(telling.how)] if telling and telling.how else []
    return [said for said in (told(shown, today), *how) if said]


def _showed(shown: Shown) -> str:
    result = RESULTS[shown.action.result] if shown.action.result else ""
    return f"*{result}:* {words.escape(shown.action.shown or '')}"


def _event(shown: Shown, one: Event, now: datetime, today: Date) -> str:
    at = words.clock(one.at, shown.service.spec.timezone, now)
    who, to = words.name(one.who or ""), words.name(one.to or "")
    said = {
        "made": f"{who} wrote it down.",
        "knows": f"{who} said that the person knows.",
        "moved": f"{who} gave it more time. It was due {day(one.due, today) if one.due else ''}.",
        "owner": f"It went to {to}, for whoever had it is not there any more.",
        "senior": f"{to} became its senior owner.",
        "closed": f"{who} closed it.",
        "told": f"{to} was told.",
    }[one.what]
    return f"{at} · {said}" + (f" {words.escape(one.text)}" if one.text else "")


def close_form(shown: Shown, meta: str) -> View:
    """*Close…*: only what its measure showed closes it."""
    measure = f"*How we know:* {words.escape(shown.action.decision.said.measure)}"
    return modal(
        "Close",
        danger(shown.on_call, shown.emergency),
        section("about", f"*{place(shown)}*", measure, READS),
        radio(RESULT, "Did it work?", list(RESULTS.items()), optional=False),
        field(SHOWED, "How do you know?", lines=True, limit=LIMIT, optional=False),
        callback_id=CLOSE,
        meta=meta,
        submit="Close",
        close="Back",
    )


def read_close(state: State) -> Closed | Errors:
    """What its measure showed; or what to mend, by the block id of the field."""
    reader = Reader(state)
    result = reader.needed(RESULT, list(RESULTS), "Please say whether it worked.")
    shown = written(reader, SHOWED, "Please write how you know.")
    return reader.errors or Closed(cast(Result, result), shown)


def closed(shown: Shown) -> View:
    """What *Close…* becomes; of one that was closed before it says by whom."""
    by = f"{words.name(shown.closed_by or '')} closed it. The next digest says so."
    waits = [f"{words.short(shown.known_as or '')} has still to be told."] if shown.action.waits else []
    return _saved(shown, "Closed", f"*{place(shown)}: done.*", by, *waits)


def later_form(shown: Shown, meta: str, today: Date) -> View:
    """*More time…*: until when, and why; its senior owner is told."""
    said = f"It is due {day(shown.action.decision.due, today)}. {words.name(shown.senior)} is told of a new date."
    return modal(
        "More time",
        danger(shown.on_call, shown.emergency),
        section("about", f"*{place(shown)}*", said, READS),
        pick_date(DUE, "Until which day?"),
        field(WHY, "Why?", lines=True, limit=LIMIT, optional=False),
        callback_id=LATER,
        meta=meta,
        submit="Save",
        close="Back",
    )


def read_later(state: State, before: Date, today: Date) -> Later | Errors:
    """A later date than `before`, and why; or what to mend. `today` is the service's local date."""
    reader = Reader(state)
    due = date(reader, DUE, max(before, today) + days.DAY, today)
    why = written(reader, WHY, "Please say why.")
    return reader.errors if reader.errors or due is None else Later(due, why)


def later(shown: Shown, today: Date) -> View:
    """What *More time…* becomes."""
    by = f"It is due {day(shown.action.decision.due, today)} now."
    return _saved(shown, "Saved", f"*{place(shown)}*", by, f"{words.name(shown.owner)} is reminded again.")


def over(shown: Shown) -> str:
    """To whoever asks to close or to put off what is closed. mrkdwn."""
    return f"{place(shown)}: {words.name(shown.closed_by or '')} closed this before. Nothing was changed."


def _saved(shown: Shown, head: str, *lines: str) -> View:
    return modal(
        head,
        danger(shown.on_call, shown.emergency),
        section("saved", *lines),
        callback_id="actions.saved",
        close="Done",
        last=True,
    )
