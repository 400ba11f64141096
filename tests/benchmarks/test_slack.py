"""The stand-in Slack refuses what Slack would, and notes who was told of whom."""

import json

import pytest

import prompts.deadline
from benchmarks.slack import AT_ONCE, POST, TIER_3, WORKSPACE, Desk, Limits, Note, told_late


@pytest.mark.parametrize(
    ("method", "most"), [("chat.update", TIER_3), ("conversations.open", TIER_3), (POST, WORKSPACE)]
)
def test_so_many_are_taken_in_a_minute_and_no_more(method: str, most: int) -> None:
    limits = Limits(pace=1)
    taken = [limits.wait(method, f"C{n}", n / 1000) == 0 for n in range(most + 1)]
    assert taken == [True] * most + [False]
    assert limits.wait(method, "C9999", 59.9) == 0


def test_a_channel_takes_a_few_at_once_and_then_one_a_second() -> None:
    limits = Limits(pace=1)
    taken = [limits.wait(POST, "C1", 0.0) == 0 for _ in range(AT_ONCE + 3)]
    assert taken.count(True) == AT_ONCE + 1
    assert limits.wait(POST, "C2", 0.0) == 0
    assert limits.wait(POST, "C1", 1.0) == 0
    assert limits.wait(POST, "C1", 1.0) > 0


def test_limits_are_as_much_wider_as_the_pace() -> None:
    limits = Limits(pace=10)
    assert all(limits.wait("chat.update", "C1", n / 1000) == 0 for n in range(TIER_3))
    assert 0 < limits.wait("chat.update", "C1", 0.1) <= 6
    assert limits.wait("chat.update", "C1", 6.0) == 0


def test_what_is_not_limited_is_always_taken() -> None:
    limits = Limits(pace=1)
    assert all(limits.wait("auth.test", "", 0.0) == 0 for _ in range(1000))


@pytest.mark.parametrize(
    ("path", "body", "noted"),
    [
        ("/api/chat.postMessage", b'{"channel": "D0H1M", "text": "about P1x2"}', (POST, "D0H1M", "P1x2")),
        ("/api/chat.postMessage", b'{"channel": "U0H1M", "text": "about P1x2"}', (POST, "U0H1M", "P1x2")),
        ("/api/chat.postMessage", b'{"channel": "C0HOUSE1", "text": "P1x2"}', (POST, "C0HOUSE1", "")),
        ("/api/conversations.open", b"users=U0H1M", ("conversations.open", "U0H1M", "")),
        ("/actions/abc", b'{"text": "as it stands"}', ("response_url", "", "")),
    ],
)
def test_it_notes_where_to_and_about_whom(path: str, body: bytes, noted: tuple[str, str, str]) -> None:
    desk = Desk(0.0, None, 0)
    status, _, _ = desk.take(path, body, 7.0)
    assert (status, desk.notes) == (200, [(7.0, *noted, False)])


def test_it_lists_the_houses_page_by_page() -> None:
    desk = Desk(0.0, None, 1500)
    first = json.loads(desk.take("/api/users.conversations", b"limit=999", 0.0)[1])
    cursor = first["response_metadata"]["next_cursor"]
    second = json.loads(desk.take("/api/users.conversations", f"limit=999&cursor={cursor}".encode(), 0.0)[1])
    found = [one["id"] for page in (first, second) for one in page["channels"]]
    assert found == [f"C0HOUSE{n}" for n in range(1, 1501)]
    assert second["response_metadata"]["next_cursor"] == ""


def test_it_counts_whom_relay_could_not_answer_in_time() -> None:
    desk = Desk(0.0, None, 0)
    for said in (prompts.deadline.tap(), "as it stands"):
        desk.take("/actions/abc", json.dumps({"text": said}).encode(), 7.0)
    assert told_late([Note(*one) for one in desk.notes]) == 1
