"""The concerns of a week, each once: a line, and its buttons until it is reviewed. For a channel, content-light."""

from collections.abc import Mapping, Sequence

from bot import days
from bot.digest import Because, Digest, Listed
from bot.figures import Concern
from bot.people import Service
from prompts import actions as deciding
from prompts import words
from prompts.blocks import Blocks, actions, row, section
from prompts.digest_words import day

# in one message; the others go on in the thread
EACH = 15
BECAUSE: dict[Because, str] = {"updated": "with news", "open": "still open", "carried": "carried over"}
STATES = {
    "open": "nobody has it yet",
    "acknowledged": "somebody has it",
    "acted_on": "acted on, to be closed",
    "closed": "closed",
    "stood_down": "stood down",
}
NTH = {1: "st", 2: "nd", 3: "rd"}


def blocks(made: Digest, services: Mapping[int, Service], number: int) -> Blocks:
    """The concerns of the message with this number, 0 for the head."""
    first = number * EACH
    shown = made.concerns[first : first + EACH]
    return [block for n, one in enumerate(shown, first + 1) for block in _one(n, one, made, services)]


def messages(made: Digest) -> int:
    """How many messages hold them all; the head is one of them."""
    return max(1, -(-len(made.concerns) // EACH))


def _one(n: int, one: Listed, made: Digest, services: Mapping[int, Service]) -> Blocks:
    concern = one.concern
    said = f"{n}. {line(one, made.zone, services)}"
    # numbered: for a screen reader two about one person would sound alike
    buttons = deciding.buttons(concern.id, f"{n}. {called(concern, services)}")
    if one.reviewed:
        return row(f"concern:{concern.id}", f"{said} · *reviewed*", buttons[-1])
    return [*section(f"concern:{concern.id}", said), *actions(f"acts:{concern.id}", *buttons)]


def called(concern: Concern, services: Mapping[int, Service]) -> str:
    """Whom it is about, for a screen reader: as written, not escaped."""
    house = services.get(concern.service_id)
    about = concern.known_as or "the house"
    return f"{about}, {house.spec.name}" if house else about


def line(one: Listed, zone: str, services: Mapping[int, Service]) -> str:
    """ "*Sam* · Rowan House · sleep, mood · raised Tue, Night · closed · 2nd in 28 days". mrkdwn."""
    concern = one.concern
    house = services.get(concern.service_id)
    about = words.short(concern.known_as) if concern.known_as else "The house"
    parts = [
        f"*{about}*",
        words.name(house.spec.name) if house and len(services) > 1 else "",
        _about(concern),
        _raised(one, zone, house),
        "nobody answered" if concern.unanswered and concern.state == "open" else STATES[concern.state],
        _again(concern),
    ]
    return " · ".join(part for part in parts if part)


def _about(concern: Concern) -> str:
    domains = ", ".join(words.DOMAINS.get(one, words.name(one.replace("_", " "))) for one in concern.domains)
    if concern.worry:
        return f"a worry, {domains}" if domains else "a worry"
    return domains if concern.person_id or domains else "no answer at a handover"


def _raised(one: Listed, zone: str, house: Service | None) -> str:
    """When and at which shift it was raised, where that was in the week; else the date, and why it is listed."""
    concern = one.concern
    there = concern.opened_on or days.local(concern.times.opened_at, zone).date()
    if one.because != "raised":
        return f"raised {day(there)}, {BECAUSE[one.because]}"
    named = {shift.key: shift.name for shift in house.spec.shifts} if house else {}
    shift = f", {words.name(named[concern.covers])}" if concern.covers in named else ""
    return f"raised {there:%a}{shift}"


def _again(concern: Concern) -> str:
    times = len(concern.again) + 1
    return f"{nth(times)} in 28 days" if times > 1 else ""


def nth(count: int) -> str:
    """ "2nd", "3rd", "11th", "22nd"."""
    return f"{count}{'th' if count % 100 in (11, 12, 13) else NTH.get(count % 10, 'th')}"


def reviewed(concerns: Sequence[Listed]) -> int:
    """How many are reviewed."""
    return sum(one.reviewed for one in concerns)
