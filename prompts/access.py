"""Kind refusals: why not, and where to turn."""

from collections.abc import Sequence

from bot.access import Reason
from bot.people import Contact
from prompts import words
from prompts.blocks import View, modal, section

WHY: dict[str, str] = {
    Reason.NOT_LISTED: "You are not on {service}'s list, so nothing was opened or kept.",
    Reason.OTHER_SERVICE: "You are not on {service}'s list but another's, so nothing was opened or kept.",
    Reason.SHARED_ACCOUNT: (
        "This account is shared, so it can't take something on or confirm reading. Please use your own."
    ),
    "not_here_now": "Who this is about is not supported by {service} any more, so nothing was opened.",
    Reason.NOT_TOLD: "{service} has not told you about this one, so you can't take it on from here.",
}
UNKNOWN = "This is for {service}'s listed staff, so nothing was opened or kept."


def refusal(reason: str, service_name: str | None, on_call: Sequence[Contact], emergency: str = "999") -> str:
    """Why somebody may not, for an ephemeral message; with on-call's number. mrkdwn.

    `reason` is a `bot.access.Reason`; any other is refused in general words.
    """
    service = words.name(service_name) if service_name else "this service"
    why = words.sentence(WHY.get(reason, UNKNOWN).format(service=service))
    phone = f"phone on-call: {words.phones(on_call)}" if on_call else "phone the house, or a manager you know"
    return (
        f"Thank you for helping. {why} If somebody needs help now, {phone}. "
        f"Immediate danger: {words.name(emergency)}. A team leader or manager can see who is listed."
    )


def refusal_view(refused: str) -> View:
    """The same words in place of a form; `refused` is what `refusal` said."""
    return modal("Not opened", section("why", refused), callback_id="access.not_opened")


def not_saved() -> str:
    """To one whose tap could not be kept. mrkdwn."""
    return (
        "*Not saved.* Something went wrong here, not with you. Please try again in a minute. "
        "If it's urgent, phone: on-call's number is at the top of the handover question."
    )
