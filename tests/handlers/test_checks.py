"""Sense-checks: sent twice a week to whose turn it is, judged before anybody shows what happened."""

import json
from datetime import timedelta

import sqlalchemy as sa

from bot.notes import Said
from db import tables
from handlers.flow import house as houses_flow
from handlers.flow import notes as notes_flow
from tests import house as houses
from tests.handlers.checking import (
    ASH,
    FRIDAY,
    KAY,
    MEL,
    MORNING,
    answered,
    checks,
    drawn,
    evening,
    friday,
    sent,
    written,
)
from tests.handlers.checking import rowan as rowan
from tests.house import SLEEPLESS, Rowan, journal, rows, staff


def test_on_friday_at_eleven_the_team_leader_is_sent_two_cases_in_one_message(rowan: Rowan) -> None:
    evening(rowan)
    assert sent(rowan) == [(MEL, 2)]
    (row,) = rowan.sent("check")
    assert (row.to_user, row.to_channel) == (MEL, None)
    said = drawn(rowan)
    assert "Rowan House: 2 cases to sense-check." in said["text"]
    assert "Sam, late shift, handed over Thu 12 Nov: to look at." in said["text"]
    assert not any(secret in json.dumps(said) for secret in ("sleep", "night", "walk", "Dee", "Jo"))


def test_however_often_it_ticks_they_are_sent_once(rowan: Rowan) -> None:
    evening(rowan)
    for _ in range(3):
        rowan.tick()
    assert len(rowan.sent("check")) == 1
    states = [row.state.value for row in rows(rowan.database, tables.CheckRound)]
    assert states == ["sent", "planned"]


def test_after_downtime_the_latest_alone_is_sent(rowan: Rowan) -> None:
    evening_without_friday(rowan)
    # down from Friday morning to Wednesday: Tuesday's is sent, and Friday's never
    rowan.clock.at = FRIDAY + timedelta(days=5)
    rowan.tick()
    rowan.tick()
    days = [(row.on_date.day, row.state.value) for row in rows(rowan.database, tables.CheckRound)]
    assert days == [(17, "sent"), (20, "planned")]
    assert len(rowan.sent("check")) == 1


def evening_without_friday(house: Rowan) -> None:
    house.load(written())
    house.tick()
    house.ask()
    answered(house)
    house.clock.at = MORNING
    house.tick()


def test_two_leaders_take_turns_and_an_agency_one_has_none(rowan: Rowan) -> None:
    more = (staff(KAY, "Kay", "team_leader"), staff("U0TEMP", "Temp", "team_leader", agency=True))
    evening(rowan, written(*more))
    assert sent(rowan) == [(MEL, 2)]
    # on Monday evening the same happens again
    rowan.clock.at = FRIDAY + timedelta(days=3, hours=10, minutes=15)
    rowan.tick()
    rowan.says("sam", SLEEPLESS)
    with rowan.database.write() as session:
        session.execute(sa.update(tables.Escalation).values(state="closed"))
    for at in (timedelta(days=3, hours=20, minutes=15), timedelta(days=4)):
        rowan.clock.at = FRIDAY + at
        rowan.tick()
    assert sent(rowan) == [(MEL, 2), (KAY, 1)]
    assert [row.to_user for row in rowan.sent("check")] == [MEL, KAY]


def test_where_no_team_leader_is_a_manager_is_asked(rowan: Rowan) -> None:
    said = written()
    said["staff"] = [one for one in said["staff"] if one["slack"] != MEL]
    said["people"] = [one for one in said["people"] if one["key"] == "ray"]
    for one in said["people"]:
        one["plan"]["agreed"]["drafted_by"] = ASH
    rowan.load(said)
    rowan.tick()
    rowan.ask()
    rowan.says("ray", houses.QUIET)
    with rowan.database.write() as session:
        session.execute(sa.update(tables.Escalation).values(state="closed"))
    friday(rowan)
    assert sent(rowan) == [(ASH, 1)]


def test_a_leader_is_never_sent_what_they_wrote_and_one_case_is_sent_alone(rowan: Rowan) -> None:
    evening(rowan, sams=MEL)
    assert sent(rowan) == [(MEL, 1)]
    assert [one.person_id for one in checks(rowan)] == [rowan.person("ray").id]
    assert "There was only one this time." in drawn(rowan)["text"]


def test_nor_what_they_wrote_before_it_was_corrected_nor_under_their_name_on_the_tablet(rowan: Rowan) -> None:
    rowan.load(written())
    rowan.tick()
    rowan.ask()
    tap = rowan.tap("sam", SLEEPLESS, MEL)
    rowan.record(tap)
    rowan.says("ray", houses.QUIET, author=rowan.author("U0TABLET", name=" mel"))
    with rowan.database.write() as session:
        session.execute(sa.update(tables.Escalation).values(state="closed"))
        session.execute(sa.update(tables.Reply).values(superseded_by=2).where(tables.Reply.id == 1))
    friday(rowan)
    assert (sent(rowan), rowan.sent("check")) == ([], [])
    assert len(journal(rowan.database, "check.nothing")) == 1


def test_nothing_that_still_goes_on_is_sent(rowan: Rowan) -> None:
    rowan.load(written())
    rowan.tick()
    rowan.ask()
    rowan.says("sam", SLEEPLESS)
    friday(rowan)
    assert sent(rowan) == []


def test_a_worry_is_a_case_though_no_sign_was_seen(rowan: Rowan) -> None:
    rowan.load(written())
    rowan.tick()
    rowan.ask()
    rowan.clock.passes(-5)
    said = Said("worry", "now", text="Very quiet")
    with rowan.database.write() as session:
        notes_flow.keep(
            session, rowan.service(), rowan.person("sam"), None, said, rowan.author(), "U0WORKER", "worry",
            rowan.clock.at,
        )  # fmt: skip
        session.execute(sa.update(tables.Escalation).values(state="closed"))
    friday(rowan)
    assert sent(rowan) == [(MEL, 1)]


def test_a_case_is_sent_once_and_then_nobody_again(rowan: Rowan) -> None:
    evening(rowan)
    rowan.clock.at = FRIDAY + timedelta(days=4)
    rowan.tick()
    assert [row.state.value for row in rows(rowan.database, tables.CheckRound)][:2] == ["sent", "nothing"]
    assert len(checks(rowan)) == 2


def test_without_days_nothing_is_sent_nor_planned(rowan: Rowan) -> None:
    said = written()
    said["organisation"]["sense_checks"] = {"days": []}
    evening(rowan, said)
    assert rows(rowan.database, tables.CheckRound) == []


def test_a_file_with_other_days_is_gone_by_from_then_on(rowan: Rowan) -> None:
    rowan.load(written())
    rowan.tick()
    said = written()
    said["organisation"]["sense_checks"] = {"days": ["sat"], "at": "15:00"}
    with rowan.database.write() as session:
        houses_flow.keep(session, houses.House.model_validate(said), rowan.clock.at)
    rowan.tick()
    (row,) = rows(rowan.database, tables.CheckRound)
    assert (row.on_date.day, row.due_at.hour) == (14, 15)
