"""`relay check --live` against the sandbox: its own workspace is all right, and what is changed in it is found."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot import live
from handlers import load, sandbox

from .conftest import Slack

ROOT = Path(__file__).parent.parent.parent
Plant = dict[str, Any]


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    """The workspace that `relay sandbox` shows."""
    world = tmp_path_factory.mktemp("own") / "world.json"
    world.write_text(json.dumps(sandbox.world(load.read([sandbox.EXAMPLE], {}))))
    slack = Slack(world)
    yield slack
    slack.stop()


def look(slack: Slack, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """What somebody types in an empty folder."""
    tokens = {
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_APP_TOKEN": "xapp-sandbox",
        "SLACK_API_URL": slack.at["api"],
    }
    words = [sys.executable, "-m", "bot", "check", str(sandbox.EXAMPLE), "--live"]
    environment = {**tokens, "PYTHONPATH": str(ROOT), **more}
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_sandbox_s_own_workspace_is_all_right(own: Slack, tmp_path: Path) -> None:
    done = look(own, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Slack: all right." in done.stdout


def test_a_slack_that_is_busy_for_a_moment_is_waited_for(own: Slack, tmp_path: Path) -> None:
    own.page("fault", {"method": "users.info", "do": "429", "seconds": 1})
    own.page("fault", {"method": "conversations.info", "do": "drop"})
    done = look(own, tmp_path)
    assert "Slack: all right." in done.stdout, done.stdout + done.stderr
    assert len(own.log("fault")) == 2


def test_the_tokens_are_asked_about_both(own: Slack, tmp_path: Path) -> None:
    wrong = look(own, tmp_path, SLACK_BOT_TOKEN="xoxb-wrong", SLACK_APP_TOKEN="xapp-wrong")
    assert wrong.returncode == 2
    assert "Messages would be lost: 2 things in Slack to mend first." in wrong.stdout


def test_relay_asks_for_the_permissions_that_it_checks_and_no_others() -> None:
    manifest = YAML(typ="safe").load(ROOT / "manifest.yaml")
    assert set(live.SCOPES) == set(manifest["oauth_config"]["scopes"]["bot"])
