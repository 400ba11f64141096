"""Builders: a service, who is on its rungs, ladders, and escalations in every state."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot import escalation, house, transitions
from bot.escalation import Escalation, Move
from bot.people import Service, Staff
from bot.transitions import Act, By, Event, PassOn, Promise, Take

START = datetime(2026, 11, 13, 2, 52, tzinfo=UTC)  # a Friday
SPEC = house.Service.model_validate(
    {
        "key": "rowan-house", "name": "Rowan House", "channel": "C0ROWAN", "phone": "01632 960111",
        "timezone": "Europe/London", "ladder": "house",
        "office_hours": {"days": "mon-fri", "from": "09:00", "until": "17:00"},
        "shifts": [
            {"key": "day", "name": "Day", "starts": "08:00"},
            {"key": "night", "name": "Night", "starts": "20:00"},
        ],
    }
)  # fmt: skip
ROWAN = Service(1, SPEC)
DEE, ASH, IDA, JO = 1, 2, 3, 4
STAFF = {
    "rota:a": [Staff(DEE, "U0DEE", "Dee", "manager")],
    "rota:b": [Staff(ASH, "U0ASH", "Ash", "manager")],
    "role:manager": [Staff(ASH, "U0ASH", "Ash", "manager"), Staff(IDA, "U0IDA", "Ida", "manager")],
    "rota:empty": [],
}
TOLD, MANAGER, STRANGER = By(DEE, told=True), By(IDA, manager=True), By(JO)
HOLDER = TOLD


def on_rung(rung: house.Rung) -> Sequence[Staff]:
    return STAFF[rung.tell]


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def at(count: float) -> datetime:
    """So many minutes after it opened."""
    return START + minutes(count)


def ladder(*rungs: tuple[str, int], repeat: int = 0) -> house.Ladder:
    made = [house.Rung(tell=tell, within=minutes(within)) for tell, within in rungs]
    return house.Ladder(key="house", repeat=repeat, rungs=made)


PHONE = Promise("phone", at(20))
TWO = ladder(("rota:a", 10), ("rota:b", 20), repeat=1)


def opened(of: house.Ladder = TWO, **changed: Any) -> Escalation:
    plain = Escalation(
        id=1, service_id=1, person_id=1, tell="ladder:house", urgency="now", rings_as="now", ladder=of, state="open",
        opened_at=START, act_within=minutes(30), step=0, due_at=START,
    )  # fmt: skip
    return replace(plain, **changed)


def move(e: Escalation, now: datetime) -> Move | None:
    """What time does to it."""
    return escalation.next_move(e, ROWAN, on_rung, now)


def moved(e: Escalation, now: datetime) -> Move:
    """What time does to it; something is due."""
    found = move(e, now)
    assert found is not None
    return found


def done(e: Escalation, event: Event, by: By, now: datetime) -> Escalation:
    """What an event that may happen does to it."""
    after = transitions.apply(e, event, ROWAN, by, now, e.turn)
    assert isinstance(after, Escalation), after
    return after


def told(e: Escalation, until: float, every: float = 1) -> tuple[list[tuple[float, str]], float | None]:
    """Who was told at which minute, ticking `every` minutes, and when it was unanswered."""
    heard: list[tuple[float, str]] = []
    unanswered = None
    minute = 0.0
    while minute <= until:
        found = move(e, at(minute))
        if found:
            e = found.after
            heard += [(minute, one.name) for telling in found.tellings for one in telling.targets]
            unanswered = minute if found.unanswered else unanswered
        minute += every
    return heard, unanswered


def refused(e: Escalation, event: Event, by: By, now: datetime = START, turn: int | None = None) -> str:
    """Why an event may not happen; `turn` is of its button, now's without it."""
    after = transitions.apply(e, event, ROWAN, by, now, e.turn if turn is None else turn)
    assert not isinstance(after, Escalation)
    return after


def taken() -> Escalation:
    """Dee has it since the start: she acts by 30."""
    return done(opened(), Take(), TOLD, START)


def asked() -> Escalation:
    """Dee was asked at 30 what became of it: she answers by 35."""
    return moved(taken(), at(30)).after


def passed() -> Escalation:
    """Dee passed it on to Ash and Ida at 5: one of them takes it by 15."""
    return done(taken(), PassOn((ASH, IDA)), HOLDER, at(5))


def acted() -> Escalation:
    """Dee did it at 20."""
    return done(taken(), Act(), HOLDER, at(20))
