"""One browser window on the sandbox's page: what a person sees in it and taps, and what went wrong in it."""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Request, expect

PATIENCE = 60_000  # milliseconds
DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
# What stands out of the window sideways, or a pane that would scroll sideways; rows made to be swiped may.
STICKS_OUT = """() => {
  const look = (node) => getComputedStyle(node);
  const swiped = (node) => node && (["auto", "scroll"].includes(look(node).overflowX) || swiped(node.parentElement));
  const pane = (node) => look(node).overflowY === "auto" && node.scrollWidth > node.clientWidth;
  const out = (node) => {
    const at = node.getBoundingClientRect();
    return at.width > 1 && at.height > 1 && (at.left < -0.5 || at.right > innerWidth + 0.5 || pane(node));
  };
  const found = [...document.querySelectorAll("body, body *")].filter((node) => out(node) && !swiped(node));
  return found.map((node) => `${node.tagName}.${node.className} ${node.textContent.slice(0, 40)}`);
}"""
expect.set_options(timeout=PATIENCE)


class Window:
    """A window of `size`, on the page at `url`. It keeps whatever went wrong in `complaints`."""

    def __init__(self, browser: Browser, url: str, size: dict[str, Any]) -> None:
        self.context = browser.new_context(**size, locale="en-GB", color_scheme="light")
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.host = urlsplit(url).netloc
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.context.on("request", self._asked)
        self.page.goto(url)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        to = urlsplit(request.url)
        if to.scheme != "data" and to.netloc != self.host:
            self.complaints.append(f"asked elsewhere: {request.url}")

    # what is there

    @property
    def messages(self) -> Locator:
        return self.page.get_by_test_id("messages")

    @property
    def form(self) -> Locator:
        return self.page.get_by_test_id("modal")

    @property
    def home(self) -> Locator:
        """The bot's Home, once its tab is open."""
        return self.page.get_by_test_id("home")

    def button(self, label: str) -> Locator:
        """A button of a message, by what a screen reader says."""
        return self.messages.get_by_role("button", name=label, exact=True)

    def field(self, block: str) -> Locator:
        """The control of one question in the open form."""
        return self.form.locator(f'[data-block-id="{block}"]')

    def new_for(self, user: str) -> Locator:
        """The mark that somebody has messages they have not seen."""
        return self.page.get_by_test_id(f"user-{user}").locator(".badge")

    # what is done

    def sees(self, *words: str) -> None:
        """Soon the conversation says all these words."""
        for one in words:
            expect(self.messages).to_contain_text(one)

    def reads(self, *words: str) -> None:
        """Soon the form says all these words."""
        for one in words:
            expect(self.form).to_contain_text(one)

    def shows(self, *words: str) -> None:
        """Soon the Home says all these words."""
        for one in words:
            expect(self.home).to_contain_text(one)

    def taps(self, label: str) -> None:
        self.button(label).click()

    def reaches_for(self, label: str, seconds: float) -> None:
        """Tap with a finger, after the time it takes to read and to reach there."""
        self.page.wait_for_timeout(seconds * 1000)
        self.button(label).tap()

    def becomes(self, user: str) -> None:
        chip = self.page.get_by_test_id(f"user-{user}")
        chip.click()
        expect(chip).to_have_attribute("aria-pressed", "true")

    def says_two_signs_about_sam(self) -> None:
        """Fill Sam's form, and leave it open."""
        self.taps("Sam: signs seen, open the form")
        self.reads("Sam · Rowan House", "I'm up most of the night")
        self.field("sign:sleep").select_option(label="up most of the night")
        self.field("sign:pacing").select_option(label="Seen")
        self.field("step:0").select_option(label="Offered, Sam said no")
        self.field("step:1").select_option(label="Done")
        self.form.get_by_role("radio", name="Partly").check()

    def opens_home(self, bot: str = "Relay") -> None:
        """Go to the app by its name, and to its Home tab."""
        places = self.page.get_by_role("navigation", name="Conversations")
        places.get_by_role("button", name=re.compile(f"^{bot}")).click()
        tab = self.page.get_by_test_id("tab-home")
        expect(tab).to_be_visible()
        if tab.get_attribute("aria-pressed") != "true":
            tab.click()
        expect(tab).to_have_attribute("aria-pressed", "true")
        expect(self.home).to_be_visible()

    def more_actions(self, message_text: str) -> Locator:
        """The button "More actions" of the latest message that says this."""
        message = self.messages.get_by_role("article").filter(has_text=message_text).last
        message.hover()
        return message.get_by_role("button", name="More actions")

    def chooses_shortcut(self, message_text: str, name: str) -> None:
        """Choose a shortcut from the "More actions" of the latest message that says this."""
        self.more_actions(message_text).click()
        self.page.get_by_role("menuitem", name=name).click()

    def saves(self) -> None:
        self.page.get_by_test_id("modal-submit").click()

    def closes(self) -> None:
        """Close the form on top."""
        self.page.get_by_test_id("modal-close").click()
        expect(self.form).to_have_count(0)

    def lets_pass(self, button: str, until: str) -> None:
        """Let time pass with one of the clock's buttons; afterwards the clock shows `until`."""
        self.page.get_by_test_id(button).click()
        expect(self.page.get_by_test_id("clock")).to_have_text(re.compile(until))
        expect(self.page.get_by_test_id("pass-10")).to_be_enabled()

    # what must not be

    def sticks_out(self) -> list[str]:
        """What does not fit the window's width."""
        found: list[str] = self.page.evaluate(STICKS_OUT)
        return found
