"""A change of on-call: told once, taken by a tap, asked for again; and what each may know of what is open."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col

import db.escalation
from bot.house_rules import House
from bot.transitions import Take
from db import tables
from db.session import Database
from handlers import ticks
from handlers.flow import deeds, handoff
from handlers.flow import house as house_flow
from handlers.flow.deeds import Wish
from tests import house as houses
from tests.handlers.covers import shown, somebody
from tests.house import MINUTE, QUIET, SLEEPLESS, Clock, Rowan, journal, rows

DEE, ASH, IDA = "U0DEE", "U0ASH", "U0IDA"
HOUR = 60 * MINUTE
SUNDAY = datetime(2026, 11, 15, 21, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def written(*members: str, **rota: Any) -> houses.Written:
    """Rowan House with turns of a week each: until Monday at nine Dee's, then Ash's."""
    said = houses.rowan()
    said["rotas"][0] |= {"members": list(members or (DEE, ASH)), **rota}
    return said


def reload(house: Rowan, said: houses.Written) -> None:
    """As `relay load` does."""
    with house.database.write() as session:
        house_flow.keep(session, House.model_validate(said), house.clock.at)


def begin(database: Database, *members: str, **rota: Any) -> Rowan:
    house = Rowan(database, Clock(SUNDAY)).load(written(*members, **rota))
    house.tick()
    return house


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House on Sunday at nine in the evening."""
    return begin(database)


def comes(house: Rowan, at: datetime) -> None:
    """It is `at`, and a tick."""
    house.clock.at = at
    house.tick()


def changes(house: Rowan) -> list[tuple[datetime, str | None, str | None, str]]:
    return [(row.at, row.off, row.on, row.state.value) for row in rows(house.database, tables.Handoff)]


def told(house: Rowan, kind: str = "on_call") -> list[str]:
    return [row.to_user for row in house.sent(kind)]


def taps(house: Rowan, slack: str = ASH, handoff_id: int = 1) -> str:
    who = somebody(house, slack)
    with house.database.write() as session:
        return handoff.take(session, handoff_id, who, house.clock.at)


def rings(house: Rowan, key: str = "sam") -> int:
    """Somebody sees signs; the escalation's id."""
    house.says(key, SLEEPLESS if key == "sam" else QUIET)
    return int(house.escalations()[-1].id)


def acknowledges(house: Rowan, slack: str, escalation_id: int) -> None:
    who = somebody(house, slack)
    with house.database.write() as session:
        done = deeds.do(session, escalation_id, who, Wish(Take()), house.clock.at)
    assert done.refused is None


def may_take(house: Rowan, slack: str, escalation_id: int) -> bool:
    """Whether an escalation has told somebody, as the gate sees it."""
    who = somebody(house, slack)
    with house.database.read() as session:
        return deeds.told(session, who, db.escalation.get(session, escalation_id))


def test_the_next_change_is_on_the_list_before_it_is_due(house: Rowan) -> None:
    assert changes(house) == [(MONDAY, DEE, ASH, "planned")]
    assert house.tick() == 0
    assert ticks.upcoming(house.relay)[0] == datetime(2026, 11, 15, 21, 15, tzinfo=UTC)


def test_time_that_leaps_stops_at_a_change(house: Rowan) -> None:
    comes(house, datetime(2026, 11, 16, 7, 30, tzinfo=UTC))
    house.all_sent()
    at, _ = ticks.upcoming(house.relay)
    while at is not None and at < MONDAY:
        comes(house, at)
        at, _ = ticks.upcoming(house.relay)
    assert at == MONDAY


def test_a_rota_with_one_member_plans_nothing_and_is_at_rest(database: Database) -> None:
    house = begin(database, DEE)
    assert changes(house) == []
    assert house.tick() == 0


def test_whoever_comes_on_is_told_once_and_the_next_change_is_planned(house: Rowan) -> None:
    comes(house, MONDAY - timedelta(seconds=1))
    assert told(house) == []
    comes(house, MONDAY)
    house.tick()
    assert told(house) == [ASH]
    assert told(house, "off_call") == []
    assert changes(house) == [(MONDAY, DEE, ASH, "told"), (MONDAY + WEEK, ASH, DEE, "planned")]
    (said,) = shown(house, "on_call")
    assert said.startswith("You're on call for Rowan House from 09:00 until Mon 23 Nov 09:00.")
    assert "Nothing is open for you at: Rowan House, 01632 960111." in said
    assert "and Dee is told too" in said


def test_the_tap_is_kept_once_and_whoever_goes_off_is_told_once(house: Rowan) -> None:
    comes(house, MONDAY)
    house.all_sent()
    comes(house, MONDAY + 3 * MINUTE)
    assert taps(house) == "done"
    assert taps(house) == "already"
    assert changes(house)[0][-1] == "taken"
    assert told(house, "off_call") == [DEE]
    assert shown(house, "off_call") == ["Ash has taken over on call for Rowan House at 09:03. You're off."]
    (now,) = shown(house, "on_call", updates=True)
    assert now.startswith("Thank you. You're on call for Rowan House since 09:00 until Mon 23 Nov 09:00.")
    assert "tap" not in now
    comes(house, MONDAY + HOUR)
    assert told(house) == [ASH]


def test_it_is_nobody_elses_to_tap(house: Rowan) -> None:
    comes(house, MONDAY)
    assert taps(house, DEE) == "other"
    assert changes(house)[0][-1] == "told"


def test_without_a_tap_in_half_an_hour_both_are_told_once_more_and_no_further(house: Rowan) -> None:
    comes(house, MONDAY)
    house.all_sent()
    comes(house, MONDAY + 29 * MINUTE)
    assert told(house) == [ASH]
    comes(house, MONDAY + 30 * MINUTE)
    assert told(house) == [ASH, ASH]
    assert told(house, "off_call") == [DEE]
    assert shown(house, "off_call") == [
        "Ash is on call for Rowan House since 09:00, and has not tapped yet. Please phone Ash, 07700 900001. "
        "What rings goes to Ash all the same. You're off."
    ]
    assert "You are told again: no tap has come yet." in shown(house, "on_call")[1]
    assert "A newer message below has the buttons." in shown(house, "on_call", updates=True)[0]
    comes(house, MONDAY + 5 * HOUR)
    assert (told(house), told(house, "off_call")) == ([ASH, ASH], [DEE])


def test_a_tap_after_that_is_told_too_and_the_word_before_it_is_put_right(house: Rowan) -> None:
    comes(house, MONDAY)
    house.all_sent()
    comes(house, MONDAY + 30 * MINUTE)
    house.all_sent()
    comes(house, MONDAY + 40 * MINUTE)
    assert taps(house) == "done"
    said = "Ash has taken over on call for Rowan House at 09:40. You're off."
    assert shown(house, "off_call")[-1] == said
    assert shown(house, "off_call", updates=True) == [said]
    assert shown(house, "on_call")[1].startswith("Thank you.")


def test_a_word_that_no_tap_came_is_dropped_where_one_came_before_it_was_sent(house: Rowan) -> None:
    comes(house, MONDAY)
    comes(house, MONDAY + 30 * MINUTE)
    taps(house)
    assert shown(house, "off_call")[0] == ""


def test_what_is_open_and_promised_is_told_and_may_be_taken(house: Rowan) -> None:
    comes(house, MONDAY - 5 * MINUTE)
    sam, ray = rings(house), rings(house, "ray")
    acknowledges(house, DEE, sam)
    house.all_sent()
    assert not may_take(house, ASH, ray)
    comes(house, MONDAY)
    (said,) = shown(house, "on_call")
    place = "Rowan House, 01632 960111 · Open:"
    assert f"{place} Ray. Waiting for Dee, until 09:05. {place} Sam. Dee has it, by 09:25." in said
    assert "Nothing is open" not in said
    assert may_take(house, ASH, ray)
    events = rows(house.database, tables.EscalationEvent, col(tables.EscalationEvent.what) == "handed")
    ash = somebody(house, ASH).id
    assert [(one.escalation_id, one.to_id, one.at) for one in events] == [
        (sam, ash, MONDAY),
        (ray, ash, MONDAY),
    ]

    house.all_sent()
    acknowledges(house, ASH, ray)
    assert "Open: Ray. Ash has it, by 09:30." in shown(house, "on_call", updates=True)[-1]


def test_what_rings_after_the_change_is_not_in_its_message(house: Rowan) -> None:
    comes(house, MONDAY)
    house.all_sent()
    acknowledges(house, ASH, rings(house))
    assert shown(house, "on_call", updates=True) == []
    assert "Nothing is open for you" in shown(house, "on_call")[0]


def test_whoever_goes_off_with_a_promise_still_holds_it(house: Rowan) -> None:
    comes(house, MONDAY - 5 * MINUTE)
    acknowledges(house, DEE, rings(house))
    comes(house, MONDAY)
    taps(house)
    (said,) = shown(house, "off_call")
    assert said.endswith("You're off. You still have Sam at Rowan House: by 09:25. Do it, or pass it on.")


def test_who_does_not_want_them_contacted_is_neither_named_nor_told(database: Database) -> None:
    house = begin(database, DEE, IDA)
    comes(house, datetime(2026, 11, 15, 21, 15, tzinfo=UTC))
    sam, ray = rings(house), rings(house, "ray")
    comes(house, MONDAY)
    (said,) = shown(house, "on_call")
    assert "Ray" in said
    assert "Sam" not in said
    assert (may_take(house, IDA, sam), may_take(house, IDA, ray)) == (False, True)


def test_where_all_that_is_open_is_left_out_nothing_is_open_for_them(database: Database) -> None:
    house = begin(database, DEE, IDA)
    comes(house, datetime(2026, 11, 15, 21, 15, tzinfo=UTC))
    rings(house)
    comes(house, MONDAY)
    (said,) = shown(house, "on_call")
    assert "Nothing is open for you at: Rowan House" in said
    assert "Sam" not in said


def test_after_downtime_only_the_last_change_matters(house: Rowan) -> None:
    comes(house, MONDAY + 2 * WEEK + 4 * HOUR)
    assert changes(house) == [
        (MONDAY, DEE, ASH, "passed_over"), (MONDAY + WEEK, ASH, DEE, "passed_over"),
        (MONDAY + 2 * WEEK, DEE, ASH, "told"), (MONDAY + 3 * WEEK, ASH, DEE, "planned"),
    ]  # fmt: skip
    assert told(house) == [ASH]
    said = [row.why for row in journal(house.database, "handoff.passed_over")]
    assert said == ["first-line: later", "first-line: later"]
    (message,) = shown(house, "on_call")
    assert message.startswith(
        "You have been on call for Rowan House since 09:00, until Mon 7 Dec 09:00. This comes late."
    )


def test_nobody_follows_then_whoever_goes_off_and_the_administrators_are_told_whom_the_ladder_tells(
    database: Database,
) -> None:
    house = begin(database, DEE, "nobody")
    comes(house, MONDAY)
    house.tick()
    assert told(house) == []
    assert (told(house, "off_call"), told(house, "nobody_on")) == ([DEE], ["U0BOSS"])
    said = (
        "Nobody is on call for Rowan House since 09:00, until Mon 23 Nov 09:00. "
        "Rowan House: what rings goes to Ash, 07700 900001 or Ida, 07700 900003."
    )
    assert shown(house, "off_call") == [f"You're off call. {said}"]
    assert shown(house, "nobody_on")[0].startswith(said)
    comes(house, MONDAY + 2 * HOUR)
    assert len(told(house, "nobody_on")) == 1


def test_somebody_after_nobody_has_nobody_to_be_told_of_their_tap(database: Database) -> None:
    house = begin(database, "nobody", ASH)
    comes(house, MONDAY)
    assert told(house) == [ASH]
    assert taps(house) == "done"
    assert told(house, "off_call") == []


def test_a_turn_that_ends_without_a_tap_cannot_be_tapped_any_more(house: Rowan) -> None:
    comes(house, MONDAY)
    house.all_sent()
    comes(house, MONDAY + 31 * MINUTE)
    house.all_sent()
    comes(house, MONDAY + WEEK)
    assert changes(house)[:2] == [(MONDAY, DEE, ASH, "passed_over"), (MONDAY + WEEK, ASH, DEE, "told")]
    assert "is over" in shown(house, "on_call", updates=True)[-1]
    assert taps(house) == "over"


SWAP = {"who": ASH, "from": "2026-11-15T12:00", "until": "2026-11-18T12:00"}


def test_a_swap_that_a_file_brings_is_a_change_at_once(house: Rowan) -> None:
    reload(house, written(overrides=[SWAP]))
    assert told(house) == [ASH]
    # Ash's override ends within Ash's own week: one turn
    assert changes(house) == [(SUNDAY, DEE, ASH, "told"), (MONDAY + WEEK, ASH, DEE, "planned")]
    assert "until Mon 23 Nov 09:00" in shown(house, "on_call")[0]
    reload(house, written(overrides=[SWAP]))
    comes(house, MONDAY)
    assert told(house) == [ASH, ASH]  # the second: no tap in half an hour
    assert len(changes(house)) == 2


def test_a_planned_change_that_a_file_takes_away_is_dropped(house: Rowan) -> None:
    reload(house, written(DEE))
    assert changes(house) == []
    comes(house, MONDAY)
    assert told(house) == []


def test_loading_the_same_file_again_changes_nothing(house: Rowan) -> None:
    before = changes(house)
    reload(house, written())
    assert (changes(house), told(house)) == (before, [])


def test_a_rota_that_is_new_changes_no_hands(database: Database) -> None:
    house = Rowan(database, Clock(SUNDAY))
    reload(house, written())
    assert told(house) == []
    assert changes(house) == [(MONDAY, DEE, ASH, "planned")]


def test_a_rota_edited_past_the_program_is_read_as_it_is_when_due(house: Rowan) -> None:
    houses.apply(house.database, written(DEE, IDA), house.clock.at)
    comes(house, MONDAY)
    assert told(house) == [IDA]
    assert changes(house)[0] == (MONDAY, DEE, IDA, "told")


def test_nothing_is_told_where_the_same_person_goes_on(house: Rowan) -> None:
    houses.apply(house.database, written(DEE), house.clock.at)
    comes(house, MONDAY)
    assert told(house) == []
    assert [row.why for row in journal(house.database, "handoff.passed_over")] == ["first-line: same"]


def test_two_rotas_that_change_to_one_person_at_once_are_one_message_and_one_tap(database: Database) -> None:
    said = written()
    said["rotas"].append({**said["rotas"][0], "key": "second-line", "members": [IDA, ASH]})
    said["ladders"].append(
        {"key": "oak", "repeat": 0, "rungs": [{"tell": "rota:second-line", "within": "10 min"}]}
    )
    said["services"].append({**houses.service("oak-house", "Oak House", "C0OAK"), "ladder": "oak"})
    house = Rowan(database, Clock(SUNDAY)).load(said)
    house.tick()
    comes(house, MONDAY)
    assert told(house) == [ASH]
    (text,) = shown(house, "on_call")
    assert text.startswith("You're on call for Rowan House and Oak House from 09:00 until Mon 23 Nov 09:00.")
    assert taps(house) == "done"
    assert {row.state.value for row in rows(house.database, tables.Handoff) if row.at == MONDAY} == {"taken"}
    assert sorted(told(house, "off_call")) == [DEE, IDA]


def test_a_rota_that_no_house_is_on_call_by_tells_nobody(database: Database) -> None:
    said = written()
    said["rotas"].append({**said["rotas"][0], "key": "spare", "members": [IDA, DEE]})
    house = Rowan(database, Clock(SUNDAY)).load(said)
    house.tick()
    comes(house, MONDAY)
    assert told(house) == [ASH]
    assert [row.why for row in journal(house.database, "handoff.passed_over")] == ["spare: no house"]


def test_a_house_whose_open_escalation_froze_a_ladder_with_the_rota_is_told_of(house: Rowan) -> None:
    comes(house, datetime(2026, 11, 15, 21, 15, tzinfo=UTC))
    ray = rings(house, "ray")
    said = written()
    said["ladders"].append(
        {"key": "managers", "repeat": 0, "rungs": [{"tell": "role:manager", "within": "10 min"}]}
    )
    said["services"][0]["ladder"] = "managers"
    reload(house, said)
    comes(house, MONDAY)
    assert told(house) == [ASH]
    assert may_take(house, ASH, ray)


def test_one_bad_change_stops_no_other(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(handoff, "come", breaks)
    comes(house, MONDAY)
    assert changes(house) == [(MONDAY, DEE, ASH, "planned")]
    monkeypatch.undo()
    house.tick()
    assert told(house) == [ASH]
