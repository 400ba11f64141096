"""What people do, carried to the bot, and what its acknowledgement does in turn."""

from dataclasses import dataclass, field
from typing import Any

from sandbox import carry, forms, methods_views, payloads, respond
from sandbox.carrier import Ack
from sandbox.desk import Desk
from sandbox.messages import Message
from sandbox.plain import Json, Refused
from sandbox.urls import Place
from sandbox.views import View
from sandbox.world import Channel, User

TOO_LONG = "This app took too long to answer. Nothing may have been saved; try again."
MISUNDERSTOOD = "We had some trouble connecting. Try again?"


@dataclass(slots=True)
class Outcome:
    """What the person's page is answered."""

    acked: bool
    ms: float
    error: str | None = None
    why: str | None = None
    more: Json = field(default_factory=dict)

    def told(self) -> Json:
        """Return it as JSON."""
        body: Json = {"ok": self.error is None, "acked": self.acked, "ms": self.ms, **self.more}
        return body if self.error is None else body | {"error": self.error, "why": self.why}


class Impossible(Exception):
    """Nobody could do this on their screen: the error's name and a kind sentence."""

    def __init__(self, error: str, why: str) -> None:
        super().__init__(why)
        self.error, self.why = error, why


async def send(desk: Desk, kind: str, payload: Json, user: User, what: str) -> tuple[Ack, Outcome]:
    """Deliver one interaction; where nobody acknowledges it, tell its user as Slack does."""
    ack = await carry.interaction(desk, kind, payload, what, user.id)
    if ack.acked:
        return ack, Outcome(True, ack.ms)
    return ack, failed(desk, user, ack, "not_acknowledged", TOO_LONG)


def failed(desk: Desk, user: User, ack: Ack, error: str, why: str) -> Outcome:
    """Show a user an error, as Slack would, and return it."""
    desk.changes.tell("error", why=why, only=user.id)
    return Outcome(ack.acked, ack.ms, error, why)


async def click(
    desk: Desk, user: User, channel: Channel, message: Message, block_id: str, action_id: str, value: Any
) -> Outcome:
    """Touch what is drawn in a message now."""
    element = _drawn(message.blocks, block_id, action_id)
    act = _acted(desk, element, block_id, value)
    values = forms.whole(message.blocks, message.entered.setdefault(user.id, {}))
    if element["type"] in forms.KINDS:
        message.entered[user.id].setdefault(block_id, {})[action_id] = forms.read(element, value)
        values = forms.whole(message.blocks, message.entered[user.id])
    payload = payloads.message_click(desk, user, channel, message, act, values)
    return (await send(desk, "interactive", payload, user, "block_actions"))[1]


async def act(
    desk: Desk, user: User, view: View, block_id: str, action_id: str, value: Any, state: Any
) -> Outcome:
    """Touch what is drawn in a form or App Home now; `state` is what else stands in it."""
    element = _drawn(view.blocks, block_id, action_id)
    told = _acted(desk, element, block_id, value)
    forms.enter(view.blocks, view.entered, state)
    if element["type"] in forms.KINDS:
        view.entered.setdefault(block_id, {})[action_id] = forms.read(element, value)
    payload = payloads.view_click(desk, user, view, told)
    return (await send(desk, "interactive", payload, user, "block_actions"))[1]


async def submit(desk: Desk, user: User, view: View, state: Any) -> Outcome:
    """Submit a form, unless a phone would not let it through."""
    errors = forms.enter(view.blocks, view.entered, state)
    errors |= forms.missing(view.blocks, forms.whole(view.blocks, view.entered))
    if errors:
        return Outcome(False, 0.0, "invalid_input", "Some answers are missing.", {"errors": errors})
    view.errors = {}
    ack, outcome = await send(
        desk, "interactive", payloads.submission(desk, user, view), user, "view_submission"
    )
    if ack.acked:
        outcome = _answered(desk, user, view, ack)
    desk.changes.tell("view", only=user.id)
    return outcome


async def close(desk: Desk, user: User, view: View) -> None:
    """Close a form by its cross; one that says so takes the whole stack with it."""
    stack = desk.views.stacks.get(user.id, [])
    cleared = bool(view.shape["clear_on_close"])
    closed = stack[::-1] if cleared else [view]
    for one in closed:
        desk.views.close(one)
    desk.changes.tell("view", only=user.id)
    for one in closed:
        if one.shape["notify_on_close"]:
            payload = payloads.closing(desk, user, one, cleared)
            await send(desk, "interactive", payload, user, "view_closed")


async def command(desk: Desk, user: User, channel: Channel, name: str, text: str) -> Outcome:
    """Run a slash command; a text in its acknowledgement is shown."""
    payload = payloads.command(desk, user, channel, name, text)
    ack, outcome = await send(desk, "slash_commands", payload, user, name)
    if ack.acked and isinstance(ack.payload, dict) and ack.payload:
        try:
            respond.answer(desk, Place(channel.id, user.id), ack.payload, "slash_commands")
        except Refused as no:
            _refused(desk, user, "slash_commands", no)
            return failed(desk, user, ack, no.error, MISUNDERSTOOD)
    return outcome


async def shortcut(desk: Desk, user: User, callback_id: str) -> Outcome:
    """Choose a global shortcut."""
    payload = payloads.shortcut(desk, user, callback_id)
    return (await send(desk, "interactive", payload, user, "shortcut"))[1]


async def message_shortcut(
    desk: Desk, user: User, channel: Channel, message: Message, callback_id: str
) -> Outcome:
    """Choose a shortcut from a message's "More actions"."""
    payload = payloads.message_shortcut(desk, user, channel, message, callback_id)
    return (await send(desk, "interactive", payload, user, "message_action"))[1]


def event(desk: Desk, inner: Json, subscription: str) -> None:
    """Tell the bot of an event it subscribed to; three times more where it does not acknowledge."""
    if subscription in desk.world.bot.events:
        desk.beside(carry.event(desk, payloads.event(desk, inner)))


def _drawn(blocks: list[Json], block_id: str, action_id: str) -> Json:
    element = forms.find(blocks, block_id, action_id)
    if element is None:
        raise Impossible("no_such_element", "That is not on the screen any more.")
    return element


def _acted(desk: Desk, element: Json, block_id: str, value: Any) -> Json:
    try:
        return payloads.action(desk, element, block_id, value)
    except forms.Unreadable as why:
        raise Impossible("no_such_option", str(why)) from None


def _answered(desk: Desk, user: User, view: View, ack: Ack) -> Outcome:
    told = ack.payload if isinstance(ack.payload, dict) else {}
    try:
        return Outcome(True, ack.ms, more=_obeyed(desk, view, told))
    except Refused as no:
        _refused(desk, user, "view_submission", no, view=told.get("view"))
        return failed(desk, user, ack, no.error, MISUNDERSTOOD)


def _obeyed(desk: Desk, view: View, told: Json) -> Json:
    """Do what the acknowledgement of a submission says."""
    match told.get("response_action"):
        case None:
            desk.views.close(view)
        case "clear":
            desk.views.stacks[view.user] = []
        case "update":
            desk.views.update(view, told.get("view"))
            methods_views.done(desk, view, "view.update", "view_submission")
        case "push":
            pushed = desk.views.push(view.user, told.get("view"))
            methods_views.done(desk, pushed, "view.push", "view_submission")
        case "errors":
            view.errors = _field_errors(view, told.get("errors"))
            return {"errors": view.errors}
        case other:
            raise Refused("invalid_response_action", [f"[ERROR] unknown response_action: {other}"])
    return {}


def _field_errors(view: View, told: Any) -> dict[str, str]:
    known = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(told, dict) or not told or not set(told) <= known:
        raise Refused(
            "invalid_response_errors", ["[ERROR] errors must name input blocks [json-pointer:/errors]"]
        )
    return {block: str(why) for block, why in told.items()}


def _refused(desk: Desk, user: User, method: str, no: Refused, view: Any = None) -> None:
    desk.log.add(
        "refused", method=method, user=user.id, error=no.error, text="; ".join(no.messages), view=view
    )
