"""The digest's page as it is printed and as a phone shows it."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import db.people
import prompts.page
from bot.actions import Action, Became, Decision, Minutes, Said
from bot.page import Page, Quote
from bot.weeks import parse
from db.session import Database
from handlers.flow import huddle
from tests.browser.window import PHONE

pytestmark = pytest.mark.browser
A_SHEET = re.compile(rb"/Type\s*/Page[^s]")
NONE = Minutes((), ())
NOW = datetime(2026, 11, 17, 9, tzinfo=UTC)


def page(url: str, week: str) -> Page:
    database = Database(url)
    with database.read() as session:
        services = db.people.services(session)
        shown = huddle.asked(session, services, parse(week), None, NOW)
    database.close()
    return Page(shown, NONE, NONE, [Quote("Fay", "Stayed on the bus one stop longer. " * 4)] * 4)


def decided(made: Page) -> list[Became]:
    """Six decisions, of which five are shown in full."""
    service = next(iter(made.shown.services.values()))
    said = Said("Nights", "Two of us on every night, and a call at three. " * 2, "Rota", "Signs at night")
    day = made.shown.digest.week.sunday
    action = Action(1, service.id, None, None, str(made.shown.digest.week), NOW, 1, Decision(said, 1, 2, day))
    return [Became(action, service, "Ada", "Mel", "open")] * 6


@pytest.mark.parametrize("week", ["2026-W24", "2026-W45"])
def test_it_prints_on_two_sheets_and_nothing_sticks_out_of_a_phone(
    browser: Browser, year_url: str, tmp_path: Path, week: str
) -> None:
    made = page(year_url, week)
    most = replace(made.shown.digest, concerns=made.shown.digest.concerns * 3)
    made = replace(made, shown=replace(made.shown, digest=most, became=decided(made)))
    file = tmp_path / "page.html"
    file.write_text(prompts.page.html(made), encoding="utf-8")
    asked: list[str] = []
    context = browser.new_context(**PHONE)
    look = context.new_page()
    look.on("request", lambda request: asked.append(request.url))
    look.goto(file.as_uri())
    assert look.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]
    first = look.get_by_text("What changed, and is it chance?").bounding_box()
    assert first is not None
    assert first["y"] < 200
    context.close()
    paper = browser.new_page()
    paper.goto(file.as_uri())
    assert len(A_SHEET.findall(paper.pdf(prefer_css_page_size=True))) == 2
    assert asked == [file.as_uri()], "nothing is fetched from anywhere"
    paper.close()
