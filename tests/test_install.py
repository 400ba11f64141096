"""What somebody who installs Relay is told: each permission has its reason, each setting its line."""

import re
from pathlib import Path

from ruamel.yaml import YAML

from handlers.settings import Settings

HERE = Path(__file__).parent.parent
GUIDE = (HERE / "docs/install.md").read_text()
MANIFEST = YAML(typ="safe").load(HERE / "manifest.yaml")
EXAMPLE = (HERE / ".env.example").read_text()


def test_each_permission_has_its_reason_and_none_is_explained_that_is_not_asked_for() -> None:
    explained = {
        scope for row in re.findall(r"^\| (`.*?) \|", GUIDE, re.M) for scope in re.findall("`(.+?)`", row)
    }
    assert explained == {*MANIFEST["oauth_config"]["scopes"]["bot"], "connections:write"}


def test_slack_connects_by_socket_mode_and_sends_no_events() -> None:
    settings = MANIFEST["settings"]
    assert settings["socket_mode_enabled"]
    assert settings["interactivity"]["is_enabled"]
    assert "event_subscriptions" not in settings


def test_each_setting_is_in_the_example_after_a_line_that_explains_it() -> None:
    lines = EXAMPLE.splitlines()
    found = {match[1]: at for at, line in enumerate(lines) if (match := re.match(r"# ([A-Z_]+)=", line))}
    assert {name.upper() for name in Settings.model_fields} <= set(found)
    assert all(re.match(r"# [A-Z].* ", lines[at - 1]) for at in found.values())


def test_a_copy_of_the_example_changes_no_setting() -> None:
    assert [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")] == []
