"""What goes wrong on the way to the bot over sockets: what it hears, and what its user sees."""

from collections.abc import Iterator
from typing import Any

import pytest

from .conftest import Bot, Json, Slack, actions, asks, button, form, until


@pytest.fixture(autouse=True)
def calm(slack: Slack) -> Iterator[None]:
    yield
    slack.page("storm", {"rates": {}})
    until(lambda: slack.page("state")["bot"]["connected"], 10)


def post(slack: Slack) -> str:
    metadata = {"event_type": "relay", "event_payload": {"id": "token 1"}}
    sent = slack.client.chat_postMessage(
        channel="C0ROWAN", text="x", blocks=actions(button("go", value="7")), metadata=metadata
    )
    return str(sent["ts"])


def meets(slack: Slack, do: str, method: str = "delivery", **more: Any) -> None:
    assert slack.page("fault", {"method": method, "do": do, **more})["ok"]


def home(slack: Slack) -> None:
    slack.page("home", {"user": "U0JO"})


def ids(bot: Bot) -> list[str]:
    return [body["event_id"] for body in bot.heard]


def test_a_lost_tap_is_an_error_for_its_user_and_nothing_for_the_bot(slack: Slack, bot: Bot) -> None:
    ts = post(slack)
    meets(slack, "lost")
    answer = slack.click("go", ts)
    assert (answer["acked"], answer["error"]) == (False, "not_acknowledged")
    assert bot.heard == []
    noted = slack.log("fault")[-1]
    assert (noted["side"], noted["method"], noted["error"]) == ("delivery", "block_actions", "lost")
    assert (noted["user"], noted["conversation"], noted["token"]) == ("U0JO", "C0ROWAN", "token 1")
    assert noted["done"] is False
    assert slack.click("go", ts)["ok"]


def test_a_lost_answer_is_an_error_for_its_user_though_the_bot_did_it(slack: Slack, bot: Bot) -> None:
    ts = post(slack)
    meets(slack, "ack_lost")
    assert slack.click("go", ts)["error"] == "not_acknowledged"
    assert len(bot.heard) == 1
    assert slack.log("not_acknowledged")[-1]["text"] == "the answer was lost"


def test_a_form_whose_answer_is_lost_stays_open_and_is_sent_again(slack: Slack, bot: Bot) -> None:
    def opens(ack: Any, body: Json, client: Any, **_: Any) -> None:
        if body["type"] == "block_actions":
            client.views_open(
                trigger_id=body["trigger_id"], view=form(asks("b", {"type": "plain_text_input"}))
            )
        ack()

    bot.does = opens
    slack.click("go", post(slack))
    until(lambda: bool(slack.views()))
    meets(slack, "ack_lost", "view_submission")
    assert slack.submit({"b": {"a": "calm"}})["error"] == "not_acknowledged"
    assert len(slack.views()) == 1
    assert slack.submit({"b": {"a": "calm"}})["ok"]
    assert slack.views() == []
    sent = [body["view"]["id"] for body in bot.heard if body["type"] == "view_submission"]
    assert len(sent) == 2
    assert len(set(sent)) == 1


def test_twice_is_the_same_tap_heard_twice(slack: Slack, bot: Bot) -> None:
    ts = post(slack)
    meets(slack, "twice")
    assert slack.click("go", ts)["ok"]
    first, second = bot.hears(2)
    assert first == second


def test_again_is_an_acknowledged_event_with_retry_fields(slack: Slack, bot: Bot) -> None:
    meets(slack, "again", seconds=0.1)
    home(slack)
    bot.hears(2)
    assert len(set(ids(bot))) == 1
    assert len(slack.log("not_acknowledged", after=slack.log("fault")[-1]["seq"])) == 0


def test_an_event_lost_is_retried_by_the_sandbox_s_clock(slack: Slack, bot: Bot) -> None:
    meets(slack, "lost", "app_home_opened", times=3)
    before = slack.log()[-1]["seq"]
    home(slack)
    until(lambda: len(slack.log("fault", after=before)) == 2)
    slack.passes(59)
    assert len(slack.log("fault", after=before)) == 2
    slack.passes(2)
    until(lambda: len(slack.log("fault", after=before)) == 3)
    assert bot.heard == []
    slack.passes(301)
    assert len(bot.hears(1)) == 1
    assert [one["kind"] for one in slack.log("acknowledged", after=before)] == ["acknowledged"]


def test_late_is_delivered_after_a_while(slack: Slack, bot: Bot) -> None:
    ts = post(slack)
    meets(slack, "late", seconds=0.4)
    before = slack.log()[-1]["real"]
    assert slack.click("go", ts)["ok"]
    assert slack.log("acknowledged")[-1]["real"] > before
    assert len(bot.heard) == 1


@pytest.mark.parametrize("do", ["refresh", "too_many"])
def test_a_bot_whose_socket_goes_comes_back(slack: Slack, bot: Bot, do: str) -> None:
    ts = post(slack)
    session = bot.handler.client.session_id()
    assert slack.page("sockets", {"do": do})["sockets"] == 1
    until(lambda: bot.handler.client.session_id() != session and bot.handler.client.is_connected(), 15)
    until(lambda: slack.click("go", ts)["ok"], 15)
    assert bot.heard


def test_what_comes_with_a_refresh_still_arrives(slack: Slack, bot: Bot) -> None:
    ts = post(slack)
    meets(slack, "refresh")
    assert slack.click("go", ts)["ok"]
    assert len(bot.heard) == 1


def test_a_storm_of_deliveries_is_counted_by_kind(slack: Slack, bot: Bot) -> None:
    ts = post(slack)
    before = slack.page("storm")["counts"]["delivery"].get("twice", 0)
    slack.page("storm", {"seed": 1, "deliveries": {"twice": 1.0}})
    for _ in range(3):
        assert slack.click("go", ts)["ok"]
    told = slack.page("storm", {"rates": {}})
    assert told["counts"]["delivery"]["twice"] == before + 3
    assert [one["nth"] for one in slack.log("fault")[-3:]] == [1, 2, 3]
    bot.hears(6)


def test_disturbing_says_what_it_knows(slack: Slack) -> None:
    assert "refresh" in slack.page("sockets", {"do": "explode"})["why"]
    assert slack.page("verify", {})["error"] == "socket_mode"
