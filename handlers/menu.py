"""The menu behind ⋯: each choice opens a form of its own."""

from collections.abc import Mapping

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

import prompts.handover
from handlers import forms
from handlers.after import After
from handlers.forms import Asked, Body, Make
from handlers.relay import Relay


def listen(app: App, relay: Relay, after: After, makes: Mapping[str, Make]) -> None:
    """Listen for the menu; `makes` by its choices."""

    @app.action(prompts.handover.Action.MORE)
    def chosen(
        ack: Ack, body: Body, action: Body, context: BoltContext, respond: Respond, client: WebClient
    ) -> None:
        what = str(action["selected_option"]["value"]).partition(" ")[0]
        asked = Asked(context["who"], forms.value(action), body, relay.clock.now())
        forms.show(relay, after, makes[what], asked, respond, client)
        ack()
