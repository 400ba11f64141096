"""Planned failures: what was done, and what the caller hears of it."""

import http.client
import time
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from .conftest import Slack


def plan(slack: Slack, do: str, **more: Any) -> None:
    assert slack.page("fault", {"method": "chat.postMessage", "do": do, **more})["ok"]


def say(slack: Slack, text: str) -> Any:
    return slack.client.chat_postMessage(channel="C0ROWAN", text=text)


def posted(slack: Slack, text: str) -> bool:
    return text in [m["text"] for m in slack.client.conversations_history(channel="C0ROWAN")["messages"]]


@pytest.mark.parametrize(
    ("do", "raises", "done"),
    [
        ("429", SlackApiError, False),
        ("500", SlackApiError, False),
        ("503", SlackApiError, False),
        ("garbage", SlackApiError, False),
        ("error:channel_not_found", SlackApiError, False),
        ("drop", (http.client.HTTPException, OSError), False),
        ("accept_and_drop", (http.client.HTTPException, OSError), True),
    ],
)
def test_fault_happens_once_and_then_all_is_well(slack: Slack, do: str, raises: Any, done: bool) -> None:
    plan(slack, do)
    with pytest.raises(raises):
        say(slack, f"first {do}")
    assert posted(slack, f"first {do}") is done
    slack.passes(1)
    assert say(slack, f"second {do}")["ok"]
    assert slack.log("fault")[-1]["error"] == do


def test_too_many_requests_say_when_to_come_back(slack: Slack) -> None:
    plan(slack, "429", seconds=7)
    with pytest.raises(SlackApiError) as refused:
        say(slack, "x")
    answer = refused.value.response
    assert (answer.status_code, answer.headers["Retry-After"], answer["error"]) == (429, "7", "ratelimited")


def test_what_was_planned_is_taken_back_by_no_times_at_all(slack: Slack) -> None:
    plan(slack, "429", times=5)
    with pytest.raises(SlackApiError):
        say(slack, "busy")
    plan(slack, "429", times=0)
    assert say(slack, "not busy")["ok"]


def test_delay_comes_before_the_deed(slack: Slack) -> None:
    plan(slack, "delay", seconds=0.4)
    began = time.monotonic()
    assert say(slack, "late")["ok"]
    assert time.monotonic() - began >= 0.4


def test_faults_meet_their_method_as_often_as_planned(slack: Slack) -> None:
    plan(slack, "500", times=2)
    assert slack.client.auth_test()["ok"]
    for _ in range(2):
        with pytest.raises(SlackApiError):
            say(slack, "no")
    assert say(slack, "yes")["ok"]


def test_unknown_faults_are_refused(slack: Slack) -> None:
    refused = slack.page("fault", {"method": "chat.postMessage", "do": "explode"})
    assert "accept_and_drop" in refused["why"]
