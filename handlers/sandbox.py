"""`relay sandbox`: a pretend Slack as a process of its own, and the bot beside it, kept running."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import FrameType
from typing import Any

import typer
from ruamel.yaml import YAML

from bot.house_rules import House
from bot.live import SCOPES
from db import migrate
from handlers import pretend, relay
from handlers.flow import house as flow_house
from handlers.settings import Settings

EXAMPLE = Path(__file__).parent.parent / "examples" / "rowan-house.yaml"
OPENS = "2026-11-12T21:14:50"
# a whole provider with a year behind it, ten seconds before the digest of its huddle comes
PROVIDER = EXAMPLE.parent / "year" / "three-houses.yaml"
PROVIDER_OPENS = "2026-11-17T08:59:50"
BOT: dict[str, Any] = {
    "user": "U0RELAY", "bot_id": "B0RELAY", "app_id": "A0RELAY", "name": "Relay", "token": "xoxb-sandbox",
    "app_token": "xapp-sandbox", "scopes": list(SCOPES),
}  # fmt: skip
PACE = 20.0
STRANGER = {"id": "U0STRANGER", "name": "Bo", "title": "In the channel, on no house's list"}
MANIFEST = Path(__file__).parent.parent / "manifest.yaml"


def world(house: House, manifest: Path = MANIFEST) -> dict[str, Any]:
    """The workspace in which this house's staff and channels exist, and Relay as its manifest describes it."""
    app = YAML(typ="safe").load(manifest)
    zone = house.services[0].timezone if house.services else "Europe/London"
    names = {service.key: service.name for service in house.services}
    users = [
        {
            "id": one.slack,
            "name": one.name,
            "title": _title(one.role, one.agency, [names[key] for key in one.services]),
        }
        for one in house.staff
    ]
    return {
        "workspace": {"id": "T0RELAY", "name": house.organisation.name if house.organisation else "Relay"},
        "bot": {**BOT, **_app(app)},
        "users": [{**user, "tz": zone} for user in [*users, STRANGER]],
        "channels": _channels(house),
        "start_as": next((one.slack for one in house.staff if one.role == "support_worker"), STRANGER["id"]),
        "commands": [_command(one) for one in app["features"].get("slash_commands", [])],
        "shortcuts": app["features"].get("shortcuts", []),
    }


def _app(manifest: dict[str, Any]) -> dict[str, Any]:
    """What Slack lets the app do and hear: whether it has a Home, and the events it subscribed to."""
    return {
        "home": manifest["features"].get("app_home", {}).get("home_tab_enabled", False),
        "events": manifest["settings"].get("event_subscriptions", {}).get("bot_events", []),
    }


def _command(told: dict[str, Any]) -> dict[str, str]:
    hint = told.get("usage_hint")
    return {
        "name": told["command"],
        "about": f"{hint} · {told['description']}" if hint else told["description"],
    }


def _title(role: str, agency: bool, services: list[str]) -> str:
    parts = [
        role.replace("_", " ").capitalize(),
        *(["agency"] if agency else []),
        ", ".join(services) or "on call",
    ]
    return " · ".join(parts)


def _channels(house: House) -> list[dict[str, Any]]:
    made = []
    for service in house.services:
        staff = [one.slack for one in house.staff if service.key in one.services]
        made.append(
            {
                "id": service.channel,
                "name": service.key,
                "is_private": True,
                "members": [*staff, STRANGER["id"], BOT["user"]],
            }
        )
    for n, huddle in enumerate(house.organisation.huddles if house.organisation else (), 1):
        if huddle.channel not in {one["id"] for one in made}:
            made.append(_huddle(huddle.channel, "huddle" if n == 1 else f"huddle-{n}", house))
    return made


def _huddle(channel: str, name: str, house: House) -> dict[str, Any]:
    """Where those meet who look after all the houses."""
    there = [one.slack for one in house.staff if one.role in ("team_leader", "manager", "safeguarding_lead")]
    return {"id": channel, "name": name, "is_private": True, "members": [*there, BOT["user"]]}


def run(house: House, port: int, opens: str, seed: int | None = None) -> None:
    """Start both and keep the bot running until told to stop. What happens in it is gone afterwards.

    With a `seed` there is a pretended year behind it.
    """
    with tempfile.TemporaryDirectory(prefix="relay-") as folder:
        zone = house.services[0].timezone if house.services else "Europe/London"
        slack, urls = _slack(Path(folder), world(house), port, opens, zone)
        try:
            _beside(slack, urls, Path(folder), house, seed)
        finally:
            slack.terminate()
            slack.wait(5)


def _slack(
    folder: Path, made: dict[str, Any], port: int, opens: str, zone: str
) -> tuple["subprocess.Popen[str]", dict[str, str]]:
    """The pretend Slack, once it says where it is."""
    (folder / "world.json").write_text(json.dumps(made))
    command = [
        sys.executable, "-m", "sandbox", "--world", str(folder / "world.json"), "--port", str(port),
        "--opens", opens, "--timezone", zone, "--attached", "--pace", str(max(_pace(), 1.0) ** 2),
    ]  # fmt: skip
    # a session of its own: Ctrl-C is for us to pass on, the bot first; the pipe ends it with us, however we end
    slack = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert slack.stdout is not None
    line = slack.stdout.readline()
    if not line:
        raise typer.Exit(slack.wait() or 1)
    return slack, json.loads(line)


def _beside(
    slack: "subprocess.Popen[str]", urls: dict[str, str], folder: Path, house: House, seed: int | None
) -> None:
    """The bot beside it, started again when it dies, until somebody stops this or the pretend Slack is gone."""
    stopped = _stopping()
    given = {
        "SLACK_API_URL": urls["api"],
        "SLACK_BOT_TOKEN": BOT["token"],
        "SLACK_APP_TOKEN": BOT["app_token"],
        "RELAY_CLOCK_URL": urls["clock"],
        "DATABASE_URL": f"sqlite:///{folder / 'relay.db'}",
    }
    environment = {"RELAY_LOG_LEVEL": "WARNING", **os.environ, "RELAY_PACE": str(_pace()), **given}
    _load(house, environment, seed)
    bot = _start(environment)
    typer.echo(f"\n  A pretend Slack, and Relay in it: open {urls['url']} in a browser. Ctrl-C stops it.\n")
    try:
        while not stopped and slack.poll() is None:
            if bot.poll() is not None:
                typer.echo("The bot has stopped; starting it again.", err=True)
                time.sleep(1)
                bot = _start(environment)
            time.sleep(0.2)
    finally:
        bot.terminate()
        bot.wait(15)


def _pace() -> float:
    """How many times faster than Slack's limits: time leaps here, and what a night brings would take minutes to send.

    The pretend Slack takes more than that, for little of a second is left between two messages.
    """
    try:
        return float(os.environ["RELAY_PACE"])
    except (KeyError, ValueError):
        return PACE


def _load(house: House, given: dict[str, str], seed: int | None) -> None:
    parts = relay.make(
        Settings(
            database_url=given["DATABASE_URL"],
            slack_api_url=given["SLACK_API_URL"],
            relay_clock_url=given["RELAY_CLOCK_URL"],
        )
    )
    migrate.upgrade(parts.db)
    if seed is not None:
        typer.echo("Making up a year of it; that takes some seconds …")
    with parts.db.write() as session:
        if seed is None:
            flow_house.keep(session, house, parts.clock.now())
        else:
            typer.echo(pretend.said(pretend.keep(session, house, parts.clock.now(), seed)))
    parts.db.close()


def _start(environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment, start_new_session=True)


def _stopping() -> list[int]:
    """Grows when SIGINT or SIGTERM arrives."""
    heard: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        heard.append(number)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return heard
