"""Where Slack does not show charts, the message goes out at once with their numbers in rows of text."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk.webhook import WebhookResponse

from bot.transitions import Take
from db.session import Database
from db.tables import Sending
from handlers import slack
from handlers.flow import render
from prompts.blocks import Message, message, section
from tests.handlers.posting import WORLD, Post, Slack
from tests.house import SLEEPLESS
from tests.prompts.chart_cast import BAR, LINE, both, refused

on_sqlite = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    """A workspace that takes no charts."""
    path = tmp_path_factory.mktemp("slack") / "world.json"
    path.write_text(json.dumps({**WORLD, "no_charts": True}))
    made = Slack(str(path))
    yield made
    made.process.terminate()
    made.process.wait(5)


@pytest.fixture
def post(database: Database, world: Slack, monkeypatch: pytest.MonkeyPatch) -> Post:
    """Rowan House, where the line about an escalation comes with charts."""
    made = Post(database, world)
    made.house.ask()
    draws(monkeypatch, both(LINE, BAR))
    return made


def draws(monkeypatch: pytest.MonkeyPatch, drawn: Message) -> None:
    def draw(*_: Any, **__: Any) -> Message:
        return drawn

    monkeypatch.setitem(render.DRAW, "house_line", draw)


def raised(post: Post) -> None:
    """A line goes to the house, in the thread of the question."""
    post.send()
    post.house.says("sam", SLEEPLESS)
    post.send()


def refusals(post: Post) -> list[tuple[str, str]]:
    return [(one["method"], one["error"]) for one in post.got("refused")]


@on_sqlite
def test_charts_that_slack_refuses_become_tables_in_the_same_breath(post: Post) -> None:
    raised(post)
    row = post.row("house_line")
    assert (row.state, row.why, row.attempts) == (Sending.SENT, None, 1)
    [got] = [one for one in post.got() if one["thread_ts"]]
    plain = refused(LINE, BAR)
    assert (got["ts"], got["text"], got["blocks"][1:]) == (row.ts, plain["text"], plain["blocks"][1:])
    # it can be found again as any other message can
    assert got["blocks"][0]["block_id"] == f"relay.{row.token}"
    assert got["metadata"]["event_payload"] == {"id": row.token}
    assert refusals(post) == [("chat.postMessage", "invalid_blocks")]
    assert post.notices() == []


@on_sqlite
def test_an_update_with_charts_that_slack_refuses_becomes_tables_too(post: Post) -> None:
    raised(post)
    assert post.house.does("U0DEE", Take()).refused is None
    post.send()
    ts = post.row("house_line").ts
    [update] = [one for one in post.got("update") if one["ts"] == ts]
    assert update["blocks"][1:] == refused(LINE, BAR)["blocks"][1:]
    assert refusals(post)[-1] == ("chat.update", "invalid_blocks")
    assert [row.state for row in post.house.sent("house_line", updates=True)] == [Sending.SENT]


@on_sqlite
def test_a_line_with_charts_whose_thread_is_gone_stands_outside_it_as_tables(post: Post) -> None:
    post.send()
    prompt = post.row("prompt")
    post.slack.client.chat_delete(channel=prompt.channel, ts=prompt.ts)
    post.house.says("sam", SLEEPLESS)
    post.send()
    [got] = [one for one in post.got() if one["ts"] == post.row("house_line").ts]
    assert got["thread_ts"] is None
    assert got["blocks"][1:] == refused(LINE, BAR)["blocks"][1:]
    assert [word for _, word in refusals(post)].count("thread_not_found") == 1


@on_sqlite
def test_where_slack_shows_charts_they_are_sent(post: Post) -> None:
    post.slack.page("world", no_charts=False)
    try:
        raised(post)
    finally:
        post.slack.page("world", no_charts=True)
    [got] = [one for one in post.got() if one["thread_ts"]]
    assert got["blocks"][1:] == both(LINE, BAR)["blocks"][1:]
    assert refusals(post) == []


@on_sqlite
def test_blocks_that_slack_refuses_and_that_have_no_charts_are_given_up(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = message("Hello.", section("a", "Hello"))
    wrong["blocks"].append({"type": "poem", "block_id": "b"})
    draws(monkeypatch, wrong)
    raised(post)
    assert (post.row("house_line").state, post.row("house_line").why) == (Sending.GIVEN_UP, "invalid_blocks")
    assert len(refusals(post)) == 1


class Answers:
    """A response_url, which says `body`, one answer after the other."""

    def __init__(self, *bodies: str) -> None:
        self.bodies, self.heard = list(bodies), list[dict[str, Any]]()

    def __call__(self, **told: Any) -> WebhookResponse:
        self.heard.append(told)
        return WebhookResponse(url="", status_code=200, body=self.bodies.pop(0), headers={})


@pytest.mark.parametrize(
    ("drawn", "bodies", "answers"),
    [
        (both(LINE, BAR), ["ok"], [both(LINE, BAR)]),
        (both(LINE, BAR), ['{"ok": false, "error": "invalid_blocks"}', "ok"], [both(LINE, BAR), refused(LINE, BAR)]),
        (both(LINE, BAR), ['{"ok": false, "error": "used_url"}'], [both(LINE, BAR)]),
        (refused(LINE, BAR), ['{"ok": false, "error": "invalid_blocks"}'], [refused(LINE, BAR)]),
    ],
    ids=["taken", "refused", "refused for another reason", "no charts"],
)  # fmt: skip
def test_an_answer_to_one_person_falls_back_too(
    drawn: Message, bodies: list[str], answers: list[Message]
) -> None:
    respond = Answers(*bodies)
    slack.answer(respond, drawn, response_type="ephemeral")  # type: ignore[arg-type]
    assert respond.heard == [{**one, "response_type": "ephemeral"} for one in answers]
