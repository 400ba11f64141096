"""Whom a house phones: the first rung with somebody on it, now and next."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot import house, oncall, rota
from bot.people import Contact, Service
from tests.house import service

PEOPLE = {slack: Contact(slack[2:].title(), "01632 960000") for slack in ("U0DEE", "U0ASH", "U0MEL", "U0KIT")}
DEE, ASH, MEL, KIT = PEOPLE.values()
HOME = Service(1, house.Service.model_validate(service()))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def made(key: str, members: list[str], start: date = date(2026, 1, 5)) -> house.Rota:
    handoff = {"every": "1 week", "day": "monday", "at": "09:00", "from": start}
    of = {"key": key, "timezone": "Europe/London", "members": members, "handoff": handoff}
    return house.Rota.model_validate(of)


ROTAS = {
    one.key: one
    for one in (
        made("weekly", ["U0DEE", "U0ASH"]),
        made("later", ["U0DEE"], date(2026, 11, 16)),
        made("gone", ["U0GONE", "U0LEFT"]),
        made("alone", ["U0DEE"]),
    )
}
ROLES = {"manager": (MEL, DEE), "administrator": (KIT,), "team_leader": ()}


def seen(*tells: str, at: str = "2026-11-12 21:17") -> oncall.OnCall:
    def who(rung: house.Rung, then: datetime) -> tuple[Contact, ...]:
        kind, _, name = rung.tell.partition(":")
        on = rota.on_call(ROTAS[name], then) if kind == "rota" else None
        return ROLES[name] if kind == "role" else tuple(PEOPLE[one] for one in (on,) if one in PEOPLE)

    rungs = [house.Rung.model_validate({"tell": tell, "within": "10 min"}) for tell in tells]
    return oncall.seen(HOME, rungs, ROTAS, who, utc(at))


@pytest.mark.parametrize(
    ("tells", "now", "until", "after", "after_until"),
    [
        (["rota:weekly"], (DEE,), "2026-11-16 09:00", (ASH,), "2026-11-23 09:00"),
        (["rota:alone"], (DEE,), None, None, None),
        (["role:manager"], (MEL, DEE), None, None, None),
        (["rota:weekly", "role:manager"], (DEE,), "2026-11-16 09:00", (ASH,), "2026-11-23 09:00"),
        (["role:team_leader", "rota:weekly"], (DEE,), "2026-11-16 09:00", (ASH,), "2026-11-23 09:00"),
        # nobody is on the first rung until Monday, and the managers are phoned until then
        (["rota:later", "role:manager"], (MEL, DEE), "2026-11-16 09:00", (DEE,), None),
        (["rota:later"], (), "2026-11-16 09:00", (DEE,), None),
        (["role:team_leader"], (), None, None, None),
        ([], (), None, None, None),
        # a rota of people who are no staff any more changes hands and changes nothing
        (["rota:gone", "role:manager"], (MEL, DEE), None, None, None),
        (["rota:gone", "rota:weekly"], (DEE,), "2026-11-16 09:00", (ASH,), "2026-11-23 09:00"),
    ],
)
def test_whom_the_house_phones_now_and_next(
    tells: list[str], now: Any, until: str | None, after: Any, after_until: str | None
) -> None:
    said = seen(*tells)
    assert (said.now.contacts, said.now.start) == (now, utc("2026-11-12 21:17"))
    assert said.now.until == (utc(until) if until else None)
    assert (said.next.contacts if said.next else None) == after
    assert (said.next.until if said.next else None) == (utc(after_until) if after_until else None)


@pytest.mark.parametrize(
    ("tells", "then"),
    [
        (["rota:weekly"], ()),
        (["rota:weekly", "role:manager", "role:administrator"], ((MEL,), (KIT,))),
        (["rota:weekly", "rota:alone", "role:administrator"], ((KIT,),)),
        (["role:team_leader", "role:manager", "role:administrator"], ((KIT,),)),
    ],
)
def test_nobody_is_named_twice_among_the_rungs_after(tells: list[str], then: Any) -> None:
    assert seen(*tells).then == then
