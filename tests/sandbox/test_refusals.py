"""What Slack refuses, the sandbox refuses by the same name."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from .conftest import Slack, actions, button, form

SAY = {"text": "hello"}
NOWHERE = "1700000000.000001"


@pytest.mark.parametrize(
    ("method", "told", "error"),
    [
        ("chat.scheduleMessage", {}, "unknown_method"),
        ("chat.postMessage", {"channel": "C0NONE", **SAY}, "channel_not_found"),
        ("chat.postMessage", {"channel": "U0NONE", **SAY}, "channel_not_found"),
        ("chat.postMessage", {**SAY}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0OPEN", **SAY}, "not_in_channel"),
        ("chat.postMessage", {"channel": "C0HIDDEN", **SAY}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0OLD", **SAY}, "is_archived"),
        ("chat.postMessage", {"channel": "U0OTHER", **SAY}, "cannot_dm_bot"),
        ("chat.postMessage", {"channel": "C0ROWAN"}, "no_text"),
        ("chat.postMessage", {"channel": "C0ROWAN", "text": "", "blocks": []}, "no_text"),
        ("chat.postMessage", {"channel": "C0ROWAN", "text": "x" * 40_001}, "msg_too_long"),
        ("chat.postMessage", {"channel": "C0ROWAN", "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": "C0ROWAN", "blocks": [{"type": "poem"}]}, "invalid_blocks"),
        ("chat.postMessage", {"channel": "C0ROWAN", **SAY, "thread_ts": NOWHERE}, "thread_not_found"),
        ("chat.postMessage", {"channel": "C0ROWAN", **SAY, "metadata": {"a": 1}}, "invalid_metadata_format"),
        ("chat.postEphemeral", {"channel": "C0ROWAN", "user": "U0NONE", **SAY}, "user_not_found"),
        ("chat.postEphemeral", {"channel": "C0ROWAN", "user": "U0GUEST", **SAY}, "user_not_in_channel"),
        ("chat.update", {"channel": "C0ROWAN", "ts": NOWHERE, **SAY}, "message_not_found"),
        ("chat.delete", {"channel": "C0ROWAN", "ts": NOWHERE}, "message_not_found"),
        ("chat.getPermalink", {"channel": "C0ROWAN", "message_ts": NOWHERE}, "message_not_found"),
        ("conversations.open", {"users": "U0NONE"}, "user_not_found"),
        ("conversations.open", {"users": "U0GONE"}, "user_disabled"),
        ("conversations.open", {"users": "U0OTHER"}, "cannot_dm_bot"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.history", {"channel": "C0OPEN"}, "not_in_channel"),
        ("conversations.info", {"channel": "C0HIDDEN"}, "channel_not_found"),
        ("conversations.replies", {"channel": "C0ROWAN", "ts": NOWHERE}, "thread_not_found"),
        ("conversations.members", {"channel": "C0ROWAN", "cursor": "x"}, "invalid_cursor"),
        ("users.info", {"user": "U0NONE"}, "user_not_found"),
        ("bots.info", {"bot": "B0NONE"}, "bot_not_found"),
        ("views.open", {"trigger_id": "1.2.3", "view": form()}, "invalid_trigger_id"),
        ("views.push", {"trigger_id": "1.2.3", "view": form()}, "invalid_trigger_id"),
        ("views.update", {"view_id": "V0NONE", "view": form()}, "not_found"),
        ("views.publish", {"user_id": "U0NONE", "view": {"type": "home", "blocks": []}}, "user_not_found"),
        ("views.publish", {"user_id": "U0JO", "view": form()}, "invalid_arguments"),
        ("api.test", {"error": "as_told"}, "as_told"),
    ],
)
def test_refuses(slack: Slack, method: str, told: dict[str, Any], error: str) -> None:
    before = len(slack.log())
    with pytest.raises(SlackApiError) as refused:
        slack.client.api_call(method, json={**told, "x": 1})
    assert refused.value.response["error"] == error
    assert [(e["kind"], e["method"], e["error"]) for e in slack.log(after=before)] == [
        ("refused", method, error)
    ]


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        (None, "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("xapp-sandbox", "auth.test", "not_allowed_token_type"),
        ("xoxb-wrong", "apps.connections.open", "invalid_auth"),
        ("xoxb-sandbox", "apps.connections.open", "not_allowed_token_type"),
    ],
)
def test_refuses_the_wrong_token(slack: Slack, token: str | None, method: str, error: str) -> None:
    with pytest.raises(SlackApiError) as refused:
        WebClient(token, base_url=slack.at["api"]).api_call(method)
    assert refused.value.response["error"] == error


def test_names_the_place_that_is_wrong(slack: Slack) -> None:
    with pytest.raises(SlackApiError) as refused:
        slack.client.chat_postMessage(
            channel="C0ROWAN", text="x", blocks=actions(button("a"), button("a" * 256))
        )
    messages = refused.value.response["response_metadata"]["messages"]
    assert messages == [
        "[ERROR] must be less than 256 characters [json-pointer:/blocks/0/elements/1/action_id]"
    ]


def test_another_ones_message_is_not_the_bots_to_change(slack: Slack) -> None:
    ts = slack.page("say", {"user": "U0JO", "conversation": "C0ROWAN", "text": "mine"})["ts"]
    for method, error in (("chat.update", "cant_update_message"), ("chat.delete", "cant_delete_message")):
        with pytest.raises(SlackApiError) as refused:
            slack.client.api_call(method, json={"channel": "C0ROWAN", "ts": ts, "text": "theirs"})
        assert refused.value.response["error"] == error


def test_deactivated_user_is_posted_to_in_silence_as_slack_does(slack: Slack) -> None:
    assert slack.client.chat_postMessage(channel="U0GONE", text="anybody?")["ok"]


def test_other_sites_pages_are_kept_out(slack: Slack) -> None:
    refused = slack.call(
        slack.at["url"] + "page/fault", {"method": "x", "do": "500"}, Origin="https://a.example"
    )
    assert refused["status"] == 403
