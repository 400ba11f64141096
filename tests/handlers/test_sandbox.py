"""The pretend workspace knows the app as its manifest describes it."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from handlers import load, sandbox

HOUSE = load.read([sandbox.EXAMPLE], {})
RECORD = {"name": "Record", "type": "message", "callback_id": "record", "description": "Keep it"}


def app(tmp_path: Path, features: Any, settings: Any) -> Path:
    manifest = tmp_path / "manifest.yaml"
    YAML(typ="safe").dump({"features": features, "settings": settings}, manifest)
    return manifest


def test_what_the_manifest_offers_is_offered(tmp_path: Path) -> None:
    commands = [
        {"command": "/oncall", "description": "Who is on call"},
        {"command": "/plan", "description": "A plan", "usage_hint": "NAME"},
    ]
    features = {
        "app_home": {"home_tab_enabled": True},
        "slash_commands": commands,
        "shortcuts": [RECORD],
    }
    settings = {"event_subscriptions": {"bot_events": ["app_home_opened"]}}
    world = sandbox.world(HOUSE, app(tmp_path, features, settings))
    assert world["commands"] == [
        {"name": "/oncall", "about": "Who is on call"},
        {"name": "/plan", "about": "NAME · A plan"},
    ]
    assert world["shortcuts"] == [RECORD]
    assert (world["bot"]["home"], world["bot"]["events"]) == (True, ["app_home_opened"])


def test_what_the_manifest_does_not_ask_for_is_not_there(tmp_path: Path) -> None:
    world = sandbox.world(HOUSE, app(tmp_path, {"app_home": {"home_tab_enabled": False}}, {}))
    assert (world["bot"]["home"], world["bot"]["events"]) == (False, [])
    assert (world["commands"], world["shortcuts"]) == ([], [])


def test_relays_own_manifest_makes_a_world() -> None:
    assert {"/oncall", "/plan"} <= {one["name"] for one in sandbox.world(HOUSE)["commands"]}
