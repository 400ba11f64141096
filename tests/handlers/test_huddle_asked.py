"""`/huddle` and the digest's forms: whoever may look sees any week of their own houses, others are refused kindly."""

import json
from collections.abc import Iterator

import pytest

import prompts.actions
import prompts.digest
import prompts.huddle
from db.session import Database
from handlers import huddle as listening
from handlers.flow import huddle as flow
from tests.handlers import decisions
from tests.handlers.decisions import POST, day, decision, sends
from tests.handlers.huddles import CHANNEL, TUESDAY, WEEK, at, meeting
from tests.handlers.wired import Wired
from tests.house import DUE, SLEEPLESS, Rowan, journal

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    return meeting(database, monkeypatch)


@pytest.fixture
def slack(house: Rowan) -> Iterator[Wired]:
    yield from decisions.slack(house)


def answer(slack: Wired, user: str, typed: str = "", channel: str = CHANNEL) -> str:
    slack.whispers.clear()
    ack = slack.command(user, channel, "/huddle", typed)
    assert ack is not None
    return str(ack.payload.get("text") or "") + json.dumps(slack.whispers, ensure_ascii=False)


@pytest.mark.parametrize("user", ["U0ASH", "U0LEAD", "U0KIT"])
def test_whoever_is_at_the_huddle_may_look_at_any_week(house: Rowan, slack: Wired, user: str) -> None:
    house.clock.at = TUESDAY
    last = answer(slack, user)
    assert "9–15 Nov 2026, Rowan House." in last
    assert "1 concern." in last
    assert "16–22 Nov 2026 so far" in answer(slack, user, "this")
    assert "2–8 Nov 2026" in answer(slack, user, "2026-W45")


@pytest.mark.parametrize(
    ("user", "why"),
    [("U0WORKER", "not_this_role"), ("U0SHARED", "shared_account"), ("U0NOBODY", "not_listed"),
     ("U0BOSS", "other_service")],
)  # fmt: skip
def test_others_are_refused_kindly_and_told_whom_to_phone(
    house: Rowan, slack: Wired, user: str, why: str
) -> None:
    slack.users[user] = "Somebody"
    assert "phone" in answer(slack, user)
    assert "Weekly huddle" not in answer(slack, user)
    assert {row.why for row in journal(house.database, "refused")} == {why}


def test_in_a_houses_channel_that_house_is_meant_and_elsewhere_all_of_theirs(
    house: Rowan, slack: Wired
) -> None:
    house.clock.at = TUESDAY
    assert "9–15 Nov 2026, Rowan House." in answer(slack, "U0KIT", channel="C0ROWAN")
    assert "9–15 Nov 2026, Oak House, Rowan House." in answer(slack, "U0KIT", channel="C0ELSEWHERE")
    assert "9–15 Nov 2026, Oak House." in answer(slack, "U0KIT", "oak-house", channel="C0ROWAN")
    # a manager of one house sees that house alone, wherever they ask
    assert "9–15 Nov 2026, Oak House." in answer(slack, "U0OAK", channel="C0ROWAN")


def test_whoever_sees_none_of_the_channels_houses_is_shown_their_own(house: Rowan, slack: Wired) -> None:
    house.clock.at = TUESDAY
    assert "9–15 Nov 2026, Oak House." in answer(slack, "U0OAK")


def test_other_words_are_answered_with_what_can_be_typed(slack: Wired) -> None:
    told = answer(slack, "U0ASH", "tomorow")
    assert "tomorow" in told
    assert "2026-W46" in told
    assert "rowan-house" in told
    assert "oak-house" not in told


def test_the_menus_put_another_week_or_house_in_place_of_the_answer(house: Rowan, slack: Wired) -> None:
    house.clock.at = TUESDAY
    week = flow.weeks.parse("2026-W46")
    for service, shows in (("oak-house", "Oak House"), ("rowan-house", "Rowan House")):
        value = prompts.huddle.value(week.plus(1), house.service(service).id)
        chosen = {"selected_option": {"value": value}, "type": "static_select"}
        slack.tap("U0KIT", slack.posts[0], {"action_id": "huddle.week", "block_id": "b"}, **chosen)
        assert slack.posts[0]["text"].startswith(f"Weekly huddle, 16–22 Nov 2026 so far, {shows}.")


def test_a_workspace_without_charts_gets_tables(house: Rowan, slack: Wired) -> None:
    for week in range(3):
        house.clock.at = DUE + week * WEEK
        house.tick()
        house.says("sam", SLEEPLESS)
    house.clock.at = TUESDAY + 2 * WEEK
    assert '"data_visualization"' in answer(slack, "U0ASH")
    slack.charts = False
    plain = answer(slack, "U0ASH")
    assert '"data_visualization"' not in plain
    assert "Weekly huddle" in plain


# its forms


def opens(slack: Wired, user: str, action: str, value: str) -> str:
    slack.views.clear()
    slack.whispers.clear()
    slack.tap_on(user, POST, action, value)
    return json.dumps(slack.views.get(user) or slack.whispers, ensure_ascii=False)


@pytest.mark.parametrize("posting", [0, 1])
def test_all_the_figures_and_the_minutes_open_for_those_at_the_huddle(
    house: Rowan, slack: Wired, posting: int
) -> None:
    at(house, TUESDAY)
    value = f"{posting}:{house.service().id}:20261109"
    shown_ = opens(slack, "U0LEAD", prompts.digest.Action.FIGURES, value)
    assert "By time of day" in shown_
    assert "*Sam*" in shown_
    slack.tap_on("U0ASH", POST, prompts.actions.Action.DECIDE, "1")
    sends(slack, decision(house, tells_on=day("2026-11-18")))
    assert "SECRET decided" in opens(slack, "U0LEAD", prompts.digest.Action.MINUTES, value)
    which = " posting 1" if posting else ""
    for what, week in (("figures", "2026-W46"), ("minutes", "2026-W47")):
        (opened,) = journal(house.database, f"huddle.{what}")
        assert (opened.actor, opened.why) == ("U0LEAD", f"{week}{which}")
    for user in ("U0WORKER", "U0OAK", "U0SHARED"):
        refused = opens(slack, user, prompts.digest.Action.FIGURES, value)
        assert "Thank you for helping." in refused
        assert "By time of day" not in refused


@pytest.mark.parametrize(
    "value", ["", "1", "9:1:20261109", "1:1:x", "0:1:20261110", "0:1:20269999", "1:1:1:1"]
)
def test_a_button_that_is_none_of_ours_opens_nothing(house: Rowan, slack: Wired, value: str) -> None:
    at(house, TUESDAY)
    slack.tap_on("U0ASH", POST, prompts.digest.Action.FIGURES, value)
    assert slack.views == {}


def test_what_is_asked_for_of_a_house_that_one_may_not_see_is_of_ones_own(house: Rowan) -> None:
    with house.database.read() as session:
        who = flow.db.people.staff_by_slack(session, "U0OAK")
        services, _ = flow.scope(session, who, "C0ROWAN")
    assert [one.spec.key for one in listening._of(services, house.service().id)] == ["oak-house"]
