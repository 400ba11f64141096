"""What the digest counts of handovers and person-shifts."""

from datetime import date, timedelta
from typing import Any

import pytest

import db.absence
import db.figures
import db.figures_people
import db.figures_shifts
import db.people
from bot.figures import After, Facts, Shift, Tally
from bot.weeks import of
from db import tables
from db.session import Database
from tests.db.past import counted
from tests.db.weeks import Weeks
from tests.house import MINUTE, Rowan, apply, oak, rowan, rows

MONDAY = date(2026, 11, 9)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
HOUR = 60 * MINUTE
WEEK = of(MONDAY)
EACH = ("early", "late")
Said = tuple[dict[str, float | None] | None, dict[str, Any]]


@pytest.fixture
def made(database: Database) -> Weeks:
    house = Rowan(database)
    apply(database, rowan())
    return Weeks(house)


def services(made: Weeks) -> list[Any]:
    with made.house.database.read() as session:
        return db.people.services(session)


def shifts(made: Weeks) -> dict[int, Shift]:
    with made.house.database.read() as session:
        found = db.figures.shifts(session, services(made), MONDAY, WEEK.sunday)
    return {one.id: one for one in found}


def facts(made: Weeks) -> Facts:
    with made.house.database.read() as session:
        return db.figures.facts(session, services(made), WEEK)


SIGN: Said = ({"pacing": 1.0}, {})
CLEAR: Said = (None, {})
# what is said about Sam at one of two handovers; how many are asked about, answered, with signs, with their time said
COUNTED: dict[str, tuple[list[Said], tuple[int, int, int, int]]] = {
    "nobody answered": ([], (2, 0, 0, 0)),
    "clear": ([CLEAR], (2, 1, 0, 0)),
    "signs": ([({"sleep": 2.0}, {})], (2, 1, 1, 0)),
    "their time said": ([({"pacing": 1.0}, {"timed": True})], (2, 1, 1, 1)),
    "several replies are one person-shift": ([CLEAR, SIGN, CLEAR], (2, 1, 1, 0)),
    "every sign looked at and none seen": ([({"sleep": 0.0, "pacing": None}, {})], (2, 1, 0, 0)),
    "not seen is unknown": ([(None, {"kind": "not_seen"})], (2, 0, 0, 0)),
    "steps alone say nothing of how they are": ([(None, {"kind": "steps", "followed": "yes"})], (2, 0, 0, 0)),
    "between handovers": ([({"pacing": 1.0}, {"handover_id": None})], (2, 1, 1, 0)),
}


def test_a_handover_is_counted_person_by_person(made: Weeks) -> None:
    cases = {
        made.handover(MONDAY + timedelta(days=n // 2), EACH[n % 2]): case for n, case in enumerate(COUNTED)
    }
    with made.at_once():
        for own, case in cases.items():
            for values, more in COUNTED[case][0]:
                made.reply("sam", own, values, **more)
    found = shifts(made)
    for own, case in cases.items():
        one = found[own]
        assert (one.people, one.answered, one.signs, one.timed) == COUNTED[case][1], case
        assert one.missed == one.people - one.answered


def test_what_was_corrected_never_counts(made: Weeks) -> None:
    own = made.handover(MONDAY)
    old = made.reply("sam", own, {"sleep": 3.0})
    made.corrects(old, made.reply("sam", own))
    assert (shifts(made)[own].answered, shifts(made)[own].signs) == (1, 0)


def test_somebody_away_is_not_counted(made: Weeks) -> None:
    own = made.handover(MONDAY)
    with made.house.database.write() as session:
        db.absence.leave_out(session, own, made.house.person("sam").id)
        # nothing changes any more once it is over
        session.get_one(tables.Handover, own).settled = False
        session.flush()
        db.absence.leave_out(session, own, made.house.person("ray").id)
    assert (shifts(made)[own].people, shifts(made)[own].missed) == (1, 0)


def test_an_answer_about_an_earlier_time_counts_in_the_period_of_that_time(made: Weeks) -> None:
    before, own = made.handover(MONDAY, "early"), made.handover(MONDAY, "late")
    made.reply("sam", own, {"pacing": 1.0}, period_id=before, timed=True)
    assert [(one.answered, one.signs, one.timed) for one in shifts(made).values()] == [(1, 1, 1), (1, 0, 0)]


HIGHER, LOWER = ({"rating": "count", "worse": worse} for worse in ("higher", "lower"))
# how a sign is rated, its value, and whether it counts
RATED: list[tuple[dict[str, str], float, int]] = [
    ({"rating": "number", "worse": "higher"}, 9.0, 0),
    ({"rating": "number", "worse": "lower"}, 0.0, 0),
    (HIGHER, 1.0, 1),
    (HIGHER, 0.0, 0),
    (LOWER, 3.0, 0),
    (LOWER, 1.0, 1),
]


def test_a_sign_counts_as_rules_without_a_bound_count_it(database: Database) -> None:
    written = rowan()
    written["people"][0]["plan"]["signs"] += [
        {"key": f"sign-{n}", "says": "I eat", "domain": "eating", **rated}
        for n, (rated, _, _) in enumerate(RATED)
    ]
    apply(database, written)
    made = Weeks(Rowan(database))
    for n, (_, value, _) in enumerate(RATED):
        own = made.handover(MONDAY + timedelta(days=n))
        made.reply("sam", own, {f"sign-{n}": value})
        made.reply("ray", own, {"quiet": 1.0})
    assert [one.signs for one in shifts(made).values()] == [1 + signs for _, _, signs in RATED]


def test_extra_and_planned_handovers_and_other_weeks_are_left_out(made: Weeks) -> None:
    own = made.handover(MONDAY)
    extra = made.handover(MONDAY, slot=None)
    made.handover(TUESDAY, state=tables.Asking.PLANNED)
    made.handover(MONDAY - timedelta(days=1))
    made.handover(WEEK.sunday + timedelta(days=1), "night")
    made.reply("sam", extra, {"pacing": 1.0}, period_id=own)
    found = shifts(made)
    assert list(found) == [own]
    assert (found[own].answered, found[own].signs) == (1, 1)


def test_a_shift_stands_on_the_date_it_is_handed_over_and_its_day_is_when_it_began(made: Weeks) -> None:
    made.handover(TUESDAY, "late")
    night, early = made.handover(WEDNESDAY, "night"), made.handover(WEDNESDAY, "early")
    found = shifts(made)
    assert (found[night].date, found[night].day) == (WEDNESDAY, TUESDAY)
    assert (found[early].date, found[early].day) == (WEDNESDAY, WEDNESDAY)


@pytest.mark.parametrize("monday", [date(2026, 3, 23), date(2026, 10, 19)])
def test_a_week_in_which_the_clocks_change_has_its_own_shifts(made: Weeks, monday: date) -> None:
    sunday = of(monday).sunday
    made.handover(monday - timedelta(days=1), "late")
    own = [
        made.handover(monday + timedelta(days=n), key) for n in range(7) for key in ("night", "early", "late")
    ]
    made.handover(sunday + timedelta(days=1), "night")
    with made.house.database.read() as session:
        found = db.figures.shifts(session, services(made), monday, sunday)
    assert [one.id for one in found] == own
    assert [one.day for one in found if one.covers == "night"] == [
        monday + timedelta(days=n - 1) for n in range(7)
    ]


def test_the_newest_word_about_staffing_holds(made: Weeks) -> None:
    own, silent = made.handover(MONDAY), made.handover(TUESDAY)
    made.staffed(own, 3, 3)
    made.staffed(own, 3, 2, agency=1, alone=True)
    found = shifts(made)
    one, other = found[own], found[silent]
    assert (one.planned, one.actual, one.agency, one.alone, one.below) == (3, 2, 1, True, True)
    assert (other.planned, other.agency, other.alone, other.below) == (None, None, None, None)


def test_a_handover_is_read_until_something_is_said_there(made: Weeks) -> None:
    never, read, again, noted, called = (made.handover(MONDAY + timedelta(days=n)) for n in range(5))
    for one in (read, again, noted, called):
        made.reply("sam", one)
        made.read(one, 20 * MINUTE)
    with made.house.database.read() as session:
        later = session.get_one(tables.Handover, noted).due_at + 30 * MINUTE
    made.reply("ray", again, received_at=later)
    made.note("else", later, handover_id=noted)
    made.note("call", later, None, handover_id=called)
    assert [one for one, shift in shifts(made).items() if shift.read] == [read, called]
    assert never not in [one for one, shift in shifts(made).items() if shift.read]


def test_how_long_answering_took_is_from_the_first_answer_to_the_last(made: Weeks) -> None:
    own, once = made.handover(MONDAY), made.handover(TUESDAY)
    due = rows(made.house.database, tables.Handover)[0].due_at
    made.reply("sam", own, received_at=due + MINUTE)
    made.reply("ray", own, received_at=due + 3 * MINUTE)
    made.reply("ray", own, kind="steps", followed="yes", received_at=due + 9 * MINUTE)
    made.reply("sam", once)
    assert [one.seconds for one in shifts(made).values()] == [120.0, None]


def test_person_shifts_that_are_alike_and_of_one_fortnight_are_tallied_together(made: Weeks) -> None:
    for n in range(2):
        own = made.handover(MONDAY - timedelta(weeks=n + 1))
        made.staffed(own, 3, 2)
        made.reply("sam", own, {"pacing": 1.0} if n else None)
    made.reply("sam", made.handover(TUESDAY), {"sleep": 1.0})
    house, sam = made.house.service().id, made.house.person("sam").id
    # a fortnight begins on every second Monday since the first of all
    then, now = ((one.toordinal() - 1) // 14 for one in (MONDAY - timedelta(weeks=1), TUESDAY))
    assert sorted(facts(made).tallies, key=lambda one: one.weekday) == [
        Tally(house, sam, "late", 0, True, False, False, then, 2, 1),
        Tally(house, sam, "late", 1, None, None, None, now, 1, 1),
    ]
    assert now == then + 1


def test_a_person_shift_is_after_what_its_period_began_within_three_days_of(made: Weeks) -> None:
    own = [made.handover(MONDAY + timedelta(days=n)) for n in range(6)]
    for n, one in enumerate(own):
        # seen on Tuesday: Wednesday to Friday follow it
        made.reply(
            "sam", one, {"pacing": 1.0} if n in (1, 2, 5) else None, contact_missed="them" if n == 1 else None
        )
        made.reply("ray", one)
    house, sam = made.house.service().id, made.house.person("sam").id
    # the period that began when Tuesday's was due is the first after it, and Friday's evening began the last
    assert facts(made).afters == [After(house, sam, "them", 4, 2, 2, 1)]


def test_contact_with_family_is_looked_around_too_and_a_corrected_word_is_not(made: Weeks) -> None:
    own = [made.handover(MONDAY + timedelta(days=n)) for n in range(3)]
    for one in own:
        made.reply("ray", one)
    first = rows(made.house.database, tables.Handover)[0].due_at
    made.note("else", first - HOUR, "ray", topic="family_contact")
    old = made.reply("sam", own[0], contact_missed="us")
    made.corrects(old, made.reply("sam", own[0]))
    house, ray = made.house.service().id, made.house.person("ray").id
    # it is felt for a day, where a contact that did not happen is for three
    assert facts(made).afters == [After(house, ray, "family", 1, 0, 2, 0)]


def test_somebody_who_moved_counts_where_they_were_asked_about(made: Weeks) -> None:
    made.reply("sam", made.handover(MONDAY), {"pacing": 1.0})
    both = rowan()
    for part in ("services", "staff", "people"):
        both[part] += oak()[part]
    both["people"][0]["service"] = "oak-house"
    apply(made.house.database, both)
    made.reply("sam", made.handover(WEDNESDAY, people=("sam",), key="oak-house"), {"pacing": 1.0})
    found = facts(made)
    old, new = made.house.service().id, made.house.service("oak-house").id
    assert [(one.service_id, one.people, one.signs) for one in found.shifts] == [(old, 2, 1), (new, 1, 1)]
    assert sorted((one.service_id, one.signs) for one in found.tallies) == [(old, 1), (new, 1)]


def test_services_that_were_not_asked_for_are_left_out(made: Weeks) -> None:
    apply(made.house.database, oak())
    made.handover(MONDAY)
    made.handover(MONDAY, people=("kim",), key="oak-house")
    with made.house.database.read() as session:
        only = [made.house.service("oak-house")]
        found = db.figures.facts(session, only, WEEK)
        assert db.figures.facts(session, [], WEEK).shifts == []
    assert [one.service_id for one in found.shifts] == [only[0].id]


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_what_is_read_follows_the_weeks_shown(made: Weeks) -> None:
    made.reply("sam", made.handover(MONDAY), {"pacing": 1.0})
    with counted(made.house.database) as few, made.house.database.write() as session:
        db.figures.facts(session, services(made), WEEK)
    with made.at_once():
        for n in range(1, 40):
            made.reply("sam", made.handover(date(2025, 1, 1) + timedelta(days=n)), {"pacing": 1.0})
    with counted(made.house.database) as many, made.house.database.write() as session:
        db.figures.facts(session, services(made), WEEK)
    assert (many.rows, len(many.statements)) == (few.rows, len(few.statements))
    assert not [
        *many.scans("reply"),
        *many.scans("handover"),
        *many.scans("personperiod"),
        *many.scans("observation"),
    ]


def test_a_sign_of_somebody_without_a_plan_counts(made: Weeks) -> None:
    written = rowan()
    written["people"][1]["plan"]["signs"].append(
        {
            "key": "weight",
            "says": "I get thin",
            "domain": "eating",
            "rating": "number",
            "unit": "kg",
            "worse": "lower",
        }
    )
    apply(made.house.database, written)
    own = made.handover(MONDAY)
    made.reply("sam", own, {"pacing": 1.0}, plan_id=None)
    assert shifts(made)[own].signs == 1


def test_a_handover_that_is_asked_while_the_facts_are_read_is_left_out(made: Weeks) -> None:
    own, other = made.handover(MONDAY), made.handover(TUESDAY)
    with made.house.database.read() as session:
        known = db.figures_shifts.handed(session, services(made), MONDAY, MONDAY)
        rows = db.figures_people.standing(session, services(made), MONDAY, TUESDAY)
        counting = db.figures_people.Counting(known, MONDAY).add(rows)
    assert list(counting.counts) == [own]
    assert other not in counting.handed


def test_after_agreed_steps_the_next_answered_shift_is_looked_at_and_silence_is_not_calm(made: Weeks) -> None:
    own = [made.handover(MONDAY + timedelta(days=n)) for n in range(5)]
    pacing, steps = {"pacing": 1.0}, {0: "done"}
    made.reply("sam", own[0], pacing, steps=steps)
    made.reply("sam", own[1], pacing, steps=steps)
    # Wednesday's was not answered: Thursday's is the next, and is calm
    made.reply("sam", own[3])
    made.reply("ray", own[0], pacing, steps={0: "declined"})
    made.reply("ray", own[1])
    house = made.house.service().id
    assert facts(made).helped == {house: (1, 2)}
