"""`make screens`: the README's pictures, taken anew from the sandbox into docs/screens."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from handlers import load, sandbox
from tests.browser import chromium
from tests.browser.png import smaller
from tests.browser.window import DESK, PHONE, Window
from tests.stories.evening import Evening

HERE = Path("docs/screens")
TALL = 730  # of a phone's picture, without the sandbox's own bar
WIDE, DESK_TALL = 1100, 920
LIMIT = 200_000  # bytes


def main() -> None:
    HERE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, chromium.started() as browser:
        evening = Evening(Path(folder), f"sqlite:///{folder}/relay.db", house=sandbox.EXAMPLE)
        try:
            evening.begin(sandbox.world(load.read([sandbox.EXAMPLE], {})))
            evening.until("2026-11-12T21:15:01")
            take(browser, evening.urls["url"])
        finally:
            evening.end()


def take(browser: Browser, url: str) -> None:
    """The moments, in their order."""
    jo = Window(browser, url, PHONE)
    jo.sees("0 of 5 answered")
    stage(jo, "1-question")
    for who in ("Ray", "Bel"):
        jo.taps(f"{who}: seen, no signs")
    jo.sees("2 of 5 answered")
    jo.says_two_signs_about_sam()
    form(jo, "2-form")
    jo.saves()
    jo.reads("Dee is being told.")
    form(jo, "2b-guidance")
    jo.closes()
    dee = Window(browser, url, PHONE)
    dee.becomes("U0DEE")
    dee.sees("please answer by")
    stage(dee, "3-on-call")
    dee.taps("I've got this: Sam")
    dee.sees("You have it.")
    house = Window(browser, url, {**DESK, "device_scale_factor": 2})
    house.sees("Sam: Dee has it, and acts by 21:45.")
    stage(house, "4-house", WIDE, DESK_TALL)
    bel = Window(browser, url, PHONE)
    typed = bel.page.get_by_role("combobox", name="Message")
    typed.fill("/plan bel")
    typed.press("Enter")
    bel.reads("Bel · Rowan House")
    form(bel, "5-plan")


def stage(window: Window, name: str, wide: int = PHONE["viewport"]["width"], tall: int = TALL) -> None:
    """The pretend Slack, without the sandbox's bar above it."""
    for _ in range(2):  # the bar is as tall as the width makes it
        box = window.page.locator("#stage").bounding_box()
        assert box
        window.page.set_viewport_size({"width": wide, "height": int(box["y"]) + tall})
    window.page.mouse.move(0, 0)
    keep(name, window.page.locator("#stage").screenshot())


def form(window: Window, name: str) -> None:
    """The open form from its top."""
    window.page.set_viewport_size({"width": PHONE["viewport"]["width"], "height": TALL})
    window.form.locator(".sheet-body").evaluate(
        "body => { body.scrollTop = 0; document.activeElement.blur(); }"
    )
    keep(name, window.page.screenshot())


def keep(name: str, png: bytes) -> None:
    small = smaller(png)
    assert len(small) < LIMIT, f"{name} has {len(small)} bytes"
    (HERE / f"{name}.png").write_bytes(small)
    print(f"{HERE / name}.png  {len(small) // 1000} kB")


if __name__ == "__main__":
    main()
