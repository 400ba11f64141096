"""A plan read and confirmed on the page: from the menu beside a name, and by typing."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.window import DESK, PHONE, Window
from tests.stories.evening import Evening

pytestmark = pytest.mark.browser
Open = Callable[[dict[str, Any]], Window]


def menus(look: Window) -> Locator:
    """The menus ⋯, in the order of the people."""
    return look.messages.get_by_role("button", name="More", exact=True)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_plan_is_opened_from_the_menu_read_and_confirmed(
    evening: Evening, window: Open, size: dict[str, Any]
) -> None:
    look = window(size)
    evening.until("2026-11-12T21:15:01")
    look.sees("0 of 5 answered")
    expect(menus(look)).to_have_count(5)
    assert look.sticks_out() == []
    menus(look).nth(1).click()
    look.page.get_by_role("menuitem", name="Read plan", exact=True).click()
    look.reads("Ray · Rowan House", "My breathing goes fast before I go out", "When somebody is told")
    assert look.sticks_out() == []
    look.form.get_by_role("button", name="Ray: I've read this version of the plan").click()
    look.reads("You confirmed reading this version at 21:15. Thank you.")
    expect(look.form.get_by_role("button", name="I've read this version")).to_have_count(0)
    look.closes()


def test_a_plan_is_chosen_without_a_mouse(evening: Evening, window: Open) -> None:
    look = window(DESK)
    evening.until("2026-11-12T21:15:01")
    look.sees("0 of 5 answered")
    menus(look).first.focus()
    look.page.keyboard.press("Enter")
    # before it stand: not seen, away, something else, something good
    for _ in range(4):
        look.page.keyboard.press("ArrowDown")
    look.page.keyboard.press("Enter")
    look.reads("Sam · Rowan House", "Offer a walk somewhere quiet")
    look.page.keyboard.press("Escape")
    expect(look.form).to_have_count(0)
    box = look.page.get_by_role("combobox", name="Message")
    box.fill("/pl")
    expect(look.page.get_by_role("option", name="/plan")).to_be_visible()
    box.fill("/plan tom")
    box.press("Enter")
    look.reads("Tom · Rowan House")
