"""Escalations as the huddle looks at them: as they stood at the end of a week."""

from datetime import UTC, date, datetime, timedelta

import pytest

import db.figures
import db.people
import db.private
from bot.figures import Concern
from bot.replies import Answer
from bot.transitions import Act, Take
from bot.weeks import of
from db import tables
from db.session import Database
from tests.db.weeks import Weeks
from tests.house import DUE, MINUTE, SLEEPLESS, Rowan, apply, rowan

WEEK = of(DUE.date())
HOUR = 60 * MINUTE
DAY = 24 * HOUR


@pytest.fixture
def house(database: Database) -> Rowan:
    return Rowan(database).load()


@pytest.fixture
def made(database: Database) -> Weeks:
    apply(database, rowan())
    return Weeks(Rowan(database))


def concerns(database: Database, first: int = 0, until: int = 0) -> list[Concern]:
    """Of the weeks so many after the one of the evening."""
    with database.read() as session:
        services = db.people.services(session)
        return db.figures.concerns(session, services, WEEK.plus(first), WEEK.plus(until))


def test_an_evening_is_a_concern_with_its_times(house: Rowan) -> None:
    house.ask()
    house.clock.passes(5)
    house.says("sam", SLEEPLESS)
    at = house.clock.at
    house.clock.passes(1)
    house.all_sent()
    house.clock.passes(3)
    house.does("U0DEE", Take())
    house.clock.passes(10)
    house.does("U0DEE", Act())
    [one] = concerns(house.database)
    assert (one.known_as, one.domains, one.state, one.urgency) == (
        "Sam",
        ("mood", "sleep"),
        "acted_on",
        "now",
    )
    assert (one.covers, one.day, one.opened_on, one.worry) == ("late", DUE.date(), DUE.date(), False)
    times = one.times
    assert (times.seen_at, times.replied_at, times.opened_at) == (DUE, at, at)
    assert (times.told_at, times.acknowledged_at, times.acted_at) == (
        at + MINUTE,
        at + 4 * MINUTE,
        at + 14 * MINUTE,
    )
    assert (times.answer_within, times.act_within) == (10 * MINUTE, 30 * MINUTE)
    assert (times.promises, times.promises_met, times.closed_at) == (1, 1, None)
    assert one.changed_at == at + 14 * MINUTE


def test_a_ping_that_slack_has_not_taken_told_nobody(house: Rowan) -> None:
    house.ask()
    house.says("sam", SLEEPLESS)
    assert concerns(house.database)[0].times.told_at is None


def test_a_threshold_names_the_domains_of_signs_that_its_rule_looks_at(house: Rowan) -> None:
    house.ask()
    house.says("sam", Answer("signs", {"sleep": 1.0, "meals": 1.0, "pacing": None}))
    assert sorted(one.domains for one in concerns(house.database)) == [("eating",), ("sleep", "eating")]


def test_calls_and_what_safeguarding_was_told_privately_are_left_out(made: Weeks) -> None:
    called, worried = made.escalation(DUE), made.escalation(DUE, "ray")
    call = made.note("call", DUE, None)
    worry = made.note("worry", DUE, "ray", topic="money")
    for one, note in ((called, call), (worried, worry)):
        made.add(tables.Raised(escalation_id=one, note_id=note, at=DUE))
    service = made.house.service().id
    made.add(
        tables.PrivateConcern(
            service_id=service, text="", urgency="now", left_out=[], author_id=1, said_at=DUE, nonce="p",
            state=tables.PrivateState.OPEN,
        )
    )  # fmt: skip
    [one] = concerns(made.house.database)
    assert (one.id, one.worry, one.domains, one.times.seen_at) == (worried, True, ("money",), None)


def _life(made: Weeks) -> int:
    """Opened on Thursday, taken on the Monday after, closed the week after that."""
    own = made.escalation(DUE, state=tables.Climbing.CLOSED, ended_at=DUE + 12 * DAY, acted_at=DUE + 12 * DAY)
    made.happens(own, DUE + MINUTE, "told")
    made.happens(own, DUE + 4 * DAY, "taken", by_at=DUE + 4 * DAY + 30 * MINUTE)
    made.happens(own, DUE + 12 * DAY, "closed")
    return own


# the first week and the last, counted from that of the evening, and how it stands
STOOD: list[tuple[int, int, list[str]]] = [
    (-1, -1, []),
    (0, 0, ["open"]),
    (1, 1, ["acknowledged"]),
    (2, 2, ["closed"]),
    (3, 3, []),
    (-4, 1, ["acknowledged"]),
]


def test_a_concern_shows_as_it_stood_at_the_end_of_the_week(made: Weeks) -> None:
    _life(made)
    for first, until, expected in STOOD:
        found = concerns(made.house.database, first, until)
        assert [one.state for one in found] == expected, (first, until)


def test_what_goes_on_is_listed_though_nothing_happened_to_it_for_weeks(made: Weeks) -> None:
    made.escalation(DUE)
    [one] = concerns(made.house.database, 5, 5)
    assert (one.state, one.changed_at) == ("open", DUE)


# what happened, minutes after it opened, until how many minutes it was promised; promises, and those met
PROMISED: list[tuple[list[tuple[str, int, int | None]], tuple[int, int]]] = [
    ([("taken", 0, 30), ("acted", 20, None)], (1, 1)),
    ([("taken", 0, 30), ("acted", 31, None)], (1, 0)),
    ([("taken", 0, 30), ("promised", 5, 60), ("closed", 45, None)], (1, 1)),
    ([("taken", 0, 30), ("asked", 30, None), ("acted", 32, None)], (1, 0)),
    ([("taken", 0, 30), ("asked", 30, None), ("more", 31, 45), ("acted", 40, None)], (2, 1)),
    ([("taken", 0, 30), ("passed", 5, None), ("taken_over", 6, 36), ("acted", 30, None)], (1, 1)),
    ([("taken", 0, 30), ("reopened passed", 10, None)], (0, 0)),
    ([("taken", 0, 30)], (0, 0)),
]


def test_promises_count_once_it_is_known_what_became_of_them(made: Weeks) -> None:
    made.person("sam")
    made.service("rowan-house")
    with made.at_once():
        for happened, _ in PROMISED:
            own = made.escalation(DUE)
            for words, minutes, by in happened:
                what, _, about = words.partition(" ")
                by_at = DUE + by * MINUTE if by is not None else None
                made.happens(own, DUE + minutes * MINUTE, what, by_at=by_at, about=about or None)
    found = [(one.times.promises, one.times.promises_met) for one in concerns(made.house.database)]
    assert found == [expected for _, expected in PROMISED]


def test_others_about_the_same_person_in_the_four_weeks_before_are_named(made: Weeks) -> None:
    old, first = made.escalation(DUE - 29 * DAY), made.escalation(DUE - 28 * DAY)
    other, newest = made.escalation(DUE - DAY, "ray"), made.escalation(DUE)
    house = made.escalation(DUE - HOUR, None)
    found = {one.id: one.again for one in concerns(made.house.database, -8)}
    assert found == {old: (), first: (old,), other: (), house: (), newest: (first,)}


def test_neither_a_call_nor_a_second_route_at_the_same_instant_is_a_repeat(made: Weeks) -> None:
    called, newest, twice = made.escalation(DUE - DAY), made.escalation(DUE), made.escalation(DUE)
    call = made.note("call", DUE - DAY, "sam")
    made.add(tables.Raised(escalation_id=called, note_id=call, at=DUE - DAY))
    assert {one.id: one.again for one in concerns(made.house.database, -8)} == {newest: (), twice: ()}
    # what a worry joined is a concern like any other
    made.add(tables.Raised(escalation_id=called, note_id=made.note("worry", DUE - DAY, "sam"), at=DUE - DAY))
    found = {one.id: one.again for one in concerns(made.house.database, -8)}
    assert found == {called: (), newest: (called,), twice: (called,)}


@pytest.mark.parametrize(("reviewed", "carried"), [(None, True), (-MINUTE, True), (MINUTE, False)])
def test_a_review_before_the_end_leaves_the_end_to_be_looked_at(
    made: Weeks, reviewed: timedelta | None, carried: bool
) -> None:
    own = made.escalation(DUE, state=tables.Climbing.CLOSED, ended_at=DUE + DAY)
    made.happens(own, DUE + DAY, "closed")
    if reviewed is not None:
        at = DUE + DAY + reviewed
        made.add(tables.Review(escalation_id=own, week="2026-W46", at=at, by_id=1, because="", nonce="r"))
    with made.house.database.read() as session:
        services = db.people.services(session)
        found = db.figures.concerns(session, services, WEEK.plus(5), WEEK.plus(5), since=WEEK)
    assert [one.id for one in found] == ([own] if carried else [])


def test_what_was_said_at_closing_and_the_last_review_are_there(made: Weeks) -> None:
    own = made.escalation(DUE, state=tables.Climbing.CLOSED, ended_at=DUE + HOUR)
    made.happens(own, DUE + HOUR, "closed")
    restriction = {"rationale": "", "alternative": "", "review_by": date(2026, 12, 1), "involvement": ""}
    said = {"outcome": "settled", "wanted": "met", "says": None, "informed": (), "restriction": restriction,
            "plan_change": None, "debrief_person": None, "debrief_staff": "done"}  # fmt: skip
    made.add(tables.Closing(escalation_id=own, at=DUE + HOUR, by_id=1, said=said))
    for n in (1, 2):
        made.add(
            tables.Review(
                escalation_id=own, week="2026-W46", at=DUE + n * DAY, by_id=1, because="", nonce=f"r{n}"
            )
        )
    [one] = concerns(made.house.database)
    assert (one.outcome, one.wanted, one.restricted) == ("settled", "met", True)
    assert (one.reviewed_at, one.times.closed_at) == (DUE + 2 * DAY, DUE + HOUR)


def test_a_silent_house_has_concerns_about_nobody(made: Weeks) -> None:
    own = made.handover(DUE.date(), "night")
    quiet = made.escalation(DUE, None)
    made.add(tables.Raised(escalation_id=quiet, handover_id=own, at=DUE))
    made.happens(quiet, DUE + HOUR, "unanswered")
    [one] = concerns(made.house.database)
    assert (one.person_id, one.known_as, one.domains, one.unanswered) == (None, None, (), True)
    assert (one.covers, one.day) == ("night", DUE.date() - timedelta(days=1))


# when it was opened, and stood down at once; whether it is of the first week
SUNDAYS: list[tuple[datetime, bool]] = [
    # in London a Sunday lasts an hour longer when the clocks go back
    (datetime(2026, 10, 25, 23, 59, tzinfo=UTC), True),
    (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), False),
    # in summer Monday begins at 23:00 by UTC
    (datetime(2026, 6, 14, 22, 59, tzinfo=UTC), True),
    (datetime(2026, 6, 14, 23, 0, tzinfo=UTC), False),
]


def test_a_week_is_by_the_wall_of_the_house(made: Weeks) -> None:
    for at, is_first in SUNDAYS:
        own = made.escalation(at, state=tables.Climbing.STOOD_DOWN, ended_at=at)
        made.happens(own, at, "stood_down")
        first = of((at - 3 * HOUR).date()).minus(WEEK)
        listed = [own in [one.id for one in concerns(made.house.database, n, n)] for n in (first, first + 1)]
        assert listed == [is_first, not is_first], at
