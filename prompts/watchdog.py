"""To an administrator: what the watchdog found, and what to do now."""

from datetime import datetime

from bot.people import Service
from bot.watchdog import KINDS, Kind
from prompts import words
from prompts.blocks import Message, message, section

# what its number in the log is of; what is of no house, or of several, is no one house's matter
NUMBERED = {"escalation": "escalation", "handover": "handover", "huddle": "digest"}
OF_NO_HOUSE = ("relay", "huddle")


def found(
    kind: Kind, number: int, service: Service | None, at: datetime, zone: str, now: datetime
) -> Message:
    """One fault, found `at` (said in `zone`). `number` is its id; `service` is named where the fault is of one."""
    known = KINDS[kind]
    house = None if known.of in OF_NO_HOUSE else service
    where = f"{words.name(house.spec.name)}, " if house else ""
    when = words.moment(at, zone, now)
    what = f"{where}{when}: {known.what}" if where else f"{when[:1].upper()}{when[1:]}: {known.what}"
    phone = f"The house's phone: {words.name(house.spec.phone)}." if house else None
    log = f"In Relay's log it is {NUMBERED[known.of]} {number}." if known.of in NUMBERED else None
    mend = " ".join(one for one in (known.please, phone) if one)
    return message(f"{what} {mend}", section("what", f"*{what}*"), section("mend", mend), section("log", log))
