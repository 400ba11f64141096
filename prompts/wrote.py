"""What somebody has written tonight, as their App Home lists it: when, about whom, what kind; never what it says."""

from datetime import datetime

from bot.home import Home, What, Wrote
from prompts import rows, words
from prompts.blocks import Blocks, Button, button, context, divider, row, section

WROTE = 12
SAYS: dict[What, str] = {
    "clear": "Seen, no signs",
    "signs": "Signs seen",
    "not_seen": "Not seen",
    "steps": "Whether the plan's steps were followed",
    "else": "Something else",
    "good": "Something good",
    "worry": "A worry",
    "affected": "Something that affects them",
    "call": "You asked for a call",
}


def shown(home: Home, now: datetime) -> Blocks:
    """What they have written: when, about whom, what kind; never what it says."""
    if home.standing != "staff":
        return []
    more = len(home.wrote) - WROTE
    return [
        *divider("wrote.begin"),
        *section("wrote", "*What you have written tonight*", None if home.wrote else "Nothing yet."),
        *(block for n, one in enumerate(home.wrote[:WROTE]) for block in _written(n, one, home, now)),
        *(context("wrote.more", f"And {more} more, before these.") if more > 0 else []),
    ]


def _written(n: int, one: Wrote, home: Home, now: datetime) -> Blocks:
    where = words.name(one.service.spec.name) if len(home.houses) + len(home.others) > 1 else ""
    about = words.short(one.known_as) if one.known_as else ""
    at = words.clock(one.at, one.service.spec.timezone, now)
    line = " · ".join(part for part in (at, f"*{about}*" if about else "", where, SAYS[one.kind]) if part)
    return row(f"wrote:{n}", line, _again(one))


def _again(one: Wrote) -> Button | None:
    if one.reply_to is None or one.person_id is None:
        return None
    at = words.clock(one.at, one.service.spec.timezone)
    label = f"{rows.whom(one.known_as or '', one.service)}: open your answer of {at}"
    return button(
        "Open or correct…", rows.Action.SIGNS, rows.button_value(one.reply_to, one.person_id), label
    )
