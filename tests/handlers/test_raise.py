"""What rings besides thresholds: notes, and handovers that nobody answered in time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

import db.escalation
import db.staffing
from bot.plans import Urgency
from bot.transitions import Take
from db import tables
from db.session import Database
from handlers.flow import render
from tests.handlers.raising import LADDER, briefing, nobody_answers, note, rings
from tests.house import Rowan, journal, rows


@pytest.fixture
def house(database: Database) -> Rowan:
    made = Rowan(database).load()
    made.ask()
    return made


def test_a_worry_opens_an_escalation_that_rings_at_once(house: Rowan) -> None:
    sam = house.person("sam")
    opened = rings(house, sam, note_id=note(house, person=sam), prompt_id=house.newest())
    (row,) = house.escalations()
    assert (row.id, row.person_id, row.tell, row.urgency, row.act_within) == (
        opened,
        sam.id,
        LADDER,
        "now",
        1800,
    )
    assert house.pings() == [(1, "U0DEE")]
    assert [one.why for one in journal(house.database, "told")] == ["1"]
    assert len(journal(house.database, "escalation.opened")) == 1


def test_the_same_note_rings_once(house: Rowan) -> None:
    said = note(house)
    once, again = rings(house, note_id=said), rings(house, note_id=said)
    assert once == again
    assert len(rows(house.database, tables.Raised)) == 1
    assert house.pings() == [(1, "U0DEE")]
    assert not journal(house.database, "escalation.joined")


def test_the_same_late_handover_rings_once(house: Rowan) -> None:
    late = house.newest()
    once, again = rings(house, handover_id=late), rings(house, handover_id=late)
    assert once == again
    assert house.pings() == [(1, "U0DEE")]


def test_what_is_raised_joins_what_is_open_on_its_route_without_a_new_bell(house: Rowan) -> None:
    first = rings(house, note_id=note(house))
    second = rings(house, handover_id=house.newest(), within=timedelta(minutes=20))
    assert first == second
    assert house.pings() == [(1, "U0DEE")]
    assert house.escalations()[0].act_within == 1200
    assert len(journal(house.database, "escalation.joined")) == 1


@pytest.mark.parametrize(
    ("about", "tell", "urgency"),
    [("sam", LADDER, "now"), (None, "role:team_leader", "now"), (None, LADDER, "this_shift")],
)
def test_another_subject_or_route_opens_its_own(
    house: Rowan, about: str | None, tell: str, urgency: Urgency
) -> None:
    rings(house, note_id=note(house))
    rings(house, house.person(about) if about else None, tell=tell, urgency=urgency, note_id=note(house))
    assert len(house.escalations()) == 2


def test_the_holder_is_told_of_what_joins(house: Rowan) -> None:
    opened = rings(house, note_id=note(house))
    house.all_sent()
    assert house.does("U0DEE", Take(), opened).refused is None
    rings(house, note_id=note(house))
    assert [(row.number, row.to_user) for row in house.sent("joined")] == [(2, "U0DEE")]


@pytest.mark.parametrize(("urgency", "broadcast"), [("now", True), ("this_shift", False)])
def test_the_houses_line_goes_into_the_prompts_thread(
    house: Rowan, urgency: Urgency, broadcast: bool
) -> None:
    rings(house, note_id=note(house), prompt_id=house.newest(), urgency=urgency)
    (line,) = house.sent("house_line")
    (prompt,) = house.sent("prompt")
    assert (line.thread_of, line.broadcast) == (prompt.id, broadcast)


def test_without_a_prompt_the_houses_line_stands_by_itself(house: Rowan) -> None:
    rings(house, note_id=note(house))
    (line,) = house.sent("house_line")
    assert (line.to_channel, line.thread_of, line.broadcast) == ("C0ROWAN", None, False)


# a call


def test_a_call_rings_and_shows_in_nothing_of_the_house(house: Rowan) -> None:
    opened = rings(house, note_id=note(house, "call"))
    nobody_answers(house)
    assert house.pings()[:2] == [(1, "U0DEE"), (2, "U0ASH")]
    assert briefing(house, opened).escalation.unanswered_at is not None
    assert not house.sent("house_line")
    assert not house.sent("unanswered")
    with house.database.read() as session:
        assert not db.escalation.live_of(session, house.service().id)
        assert db.escalation.get(session, opened).state == "open"


def test_who_asked_for_a_call_hears_once_that_nobody_has_taken_it(house: Rowan) -> None:
    opened = rings(house, note_id=note(house, "call"))
    nobody_answers(house)
    house.clock.passes(60)
    house.tick()
    (row,) = house.sent("call_open")
    assert row.to_user == "U0WORKER"
    with house.database.read() as session:
        drawn = render.DRAW["call_open"](session, row, house.clock.at, first=True)
    assert drawn is not None
    assert "nobody has taken your wish for a call yet" in drawn["text"]
    assert "07700 900002" in drawn["text"]
    house.all_sent()
    assert house.does("U0DEE", Take(), opened).refused is None
    assert len(house.sent("call_open", updates=True)) == 1


def test_who_asked_for_a_call_hears_again_where_whoever_took_it_was_heard_of_no_more(house: Rowan) -> None:
    opened = rings(house, note_id=note(house, "call"))
    nobody_answers(house)
    assert house.does("U0DEE", Take(), opened).refused is None
    for minutes in (30, 5):
        house.clock.passes(minutes)
        house.tick()
    nobody_answers(house)
    assert [row.to_user for row in house.sent("call_open")] == ["U0WORKER", "U0WORKER"]


def test_what_joins_a_call_shows_in_the_house(house: Rowan) -> None:
    rings(house, note_id=note(house, "call"))
    rings(house, note_id=note(house), prompt_id=house.newest())
    assert len(house.sent("house_line")) == 1
    with house.database.read() as session:
        assert len(db.escalation.live_of(session, house.service().id)) == 1


def test_who_asked_for_a_call_hears_that_nobody_has_taken_it_though_something_joined(house: Rowan) -> None:
    rings(house, note_id=note(house, "call"))
    rings(house, note_id=note(house))
    nobody_answers(house)
    assert [row.to_user for row in house.sent("call_open")] == ["U0WORKER"]
    assert len(house.sent("unanswered")) == 1


def test_what_joins_a_call_that_nobody_answered_tells_the_house_to_phone(house: Rowan) -> None:
    rings(house, note_id=note(house, "call"))
    nobody_answers(house)
    rings(house, note_id=note(house))
    assert len(house.sent("unanswered")) == 1
    assert len(house.sent("call_open")) == 1


def test_a_call_that_joins_takes_nothing_out_of_the_houses_sight(house: Rowan) -> None:
    rings(house, note_id=note(house))
    rings(house, note_id=note(house, "call"))
    nobody_answers(house)
    assert len(house.sent("house_line")) == 1
    assert len(house.sent("unanswered")) == 1


def test_two_notes_about_one_house_at_once_open_one_escalation(house: Rowan) -> None:
    notes = [note(house), note(house)]
    ready = threading.Barrier(2)

    def ring(note_id: int) -> int:
        ready.wait()
        return rings(house, note_id=note_id)

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(ring, notes)
    assert first == second
    assert house.pings() == [(1, "U0DEE")]
