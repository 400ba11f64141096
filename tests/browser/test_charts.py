"""Charts in the sandbox's page, at a phone's width: drawn, told apart without colour, and with their numbers behind."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.window import PHONE, Window
from tests.prompts.chart_cast import BAR, LINE, RAISED, both, refused
from tests.sandbox.conftest import WORLD, Slack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def look(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    """A message with two charts, and the same as tables, on a phone."""
    world = tmp_path_factory.mktemp("world") / "world.json"
    world.write_text(json.dumps(WORLD))
    slack = Slack(world)
    for drawn in (both(LINE, BAR), refused(LINE, BAR)):
        slack.client.chat_postMessage(channel="C0ROWAN", **drawn)
        slack.passes(5)
    opened = Window(browser, slack.at["url"], PHONE)
    opened.sees("Two charts.")
    yield opened
    opened.context.close()
    assert slack.stop() == 0
    assert opened.complaints == []


def chart(look: Window, title: str) -> Locator:
    return look.messages.locator("figure.chart").filter(has_text=title)


def test_nothing_sticks_out_on_a_phone(look: Window) -> None:
    for title in (LINE[0], BAR[0]):
        drawing = chart(look, title).get_by_role("img")
        box = drawing.bounding_box()
        assert box
        assert box["width"] >= 280
    assert look.sticks_out() == []


def test_what_stands_below_a_chart_runs_into_nothing(look: Window) -> None:
    for title in (LINE[0], BAR[0]):
        boxes = [
            (box["x"], box["x"] + box["width"], box["y"])
            for text in chart(look, title).get_by_role("img").locator("text").all()
            if (box := text.bounding_box())
        ]
        below = sorted(box for box in boxes if box[2] == max(y for _, _, y in boxes))
        assert len(below) >= 3
        assert all(left[1] < right[0] for left, right in pairwise(below))


def test_a_line_has_a_mark_for_each_value_and_the_others_dashes_of_their_own(look: Window) -> None:
    drawing = chart(look, LINE[0]).get_by_role("img")
    assert drawing.locator("circle").count() == len(RAISED[1:])
    dashes = [one.get_attribute("stroke-dasharray") for one in drawing.locator("path.curve").all()]
    assert len(dashes) == len(set(dashes)) == 4
    legend = chart(look, LINE[0]).get_by_role("listitem")
    assert legend.all_inner_texts() == ["concerns", "mean", "lower limit", "upper limit"]


def test_bars_of_another_series_are_hatched(look: Window) -> None:
    bars = chart(look, BAR[0]).get_by_role("img").locator("rect.bar")
    assert [bar.get_attribute("fill") is not None for bar in bars.all()] == [False] * 3 + [True] * 3


def test_the_numbers_stand_in_a_table_behind_it(look: Window) -> None:
    one = chart(look, LINE[0])
    assert "The numbers are in the table below." in str(one.get_by_role("img").get_attribute("aria-label"))
    table = one.get_by_role("table")
    expect(table).to_be_hidden()
    one.get_by_text("The numbers", exact=True).focus()
    look.page.keyboard.press("Enter")
    expect(table).to_be_visible()
    expect(table.get_by_role("row")).to_have_count(21)
    last = table.get_by_role("row", name="W46")
    assert last.get_by_role("rowheader").inner_text() == "W46"
    assert last.get_by_role("cell").all_inner_texts() == ["4", "3.3", "-1.4", "6.4"]
    assert look.sticks_out() == []
    one.get_by_text("The numbers", exact=True).click()


def test_rows_of_text_break_nowhere(look: Window) -> None:
    text = look.messages.locator("pre").first
    lines = text.inner_text().strip().count("\n") + 1
    height = text.evaluate("node => parseFloat(getComputedStyle(node).lineHeight)")
    box = text.bounding_box()
    assert box
    assert lines == 20
    assert box["height"] < (lines + 1.5) * height
