"""The web application: the routes, and what guards them."""

from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox import methods, page_do, page_see, page_storm, respond
from sandbox.clock import Reader
from sandbox.desk import DESK, Desk
from sandbox.interact import Impossible
from sandbox.plain import Json

STATIC = Path(__file__).parent / "static"
LONGEST_WAIT = 20.0
HOSTS = ("127.0.0.1", "localhost")


def application(desk: Desk) -> web.Application:
    """Return the sandbox as a web application."""
    app = web.Application(middlewares=[guard], client_max_size=8 * 1024 * 1024)
    app[DESK] = desk
    app.add_routes([web.route("*", "/api/{method}", methods.call), web.get("/link/", link)])
    app.add_routes([web.post("/actions/{secret}", respond.handle)])
    app.add_routes([web.get("/clock", show_clock), web.post("/clock", read_clock)])
    for path, see in SEES.items():
        app.router.add_get(path, see)
    for path in page_do.DOES:
        app.router.add_post(path, page_do.handle)
    app.add_routes(page_storm.ROUTES)
    app.add_routes([web.get("/", index), web.get("/archives/{rest:.*}", index)])
    if STATIC.is_dir():
        app.router.add_static("/static", STATIC)
    app.on_shutdown.append(_stop)
    return app


SEES = {
    "/page/state": page_see.state,
    "/page/messages": page_see.messages,
    "/page/thread": page_see.thread,
    "/page/view": page_see.views,
    "/page/log": page_see.log,
    "/page/events": page_see.events,
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Keep other sites' pages out, and answer mistakes kindly."""
    # A browser tells which site a request comes from; without this any page could post to loopback.
    origin = request.headers.get("Origin", "")
    if origin and origin.split("://")[-1].rsplit(":", 1)[0] not in HOSTS:
        return web.json_response(
            {"ok": False, "error": "wrong_origin", "why": "Only the sandbox's page may."}, status=403
        )
    try:
        response = await handler(request)
    except Impossible as no:
        status = 409 if no.error == "leaping" else 400
        return web.json_response({"ok": False, "error": no.error, "why": no.why}, status=status)
    except (ValueError, KeyError, TypeError) as wrong:
        if request.path.startswith("/api/"):
            raise
        return web.json_response({"ok": False, "error": "bad_request", "why": str(wrong)}, status=400)
    if not response.prepared and request.path.startswith(("/page/", "/static/", "/archives/")):
        response.headers["Cache-Control"] = "no-store"
    return response


async def index(_request: web.Request) -> web.StreamResponse:
    """Answer with the page."""
    page = STATIC / "index.html"
    if not page.is_file():
        return web.Response(status=404, text="The page is not here; the API is.")
    return web.FileResponse(page, headers={"Cache-Control": "no-store"})


async def link(request: web.Request) -> web.StreamResponse:
    """Hold one of the bot's sockets."""
    desk = request.app[DESK]
    return await desk.sockets.serve(request, desk.world.bot.app_id)


async def show_clock(request: web.Request) -> web.Response:
    """Answer GET /clock; who only looks is no reader."""
    return web.json_response(_clock(request.app[DESK]))


async def read_clock(request: web.Request) -> web.Response:
    """Answer POST /clock: hold a reader until there is something to do."""
    desk, told = request.app[DESK], await request.json()
    wait = min(max(float(told.get("wait", 1.0)), 0.0), LONGEST_WAIT)
    await desk.clock.read(str(told["reader"]), _reader(request, told), wait)
    return web.json_response(_clock(desk))


def _reader(request: web.Request, told: Json) -> Reader:
    def gone() -> bool:
        return request.transport is None or request.transport.is_closing()

    marks: list[Any] = told.get("marks") or []
    for mark in marks:
        page_do.instant(mark["at"])
    due = page_do.instant(told["next"]) if told.get("next") else None
    return Reader(told.get("settled"), due, marks, gone=gone)


def _clock(desk: Desk) -> Json:
    return {"now": desk.clock.now().isoformat(), "revision": desk.clock.revision}


async def _stop(app: web.Application) -> None:
    app[DESK].stop()
    await app[DESK].sockets.close()
    await app[DESK].link.close()
