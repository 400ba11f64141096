"""What tests ask of the sandbox: weather, sockets, the app's addresses, and who received what."""

from collections import Counter, defaultdict

from aiohttp import web

from sandbox import received
from sandbox.desk import DESK, Desk
from sandbox.faults import SOCKETS_ALONE
from sandbox.http import Posts
from sandbox.interact import Impossible
from sandbox.plain import Json
from sandbox.storm import Storm


async def begin(request: web.Request) -> web.Response:
    """Answer POST /page/storm; the one before is over."""
    desk = request.app[DESK]
    desk.storm = Storm(await _object(request))
    return web.json_response(_told(desk))


async def show(request: web.Request) -> web.Response:
    """Answer GET /page/storm."""
    return web.json_response(_told(request.app[DESK]))


async def sockets(request: web.Request) -> web.Response:
    """Answer POST /page/sockets {"do", "every"}: disturb one socket, or every one, now."""
    told = await _object(request)
    if told.get("do") not in SOCKETS_ALONE:
        raise ValueError(f"do: one of {', '.join(SOCKETS_ALONE)}")
    met = await request.app[DESK].sockets.disturb(str(told["do"]), bool(told.get("every")))
    return web.json_response({"ok": True, "sockets": met})


async def verify(request: web.Request) -> web.Response:
    """Answer POST /page/verify: ask the app's addresses Slack's challenge; `wrong` is null where all is well."""
    link = request.app[DESK].link
    if not isinstance(link, Posts):
        raise Impossible("socket_mode", "The bot is reached by Socket Mode here; there is no address to ask.")
    found = await link.verify()
    urls = [{"url": url, "wrong": wrong} for url, wrong in found.items()]
    return web.json_response({"ok": not any(found.values()), "urls": urls})


async def everything(request: web.Request) -> web.Response:
    """Answer GET /page/received?user=U&conversation=C (both may be left out)."""
    shown = received.messages(request.app[DESK].log.after(0))
    user, conversation = request.query.get("user"), request.query.get("conversation")
    return web.json_response({"ok": True, "messages": received.by(shown, user, conversation)})


ROUTES = [
    web.post("/page/storm", begin),
    web.get("/page/storm", show),
    web.post("/page/sockets", sockets),
    web.post("/page/verify", verify),
    web.get("/page/received", everything),
]


async def _object(request: web.Request) -> Json:
    told = await request.json()
    if not isinstance(told, dict):
        raise ValueError("an object is needed")
    return told


def _told(desk: Desk) -> Json:
    counts: dict[str, Counter[str]] = {"api": Counter(), "delivery": Counter()}
    by_method: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for entry in desk.log.after(0):
        if entry["kind"] == "fault":
            counts[entry["side"]][entry["error"]] += 1
            by_method[entry["method"]][entry["error"]] += 1
    running = desk.storm.running(desk.clock.now())
    told = {"storm": desk.storm.told, "running": running, "calls": desk.storm.calls}
    return {"ok": True, **told, "counts": counts, "by_method": by_method}
