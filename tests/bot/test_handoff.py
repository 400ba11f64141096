"""Changes of on-call: when the next one comes, and what to do about one that has come."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot import handoff, house
from bot.handoff import Change, Handed
from bot.people import Contact

DEE, ASH, IDA = "U0DEE", "U0ASH", "U0IDA"
HANDOFF = {"every": "1 week", "day": "monday", "at": "09:00", "from": date(2026, 1, 5)}


def rota(*members: str, **more: Any) -> house.Rota:
    """Turns of a week each, from Mondays at nine in London."""
    written = {"key": "first-line", "timezone": "Europe/London", "members": list(members), "handoff": HANDOFF}
    return house.Rota.model_validate({**written, **more})


def nov(day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def override(who: str, start: str, end: str) -> dict[str, Any]:
    return {"overrides": [{"who": who, "from": f"2026-11-{start}", "until": f"2026-11-{end}"}]}


TWO = rota(DEE, ASH)  # Dee has the week of 9 November, Ash that of the 16th
HOLIDAY = rota(DEE, ASH, **override(ASH, "11T12:00", "12T12:00"))
UPCOMING: list[tuple[str, house.Rota, datetime, Change | None]] = [
    ("a week each", TWO, nov(12), Change(nov(16), DEE, ASH)),
    ("at the change itself the one after it", TWO, nov(16), Change(nov(23), ASH, DEE)),
    ("just before it, it is next", TWO, nov(16, 8, 59), Change(nov(16), DEE, ASH)),
    ("one alone is on for good", rota(DEE), nov(12), None),
    ("an override begins", HOLIDAY, nov(10), Change(nov(11, 12), DEE, ASH)),
    ("and ends", HOLIDAY, nov(11, 13), Change(nov(12, 12), ASH, DEE)),
    ("nobody follows", rota(DEE, "nobody"), nov(12), Change(nov(16), DEE, None)),
    ("somebody after nobody", rota(DEE, "nobody"), nov(17), Change(nov(23), None, DEE)),
    ("two weeks running are one turn", rota(DEE, ASH, ASH), nov(3), Change(nov(16), ASH, DEE)),
]


@pytest.mark.parametrize(
    ("of", "at", "found"), [one[1:] for one in UPCOMING], ids=[one[0] for one in UPCOMING]
)
def test_the_next_change(of: house.Rota, at: datetime, found: Change | None) -> None:
    assert handoff.upcoming(of, at) == found


DUE: list[tuple[str, house.Rota, datetime, datetime, str, str | None, str | None]] = [
    ("at once", TWO, nov(16), nov(16), "tell", DEE, ASH),
    ("four hours late", TWO, nov(16), nov(16, 13), "tell", DEE, ASH),
    ("until the next one comes", TWO, nov(16), nov(23, 8, 59), "tell", DEE, ASH),
    ("then only that one matters", TWO, nov(16), nov(23), "later", DEE, ASH),
    ("edited: the same person goes on", rota(DEE), nov(16), nov(16), "same", DEE, DEE),
    ("edited: somebody else", rota(DEE, IDA), nov(16), nov(16), "tell", DEE, IDA),
    ("nobody follows", rota(DEE, "nobody"), nov(16), nov(16), "tell", DEE, None),
    ("somebody after nobody", rota(DEE, "nobody"), nov(23), nov(23), "tell", None, DEE),
]


@pytest.mark.parametrize(
    ("of", "at", "now", "do", "off", "on"), [one[1:] for one in DUE], ids=[one[0] for one in DUE]
)
def test_what_to_do_about_one_that_is_due(
    of: house.Rota, at: datetime, now: datetime, do: str, off: str | None, on: str | None
) -> None:
    assert handoff.due(of, at, now) == (do, Change(at, off, on))


@pytest.mark.parametrize(
    ("of", "changed", "until"),
    [
        (TWO, Change(nov(16), DEE, ASH), nov(23)),
        (rota(DEE, "nobody"), Change(nov(16), DEE, None), nov(23)),
        (rota(DEE), Change(nov(16), ASH, DEE), None),
        (TWO, Change(nov(16), DEE, IDA), None),
    ],
    ids=["a week", "nobody for a week", "for good", "the rota says otherwise by now"],
)
def test_until_when(of: house.Rota, changed: Change, until: datetime | None) -> None:
    assert handoff.until(of, changed) == until


@pytest.mark.parametrize(
    ("tells", "named"),
    [
        (["rota:first-line"], True),
        (["role:manager", "rota:first-line"], True),
        (["rota:first"], False),
        (["role:first-line"], False),
        ([], False),
    ],
)
def test_which_rungs_name_a_rota(tells: list[str], named: bool) -> None:
    rungs = [house.Rung(tell=tell, within=timedelta(minutes=10)) for tell in tells]
    assert handoff.named("first-line", rungs) is named


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (5, False), (6, True), (240, True)])
def test_what_is_told_well_after_the_change_is_late(minutes: int, late: bool) -> None:
    told_at = nov(16) + timedelta(minutes=minutes)
    said = Handed(1, nov(16), "Europe/London", Contact("Ash"), None, told_at, None, ())
    assert said.late is late
