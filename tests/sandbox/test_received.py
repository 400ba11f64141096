"""What a judge reads: what people did and were answered, and what everybody received."""

from typing import Any

from .conftest import Bot, Json, Slack, actions, asks, button, form, until


def post(slack: Slack, token: str, to: str = "C0ROWAN") -> str:
    metadata = {"event_type": "relay", "event_payload": {"id": token}}
    blocks = actions(button("go", value="7"))
    return str(slack.client.chat_postMessage(channel=to, text=token, blocks=blocks, metadata=metadata)["ts"])


def received(slack: Slack, token: str, **query: str) -> list[Json]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    messages: list[Json] = slack.page(f"received?{asked}")["messages"]
    return [one for one in messages if one["token"] == token]


def test_a_message_is_told_once_with_its_changes(slack: Slack, bot: Bot) -> None:
    del bot
    ts = post(slack, "t1")
    metadata = {"event_type": "relay", "event_payload": {"id": "t2"}}
    slack.client.chat_update(channel="C0ROWAN", ts=ts, text="changed", metadata=metadata)
    slack.client.chat_update(channel="C0ROWAN", ts=ts, text="changed again")
    (one,) = received(slack, "t1")
    assert (one["text"], one["ts"], one["method"], one["deleted"]) == ("t1", ts, "chat.postMessage", None)
    edits = [(edit["text"], edit["token"], edit["method"]) for edit in one["edits"]]
    assert edits == [("changed", "t2", "chat.update"), ("changed again", "t2", "chat.update")]
    assert one["seq"] < one["edits"][0]["seq"] < one["edits"][1]["seq"]
    assert one["at"] != one["real"]
    slack.client.chat_delete(channel="C0ROWAN", ts=ts)
    assert received(slack, "t1")[0]["deleted"]["seq"] > one["edits"][1]["seq"]


def test_a_message_is_told_to_those_who_read_it(slack: Slack) -> None:
    post(slack, "all")
    post(slack, "jo alone", "U0JO")
    assert received(slack, "all")[0]["readers"] == ["U0JO", "U0DEE"]
    assert [len(received(slack, "jo alone", user=user)) for user in ("U0JO", "U0DEE")] == [1, 0]
    assert received(slack, "jo alone", conversation="C0ROWAN") == []
    assert len(received(slack, "all", conversation="C0ROWAN", user="U0DEE")) == 1


def test_an_answer_that_replaces_is_a_change_and_one_that_deletes_an_end(slack: Slack, bot: Bot) -> None:
    ts = post(slack, "t3")
    slack.click("go", ts)
    url = bot.heard[-1]["response_url"]
    slack.call(url, {"text": "replaced", "replace_original": True})
    slack.call(url, {"text": "psst"})
    (one,) = received(slack, "t3")
    assert [edit["text"] for edit in one["edits"]] == ["replaced"]
    whispered = [m for m in slack.page("received?user=U0JO")["messages"] if m["text"] == "psst"]
    assert [(m["ephemeral"], m["readers"]) for m in whispered] == [(True, ["U0JO"])]
    slack.call(url, {"delete_original": True})
    assert received(slack, "t3")[0]["deleted"]


def test_a_tap_is_noted_with_what_was_acknowledged(slack: Slack, bot: Bot) -> None:
    del bot
    ts = post(slack, "t4")
    slack.click("go", ts)
    noted = slack.log("acknowledged")[-1]
    assert (noted["method"], noted["user"], noted["conversation"]) == ("block_actions", "U0JO", "C0ROWAN")
    assert (noted["token"], noted["answer"]) == ("t4", None)
    assert noted["ms"] > 0
    did = {"kind": "block_actions", "action_id": "go", "block_id": "b", "value": "7", "message_ts": ts}
    assert noted["did"] == did


def test_a_submission_is_noted_with_what_it_said_and_the_errors_it_got(slack: Slack, bot: Bot) -> None:
    shown = form(asks("b", {"type": "plain_text_input"}), private_metadata="about 3")

    def does(ack: Any, body: Json, client: Any, **_: Any) -> None:
        if body["type"] == "view_submission":
            return ack(response_action="errors", errors={"b": "Not saved"})
        client.views_open(trigger_id=body["trigger_id"], view=shown)
        return ack()

    bot.does = does
    slack.click("go", post(slack, "t5"))
    until(lambda: bool(slack.views()))
    slack.submit({"b": {"a": "calm"}})
    noted = slack.log("acknowledged")[-1]
    assert noted["answer"] == {"response_action": "errors", "errors": {"b": "Not saved"}}
    assert noted["did"]["values"]["b"]["a"]["value"] == "calm"
    assert (noted["did"]["view_id"], noted["did"]["private_metadata"]) == (slack.views()[-1]["id"], "about 3")


def test_a_command_is_noted_with_its_words(slack: Slack, bot: Bot) -> None:
    bot.does = lambda ack, **_: ack(text="Dee is on call")
    slack.page("command", {"user": "U0JO", "conversation": "C0ROWAN", "command": "/oncall", "text": "now"})
    noted = slack.log("acknowledged")[-1]
    assert (noted["did"]["command"], noted["did"]["text"]) == ("/oncall", "now")
    assert noted["answer"]["text"] == "Dee is on call"
