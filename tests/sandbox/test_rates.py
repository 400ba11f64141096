"""How often the bot may speak: what Slack would refuse is refused, and what it tolerates is not."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.conftest import WORLD, Slack


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    yield from _started(tmp_path_factory, "1")


@pytest.fixture(scope="module")
def double(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    yield from _started(tmp_path_factory, "2")


def _started(factory: pytest.TempPathFactory, pace: str) -> Iterator[Slack]:
    path = factory.mktemp("world") / "world.json"
    path.write_text(json.dumps(WORLD))
    made = Slack(path, "--pace", pace)
    yield made
    made.stop()


@pytest.fixture(autouse=True)
def rested(strict: Slack, double: Slack) -> None:
    for one in (strict, double):
        one.passes(61)


def took(slack: Slack, method: str, times: int, **args: Any) -> int:
    """How many of so many calls were not refused as too many."""
    done = 0
    for _ in range(times):
        try:
            slack.client.api_call(method, json=args)
        except SlackApiError as refused:
            assert_too_many(refused)
        else:
            done += 1
    return done


def assert_too_many(refused: SlackApiError) -> None:
    answer = refused.response
    assert (answer.status_code, answer["error"]) == (429, "ratelimited")
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.postEphemeral"])
def test_a_channel_takes_one_a_second_and_one_that_comes_early(strict: Slack, method: str) -> None:
    posts = {"channel": "C0ROWAN", "user": "U0JO", "text": "x"}
    assert took(strict, method, 5, **posts) == 2
    assert took(strict, "chat.postMessage", 1, channel="U0DEE", text="elsewhere") == 1
    strict.passes(1)
    assert took(strict, method, 5, **posts) == 1
    strict.passes(2)
    assert took(strict, method, 5, **posts) == 2


@pytest.mark.parametrize(("pace", "most"), [("strict", 50), ("double", 100)])
def test_a_methods_tier_is_so_many_in_any_minute(
    request: pytest.FixtureRequest, pace: str, most: int
) -> None:
    slack: Slack = request.getfixturevalue(pace)
    ts = slack.client.chat_postMessage(channel="C0ROWAN", text="0")["ts"]
    update = {"channel": "C0ROWAN", "ts": ts, "text": "1"}
    assert took(slack, "chat.update", most + 3, **update) == most
    slack.passes(55)
    assert took(slack, "chat.update", 1, **update) == 0
    slack.passes(6)
    assert took(slack, "chat.update", 1, **update) == 1


@pytest.mark.parametrize(
    ("method", "most", "args"),
    [
        ("conversations.info", 50, {"channel": "C0ROWAN"}),
        ("conversations.history", 50, {"channel": "C0ROWAN"}),
        ("conversations.open", 50, {"users": "U0JO"}),
        ("users.info", 100, {"user": "U0JO"}),
        ("users.list", 20, {}),
    ],
)
def test_each_method_has_a_tier_of_its_own(
    strict: Slack, method: str, most: int, args: dict[str, str]
) -> None:
    assert took(strict, method, most + 2, **args) == most


def test_a_workspace_takes_three_hundred_posts_a_minute(strict: Slack) -> None:
    people = [f"U0MANY{number}" for number in range(40)]
    strict.page("world", {"users": [{"id": one, "name": one} for one in people]})
    done = 0
    for _ in range(4):
        done += sum(took(strict, "chat.postMessage", 2, channel=one, text="x") for one in people)
        strict.passes(3)
    assert done == 300
    assert took(strict, "auth.test", 150) == 150
    strict.passes(60)
    assert took(strict, "chat.postMessage", 2, channel=people[0], text="x") == 2


@pytest.mark.parametrize("told", ["0", "-1", "nan", "inf", "fast"])
def test_a_pace_that_is_none_is_refused(tmp_path: Path, told: str) -> None:
    command = [sys.executable, "-m", "sandbox", "--world", str(tmp_path), "--pace", told]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--pace" in done.stderr
