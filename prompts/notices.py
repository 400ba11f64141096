"""To an administrator: what Relay could not do, why, and what mends it."""

import re
from datetime import datetime

from bot.handover import Change
from bot.people import Service
from prompts import words
from prompts.blocks import Message, message, section

# Slack's own words, which an administrator may want to look up as they are
SLACKS = re.compile(r"[a-z][a-z_]{1,60}", re.ASCII)
NOT_PRIVATE = "channel_is_not_private"
KINDS = {
    "prompt": "The handover question",
    "ping": "A message to somebody on call",
    "joined": "A message about something new to whoever took it on",
    "house_line": "The line that tells the house who has it",
    "unanswered": "The message that tells the house to phone",
    "reminder": "The reminder that the handover question waits",
    "late": "The message that a handover is late",
    "missed": "The message that nobody answered at a handover",
    "paused": "The line that asking is paused",
    "resumed": "The line that asking goes on",
    "restored": "The message to the house that a backup was put back",
    "call_open": "The message to somebody who would like a call",
    "cover": "The question whether the house knows somebody who covers",
    "cover_yes": "The message to somebody who covers that they can answer",
    "cover_told": "The message to a team leader that somebody covers",
    "on_call": "The message to somebody that they come on call",
    "off_call": "The message to somebody that they go off call",
    "nobody_on": "The message that nobody is on call",
    **dict.fromkeys(("check", "check_again"), "The message with cases to sense-check"),
    **dict.fromkeys(
        ("action", "action_due", "action_late", "action_tell", "action_moved"),
        "The message about what the huddle decided",
    ),
    "huddle": "The weekly huddle's digest",
    "huddle_more": "More of the weekly huddle's digest",
}
# of several houses: none of them is named as the one that misses it
OF_SEVERAL = ("huddle", "huddle_more")
CHANNEL = "Please check the channel in the house file, invite Relay to it, and load the file again."
CHANNEL_PRIVATE = "Please make it private, or name another one in the house file, and load the file again."
USER = "Please check the user in the house file, and who else is on that rung, and load the file again."
TOKEN = "Please check Relay's tokens and permissions, and start it again."
SETTING = "Please ask whoever looks after the workspace to let Relay post there."
OURS = "Please send these words to whoever looks after Relay for you; until then, hand over by phone."
WHY = {
    NOT_PRIVATE: ("its channel is public, or shared with another workspace", CHANNEL_PRIVATE),
    "is_archived": ("its channel is archived", CHANNEL),
    "is_inactive": ("its channel is switched off", CHANNEL),
    "channel_not_found": ("its channel was not found, or Relay is not in it", CHANNEL),
    "not_in_channel": ("Relay is not in its channel", CHANNEL),
    "user_not_found": ("Slack does not know the user", USER),
    "users_not_found": ("Slack does not know the user", USER),
    "user_not_visible": ("Relay may not see the user", USER),
    "user_disabled": ("the user's account is switched off", USER),
    "cannot_dm_bot": ("the user is a bot", USER),
    "token_revoked": ("Relay's token was revoked", TOKEN),
    "token_expired": ("Relay's token has run out", TOKEN),
    "account_inactive": ("Relay's account is switched off", TOKEN),
    "invalid_auth": ("Relay's token is not accepted", TOKEN),
    "not_authed": ("Relay has no token", TOKEN),
    "missing_scope": ("Relay lacks a permission", TOKEN),
    "restricted_action": ("a setting of the workspace forbids it", SETTING),
}


def cannot_send(kind: str, service: Service | None, why: str, remedy: str | None = None) -> Message:
    """That Slack will never take a message of this outbox kind. `why` is Slack's error.

    `remedy` says what mends it; without it the one that belongs to `why`.
    """
    if kind in OF_SEVERAL:
        service = None
    if why == NOT_PRIVATE and service:
        return public_channel(service)
    where = f" for {words.name(service.spec.name)}" if service else ""
    code = f"`{why}`" if SLACKS.fullmatch(why) else words.name(why)
    reason, known = WHY.get(why, (f"Slack answered {code}", OURS))
    what = f"{KINDS.get(kind, 'A message')}{where} could not be sent: {reason}."
    mend = words.sentence(words.escape(remedy, 1000)) if remedy else known
    return message(
        f"{what} {mend}".replace("`", ""),
        section("what", f"*{what}*"),
        section("mend", mend, f"Slack's word for it: {code}"),
    )


def public_channel(service: Service) -> Message:
    """That nothing about a person is posted in a channel others can read, and what mends it."""
    name = words.name(service.spec.name)
    why = (
        f"{name}'s channel ({words.name(service.spec.channel)}) is public, or shared with another workspace. "
        f"So nothing about a person is posted there. {name} has not been asked."
    )
    mend = (
        "Please make the channel private, and share it with nobody. Or name a private one in the house file, "
        "and load the file again. Then ask the house: `relay ask`. Until then, please hand over by word of mouth "
        "and by phone."
    )
    return message(f"{why} {mend.replace('`', '')}", section("why", f"*{why}*"), section("mend", mend))


def not_asked(service: Service, change: Change, now: datetime) -> Message:
    """That a handover was not asked in time: we don't know how people are."""
    due = words.moment(change.due, service.spec.timezone, now)
    what = f"{words.name(service.spec.name)} was not asked {due}: Relay was not running, or could not post."
    kind = "We don't know how people were on that shift. Nobody is in trouble. Please ask the house by phone."
    return message(f"{what} {kind}", section("what", f"*{what}*"), section("kind", kind))


def found_at_start(count: int) -> Message:
    """That the look at every start found what loses messages, and how to see what it is."""
    things = "1 thing" if count == 1 else f"{count} things"
    what = f"When Relay started it looked at Slack, and found {things} for which messages would be lost."
    mend = "On the machine where Relay runs, please type: relay check --live. It says what to mend, and how."
    return message(f"{what} {mend}", section("what", f"*{what}*"), section("mend", mend))
