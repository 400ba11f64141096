"""`python -m sandbox --world FILE`: start a Slack on loopback and say where it is."""

import argparse
import asyncio
import errno
import json
import math
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web

from sandbox.desk import Desk, made
from sandbox.http import Posts
from sandbox.server import application

HOST = "127.0.0.1"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to stop; 2 where it cannot start."""
    parser = _parser()
    told = parser.parse_args(arguments)
    if told.request_url and not told.signing_secret:
        parser.error("--request-url needs --signing-secret: nobody believes a request that is not signed")
    try:
        return asyncio.run(_serve(told))
    except OSError as no:
        taken = (
            f"Port {told.port} is taken, perhaps by another sandbox. Stop it, or take a free port: --port 0"
        )
        say = taken if no.errno == errno.EADDRINUSE else str(no)
    except (ValueError, KeyError, TypeError) as wrong:
        say = f"This world does not load ({told.world}): {wrong}"
    print(say, file=sys.stderr)
    return 2


async def _serve(told: argparse.Namespace) -> int:
    desk = _desk(told)
    runner = web.AppRunner(application(desk), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    site = web.TCPSite(runner, HOST, told.port)
    try:
        await site.start()
        port = runner.addresses[0][1]
        desk.url = f"http://{HOST}:{port}/"
        ready = {"url": desk.url, "api": f"{desk.url}api/", "clock": f"{desk.url}clock"}
        print(json.dumps(ready), flush=True)
        if isinstance(desk.link, Posts):
            desk.beside(desk.link.verify_at_last())
        await _told_to_stop(told.attached)
    finally:
        await runner.cleanup()
    return 0


def _desk(told: argparse.Namespace) -> Desk:
    zone = ZoneInfo(told.timezone)
    opens = None
    if told.opens:
        given = datetime.fromisoformat(told.opens)
        opens = (given if given.tzinfo else given.replace(tzinfo=zone)).astimezone(UTC)
    world = json.loads(Path(told.world).read_text("utf-8"))
    return made(world, opens, told.timezone, told.request_url, told.signing_secret, told.pace)


async def _told_to_stop(attached: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    if attached:
        # whoever started this holds the other end, and lets go of it however they end
        await loop.connect_read_pipe(lambda: _Held(stop), sys.stdin)
    await stop.wait()


class _Held(asyncio.Protocol):
    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._stop.set()


def _pace(told: str) -> float:
    pace = float(told)
    if not 0 < pace < math.inf:
        raise ValueError
    return pace


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Slack on loopback.")
    parser.add_argument("--world", required=True, metavar="FILE", help="who and what there is (JSON)")
    parser.add_argument("--port", type=int, default=8765, help="0 takes any free one")
    parser.add_argument(
        "--opens", metavar="INSTANT", help="what the clock says at first; without it, real time"
    )
    parser.add_argument("--timezone", default="Europe/London", help="of the clock shown, and of --opens")
    parser.add_argument("--attached", action="store_true", help="stop when standard input is closed")
    parser.add_argument(
        "--request-url",
        action="append",
        default=[],
        metavar="URL",
        help="reach the bot there and not by Socket Mode; several take turns",
    )
    parser.add_argument(
        "--signing-secret", default="", metavar="SECRET", help="what those requests are signed with"
    )
    parser.add_argument(
        "--pace",
        type=_pace,
        default=1.0,
        metavar="TIMES",
        help="how many times Slack's limits the bot may send; beyond is refused with a 429",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
