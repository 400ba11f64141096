"""The answer to /oncall: who is on call, and until when."""

from collections.abc import Sequence
from datetime import datetime

from bot.people import Contact, Service
from prompts import words


def who(
    service: Service,
    contacts_now: Sequence[Contact],
    until: datetime | None = None,
    now: datetime | None = None,
    emergency: str = "999",
) -> str:
    """Who is on call for `service` now, and until when (aware); for an ephemeral message. mrkdwn."""
    zone = service.spec.timezone
    when = words.clock(until, zone, now) if until and now else words.weekday(until, zone) if until else ""
    end = f", until {when}" if when else ""
    house = f"{words.name(service.spec.name)}: {words.name(service.spec.phone)}."
    on = f"*On call now:* {words.phones(contacts_now)}{end}." if contacts_now else _nobody(service)
    return f"{on}\n{house} Immediate danger: {words.name(emergency)}."


def _nobody(service: Service) -> str:
    return f"Nobody is on call for {words.name(service.spec.name)} just now. Please phone a manager you know."
