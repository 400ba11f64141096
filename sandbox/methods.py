"""The table of Web API methods, and the one door to them."""

import json
from collections.abc import Callable

from aiohttp import web

from sandbox import methods_chat as chat
from sandbox import methods_look as look
from sandbox import methods_views as views
from sandbox import scopes
from sandbox.desk import DESK, Desk
from sandbox.faults import Fault, refusal
from sandbox.plain import Args, Json, Refused
from sandbox.rates import TooFast

Method = Callable[[Desk, Args], Json]

WITH_BOT_TOKEN: dict[str, Method] = {
    "auth.test": look.auth_test,
    "team.info": look.team_info,
    "bots.info": look.bots_info,
    "users.info": look.user_info,
    "users.list": look.user_list,
    "users.conversations": look.user_channels,
    "conversations.open": look.open_direct,
    "conversations.info": look.channel_info,
    "conversations.list": look.channel_list,
    "conversations.members": look.channel_members,
    "conversations.history": look.history,
    "conversations.replies": look.thread,
    "chat.postMessage": chat.post_message,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "chat.getPermalink": chat.permalink,
    "views.open": views.open_view,
    "views.push": views.push_view,
    "views.update": views.update_view,
    "views.publish": views.publish_view,
}
WITH_APP_TOKEN: dict[str, Method] = {"apps.connections.open": look.open_link}
WITHOUT_TOKEN: dict[str, Method] = {"api.test": look.api_test}


async def call(request: web.Request) -> web.StreamResponse:
    """Answer one call of the Web API, or do what a planned fault or a storm says."""
    desk, name = request.app[DESK], request.match_info["method"]
    values = await _values(request)

    def done() -> web.StreamResponse:
        return perform(desk, name, values, _token(request, values))

    fault = desk.fault(name)
    if fault is None:
        return done()
    _met(desk, name, Args(values or {}), fault)
    return await fault.meet(request, done)


def perform(desk: Desk, name: str, values: Json | None, token: str | None) -> web.Response:
    """Carry out a method, or refuse it and log the refusal."""
    args = Args(values or {})
    try:
        if values is None:
            raise Refused("invalid_json")
        method = _allowed(desk, name, token)
        scopes.check(desk, name, args)
        desk.rates.call(name)
        answer = method(desk, args)
    except Refused as no:
        _log(desk, name, args, no)
        return refusal(no, no.after if isinstance(no, TooFast) else 1)
    return web.json_response({"ok": True, **answer}, headers={"X-OAuth-Scopes": ",".join(scopes.held(desk))})


def _allowed(desk: Desk, name: str, token: str | None) -> Method:
    if method := WITHOUT_TOKEN.get(name):
        return method
    method = WITH_BOT_TOKEN.get(name) or WITH_APP_TOKEN.get(name)
    if method is None:
        raise Refused("unknown_method", req_method=name)
    if not token:
        raise Refused("not_authed")
    bot = desk.world.bot
    if token not in (bot.token, bot.app_token):
        raise Refused("invalid_auth")
    if (token == bot.app_token) != (name in WITH_APP_TOKEN):
        raise Refused("not_allowed_token_type")
    return method


def _token(request: web.Request, values: Json | None) -> str | None:
    header = request.headers.get("Authorization", "")
    if header.lower().startswith("bearer "):
        return header[7:].strip()
    given = (values or {}).get("token")
    return str(given) if given else None


async def _values(request: web.Request) -> Json | None:
    values: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            told = json.loads(await request.text() or "{}")
        except ValueError:
            return None
        return values | told if isinstance(told, dict) else None
    form = await request.post()
    return values | {name: value for name, value in form.items() if isinstance(value, str)}


def _log(desk: Desk, name: str, args: Args, no: Refused) -> None:
    told = {key: args.values.get(key) for key in ("blocks", "view")} | about(args)
    desk.log.add("refused", method=name, error=no.error, **told)


def _met(desk: Desk, name: str, args: Args, fault: Fault) -> None:
    desk.log.fault(name, fault, side="api", done=fault.done, **about(args))


def about(args: Args) -> Json:
    """What a call was about; the `user` of one that opens a direct message is whom it opens it with."""
    told = {key: args.values.get(key) for key in ("text", "ts", "thread_ts")}
    told |= {"conversation": args.values.get("channel"), "metadata": _metadata(args)}
    return told | {"user": args.values.get("user") or _users(args)}


def _users(args: Args) -> str | None:
    users = args.values.get("users")
    return ",".join(map(str, users)) if isinstance(users, list) else args.text("users")


def _metadata(args: Args) -> object:
    try:
        return args.parsed("metadata", "invalid_metadata_format")
    except Refused:
        return None
