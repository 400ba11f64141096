"""With a finger, on a phone: an evening with nothing to report in under a minute; and nothing sticks out."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from handlers import load, sandbox
from tests.browser.window import PHONE, Window
from tests.stories.evening import HERE, Evening, Message

pytestmark = pytest.mark.browser
Open = Callable[[dict[str, Any]], Window]
JO, TABLET = "U0WORKER", "U0TABLET"
SIX = ("Sam", "Ray", "Tom", "Ida", "Bel", "Kai")
READ_AND_REACH = 1.0  # seconds that a person takes before each tap


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    """Larch House, where six people live."""
    house = HERE / "larch.yaml"
    url = f"sqlite:///{tmp_path / 'relay.db'}"
    made = Evening(tmp_path, url, house=house, opens="2026-11-12T21:05:00")
    try:
        yield made.begin(sandbox.world(load.read([house], {})))
    finally:
        made.end()


def question(evening: Evening) -> Message:
    evening.until("2026-11-12T21:15:01")
    return evening.expect("C0LARCH", "any early warning signs today?", "0 of 6 answered")


def test_six_people_with_nothing_to_report_are_seven_taps(evening: Evening, window: Open) -> None:
    question(evening)
    look = window(PHONE)
    look.sees("0 of 6 answered")
    began, taps = time.monotonic(), 0
    for who in SIX:
        look.reaches_for(f"{who}: seen, no signs", READ_AND_REACH)
        taps += 1
        look.sees(f"{who} · Seen, no signs · Jo")
    look.reaches_for("Staffing: as planned", READ_AND_REACH)
    taps += 1
    look.sees("6 of 6 answered. Thank you.", "Late shift staffing: as planned · Jo")
    took = time.monotonic() - began
    print(f"\nSix people and the staffing: {taps} taps, {took:.1f} s")
    assert taps == 7
    expect(look.form).to_have_count(0)
    assert look.sticks_out() == []


def test_a_worry_and_somebody_away_fit_a_phone(evening: Evening, window: Open) -> None:
    prompt = question(evening)
    look = window(PHONE)
    look.sees("0 of 6 answered")
    look.button("I'm worried about someone: open the form").tap()
    look.reads("A worry is enough.")
    assert look.sticks_out() == []
    look.field("person").select_option(label="Ray")
    look.saves()
    look.reads("Dee (on-call) is being told.")
    assert look.sticks_out() == []
    look.closes()
    more(look, 2).tap()
    look.page.get_by_role("menuitem", name="Away until…").tap()
    look.reads("The handover does not ask about Tom until then.")
    assert look.sticks_out() == []
    look.form.get_by_label("Until which day?").fill("2026-11-15")
    look.form.get_by_label("Until what time?").fill("18:00")
    look.saves()
    look.reads("Tom is not asked about until Sun 15 Nov 18:00.")
    look.closes()
    prompt.comes_to_say("away until Sun 18:00")
    look.sees("Tom · away until Sun 18:00, not asked")
    assert look.sticks_out() == []


def more(look: Window, place: int) -> Locator:
    """The menu ⋯ of the person at this place, from 0."""
    return look.messages.get_by_role("button", name="More", exact=True).nth(place)


def test_the_tablet_is_asked_who_is_answering(evening: Evening, window: Open) -> None:
    question(evening)
    look = window(PHONE)
    look.becomes(TABLET)
    look.button("Sam: seen, no signs").tap()
    look.reads("Several people use this account.")
    assert look.sticks_out() == []
    look.field("who").select_option(label="Jo")
    look.saves()
    look.sees("Sam · Seen, no signs · Jo")


def test_the_home_fits_a_phone_and_answers_there(evening: Evening, window: Open) -> None:
    question(evening)
    look = window(PHONE)
    look.opens_home()
    look.shows("Welcome to Relay", "Sam")
    assert look.sticks_out() == []
    look.home.get_by_role("button", name="Sam, Larch House: seen, no signs").or_(
        look.home.get_by_role("button", name="Sam: seen, no signs")
    ).first.tap()
    look.shows("Sam · Seen, no signs")
    assert look.sticks_out() == []
