"""App Homes on the same evening, and what /handover lists. Everybody is invented."""

from dataclasses import replace
from functools import partial
from typing import Any

from bot.home import Home, House, Waited, Wrote
from bot.pause import Pause
from bot.people import Person, Service
from prompts import between, home, welcome
from tests.prompts import cast
from tests.prompts.cast import ASH, DEE, HANDOVER, NOW, RAY, SAM, SERVICE, at
from tests.prompts.plan_cast import OAK

Draw = partial[Any]
FIVE = tuple(cast.people(5))
PAUSED = Pause(1, 1, at(20, 0), at(9, 0, 14), "The boiler man is here", "Mel")
HOUSE = House(
    SERVICE, (DEE,), FIVE, (), HANDOVER, (Waited(FIVE[2]), Waited(FIVE[4], earlier=True)), at(7, 15, 13)
)
QUIET = replace(HOUSE, asked=None, waited=())
OAK_HOUSE = House(
    OAK, (ASH,), (replace(RAY, id=30, known_as="Kim", service_id=2),), (), None, (), at(7, 15, 13)
)
OPEN = tuple(replace(one, id=n, person_id=n) for n, one in enumerate(cast.OPEN_LINES, 1))
WROTE = (
    Wrote(at(21, 18), SERVICE, "Sam", "signs", 7, 12),
    Wrote(at(21, 17), SERVICE, "Ray", "clear", 8, 12),
    Wrote(at(20, 2), SERVICE, "Sam", "not_seen", 7, 0),
    Wrote(at(19, 40), SERVICE, "Sam", "steps", 7),
    Wrote(at(19, 30), SERVICE, "Ray", "good", 8),
    Wrote(at(19, 20), SERVICE, None, "worry"),
    Wrote(at(19, 10), SERVICE, None, "call"),
)
WORKER = Home("staff", "999", (replace(HOUSE, open=OPEN),), (), WROTE)


def crowd(number: int, count: int = 25) -> House:
    """A full house of its own: everybody is waited for, and more is open than has lines."""
    service = Service(
        number, SERVICE.spec.model_copy(update={"key": f"house-{number}", "name": f"House {number}"})
    )
    people = tuple(
        replace(one, id=1000 * number + n, service_id=number) for n, one in enumerate(cast.people(count), 1)
    )
    lines = tuple(replace(one, id=1000 * number + n) for n, one in enumerate(OPEN * 2))
    return House(
        service, (DEE, ASH), people, lines, replace(HANDOVER, id=number), tuple(map(Waited, people)), at(7, 15, 13),
        PAUSED, may_pause=True,
    )  # fmt: skip


MANY_SERVICES = tuple(crowd(n, 1).service for n in range(10, 75))
CROWDED = Home("staff", "999", tuple(crowd(n) for n in range(1, 5)), MANY_SERVICES, WROTE * 3, new=True)
ROWS: tuple[tuple[Person, Service, int], ...] = (
    (SAM, SERVICE, 12),
    (RAY, SERVICE, 0),
    (OAK_HOUSE.people[0], OAK, 0),
)
MANY_ROWS = [(one, house.service, 0) for house in (crowd(1), crowd(2)) for one in house.people]

HOMES: dict[str, Draw] = {
    "home": partial(home.view, WORKER, NOW),
    "home_first": partial(home.view, replace(WORKER, new=True, wrote=()), NOW),
    "home_quiet": partial(home.view, replace(WORKER, houses=(QUIET,), wrote=()), NOW),
    "home_answered": partial(home.view, replace(WORKER, houses=(replace(HOUSE, waited=()),)), NOW),
    "home_leader": partial(home.view, replace(WORKER, houses=(replace(QUIET, may_pause=True),)), NOW),
    "home_paused": partial(
        home.view, replace(WORKER, houses=(replace(QUIET, paused=PAUSED, may_pause=True),)), NOW
    ),
    "home_paused_worker": partial(home.view, replace(WORKER, houses=(replace(QUIET, paused=PAUSED),)), NOW),
    "home_extra": partial(
        home.view, replace(WORKER, houses=(replace(HOUSE, asked=replace(HANDOVER, extra=True)),)), NOW
    ),
    "home_two_houses": partial(home.view, replace(WORKER, houses=(HOUSE, OAK_HOUSE)), NOW),
    "home_25": partial(home.view, replace(WORKER, houses=(crowd(1),)), NOW),
    "home_crowded": partial(home.view, CROWDED, NOW),
    "home_shared": partial(home.view, Home("shared", "999", (HOUSE,)), NOW),
    "home_no_house": partial(home.view, Home("no_house", "999"), NOW),
    "home_stranger": partial(home.view, Home("stranger", "999"), NOW),
}  # their owner's own, and content-light all the same
WHISPERS: dict[str, Draw] = {
    "handover_whom": partial(between.choose, ROWS, (DEE,), "999"),
    "handover_which": partial(between.choose, ROWS[:2], (DEE,), "999", "sa"),
    "handover_many": partial(between.choose, MANY_ROWS, (DEE,), "999"),
    "handover_nobody": partial(between.nobody, "Jon", ROWS, (DEE,), "999"),
    "handover_nobody_here": partial(between.nobody_here, (), "999"),
}
FORMS: dict[str, Draw] = {"home_kept": partial(welcome.kept, "999")}
