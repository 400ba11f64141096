"""When an action is reminded of, when it is late and who hears of it, as tables: one line a case."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot import actions, days, house
from bot.actions import Action, Decision, Said, Telling
from bot.people import Service
from tests.house import service as written

JO, ASH, KIT, MEL = 1, 2, 3, 4
MADE = datetime(2026, 11, 10, 14, tzinfo=UTC)  # a Tuesday


def service(**hours: Any) -> Service:
    """Rowan House, with office hours or, without any here, none."""
    said = {**written(), "office_hours": hours or None}
    return Service(1, house.Service.model_validate(said))


ALWAYS = service()
OFFICE = service(days="mon-fri", **{"from": "08:00", "until": "17:00"})
AFTERNOONS = service(days="mon-fri", **{"from": "13:00", "until": "17:00"})


def action(
    due: date, *, at: Service = ALWAYS, telling: Telling | None = None, made: datetime = MADE
) -> Action:
    decided = Decision(Said("p", "d", "a", "m"), JO, ASH, due, telling)
    one = Action(7, 1, 3, 5, "2026-W46", made, KIT, decided)
    return replace(one, next_at=actions.next_at(one, at, made))


def course(one: Action, at: Service, until: datetime) -> list[tuple[str, str, int]]:
    """Everything that is said of it until then, by the wall in London, looked at whenever it is due."""
    found = []
    while one.next_at is not None and one.next_at <= until:
        now = one.next_at
        move = actions.next_move(one, at, {JO, ASH, KIT}, [ASH, KIT], now)
        assert move is not None
        there = days.local(now, "Europe/London")
        found += [(f"{there:%a %d %b %H:%M}", kind.removeprefix("action_"), to) for kind, to in move.tell]
        one = move.after
    return found


@pytest.mark.parametrize(
    ("due", "at", "said"),
    [
        (date(2026, 11, 19), ALWAYS, ["Tue 17 Nov 09:00 due 1", "Thu 19 Nov 09:00 due 1", "Fri 20 Nov 09:00 late 1",
                                      "Fri 20 Nov 09:00 late 2", "Fri 27 Nov 09:00 late 2", "Fri 04 Dec 09:00 late 2"]),
        # nobody is in at a weekend: before it they are reminded, after it it is late
        (date(2026, 11, 22), OFFICE, ["Fri 20 Nov 09:00 due 1", "Mon 23 Nov 09:00 late 1", "Mon 23 Nov 09:00 late 2",
                                      "Mon 30 Nov 09:00 late 2"]),
        (date(2026, 11, 23), OFFICE, ["Fri 20 Nov 09:00 due 1", "Mon 23 Nov 09:00 due 1", "Tue 24 Nov 09:00 late 1",
                                      "Tue 24 Nov 09:00 late 2", "Tue 01 Dec 09:00 late 2"]),
        (date(2026, 11, 26), AFTERNOONS, ["Tue 24 Nov 13:00 due 1", "Thu 26 Nov 13:00 due 1", "Fri 27 Nov 13:00 late 1",
                                          "Fri 27 Nov 13:00 late 2", "Fri 04 Dec 13:00 late 2"]),
        # decided the day before: the first reminder is past
        (date(2026, 11, 11), ALWAYS, ["Wed 11 Nov 09:00 due 1", "Thu 12 Nov 09:00 late 1", "Thu 12 Nov 09:00 late 2",
                                      "Thu 19 Nov 09:00 late 2", "Thu 26 Nov 09:00 late 2", "Thu 03 Dec 09:00 late 2"]),
    ],
    ids=["any day", "a Sunday", "a Monday", "in the afternoon", "tomorrow"],
)  # fmt: skip
def test_the_owner_is_reminded_and_then_it_is_late(due: date, at: Service, said: list[str]) -> None:
    until = datetime(2026, 12, 5, tzinfo=UTC)
    assert [" ".join(map(str, one)) for one in course(action(due, at=at), at, until)] == said


def test_nine_o_clock_stays_nine_o_clock_when_the_clocks_change() -> None:
    made = datetime(2027, 3, 20, 12, tzinfo=UTC)
    said = course(action(date(2027, 3, 25), made=made), ALWAYS, datetime(2027, 4, 5, tzinfo=UTC))
    assert [at for at, _, _ in said] == [
        "Tue 23 Mar 09:00", "Thu 25 Mar 09:00", "Fri 26 Mar 09:00", "Fri 26 Mar 09:00", "Fri 02 Apr 09:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "tell"),
    [
        (datetime(2026, 11, 17, 8, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 17, 9, 0, tzinfo=UTC), [("action_due", JO)]),
        (datetime(2026, 11, 19, 12, 0, tzinfo=UTC), [("action_due", JO)]),
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), [("action_late", JO), ("action_late", ASH)]),
        (datetime(2027, 2, 20, 9, 0, tzinfo=UTC), [("action_late", JO), ("action_late", ASH)]),
    ],
)
def test_after_downtime_the_newest_alone_is_said_and_nobody_misses_that_it_is_late(
    now: datetime, tell: list[tuple[str, int]] | None
) -> None:
    move = actions.next_move(action(date(2026, 11, 19)), ALWAYS, {JO, ASH}, [], now)
    assert (list(move.tell) if move else None) == tell
    assert move is None or (move.after.next_at or now) > now


TELLS = Telling("staff", "A walk", MEL, date(2026, 11, 12))


@pytest.mark.parametrize(
    ("telling", "said"),
    [
        (TELLS, ["Fri 13 Nov 09:00 tell 1", "Fri 20 Nov 09:00 tell 1"]),
        (Telling("there"), []),
        (Telling("nobody", "She asked us not to"), []),
        (None, []),
    ],
)
def test_until_the_person_knows_the_owner_is_asked(telling: Telling | None, said: list[str]) -> None:
    found = course(action(date(2026, 12, 30), telling=telling), ALWAYS, datetime(2026, 11, 26, tzinfo=UTC))
    assert [" ".join(map(str, one)) for one in found] == said


def test_who_has_still_to_be_told_is_told_though_the_action_is_done() -> None:
    one = action(date(2026, 12, 30), telling=TELLS)
    done = actions.close(one, ALWAYS, "met", "No calls for a week", JO, MADE + timedelta(hours=1))
    assert done is not None
    assert [kind for _, kind, _ in course(done, ALWAYS, datetime(2026, 11, 14, tzinfo=UTC))] == ["tell"]
    known = actions.knows(done, ALWAYS, MADE + timedelta(hours=2))
    assert known is not None
    assert known.next_at is None
    assert actions.knows(known, ALWAYS, MADE + timedelta(hours=3)) is None


@pytest.mark.parametrize(
    ("fit", "heirs", "own"),
    [
        ({JO, ASH, KIT}, [ASH, KIT], (JO, ASH)),
        ({ASH, KIT}, [ASH, KIT], (ASH, KIT)),
        ({JO, KIT}, [KIT], (JO, KIT)),
        ({KIT, MEL}, [KIT, MEL], (KIT, MEL)),
        ({KIT}, [KIT], (KIT, KIT)),
        ({JO}, [], (JO, ASH)),
        (set(), [], (JO, ASH)),
    ],
)
def test_an_action_is_always_somebodys(fit: set[int], heirs: list[int], own: tuple[int, int]) -> None:
    assert actions.passed_on(action(date(2026, 11, 19)), fit, heirs).own == own


def test_nobody_who_may_not_own_it_any_more_is_told() -> None:
    late = datetime(2026, 11, 20, 9, tzinfo=UTC)
    move = actions.next_move(action(date(2026, 11, 19)), ALWAYS, {KIT}, [KIT], late)
    assert move is not None
    assert move.tell == (("action_late", KIT),)
    none = actions.next_move(action(date(2026, 11, 19)), ALWAYS, set(), [], late)
    assert none is not None
    assert (none.tell, none.after.own) == ((), (JO, ASH))


def test_more_time_begins_anew_and_goes_forward_only() -> None:
    one, now = action(date(2026, 11, 19)), datetime(2026, 11, 20, 10, tzinfo=UTC)
    moved = actions.more_time(one, ALWAYS, date(2026, 11, 26), now)
    assert moved is not None
    said = course(moved, ALWAYS, datetime(2026, 11, 27, 23, tzinfo=UTC))
    assert [f"{at} {kind}" for at, kind, _ in said] == [
        "Tue 24 Nov 09:00 due", "Thu 26 Nov 09:00 due", "Fri 27 Nov 09:00 late", "Fri 27 Nov 09:00 late",
    ]  # fmt: skip
    assert actions.more_time(one, ALWAYS, date(2026, 11, 19), now) is None


def test_what_is_closed_is_closed_once_and_says_nothing_more() -> None:
    done = actions.close(action(date(2026, 11, 19)), ALWAYS, "not", "As before", JO, MADE)
    assert done is not None
    assert (done.state, done.next_at) == ("done", None)
    assert actions.close(done, ALWAYS, "met", "Again", ASH, MADE) is None
    assert actions.more_time(done, ALWAYS, date(2027, 1, 1), MADE) is None
