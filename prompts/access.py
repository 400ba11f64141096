"""Kind refusals: why not, and where to turn."""

from collections.abc import Sequence

from bot.access import Reason
from bot.people import Contact
from prompts import words
from prompts.blocks import Message, View, actions, button, message, modal, section

COVER = "cover.ask"

WHY: dict[str, str] = {
    Reason.NOT_LISTED: "You are not on {service}'s list, so nothing was opened or kept.",
    Reason.OTHER_SERVICE: "You are not on {service}'s list but another's, so nothing was opened or kept.",
    Reason.SHARED_ACCOUNT: (
        "This account is shared, so it can't take something on or confirm reading. Please use your own."
    ),
    "not_here_now": "Who this is about is not supported by {service} any more, so nothing was opened.",
    "own_cover": "You can't say this of yourself. Somebody else on {service}'s list can.",
    "not_safeguarding": (
        "You are not the safeguarding lead or the deputy any more, so you can't take this on, and nothing was changed. "
        "If it cannot wait, please phone whoever is now."
    ),
    "not_their_turn": "This button is for somebody else, whose turn on call it is, so nothing was changed.",
    "unknown_message": (
        "Relay does not know this message any more: its record was put back to an earlier time. Your tap does not "
        "count: nothing was kept, and nobody was told. Please use the newest message about it; if there is none, "
        "phone {service}. To say how somebody is, type /handover."
    ),
    Reason.NOT_TOLD: "{service} has not told you about this one, so you can't take it on from here.",
    Reason.NOT_THIS_ROLE: "A team leader or a manager of {service} can do that.",
    Reason.LISTED_ONLY: "You cover a shift at {service}. Somebody on its list can do that.",
    Reason.ALREADY_HERE: "You can answer for {service} already, so there is nothing to ask for.",
    Reason.OTHER_WORKSPACE: "Your account is from another workspace, so nothing was opened or kept.",
    Reason.GUEST: "Your account is a guest's and not on {service}'s list, so you can't cover from it yet.",
    Reason.BOT: "This account is a program's, so it can't cover for {service}.",
    Reason.DEACTIVATED: "This account is switched off, so it can't cover for {service}.",
    Reason.NOT_IN_CHANNEL: "You are not in {service}'s channel, so you can't cover from this account yet.",
}
UNKNOWN = "This is for {service}'s listed staff, so nothing was opened or kept."


def refusal(reason: str, service_name: str | None, on_call: Sequence[Contact], emergency: str = "999") -> str:
    """Why somebody may not, for an ephemeral message; with on-call's number. mrkdwn.

    `reason` is a `bot.access.Reason`; any other is refused in general words.
    """
    service = words.name(service_name) if service_name else "this service"
    why = words.sentence(WHY.get(reason, UNKNOWN).format(service=service))
    return (
        f"Thank you for helping. {why} If somebody needs help now, {words.turn_to(on_call)}. "
        f"Immediate danger: {words.name(emergency)}. A team leader or manager can see who is listed."
    )


def covers(reason: str) -> bool:
    """Whether somebody refused for this `reason` may ask to cover the shift."""
    return reason in (Reason.NOT_LISTED, Reason.OTHER_SERVICE)


def refused(said: str, service_id: int | None) -> Message:
    """The same words as a message; with `service_id`, and the button that asks to cover a shift there."""
    ask = button("I'm covering here tonight", COVER, str(service_id), "I'm covering here tonight: ask to")
    return message(said, section("why", said), actions("cover", ask) if service_id else [])


def refusal_view(refused: str) -> View:
    """The same words in place of a form; `refused` is what `refusal` said."""
    return modal("Not opened", section("why", refused), callback_id="access.not_opened")


def not_saved() -> str:
    """To one whose tap could not be kept. mrkdwn."""
    return (
        "*Not saved.* Something went wrong here, not with you. Please try again in a minute. "
        "If it's urgent, phone: on-call's number is at the top of the handover question."
    )
