"""Posting, changing, and reading back, with slack_sdk as it is."""

import json
import urllib.parse
import urllib.request
from typing import Any

import pytest

from .conftest import Slack, actions, button

META = {"event_type": "relay", "event_payload": {"outbox_id": "7"}}


def post(slack: Slack, text: str, channel: str = "C0ROWAN", **more: Any) -> Any:
    answer = slack.client.chat_postMessage(channel=channel, text=text, **more).data
    slack.passes(1)
    return answer


def history(slack: Slack, **more: Any) -> list[Any]:
    messages: list[Any] = slack.client.conversations_history(channel="C0ROWAN", **more)["messages"]
    return messages


def test_posted_message_is_read_back_newest_first(slack: Slack) -> None:
    first, second = post(slack, "one"), post(slack, "two", blocks=actions(button("go")))
    assert first["message"]["bot_id"] == "B0RELAY"
    read = history(slack, oldest=first["ts"], inclusive=True)
    assert [m["text"] for m in read] == ["two", "one"]
    assert read[0]["blocks"] == second["message"]["blocks"] == actions(button("go"))
    assert history(slack, oldest=first["ts"], latest=second["ts"]) == []


def test_metadata_is_shown_only_where_asked_for(slack: Slack) -> None:
    ts = post(slack, "with metadata", metadata=META)["ts"]
    assert "metadata" not in history(slack, oldest=ts, inclusive=True)[0]
    assert history(slack, oldest=ts, inclusive=True, include_all_metadata=True)[0]["metadata"] == META


def test_form_bodies_are_read_as_json_ones(slack: Slack) -> None:
    told = {"token": "xoxb-sandbox", "channel": "C0ROWAN", "text": "a form", "metadata": json.dumps(META)}
    body = urllib.parse.urlencode(told).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    request = urllib.request.Request(slack.at["api"] + "chat.postMessage", body, kind)
    with urllib.request.urlopen(request) as answer:
        assert json.load(answer)["message"]["metadata"] == META


def test_update_keeps_what_it_does_not_name(slack: Slack) -> None:
    ts = post(slack, "before", blocks=actions(button("go")), metadata=META)["ts"]
    slack.client.chat_update(channel="C0ROWAN", ts=ts, text="after")
    [read] = history(slack, oldest=ts, inclusive=True, include_all_metadata=True)
    assert (read["text"], read["blocks"], read["metadata"]) == ("after", actions(button("go")), META)
    assert read["edited"]["user"] == "U0RELAY"
    slack.client.chat_update(channel="C0ROWAN", ts=ts, text="after", blocks=[], metadata={})
    assert (
        history(slack, oldest=ts, inclusive=True, include_all_metadata=True)[0]
        .keys()
        .isdisjoint({"blocks", "metadata"})
    )


def test_thread_is_apart_from_the_channel_unless_broadcast(slack: Slack) -> None:
    ts = post(slack, "parent")["ts"]
    post(slack, "quiet", thread_ts=ts)
    post(slack, "loud", thread_ts=ts, reply_broadcast=True)
    thread = slack.client.conversations_replies(channel="C0ROWAN", ts=ts)["messages"]
    assert [m["text"] for m in thread] == ["parent", "quiet", "loud"]
    assert thread[0]["reply_count"] == 2
    assert [m["text"] for m in history(slack, oldest=ts, inclusive=True)] == ["loud", "parent"]
    shown = slack.page(f"thread?user=U0JO&conversation=C0ROWAN&ts={ts}")["messages"]
    assert [m["text"] for m in shown] == ["parent", "quiet", "loud"]


def test_pages_of_history_follow_the_cursor(slack: Slack) -> None:
    first = post(slack, "1")["ts"]
    for text in "23":
        post(slack, text)
    seen: list[str] = []
    pages = slack.client.conversations_history(channel="C0ROWAN", oldest=first, inclusive=True, limit=2)
    for page in pages:
        assert len(page["messages"]) <= 2
        seen += [m["text"] for m in page["messages"]]
    assert seen == ["3", "2", "1"]


def test_deleted_message_is_gone_and_a_parent_leaves_its_thread(slack: Slack) -> None:
    alone, parent = post(slack, "alone")["ts"], post(slack, "parent")["ts"]
    post(slack, "reply", thread_ts=parent)
    for ts in (alone, parent):
        slack.client.chat_delete(channel="C0ROWAN", ts=ts)
    assert [m.get("subtype") for m in history(slack, oldest=alone, inclusive=True)] == ["tombstone"]


def test_direct_message_opens_for_a_user_and_only_they_see_it(slack: Slack) -> None:
    opened = slack.client.conversations_open(users="U0DEE")["channel"]["id"]
    assert post(slack, "for Dee", channel="U0DEE")["channel"] == opened
    assert slack.client.conversations_info(channel=opened)["channel"]["user"] == "U0DEE"
    theirs = [c["name"] for c in slack.page("state?user=U0DEE")["conversations"] if c["kind"] == "im"]
    assert theirs == ["Relay"]
    assert slack.page(f"messages?user=U0JO&conversation={opened}")["error"] == "channel_not_found"


def test_ephemeral_is_seen_by_one_and_kept_by_nobody(slack: Slack) -> None:
    ts = slack.client.chat_postEphemeral(channel="C0ROWAN", user="U0JO", text="psst")["message_ts"]
    assert history(slack, oldest=ts, inclusive=True) == []
    seen = {u: slack.page(f"messages?user={u}&conversation=C0ROWAN")["messages"] for u in ("U0JO", "U0DEE")}
    assert ts in [m["ts"] for m in seen["U0JO"] if m["ephemeral"]]
    assert ts not in [m["ts"] for m in seen["U0DEE"]]


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("a & b < c", "a &amp; b &lt; c"),
        ("&lt;!channel&gt; &amp;", "&lt;!channel&gt; &amp;"),
        ("<!here> <@U0JO> <https://a.example|b>", "<!here> <@U0JO> <https://a.example|b>"),
        ("nul \x00 and مرحبا \u202e", "nul \x00 and مرحبا \u202e"),
    ],
)
def test_text_is_stored_as_slack_stores_it(slack: Slack, sent: str, stored: str) -> None:
    ts = post(slack, sent)["ts"]
    assert history(slack, oldest=ts, inclusive=True)[0]["text"] == stored
    shown = slack.page("messages?user=U0JO&conversation=C0ROWAN")["messages"][-1]
    assert shown["text"] == stored


def test_looking_up_people_and_places(slack: Slack) -> None:
    client = slack.client
    assert client.auth_test()["user_id"] == "U0RELAY"
    assert client.users_info(user="U0GONE")["user"]["deleted"] is True
    guest = client.users_info(user="U0GUEST")["user"]
    assert (guest["team_id"], guest["is_restricted"], guest["is_stranger"]) == ("T0ELSE", True, True)
    assert client.conversations_members(channel="C0ROWAN")["members"] == ["U0JO", "U0DEE", "U0RELAY"]
    names = [c["name"] for c in client.conversations_list(types="public_channel,private_channel")["channels"]]
    assert names == ["rowan-house", "open", "old"]
    mine = [c["id"] for c in client.users_conversations(types="private_channel")["channels"]]
    assert mine == ["C0ROWAN"]
    assert client.bots_info(bot="B0RELAY")["bot"]["user_id"] == "U0RELAY"
    assert client.team_info()["team"]["name"] == "Example Care"
    assert {"U0JO", "U0RELAY"} <= {m["id"] for m in client.users_list()["members"]}


def test_members_come_page_by_page(slack: Slack) -> None:
    many = [f"U{at:05}" for at in range(150)]
    channel = {"id": "C0MANY", "name": "many", "members": ["U0RELAY", *many]}
    world = {"users": [{"id": one, "name": one} for one in many], "channels": [channel]}
    assert slack.page("world", world)["ok"]
    first = slack.client.conversations_members(channel="C0MANY")
    cursor = first["response_metadata"]["next_cursor"]
    rest = slack.client.conversations_members(channel="C0MANY", cursor=cursor)
    assert (len(first["members"]), [*first["members"], *rest["members"]]) == (100, ["U0RELAY", *many])
    assert rest["response_metadata"]["next_cursor"] == ""
    assert slack.client.conversations_members(channel="C0MANY", limit=2)["members"] == ["U0RELAY", many[0]]


def test_user_says_what_kind_of_member_they_are_and_their_names(slack: Slack) -> None:
    told = {"id": "U0VISITOR", "name": "Mo Visitor", "is_ultra_restricted": True, "is_restricted": True}
    slack.page("world", {"users": [told]})
    user = slack.client.users_info(user="U0VISITOR")["user"]
    kinds = ("is_restricted", "is_ultra_restricted", "is_bot", "deleted", "is_stranger")
    assert [user[kind] for kind in kinds] == [True, True, False, False, False]
    assert (user["team_id"], user["real_name"], user["name"]) == ("T0RELAY", "Mo Visitor", "mo-visitor")
    names = (user["profile"]["real_name"], user["profile"]["display_name"])
    assert names == ("Mo Visitor", "Mo Visitor")
    assert slack.client.users_info(user="U0OTHER")["user"]["is_bot"] is True


def test_permalink_names_the_message(slack: Slack) -> None:
    ts = post(slack, "find me")["ts"]
    link = slack.client.chat_getPermalink(channel="C0ROWAN", message_ts=ts)["permalink"]
    assert link.endswith("/archives/C0ROWAN/p" + ts.replace(".", ""))


def test_log_says_everything_in_order(slack: Slack) -> None:
    before = len(slack.log())
    ts = post(slack, "logged")["ts"]
    slack.client.chat_update(channel="C0ROWAN", ts=ts, text="changed")
    entries = slack.log(after=before)
    assert [(e["kind"], e["method"], e["text"]) for e in entries] == [
        ("post", "chat.postMessage", "logged"),
        ("update", "chat.update", "changed"),
    ]
    assert entries[0]["seq"] == before + 1


def test_world_changes_are_seen(slack: Slack) -> None:
    slack.page("world", {"channels": [{"id": "C0OPEN", "members": ["U0JO", "U0RELAY"]}]})
    assert slack.client.conversations_info(channel="C0OPEN")["channel"]["is_member"] is True
    slack.page("world", {"channels": [{"id": "C0OPEN", "members": ["U0JO"]}]})
    refused = slack.page("world", {"users": [{"id": "U0JO", "shoe_size": 4}]})
    assert refused["ok"] is False
    assert "shoe_size" in refused["why"]


def test_unread_counts_until_read(slack: Slack) -> None:
    def unread() -> int:
        [here] = [c for c in slack.page("state?user=U0JO")["conversations"] if c["id"] == "C0ROWAN"]
        return int(here["unread"])

    slack.page("read", {"user": "U0JO", "conversation": "C0ROWAN"})
    post(slack, "new")
    assert unread() == 1
    slack.page("read", {"user": "U0JO", "conversation": "C0ROWAN"})
    assert unread() == 0
