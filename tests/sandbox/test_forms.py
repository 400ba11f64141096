"""Forms, from the trigger to the acknowledgement, with a real Bolt app at the other end."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from .conftest import Bot, Json, Slack, actions, asks, button, form, options, plain

TEXT = {"type": "plain_text_input"}
NOTE = asks("note", TEXT)


def opens(view: Json, answers: Callable[..., None] | None = None) -> Callable[..., None]:
    """A bot that opens this view at a click, and answers its submission."""

    def does(ack: Any, body: Json, client: Any, **_: Any) -> None:
        if body["type"] == "block_actions" and "view" not in body:
            client.views_open(trigger_id=body["trigger_id"], view=view)
            ack()
        elif answers:
            answers(ack=ack, body=body, client=client)
        else:
            ack()

    return does


def open_form(slack: Slack, bot: Bot, view: Json, answers: Callable[..., None] | None = None) -> Json:
    bot.does = opens(view, answers)
    ts = slack.client.chat_postMessage(channel="C0ROWAN", text="x", blocks=actions(button("open")))["ts"]
    assert slack.click("open", ts)["ok"]
    return slack.views()[-1]


def test_empty_acknowledgement_closes_and_the_state_is_whole(slack: Slack, bot: Bot) -> None:
    menu = {"type": "static_select", "options": options("one", "two")}
    ticks = {"type": "checkboxes", "options": options("one", "two")}
    fields = [
        NOTE,
        asks("level", {**menu, "initial_option": options("two")[0]}),
        asks("ticks", ticks, optional=True),
        asks("when", {"type": "timepicker"}, optional=True),
        asks("who", {"type": "users_select"}, optional=True),
    ]
    open_form(slack, bot, form(*fields, private_metadata="nonce"))
    answer = slack.submit({"note": {"a": "<b> & مرحبا \x00"}, "ticks": {"a": ["one"]}})
    assert (answer["ok"], answer["views"]) == (True, [])
    sent = bot.heard[-1]
    assert (sent["type"], sent["user"]["id"], sent["view"]["private_metadata"]) == (
        "view_submission",
        "U0JO",
        "nonce",
    )
    values = {block: state["a"] for block, state in sent["view"]["state"]["values"].items()}
    assert values == {
        "note": {"type": "plain_text_input", "value": "<b> & مرحبا \x00"},
        "level": {"type": "static_select", "selected_option": options("two")[0]},
        "ticks": {"type": "checkboxes", "selected_options": options("one")},
        "when": {"type": "timepicker", "selected_time": None},
        "who": {"type": "users_select", "selected_user": None},
    }


@pytest.mark.parametrize(
    ("element", "value"),
    [
        (TEXT, ""),
        ({**TEXT, "max_length": 3}, "four"),
        ({**TEXT, "min_length": 3}, "no"),
        (TEXT, "x" * 3001),
        ({"type": "static_select", "options": options("one")}, "two"),
        ({"type": "radio_buttons", "options": options("one")}, None),
        ({"type": "checkboxes", "options": options("one")}, []),
        ({"type": "multi_static_select", "options": options("a", "b"), "max_selected_items": 1}, ["a", "b"]),
        ({"type": "datepicker"}, "tomorrow"),
        ({"type": "timepicker"}, "24:00"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "9"}, "9.5"),
    ],
)
def test_what_a_phone_lets_not_through_never_reaches_the_bot(
    slack: Slack, bot: Bot, element: Json, value: Any
) -> None:
    open_form(slack, bot, form(asks("field", element)))
    heard = len(bot.heard)
    answer = slack.submit({"field": {"a": value}})
    assert (answer["ok"], answer["error"], list(answer["errors"])) == (False, "invalid_input", ["field"])
    assert len(bot.heard) == heard
    assert len(slack.views()) == 1


def test_fields_that_are_not_there_are_refused(slack: Slack, bot: Bot) -> None:
    open_form(slack, bot, form(asks("note", TEXT, optional=True)))
    assert slack.submit({"other": {"a": "x"}})["errors"].keys() == {"other"}


def test_errors_keep_the_form_and_what_was_typed(slack: Slack, bot: Bot) -> None:
    def answers(ack: Any, **_: Any) -> None:
        ack(response_action="errors", errors={"note": "Say more."})

    open_form(slack, bot, form(NOTE), answers)
    answer = slack.submit({"note": {"a": "short"}})
    assert (answer["ok"], answer["errors"]) == (True, {"note": "Say more."})
    [view] = slack.views()
    assert view["errors"] == {"note": "Say more."}
    assert view["state"]["values"]["note"]["a"]["value"] == "short"


def test_update_replaces_the_form_in_place(slack: Slack, bot: Bot) -> None:
    def answers(ack: Any, **_: Any) -> None:
        ack(response_action="update", view=form({"type": "divider"}, submit=None, title=plain("Saved")))

    before = open_form(slack, bot, form(NOTE), answers)
    [after] = slack.submit({"note": {"a": "x"}})["views"]
    assert (after["id"], after["title"]["text"]) == (before["id"], "Saved")
    assert after["hash"] != before["hash"]
    assert slack.log("view.update")[-1]["view"]["id"] == before["id"]


def test_push_lies_on_top_and_its_closing_shows_what_was_below(slack: Slack, bot: Bot) -> None:
    def answers(ack: Any, body: Json, **_: Any) -> None:
        below = body["view"]["callback_id"] == "form"
        ack(response_action="push", view=form(NOTE, callback_id="over")) if below else ack()

    below = open_form(slack, bot, form(NOTE), answers)
    slack.submit({"note": {"a": "x"}})
    over = slack.views()[-1]
    assert (over["previous_view_id"], over["root_view_id"]) == (below["id"], below["id"])
    covered = {"user": "U0JO", "view_id": below["id"], "state": {}}
    assert slack.page("view/submit", covered)["error"] == "cannot_submit"
    assert [v["id"] for v in slack.submit({"note": {"a": "y"}})["views"]] == [below["id"]]


def test_clear_closes_the_whole_stack(slack: Slack, bot: Bot) -> None:
    def answers(ack: Any, body: Json, **_: Any) -> None:
        if body["view"]["callback_id"] == "form":
            ack(response_action="push", view=form(NOTE, callback_id="over"))
        else:
            ack(response_action="clear")

    open_form(slack, bot, form(NOTE), answers)
    slack.submit({"note": {"a": "x"}})
    assert slack.submit({"note": {"a": "y"}})["views"] == []


@pytest.mark.parametrize(
    "acknowledgement",
    [
        {"response_action": "update", "view": form(title=plain("x" * 25))},
        {"response_action": "errors", "errors": {"elsewhere": "x"}},
        {"response_action": "dance"},
    ],
)
def test_acknowledgement_slack_would_not_follow_shows_an_error(
    slack: Slack, bot: Bot, acknowledgement: Json
) -> None:
    before = len(slack.log())
    open_form(slack, bot, form(NOTE), lambda ack, **_: ack(acknowledgement))
    answer = slack.submit({"note": {"a": "x"}})
    assert (answer["ok"], answer["acked"]) == (False, True)
    assert [e["method"] for e in slack.log("refused", after=before)] == ["view_submission"]
    assert len(slack.views()) == 1


def test_fourth_form_is_refused(slack: Slack, bot: Bot) -> None:
    refused: list[str] = []

    def answers(ack: Any, body: Json, client: Any, **_: Any) -> None:
        try:
            client.views_push(trigger_id=body["trigger_id"], view=form(*actions(button("more"))))
        except SlackApiError as no:
            refused.append(no.response["error"])
        ack()

    open_form(slack, bot, form(*actions(button("more"))), answers)
    for _ in range(3):
        told = {"user": "U0JO", "view_id": slack.views()[-1]["id"], "block_id": "b", "action_id": "more"}
        assert slack.page("view/act", told)["ok"]
    assert (len(slack.views()), refused) == (3, ["push_limit_reached"])


def test_button_in_a_form_carries_what_else_stands_in_it(slack: Slack, bot: Bot) -> None:
    view = open_form(slack, bot, form(NOTE, *actions(button("more"))))
    told = {"user": "U0JO", "view_id": view["id"], "block_id": "b", "action_id": "more"}
    slack.page("view/act", {**told, "state": {"note": {"a": "half a thou"}}})
    sent = bot.heard[-1]
    assert sent["container"] == {"type": "view", "view_id": view["id"]}
    assert sent["view"]["state"]["values"]["note"]["a"]["value"] == "half a thou"
    bot.handler.app.client.views_update(view_id=view["id"], view=form(NOTE, title=plain("Again")))
    assert slack.views()[-1]["state"]["values"]["note"]["a"]["value"] == "half a thou"


def test_stale_hash_is_refused_and_a_fresh_one_is_not(slack: Slack, bot: Bot) -> None:
    view = open_form(slack, bot, form(NOTE))
    update = bot.handler.app.client.views_update
    update(view_id=view["id"], hash=view["hash"], view=form(NOTE))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        update(view_id=view["id"], hash=view["hash"], view=form(NOTE))


def test_trigger_opens_once(slack: Slack, bot: Bot) -> None:
    open_form(slack, bot, form(NOTE))
    used = bot.heard[-1]["trigger_id"]
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        slack.client.views_open(trigger_id=used, view=form(NOTE))


def test_external_ids_are_taken_once(slack: Slack, bot: Bot) -> None:
    open_form(slack, bot, form(NOTE, external_id="mine"))
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        slack.client.views_publish(
            user_id="U0DEE", view={"type": "home", "blocks": [], "external_id": "mine"}
        )
    assert slack.client.views_update(external_id="mine", view=form(NOTE, external_id="mine"))["ok"]


def test_closing_is_told_where_asked_for(slack: Slack, bot: Bot) -> None:
    view = open_form(slack, bot, form(NOTE, notify_on_close=True))
    assert slack.page("view/close", {"user": "U0JO", "view_id": view["id"]})["views"] == []
    assert (bot.heard[-1]["type"], bot.heard[-1]["is_cleared"]) == ("view_closed", False)


def test_nobody_reads_another_ones_form(slack: Slack, bot: Bot) -> None:
    view = open_form(slack, bot, form(NOTE))
    assert slack.views("U0DEE") == []
    told = {"user": "U0DEE", "view_id": view["id"], "state": {}}
    assert slack.page("view/submit", told)["error"] == "view_not_found"


def test_form_stays_open_with_its_content_when_nobody_acknowledges(slack: Slack, bot: Bot) -> None:
    open_form(slack, bot, form(NOTE), lambda **_: None)
    heard = len(bot.heard)
    began = time.monotonic()
    answers: list[Json] = []
    both = [
        threading.Thread(target=lambda: answers.append(slack.submit({"note": {"a": "x"}}))) for _ in range(2)
    ]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert time.monotonic() - began > 2.9
    assert [a["error"] for a in answers] == ["not_acknowledged"] * 2
    assert "took too long" in answers[0]["why"]
    assert slack.views()[-1]["state"]["values"]["note"]["a"]["value"] == "x"
    # Interactions are never sent again.
    time.sleep(0.3)
    assert len(bot.heard) == heard + 2
    assert slack.log("not_acknowledged")[-1]["method"] == "view_submission"
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        slack.client.views_open(trigger_id=bot.heard[-1]["trigger_id"], view=form(NOTE))


def test_leap_does_not_age_a_trigger(slack: Slack, bot: Bot) -> None:
    ts = slack.client.chat_postMessage(channel="C0ROWAN", text="x", blocks=actions(button("go")))["ts"]
    slack.click("go", ts)
    slack.passes(60)
    assert slack.client.views_open(trigger_id=bot.heard[-1]["trigger_id"], view=form(NOTE))["ok"]


def test_home_is_drawn_and_clicked(slack: Slack, bot: Bot) -> None:
    slack.client.views_publish(user_id="U0JO", view={"type": "home", "blocks": actions(button("go"))})
    home = slack.page("state?user=U0JO")["home"]
    told = {"user": "U0JO", "view_id": home["id"], "block_id": "b", "action_id": "go"}
    assert slack.page("view/act", told)["ok"]
    assert bot.heard[-1]["view"]["type"] == "home"
    with pytest.raises(SlackApiError, match="hash_conflict"):
        slack.client.views_publish(user_id="U0JO", view={"type": "home", "blocks": []}, hash="1.old")
