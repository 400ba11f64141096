"""The example house in the sandbox with the bot beside it, and a browser to look at it with."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from handlers import load, sandbox
from tests.browser import chromium
from tests.browser.window import Window
from tests.stories.evening import Evening


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a module's tests, each with windows of its own."""
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    """Rowan House at 21:14:50: what `relay sandbox` shows."""
    made = Evening(tmp_path, f"sqlite:///{tmp_path / 'relay.db'}", house=sandbox.EXAMPLE)
    try:
        yield made.begin(sandbox.world(load.read([sandbox.EXAMPLE], {})))
    finally:
        made.end()


@pytest.fixture
def window(browser: Browser, evening: Evening) -> Iterator[Callable[[dict[str, Any]], Window]]:
    """Opens windows on the page. No window may have complained, or asked another host for anything."""
    opened: list[Window] = []

    def look(size: dict[str, Any]) -> Window:
        opened.append(Window(browser, evening.urls["url"], size))
        return opened[-1]

    yield look
    for one in opened:
        one.context.close()
    assert [complaint for one in opened for complaint in one.complaints] == []
