"""Shortcuts: what a message's "More actions" and the global ones send, and what nobody can choose."""

from typing import Any

import pytest

from sandbox.world import World

from .conftest import Bot, Json, Slack, asks, form, until

RECORD = {"name": "Record", "type": "message", "callback_id": "record", "description": "Keep it"}


def choose(slack: Slack, callback_id: str, user: str = "U0JO", **where: Any) -> Any:
    return slack.page("shortcut", {"user": user, "callback_id": callback_id, **where})


def said(slack: Slack, text: str, conversation: str = "C0ROWAN", **more: Any) -> Json:
    told = {"user": "U0JO", "conversation": conversation, "text": text, **more}
    return {"conversation": conversation, "ts": slack.page("say", told)["ts"]}


def test_message_shortcut_carries_the_message_and_where_it_is(slack: Slack, bot: Bot) -> None:
    where = said(slack, "Sam & <@U0DEE> up again")
    bot.hears(1)
    assert choose(slack, "record", user="U0DEE", **where)["ok"]
    sent = bot.heard[-1]
    assert (sent["type"], sent["callback_id"]) == ("message_action", "record")
    assert (sent["message_ts"], sent["channel"]["id"]) == (where["ts"], "C0ROWAN")
    assert sent["user"] == {"id": "U0DEE", "username": "dee", "name": "dee", "team_id": "T0RELAY"}
    assert sent["team"] == {"id": "T0RELAY", "domain": "example-care"}
    assert {"token", "action_ts", "trigger_id", "response_url", "enterprise"} < sent.keys()
    assert not {"container", "actions", "state", "api_app_id"} & sent.keys()
    message = sent["message"]
    assert (message["type"], message["user"], message["ts"]) == ("message", "U0JO", where["ts"])
    assert (message["text"], message["team"]) == ("Sam &amp; <@U0DEE> up again", "T0RELAY")
    [block] = message["blocks"]
    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "Sam & "},
        {"type": "user", "user_id": "U0DEE"},
        {"type": "text", "text": " up again"},
    ]


def test_shortcut_of_a_reply_by_the_bot_carries_its_blocks_and_thread(slack: Slack, bot: Bot) -> None:
    parent = said(slack, "parent")["ts"]
    blocks = [{"type": "divider", "block_id": "line"}]
    told = {"text": "x", "blocks": blocks, "thread_ts": parent}
    ts = slack.client.chat_postMessage(channel="C0ROWAN", **told)["ts"]
    assert choose(slack, "record", conversation="C0ROWAN", ts=ts)["ok"]
    message = bot.heard[-1]["message"]
    assert (message["bot_id"], message["blocks"], message["thread_ts"]) == ("B0RELAY", blocks, parent)


def test_shortcut_works_where_the_bot_is_not(slack: Slack, bot: Bot) -> None:
    assert choose(slack, "record", **said(slack, "not for it", "C0HIDDEN"))["ok"]
    assert slack.call(bot.heard[-1]["response_url"], {"text": "for you"})["body"] == "ok"
    shown = slack.page("messages?user=U0JO&conversation=C0HIDDEN")["messages"][-1]
    assert (shown["text"], shown["ephemeral"]) == ("for you", True)


def test_response_url_of_a_shortcut_leaves_the_message_alone(slack: Slack, bot: Bot) -> None:
    choose(slack, "record", **said(slack, "mine"))
    url = bot.heard[-1]["response_url"]
    assert slack.call(url, {"text": "x", "replace_original": True})["error"] == "message_not_found"


@pytest.mark.parametrize("where", [False, True])
def test_shortcut_opens_a_form(slack: Slack, bot: Bot, where: bool) -> None:
    def does(ack: Any, body: Json, client: Any, **_: Any) -> None:
        if "trigger_id" in body:
            client.views_open(
                trigger_id=body["trigger_id"], view=form(asks("note", {"type": "plain_text_input"}))
            )
        ack()

    bot.does = does
    told = said(slack, "Sam") if where else {}
    assert choose(slack, "record" if where else "worry", **told)["ok"]
    assert [view["callback_id"] for view in slack.views()] == ["form"]


def test_global_shortcut_knows_no_place(slack: Slack, bot: Bot) -> None:
    assert choose(slack, "worry")["ok"]
    sent = bot.heard[-1]
    assert (sent["type"], sent["callback_id"]) == ("shortcut", "worry")
    assert sent["user"] == {"id": "U0JO", "username": "jo", "team_id": "T0RELAY"}
    assert not {"channel", "message", "message_ts", "response_url"} & sent.keys()


def test_shortcut_says_who_comes_from_another_workspace(slack: Slack, bot: Bot) -> None:
    choose(slack, "worry", user="U0GUEST")
    assert (bot.heard[-1]["user"]["team_id"], bot.heard[-1]["team"]["id"]) == ("T0ELSE", "T0RELAY")


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"callback_id": "worry"}, "no_such_shortcut"),
        ({"callback_id": "other"}, "no_such_shortcut"),
        ({"user": "U0GUEST"}, "channel_not_found"),
        ({"ts": "1700000000.000001"}, "message_not_found"),
        ({"ts": None}, "no_such_shortcut"),
    ],
)
def test_nobody_chooses_what_is_not_there(slack: Slack, bot: Bot, told: Json, error: str) -> None:
    where = said(slack, "here")
    bot.hears(1)
    assert choose(slack, **{"callback_id": "record", **where, **told})["error"] == error
    assert len(bot.heard) == 1


def test_whispers_have_no_more_actions(slack: Slack, bot: Bot) -> None:
    ts = slack.client.chat_postEphemeral(channel="C0ROWAN", user="U0JO", text="psst")["message_ts"]
    assert choose(slack, "record", conversation="C0ROWAN", ts=ts)["error"] == "no_such_shortcut"
    assert bot.heard == []


def test_unanswered_shortcut_shows_slacks_error(slack: Slack, bot: Bot) -> None:
    bot.does = lambda **_: None
    assert choose(slack, "worry")["error"] == "not_acknowledged"
    until(lambda: slack.log("not_acknowledged")[-1]["method"] == "shortcut")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": "x" * 25}, "name has 1 to 24"),
        ({"description": ""}, "description has 1 to 150"),
        ({"callback_id": "x" * 256}, "callback_id has 1 to 255"),
        ({"type": "channel"}, "message or global"),
        ({"icon": "x"}, "unknown icon"),
    ],
)
def test_world_with_shortcuts_slack_would_refuse_does_not_load(wrong: Json, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        World({"shortcuts": [{**RECORD, **wrong}]})


def test_world_holds_five_shortcuts_of_a_kind() -> None:
    assert len(World({"shortcuts": [RECORD] * 5}).shortcuts) == 5
    with pytest.raises(ValueError, match="at most 5 message"):
        World({"shortcuts": [RECORD] * 6})
