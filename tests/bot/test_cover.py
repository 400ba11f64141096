"""Until when a shift is covered: the end of the one that begins, once its handover is asked."""

import pytest

from bot import cover, house
from bot.cover import Cover
from tests.bot.test_handover import ASH_LANE, ROWAN, service, utc

ASKED_EARLY = service([("day", "08:00", None), ("night", "20:00", None)], ask_before="2 h")
KOLKATA = service([("day", "08:00", None), ("night", "20:00", None)], zone="Asia/Kolkata")


@pytest.mark.parametrize(
    ("spec", "now", "until"),
    [
        (ROWAN, "2026-11-12 20:00", "2026-11-12 21:30"),
        (ROWAN, "2026-11-12 21:14:59", "2026-11-12 21:30"),
        # from the asking on it is the night's
        (ROWAN, "2026-11-12 21:15", "2026-11-13 07:30"),
        (ROWAN, "2026-11-12 21:20", "2026-11-13 07:30"),
        (ROWAN, "2026-11-12 21:30", "2026-11-13 07:30"),
        (ROWAN, "2026-11-12 23:00", "2026-11-13 07:30"),
        (ROWAN, "2026-11-13 00:10", "2026-11-13 07:30"),
        (ROWAN, "2026-11-13 07:20", "2026-11-13 14:30"),
        (ROWAN, "2026-11-13 14:14", "2026-11-13 14:30"),
        # the clocks go back at 02:00: the night lasts eleven hours
        (ROWAN, "2026-10-24 21:00", "2026-10-25 07:30"),
        (ROWAN, "2026-10-25 00:30", "2026-10-25 07:30"),
        (ROWAN, "2026-10-25 01:30", "2026-10-25 07:30"),
        # the clocks go forward at 01:00: the night lasts nine
        (ROWAN, "2026-03-28 22:00", "2026-03-29 06:30"),
        (ROWAN, "2026-03-29 01:10", "2026-03-29 06:30"),
        (ROWAN, "2026-03-29 20:00", "2026-03-29 20:30"),
        # other shifts at weekends
        (ASH_LANE, "2026-11-13 23:00", "2026-11-14 10:00"),
        (ASH_LANE, "2026-11-14 23:00", "2026-11-15 10:00"),
        (ASH_LANE, "2026-11-15 23:00", "2026-11-16 08:00"),
        (ASKED_EARLY, "2026-11-12 17:59", "2026-11-12 20:00"),
        (ASKED_EARLY, "2026-11-12 18:00", "2026-11-13 08:00"),
        (KOLKATA, "2026-11-12 14:20", "2026-11-13 02:30"),
    ],
)  # fmt: skip
def test_until_the_shift_that_begins_ends(spec: house.Service, now: str, until: str) -> None:
    assert cover.until(spec, utc(now)) == utc(until)


@pytest.mark.parametrize(
    ("now", "over"), [("2026-11-13 07:29", False), ("2026-11-13 07:30", True), ("2026-11-13 07:31", True)]
)
def test_it_is_over_when_the_shift_ends(now: str, over: bool) -> None:
    made = Cover(1, 1, 1, "U0NIA", "Nia", utc("2026-11-12 22:00"), utc("2026-11-13 07:30"))
    assert made.over(utc(now)) is over
