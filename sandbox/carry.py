"""Carrying what people do to the bot, through whatever weather there is, and noting what came of it."""

import asyncio
from typing import Any

from sandbox.carrier import Ack
from sandbox.desk import Desk
from sandbox.faults import SOCKETS_ALONE, Fault
from sandbox.log import token_of
from sandbox.plain import Json

RETRIED_AFTER = (0.0, 60.0, 300.0)
CHOSEN = ("value", "selected_option", "selected_options", "selected_user", "selected_date", "selected_time")


async def interaction(desk: Desk, kind: str, payload: Json, what: str, user: str) -> Ack:
    """Deliver one interaction or command, and log what came of it."""
    ack = await _deliver(desk, kind, payload, what, answers=True)
    _log(desk, kind, payload, what, user, ack)
    return ack


async def event(desk: Desk, payload: Json) -> None:
    """Deliver an event; where it is not acknowledged again at once, after a minute, after five (sandbox's clock)."""
    inner = payload["event"]
    for attempt, pause in enumerate((*RETRIED_AFTER, None)):
        ack = await _deliver(desk, "events_api", payload, inner["type"], answers=False, attempt=attempt)
        _log(desk, "events_api", payload, inner["type"], inner.get("user"), ack)
        if ack.acked or ack.no_retry or pause is None:
            return
        await desk.clock.passes(pause)


async def _deliver(
    desk: Desk, kind: str, payload: Json, what: str, *, answers: bool, attempt: int | None = None
) -> Ack:
    fault = desk.delivery_fault(what, kind)
    if fault is None:
        return await desk.link.deliver(kind, payload, answers=answers, attempt=attempt)
    _met(desk, kind, payload, what, fault)
    if fault.do == "lost":
        return Ack(False, 0.0, why="lost on the way")
    if fault.do in SOCKETS_ALONE:
        await desk.sockets.disturb(fault.do)
    if fault.do == "late":
        await asyncio.sleep(fault.seconds)
    copies = 2 if fault.do == "twice" else 1
    ack = await desk.link.deliver(kind, payload, answers=answers, copies=copies, attempt=attempt)
    if fault.do == "again" and ack.acked and kind == "events_api":
        desk.beside(_again(desk, kind, payload, fault.seconds))
    return Ack(False, ack.ms, why="the answer was lost") if fault.do == "ack_lost" else ack


async def _again(desk: Desk, kind: str, payload: Json, seconds: float) -> None:
    await asyncio.sleep(seconds)
    await desk.link.deliver(kind, payload, answers=False, attempt=1)


def _log(desk: Desk, kind: str, payload: Json, what: str, user: str | None, ack: Ack) -> None:
    told: Json = {"method": what, "user": user, "conversation": _where(payload), "envelope": kind}
    told |= {"did": did(payload), "token": _touched(payload), "ms": ack.ms}
    if ack.acked:
        desk.log.add("acknowledged", answer=ack.payload, **told)
    else:
        desk.log.add("not_acknowledged", error=kind, text=ack.why, **told)


def _met(desk: Desk, kind: str, payload: Json, what: str, fault: Fault) -> None:
    who = payload.get("user") or payload.get("event", {}).get("user")
    user = who.get("id") if isinstance(who, dict) else who or payload.get("user_id")
    told: Json = {"user": user, "conversation": _where(payload), "envelope": kind}
    told |= {"did": did(payload), "token": _touched(payload)}
    desk.log.fault(what, fault, side="delivery", done=None if fault.do == "cut" else fault.done, **told)


def did(payload: Json) -> Json:
    """Return what somebody did, shortly: which kind, and those of these that it has.

    action_id, block_id, value; view_id, callback_id, private_metadata, values; message_ts; command, text; event_id.
    """
    act = (payload.get("actions") or [{}])[0]
    view, inner = payload.get("view") or {}, payload.get("event") or {}
    told = {
        "kind": payload.get("type") if not inner else inner.get("type"),
        "action_id": act.get("action_id"),
        "block_id": act.get("block_id"),
        "value": next((act[name] for name in CHOSEN if name in act), None),
        "view_id": view.get("id"),
        "callback_id": view.get("callback_id") or payload.get("callback_id"),
        "private_metadata": view.get("private_metadata"),
        "values": (view.get("state") or {}).get("values")
        if payload.get("type") == "view_submission"
        else None,
        "message_ts": (payload.get("message") or {}).get("ts")
        or (payload.get("container") or {}).get("message_ts"),
        "command": payload.get("command"),
        "text": payload.get("text") or inner.get("text"),
        "event_id": payload.get("event_id"),
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _where(payload: Json) -> Any:
    channel = payload.get("channel") or {}
    return channel.get("id") or payload.get("channel_id") or payload.get("event", {}).get("channel")


def _touched(payload: Json) -> str | None:
    return token_of((payload.get("message") or {}).get("metadata"))
