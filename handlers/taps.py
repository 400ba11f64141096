"""Taps: buttons that do one thing at once. On a shared account a small form asks first who is answering."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from slack_bolt import Ack, App, BoltContext, Respond
from slack_sdk import WebClient

import db.outbox
import db.people
import prompts.forms
import prompts.handover
import prompts.who
from bot.people import Author, Staff
from db.session import Session
from handlers import doors, forms, slack
from handlers.after import After
from handlers.flow import board, targets
from handlers.forms import Body, Publish, Sent
from handlers.relay import Relay
from prompts.blocks import Message, View
from prompts.forms import Errors


@dataclass(frozen=True)
class Tapped:
    """One tap. `nonce` is its own: delivered twice it is the same."""

    who: Staff
    author: Author
    value: str
    nonce: str
    now: datetime


@dataclass(frozen=True)
class Done:
    """What a tap did: what is `said` to the tapper alone, the handover whose prompt shows it, what its form becomes.

    `ask` is said in place of `said`, with buttons. `closes`: nothing is left to tap in the message tapped in, which
    only the tapper sees.
    """

    said: str | None = None
    prompt: int | None = None
    view: View | None = None
    ask: Message | None = None
    closes: bool = False


Act = Callable[[Session, Relay, Tapped], Done]


class Taps:
    """The taps there are, by action id; listened for with a number, too, where several stand in one block."""

    def __init__(
        self, app: App, relay: Relay, after: After, publish: Publish, acts: Mapping[str, Act]
    ) -> None:
        self._relay, self._after, self._publish, self._acts = relay, after, publish, acts
        app.action(doors.pattern(acts))(self._tapped)

    def keeps(self) -> dict[str, forms.Keep]:
        """The small form that asks first who is answering, by its callback id."""
        return {prompts.who.CALLBACK: self._named}

    def _tapped(
        self, ack: Ack, body: Body, action: Body, context: BoltContext, respond: Respond, client: WebClient
    ) -> None:
        who, now = context["who"], self._relay.clock.now()
        if who is not None and who.shared:
            forms.open_view(client, body, self._asks(action, context["service_id"]))
            ack()
            return
        tapped = Tapped(who, Author(who.id), forms.value(action), nonce(body, action), now)
        with self._relay.db.write() as session:
            done = self._acts[doors.base(action["action_id"])](session, self._relay, tapped)
        ack()
        # behind the acknowledgement: what goes wrong here no longer means "not saved"
        if body.get("view") or _whispered(body) or done.ask or done.said:
            self._after(lambda: self._show(body, done, respond, client))
        self._draw(body, done, respond)

    def _asks(self, action: Body, service_id: int) -> View:
        """The small form: who is answering?"""
        now = self._relay.clock.now()
        meta = {
            "tap": doors.base(action["action_id"]),
            "value": forms.value(action),
            "nonce": f"who {action['action_ts']}",
        }
        with self._relay.db.read() as session:
            service = db.people.service(session, service_id)
            on_call = targets.on_call(session, service, now)
            staff = db.people.answering(session, service_id)
            return prompts.who.form(json.dumps(meta), staff, on_call, targets.emergency(session))

    def _named(self, session: Session, relay: Relay, sent: Sent) -> View | Errors:
        """The tap itself, once it is known whose it is."""
        tapped = Tapped(sent.who, sent.author, sent.meta["value"], sent.nonce, sent.now)
        done = self._acts[sent.meta["tap"]](session, relay, tapped)
        return _becomes(done)

    def _draw(self, body: Body, done: Done, respond: Respond) -> None:
        """Of taps in one prompt the last draws it: it shows what all of them did."""
        handover_id = done.prompt
        there = not body.get("view") and not _whispered(body)
        if handover_id is not None and there:
            self._after.gathered(handover_id, lambda: respond(**drawn(self._relay, handover_id)))

    def _show(self, body: Body, done: Done, respond: Respond, client: WebClient) -> None:
        """To whoever tapped: where they tapped."""
        view = body.get("view") or {}
        if view.get("type") == "home":
            self._publish(self._relay, client, body["user"]["id"], done.said)
        elif view:
            client.views_update(view_id=view["id"], view=_becomes(done))
        if view:
            return
        if _whispered(body) and done.closes:
            respond(text=done.said or prompts.who.SAVED, replace_original=True)
            return
        words = dict(done.ask) if done.ask else {"text": done.said or prompts.who.SAVED}
        respond(response_type="ephemeral", replace_original=False, **words)


def _whispered(body: Body) -> bool:
    """Whether it was tapped in what only the tapper sees."""
    return bool((body.get("container") or {}).get("is_ephemeral"))


def _becomes(done: Done) -> View:
    """What the form becomes that was tapped in."""
    return done.view or (prompts.who.asked(done.ask) if done.ask else prompts.who.saved(done.said))


def nonce(body: Body, action: Body) -> str:
    """The same tap delivered twice has the same."""
    container = body.get("container") or {}
    where = container.get("message_ts") or container.get("view_id")
    return f"tap {body['user']['id']} {where} {forms.value(action)} {action['action_ts']}"


def drawn(relay: Relay, handover_id: int) -> Body:
    """A prompt as it now stands, in place of the one that was tapped."""
    now = relay.clock.now()
    with relay.db.read() as session:
        shown = dict(prompts.handover.question(board.board(session, handover_id, now), now))
        token = db.outbox.prompt_token(session, handover_id)
    if token:
        slack.stamp(shown, token)
    return {"replace_original": True, "text": shown["text"], "blocks": shown["blocks"]}
