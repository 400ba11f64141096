"""Reading a person's history: exactly what a reach names, at a cost that follows it and not the years."""

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from sqlmodel import col

import db.handover
import db.history
import db.replies
from bot import thresholds
from bot.handover import Change
from bot.history import History, Period, Reach
from bot.replies import Answer, Reply
from db import tables
from db.session import Database
from tests.bot import naive
from tests.bot.anybody import PERIODS_OF, REPLIES, RULES
from tests.bot.sam import Rule, plan
from tests.db.past import HOUR, Cost, counted, every_shift, keep, stepped
from tests.house import DUE, Rowan, Written, rowan, rows

WEEKS, YEARS = 10 * 7 * 3, 10 * 365 * 3
FIRST = 1000  # their ids count on from here, past those of the house itself
EVERYTHING: list[Rule] = [
    {"sign": "sleep", "at_least": 3},
    {"signs_together": 3},
    {"signs_together": {"count": 2, "within": "6 h"}},
    {"repeats": {"sign": "sleep", "at_least": 3, "times": 3, "in_last": "5 handovers"}},
    {"repeats": {"sign": "sleep", "at_least": 3, "times": 3, "in_last": "7 d"}},
    {"adds_up": {"signs": ["sleep", "pacing"], "at_least": 20, "in_last": "9 handovers"}},
    {"rising": {"sign": "sleep", "over": 4}},
    {"steps_not_followed": {"times": 3, "in_last": "10 handovers"}},
    {"missed_contacts": {"times": 2, "in_last": "14 d"}},
    {"unanswered": 3},
    {"any_of": [{"sign": "pacing"}, {"unanswered": 2}]},
    {"all_of": [{"sign": "sleep", "at_least": 2}, {"rising": {"sign": "sleep", "over": 2}}]},
]


@pytest.fixture
def house(database: Database) -> Rowan:
    return Rowan(database).load()


def agrees(house: Rowan, rules: list[Rule], periods: list[Period], replies: list[Reply]) -> None:
    """What is read around each reply and each period is what the reach cuts out of the whole."""
    reach = thresholds.reach(plan(*rules))
    known = [Period(FIRST + one.id, one.due, one.asked, one.over) for one in periods]
    sam = house.person("sam").id
    with house.database.read() as session:  # nothing of it is kept
        keep(session, sam, periods, replies, FIRST)
        everything = History.of(known, db.replies.of_periods(session, sam, [one.id for one in known]))
        seen = {(one.period, one.seen_at) for one in everything.replies}
        for period, at in seen | {(one.id, one.due) for one in everything.periods}:
            found = db.history.around(session, sam, period, at, reach)
            assert found == naive.cut(everything, reach, period, at)


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(RULES, RULES, PERIODS_OF, REPLIES)
def test_what_is_read_is_what_a_reach_names(
    house: Rowan, rule: Rule, other: Rule, periods: list[Period], replies: list[Reply]
) -> None:
    agrees(house, [rule, other], periods, replies)


@pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(RULES, RULES, PERIODS_OF, REPLIES)
def test_what_is_read_is_what_a_reach_names_on_postgresql(
    house: Rowan, rule: Rule, other: Rule, periods: list[Period], replies: list[Reply]
) -> None:
    agrees(house, [rule, other], periods, replies)


@pytest.fixture
def three(database: Database) -> Rowan:
    """Rowan House, where three people have a plan with every kind of rule."""
    file: Written = rowan()
    listed = [{"key": f"rule-{n}", "when": rule, "tell": "ladder:house"} for n, rule in enumerate(EVERYTHING)]
    agreed = {**file["people"][0]["plan"], "thresholds": listed, "contacts": {}}
    names = {"sam": "Sam", "ray": "Ray", "kai": "Kai"}
    file["people"] = [
        {"key": key, "known_as": name, "service": "rowan-house", "plan": agreed}
        for key, name in names.items()
    ]
    return Rowan(database).load(file)


SAID = Answer("signs", {"sleep": 1.0, "pacing": 1.0, "meals": 0.0}, followed="partly", contact_missed="us")
CALM = Answer("signs", {"sleep": 0.0, "pacing": 0.0, "meals": None})


def past(house: Rowan, key: str, count: int, first: int) -> None:
    """Somebody was asked about in so many handovers, and one in seven was not answered."""
    periods = every_shift(DUE - 8 * HOUR, count)
    replies = [
        Reply(
            one.id, 0, one.id, one.due - HOUR, one.due, 1, None, Answer("clear") if one.id % 5 == 0 else CALM
        )
        for one in periods
        if (count - one.id) % 7 != 3
    ]
    with house.database.write() as session:
        keep(session, house.person(key).id, periods, replies, first)


def cost_of(house: Rowan, key: str, answer: Answer) -> Cost:
    with counted(house.database) as cost:
        said = house.says(key, answer)
    assert len(said.escalations) == (answer is SAID)
    return cost


@pytest.mark.parametrize("answer", [SAID, CALM], ids=["crosses", "calm"])
def test_a_reply_costs_the_same_after_ten_years_as_after_ten_weeks(three: Rowan, answer: Answer) -> None:
    past(three, "sam", WEEKS, 1000)
    past(three, "ray", YEARS, 2000)
    three.ask()
    three.says("kai", answer)  # so that the prompt waits to be drawn anew for both
    weeks, years = cost_of(three, "sam", answer), cost_of(three, "ray", answer)
    assert len(weeks.statements) == len(years.statements) < 100
    # the answer about Sam stands at the same handover by then
    assert weeks.rows <= years.rows <= weeks.rows + 1 < 400
    for table in ("reply", "personperiod", "observation", "handover"):
        assert years.scans(table) == []


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_nothing_is_even_looked_at_that_lies_beyond_the_window(three: Rowan) -> None:
    past(three, "sam", WEEKS, 1000)
    past(three, "ray", YEARS, 2000)
    three.ask()
    three.says("kai", SAID)
    with stepped(three.database) as weeks:
        three.says("sam", SAID)
    with stepped(three.database) as years:
        three.says("ray", SAID)
    assert 0 < years.steps < 1.3 * weeks.steps


def test_the_silence_after_a_period_costs_the_same_too(three: Rowan) -> None:
    past(three, "sam", WEEKS, 1000)
    past(three, "ray", YEARS, 2000)
    reach = thresholds.reach(plan(*EVERYTHING))
    costs = []
    with three.database.write() as session:
        people = ((three.person("sam").id, 1000 + WEEKS), (three.person("ray").id, 2000 + YEARS))
        session.connection()  # begun before anything is counted
        for person, last in people:
            with counted(three.database) as cost:
                db.history.around(session, person, last, DUE - 8 * HOUR, reach)
            costs.append((len(cost.statements), cost.rows))
    assert costs[0] == costs[1]


def test_two_houses_that_were_asked_at_one_instant_lose_no_reply(house: Rowan) -> None:
    """Sam moved that evening, and was asked about in both: each period is read, whichever was kept first."""
    periods = [Period(1, DUE - 8 * HOUR, asked=True), Period(2, DUE, asked=True), Period(3, DUE, asked=True)]
    replies = [Reply(n, 0, n, DUE - 8 * HOUR, DUE, 1, None, CALM) for n in (1, 2, 3)]
    sam = house.person("sam").id
    with house.database.read() as session:
        keep(session, sam, periods, replies, FIRST)
        for own, held in ((1, [1]), (2, [2]), (3, [3])):
            found = db.history.around(session, sam, FIRST + own, DUE, Reach())
            assert [one.id - FIRST for one in found.replies] == held
        both = db.history.around(session, sam, FIRST + 2, DUE, Reach(periods=2))
        assert [one.id - FIRST for one in both.periods] == [1, 2, 3]


def planned(house: Rowan) -> int:
    with house.database.read() as session:
        found = db.handover.planned(session, house.service().id)
    assert found is not None
    return found.id


def kept(house: Rowan) -> list[tuple[int, int, bool]]:
    wanted = col(tables.PersonPeriod.handover_id)
    with house.database.read() as session:
        found = session.execute(sa.select(tables.PersonPeriod).order_by(wanted)).scalars()
        return [(row.person_id, row.handover_id, row.asked) for row in found]


def test_a_period_counts_once_it_was_asked_about_or_answered(house: Rowan) -> None:
    sam, ray = house.person("sam").id, house.person("ray").id
    one = planned(house)
    with house.database.write() as session:
        db.history.answered(session, sam, one)
        db.history.answered(session, sam, one)
    assert kept(house) == [(sam, one, False)]
    with house.database.write() as session:
        db.history.asked(session, [sam, ray], one)
        db.history.answered(session, sam, one)
    assert sorted(kept(house)) == sorted([(sam, one, True), (ray, one, True)])


def test_a_period_moves_with_its_handover(house: Rowan) -> None:
    one, later = planned(house), DUE + HOUR
    with house.database.write() as session:
        db.history.answered(session, house.person("sam").id, one)
        change = db.handover.get(session, one).change
        db.handover.move(session, one, Change(change.covers, change.next, change.date, later, later))
    assert [row.due_at for row in rows(house.database, tables.PersonPeriod)] == [later]


def test_nobody_asked_about_is_no_trouble(house: Rowan) -> None:
    with house.database.write() as session:
        db.history.asked(session, [], planned(house))
    assert kept(house) == []
