"""Forms: opened from a button or a menu, submitted once; each is a `make` and a `keep` of its own."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

import db.people
import prompts.access
import prompts.forms
import prompts.who
from bot.people import Author, Staff
from db.session import Session
from handlers import doors, metrics
from handlers.after import After
from handlers.relay import Relay
from prompts.blocks import View
from prompts.forms import Errors

log = structlog.get_logger()
Body = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """Somebody opens a form. `value` is the button's, or what follows the choice's first word in a menu."""

    who: Staff
    value: str
    body: Body
    now: datetime


@dataclass(frozen=True)
class Sent:
    """Somebody submits one; `meta` is what it was given as private_metadata, with the form's own `nonce`."""

    who: Staff
    author: Author
    meta: Body
    view: Body
    now: datetime

    @property
    def state(self) -> prompts.forms.State:
        """What stands in the fields."""
        values: prompts.forms.State = self.view["state"]["values"]
        return values

    @property
    def nonce(self) -> str:
        """One form, one answer. Raises ValueError where the form has none: another one without would be the same."""
        nonce = self.meta["nonce"]
        if not isinstance(nonce, str):
            raise ValueError("a form without its nonce")
        return nonce


@dataclass(frozen=True)
class Later:
    """A form that takes long to make. `meanwhile` is opened at once; behind the acknowledgement `make`, which may
    only read, makes what it becomes. Where that fails it becomes `failed`.
    """

    meanwhile: View
    make: Callable[[Session], View]
    failed: View


# draws somebody's App Home anew, with what came of a tap in it
Publish = Callable[[Relay, WebClient, str, str | None], None]
# the form, or why not in words, journalled already
Make = Callable[[Session, Relay, Asked], View | Later | str]
# what the form becomes, made after the commit: it may only read, and waits for nobody
Shows = Callable[[Session], View]
# what the form becomes (it has a "type"), or what to mend by block id
Keep = Callable[[Session, Relay, Sent], View | Errors | Shows]


def answering(session: Session, who: Staff, service_id: int) -> list[Staff]:
    """Who a form asks for, "Who is answering?": the service's staff for a shared account, else nobody."""
    return db.people.answering(session, service_id) if who.shared else []


def open_from(app: App, relay: Relay, after: After, makes: Mapping[str, Make]) -> None:
    """Listen for buttons, by action id, that open a form."""

    @app.action(doors.pattern(makes))
    def opened(
        ack: Ack, body: Body, action: Body, context: BoltContext, respond: Respond, client: WebClient
    ) -> None:
        asked = Asked(context["who"], value(action), body, relay.clock.now())
        show(relay, after, makes[doors.base(action["action_id"])], asked, respond, client)
        ack()


def open_by_shortcut(app: App, relay: Relay, after: After, makes: Mapping[str, Make]) -> None:
    """Listen for shortcuts of a message, by callback id, that open a form."""
    for callback, make in makes.items():
        app.message_shortcut(callback)(_shortcut(relay, after, make))


def _shortcut(relay: Relay, after: After, make: Make) -> Callable[..., None]:
    def opened(ack: Ack, body: Body, context: BoltContext, respond: Respond, client: WebClient) -> None:
        show(relay, after, make, Asked(context["who"], "", body, relay.clock.now()), respond, client)
        ack()

    return opened


def value(action: Body) -> str:
    """What a button or a menu's choice stands for; of a choice without its first word, which says what it is."""
    chosen = action.get("selected_option")
    return str(chosen["value"]).partition(" ")[2] if chosen else str(action.get("value", ""))


def show(
    relay: Relay, after: After, make: Make, asked: Asked, respond: Respond | None, client: WebClient
) -> None:
    """Open the form, over the one it was asked for in; or say why not."""
    with relay.db.write() as session:
        made = make(session, relay, asked)
    if isinstance(made, str):
        if respond is not None and asked.body.get("response_url"):
            after(respond, text=made, response_type="ephemeral", replace_original=False)
            return
        made = prompts.access.refusal_view(made)
    if isinstance(made, Later):
        view_id = open_view(client, asked.body, made.meanwhile)
        after(_becomes, relay=relay, later=made, client=client, view_id=view_id)
        return
    open_view(client, asked.body, made)


def _becomes(relay: Relay, later: Later, client: WebClient, view_id: str) -> None:
    """Put what took long into the form that was opened for it. One that was closed meanwhile stays closed."""
    try:
        with relay.db.read() as session:
            view = later.make(session)
    except Exception:
        log.exception("form.failed", kind=later.meanwhile["callback_id"])
        view = later.failed
    client.views_update(view_id=view_id, view=view)


def open_view(client: WebClient, body: Body, view: View) -> str:
    """Open a form; over the one that it was asked for in. One asked for in the App Home carries that it was.

    The id that Slack gives it.
    """
    where = (body.get("view") or {}).get("type")
    if where == "home" and view.get("submit"):
        meta = {**json.loads(view["private_metadata"]), "home": True}
        view = {**view, "private_metadata": json.dumps(meta)}
    opens = client.views_push if where == "modal" else client.views_open
    return str(opens(trigger_id=body["trigger_id"], view=view)["view"]["id"])


def listen(app: App, relay: Relay, after: After, publish: Publish, keeps: Mapping[str, Keep]) -> None:
    """Listen for submitted forms, by callback id. The App Home that one was asked for in is drawn anew."""

    @app.view(doors.pattern(keeps))
    def submitted(ack: Ack, body: Body, view: Body, context: BoltContext, client: WebClient) -> None:
        ack(**_submit(relay, keeps[view["callback_id"]], context, view))
        if context["meta"].get("home"):
            after(lambda: publish(relay, client, body["user"]["id"], None))


def _submit(relay: Relay, keep: Keep, context: BoltContext, view: Body) -> Body:
    """What to acknowledge the form with, after the commit: what to mend beside its field, or what it becomes."""
    try:
        with relay.db.write() as session:
            author = _author(session, context["who"], context["service_id"], view)
            if isinstance(author, dict):
                return {"response_action": "errors", "errors": author}
            sent = Sent(context["who"], author, context["meta"], view, relay.clock.now())
            shown = keep(session, relay, sent)
    except Exception as failure:
        # nothing was committed: the form stays open with all that was written, and says so
        metrics.unreachable(failure)
        log.exception("listener.failed", kind=view["callback_id"])
        return {"response_action": "errors", "errors": prompts.forms.not_saved(view)}
    if callable(shown):
        shown = _shown(relay, shown, view)
    if "type" in shown:
        return {"response_action": "update", "view": shown}
    return {"response_action": "errors", "errors": shown}


def _shown(relay: Relay, shows: Shows, view: Body) -> View:
    """What a form becomes that is kept already: whatever goes wrong here, it says so."""
    try:
        with relay.db.read() as session:
            return shows(session)
    except Exception as failure:
        metrics.unreachable(failure)
        log.exception("form.failed", kind=view["callback_id"])
        return prompts.who.saved()


def _author(session: Session, who: Staff, service_id: int, view: Body) -> Author | Errors:
    """Who says it: whoever submits, or whom they name on a shared account."""
    if not who.shared:
        return Author(who.id)
    known: Sequence[int] = [one.id for one in answering(session, who, service_id)]
    said = prompts.forms.read_who(view["state"]["values"], known)
    if isinstance(said, dict):
        return said
    staff_id, name = said
    return Author(staff_id, via_id=who.id) if staff_id else Author(who.id, name=name)
