"""A house that does not answer is reminded, then somebody hears that it is late, and at last that nobody answered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

import db.silence
from bot.replies import Answer
from db import tables
from db.session import Database
from handlers import ticks
from handlers.flow import handover as flow
from handlers.flow import late, render
from tests.handlers.silences import (
    AFTERNOON,
    MORNING,
    NOT_SEEN,
    asked,
    handover,
    in_office_hours,
    passes,
    text,
)
from tests.house import CLEAR, DUE, MINUTE, SLEEPLESS, Rowan, journal, oak, rowan, staff


@pytest.fixture
def house(database: Database) -> Rowan:
    """Asked at 21:15, and the question has been posted."""
    return asked(Rowan(database).load())


# the reminder


def test_a_house_is_reminded_in_the_thread_of_its_question(house: Rowan) -> None:
    house.says("ray", CLEAR)
    passes(house, 19)
    assert house.sent("reminder") == []
    passes(house, 1, 1, 5)
    (row,) = house.sent("reminder")
    (prompt,) = house.sent("prompt")
    assert (row.to_channel, row.thread_of, row.broadcast) == ("C0ROWAN", prompt.id, False)
    assert "Still to answer: Sam." in text(house, "reminder")
    assert handover(house).reminded_at == DUE + 20 * MINUTE
    assert len(journal(house.database, "handover.reminded")) == 1


def test_nobody_is_reminded_of_a_question_that_was_not_posted(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    passes(house, 20)
    assert house.sent("reminder") == []
    assert handover(house).look_at == DUE + 21 * MINUTE
    passes(house, 60)
    assert (house.sent("reminder"), handover(house).late_at) == ([], None)


def test_time_is_counted_from_the_posting(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    house.clock.passes(15)
    house.all_sent()
    passes(house, 5, 10)
    assert house.sent("reminder") == []
    passes(house, 5)
    assert len(house.sent("reminder")) == 1
    passes(house, 24)
    assert handover(house).late_at is None
    passes(house, 1)
    assert handover(house).late_at == DUE + 60 * MINUTE


@pytest.mark.parametrize("answer", [CLEAR, SLEEPLESS, NOT_SEEN], ids=["clear", "signs", "not seen"])
def test_nothing_more_is_said_once_everybody_has_a_reply(house: Rowan, answer: Answer) -> None:
    house.says("sam", answer)
    house.says("ray", CLEAR)
    passes(house, 20, 25, 60)
    assert (house.sent("reminder"), handover(house).late_at, handover(house).look_at) == ([], None, None)


def test_an_answer_given_before_the_asking_is_waited_for_again(database: Database) -> None:
    house = Rowan(database).load()
    with house.database.write() as session:
        flow.ask_now(session, house.service(), "extra", house.clock.at - 60 * MINUTE)
    house.says("sam", CLEAR)
    asked(house)
    house.says("ray", CLEAR)
    passes(house, 20)
    assert "Still to answer: Sam." in text(house, "reminder")


def test_an_answer_between_handovers_counts_unless_it_is_about_an_earlier_one(database: Database) -> None:
    house = in_office_hours(database)
    asked(house)
    house.clock.passes(3)
    house.says("sam", CLEAR, handover_id=None)
    house.says("ray", CLEAR, handover_id=None, at=AFTERNOON - 30 * MINUTE)
    passes(house, 17)
    (row,) = [one for one in house.sent("reminder") if one.handover_id == house.newest()]
    with house.database.read() as session:
        drawn = render.DRAW["reminder"](session, row, house.clock.at, first=True)
    assert drawn is not None
    assert "Still to answer: Ray." in drawn["text"]


def test_somebody_away_is_not_waited_for(house: Rowan) -> None:
    with house.database.write() as session:
        session.execute(
            sa.update(tables.HandoverPerson)
            .where(col(tables.HandoverPerson.person_id) == house.person("sam").id)
            .values(asked=False)
        )
    house.says("ray", CLEAR)
    passes(house, 20, 25)
    assert (house.sent("reminder"), handover(house).late_at) == ([], None)


def test_a_reminder_says_who_was_answered_about_since(house: Rowan) -> None:
    passes(house, 20)
    house.all_sent()
    passes(house, 3)
    house.says("sam", CLEAR)
    assert len(house.sent("reminder", updates=True)) == 1
    assert "Still to answer: Ray." in text(house, "reminder", first=False)
    assert "Replies since: Sam, by Jo, 21:38." in text(house, "reminder", first=False)
    house.says("ray", CLEAR)
    assert "Everybody has a reply" in text(house, "reminder", first=False)


def test_a_reminder_that_nobody_needs_any_more_is_not_sent(house: Rowan) -> None:
    passes(house, 20)
    house.says("sam", CLEAR)
    house.says("ray", CLEAR)
    assert text(house, "reminder") == ""


# late


def test_at_night_on_call_is_asked_to_phone_the_house(house: Rowan) -> None:
    house.says("ray", CLEAR)
    passes(house, 20, 24)
    assert house.escalations() == []
    passes(house, 1, 1)
    (opened,) = house.escalations()
    assert (opened.person_id, opened.tell, opened.urgency, opened.act_within) == (
        None,
        "ladder:house",
        "now",
        1800,
    )
    assert house.pings() == [(1, "U0DEE")]
    assert house.sent("late") == []
    (line,) = house.sent("house_line")
    (prompt,) = house.sent("prompt")
    assert (line.thread_of, line.broadcast) == (prompt.id, True)
    assert handover(house).late_at == DUE + 45 * MINUTE
    assert [one.why for one in journal(house.database, "handover.late")] == ["escalate"]
    assert len(house.sent("prompt", updates=True)) == 1


def test_in_office_hours_the_team_leader_hears(database: Database) -> None:
    house = in_office_hours(database)
    passes(house, 20, 25, 1)
    (row,) = house.sent("late")
    assert (row.to_user, row.to_channel) == ("U0LEAD", None)
    assert house.escalations() == []
    assert "no answer yet about Sam and Ray" in text(house, "late")
    assert "We don't know how they are. Nobody is in trouble." in text(house, "late")
    assert "01632 960111" in text(house, "late")


def test_without_a_team_leader_on_call_is_asked(database: Database) -> None:
    written = rowan()
    written["staff"] = [one for one in written["staff"] if one["role"] != "team_leader"]
    written["people"][0]["plan"]["thresholds"] = written["people"][0]["plan"]["thresholds"][:1]
    for person in written["people"]:
        person["plan"]["agreed"]["drafted_by"] = "U0WORKER"
    house = in_office_hours(database, written)
    passes(house, 20, 25)
    assert (house.sent("late"), len(house.escalations())) == ([], 1)


def test_of_a_shift_with_one_worker_on_call_is_asked_in_office_hours_too(database: Database) -> None:
    written = rowan()
    written["services"][0]["shifts"][0]["planned_staff"] = 1
    house = in_office_hours(database, written)
    passes(house, 20, 25)
    assert (house.sent("late"), len(house.escalations())) == ([], 1)


def test_every_team_leader_hears(database: Database) -> None:
    written = rowan()
    written["staff"].append(staff("U0LIN", "Lin", "team_leader"))
    house = in_office_hours(database, written)
    passes(house, 20, 25)
    assert [row.to_user for row in house.sent("late")] == ["U0LEAD", "U0LIN"]


def test_a_late_answer_is_shown_on_what_rings(house: Rowan) -> None:
    passes(house, 20, 25)
    house.all_sent()
    passes(house, 2)
    house.says("sam", CLEAR)
    assert len(house.sent("ping", updates=True)) == 1
    assert len(house.sent("house_line", updates=True)) == 1


def test_an_answer_about_another_time_redraws_nothing(house: Rowan) -> None:
    passes(house, 20, 25)
    asked(house, MORNING)
    house.says("sam", CLEAR)
    assert len(house.sent("missed")) == 2
    assert house.sent("missed", updates=True) == house.sent("reminder", updates=True) == []


def test_a_question_that_slack_never_takes_is_late_all_the_same(house: Rowan) -> None:
    with house.database.write() as session:
        session.execute(
            sa.update(tables.Outbox)
            .where(col(tables.Outbox.kind) == "prompt")
            .values(state=tables.Sending.GIVEN_UP, sent_at=None)
        )
    passes(house, 20, 25)
    assert (house.sent("reminder"), house.pings()) == ([], [(1, "U0DEE")])


def test_processes_that_look_at_once_say_it_once(house: Rowan) -> None:
    passes(house, 20)
    house.clock.passes(25)

    def look(_: int) -> bool:
        with house.database.write() as session:
            return late.look(session, house.newest(), house.clock.at)

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(look, range(3))) == [False, False, True]
    assert len(journal(house.database, "handover.late")) == 1
    assert house.pings() == [(1, "U0DEE")]


def test_after_downtime_both_are_said_in_their_order(house: Rowan) -> None:
    passes(house, 120, 0, 0)
    assert len(house.sent("reminder")) == len(house.escalations()) == 1


def test_once_the_next_is_due_it_is_missed_and_no_longer_late(house: Rowan) -> None:
    house.clock.at = MORNING
    house.tick()
    assert (house.sent("reminder"), house.escalations()) == ([], [])
    assert len(house.sent("missed")) == 2


def test_an_extra_handover_is_never_reminded_of_nor_late_nor_missed(database: Database) -> None:
    house = Rowan(database)
    house.clock.at = DUE - 120 * MINUTE
    house.load()
    with house.database.write() as session:
        assert flow.ask_now(session, house.service(), "request", house.clock.at).how == "extra"
    house.all_sent()
    passes(house, 20, 25, 60)
    assert (house.sent("reminder"), house.escalations(), house.sent("missed")) == ([], [], [])


def test_a_handover_that_cannot_be_looked_at_stops_no_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = rowan()
    for part in ("services", "staff", "people"):
        written[part] += oak()[part]
    house = asked(Rowan(database).load(written))
    remind = late._remind

    def fails(session: Any, what: Any, service: Any, now: Any) -> None:
        if service.spec.key == "rowan-house":
            raise RuntimeError("I walk up and down")
        remind(session, what, service, now)

    monkeypatch.setattr(late, "_remind", fails)
    passes(house, 20)
    assert [row.to_channel for row in house.sent("reminder")] == ["C0OAK"]
    monkeypatch.undo()
    passes(house, 1)
    assert [row.to_channel for row in house.sent("reminder")] == ["C0OAK", "C0ROWAN"]


def test_the_clock_knows_when_it_is_looked_at(house: Rowan) -> None:
    assert ticks.upcoming(house.relay)[0] == DUE + 20 * MINUTE
    passes(house, 20)
    with house.database.read() as session:
        assert db.silence.next_look(session) == DUE + 45 * MINUTE
        assert db.silence.to_look(session, DUE + 45 * MINUTE) == [house.newest()]
        assert db.silence.to_look(session, DUE + 45 * MINUTE - timedelta(seconds=1)) == []
