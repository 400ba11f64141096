"""Storms: who is met by what, again and again the same, and what is noted of it."""

import http.client
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.faults import API, DELIVERY
from sandbox.storm import Storm

from .conftest import Json, Slack, until

NOW = datetime(2026, 11, 12, 21, tzinfo=UTC)
LOST = (http.client.HTTPException, OSError)


def kinds(storm: Storm, method: str, calls: int) -> list[str | None]:
    met = [storm.call(method, NOW) for _ in range(calls)]
    return [fault.do if fault else None for fault in met]


def test_a_seed_repeats_and_another_differs() -> None:
    told = {"seed": 7, "rates": dict.fromkeys(API, 0.05)}
    first = kinds(Storm(told), "chat.postMessage", 200)
    assert kinds(Storm(told), "chat.postMessage", 200) == first
    assert kinds(Storm({**told, "seed": 8}), "chat.postMessage", 200) != first


def test_another_method_between_changes_nothing() -> None:
    told = {"seed": 7, "rates": dict.fromkeys(API, 0.05)}
    alone, mixed = Storm(told), Storm(told)
    expected = kinds(alone, "chat.update", 50)
    found = []
    for _ in range(50):
        kinds(mixed, "users.info", 3)
        found += kinds(mixed, "chat.update", 1)
    assert found == expected
    assert kinds(Storm(told), "users.info", 50) != expected


def test_the_order_in_which_rates_are_told_changes_nothing() -> None:
    rates = {"500": 0.1, "drop": 0.2, "429": 0.1}
    backwards = dict(reversed(rates.items()))
    told = kinds(Storm({"rates": rates}), "chat.update", 50)
    assert told == kinds(Storm({"rates": backwards}), "chat.update", 50)


def test_each_kind_comes_as_often_as_its_rate() -> None:
    came = Counter(kinds(Storm({"seed": 1, "rates": dict.fromkeys(API, 0.05)}), "chat.update", 4000))
    assert set(came) == {None, *API}
    assert all(140 < came[kind] < 260 for kind in API)


@pytest.mark.parametrize(
    ("told", "method", "meets"),
    [
        ({}, "chat.postMessage", True),
        ({}, "conversations.history", True),
        ({}, "apps.connections.open", False),
        ({}, "response_url", False),
        ({"look_up": False}, "conversations.history", False),
        ({"look_up": False}, "conversations.replies", False),
        ({"look_up": False}, "conversations.info", True),
        ({"methods": ["chat.update"]}, "chat.postMessage", False),
        ({"methods": ["chat.update"]}, "chat.update", True),
        ({"methods": ["response_url", "apps.connections.open"]}, "response_url", True),
        ({"methods": ["apps.connections.open"]}, "apps.connections.open", True),
        ({"until": "2026-11-12T21:00:00+00:00"}, "chat.update", False),
        ({"until": "2026-11-12T21:00:01+00:00"}, "chat.update", True),
        ({"seconds": 0}, "chat.update", False),
        ({"seconds": 60}, "chat.update", True),
        ({"rates": {}}, "chat.update", False),
    ],
)
def test_a_storm_meets_what_it_was_told_to(told: Json, method: str, meets: bool) -> None:
    storm = Storm({"rates": {"500": 1.0}, **told})
    assert (storm.call(method, NOW) is not None) is meets


@pytest.mark.parametrize(
    ("what", "envelope", "sockets", "kind", "meets"),
    [
        ("block_actions", "interactive", True, "lost", True),
        ("block_actions", "interactive", True, "cut", True),
        ("block_actions", "interactive", False, "cut", False),
        ("block_actions", "interactive", False, "twice", True),
        ("block_actions", "interactive", True, "again", False),
        ("app_home_opened", "events_api", True, "again", True),
        ("app_home_opened", "events_api", False, "again", True),
    ],
)
def test_a_delivery_meets_what_can_meet_it(
    what: str, envelope: str, sockets: bool, kind: str, meets: bool
) -> None:
    storm = Storm({"deliveries": {kind: 1.0}})
    assert (storm.delivery(what, envelope, sockets, NOW) is not None) is meets
    assert storm.call("chat.update", NOW) is None


def test_lengths_lie_in_their_spans() -> None:
    storm = Storm({"rates": {"delay": 0.5, "429": 0.5}, "spans": {"delay": [0.2, 0.3]}})
    met = [storm.call("chat.update", NOW) for _ in range(100)]
    delays = [fault.seconds for fault in met if fault and fault.do == "delay"]
    waits = [fault.seconds for fault in met if fault and fault.do == "429"]
    assert all(0.2 <= seconds <= 0.3 for seconds in delays)
    assert len(set(delays)) > 10
    assert all(1 <= seconds <= 3 for seconds in waits)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"rates": {"explode": 0.1}}, "accept_and_drop"),
        ({"rates": {"lost": 0.1}}, "unknown lost"),
        ({"deliveries": {"429": 0.1}}, "ack_lost"),
        ({"rates": {"429": 0.6, "500": 0.6}}, "together"),
        ({"rates": {"429": -0.1}}, "at least 0"),
        ({"weather": "bad"}, "weather"),
        ({"spans": {"500": [1, 2]}}, "spans"),
        ({"spans": {"delay": [2, 1]}}, "from and to"),
        ({"until": "2026-11-12T21:00:00"}, "offset"),
    ],
)
def test_a_storm_that_cannot_be_is_refused_and_the_one_before_goes_on(
    slack: Slack, told: Json, says: str
) -> None:
    before = slack.page("storm", {"seed": 3, "rates": {}})["storm"]
    refused = slack.page("storm", told)
    assert refused["status"] == 400
    assert says in refused["why"]
    assert slack.page("storm")["storm"] == before


def storm(slack: Slack, do: str, **more: Any) -> None:
    rates = "deliveries" if do in DELIVERY else "rates"
    assert slack.page("storm", {"seed": "s", rates: {do: 1.0}, "methods": ["chat.postMessage"], **more})["ok"]


def say(slack: Slack, text: str) -> Any:
    metadata = {"event_type": "relay", "event_payload": {"id": f"token of {text}"}}
    return slack.client.chat_postMessage(channel="C0ROWAN", text=text, metadata=metadata)


def posted(slack: Slack, text: str) -> bool:
    return text in [m["text"] for m in slack.client.conversations_history(channel="C0ROWAN")["messages"]]


@pytest.mark.parametrize(
    ("do", "raises", "done"),
    [
        ("429", SlackApiError, False),
        ("500", SlackApiError, False),
        ("503", SlackApiError, False),
        ("garbage", SlackApiError, False),
        ("shape", (SlackApiError, AttributeError, ValueError), False),
        ("drop", LOST, False),
        ("silence", LOST, False),
        ("accept_and_drop", LOST, True),
        ("accept_and_500", SlackApiError, True),
        ("accept_and_garbage", SlackApiError, True),
        ("accept_and_silence", LOST, True),
    ],
)
def test_each_kind_is_heard_and_noted_as_what_it_was(slack: Slack, do: str, raises: Any, done: bool) -> None:
    before = slack.page("storm")["counts"]["api"].get(do, 0)
    storm(slack, do, spans={"silence": [0.3, 0.3], "accept_and_silence": [0.3, 0.3]})
    with pytest.raises(raises):
        say(slack, do)
    assert slack.page("storm")["counts"]["api"][do] == before + 1
    slack.page("storm", {"rates": {}})
    assert posted(slack, do) is done
    noted = slack.log("fault")[-1]
    assert (noted["side"], noted["method"], noted["error"]) == ("api", "chat.postMessage", do)
    assert (noted["done"], noted["token"], noted["conversation"]) == (done, f"token of {do}", "C0ROWAN")
    assert (noted["storm"], noted["nth"]) == ("s", 1)


@pytest.mark.parametrize("do", ["delay", "accept_and_delay"])
def test_a_delay_is_before_the_deed_or_after_it(slack: Slack, do: str) -> None:
    storm(slack, do, spans={do: [0.4, 0.4]})
    began = time.time()
    assert say(slack, do)["ok"]
    assert time.time() - began >= 0.4
    done = datetime.fromisoformat(slack.log("post")[-1]["real"]).timestamp() - began
    assert done >= 0.4 if do == "delay" else done < 0.3


def test_silence_ends_when_the_caller_leaves(slack: Slack) -> None:
    storm(slack, "silence", spans={"silence": [600, 600]})
    slack.client.timeout = 1
    try:
        with pytest.raises(TimeoutError):
            say(slack, "no answer")
    finally:
        slack.client.timeout = 5
    slack.page("storm", {"rates": {}})
    assert say(slack, "answer")["ok"]


def test_a_storm_ends_by_the_sandbox_s_clock(slack: Slack) -> None:
    now = datetime.fromisoformat(slack.call(slack.at["clock"])["now"])
    storm(slack, "500", until=(now + timedelta(minutes=5)).isoformat())
    with pytest.raises(SlackApiError):
        say(slack, "in it")
    slack.passes(301)
    assert slack.page("storm")["running"] is False
    assert say(slack, "after it")["ok"]


def test_a_broken_look_up_is_noted_with_its_conversation(slack: Slack) -> None:
    slack.page("storm", {"rates": {"500": 1.0}, "methods": ["conversations.history"]})
    with pytest.raises(SlackApiError):
        slack.client.conversations_history(channel="C0ROWAN")
    slack.page("storm", {"rates": {}})
    noted = slack.log("fault")[-1]
    assert (noted["method"], noted["conversation"], noted["token"]) == (
        "conversations.history",
        "C0ROWAN",
        None,
    )


def test_planned_faults_come_first_and_are_counted_too(slack: Slack) -> None:
    storm(slack, "500")
    slack.page("fault", {"method": "chat.postMessage", "do": "error:channel_not_found"})
    with pytest.raises(SlackApiError, match="channel_not_found"):
        say(slack, "planned")
    told = slack.page("storm", {"rates": {}})
    assert told["by_method"]["chat.postMessage"]["error:channel_not_found"] == 1
    assert slack.log("fault")[-1]["storm"] is None


def test_answers_to_response_urls_are_met_where_named(slack: Slack, bot: Any) -> None:
    ts = say(slack, "x")["ts"]
    slack.page("shortcut", {"user": "U0JO", "callback_id": "record", "conversation": "C0ROWAN", "ts": ts})
    until(lambda: bool(bot.heard))
    url = bot.heard[-1]["response_url"]
    slack.page("storm", {"rates": {"500": 1.0}, "methods": ["response_url"]})
    assert slack.call(url, {"text": "lost"})["status"] == 500
    slack.page("storm", {"rates": {"accept_and_500": 1.0}, "methods": ["response_url"]})
    assert slack.call(url, {"text": "heard"})["status"] == 500
    slack.page("storm", {"rates": {}})
    assert [one["text"] for one in slack.log("respond")[-2:]][-1] == "heard"
    assert "lost" not in [one["text"] for one in slack.log("respond")]
    assert slack.log("fault")[-1]["conversation"] == "C0ROWAN"
