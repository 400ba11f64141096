"""What is said where Relay cannot answer within Slack's three seconds. It may be saved later all the same."""

from typing import Any

from prompts import forms
from prompts.forms import Errors

URGENT = "If it's urgent, phone: on-call's number is at the top of the handover question."


def form(view: dict[str, Any]) -> Errors:
    """Beside a form's first field. It stays open with all that was written, and its nonce makes one of two."""
    said = (
        "Relay could not say in time whether this was saved. "
        "Please send it again in a minute: the same answer twice counts once."
    )
    return forms.not_saved(view, said)


def tap() -> str:
    """To one who tapped a button that keeps something. mrkdwn."""
    return (
        "*Relay could not say in time whether this was saved.* Please look here again in a minute. "
        f"If your answer is not shown, tap again. {URGENT}"
    )


def opening() -> str:
    """To one who asked for a form or something to read. mrkdwn."""
    return f"*Relay could not open this in time.* Please try again in a minute. {URGENT}"


def command() -> str:
    """To one who typed a command. mrkdwn."""
    return f"*Relay could not answer in time.* Please try again in a minute. {URGENT}"
