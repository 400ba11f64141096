"""The digest's page: what people are called and what they wrote is text in it, and nothing else."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

import prompts.page
from bot.actions import Minutes
from bot.page import Page, Quote
from bot.xmr import Point
from prompts import svg
from tests.prompts.digest_cast import EVERYTHING

NOTHING = Minutes((), ())
NASTY = '</title><script>x</script>"><img src=x onerror=1>\u202e\0\u05d0'


class Tags(HTMLParser):
    """Every tag of a page, and what stands beside it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.named: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.named |= {name for name, _ in attrs}


def test_no_name_and_no_word_of_anybody_becomes_a_tag_or_turns_the_page_around() -> None:
    shown = replace(EVERYTHING, name=NASTY, names=dict.fromkeys(EVERYTHING.names, NASTY))
    made = prompts.page.html(Page(shown, NOTHING, NOTHING, [Quote(NASTY, NASTY)]))
    found = Tags(made)
    assert not {"script", "img"} & found.tags
    assert not {"src", "onerror"} & found.named
    assert made.count("&lt;script&gt;") >= 4
    assert "\u202e" not in made
    assert "\0" not in made


@pytest.mark.parametrize("value", [0.0, 50.0, 99.5, 100.0])
def test_a_chart_of_weeks_that_are_all_alike_is_drawn(value: float) -> None:
    series = next(one for one in EVERYTHING.digest.charts if one.chart.points)
    points = tuple(
        replace(one, value=value, mean=value, lower=value, upper=value) for one in series.chart.points
    )
    assert all(isinstance(one, Point) for one in points)
    drawn = svg.chart(replace(series, chart=replace(series.chart, points=points)), "Answered", "All alike")
    assert drawn.count("<line") >= 2
    assert "nan" not in drawn
