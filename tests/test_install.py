"""What somebody who installs Relay is told: each permission has its reason, each setting its line."""

import re
from pathlib import Path

from ruamel.yaml import YAML

from bot.sending import ANSWERS
from handlers import doors
from handlers.delivery import NOT_PRIVATE
from handlers.settings import Settings

HERE = Path(__file__).parent.parent
GUIDE = (HERE / "docs/install.md").read_text()
MANIFEST = YAML(typ="safe").load(HERE / "manifest.yaml")
EXAMPLE = (HERE / ".env.example").read_text()


def test_each_permission_has_its_reason_and_none_is_explained_that_is_not_asked_for() -> None:
    permissions = GUIDE.partition("## 2. ")[0]
    explained = {
        scope
        for row in re.findall(r"^\| (`.*?) \|", permissions, re.M)
        for scope in re.findall("`(.+?)`", row)
    }
    assert explained == {*MANIFEST["oauth_config"]["scopes"]["bot"], "connections:write"}


def test_slack_connects_by_socket_mode_and_sends_that_a_home_was_opened_and_nothing_else() -> None:
    settings = MANIFEST["settings"]
    assert settings["socket_mode_enabled"]
    assert settings["interactivity"]["is_enabled"]
    assert settings["event_subscriptions"] == {"bot_events": ["app_home_opened"]}
    assert "Relay asks for one event, `app_home_opened`" in GUIDE


def test_the_home_can_be_opened_and_each_command_typed() -> None:
    features = MANIFEST["features"]
    assert features["app_home"]["home_tab_enabled"]
    typed = {one["command"]: one for one in features["slash_commands"]}
    assert set(typed) == {name for name in doors.TYPED if name.startswith("/")}
    assert typed["/handover"]["usage_hint"] == typed["/plan"]["usage_hint"] == "NAME"
    assert all(f"`{name}`" in GUIDE for name in typed)


def test_each_shortcut_is_of_a_message_opens_a_door_and_is_explained() -> None:
    shortcuts = MANIFEST["features"]["shortcuts"]
    assert all(one["type"] == "message" and f"**{one['name']}**" in GUIDE for one in shortcuts)
    assert {one["callback_id"] for one in shortcuts} == {
        name for name in doors.TYPED if not name.startswith("/")
    }


def test_each_setting_is_in_the_example_after_a_line_that_explains_it() -> None:
    lines = EXAMPLE.splitlines()
    found = {match[1]: at for at, line in enumerate(lines) if (match := re.match(r"# ([A-Z_]+)=", line))}
    assert {name.upper() for name in Settings.model_fields} <= set(found)
    assert all(re.match(r"# [A-Z].* ", lines[at - 1]) for at in found.values())


def test_a_copy_of_the_example_changes_no_setting() -> None:
    assert [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")] == []


def test_each_of_slacks_words_that_is_explained_is_one_that_relay_knows() -> None:
    words = GUIDE.partition("## What Slack's words mean")[2]
    explained = {
        word for row in re.findall(r"^\| (`.*?) \|", words, re.M) for word in re.findall("`(.+?)`", row)
    }
    known = {*ANSWERS, NOT_PRIVATE}
    assert len(explained) > 10
    for word in explained:
        begins, _, ends = word.partition("…")
        assert any(one.startswith(begins) and one.endswith(ends) for one in known), word
