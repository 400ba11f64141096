"""The App Home: drawn when it is opened, and anew when something was tapped in it."""

from typing import Any

import structlog
from slack_bolt import Ack, App
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

import db.home
import prompts.home
import prompts.welcome
from db.session import Session
from handlers import away, doors, handover, menu, not_seen, notes
from handlers.after import After
from handlers.flow import home as flow
from handlers.flow import targets
from handlers.forms import Asked, Body, Make
from handlers.relay import Relay
from prompts.blocks import View
from prompts.home import Action

log = structlog.get_logger()


def register(app: App, relay: Relay, after: After) -> None:
    """Listen for a home that is opened, and for what is the home's own."""

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        if event.get("tab") == "home":
            after(publish, relay=relay, client=client, slack=event["user"])

    @app.action(doors.pattern([Action.SHOW]))
    def show(ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        ack()
        after(publish, relay=relay, client=client, slack=body["user"]["id"], first=int(action["value"]))

    # a menu keeps its choice, and the same choice again is no tap: drawn anew it has none
    menu.listen(app, relay, after, Action.RECORD, RECORDS, publish)


def publish(
    relay: Relay, client: WebClient, slack: str, said: str | None = None, first: int | None = None
) -> None:
    """Draw a Slack user's App Home as it stands; `said` is what came of a tap, `first` a service to begin with.

    Where Slack does not take it that is logged: nothing is lost, for it is drawn anew at each opening.
    """
    now = relay.clock.now()
    with relay.db.read() as session:
        shown = flow.gather(session, slack, now, first)
    try:
        client.views_publish(user_id=slack, view=prompts.home.view(shown, now, said))
    except (OSError, SlackClientError) as failure:
        log.warning("home.not_published", error=type(failure).__name__)
        return
    if shown.new and shown.standing != "stranger":
        with relay.db.write() as session:
            db.home.welcome(session, slack, now)


def kept(session: Session, _relay: Relay, _asked: Asked) -> View | str:
    """*What is kept?*"""
    return prompts.welcome.kept(targets.emergency(session))


# by action id
MAKES: dict[str, Make] = {Action.KEPT: kept}
# by what can be recorded of somebody between handovers
RECORDS: dict[str, Make] = {
    prompts.home.SIGNS: handover.signs, **notes.MENU, **not_seen.MENU, **away.MENU,
}  # fmt: skip
