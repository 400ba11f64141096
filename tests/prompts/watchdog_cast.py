"""What the watchdog reports, one message a kind."""

from functools import partial
from typing import Any

from bot.watchdog import KINDS
from prompts import watchdog
from tests.prompts.cast import SERVICE, at

FOUND, READ = at(2, 14, 13), at(8, 0, 13)
NOTICES: dict[str, partial[Any]] = {
    f"notice_watchdog_{kind}": partial(watchdog.found, kind, 7, SERVICE, FOUND, "Europe/London", READ)
    for kind in KINDS
}
