"""Pictures of the page, small and at a phone's width, kept in docs/screens."""

from pathlib import Path

from playwright.sync_api import Locator

from tests.browser.png import smaller
from tests.browser.window import PHONE, Window

HERE = Path("docs/screens")
WIDTH: int = PHONE["viewport"]["width"]
TALL = 730  # of a phone's picture, without the sandbox's own bar
# so tall that nothing on the page has to be scrolled
LONG = 4200
LIMIT = 250_000  # bytes


def stage(window: Window, name: str, wide: int = WIDTH, tall: int = TALL, top: bool = False) -> None:
    """The pretend Slack, without the sandbox's bar above it; its newest messages, or from the first one on."""
    for _ in range(2):  # the bar is as tall as the width makes it
        box = window.page.locator("#stage").bounding_box()
        assert box
        window.page.set_viewport_size({"width": wide, "height": int(box["y"]) + tall})
    window.page.mouse.move(0, 0)
    if top:
        window.page.locator("#scroll").evaluate("pane => { pane.scrollTop = 0; }")
    keep(name, window.page.locator("#stage").screenshot())


def part(window: Window, first: Locator, name: str) -> None:
    """The pretend Slack on a phone, from where `first` is on."""
    first.evaluate("node => node.scrollIntoView({ block: 'start' })")
    window.page.mouse.move(0, 0)
    assert window.sticks_out() == [], name
    keep(name, window.page.locator("#stage").screenshot())


def card(window: Window, words: str, name: str) -> None:
    """The newest message that says these words, whole."""
    window.sees(words)
    window.page.set_viewport_size({"width": WIDTH, "height": LONG})
    window.page.mouse.move(0, 0)
    message = window.messages.get_by_role("article").filter(has_text=words).last
    assert window.sticks_out() == [], name
    keep(name, message.screenshot())
    window.page.set_viewport_size(PHONE["viewport"])


def form(window: Window, name: str, bottom: bool = False) -> None:
    """The open form as a phone shows it: from its top, or its end."""
    window.page.set_viewport_size({"width": WIDTH, "height": TALL})
    window.form.locator(".sheet-body").evaluate(
        "(body, end) => { body.scrollTop = end ? body.scrollHeight : 0; document.activeElement.blur(); }",
        bottom,
    )
    assert window.sticks_out() == [], name
    keep(name, window.page.screenshot())


def sheet(window: Window, title: str, name: str) -> None:
    """The open form of this title, whole."""
    window.reads(title)
    _long(window, ".sheet-body")
    window.page.evaluate("document.activeElement.blur()")
    assert window.sticks_out() == [], name
    keep(name, window.page.screenshot())
    window.page.set_viewport_size(PHONE["viewport"])


def home(window: Window, words: str, name: str) -> None:
    """The open Home, whole, once it says these words."""
    window.shows(words)
    window.page.set_viewport_size({"width": WIDTH, "height": LONG})
    window.page.mouse.move(0, 0)
    assert window.sticks_out() == [], name
    window.page.wait_for_timeout(1000)  # each opening draws it anew: the picture is of the last drawing
    keep(name, window.home.screenshot())
    window.page.set_viewport_size(PHONE["viewport"])


def _long(window: Window, pane: str) -> None:
    """As tall as it takes to show all that is in this pane; at least a phone's picture."""
    window.page.set_viewport_size({"width": WIDTH, "height": TALL})
    hidden = window.form.locator(pane).evaluate("pane => pane.scrollHeight - pane.clientHeight")
    window.page.set_viewport_size({"width": WIDTH, "height": TALL + int(hidden)})


def keep(name: str, png: bytes) -> None:
    small = smaller(png)
    assert len(small) < LIMIT, f"{name} has {len(small)} bytes"
    (HERE / f"{name}.png").write_bytes(small)
    print(f"{HERE / name}.png  {len(small) // 1000} kB", flush=True)
