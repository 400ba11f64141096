"""`make screens [ARGS=…]`: every screen there is, taken anew from the sandbox into docs/screens.

The names are kept: README.md and docs show some of them. Words after the command are the scenes to take, else all.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from handlers import load, sandbox
from tests.browser import camera, chromium, huddle_scenes, night_scenes, scenes
from tests.stories.evening import HERE, Evening

OPENS = "21:05:00"  # starting takes a busy machine its time, and the clock goes on
Scene = Callable[[Browser, Evening], None]
SCENES: dict[str, Scene] = {
    "signs": scenes.signs,
    "more": scenes.more,
    "worries": scenes.worries,
    "strangers": scenes.strangers,
    "homes": scenes.homes,
    "silence": scenes.silence,
    "many": scenes.many,
    "nights": night_scenes.nights,
    "unanswered": night_scenes.unanswered,
    "handoff": night_scenes.handoff,
    "private": night_scenes.private,
    "anyway": night_scenes.anyway,
    "huddle": huddle_scenes.huddle,
    "checks": huddle_scenes.checks,
}
# on a Tuesday morning, with a year behind it
OF_A_YEAR = ("huddle", "checks")
# a change of on-call is on a Monday
ON_SUNDAY = ("handoff",)


def main(wanted: list[str]) -> None:
    camera.HERE.mkdir(parents=True, exist_ok=True)
    with chromium.started() as browser:
        for name in wanted or SCENES:
            take(browser, name)


def take(browser: Browser, name: str) -> None:
    """One scene, from 21:15 on; or from when the digest comes."""
    opens, begins = _when(name)
    with tempfile.TemporaryDirectory() as folder:
        house, url = _house(name, Path(folder)), f"sqlite:///{folder}/relay.db"
        evening = Evening(Path(folder), url, house=house, opens=opens)
        try:
            if name in OF_A_YEAR:
                huddle_scenes.history(url)
            evening.begin(sandbox.world(load.read([house], {})) | _looks(name))
            evening.until(begins)
            SCENES[name](browser, evening)
        finally:
            evening.end()


def _when(name: str) -> tuple[str, str]:
    """When the house opens, and when its scene begins."""
    if name in OF_A_YEAR:
        return "2026-11-17T08:45:00", "2026-11-17T09:00:05"
    day = "2026-11-15" if name in ON_SUNDAY else "2026-11-12"
    return f"{day}T{OPENS}", f"{day}T21:15:01"


def _looks(name: str) -> dict[str, str]:
    """Whoever looks at a channel is in it: at the huddle's that is no support worker."""
    return {"start_as": huddle_scenes.HAL} if name in OF_A_YEAR else {}


def _house(name: str, folder: Path) -> Path:
    """The example; or one that has what this scene is about."""
    if name == "many":
        return scenes.full_house(folder)
    if name in OF_A_YEAR:
        return sandbox.PROVIDER
    return HERE / "house.yaml" if name == "anyway" else sandbox.EXAMPLE


if __name__ == "__main__":
    main(sys.argv[1:])
