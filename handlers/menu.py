"""Menus of which each choice opens a form of its own: the one behind ⋯, and the App Home's."""

from collections.abc import Callable, Mapping

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

from handlers import forms
from handlers.after import After
from handlers.forms import Asked, Body, Make
from handlers.relay import Relay

# told whose menu it was: relay, client, slack
Then = Callable[..., None]


def listen(
    app: App, relay: Relay, after: After, action_id: str, makes: Mapping[str, Make], then: Then | None = None
) -> None:
    """Listen for a menu; `makes` by the first word of its choices. `then` is done behind the acknowledgement."""

    @app.action(action_id)
    def chosen(
        ack: Ack, body: Body, action: Body, context: BoltContext, respond: Respond, client: WebClient
    ) -> None:
        what = str(action["selected_option"]["value"]).partition(" ")[0]
        asked = Asked(context["who"], forms.value(action), body, relay.clock.now())
        forms.show(relay, after, makes[what], asked, respond, client)
        ack()
        if then is not None:
            after(then, relay=relay, client=client, slack=body["user"]["id"])
