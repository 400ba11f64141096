"""Answers to response_urls, and to commands in their acknowledgement."""

import json

from aiohttp import web

from sandbox import posting
from sandbox.desk import DESK, Desk
from sandbox.messages import Message
from sandbox.plain import Args, Json, Refused
from sandbox.urls import Place
from sandbox.world import Channel


async def handle(request: web.Request) -> web.StreamResponse:
    """Take one POST to a response_url, or do what a planned fault or a storm says."""
    desk, secret, body = request.app[DESK], request.match_info["secret"], await request.text()
    fault = desk.fault("response_url")
    if fault is None:
        return _taken(desk, secret, body)
    place = desk.urls.look(secret)
    desk.log.fault(
        "response_url",
        fault,
        side="api",
        done=fault.done,
        conversation=place.channel if place else None,
        user=place.user if place else None,
        ts=place.message if place else None,
    )
    return await fault.meet(request, lambda: _taken(desk, secret, body))


def _taken(desk: Desk, secret: str, body: str) -> web.Response:
    place = desk.urls.use(secret)
    if isinstance(place, str):
        desk.log.add("refused", method="response_url", error=place)
        return web.json_response({"ok": False, "error": place}, status=404)
    try:
        told = json.loads(body or "{}")
        if not isinstance(told, dict):
            raise Refused("invalid_payload")
        answer(desk, place, told)
    except (ValueError, Refused) as no:
        error = no if isinstance(no, Refused) else Refused("invalid_payload")
        desk.log.add(
            "refused", method="response_url", conversation=place.channel, user=place.user, error=error.error
        )
        return web.json_response(error.answer(), status=500 if error.error == "invalid_payload" else 200)
    return web.Response(text="ok")


def answer(desk: Desk, place: Place, told: Json, method: str = "response_url") -> None:
    """Do what an answer says: replace or delete what was acted on, or post, to its user alone by default."""
    args, channel = Args(told), desk.world.channels[place.channel]
    if args.flag("delete_original"):
        return posting.take_away(desk, channel, _original(channel, place), method, "respond")
    if args.flag("replace_original"):
        # Unlike chat.update, an answer replaces the whole message: blocks that are not sent are gone.
        whole = Args({"blocks": [], **told})
        return posting.change(desk, channel, _original(channel, place), whole, method, "respond")
    only_for = None if args.text("response_type") == "in_channel" else place.user
    posting.post(desk, channel, args, method, "respond", only_for)
    return None


def _original(channel: Channel, place: Place) -> Message:
    ts = place.message or ""
    message = channel.messages.get(ts) or channel.whispers.get(ts)
    if message is None or not message.by_bot or message.gone:
        raise Refused("message_not_found")
    return message
