"""Pausing a service's asking: its form, and what the house hears of it. The reason is read in forms only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot import days, pause
from bot.pause import Pause
from bot.people import Contact, Service
from prompts import ids, until, words
from prompts.blocks import Message, View, field, message, modal, section
from prompts.forms import Errors, Reader, State, danger

CALLBACK = "pause.form"
REASON = "reason"
LIMIT = 500
WEEK = timedelta(days=6)
MEANWHILE = "Signs and worries can still be told: /handover."


class Action(StrEnum):
    """The buttons that open the form, and that end a pause; their value is the service's database id."""

    PAUSE = "pause.open"
    RESUME = "pause.end"


@dataclass(frozen=True)
class Wanted:
    """What the form says: until when (an instant), and why."""

    until: datetime
    reason: str


def value(service_id: int) -> str:
    """The value of both buttons."""
    return str(service_id)


def parse_value(value: str) -> int:
    """The service's id of a button. Raises ValueError for anything else."""
    return ids.parse(value)[0]


def form(
    service: Service, meta: str, held: Pause | None, on_call: Sequence[Contact], emergency: str = "999"
) -> View:  # fmt: skip
    """Until when, and why; `held` is what pauses it already. `meta` comes back in private_metadata as it is."""
    return modal(
        "Pause asking",
        danger(on_call, emergency),
        section("what", *_what(service, held)),
        until.fields(),
        field(REASON, "Why?", hint="It is read in forms only.", lines=True, limit=LIMIT, optional=False),
        callback_id=CALLBACK,
        meta=meta,
        submit="Pause",
        close="Back",
    )


def _what(service: Service, held: Pause | None) -> list[str]:
    said = [
        f"*{words.name(service.spec.name)}* is not asked at handover until then. Nobody is reminded.",
        f"We don't know how people are meanwhile. {MEANWHILE}",
    ]
    if held is None:
        return said
    why = f"The reason: {words.escape(held.reason, LIMIT)}"
    return [f"{standing(service, held)} What you save here holds instead.", why, *said]


def read(state: State, service: Service, now: datetime) -> Wanted | Errors:
    """What the form says, from view.state.values; or what to mend, by the block id of the field."""
    reader = Reader(state)
    then, reason = until.read(reader, service, now, pause.LONGEST), reader.text(REASON)
    if reason is None:
        reader.errors.setdefault(REASON, "Please say why.")
    elif len(reason) > LIMIT:
        reader.errors[REASON] = f"Please shorten this to {LIMIT} characters; it has {len(reason):,}."
    return Wanted(then, reason) if then and reason and not reader.errors else reader.errors


def saved(service: Service, held: Pause, on_call: Sequence[Contact], emergency: str = "999") -> View:
    """What the form becomes."""
    return modal(
        "Asking is paused",
        danger(on_call, emergency),
        section("saved", f"*{standing(service, held)}*", f"{MEANWHILE} The channel is told, without the reason."),
        callback_id="pause.saved",
        close="Done",
    )  # fmt: skip


def standing(service: Service, held: Pause) -> str:
    """ "Asking is paused until Mon 09:00, says Mel." Content-light, in mrkdwn."""
    return f"Asking is paused until {_end(service, held)}, says {words.name(held.by)}."


def _end(service: Service, held: Pause) -> str:
    """ "Mon 09:00", "Mon 30 Nov 09:00": never the time alone, for the line is still read when days have passed."""
    there = days.local(held.until_at, service.spec.timezone)
    far = held.until_at - held.from_at >= WEEK
    return f"{there:%a} {there.day} {there:%b %H:%M}" if far else f"{there:%a %H:%M}"


def paused(service: Service, held: Pause) -> Message:
    """To the house: until when nobody is asked, and what still works. Content-light: no reason."""
    said = standing(service, held)
    return message(
        f"{words.name(service.spec.name)}: {said[:1].lower()}{said[1:]} {MEANWHILE}",
        section("paused", f"*{said}* {MEANWHILE}"),
    )


def resumed(service: Service, by: str, due: datetime | None, now: datetime) -> Message:
    """To the house: that it is asked again, and when next (`due`)."""
    said = f"Asking goes on again, says {words.name(by)}."
    following = f"The next question comes {words.moment(due, service.spec.timezone, now)}." if due else ""
    return message(
        f"{words.name(service.spec.name)}: {said[:1].lower()}{said[1:]} {following}".strip(),
        section("resumed", f"*{said}*", following),
    )


def done(service: Service) -> str:
    """To whoever resumed it. mrkdwn."""
    return f"{words.name(service.spec.name)} is asked again at the next handover. The channel is told."


def nothing_paused(service: Service) -> str:
    """To one who taps when it is over. mrkdwn."""
    return f"{words.name(service.spec.name)} is not paused any more. Nothing was changed."
