"""The pretended year: the same from the same seed, believable, and with nothing in it but what is planted."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot import days, handover, pretend, weeks
from bot.escalation import next_at
from bot.pretend_days import QUIET
from bot.pretend_records import Handover, Reply, Year
from tests.pretend import UNTIL, cast, year

ZONE = "Europe/London"
FIRST = date(2025, 11, 17)
# Fen Lane, Mill House, Harbour View; Gus is the first of Mill House
FEN, MILL, HARBOUR = 1, 2, 3
GUS = 7
Which = Callable[["Cell"], bool | None]


class Cell:
    """One answered person-shift: what is known of it besides its signs."""

    def __init__(self, reply: Reply, of: Handover, day: date, below: bool | None) -> None:
        self.house, self.person = of.service_id, reply.person_id
        self.covers, self.day, self.below = of.change.covers, day, below
        self.signs = any(value is not None and value >= 1 for value in reply.answer.values.values())


def cells(of: Year) -> list[Cell]:
    by_id = {one.id: one for one in of.handovers}
    said = {one.handover_id: one.actual < one.planned for one in of.staffed}
    began = {one.id: _began(one) for one in of.handovers}
    return [
        Cell(one, by_id[one.handover_id], began[one.handover_id], said.get(one.handover_id))
        for one in of.replies
        if one.answer.kind in ("clear", "signs")
    ]


def _began(one: Handover) -> date:
    return one.change.date - timedelta(days=1 if one.change.covers == "night" else 0)


def ratio(of: list[Cell], where: Which, exposed: Which) -> float:
    """How many times as frequent signs are where `exposed` holds, of the cells of `where`; unknown ones left out."""
    there = [one for one in of if where(one) and exposed(one) is not None]
    rates = []
    for side in (True, False):
        of_side = [one for one in there if exposed(one) is side]
        rates.append(sum(one.signs for one in of_side) / len(of_side))
    return rates[0] / rates[1]


BETTER = FIRST + timedelta(weeks=pretend.BETTER_WEEK - 1)
NIGHTS: tuple[Which, Which] = (lambda c: c.house == FEN and c.covers == "night", lambda c: c.below)
TUESDAYS: tuple[Which, Which] = (lambda c: c.person == GUS, lambda c: c.day.weekday() == 1)
AFTER: tuple[Which, Which] = (lambda c: c.house == HARBOUR, lambda c: c.day >= BETTER)
# (where, exposed to what): planted in the first three
OTHERS: list[tuple[str, Which, Which]] = [
    ("days of fen lane below plan", lambda c: c.house == FEN and c.covers != "night", lambda c: c.below),
    ("other houses below plan", lambda c: c.house != FEN, lambda c: c.below),
    ("other people's tuesdays", lambda c: c.person != GUS, lambda c: c.day.weekday() == 1),
    ("gus's thursdays", lambda c: c.person == GUS and c.day.weekday() != 1, lambda c: c.day.weekday() == 3),
    (
        "other houses from week 30",
        lambda c: c.house != HARBOUR and c.person != GUS,
        lambda c: c.day >= BETTER,
    ),
    ("nights of other houses", lambda c: c.house != FEN, lambda c: c.covers == "night"),
]


def test_the_same_seed_makes_the_same_records() -> None:
    made = pretend.year(cast(), UNTIL, 11, count=3)
    assert made == pretend.year(cast(), UNTIL, 11, count=3)
    assert made.replies != pretend.year(cast(), UNTIL, 12, count=3).replies


def test_it_is_52_weeks_of_every_change_of_shift_and_the_days_since() -> None:
    made = year()
    for house in cast().houses:
        spec = house.service.spec
        due = [one.change for one in made.handovers if one.service_id == house.service.id]
        start = days.instant(FIRST, spec.shifts[0].starts, ZONE)
        assert due == handover.changes(spec, start, UNTIL)
        assert Counter(weeks.of(_began(one)) for one in made.handovers).keys() >= set(
            weeks.last(52, weeks.at(UNTIL, ZONE))
        )
        assert Counter(str(one.at - one.due) for one in due).keys() == {"0:15:00"}


def test_each_of_18_people_is_asked_about_at_about_1095_shifts() -> None:
    asked = Counter(one for made in year().handovers for one in made.asked)
    assert len(asked) == 18
    assert all(1_060 <= count <= 1_095 for count in asked.values())
    assert len({one.person_id for one in year().replies}) == 18


def test_what_is_planted_is_there() -> None:
    found = cells(year())
    assert ratio(found, *NIGHTS) > 2
    assert ratio(found, *TUESDAYS) > 2
    assert 0.4 < ratio(found, *AFTER) < 0.7


@pytest.mark.parametrize(("where", "exposed"), [one[1:] for one in OTHERS], ids=[one[0] for one in OTHERS])
def test_nothing_else_is(where: Which, exposed: Which) -> None:
    assert 0.7 < ratio(cells(year()), where, exposed) < 1.4


def test_a_year_without_effects_has_none() -> None:
    found = cells(year(effects=False))
    for planted in (NIGHTS, TUESDAYS, AFTER):
        assert 0.65 < ratio(found, *planted) < 1.5


def test_people_differ_in_how_often_they_show_signs() -> None:
    found = cells(year(effects=False))
    shown = Counter(one.person for one in found if one.signs)
    assert max(shown.values()) > 1.8 * min(shown.values())


def test_shifts_are_below_plan_one_in_eight_times_and_staffing_is_mostly_said() -> None:
    made = year()
    below = [one.actual < one.planned for one in made.staffed]
    assert 0.1 < sum(below) / len(below) < 0.16
    assert 0.93 < len(made.staffed) / len(made.handovers) < 0.99
    assert all(one.alone == (one.actual == 1) and one.agency <= one.actual for one in made.staffed)
    assert any(one.alone for one in made.staffed)


def test_answers_come_after_the_question_and_say_what_was_seen_in_their_period() -> None:
    made = year()
    of = {one.id: one for one in made.handovers}
    before = {later.id: one for one, later in _in_a_row(made)}
    shared = {one.id for house in cast().houses for one in house.staff if one.shared}
    for one in made.replies:
        asked = of[one.handover_id]
        assert asked.asked_at is not None
        assert asked.asked_at < one.received_at < UNTIL
        assert one.seen_at <= min(one.received_at, asked.change.due)
        assert one.handover_id not in before or before[one.handover_id].change.due < one.seen_at
        assert one.author.staff_id not in shared


def _in_a_row(made: Year) -> list[tuple[Handover, Handover]]:
    own = [[one for one in made.handovers if one.service_id == house] for house in (FEN, MILL, HARBOUR)]
    return [pair for every in own for pair in pairwise(every)]


def test_whoever_wrote_a_handover_is_not_who_read_it() -> None:
    made = year()
    wrote = {(one.handover_id, one.author.staff_id) for one in made.replies}
    assert not wrote & {(one.handover_id, one.author.staff_id) for one in made.reads}
    assert 0.85 < len(made.reads) / len(made.handovers) < 0.97


def test_some_are_late_some_are_missed_and_one_was_not_asked_in_each_house() -> None:
    made = year()
    assert 20 < sum(one.late_at is not None for one in made.handovers) < 150
    answered = Counter(one.handover_id for one in made.replies)
    missed = sum(len(one.asked) - answered[one.id] for one in made.handovers if one.settled)
    assert 20 < missed < 400
    assert Counter(one.service_id for one in made.handovers if one.state == "not_asked") == {
        FEN: 1,
        MILL: 1,
        HARBOUR: 1,
    }


def test_family_calls_are_noted_on_most_tuesdays_of_one_person() -> None:
    calls = [one for one in year().notes if one.said.topic == "family_contact" and one.person_id == GUS]
    tuesdays = {days.local(one.seen_at, ZONE).date() for one in calls if one.seen_at.weekday() == 1}
    assert 38 <= len(tuesdays) <= 53
    assert Counter(one.said.kind for one in year().notes).keys() == {"good", "else", "worry"}


def test_alarms_take_a_believable_course() -> None:
    made = year()
    assert 250 < len(made.rang) < 700
    took = []
    for one in made.rang:
        whats = [event.what for event in one.events]
        assert whats[0] == "opened"
        assert [event.at for event in one.events] == sorted(event.at for event in one.events)
        assert one.crossed or one.notes or one.handovers
        if "taken" in whats:
            taken = one.events[whats.index("taken")]
            told = [event.to_id for event in one.events[: whats.index("taken")] if event.what == "told"]
            assert taken.actor_id in told
            first = next(event.at for event in one.events if event.what == "told")
            took.append((taken.at - first).total_seconds() / 60)
        assert (one.closed is not None) == (one.escalation.state == "closed")
    assert 2 < sorted(took)[len(took) // 2] < 8, "minutes, mostly"
    assert max(took) > 10, "sometimes another rung"
    assert any(one.closed and one.closed.said.restriction for one in made.rang)


def test_nothing_is_due_by_the_end_and_nothing_rings_then() -> None:
    made = year()
    following = [next_at(one.escalation) for one in made.rang]
    assert all(at > UNTIL for at in following if at)
    assert all(
        one.escalation.opened_at < UNTIL - QUIET for one in made.rang if one.escalation.urgency == "now"
    )
    assert all(one.escalation.state != "open" or one.escalation.urgency == "in_hours" for one in made.rang)


def test_what_was_due_only_just_before_the_end_is_left_to_the_bot() -> None:
    just_now = days.instant(UNTIL.date(), cast().houses[0].service.spec.shifts[1].starts, ZONE) - timedelta(
        minutes=10
    )
    made = pretend.year(cast(), just_now, 6, count=1)
    assert [one.state for one in made.handovers[-4:]] == ["asked", "planned", "planned", "planned"]
    assert not {one.handover_id for one in made.replies} & {one.id for one in made.handovers[-3:]}
