"""The ping at 03:00, on a phone: all of it on one screen, its buttons too."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from handlers import load, sandbox
from tests.browser.night_scenes import night_shift_sees_signs
from tests.browser.window import PHONE, Window
from tests.stories.evening import Evening

pytestmark = pytest.mark.browser
Open = Callable[[dict[str, Any]], Window]
HOUSE, REMI, DEE, ASH = "C0ROWAN", "U0AGENCY", "U0DEE", "U0ASH"
TALL = PHONE["viewport"]["height"]
# of a phone's 844: what Slack's own bars above and below the messages take, about
BARS = 180


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    """Rowan House at night."""
    made = Evening(
        tmp_path, f"sqlite:///{tmp_path / 'relay.db'}", house=sandbox.EXAMPLE, opens="2026-11-13T02:49:50"
    )
    try:
        yield made.begin(sandbox.world(load.read([sandbox.EXAMPLE], {})))
    finally:
        made.end()


def fullest(evening: Evening) -> None:
    """An agency worker alone, two signs, steps tried, what Sam says, the house's word, told twice in vain."""
    night_shift_sees_signs(evening, says="I can't sleep", knows="yes")
    line = evening.expect(HOUSE, "Waiting for Dee")
    line.click(REMI, "Someone has this")
    assert evening.submit(REMI, by="04:30")["ok"]
    evening.until("2026-11-13T03:15:30")
    evening.expect(DEE, "(message 3)", "The house says: Remi has it, by 04:30.")


def test_the_fullest_ping_stands_on_one_phone_screen_and_says_all_that_is_needed(
    evening: Evening, window: Open
) -> None:
    fullest(evening)
    look = window(PHONE)
    look.becomes(DEE)
    look.sees("(message 3)")
    ping = look.messages.get_by_role("article").filter(has_text="(message 3)").last
    box = ping.bounding_box()
    assert box
    print(f"\nThe fullest ping is {box['height']:.0f} pixels high and {box['width']:.0f} wide")
    assert box["height"] <= TALL - BARS
    assert look.sticks_out() == []
    for said in ("Rowan House · Sam", "please answer by 03:2", "01632 960111", "Immediate danger: 999", "01632 960222",
                 "agency, working alone", "Up most of the night", "walk up and down", "1 of 2 agreed steps done",
                 "Phone the house and decide whether someone comes.", "at the latest", "knows we're telling you",
                 "Next: Ash"):  # fmt: skip
        assert said in ping.inner_text(), said
    for button in ("I've got this: Sam", "Pass on: Sam", "Open what was seen: Sam"):
        assert ping.get_by_role("button", name=button, exact=True).is_visible()
