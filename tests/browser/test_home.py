"""What stands beside the conversations on the page: an app's Home, and shortcuts of a message and of anywhere.

With a bot of the test's own, so that every element can be tried.
"""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.window import DESK, PHONE, Window
from tests.sandbox.conftest import (
    WORLD,
    Bot,
    Json,
    Slack,
    actions,
    asks,
    button,
    form,
    options,
    plain,
    until,
)

pytestmark = pytest.mark.browser
Open = Callable[[dict[str, Any]], Window]
WHEN = 1762985700  # 2025-11-12 22:15 in London


def home(said: str) -> Json:
    text = {"type": "mrkdwn", "text": f"*{said}*"}
    menu = {"type": "overflow", "action_id": "menu", "options": options("read plan", "away")}
    return {
        "type": "home",
        "blocks": [
            {"type": "section", "text": text, "accessory": menu},
            {"type": "actions", "block_id": "b", "elements": [button("form"), button("push")]},
            {"type": "actions", "block_id": "s", "elements": [select()]},
        ],
    }


def select() -> Json:
    return {
        "type": "static_select",
        "action_id": "who",
        "placeholder": plain("For whom"),
        "options": options("sam", "ray"),
    }


def everything() -> Json:
    """One of each field that a form may have beside text."""
    return form(
        asks("at", {"type": "timepicker"}),
        asks("day", {"type": "datepicker"}),
        asks("by", {"type": "datetimepicker", "initial_date_time": WHEN}),
        asks("how", {"type": "radio_buttons", "options": options("calm", "loud")}),
        asks("also", {"type": "checkboxes", "options": options("sleep", "mood")}, optional=True),
        asks("whom", {"type": "users_select"}),
    )


def bare(title: str, *names: str) -> Json:
    return form(*actions(*(button(one) for one in names)), title=plain(title), submit=None)


def answers(ack: Any, body: Json, client: Any, **_: Any) -> None:
    """The bot: a Home that counts, forms behind its buttons, and a form behind each shortcut."""
    trigger = body.get("trigger_id")
    user = (body.get("user") or {}).get("id")
    if body["type"] == "event_callback":
        client.views_publish(user_id=body["event"]["user"], view=home("Nobody waits"))
    elif body["type"] in ("shortcut", "message_action"):
        client.views_open(trigger_id=trigger, view=bare(body["callback_id"], "x"))
    elif body["type"] == "block_actions":
        acted(body["actions"][0], body["view"], trigger, client, user)
    ack()


def acted(act: Json, view: Json, trigger: str, client: Any, user: str) -> None:
    match act["action_id"]:
        case "form":
            client.views_open(trigger_id=trigger, view=everything())
        case "push" if view["type"] == "home":
            client.views_open(trigger_id=trigger, view=bare("Below", "redraw", "push"))
        case "push":
            client.views_push(trigger_id=trigger, view=bare("Above", "x"))
        case "redraw":
            client.views_update(view_id=view["id"], view=bare("Redrawn", "push"))
        case _:
            chosen = act["selected_option"]["value"]
            client.views_publish(user_id=user, view=home(f"You chose {chosen}"))


@pytest.fixture
def slack(tmp_path: Path) -> Iterator[Slack]:
    (tmp_path / "world.json").write_text(json.dumps(WORLD))
    made = Slack(tmp_path / "world.json")
    yield made
    assert made.stop() == 0


@pytest.fixture
def bot(slack: Slack) -> Iterator[Bot]:
    made = Bot(slack)
    made.does = answers
    until(lambda: slack.page("state?user=U0JO")["bot"]["connected"])
    yield made
    threading.Thread(target=made.handler.close, daemon=True).start()


@pytest.fixture
def window(browser: Browser, slack: Slack) -> Iterator[Open]:
    opened: list[Window] = []

    def look(size: dict[str, Any]) -> Window:
        opened.append(Window(browser, slack.at["url"], size))
        return opened[-1]

    yield look
    for one in opened:
        one.context.close()
    assert [complaint for one in opened for complaint in one.complaints] == []


def press(control: Locator, size: dict[str, Any]) -> None:
    """As somebody with this window would: with a finger, or with the mouse."""
    control.tap() if size is PHONE else control.click()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_home_is_opened_and_acted_on(bot: Bot, window: Open, size: dict[str, Any]) -> None:
    look = window(size)
    look.opens_home()
    expect(look.home).to_contain_text("Nobody waits")
    assert look.sticks_out() == []
    press(look.home.get_by_role("button", name="More: Nobody waits"), size)
    press(look.page.get_by_role("menuitem", name="Away"), size)
    expect(look.home).to_contain_text("You chose away")
    look.home.get_by_role("combobox", name="For whom").select_option(label="Ray")
    expect(look.home).to_contain_text("You chose ray")
    expect(look.home.get_by_role("combobox", name="For whom")).to_have_value("ray")
    assert look.sticks_out() == []
    look.page.get_by_test_id("tab-messages").click()
    expect(look.home).to_have_count(0)

    def tabs() -> list[str]:
        return [one["event"]["tab"] for one in bot.heard if one["type"] == "event_callback"]

    # the page shows the other tab before the bot hears of it
    until(lambda: len(tabs()) > 1)
    assert tabs() == ["home", "messages"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_each_field_is_filled_by_its_label(bot: Bot, window: Open, size: dict[str, Any]) -> None:
    look = window(size)
    look.opens_home()
    press(look.home.get_by_role("button", name="Go").first, size)
    sheet = look.form
    sheet.get_by_label("at", exact=True).fill("21:15")
    sheet.get_by_label("day", exact=True).fill("2026-11-12")
    expect(sheet.get_by_label("by", exact=True)).to_have_value("2025-11-12T22:15")
    sheet.get_by_label("by", exact=True).fill("2026-07-01T09:30")
    press(sheet.get_by_role("radiogroup", name="how").get_by_role("radio", name="Loud"), size)
    press(sheet.get_by_role("group", name="also").get_by_role("checkbox", name="Mood"), size)
    sheet.get_by_label("whom", exact=True).select_option(label="Dee")
    assert look.sticks_out() == []
    look.saves()
    expect(look.form).to_have_count(0)
    assert saved(bot) == {
        "at": "21:15",
        "day": "2026-11-12",
        "by": 1782894600,
        "how": "loud",
        "also": ["mood"],
        "whom": "U0DEE",
    }


def saved(bot: Bot) -> Json:
    """What the last form sent, by block, as plain values."""
    values = bot.heard[-1]["view"]["state"]["values"]
    told = {name: next(v for k, v in block["a"].items() if k != "type") for name, block in values.items()}
    return {name: bare_value(value) for name, value in told.items()}


def bare_value(value: Any) -> Any:
    if isinstance(value, list):
        return [one["value"] for one in value]
    return value["value"] if isinstance(value, dict) else value


def test_each_field_is_filled_from_the_keyboard(bot: Bot, window: Open) -> None:
    look = window(DESK)
    look.opens_home()
    look.home.get_by_role("button", name="Go").first.focus()
    keys = look.page.keyboard
    keys.press("Enter")
    look.form.get_by_label("at", exact=True).focus()
    # whether the browser asks for the day or the month first, or for morning or afternoon
    keys.type("0915a")
    look.form.get_by_label("day", exact=True).focus()
    keys.type("12122026")
    look.form.get_by_role("radio", name="Calm").focus()
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("D")
    keys.press("Control+Enter")
    expect(look.form).to_have_count(0)
    assert saved(bot) == {
        "at": "09:15",
        "day": "2026-12-12",
        "by": WHEN,
        "how": "loud",
        "also": ["sleep"],
        "whom": "U0DEE",
    }


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_form_without_submit_is_redrawn_and_covered(window: Open, size: dict[str, Any]) -> None:
    look = window(size)
    look.opens_home()
    press(look.home.get_by_role("button", name="Go").nth(1), size)
    look.reads("Below")
    expect(look.page.get_by_test_id("modal-submit")).to_have_count(0)
    press(look.form.get_by_role("button", name="Go").first, size)
    look.reads("Redrawn")
    press(look.form.get_by_role("button", name="Go"), size)
    look.reads("Above")
    press(look.form.get_by_role("button", name="Back"), size)
    look.reads("Redrawn")
    look.closes()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_message_has_shortcuts_whoever_wrote_it(
    slack: Slack, bot: Bot, window: Open, size: dict[str, Any]
) -> None:
    said = {"user": "U0DEE", "conversation": "C0ROWAN"}
    for text in ("Sam was up again", "and walked up and down until it was nearly light outside"):
        slack.page("say", {**said, "text": text})
    slack.client.chat_postMessage(channel="C0ROWAN", text="Early warning signs today?")
    slack.passes(1)
    slack.client.chat_postEphemeral(channel="C0ROWAN", user="U0JO", text="for you")
    look = window(size)
    for text in ("Sam was up", "nearly light", "Early warning"):
        look.chooses_shortcut(text, "Record this about…")
        look.reads("record")
        look.closes()
    texts = [one["message"]["text"] for one in bot.heard if one["type"] == "message_action"]
    assert [text[:9] for text in texts] == ["Sam was u", "and walke", "Early war"]
    expect(look.more_actions("for you")).to_have_count(0)
    assert look.sticks_out() == []


@pytest.mark.usefixtures("bot")
def test_shortcuts_are_chosen_without_a_mouse(slack: Slack, window: Open) -> None:
    slack.page("say", {"user": "U0DEE", "conversation": "C0ROWAN", "text": "Sam was up"})
    look = window(DESK)
    look.messages.get_by_role("button", name="More actions").focus()
    look.page.keyboard.press("Enter")
    expect(look.page.get_by_role("menuitem", name="Record this about…")).to_be_focused()
    look.page.keyboard.press("Enter")
    look.reads("record")
    look.page.keyboard.press("Escape")
    expect(look.form).to_have_count(0)
    box = look.page.get_by_role("combobox", name="Message")
    box.fill("/worries")
    expect(look.page.get_by_role("option", name="Somebody worries me")).to_be_visible()
    box.press("Enter")
    look.reads("worry")
    expect(box).to_have_value("")
