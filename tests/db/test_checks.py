"""Sense-checks as kept: planned, sent, judged and finished once each, whoever does it; and counted by week."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import sqlalchemy as sa
from alembic import command

import db.check_frame
import db.checks
import db.explain
from bot.checks import QUESTIONS, Case, CheckWeek
from bot.weeks import parse
from db import migrate, tables
from db.session import Database
from tests.handlers.checking import FRIDAY, MORNING, answered, evening, friday, written
from tests.house import MINUTE, Rowan, rows

TUESDAY = date(2026, 11, 17)


def test_a_round_is_planned_once_and_each_step_of_a_case_is_taken_once(database: Database) -> None:
    house = Rowan(database).load()
    handover, here = house.ask(), house.service().id
    mel, sam = house.author("U0LEAD").staff_id, house.person("sam").id
    with database.write() as session:
        # what the tick put there
        assert db.checks.unplanned(session) == []
        db.checks.drop_planned(session, house.clock.at)
        assert db.checks.unplanned(session) == [here]
        assert db.checks.plan(session, here, TUESDAY, FRIDAY)
        assert not db.checks.plan(session, here, TUESDAY, FRIDAY + MINUTE)
        assert db.checks.due(session, FRIDAY - MINUTE) == []
        (one,) = db.checks.due(session, FRIDAY)
        case = Case(sam, handover, FRIDAY)
        db.checks.send(session, one, mel, "seed", [case], [("random", case)], FRIDAY)
        assert db.checks.due(session, FRIDAY) == []
        assert db.checks.next_due(session) == FRIDAY + timedelta(days=2)
        assert db.checks.to_remind(session, FRIDAY + timedelta(days=2)) == [one]
        db.checks.reminded(session, one)
        assert db.checks.next_due(session) is None
        assert db.checks.last_sent(session, [mel, 1]) == {mel: FRIDAY}
        (check,) = db.checks.of_round(session, one)
        found = dict.fromkeys(QUESTIONS, "yes")
        assert not db.checks.finish(session, check.id, found, None, FRIDAY)  # type: ignore[arg-type]
        assert db.checks.judge(session, check.id, "nobody", "not_at_all", "Why\0", FRIDAY)
        assert not db.checks.judge(session, check.id, "at_once", "same", "Because", FRIDAY)
        assert db.checks.finish(session, check.id, found, "Well told", FRIDAY)  # type: ignore[arg-type]
        assert not db.checks.finish(session, check.id, {}, None, FRIDAY)
        kept = db.checks.get(session, check.id)
    assert (kept.judged, kept.verdict, kept.reason) == ("nobody", "not_at_all", "Why")
    assert (kept.found, kept.feedback, kept.state) == (found, "Well told", "done")
    with database.read() as session:
        assert db.checks.weeks(session, [here], TUESDAY, TUESDAY) == [
            CheckWeek(here, parse("2026-W47"), 1, 1, 0, 0, 0, 1, len(QUESTIONS), 0)
        ]
        assert db.checks.weeks(session, [here], date(2026, 11, 18), date(2026, 11, 20)) == []
        assert db.checks.weeks(session, [here + 1], TUESDAY, TUESDAY) == []
        taken_apart = {
            key: len(db.explain.rows(session, [house.service()], parse("2026-W47"), f"checks.{key}"))
            for key in ("sent", "done", "judged", "same", "yes", "no")
        }
    assert taken_apart == {"sent": 1, "done": 1, "judged": 1, "same": 0, "yes": len(QUESTIONS), "no": 0}


def test_an_evening_makes_the_cases_that_it_holds(database: Database) -> None:
    house = evening(Rowan(database))
    with database.read() as session:
        cases = db.check_frame.cases(session, house.service(), FRIDAY)
    by = {one.person_id: one for one in cases}
    sam, ray = (by[house.person(key).id] for key in ("sam", "ray"))
    jo, dee = (house.author(slack).staff_id for slack in ("U0WORKER", "U0DEE"))
    assert len(cases) == 2
    assert sam.hands == ray.hands == {jo, dee}
    assert (sam.unusual, sam.checked, sam.going) == (frozenset(), True, False)
    assert sam.unwanted == {"U0IDA"}


def test_what_is_unusual_is_read_from_what_was_kept(database: Database) -> None:
    house = evening_until_the_morning(database)
    with database.write() as session:
        session.execute(
            sa.update(tables.Reply).values(followed="partly", seen_at=FRIDAY - timedelta(hours=15))
        )
        session.execute(
            sa.update(tables.EscalationEvent)
            .where(tables.EscalationEvent.what == "taken")  # type: ignore[arg-type]
            .values(at=FRIDAY)
        )
        worked = {"planned": 2, "actual": 1, "agency": 0, "alone": True, "author_id": 1, "at": MORNING}
        session.add(tables.Staffing(handover_id=house_handover(house), **worked))
    with database.read() as session:
        cases = db.check_frame.cases(session, house.service(), FRIDAY)
    sam = next(one for one in cases if one.person_id == house.person("sam").id)
    assert sam.unusual == {"answered_late", "told_late", "not_followed", "below_plan"}
    assert 1 in sam.hands


def house_handover(house: Rowan) -> int:
    return int(rows(house.database, tables.Reply)[0].period_id)


def evening_until_the_morning(database: Database) -> Rowan:
    house = Rowan(database).load(written())
    house.tick()
    house.ask()
    answered(house)
    house.clock.at = MORNING
    house.tick()
    return house


def test_processes_that_tick_at_once_send_once(database: Database) -> None:
    house = evening_until_the_morning(database)
    house.clock.at = FRIDAY
    ready = threading.Barrier(3)

    def tick(_: int) -> None:
        ready.wait()
        house.tick()

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(tick, range(3)))
    assert [row.to_user for row in house.sent("check")] == ["U0LEAD"]
    assert [row.state.value for row in rows(database, tables.CheckRound)] == ["sent", "planned"]
    assert len(rows(database, tables.SenseCheck)) == 2


def test_the_program_before_finds_no_message_that_it_cannot_draw(database: Database) -> None:
    house = evening_until_the_morning(database)
    friday(house)
    assert house.sent("check")
    with migrate.changing(database) as connection:
        command.downgrade(migrate.config(connection), "0009")
    assert house.sent("check") == []
    assert migrate.upgrade(database) is True
