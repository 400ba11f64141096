"""The digest as one HTML file, to be printed on two sheets of A4: first what changed, then the figures behind it.

Not for a channel: it holds decisions in full, one person's pattern, and what staff wrote of good things.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot import huddle
from bot.actions import Became
from bot.digest import MOST_SIGNALS
from bot.page import Page, Quote
from bot.series import Series
from prompts import digest, digest_figures, digest_words, page_tables, svg
from prompts.markup import as_html, escape
from prompts.page_style import STYLE

# charts on the first sheet
CHARTS = 6
DECIDED = 5
QUOTES = 4
RESULTS = {"met": "met", "partly": "partly met", "not": "not met"}


def html(page: Page) -> str:
    """The whole file."""
    shown = page.shown
    title = f"{shown.name} · {digest_words.span(shown.digest.week)}"
    return "".join(
        [
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<style>{STYLE}</style></head><body><main>",
            *_first(page),
            *_second(page),
            "</main></body></html>\n",
        ]
    )


def _first(page: Page) -> Iterator[str]:
    shown, made = page.shown, page.shown.digest
    so_far = " so far" if made.so_far else ""
    names = ", ".join(escape(one.spec.name) for one in shown.services.values())
    yield '<section class="sheet">'
    yield f'<h1>{escape(shown.name)}</h1><p class="under">{digest_words.span(made.week)}{so_far} · {names}</p>'
    yield from listed("What changed, and is it chance?", _said(page), "said")
    yield from listed("Whose it is", _whose(page))
    yield from _became(shown.became, page)
    yield '<h2>Week by week</h2><div class="charts">'
    yield from (_chart(one, page) for one in charted(page))
    yield f'</div><p class="small">{KEY}</p>'
    yield from _quotes(page.quotes)
    yield from page_tables.services(made)
    yield from listed("Besides", [*digest_words.counts(made)[1:], *digest.besides(shown)])
    yield "</section>"


KEY = (
    "Line: the mean. Dashed: the limits that chance seldom passes. A diamond is better than chance would make, "
    "a square is worse; a dot is as usual. A person-shift is one person on one shift that somebody answered about."
)


def _second(page: Page) -> Iterator[str]:
    shown, made = page.shown, page.shown.digest
    yield '<section class="sheet">'
    yield from page_tables.parts(shown)
    yield from page_tables.around(made.whole)
    yield from page_tables.timeliness(made.whole)
    yield from page_tables.steps(made.whole)
    yield from listed("Decided this time", [*page_tables.decided(page.minutes)])
    yield from page_tables.concerns(page)
    yield from page_tables.restrictions(shown)
    yield f'<p class="small">{HOW}</p></section>'


HOW = (
    "How it is counted: docs/statistics.md. Charts are XmR charts as NHS England's Making Data Count defines them. "
    "Comparisons are exact tests over twelve weeks, held against having looked at several. Nobody's work is ranked."
)


def listed(heading: str, lines: Iterable[str], kind: str = "") -> Iterator[str]:
    """A list of mrkdwn lines under a heading; nothing where there is none."""
    found = [one for one in lines if one]
    if found:
        rows = "".join(f"<li>{as_html(one)}</li>" for one in found)
        yield f'<h2>{escape(heading)}</h2><ul class="{kind}">{rows}</ul>'


def charted(page: Page) -> list[Series]:
    """What the message shows first, then signs of each service, then all together; as many as the sheet takes."""
    made = page.shown.digest
    first = [one.series for one in made.signals if one.series]
    signs = [one for part in made.services for one in part.series if one.key == "signs"]
    usual = [one for one in made.whole.series if one.key in ("answered", "acknowledged", "score")]
    found: list[Series] = []
    for one in [*huddle.charted(made), *first, *signs, *usual]:
        if one not in found and len(one.weeks) > 1:
            found.append(one)
    return found[:CHARTS]


def _chart(one: Series, page: Page) -> str:
    house = page.shown.services.get(one.service_id) if one.service_id is not None else None
    title = digest_words.CHARTS[one.key][0]
    called = f"{title}, {house.spec.name}" if house else f"{title}, all"
    picture = svg.chart(one, called, digest.latest(one, title))
    point = one.chart.points[-1]
    trial = ", of fewer than 12 weeks" if one.chart.trial else ""
    last = f"Last {digest_words.number(point.value)}, mean {digest_words.number(point.mean)}{trial}"
    about = f"{last}, in 100 {digest_words.CHARTS[one.key][1]}."
    caption = f"<figcaption><b>{escape(called)}</b></figcaption>"
    return f'<figure>{caption}{picture}<p class="small">{about}</p></figure>'


def _said(page: Page) -> Iterator[str]:
    """The message's sentences; whose weekday it is stands below them here."""
    made, services = page.shown.digest, page.shown.services
    yield digest_words.good(made)
    for one in made.signals[:MOST_SIGNALS]:
        if one.pattern:
            yield digest_words.pattern(one.pattern, services, "")
        else:
            yield digest_words.signal(one, services)
    yield digest_words.nothing_else(made)


def _whose(page: Page) -> Iterator[str]:
    """One person's pattern: for paper and forms alone."""
    for one in page.shown.digest.signals:
        if one.pattern and one.pattern.key == "weekday" and one.pattern.person_id in page.shown.names:
            yield digest_figures.whose(one.pattern, page.shown)
    for part in page.shown.digest.services:
        found = [one for one in part.spells if one.chart.points[-1].why]
        yield from digest_figures.spells(replace(part, spells=tuple(found)))


def _became(became: Sequence[Became], page: Page) -> Iterator[str]:
    said = {one.action.id: one for one in page.before.decided}
    yield "<h2>What became of the last decisions</h2>"
    if not became:
        yield "<p>None were open.</p>"
        return
    yield "<table><tr><th>Decided</th><th>About</th><th>Who has it</th><th>By when</th><th>What came of it</th></tr>"
    for one in became[:DECIDED]:
        words = said[one.action.id].action if one.action.id in said else one.action
        about = f"{one.known_as}, {one.service.spec.name}" if one.known_as else one.service.spec.name
        due = digest_words.day(one.action.decision.due)
        cells = (words.decision.said.decided, about, one.owner, due, _came(one))
        yield page_tables.row(*map(escape, cells))
    yield "</table>"
    if rest := len(became) - DECIDED:
        yield f'<p class="small">And {rest} more: see Minutes in Slack.</p>' if rest > 0 else ""


def _came(one: Became) -> str:
    if one.how == "closed":
        result = RESULTS.get(one.action.result or "", "closed")
        return f"{result}: {one.action.shown}" if one.action.shown else result
    return "late, still open" if one.how == "late" else "on its way"


def _quotes(quotes: Sequence[Quote]) -> Iterator[str]:
    """In one paragraph, as they were written."""
    said = [
        f"<b>{escape(one.known_as)}:</b> {escape(one.text)}" if one.known_as else escape(one.text)
        for one in quotes
    ]
    if said:
        yield f"<h2>Good things, as they were written</h2><p>{' · '.join(said[:QUOTES])}</p>"
