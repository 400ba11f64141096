"""`make screens [ARGS=…]`: every screen there is, taken anew from the sandbox into docs/screens.

The names are kept: README.md and docs show some of them. Words after the command are the scenes to take, else all.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from handlers import load, sandbox
from tests.browser import camera, chromium, scenes
from tests.stories.evening import Evening

OPENS = "2026-11-12T21:05:00"  # starting takes a busy machine its time, and the clock goes on
Scene = Callable[[Browser, Evening], None]
SCENES: dict[str, Scene] = {
    "signs": scenes.signs,
    "more": scenes.more,
    "worries": scenes.worries,
    "strangers": scenes.strangers,
    "homes": scenes.homes,
    "silence": scenes.silence,
    "many": scenes.many,
}


def main(wanted: list[str]) -> None:
    camera.HERE.mkdir(parents=True, exist_ok=True)
    with chromium.started() as browser:
        for name in wanted or SCENES:
            take(browser, name)


def take(browser: Browser, name: str) -> None:
    """One scene, from 21:15 on."""
    with tempfile.TemporaryDirectory() as folder:
        house = scenes.full_house(Path(folder)) if name == "many" else sandbox.EXAMPLE
        evening = Evening(Path(folder), f"sqlite:///{folder}/relay.db", house=house, opens=OPENS)
        try:
            evening.begin(sandbox.world(load.read([house], {})))
            evening.until("2026-11-12T21:15:01")
            SCENES[name](browser, evening)
        finally:
            evening.end()


if __name__ == "__main__":
    main(sys.argv[1:])
