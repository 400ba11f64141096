"""Who is answering? What a shared account is asked after each tap."""

from collections.abc import Sequence

from bot.people import Contact, Staff
from prompts import forms
from prompts.blocks import Message, View, modal, section

CALLBACK = "who.form"
SAVED = "Saved. Thank you."


def form(meta: str, staff: Sequence[Staff], on_call: Sequence[Contact], emergency: str = "999") -> View:
    """Asks who is answering; `meta` comes back in private_metadata as it is."""
    return modal(
        "Who is answering?",
        forms.danger(on_call, emergency),
        section("why", "Several people use this account. Please say who you are."),
        forms.who(staff),
        callback_id=CALLBACK,
        meta=meta,
        submit="Save",
        close="Back",
    )


def saved(said: str | None = None) -> View:
    """What it becomes; `said` is mrkdwn, of what was done."""
    return modal("Saved", section("saved", said or SAVED), callback_id="who.saved", close="Done")


def asked(message: Message) -> View:
    """A question with its buttons, in place of the form."""
    shown = modal(
        "One more question", section("asked", message["text"]), callback_id="who.asked", close="Close"
    )
    return {**shown, "blocks": message["blocks"]}
