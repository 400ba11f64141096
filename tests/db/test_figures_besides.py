"""What a week holds besides answers and escalations."""

from datetime import date, timedelta

import pytest

import db.figures
import db.people
from bot.figures import Due, Facts, StepsTaken
from bot.weeks import of
from db import tables
from db.session import Database
from tests.db.weeks import Weeks
from tests.house import MINUTE, Rowan, apply, rowan, rows

MONDAY = date(2026, 11, 9)
WEEK = of(MONDAY)
DAY = 24 * 60 * MINUTE


@pytest.fixture
def made(database: Database) -> Weeks:
    apply(database, rowan())
    return Weeks(Rowan(database))


def facts(made: Weeks, weeks: int = 0) -> Facts:
    with made.house.database.read() as session:
        return db.figures.facts(session, db.people.services(session), WEEK.plus(weeks))


def test_steps_are_counted_in_the_week_of_their_period_by_what_became_of_them(made: Weeks) -> None:
    own, later = made.handover(MONDAY), made.handover(MONDAY + 7 * DAY)
    made.reply("sam", own, steps={0: "done", 1: "declined"}, followed="yes", contact_missed="agency")
    made.reply("ray", own, steps={0: "done"}, kind="steps", followed="partly")
    old = made.reply("ray", own, steps={0: "too_few"}, contact_missed="us")
    made.corrects(old, made.reply("ray", own))
    made.reply(
        "ray", later, steps={0: "done"}, received_at=rows(made.house.database, tables.Handover)[0].due_at
    )
    house = made.house.service().id
    expected = StepsTaken(house, {"done": 2, "declined": 1}, {"yes": 1, "partly": 1}, {"agency": 1})
    assert facts(made).steps == [expected]


def test_dates_that_have_come_are_named_with_those_they_are_of(database: Database) -> None:
    written = rowan()
    sam, ray = (one["plan"] for one in written["people"])
    sam["asked"] = {"until": WEEK.sunday}
    ray["asked"] = {"until": WEEK.sunday + timedelta(days=1)}
    ray["agreed"] = {**ray["agreed"], "review_by": date(2026, 11, 1)}
    written["people"].append({"key": "kim", "known_as": "Kim", "service": "rowan-house"})
    apply(database, written)
    made = Weeks(Rowan(database))
    house = made.house.service().id
    sams, rays = made.person("sam").id, made.person("ray").id
    assert facts(made).due == [
        Due(house, rays, "Ray", "review_by", date(2026, 11, 1)),
        Due(house, sams, "Sam", "asked_until", WEEK.sunday),
    ]


def test_good_news_counts_once_though_it_was_corrected(made: Weeks) -> None:
    made.handover(MONDAY)
    at = rows(made.house.database, tables.Handover)[0].due_at
    made.note("else", at)
    old, new = made.note("good", at), made.note("good", at)
    with made.house.database.write() as session:
        session.get_one(tables.Note, old).superseded_by = new
    made.note("good", at + 7 * DAY)
    assert facts(made).good == {made.house.service().id: 1}


def test_a_pause_counts_in_every_week_in_which_it_held(made: Weeks) -> None:
    made.handover(MONDAY)
    at = rows(made.house.database, tables.Handover)[0].due_at
    pause = {"service_id": made.house.service().id, "reason": "", "by_id": 1}
    made.add(tables.Pause(from_at=at, until_at=at + 14 * DAY, nonce="a", **pause))
    made.add(tables.Pause(from_at=at, until_at=at + 14 * DAY, ended_at=at + DAY, nonce="b", **pause))
    assert [sum((facts(made, n).pauses or {}).values()) for n in (-1, 0, 1, 2, 3)] == [0, 2, 1, 1, 0]


def test_a_change_of_on_call_that_found_nobody_is_a_gap(made: Weeks) -> None:
    made.handover(MONDAY)
    at = rows(made.house.database, tables.Handover)[0].due_at
    told = {"state": tables.HandingOver.TOLD, "told_at": at}
    made.add(tables.Handoff(rota="first-line", at=at, on=None, **told))
    made.add(tables.Handoff(rota="first-line", at=at + DAY, on="U0DEE", **told))
    # what nobody was told of: it was planned, and edited away
    made.add(tables.Handoff(rota="other", at=at, on=None, state=tables.HandingOver.PASSED_OVER))
    assert [facts(made, n).gaps for n in (-1, 0, 1)] == [0, 1, 0]
