"""Charts as Slack takes them: each rule from both sides, and a workspace that takes none."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.limits import check_message, check_view
from sandbox.plain import Refused

from .conftest import Json, Slack, form

LINE: Json = {
    "type": "data_visualization",
    "block_id": "c",
    "title": "Concerns a week",
    "chart": {
        "type": "line",
        "series": [
            {"name": "concerns", "data": [{"label": "W1", "value": 2}, {"label": "W2", "value": -0.5}]},
            {"name": "mean", "data": [{"label": "W2", "value": 1}, {"label": "W1", "value": 1.5}]},
        ],
        "axis_config": {"categories": ["W1", "W2"], "x_label": "Week", "y_label": "Concerns"},
    },
}
PIE: Json = {
    "type": "data_visualization",
    "title": "T",
    "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
}


def changed(block: Json, change: Callable[[Json], Any]) -> list[Json]:
    made = deepcopy(block)
    change(made)
    return [made]


def named(count: int) -> list[Json]:
    """So many series."""
    return [{**deepcopy(LINE["chart"]["series"][0]), "name": str(n)} for n in range(count)]


def points(count: int) -> list[Json]:
    """One series over so many categories."""
    made = deepcopy(LINE)
    labels = [str(n) for n in range(count)]
    made["chart"]["axis_config"]["categories"] = labels
    made["chart"]["series"] = [{"name": "n", "data": [{"label": one, "value": 1} for one in labels]}]
    return [made]


def test_slack_takes_lines_bars_areas_and_pies() -> None:
    for kind in ("line", "bar", "area"):
        check_message(changed(LINE, lambda b, kind=kind: b["chart"].update(type=kind)))
    check_message([PIE])


COUNTED: list[tuple[str, Callable[[int], list[Json]], int]] = [
    ("characters of a title", lambda n: changed(LINE, lambda b: b.update(title="x" * n)), 50),
    ("series", lambda n: changed(LINE, lambda b: b["chart"].update(series=named(n))), 6),
    ("categories", points, 20),
    (
        "characters of a name",
        lambda n: changed(LINE, lambda b: b["chart"]["series"][0].update(name="x" * n)),
        20,
    ),
    (
        "characters of an axis",
        lambda n: changed(LINE, lambda b: b["chart"]["axis_config"].update(y_label="x" * n)),
        50,
    ),
]


@pytest.mark.parametrize(("build", "most"), [c[1:] for c in COUNTED], ids=[c[0] for c in COUNTED])
def test_passes_at_the_limit_and_not_beyond(build: Callable[[int], list[Json]], most: int) -> None:
    check_message(build(most))
    with pytest.raises(Refused, match="invalid_blocks"):
        check_message(build(most + 1))


WRONG: list[tuple[str, Callable[[Json], Any], str]] = [
    ("no title", lambda b: b.pop("title"), "/blocks/0"),
    ("a kind nobody knows", lambda b: b["chart"].update(type="radar"), "/blocks/0/chart/type"),
    ("no series", lambda b: b["chart"].update(series=[]), "/blocks/0/chart/series"),
    ("no axis", lambda b: b["chart"].pop("axis_config"), "/blocks/0/chart"),
    ("segments of a line", lambda b: b["chart"].update(segments=[]), "/blocks/0/chart"),
    ("a point missing", lambda b: b["chart"]["series"][1]["data"].pop(), "/blocks/0/chart/series/1/data"),
    (
        "a point of no category",
        lambda b: b["chart"]["series"][0]["data"][0].update(label="W9"),
        "/blocks/0/chart/series/0/data",
    ),
    (
        "a value that is no number",
        lambda b: b["chart"]["series"][0]["data"][0].update(value="2"),
        "/blocks/0/chart/series/0/data/0/value",
    ),
    ("two series of one name", lambda b: b["chart"]["series"][1].update(name="concerns"), "/blocks/0/chart/series"),
    (
        "the same category twice",
        lambda b: b["chart"]["axis_config"].update(categories=["W1", "W1"]),
        "/blocks/0/chart/axis_config/categories",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("change", "pointer"), [c[1:] for c in WRONG], ids=[c[0] for c in WRONG])
def test_wrong_shapes_are_named(change: Callable[[Json], Any], pointer: str) -> None:
    with pytest.raises(Refused, match="invalid_blocks") as refused:
        check_message(changed(LINE, change))
    assert any(f"[json-pointer:{pointer}]" in message for message in refused.value.messages)


def test_a_pie_has_no_part_of_nothing() -> None:
    with pytest.raises(Refused, match="invalid_blocks"):
        check_message(changed(PIE, lambda b: b["chart"]["segments"][0].update(value=0)))


def test_a_form_has_no_charts_and_a_home_may() -> None:
    with pytest.raises(Refused, match="invalid_arguments"):
        check_view(form(LINE), "modal")
    check_view({"type": "home", "blocks": [LINE]}, "home")


def test_a_workspace_without_charts_refuses_them_in_slacks_words(slack: Slack) -> None:
    said = {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "Hello"}}
    post = {"channel": "C0ROWAN", "text": "Hello."}
    ts = slack.client.chat_postMessage(**post, blocks=[said, LINE])["ts"]
    assert slack.page("world", {"no_charts": True})["ok"]
    try:
        slack.passes(5)
        for call, more in ((slack.client.chat_postMessage, {}), (slack.client.chat_update, {"ts": ts})):
            with pytest.raises(SlackApiError) as refused:
                call(**post, **more, blocks=[said, LINE])
            assert refused.value.response["error"] == "invalid_blocks"
            [why] = refused.value.response["response_metadata"]["messages"]
            assert why == "[ERROR] unsupported type: data_visualization [json-pointer:/blocks/1/type]"
        slack.passes(5)
        slack.client.chat_postMessage(**post, blocks=[said])
        slack.passes(5)
        # what else there is to the world changes nothing of it
        slack.page("world", {"users": []})
        with pytest.raises(SlackApiError):
            slack.client.chat_postMessage(**post, blocks=[LINE])
    finally:
        slack.page("world", {"no_charts": False})
    slack.passes(5)
    slack.client.chat_postMessage(**post, blocks=[LINE])
