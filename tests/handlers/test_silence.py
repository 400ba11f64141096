"""Silence: three handovers that nobody answered about Sam ring once, by the clock, when the next is due."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.event import listen

from db import tables
from db.session import Database
from handlers import ticks
from handlers.flow import gather, silence, thresholds
from handlers.flow import handover as flow
from prompts import details, held, house_line
from prompts import escalation as wording
from tests.house import CLEAR, DUE, MINUTE, SLEEPLESS, Rowan, Written, apply, journal, rowan, rows

HOUR = 60 * MINUTE
DUES = [DUE, DUE + 10 * HOUR, DUE + 17 * HOUR, DUE + 24 * HOUR, DUE + 34 * HOUR, DUE + 41 * HOUR]


def written(*rules: Any, **asked: Any) -> Written:
    """Rowan House, where somebody is told when Sam was not answered about three times in a row."""
    file = rowan()
    listed = [
        {"key": f"silence-{n}", "when": rule, "tell": "ladder:house", "ask": "Phone the house about Sam"}
        for n, rule in enumerate(rules or ({"unanswered": 3},))
    ]
    file["people"][0]["plan"] |= {"thresholds": listed, "asked": asked}
    return file


@pytest.fixture
def house(database: Database) -> Rowan:
    """Asked at 21:15, nobody having answered yet."""
    made = Rowan(database).load(written())
    made.ask()
    return made


def goes_on(house: Rowan, *handovers: int) -> None:
    """The clock goes to these handovers, and ticks at each."""
    for n in handovers:
        house.clock.at = DUES[n]
        house.tick()


def reached(house: Rowan) -> list[tuple[int, str]]:
    """Which of the scheduled handovers crossed which threshold, in order; they count from 1."""
    due = sorted((row.due_at, row.id) for row in rows(house.database, tables.Handover) if row.slot)
    place = {id: n for n, (_, id) in enumerate(due, 1)}
    return [(place[row.period_id], row.threshold) for row in rows(house.database, tables.Crossing)]


def test_three_unanswered_handovers_ring_when_the_next_is_due(house: Rowan) -> None:
    goes_on(house, 1, 2)
    house.clock.at = DUES[3] - timedelta(seconds=1)
    house.tick()
    assert house.pings() == []
    goes_on(house, 3)
    assert house.pings() == [(1, "U0DEE")]
    assert reached(house) == [(3, "silence-0")]
    (row,) = rows(house.database, tables.Crossing)
    assert (row.reply_id, row.evidence) == (None, [])
    assert "Nobody has answered about Sam at the last three handovers" in row.sentence
    (line,) = house.sent("house_line")
    assert (line.to_channel, line.broadcast) == ("C0ROWAN", True)


def test_ticking_again_rings_no_second_time(house: Rowan) -> None:
    goes_on(house, 1, 2, 3)
    before = house.pings()
    assert [house.tick() for _ in range(3)] == [0, 0, 0]
    assert house.pings() == before
    assert len(journal(house.database, "handover.over")) == 3


def test_two_processes_settle_a_period_once(house: Rowan) -> None:
    goes_on(house, 1, 2)
    house.clock.at = DUES[3]
    with house.database.write() as session:
        session.execute(sa.update(tables.Handover).where(tables.Handover.id == 3).values(settled=False))  # type: ignore[arg-type]

    def settle(_: int) -> bool:
        with house.database.write() as session:
            return silence.settle(session, 3, house.clock.at)

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(settle, range(3))) == [False, False, True]
    assert house.pings() == [(1, "U0DEE")]


@pytest.mark.parametrize("answered", [0, 1, 2])
def test_an_answer_to_any_of_them_ends_the_silence(house: Rowan, answered: int) -> None:
    for n in range(3):
        goes_on(house, n)
        if n == answered:
            house.says("sam", CLEAR)
    goes_on(house, 3)
    assert house.pings() == []


def test_a_late_answer_is_an_answer(house: Rowan) -> None:
    goes_on(house, 1)
    first = rows(house.database, tables.HandoverPerson)[0].handover_id
    house.says("sam", CLEAR, handover_id=first)
    goes_on(house, 2, 3)
    assert house.pings() == []
    goes_on(house, 4)
    assert reached(house) == [(4, "silence-0")]


def test_a_reply_in_time_but_taken_back_by_another_is_still_an_answer(house: Rowan) -> None:
    house.says("sam", SLEEPLESS, nonce="form")
    house.says("sam", CLEAR, nonce="form")
    goes_on(house, 1, 2, 3)
    assert house.pings() == []


def test_an_answer_about_somebody_else_is_none_about_sam(house: Rowan) -> None:
    for n in range(3):
        goes_on(house, n)
        house.says("ray", CLEAR)
    goes_on(house, 3)
    assert house.pings() == [(1, "U0DEE")]
    assert [row.person_id for row in house.escalations()] == [house.person("sam").id]


def test_an_answer_after_it_rang_is_shown_to_whoever_was_told(house: Rowan) -> None:
    goes_on(house, 1, 2, 3)
    house.all_sent()
    house.clock.passes(20)
    house.says("sam", CLEAR)
    (opened,) = house.escalations()
    with house.database.read() as session:
        shown = gather.briefing(session, opened.id, house.clock.now())
    assert shown.answered == ("Jo", house.clock.now())
    assert len(house.sent("ping", updates=True)) == 1


def test_silence_that_goes_on_joins_what_is_open(house: Rowan) -> None:
    goes_on(house, 1, 2, 3, 4)
    assert reached(house) == [(3, "silence-0"), (4, "silence-0")]
    assert len(house.escalations()) == 1


def test_what_rings_again_for_the_same_reason_says_it_once(house: Rowan) -> None:
    goes_on(house, 1, 2, 3, 4, 5)
    now = house.clock.at
    with house.database.read() as session:
        b = gather.briefing(session, house.escalations()[0].id, now)
    assert len(b.reasons) == 3
    for said in (wording.ping(b, "Dee", 1, now), details.details(b, now)):
        assert str(said["blocks"]).count("Nobody has answered about Sam") == 1
    assert str(details.details(b, now)["blocks"]).count("Phone the house about Sam") == 1


def test_a_handover_asked_early_is_over_when_the_next_is_due(house: Rowan) -> None:
    house.clock.at = DUES[1] - 30 * MINUTE
    with house.database.write() as session:
        assert flow.ask_now(session, house.service(), "early", house.clock.at).how == "early"
    goes_on(house, 1, 2)
    assert house.pings() == []
    goes_on(house, 3)
    assert reached(house) == [(3, "silence-0")]


def test_an_extra_handover_makes_no_period(house: Rowan) -> None:
    goes_on(house, 1)
    house.clock.at = DUES[1] + 2 * HOUR
    with house.database.write() as session:
        assert flow.ask_now(session, house.service(), "extra", house.clock.at).how == "extra"
    goes_on(house, 2)
    assert house.pings() == []
    goes_on(house, 3)
    assert len(house.pings()) == 1


def test_what_was_never_asked_is_passed_over(house: Rowan) -> None:
    goes_on(house, 1)
    house.clock.at = DUES[3] + MINUTE  # down from the second until after the fourth was due
    house.tick()
    states = [row.state.value for row in rows(house.database, tables.Handover)]
    assert states == ["asked", "asked", "not_asked", "asked", "planned"]
    assert house.pings() == []
    goes_on(house, 4)
    assert reached(house) == [(4, "silence-0")]


def test_after_downtime_what_is_over_is_settled_at_once_and_rings_once(house: Rowan) -> None:
    goes_on(house, 1, 2)
    house.clock.at = DUES[5] + 2 * HOUR
    house.tick()
    assert reached(house) == [(3, "silence-0")]
    assert len(house.pings()) == 1
    assert [row.settled for row in rows(house.database, tables.Handover)] == [True] * 5 + [False, False]


def test_somebody_no_longer_here_is_not_rung_about(house: Rowan) -> None:
    goes_on(house, 1, 2)
    file = written()
    del file["people"][0]
    apply(house.database, file, house.clock.at)
    goes_on(house, 3)
    assert house.pings() == []
    assert rows(house.database, tables.Handover)[2].settled


def test_shifts_at_which_sam_is_not_asked_about_are_passed_over(database: Database) -> None:
    house = Rowan(database).load(written({"unanswered": 2}, shifts=["late"]))
    house.ask()
    goes_on(house, 1, 2, 3)
    assert house.pings() == []
    goes_on(house, 4)
    assert reached(house) == [(4, "silence-0")]


def test_each_rule_of_silence_has_its_own_count(database: Database) -> None:
    house = Rowan(database).load(
        written({"unanswered": 1}, {"any_of": [{"sign": "pacing"}, {"unanswered": 2}]})
    )
    house.ask()
    goes_on(house, 1)
    assert reached(house) == [(1, "silence-0")]
    goes_on(house, 2)
    assert reached(house)[1:] == [(2, "silence-0"), (2, "silence-1")]


def test_settling_reads_nothing_for_the_rules_that_silence_cannot_reach(database: Database) -> None:
    seen: list[int] = []
    listen(database.engine, "before_cursor_execute", lambda *_: seen.append(1))
    often = {"repeats": {"sign": "sleep", "at_least": 2, "times": 2, "in_last": "28 d"}}
    house = Rowan(database).load(written({"unanswered": 9}))
    house.ask()

    def settled(n: int, *rules: Any) -> int:
        house.clock.at = DUES[n]
        apply(database, written({"unanswered": 9}, *rules), house.clock.at)
        ticks.ask(house.relay)
        seen.clear()
        ticks.settle(house.relay)
        return len(seen)

    assert settled(1) == settled(2, often, {"rising": {"sign": "sleep", "over": 3}})


def test_where_no_plan_asks_for_it_silence_rings_nobody(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    goes_on(house, 1, 2, 3, 4, 5)
    assert reached(house) == []
    assert len(journal(house.database, "handover.over")) == 5


def test_what_fails_about_one_person_stops_nobody_and_is_tried_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = written({"unanswered": 1})
    file["people"][1]["plan"] |= {"thresholds": file["people"][0]["plan"]["thresholds"]}
    house = Rowan(database).load(file)
    house.ask()
    judged = thresholds.missed

    def fails(session: Any, plan: Any, person: Any, handover: Any) -> Any:
        if person.key == "sam":
            raise ArithmeticError
        return judged(session, plan, person, handover)

    monkeypatch.setattr(thresholds, "missed", fails)
    goes_on(house, 1, 1)
    assert [row.threshold for row in rows(database, tables.Crossing)] == ["silence-0"]
    monkeypatch.setattr(thresholds, "missed", judged)
    house.tick()
    assert len(rows(database, tables.Crossing)) == 2
    assert len(journal(database, "handover.over")) == 1


def test_every_message_about_silence_says_so_kindly(house: Rowan) -> None:
    goes_on(house, 1, 2, 3)
    now = house.clock.at
    with house.database.read() as session:
        b = gather.briefing(session, house.escalations()[0].id, now)
    drawn = {
        "ping": wording.ping(b, "Dee", 1, now),
        "settled": wording.ping_settled(b, now),
        "joined": held.joined(b, 2, now),
        "details": details.details(b, now),
        "line": house_line.line(b, now),
        "unanswered": house_line.unanswered(b, (), now),
    }
    for name, message in drawn.items():
        assert "obody is in trouble" in str(message), name
        assert "e don't know how Sam is" in str(message), name
        assert "right to raise" not in str(message), name
        assert "what was seen" not in str(message).lower(), name
    assert "Phone the house about Sam" in str(drawn["ping"])
    assert "01632 960111" in str(drawn["ping"])
