"""The climb: who is told when, what a tap changes, and that nothing is ever dropped."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import escalation, house
from bot.escalation import Escalation
from bot.people import Service, Staff

START = datetime(2026, 11, 13, 2, 52, tzinfo=UTC)
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
STAFF = {
    "rota:a": [Staff(1, "U0DEE", "Dee", "manager")],
    "rota:b": [Staff(2, "U0ASH", "Ash", "manager")],
    "role:manager": [Staff(2, "U0ASH", "Ash", "manager"), Staff(3, "U0IDA", "Ida", "manager")],
    "rota:empty": [],
}


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def ladder(*rungs: tuple[str, int], repeat: int = 0) -> house.Ladder:
    made = [house.Rung(tell=tell, within=minutes(within)) for tell, within in rungs]
    return house.Ladder(key="house", repeat=repeat, rungs=made)


def opened(of: house.Ladder, **changed: object) -> Escalation:
    plain = Escalation(
        id=1, service_id=1, person_id=1, tell="ladder:house", urgency="now", rings_as="now", ladder=of, state="open",
        opened_at=START, act_within=minutes(30), step=0, due_at=START,
    )  # fmt: skip
    return replace(plain, **changed)


def told(e: Escalation, until: float, every: float = 1) -> tuple[list[tuple[float, str]], float | None]:
    """Who was told at which minute, ticking `every` minutes, and when it was unanswered."""
    heard: list[tuple[float, str]] = []
    unanswered = None
    at = 0.0
    while at <= until:
        move = escalation.next_move(e, ROWAN, lambda rung: STAFF[rung.tell], START + minutes(at))
        if move:
            e = move.after
            heard += [(at, one.name) for telling in move.tellings for one in telling.targets]
            unanswered = at if move.unanswered else unanswered
        at += every
    return heard, unanswered


CLIMBS = [
    ("one rung is told at once", ladder(("rota:a", 10)), 9, [(0, "Dee")], None),
    ("two rungs, the first of 30", ladder(("rota:a", 30), ("rota:b", 30)), 45, [(0, "Dee"), (30, "Ash")], None),
    ("10 and 20 with one repeat", ladder(("rota:a", 10), ("rota:b", 20), repeat=1), 59,
     [(0, "Dee"), (10, "Ash"), (30, "Dee"), (40, "Ash")], None),
    ("unanswered at 60, and the last rung again", ladder(("rota:a", 10), ("rota:b", 20), repeat=1), 81,
     [(0, "Dee"), (10, "Ash"), (30, "Dee"), (40, "Ash"), (60, "Ash"), (80, "Ash")], 60),
    ("told again every ten minutes at the least", ladder(("rota:a", 2)), 23,
     [(0, "Dee"), (2, "Dee"), (12, "Dee"), (22, "Dee")], 2),
    ("a role is all its holders at once", ladder(("role:manager", 15)), 14, [(0, "Ash"), (0, "Ida")], None),
    ("an empty rung takes no time", ladder(("rota:empty", 10), ("rota:b", 20)), 19, [(0, "Ash")], None),
    ("an empty rung in the middle takes no time", ladder(("rota:a", 10), ("rota:empty", 30), ("rota:b", 20)), 29,
     [(0, "Dee"), (10, "Ash")], None),
    ("all rungs empty is unanswered at once", ladder(("rota:empty", 10)), 5, [], 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("of", "until", "heard", "unanswered"), [c[1:] for c in CLIMBS], ids=[c[0] for c in CLIMBS]
)
def test_the_climb(
    of: house.Ladder, until: int, heard: list[tuple[float, str]], unanswered: float | None
) -> None:
    assert told(opened(of), until) == (heard, unanswered)


def test_after_downtime_passed_rungs_are_told_at_once_in_order_and_the_last_one_counts_from_then() -> None:
    e = opened(ladder(("rota:a", 10), ("rota:b", 20), ("role:manager", 15)))
    move = escalation.next_move(e, ROWAN, lambda rung: STAFF[rung.tell], START + minutes(35))
    assert move is not None
    assert [telling.rung.tell for telling in move.tellings] == ["rota:a", "rota:b", "role:manager"]
    assert move.after.due_at == START + minutes(50)
    assert not move.unanswered


def test_a_bare_role_is_one_rung_of_fifteen_minutes_and_then_the_ladder_with_its_repeats() -> None:
    first, own = escalation.route("role:manager", {"house": ladder(("rota:a", 10), repeat=1)}, "house")
    e = opened(own, first=first)
    assert told(e, 34) == ([(0, "Ash"), (0, "Ida"), (15, "Dee"), (25, "Dee")], None)


def test_in_hours_is_first_told_when_the_office_opens_and_its_time_runs_only_then() -> None:
    friday_night = datetime(2026, 11, 13, 20, 0, tzinfo=UTC)
    begins = escalation.begins("in_hours", ROWAN, friday_night)
    assert begins == datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    e = opened(ladder(("rota:a", 60), ("rota:b", 60)), urgency="in_hours", rings_as="in_hours", due_at=begins)
    at_four = datetime(2026, 11, 16, 16, 30, tzinfo=UTC)
    move = escalation.next_move(replace(e, due_at=at_four), ROWAN, lambda rung: STAFF[rung.tell], at_four)
    assert move is not None
    assert move.after.due_at == datetime(2026, 11, 17, 9, 30, tzinfo=UTC)


def test_this_shift_rings_as_now_from_the_first_rung_when_the_next_handover_is_due() -> None:
    e = opened(
        ladder(("rota:a", 10), ("rota:b", 60)), urgency="this_shift", rings_as="this_shift",
        becomes_now_at=START + minutes(30),
    )  # fmt: skip
    heard, _ = told(e, 41)
    assert heard == [(0, "Dee"), (10, "Ash"), (30, "Dee"), (40, "Ash")]
    late = escalation.next_move(replace(e, step=2), ROWAN, lambda rung: STAFF[rung.tell], START + minutes(30))
    assert late is not None
    assert late.rings_now
    assert (late.after.rings_as, late.after.urgency) == ("now", "this_shift")


def test_an_acknowledgement_promises_to_act_in_time_and_stops_the_ladder() -> None:
    held = escalation.acknowledge(opened(ladder(("rota:a", 10))), ROWAN, 1, START + minutes(4))
    assert held is not None
    assert (held.state, held.holder_id, held.promise_by) == ("acknowledged", 1, START + minutes(34))
    assert escalation.next_move(held, ROWAN, lambda rung: STAFF[rung.tell], START + minutes(500)) is None


def test_a_second_acknowledgement_does_not_change_the_first() -> None:
    held = escalation.acknowledge(opened(ladder(("rota:a", 10))), ROWAN, 1, START)
    assert held is not None
    assert escalation.acknowledge(held, ROWAN, 2, START + minutes(1)) is None


def test_evidence_that_joins_an_open_one_rings_no_new_bell_and_the_earliest_time_to_act_holds() -> None:
    e = opened(ladder(("rota:a", 10)))
    joined = escalation.join(e, ROWAN, minutes(10), START)
    assert (joined.due_at, joined.act_within) == (e.due_at, minutes(10))
    assert escalation.join(joined, ROWAN, minutes(45), START).act_within == minutes(10)


def test_a_holder_who_does_not_confirm_joined_evidence_loses_it_and_the_first_rung_is_told() -> None:
    held = escalation.acknowledge(opened(ladder(("rota:a", 10), ("rota:b", 10))), ROWAN, 2, START)
    assert held is not None
    joined = escalation.join(held, ROWAN, minutes(30), START + minutes(5))
    assert joined.confirm_by == START + minutes(15)
    assert escalation.next_move(joined, ROWAN, lambda rung: STAFF[rung.tell], START + minutes(14)) is None
    move = escalation.next_move(joined, ROWAN, lambda rung: STAFF[rung.tell], START + minutes(15))
    assert move is not None
    assert move.reopened
    assert (move.after.state, move.after.holder_id, move.tellings[0].rung.tell) == ("open", None, "rota:a")


def test_only_the_holder_confirms() -> None:
    held = escalation.acknowledge(opened(ladder(("rota:a", 10))), ROWAN, 1, START)
    assert held is not None
    joined = escalation.join(held, ROWAN, minutes(30), START)
    assert escalation.confirm(joined, 2) is None
    confirmed = escalation.confirm(joined, 1)
    assert confirmed is not None
    assert escalation.next_at(confirmed) is None
    assert escalation.confirm(confirmed, 1) is None


rungs = st.lists(st.tuples(st.sampled_from(sorted(STAFF)), st.integers(1, 60)), min_size=1, max_size=4)


@given(rungs, st.integers(0, 3), st.lists(st.integers(1, 90), min_size=1, max_size=12))
def test_an_open_escalation_always_has_a_next_move_in_the_future(
    of: list[tuple[str, int]], repeat: int, waits: list[int]
) -> None:
    e = opened(ladder(*of, repeat=repeat))
    now = START
    for wait in [0, *waits]:
        now += minutes(wait)
        move = escalation.next_move(e, ROWAN, lambda rung: STAFF[rung.tell], now)
        e = move.after if move else e
        due = escalation.next_at(e)
        assert due is not None
        assert due > now


@given(rungs, st.integers(0, 2))
def test_every_rung_with_somebody_on_it_is_told_in_every_pass(of: list[tuple[str, int]], repeat: int) -> None:
    heard, _ = told(opened(ladder(*of, repeat=repeat)), sum(within for _, within in of) * (repeat + 1) - 1)
    names = [one.name for tell, _ in of for one in STAFF[tell]] * (repeat + 1)
    assert [name for _, name in heard][: len(names)] == names
