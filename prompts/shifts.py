"""Shifts by name, and a change of them: "late to night"."""

from bot.handover import Change
from bot.people import Service
from prompts import words


def name(service: Service, key: str) -> str:
    """The name of the service's shift with this key; the key where there is none any more. mrkdwn."""
    return words.name(service.shift_name(key))


def both(service: Service, change: Change) -> str:
    """ "late to night": the shift that ends, and the one that begins. mrkdwn."""
    return f"{words.lower(name(service, change.covers))} to {words.lower(name(service, change.next))}"
