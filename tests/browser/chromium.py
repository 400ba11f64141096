"""Headless Chromium: the system's, or Playwright's own. Without one the tests that need it are skipped."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

MISSING = "Chromium was not found. Install it, or: .venv/bin/playwright install chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing of the browser's own leaves the machine, and it starts where no user namespaces are.
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic",
]  # fmt: skip


def find(playwright: Playwright) -> str | None:
    """The browser's path: the system's first, as tools/test-needs looks; None where there is none."""
    own = playwright.chromium.executable_path
    system = (shutil.which(name) for name in NAMES)
    return next((path for path in system if path), own if Path(own).exists() else None)


@contextmanager
def started(look: Callable[[Playwright], str | None] = find) -> Iterator[Browser]:
    """A browser. Without one the test is skipped, or fails with RELAY_REQUIRE_BROWSER=1."""
    with sync_playwright() as playwright:
        path = look(playwright)
        if path is None:
            missing()
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def missing() -> None:
    """Skip the test, or fail it with RELAY_REQUIRE_BROWSER=1."""
    refuse = pytest.fail if os.environ.get("RELAY_REQUIRE_BROWSER") == "1" else pytest.skip
    refuse(MISSING)
