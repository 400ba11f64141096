"""Permissions: a call for which the app lacks one is refused as Slack refuses it."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from .conftest import WORLD, Slack

HELD = ["chat:write", "groups:read", "groups:history", "im:write"]


@pytest.fixture(scope="module")
def lacking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    """A workspace where Relay was installed with less."""
    world = tmp_path_factory.mktemp("lacking") / "world.json"
    world.write_text(json.dumps({**WORLD, "bot": {**WORLD["bot"], "scopes": HELD}}))
    slack = Slack(world)
    yield slack
    slack.stop()


NEEDED = [
    ("users.info", {"user": "U0JO"}, "users:read"),
    ("users.list", {}, "users:read"),
    ("team.info", {}, "team:read"),
    ("conversations.info", {"channel": "C0OPEN"}, "channels:read"),
    ("conversations.history", {"channel": "C0OLD"}, "channels:history"),
    ("conversations.open", {"users": "U0JO,U0DEE"}, "mpim:write"),
]


@pytest.mark.parametrize(("method", "about", "needed"), NEEDED)
def test_a_call_without_its_permission_names_the_one_that_is_needed(
    lacking: Slack, method: str, about: dict[str, Any], needed: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        lacking.client.api_call(method, params=about)
    answer = refused.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)
    assert answer["provided"] == ",".join(HELD)


@pytest.mark.parametrize(
    ("method", "about"),
    [
        ("conversations.info", {"channel": "C0ROWAN"}),
        ("conversations.history", {"channel": "C0ROWAN"}),
        ("conversations.open", {"users": "U0JO"}),
        ("chat.postMessage", {"channel": "U0DEE", "text": "x"}),
        ("auth.test", {}),
    ],
)
def test_a_call_with_its_permission_is_done(lacking: Slack, method: str, about: dict[str, Any]) -> None:
    answer = lacking.client.api_call(method, params=about)
    assert answer.headers["X-OAuth-Scopes"] == ",".join(HELD)


def test_a_private_channel_that_the_bot_is_not_in_is_none(lacking: Slack) -> None:
    with pytest.raises(SlackApiError) as refused:
        lacking.client.conversations_info(channel="C0HIDDEN")
    assert refused.value.response["error"] == "channel_not_found"
