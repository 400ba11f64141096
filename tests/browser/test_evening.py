"""The whole evening as people see it: on a desk's screen and on a phone."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.window import DESK, PHONE, Window
from tests.stories.evening import Evening

pytestmark = pytest.mark.browser
Open = Callable[[dict[str, Any]], Window]
HOUSE, JO, ASH, DEE = "C0ROWAN", "U0WORKER", "U0ASH", "U0DEE"
CLEAR, SIGNS = "seen, no signs", "signs seen, open the form"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_whole_evening(evening: Evening, window: Open, size: dict[str, Any]) -> None:
    look = window(size)
    asked_and_answered(look)
    told_in(look)
    taken(look)
    and_the_house_sees_who_has_it(look)
    done(evening, look)
    until_the_next_handover(look)
    everybody_was_told_once(evening)


def asked_and_answered(look: Window) -> None:
    """The question comes by itself at 21:15; Ray is one tap, Sam has two signs."""
    look.sees("Late shift: any early warning signs today?", "0 of 5 answered")
    expect(look.page.get_by_test_id("clock")).to_contain_text("21:15")
    look.taps(f"Ray: {CLEAR}")
    look.sees("Ray · Seen, no signs · Jo 21:15", "1 of 5 answered")
    fits(look)
    look.says_two_signs_about_sam()
    fits(look)


def told_in(look: Window) -> None:
    """The form becomes the guidance, and on-call has a message; the channel names no sign."""
    saved = time.perf_counter()
    look.saves()
    expect(look.new_for(DEE)).to_have_text("1")
    print(f"\nFrom Save to on-call's message on the page: {time.perf_counter() - saved:.2f} s")
    look.reads(
        "Immediate danger? Call 999 now.", "Dee (on-call) is being told.", "Ash is told",
        "Offer a walk somewhere quiet", "Do not contact", "My uncle", "07700 900100",
    )  # fmt: skip
    fits(look)
    look.closes()
    look.sees("2 of 5 answered", "Sam: on-call is being told. Waiting for Dee, until 21:25.")
    assert "night" not in look.messages.inner_text().replace("late to night", "")


def taken(look: Window) -> None:
    """Dee reads why and takes it; the button is gone."""
    look.becomes(DEE)
    look.sees(
        "Rowan House · Sam · please answer by 21:25", "Up most of the night", "“I walk up and down and can't sit”",
        "Two of Sam's agreed signs together.", "1 of 2 agreed steps done; 1 offered, Sam said no",
        "Phone the house and decide whether someone comes", "01632 960111", "Next: Ash, 21:25",
    )  # fmt: skip
    fits(look)
    look.taps("I've got this: Sam")
    look.sees("You have it. Please act by 21:45.", "What I did…")
    expect(look.button("I've got this: Sam")).to_have_count(0)
    fits(look)


def and_the_house_sees_who_has_it(look: Window) -> None:
    look.becomes(JO)
    look.sees("Open: Sam. Dee has it, by 21:45.", "Sam: Dee has it, and acts by 21:45.")
    fits(look)


def done(evening: Evening, look: Window) -> None:
    """Dee says what she did; the house reads it."""
    evening.expect(DEE, "needs you now about Sam").click(DEE, "What I did")
    assert evening.submit(DEE, did=["phoned"])["ok"]
    look.sees("Sam: Dee phoned the house, 21:1")
    fits(look)


def until_the_next_handover(look: Window) -> None:
    """The others are seen too, in time. Nobody else is rung meanwhile."""
    for who in ("Tom", "Ida", "Bel"):
        look.taps(f"{who}: {CLEAR}")
    look.sees("5 of 5 answered. Thank you.")
    look.lets_pass("pass-10", "Thu 12 Nov 2026 · 21:2[56]")
    expect(look.new_for(ASH)).to_have_count(0)
    look.lets_pass("mark-0", "Fri 13 Nov 2026 · 07:15")
    look.sees("Night shift: any early warning signs today?", "0 of 4 answered")
    fits(look)


def everybody_was_told_once(evening: Evening) -> None:
    evening.expect(HOUSE, "Late shift: any early warning signs today?")
    evening.expect(HOUSE, "on-call is being told")
    evening.expect(DEE, "You have it")
    evening.expect(HOUSE, "Night shift: any early warning signs today?")
    evening.nothing_else()


def fits(look: Window) -> None:
    assert look.sticks_out() == []


def test_a_tap_is_by_whoever_you_are_now(evening: Evening, window: Open) -> None:
    look = window(DESK)
    evening.until("2026-11-12T21:15:01")
    look.sees("0 of 5 answered")
    look.becomes("U0STRANGER")
    look.taps(f"Sam: {CLEAR}")
    look.sees("Thank you for helping. You are not on Rowan House's list", "0 of 5 answered")
    look.becomes("U0AGENCY")
    look.taps(f"Sam: {CLEAR}")
    look.sees("Sam · Seen, no signs · Remi 21:15", "1 of 5 answered")


def test_the_question_is_answered_without_a_mouse(evening: Evening, window: Open) -> None:
    look = window(DESK)
    evening.until("2026-11-12T21:15:01")
    look.sees("0 of 5 answered")
    labels = [f"{who}: {what}" for who in ("Sam", "Ray", "Tom", "Ida", "Bel") for what in (CLEAR, SIGNS)]
    assert [label for label in tabbed(look, len(labels)) if label in labels] == labels
    look.button(f"Bel: {CLEAR}").focus()
    look.page.keyboard.press("Enter")
    look.sees("Bel · Seen, no signs · Jo 21:15", "1 of 5 answered")
    look.button(f"Sam: {SIGNS}").focus()
    look.page.keyboard.press("Space")
    look.reads("Sam · Rowan House")
    look.page.keyboard.press("Escape")
    expect(look.form).to_have_count(0)
    expect(look.button(f"Sam: {SIGNS}")).to_be_focused()


def tabbed(look: Window, buttons: int) -> list[str]:
    """What the Tab key comes to, from the house's channel on, until the place to write in."""
    look.page.get_by_test_id(f"conv-{HOUSE}").focus()
    reached: list[str] = []
    while len(reached) < buttons + 10:
        look.page.keyboard.press("Tab")
        reached.append(look.page.evaluate("document.activeElement.ariaLabel || ''"))
        if reached[-1].startswith("Message #"):
            break
    return reached
