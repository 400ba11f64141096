"""Telling safeguarding privately, as tables: who is told, when, and never anybody who is left out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import house, private
from bot.people import Author, Service, Staff
from bot.private import Concern, Move, Said, Telling
from tests import house as houses

NOW = datetime(2026, 11, 12, 21, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SERVICE = Service(1, house.Service.model_validate(houses.service()))
JO, KIT, LOU, NEW = (
    Staff(1, "U0JO", "Jo", "support_worker"),
    Staff(20, "U0SAFE", "Kit", "safeguarding_lead"),
    Staff(21, "U0DEPUTY", "Lou", "manager"),
    Staff(22, "U0NEW", "Pat", "safeguarding_lead"),
)
CONCERN = Concern(3, 1, 7, Said("What was seen"), Author(1), NOW, due_at=NOW)


def at(minutes: float) -> datetime:
    return NOW + minutes * MINUTE


def among(concern: Concern, lead: Staff | None = KIT, deputy: Staff | None = LOU) -> Any:
    return private.targets(concern, lead, deputy)


def out(*staff: Staff, **more: Any) -> Concern:
    return replace(CONCERN, said=replace(CONCERN.said, left_out=frozenset(one.id for one in staff), **more))


SHARED = replace(LOU, shared=True)


@pytest.mark.parametrize(
    ("concern", "lead", "deputy", "expected"),
    [
        (CONCERN, KIT, LOU, ["lead Kit", "deputy Lou"]),
        (CONCERN, KIT, None, ["lead Kit"]),
        (CONCERN, None, None, []),
        (CONCERN, KIT, KIT, ["lead Kit"]),
        (CONCERN, KIT, SHARED, ["lead Kit"]),
        (CONCERN, replace(KIT, shared=True), LOU, ["deputy Lou"]),
        (out(KIT), KIT, LOU, ["deputy Lou"]),
        (out(LOU), KIT, LOU, ["lead Kit"]),
        (out(KIT, LOU), KIT, LOU, []),
        (out(JO), KIT, LOU, ["lead Kit", "deputy Lou"]),
        # whatever somebody becomes: who was left out as deputy is left out as lead
        (out(LOU), LOU, NEW, ["deputy Pat"]),
        (replace(CONCERN, author=Author(KIT.id)), KIT, LOU, ["deputy Lou"]),
        (replace(CONCERN, author=Author(LOU.id, via_id=9)), KIT, LOU, ["lead Kit"]),
    ],
)  # fmt: skip
def test_who_may_be_told(
    concern: Concern, lead: Staff | None, deputy: Staff | None, expected: list[str]
) -> None:
    found = private.targets(concern, lead, deputy)
    assert [f"{one.role} {one.staff.name}" for one in found] == expected


def plays(concern: Concern, minutes: list[float], who: Any = None) -> list[str]:
    """What happens when it is looked at at these minutes, as words."""
    said = []
    for minute in minutes:
        move = private.next_move(concern, who or among(concern), SERVICE, at(minute))
        if move is None:
            continue
        said += [f"{minute}: {one.staff.name}" for one in move.tell]
        said += [f"{minute}: unanswered"] if move.unanswered else []
        concern = after(move, minute)
    return said


def after(move: Move, minute: float) -> Concern:
    told = tuple(Telling(one.staff.id, one.role, at(minute)) for one in move.tell)
    return replace(move.after, told=(*move.after.told, *told))


EVERY_MINUTE = [float(one) for one in range(76)]


@pytest.mark.parametrize(
    ("concern", "minutes", "expected"),
    [
        (CONCERN, EVERY_MINUTE,
         ["0.0: Kit", "15.0: Lou", "30.0: Lou", "30.0: unanswered", "45.0: Lou", "60.0: Lou", "75.0: Lou"]),
        (out(KIT), EVERY_MINUTE[:47], ["0.0: Lou", "15.0: Lou", "15.0: unanswered", "30.0: Lou", "45.0: Lou"]),
        (out(LOU), EVERY_MINUTE[:32], ["0.0: Kit", "15.0: Kit", "15.0: unanswered", "30.0: Kit"]),
        (out(KIT, LOU), EVERY_MINUTE, ["0.0: unanswered"]),
        # stopped for an hour: both are told at once, and the last one's time counts from then
        (CONCERN, [60, 74, 75], ["60: Kit", "60: Lou", "75: Lou", "75: unanswered"]),
        (CONCERN, [0, 40, 54, 55], ["0: Kit", "40: Lou", "55: Lou", "55: unanswered"]),
        (replace(CONCERN, state="acknowledged"), EVERY_MINUTE, []),
        (replace(CONCERN, state="closed"), EVERY_MINUTE, []),
    ],
    ids=["both", "without the lead", "without the deputy", "nobody", "stopped at first", "stopped midway", "taken",
         "closed"],
)  # fmt: skip
def test_lead_then_deputy_then_unanswered_and_never_dropped(
    concern: Concern, minutes: list[float], expected: list[str]
) -> None:
    assert plays(concern, minutes) == expected


def test_a_deputy_who_comes_later_is_told_next() -> None:
    told = replace(CONCERN, told=(Telling(KIT.id, "lead", NOW),), unanswered_at=at(15), due_at=at(30))
    move = private.next_move(told, among(told, KIT, NEW), SERVICE, at(30))
    assert move is not None
    assert [one.staff for one in move.tell] == [NEW]
    assert not move.unanswered


def test_nobody_to_tell_is_looked_at_again_for_somebody_may_come() -> None:
    concern = out(KIT, LOU)
    move = private.next_move(concern, (), SERVICE, NOW)
    assert move is not None
    again = private.next_move(move.after, among(concern, NEW), SERVICE, at(15))
    assert again is not None
    assert [one.staff for one in again.tell] == [NEW]


IN_HOURS = out(urgency="in_hours")


@pytest.mark.parametrize(
    ("concern", "who", "expected"),
    [
        (CONCERN, among(CONCERN), NOW),
        (IN_HOURS, among(CONCERN), datetime(2026, 11, 13, 9, tzinfo=UTC)),
        # that nobody will be told is no news for the morning
        (IN_HOURS, (), NOW),
    ],
)
def test_when_the_first_is_told(concern: Concern, who: Any, expected: datetime) -> None:
    assert private.begins(concern, who, SERVICE, NOW) == expected


def test_in_hours_its_times_run_only_while_the_office_is_open() -> None:
    last_minutes = datetime(2026, 11, 12, 16, 50, tzinfo=UTC)
    concern = replace(IN_HOURS, due_at=last_minutes)
    move = private.next_move(concern, among(concern), SERVICE, last_minutes)
    assert move is not None
    assert move.after.due_at == datetime(2026, 11, 13, 9, 5, tzinfo=UTC)


TOLD = replace(CONCERN, told=(Telling(KIT.id, "lead", NOW, lost=True),), due_at=at(15))
BOTH = replace(TOLD, told=(*TOLD.told, Telling(LOU.id, "deputy", at(1))), due_at=at(16))
ALL_LOST = replace(BOTH, told=(TOLD.told[0], replace(BOTH.told[1], lost=True)))
LEAD_REACHED = replace(ALL_LOST, told=(replace(TOLD.told[0], lost=False), ALL_LOST.told[1]))


@pytest.mark.parametrize(
    ("concern", "number", "tells", "unanswered"),
    [
        (TOLD, 1, ["Lou"], False),
        (BOTH, 1, None, None),
        (ALL_LOST, 2, [], True),
        (replace(ALL_LOST, unanswered_at=at(1)), 2, None, None),
        (replace(TOLD, state="acknowledged"), 1, None, None),
    ],
    ids=["the next at once", "a later one went out", "nobody is left", "known already", "somebody has it"],
)
def test_somebody_who_will_never_be_reached(
    concern: Concern, number: int, tells: list[str] | None, unanswered: bool | None
) -> None:
    move = private.unreachable(concern, among(concern), SERVICE, number, at(1))
    found = None if move is None else [one.staff.name for one in move.tell]
    assert (found, move.unanswered if move else None) == (tells, unanswered)
    assert move is None or (move.after.due_at or NOW) > at(1)


@pytest.mark.parametrize(
    ("concern", "expected"), [(ALL_LOST, LOU), (LEAD_REACHED, KIT), (BOTH, LOU)],
    ids=["nobody can be reached", "the lead can", "both can"],
)  # fmt: skip
def test_who_is_told_again_is_the_last_one_who_can_be_reached(concern: Concern, expected: Staff) -> None:
    move = private.next_move(concern, among(concern), SERVICE, at(20))
    assert move is not None
    assert [one.staff for one in move.tell] == [expected]


def test_the_first_to_take_it_has_it_and_nobody_is_told_any_more() -> None:
    held = private.acknowledge(CONCERN, KIT.id, at(3))
    assert held is not None
    assert (held.state, held.holder_id, held.acknowledged_at) == ("acknowledged", KIT.id, at(3))
    assert private.acknowledge(held, LOU.id, at(4)) is None
    assert private.next_move(held, among(held), SERVICE, at(60)) is None


def test_only_what_somebody_has_is_closed_and_once() -> None:
    assert private.close(CONCERN, "met", "Done", NOW) is None
    held = private.acknowledge(CONCERN, KIT.id, NOW)
    assert held is not None
    closed = private.close(held, "partly", "Sam moved", at(9))
    assert closed is not None
    assert (closed.state, closed.met, closed.outcome, closed.closed_at) == (
        "closed",
        "partly",
        "Sam moved",
        at(9),
    )
    assert private.close(closed, "not", "Something else", at(10)) is None


def test_a_list_begins_with_what_nobody_answered() -> None:
    listed = [
        replace(CONCERN, id=1, state="closed", said_at=at(-9)),
        replace(CONCERN, id=2, state="closed", said_at=at(-8)),
        replace(CONCERN, id=3, state="acknowledged", said_at=at(-7)),
        replace(CONCERN, id=4, said_at=at(-5)),
        replace(CONCERN, id=5, said_at=at(-6)),
        replace(CONCERN, id=6, said_at=at(-1), unanswered_at=NOW),
    ]
    assert [one.id for one in private.in_order(listed)] == [6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("author", "hears"),
    [(Author(1), True), (Author(1, via_id=9), False), (Author(9, name="Nia"), False)],
)
def test_only_on_an_account_of_their_own_can_an_author_be_told(author: Author, hears: bool) -> None:
    assert private.hears(author) is hears


ANYBODY = [JO, KIT, LOU, NEW, SHARED]
PEOPLE = st.none() | st.sampled_from(ANYBODY)


@given(
    left_out=st.sets(st.sampled_from(ANYBODY)),
    author=st.sampled_from(ANYBODY),
    rounds=st.lists(st.tuples(PEOPLE, PEOPLE, st.integers(0, 40), st.booleans()), max_size=12),
)
def test_whoever_becomes_what_nobody_left_out_is_ever_told_and_it_is_never_dropped(
    left_out: set[Staff], author: Staff, rounds: list[tuple[Staff | None, Staff | None, int, bool]]
) -> None:
    concern = replace(out(*left_out), author=Author(author.id))
    minute = 0
    for lead, deputy, wait, lost in rounds:
        minute += wait
        who = private.targets(concern, lead, deputy)
        if lost and concern.told:
            move = private.unreachable(concern, who, SERVICE, len(concern.told), at(minute))
        else:
            move = private.next_move(concern, who, SERVICE, at(minute))
        if move:
            concern = after(move, minute)
        assert concern.due_at is not None
    never = {*(one.id for one in left_out), author.id}
    assert not never & {one.staff_id for one in concern.told}
