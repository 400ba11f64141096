"""To a house, once a backup was put back: which minutes are missing, and what to do about them."""

from collections.abc import Sequence

from bot import days
from bot.backup import Missing
from bot.people import Contact, Service
from prompts import words
from prompts.blocks import Message, context, message, section

LOST = "What you told Relay then is lost, and it does not know what it told you."
AGAIN = (
    "In that time, did you answer about somebody, write a note, or tell safeguarding privately? "
    "Please do so again, in the newest question or with /handover."
)
TAKEN = (
    "If you took something on then, or ended it, please do so once more: until then somebody else is told."
)
OLD = "Relay's messages of that time are still in Slack. Their buttons do nothing any more."


def missing(service: Service, gap: Missing, on_call: Sequence[Contact], emergency: str) -> Message:
    """To the house's channel. Content-light: nobody is named."""
    head = f"Relay was brought back from a backup: {minutes(gap)}."
    numbers = f"If in doubt, phone. On-call: {words.phones(on_call)}. Emergency: {words.name(emergency)}."
    return message(
        f"{words.name(service.spec.name)}: {head} {LOST} {AGAIN} {numbers}",
        section("missing", f"*{head}*", LOST),
        section("again", AGAIN, TAKEN),
        context("old", f"{OLD} {numbers}"),
    )


def minutes(gap: Missing) -> str:
    """ "42 minutes missing, from Thu 12 Nov 2026 21:20 to 22:01", as the house's own clock shows it."""
    since, until = (days.local(one, gap.timezone) for one in (gap.since, gap.until))
    to = f"{until:%H:%M}" if since.date() == until.date() else f"{until:%a %-d %b %H:%M}"
    return f"{words.plural(gap.minutes, 'minute')} missing, from {since:%a %-d %b %Y %H:%M} to {to}"
