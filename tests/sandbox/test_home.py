"""App Homes: opened, published, acted on; and an app that has none or did not ask to be told."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from .conftest import WORLD, Bot, Json, Slack, actions, asks, button, form, options, plain, until


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


def seen(slack: Slack, user: str) -> Any:
    return slack.page(f"state?user={user}")["home"]


def touch(slack: Slack, action: str, user: str = "U0DEE", **more: Any) -> Any:
    told = {"user": user, "view_id": seen(slack, user)["id"], "block_id": "b", "action_id": action, **more}
    return slack.page("view/act", told)


def test_first_opening_carries_no_view_and_the_next_the_published_one(slack: Slack, bot: Bot) -> None:
    def does(ack: Any, body: Json, client: Any, **_: Any) -> None:
        ack()
        client.views_publish(user_id=body["event"]["user"], view=home(*actions(button("go"))))

    bot.does = does
    conversation = slack.page("home", {"user": "U0GUEST"})["conversation"]
    [first] = bot.hears(1)
    assert {k: v for k, v in first["event"].items() if k != "event_ts"} == {
        "type": "app_home_opened",
        "user": "U0GUEST",
        "channel": conversation,
        "tab": "home",
    }
    until(lambda: seen(slack, "U0GUEST") is not None)
    published = seen(slack, "U0GUEST")
    slack.page("home", {"user": "U0GUEST"})
    view = bot.hears(2)[1]["event"]["view"]
    assert (view["id"], view["type"], view["hash"]) == (published["id"], "home", published["hash"])
    assert (view["blocks"], view["state"]) == (published["blocks"], {"values": {}})
    until(lambda: seen(slack, "U0GUEST")["hash"] != published["hash"])
    assert seen(slack, "U0GUEST")["id"] == published["id"]


def test_messages_tab_is_told_without_the_view(slack: Slack, bot: Bot) -> None:
    slack.client.views_publish(user_id="U0DEE", view=home())
    slack.page("home", {"user": "U0DEE", "tab": "messages"})
    event = bot.hears(1)[0]["event"]
    assert (event["tab"], "view" in event) == ("messages", False)
    assert slack.page("home", {"user": "U0DEE", "tab": "about"})["error"] == "no_such_tab"


def test_button_in_a_home_opens_a_form(slack: Slack, bot: Bot) -> None:
    def does(ack: Any, body: Json, client: Any, **_: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form(asks("n", {"type": "plain_text_input"})))
        ack()

    slack.client.views_publish(
        user_id="U0JO", view=home(*actions(button("go", value="7")), private_metadata="p")
    )
    bot.does = does
    assert touch(slack, "go", user="U0JO")["ok"]
    sent = bot.heard[-1]
    assert sent["type"] == "block_actions"
    assert sent["container"] == {"type": "view", "view_id": seen(slack, "U0JO")["id"]}
    assert (sent["view"]["type"], sent["view"]["private_metadata"]) == ("home", "p")
    assert (sent["actions"][0]["value"], sent["user"]["id"]) == ("7", "U0JO")
    assert not {"channel", "message", "response_url"} & sent.keys()
    assert [view["type"] for view in slack.views()] == ["modal"]


def test_trigger_of_a_home_pushes_nothing(slack: Slack, bot: Bot) -> None:
    slack.client.views_publish(user_id="U0DEE", view=home(*actions(button("go"))))
    touch(slack, "go")
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        slack.client.views_push(trigger_id=bot.heard[-1]["trigger_id"], view=form())


ONE, TWO = options("one", "two")


@pytest.mark.parametrize(
    ("element", "value", "key", "sent"),
    [
        ({"type": "overflow", "options": [ONE, TWO]}, "two", "selected_option", TWO),
        ({"type": "static_select", "options": [ONE, TWO]}, "one", "selected_option", ONE),
        ({"type": "users_select"}, "U0JO", "selected_user", "U0JO"),
        ({"type": "datetimepicker"}, 1762982100, "selected_date_time", 1762982100),
    ],
)
def test_choice_in_a_home_is_sent_and_kept(
    slack: Slack, bot: Bot, element: Json, value: Any, key: str, sent: Any
) -> None:
    view = home(*actions({**element, "action_id": "pick"}))
    slack.client.views_publish(user_id="U0DEE", view=view)
    assert touch(slack, "pick", value=value)["ok"]
    assert bot.heard[-1]["actions"][0][key] == sent
    kept = {} if element["type"] == "overflow" else {"b": {"pick": {"type": element["type"], key: sent}}}
    assert bot.heard[-1]["view"]["state"]["values"] == kept
    assert slack.client.views_publish(user_id="U0DEE", view=view)["view"]["state"]["values"] == kept


def test_button_that_was_published_away_cannot_be_touched(slack: Slack, bot: Bot) -> None:
    slack.client.views_publish(user_id="U0DEE", view=home(*actions(button("go"))))
    slack.client.views_publish(user_id="U0DEE", view=home())
    assert touch(slack, "go")["error"] == "no_such_element"
    assert bot.heard == []


def test_a_home_is_its_owners(slack: Slack) -> None:
    slack.client.views_publish(user_id="U0DEE", view=home(*actions(button("go"))))
    told = {"user": "U0JO", "view_id": seen(slack, "U0DEE")["id"], "block_id": "b", "action_id": "go"}
    assert slack.page("view/act", told)["error"] == "view_not_found"


@pytest.fixture
def without(tmp_path: Path) -> Iterator[Slack]:
    """A workspace whose app has no Home and subscribed to no events."""
    world = {**WORLD, "bot": {**WORLD["bot"], "home": False, "events": []}}
    (tmp_path / "world.json").write_text(json.dumps(world))
    slack = Slack(tmp_path / "world.json")
    yield slack
    assert slack.stop() == 0


def test_app_without_a_home_publishes_none_and_hears_of_no_opening(without: Slack) -> None:
    bot = Bot(without)
    until(lambda: without.page("state?user=U0JO")["bot"]["connected"])
    with pytest.raises(SlackApiError, match="not_enabled"):
        without.client.views_publish(user_id="U0JO", view=home())
    assert without.page("state?user=U0JO")["bot"]["home"] is False
    assert without.page("home", {"user": "U0JO"})["error"] == "not_enabled"
    assert without.page("home", {"user": "U0JO", "tab": "messages"})["ok"]
    time.sleep(0.3)
    assert bot.heard == []
    bot.handler.close()


def test_form_without_submit_is_redrawn_and_covered_by_its_buttons(slack: Slack, bot: Bot) -> None:
    def does(ack: Any, body: Json, client: Any, **_: Any) -> None:
        ack()
        [act] = body["actions"]
        if act["action_id"] == "open":
            client.views_open(trigger_id=body["trigger_id"], view=bare("update", "push"))
        elif act["action_id"] == "update":
            client.views_update(
                view_id=body["view"]["id"], hash=body["view"]["hash"], view=bare("push", title=plain("Again"))
            )
        else:
            client.views_push(trigger_id=body["trigger_id"], view=bare("over"))

    bot.does = does
    slack.client.views_publish(user_id="U0JO", view=home(*actions(button("open"))))
    touch(slack, "open", user="U0JO")
    until(lambda: len(slack.views()) == 1)
    assert _inside(slack, "update")["ok"]
    until(lambda: slack.views()[0]["title"]["text"] == "Again")
    assert slack.views()[0]["submit"] is None
    assert _inside(slack, "update")["error"] == "no_such_element"
    assert _inside(slack, "push")["ok"]
    until(lambda: len(slack.views()) == 2)
    below, over = slack.views()
    assert (over["previous_view_id"], over["root_view_id"]) == (below["id"], below["id"])
    told = {"user": "U0JO", "view_id": over["id"], "state": {}}
    assert slack.page("view/submit", told)["error"] == "cannot_submit"


def bare(*names: str, **more: Any) -> Json:
    return form(*actions(*(button(name) for name in names)), **{"submit": None, **more})


def _inside(slack: Slack, action: str) -> Any:
    told = {"user": "U0JO", "view_id": slack.views()[-1]["id"], "block_id": "b", "action_id": action}
    return slack.page("view/act", told)
