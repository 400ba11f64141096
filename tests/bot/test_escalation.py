"""The climb: who is told when, in what order, and that nothing is ever dropped."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import escalation, house
from bot.escalation import Escalation
from tests.bot.climbs import (
    DEE,
    ROWAN,
    STAFF,
    START,
    TWO,
    at,
    ladder,
    minutes,
    move,
    moved,
    on_rung,
    opened,
    told,
)

CLIMBS = [
    ("one rung is told at once", ladder(("rota:a", 10)), 9, [(0, "Dee")], None),
    ("two rungs, the first of 30, tell user 1 at 0 and user 2 at 30", ladder(("rota:a", 30), ("rota:b", 30)), 59,
     [(0, "Dee"), (30, "Ash")], None),
    ("steps of 10 and 20 with one repeat tell at 0, 10, 30 and 40", TWO, 59,
     [(0, "Dee"), (10, "Ash"), (30, "Dee"), (40, "Ash")], None),
    ("unanswered at 60, and the last rung again", TWO, 81,
     [(0, "Dee"), (10, "Ash"), (30, "Dee"), (40, "Ash"), (60, "Ash"), (80, "Ash")], 60),
    ("told again every ten minutes at the least", ladder(("rota:a", 2)), 23,
     [(0, "Dee"), (2, "Dee"), (12, "Dee"), (22, "Dee")], 2),
    ("a role is all its holders at once", ladder(("role:manager", 15)), 14, [(0, "Ash"), (0, "Ida")], None),
    ("an empty rung takes no time", ladder(("rota:empty", 10), ("rota:b", 20)), 19, [(0, "Ash")], None),
    ("an empty rung in the middle takes no time", ladder(("rota:a", 10), ("rota:empty", 30), ("rota:b", 20)), 29,
     [(0, "Dee"), (10, "Ash")], None),
    ("an empty last rung takes no time", ladder(("rota:a", 10), ("rota:empty", 30)), 11, [(0, "Dee")], 10),
    ("all rungs empty is unanswered at once", ladder(("rota:empty", 10)), 5, [], 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("of", "until", "heard", "unanswered"), [c[1:] for c in CLIMBS], ids=[c[0] for c in CLIMBS]
)
def test_the_climb(
    of: house.Ladder, until: int, heard: list[tuple[float, str]], unanswered: float | None
) -> None:
    assert told(opened(of), until) == (heard, unanswered)


# stopped until: the rungs told then, in order, when the next thing is due, whether unanswered
STOPPED = [
    ("across one due time", TWO, 15, ["rota:a", "rota:b"], 35, False),
    ("across two due times", TWO, 35, ["rota:a", "rota:b", "rota:a"], 45, False),
    ("across all of them: the last one still has its time", TWO, 600,
     ["rota:a", "rota:b", "rota:a", "rota:b"], 620, False),
    ("with nobody on the last rung: the last one told has its time", ladder(("rota:a", 10), ("rota:empty", 30)), 25,
     ["rota:a"], 35, False),
    ("with nobody on any rung", ladder(("rota:empty", 30)), 25, ["rota:empty", "rota:empty"], 55, True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("of", "until", "rungs", "due", "unanswered"), [c[1:] for c in STOPPED], ids=[c[0] for c in STOPPED]
)
def test_after_downtime_passed_rungs_are_told_at_once_in_order_and_the_last_ones_time_counts_from_then(
    of: house.Ladder, until: int, rungs: list[str], due: int, unanswered: bool
) -> None:
    done = moved(opened(of), at(until))
    assert [telling.rung.tell for telling in done.tellings] == rungs
    assert (done.after.due_at, done.unanswered) == (at(due), unanswered)


def test_stopped_after_the_first_telling_only_the_rungs_after_it_are_told() -> None:
    begun = moved(opened(), START).after
    done = moved(begun, at(45))
    assert [telling.rung.tell for telling in done.tellings] == ["rota:b", "rota:a", "rota:b"]
    assert done.after.due_at == at(65)


def test_a_bare_role_is_one_rung_of_fifteen_minutes_and_then_the_ladder_with_its_repeats() -> None:
    first, own = escalation.route("role:manager", {"house": ladder(("rota:a", 10), repeat=1)}, "house")
    e = opened(own, first=first)
    assert told(e, 34) == ([(0, "Ash"), (0, "Ida"), (15, "Dee"), (25, "Dee")], None)


def test_in_hours_is_first_told_when_the_office_opens_and_its_time_runs_only_then() -> None:
    friday_night = datetime(2026, 11, 13, 20, 0, tzinfo=UTC)
    begins = escalation.begins("in_hours", ROWAN, friday_night)
    assert begins == datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
    e = opened(ladder(("rota:a", 60), ("rota:b", 60)), urgency="in_hours", rings_as="in_hours", due_at=begins)
    assert move(e, datetime(2026, 11, 16, 8, 59, tzinfo=UTC)) is None
    at_four = datetime(2026, 11, 16, 16, 30, tzinfo=UTC)
    begun = moved(replace(e, due_at=at_four), at_four).after
    assert begun.due_at == datetime(2026, 11, 17, 9, 30, tzinfo=UTC)


def test_this_shift_rings_as_now_from_the_first_rung_when_the_next_handover_is_due() -> None:
    e = opened(
        ladder(("rota:a", 10), ("rota:b", 60)),
        urgency="this_shift",
        rings_as="this_shift",
        becomes_now_at=at(30),
    )
    heard, _ = told(e, 41)
    assert heard == [(0, "Dee"), (10, "Ash"), (30, "Dee"), (40, "Ash")]
    late = moved(replace(e, step=2), at(30))
    assert late.rings_now
    assert (late.after.rings_as, late.after.urgency) == ("now", "this_shift")


def test_evidence_that_joins_an_open_one_rings_no_new_bell_and_the_earliest_time_to_act_holds() -> None:
    e = opened(ladder(("rota:a", 10)))
    joined = escalation.join(e, ROWAN, minutes(10), START)
    assert (joined.due_at, joined.act_within) == (e.due_at, minutes(10))
    assert escalation.join(joined, ROWAN, minutes(45), START).act_within == minutes(10)


@pytest.mark.parametrize("e", [opened(), escalation.held(opened(), ROWAN, DEE, START)], ids=lambda e: e.state)
def test_evidence_that_joins_makes_what_was_drawn_before_it_stale(e: Escalation) -> None:
    assert escalation.join(e, ROWAN, minutes(30), at(5)).turn == e.turn + 1


rungs = st.lists(st.tuples(st.sampled_from(sorted(STAFF)), st.integers(1, 60)), min_size=1, max_size=4)


@given(rungs, st.integers(0, 3), st.lists(st.integers(1, 90), min_size=1, max_size=12))
def test_an_open_escalation_always_has_a_next_move_in_the_future(
    of: list[tuple[str, int]], repeat: int, waits: list[int]
) -> None:
    e = opened(ladder(*of, repeat=repeat))
    now = START
    for wait in [0, *waits]:
        now += minutes(wait)
        found = move(e, now)
        e = found.after if found else e
        due = escalation.next_at(e)
        assert due is not None
        assert due > now


@given(rungs, st.integers(0, 2))
def test_every_rung_with_somebody_on_it_is_told_in_every_pass(of: list[tuple[str, int]], repeat: int) -> None:
    heard, _ = told(opened(ladder(*of, repeat=repeat)), sum(within for _, within in of) * (repeat + 1) - 1)
    names = [one.name for tell, _ in of for one in STAFF[tell]] * (repeat + 1)
    assert [name for _, name in heard][: len(names)] == names


@given(rungs, st.integers(0, 2), st.integers(0, 600))
def test_after_any_downtime_whoever_was_told_last_has_their_whole_time(
    of: list[tuple[str, int]], repeat: int, away: int
) -> None:
    done = moved(opened(ladder(*of, repeat=repeat)), at(away))
    reached = [telling.rung.within for telling in done.tellings if on_rung(telling.rung)]
    assert done.unanswered is (not reached)
    if reached:
        assert done.after.due_at == at(away) + reached[-1]
