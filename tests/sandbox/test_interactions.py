"""Clicks, answers to them, commands and events, in Slack's own shapes."""

import asyncio
import contextlib
import json
import threading
import time
import urllib.request
from typing import Any

import aiohttp
import pytest

from .conftest import Bot, Json, Slack, actions, button, options, until


def post(slack: Slack, *elements: Json, **more: Any) -> str:
    blocks = actions(*elements)
    ts: str = slack.client.chat_postMessage(channel="C0ROWAN", text="x", blocks=blocks, **more)["ts"]
    slack.passes(1)
    return ts


def shown(slack: Slack, user: str = "U0JO") -> list[Json]:
    messages: list[Json] = slack.page(f"messages?user={user}&conversation=C0ROWAN")["messages"]
    return messages


def test_click_carries_what_slack_carries(slack: Slack, bot: Bot) -> None:
    parent = post(slack, button("x"))
    ts = post(
        slack, button("go", value="7"), thread_ts=parent, metadata={"event_type": "r", "event_payload": {}}
    )
    answer = slack.click("go", ts)
    assert (answer["ok"], answer["acked"]) == (True, True)
    sent = bot.heard[-1]
    assert sent["type"] == "block_actions"
    assert sent["user"] == {"id": "U0JO", "username": "jo", "name": "jo", "team_id": "T0RELAY"}
    assert sent["team"] == {"id": "T0RELAY", "domain": "example-care"}
    assert sent["channel"] == {"id": "C0ROWAN", "name": "privategroup"}
    container = {"type": "message", "message_ts": ts, "channel_id": "C0ROWAN", "is_ephemeral": False}
    assert sent["container"] == {**container, "thread_ts": parent}
    assert (sent["message"]["ts"], sent["message"]["thread_ts"]) == (ts, parent)
    [act] = sent["actions"]
    assert {k: act[k] for k in ("type", "action_id", "block_id", "value")} == {
        "type": "button",
        "action_id": "go",
        "block_id": "b",
        "value": "7",
    }
    assert act["action_ts"]
    assert sent["trigger_id"]
    assert sent["response_url"].startswith(slack.at["url"])


ONE, TWO = options("one", "two")


@pytest.mark.parametrize(
    ("element", "value", "key", "sent"),
    [
        ({"type": "overflow", "options": [ONE, TWO]}, "two", "selected_option", TWO),
        ({"type": "static_select", "options": [ONE, TWO]}, "one", "selected_option", ONE),
        ({"type": "radio_buttons", "options": [ONE, TWO]}, "one", "selected_option", ONE),
        ({"type": "checkboxes", "options": [ONE, TWO]}, ["one", "two"], "selected_options", [ONE, TWO]),
        ({"type": "multi_static_select", "options": [ONE, TWO]}, [], "selected_options", []),
        ({"type": "users_select"}, "U0DEE", "selected_user", "U0DEE"),
        ({"type": "datepicker"}, "2026-11-12", "selected_date", "2026-11-12"),
        ({"type": "timepicker"}, "21:15", "selected_time", "21:15"),
    ],
)
def test_choice_arrives_in_the_shape_of_its_element(
    slack: Slack, bot: Bot, element: Json, value: Any, key: str, sent: Any
) -> None:
    ts = post(slack, {**element, "action_id": "pick"})
    assert slack.click("pick", ts, value=value)["ok"]
    assert bot.heard[-1]["actions"][0][key] == sent
    if element["type"] != "overflow":
        assert bot.heard[-1]["state"]["values"]["b"]["pick"][key] == sent


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"action_id": "gone"}, "no_such_element"),
        ({"block_id": "gone"}, "no_such_element"),
        ({"ts": "1700000000.000001"}, "message_not_found"),
        ({"user": "U0GUEST"}, "channel_not_found"),
        ({"user": "U0NONE"}, "user_not_found"),
        ({"action_id": "pick", "value": "three"}, "no_such_option"),
    ],
)
def test_nobody_clicks_what_they_cannot_see(slack: Slack, bot: Bot, told: Json, error: str) -> None:
    ts = post(slack, button("go"), {"type": "overflow", "action_id": "pick", "options": [ONE, TWO]})
    where = {"user": "U0JO", "conversation": "C0ROWAN", "ts": ts, "block_id": "b", "action_id": "go"}
    assert slack.page("click", {**where, **told})["error"] == error
    assert bot.heard == []


def test_button_that_was_redrawn_cannot_be_clicked(slack: Slack, bot: Bot) -> None:
    ts = post(slack, button("go"))
    slack.client.chat_update(channel="C0ROWAN", ts=ts, text="x", blocks=actions(button("done")))
    assert slack.click("go", ts)["error"] == "no_such_element"
    assert bot.heard == []


def test_late_acknowledgement_shows_slacks_error_on_that_users_page_alone(slack: Slack, bot: Bot) -> None:
    bot.does = lambda **_: None
    ts = post(slack, button("go"))
    seen: dict[str, list[str]] = {"U0JO": [], "U0DEE": []}
    for user, lines in seen.items():
        _listen(slack, user, lines)
    answer = slack.click("go", ts)
    assert (answer["ok"], answer["acked"], answer["error"]) == (False, False, "not_acknowledged")
    assert 2900 < answer["ms"] < 3500
    until(lambda: any('"kind": "error"' in line and "took too long" in line for line in seen["U0JO"]))
    assert not any('"kind": "error"' in line for line in seen["U0DEE"])
    assert slack.log("not_acknowledged")[-1]["user"] == "U0JO"
    assert len(bot.heard) == 1


def _listen(slack: Slack, user: str, lines: list[str]) -> None:
    stream = urllib.request.urlopen(f"{slack.at['url']}page/events?user={user}", timeout=15)
    stream.readline()

    def read() -> None:
        with contextlib.suppress(OSError):
            for line in stream:
                lines.append(line.decode())  # noqa: PERF401 seen while it grows

    threading.Thread(target=read, daemon=True).start()


def test_ephemeral_is_clicked_and_replaced_by_its_response_url(slack: Slack, bot: Bot) -> None:
    blocks = actions(button("go"))
    ts = slack.client.chat_postEphemeral(channel="C0ROWAN", user="U0JO", text="psst", blocks=blocks)[
        "message_ts"
    ]

    def does(ack: Any, respond: Any, **_: Any) -> None:
        ack()
        respond(text="said", replace_original=True)

    bot.does = does
    assert slack.click("go", ts, user="U0DEE")["error"] == "message_not_found"
    assert slack.click("go", ts)["ok"]
    sent = bot.heard[-1]
    assert sent["container"]["is_ephemeral"] is True
    assert "message" not in sent
    until(lambda: [(m["text"], m["blocks"]) for m in shown(slack) if m["ts"] == ts] == [("said", [])])
    entry = slack.log("respond")[-1]
    assert (entry["ts"], entry["ephemeral"], entry["user"]) == (ts, True, "U0JO")


def test_answer_with_buttons_for_one_person_is_redrawn_and_taken_away_by_them(slack: Slack, bot: Bot) -> None:
    def does(ack: Any, body: Json, respond: Any, **_: Any) -> None:
        ack()
        done = body["actions"][0]["action_id"]
        if done == "ask":
            respond(text="sure?", blocks=actions(button("yes"), button("no")))
        elif done == "yes":
            respond(text="thanks", blocks=actions(button("away")), replace_original=True)
        else:
            respond(delete_original=True)

    def whispered(user: str = "U0JO") -> list[Json]:
        return [m for m in shown(slack, user) if m["ephemeral"] and m["text"] in ("sure?", "thanks")]

    bot.does = does
    slack.click("ask", post(slack, button("ask")))
    until(lambda: [m["text"] for m in whispered()] == ["sure?"])
    assert whispered("U0DEE") == []
    ts = whispered()[0]["ts"]
    assert slack.click("yes", ts)["ok"]
    container = {"type": "message", "message_ts": ts, "channel_id": "C0ROWAN", "is_ephemeral": True}
    assert bot.heard[-1]["container"] == container
    until(lambda: [(m["ts"], m["text"]) for m in whispered()] == [(ts, "thanks")])
    assert slack.click("yes", ts)["error"] == "no_such_element"
    assert slack.click("away", ts)["ok"]
    until(lambda: whispered() == [])


def test_click_says_who_comes_from_another_workspace(slack: Slack, bot: Bot) -> None:
    sent = slack.client.chat_postMessage(channel="U0GUEST", text="x", blocks=actions(button("go")))
    where = {"user": "U0GUEST", "conversation": sent["channel"], "ts": sent["ts"]}
    assert slack.page("click", {**where, "block_id": "b", "action_id": "go"})["ok"]
    assert bot.heard[-1]["user"] == {
        "id": "U0GUEST",
        "username": "guest",
        "name": "guest",
        "team_id": "T0ELSE",
    }
    assert bot.heard[-1]["team"]["id"] == "T0RELAY"


def test_response_url_answers_five_times(slack: Slack, bot: Bot) -> None:
    ts = post(slack, button("go"))
    slack.click("go", ts)
    url = bot.heard[-1]["response_url"]

    def answer(**told: Any) -> Any:
        return slack.call(url, told)

    answer(text="for you")
    assert [m["text"] for m in shown(slack) if m["ephemeral"]][-1] == "for you"
    answer(text="for all", response_type="in_channel")
    assert shown(slack, "U0DEE")[-1]["text"] == "for all"
    answer(text="instead", replace_original=True)
    assert next(m["text"] for m in shown(slack) if m["ts"] == ts) == "instead"
    assert answer(blocks=[{"type": "poem"}])["error"] == "invalid_blocks"
    assert answer(delete_original=True)["body"] == "ok"
    assert ts not in [m["ts"] for m in shown(slack)]
    assert answer(text="sixth") == {"ok": False, "error": "used_url", "status": 404}


def test_command_carries_its_words_and_shows_its_answer(slack: Slack, bot: Bot) -> None:
    bot.does = lambda ack, **_: ack("Dee is on call")
    told = {"user": "U0JO", "conversation": "C0ROWAN", "command": "/oncall", "text": "now please"}
    assert slack.page("command", told)["ok"]
    sent = bot.heard[-1]
    assert (sent["command"], sent["text"], sent["user_id"]) == ("/oncall", "now please", "U0JO")
    assert (sent["channel_id"], sent["channel_name"]) == ("C0ROWAN", "privategroup")
    assert {"trigger_id", "response_url", "team_id"} <= sent.keys()
    last = shown(slack)[-1]
    assert (last["text"], last["ephemeral"]) == ("Dee is on call", True)
    assert slack.page("command", {**told, "command": "/nothing"})["error"] == "invalid_command"


def test_what_people_write_is_told_where_the_bot_is(slack: Slack, bot: Bot) -> None:
    slack.page("say", {"user": "U0JO", "conversation": "C0OPEN", "text": "not for it"})
    ts = slack.page("say", {"user": "U0JO", "conversation": "C0ROWAN", "text": "<!channel> <@U0DEE> \x00"})[
        "ts"
    ]
    [sent] = bot.hears(1)
    assert sent["type"] == "event_callback"
    event = sent["event"]
    assert (event["type"], event["channel_type"], event["ts"]) == ("message", "group", ts)
    assert event["text"] == "&lt;!channel&gt; <@U0DEE> \x00"


def test_opened_home_is_told(slack: Slack, bot: Bot) -> None:
    slack.page("home", {"user": "U0DEE"})
    [sent] = bot.hears(1)
    assert (sent["event"]["type"], sent["event"]["user"], sent["event"]["tab"]) == (
        "app_home_opened",
        "U0DEE",
        "home",
    )


def test_event_nobody_acknowledged_comes_again_with_the_same_id(slack: Slack, bot: Bot) -> None:
    def does(**_: Any) -> None:
        # Bolt acknowledges events by itself, unless their listener fails.
        if len(bot.heard) == 1:
            raise RuntimeError("not this time")

    bot.does = does
    slack.page("say", {"user": "U0JO", "conversation": "C0ROWAN", "text": "twice"})
    first, second = bot.hears(2, within=4)
    assert first["event_id"] == second["event_id"]
    time.sleep(0.2)
    assert len(bot.heard) == 2


def test_each_envelope_goes_to_one_socket_and_none_to_a_closed_one(slack: Slack, bot: Bot) -> None:
    ts = post(slack, button("go"))
    heard: list[str] = []

    async def listens() -> None:
        told = slack.call(slack.at["api"] + "apps.connections.open", {}, Authorization="Bearer xapp-sandbox")
        async with aiohttp.ClientSession() as session, session.ws_connect(told["url"]) as socket:
            await socket.receive()
            clicks = asyncio.gather(*(asyncio.to_thread(slack.click, "go", ts) for _ in range(4)))
            while len(heard) < 2:
                envelope = json.loads((await socket.receive()).data)
                heard.append(envelope["envelope_id"])
                await socket.send_json({"envelope_id": envelope["envelope_id"]})
            assert all(answer["ok"] for answer in await clicks)

    asyncio.run(asyncio.wait_for(listens(), 8))
    assert (len(heard), len(bot.heard)) == (2, 2)
    assert slack.click("go", ts)["ok"]
    assert len(bot.heard) == 3


def test_frames_slack_sends_beside_envelopes(slack: Slack) -> None:
    async def hello() -> tuple[Json, int]:
        url = slack.call(slack.at["api"] + "apps.connections.open", {}, Authorization="Bearer xapp-sandbox")[
            "url"
        ]
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(url) as socket:
                first = json.loads((await socket.receive()).data)
                await socket.ping()
            async with session.get(url.replace("ws", "http", 1)) as again:
                return first, again.status

    first, again = asyncio.run(hello())
    assert (first["type"], first["connection_info"]) == ("hello", {"app_id": "A0RELAY"})
    assert again == 403, "a ticket opens one socket, once"
