"""Notes: kept once, corrected by their own form, rung about where they say so; and whom else they affect."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

import db.notes
import db.outbox
import db.people
from bot.notes import Note, Said
from bot.people import Author
from db import tables
from db.session import Database, Session
from handlers.flow import notes as flow
from handlers.flow import render
from tests.house import CLEAR, DUE, MINUTE, NO_TEA, SLEEPLESS, Rowan, journal, rowan, rows

NEXT_SHIFT = Said("else", "next_shift", "health", "A cough since tea")
NOW = Said("else", "now", "incidents", "A fall in the kitchen")
LEADER = Said("else", "team_leader", "tenancy", "A letter came")
GOOD = Said("good", "next_shift", text="Made lunch for everybody")
WORRY = Said("worry", "now")


def keep(house: Rowan, said: Said, about: str | None = "sam", nonce: str = "n", **more: Any) -> flow.Kept:
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, "U0WORKER")
        assert who is not None
        person = house.person(about) if about else None
        return flow.keep(
            session, house.service(), person, more.pop("handover_id", house.newest()), said,
            more.pop("author", Author(who.id)), "U0WORKER", nonce, house.clock.now(), **more,
        )  # fmt: skip


def kept(house: Rowan) -> list[Any]:
    return rows(house.database, tables.Note)


@contextmanager
def reading(house: Rowan) -> Iterator[Session]:
    with house.database.read() as session:
        yield session


def test_a_note_is_kept_as_it_was_said(house: Rowan) -> None:
    said = Said("else", "next_shift", "health", "A cough\0 since tea", "yes", "Honey")
    made = keep(house, said, author=Author(1, 3, "Ola"))
    with reading(house) as session:
        assert db.notes.get(session, made.note_id) == Note(
            made.note_id, house.service().id, house.person("sam").id, house.newest(),
            Said("else", "next_shift", "health", "A cough since tea", "yes", "Honey"), Author(1, 3, "Ola"), DUE, DUE,
        )  # fmt: skip


RINGS = {
    "next shift": (NEXT_SHIFT, []),
    "something good": (GOOD, []),
    "somebody now": (NOW, [(1, "U0DEE")]),
    "the team leader, at night": (LEADER, []),
    "a worry": (WORRY, [(1, "U0DEE")]),
    "a worry that waits for the shift's end": (Said("worry", "this_shift"), [(1, "U0DEE")]),
    "a worry that waits for the office": (Said("worry", "in_hours"), []),
}


@pytest.mark.parametrize(("said", "pings"), RINGS.values(), ids=RINGS)
def test_it_rings_where_it_says_so(house: Rowan, said: Said, pings: list[Any]) -> None:
    made = keep(house, said)
    assert house.pings() == pings
    assert (made.escalation_id is not None) == (said.tell != "next_shift")


def test_the_team_leader_is_told_when_the_office_opens(house: Rowan) -> None:
    keep(house, LEADER)
    (e,) = house.escalations()
    assert (e.tell, e.urgency, e.person_id) == ("role:team_leader", "in_hours", house.person("sam").id)
    house.clock.at = e.due_at
    house.tick()
    assert house.pings() == [(1, "U0LEAD")]


def test_where_no_office_is_open_ever_it_is_told_this_shift(database: Database) -> None:
    file = rowan()
    del file["services"][0]["office_hours"]
    house = Rowan(database).load(file)
    house.ask()
    keep(house, LEADER)
    assert house.pings() == [(1, "U0LEAD")]


def test_a_worry_rings_whatever_the_thresholds_say(house: Rowan) -> None:
    house.says("sam", CLEAR)
    keep(house, WORRY)
    (e,) = house.escalations()
    assert (e.person_id, e.urgency, e.act_within) == (house.person("sam").id, "now", 30 * 60)


def test_a_worry_about_nobody_in_particular_is_about_the_house(house: Rowan) -> None:
    keep(house, WORRY, about=None)
    (e,) = house.escalations()
    assert (e.person_id, e.subject) == (None, f"s{house.service().id}")
    assert house.pings() == [(1, "U0DEE")]


def test_a_worry_joins_what_rings_already_without_a_new_bell(house: Rowan) -> None:
    (opened,) = house.says("sam", SLEEPLESS).escalations
    assert keep(house, WORRY).escalation_id == opened
    assert house.pings() == [(1, "U0DEE")]


def test_the_same_form_is_the_same_note_and_rings_once(house: Rowan) -> None:
    first = keep(house, WORRY)
    house.clock.passes(1)
    again = keep(house, WORRY)
    assert (again.note_id, again.escalation_id, again.is_new) == (first.note_id, first.escalation_id, False)
    assert len(kept(house)) == len(journal(house.database, "note.worry")) == 1
    assert house.pings() == [(1, "U0DEE")]


def test_the_same_form_with_other_values_corrects_it(house: Rowan) -> None:
    first = keep(house, NEXT_SHIFT)
    right = keep(house, Said("else", "next_shift", "health", "A cough since lunch"))
    assert [(row.id, row.attempt, row.superseded_by) for row in kept(house)] == [
        (first.note_id, 0, right.note_id),
        (right.note_id, 1, None),
    ]
    with reading(house) as session:
        assert [one.id for one in db.notes.of_handover(session, house.newest())] == [right.note_id]


def test_another_form_is_another_note(house: Rowan) -> None:
    keep(house, NEXT_SHIFT, nonce="one")
    keep(house, NEXT_SHIFT, nonce="two")
    assert [row.superseded_by for row in kept(house)] == [None, None]


def test_what_also_affects_somebody_is_a_note_of_their_own_and_rings_once(house: Rowan) -> None:
    made = keep(house, NOW, affects=(house.person("ray").id, "To eat upstairs"))
    first, linked = kept(house)
    assert (linked.kind, linked.person_id, linked.wants, linked.text, linked.note_id) == (
        "affected", house.person("ray").id, "To eat upstairs", None, made.note_id,
    )  # fmt: skip
    assert first.wants is None
    assert [e.person_id for e in house.escalations()] == [house.person("sam").id]
    assert house.pings() == [(1, "U0DEE")]
    with reading(house) as session:
        assert [one.id for one in db.notes.affected_by(session, note_id=made.note_id)] == [linked.id]


def of(session: Any, house: Rowan, person_id: int) -> list[Note]:
    """What was noted about somebody at the newest handover, as it stands."""
    return [one for one in db.notes.of_handover(session, house.newest()) if one.person_id == person_id]


def test_a_correction_takes_along_whom_it_also_affects(house: Rowan) -> None:
    ray = house.person("ray").id
    keep(house, NEXT_SHIFT, affects=(ray, None))
    keep(house, NEXT_SHIFT, affects=(ray, None))
    assert len(kept(house)) == 2
    keep(house, NEXT_SHIFT, affects=(ray, "Some quiet"))
    with reading(house) as session:
        assert [one.said.wants for one in of(session, house, ray)] == ["Some quiet"]
    keep(house, NEXT_SHIFT)
    with reading(house) as session:
        assert of(session, house, ray) == []


def test_a_corrected_reply_takes_along_whom_it_also_affects(house: Rowan) -> None:
    ray, nonce = house.person("ray").id, "one form"
    reply = house.says("sam", SLEEPLESS, nonce=nonce).reply_id
    with house.database.write() as session:
        flow.affected(session, person_id=ray, author=Author(1), wants=None, now=DUE, reply_id=reply)
    with reading(house) as session:
        assert [one.person_id for one in db.notes.affected_by(session, reply_id=reply)] == [ray]
    house.says("sam", NO_TEA, nonce=nonce)
    with reading(house) as session:
        assert of(session, house, ray) == []


def test_a_note_is_of_its_handovers_period_and_a_worry_of_this_moment(house: Rowan) -> None:
    house.clock.passes(20)
    keep(house, NEXT_SHIFT, nonce="one")
    keep(house, WORRY, nonce="two")
    keep(house, GOOD, nonce="three", handover_id=None)
    assert [row.seen_at for row in kept(house)] == [DUE, DUE + 20 * MINUTE, DUE + 20 * MINUTE]


def test_what_is_noted_between_handovers_is_shown_at_the_next_change_of_shift_that_is_asked(
    house: Rowan,
) -> None:
    late = house.newest()
    house.clock.passes(15)
    as_they_change = keep(house, GOOD, nonce="one", handover_id=None).note_id
    house.clock.passes(1)
    early_on = keep(house, GOOD, nonce="two", handover_id=None).note_id
    house.clock.at = DUE + timedelta(hours=10)
    house.tick()
    after = keep(house, NEXT_SHIFT, nonce="three").note_id
    house.clock.passes(16)
    keep(house, NEXT_SHIFT, nonce="four", handover_id=None)
    with reading(house) as session:
        assert house.newest() != late
        assert [one.id for one in db.notes.of_handover(session, late)] == [as_they_change]
        assert [one.id for one in db.notes.of_handover(session, house.newest())] == [early_on, after]


def test_what_somebody_wrote_is_found(house: Rowan) -> None:
    keep(house, GOOD, nonce="one")
    house.clock.passes(5)
    keep(house, NEXT_SHIFT, nonce="two", author=Author(2))
    with reading(house) as session:
        assert [one.said.kind for one in db.notes.written_by(session, 1, DUE)] == ["good"]
        assert db.notes.written_by(session, 1, DUE + MINUTE) == []


def test_the_prompt_is_drawn_anew(house: Rowan) -> None:
    house.all_sent()
    keep(house, NEXT_SHIFT)
    assert len(house.sent("prompt", updates=True)) == 1


def test_the_journal_holds_ids_alone(house: Rowan) -> None:
    keep(
        house,
        Said("else", "now", "health", "SECRET", None, "SECRET"),
        affects=(house.person("ray").id, "SECRET"),
    )
    assert "SECRET" not in str([vars(row) for row in rows(house.database, tables.Journal)])
    assert [row.person_id for row in journal(house.database, "note.affected")] == [house.person("ray").id]


def test_a_call_is_about_nobody_and_asks_the_ladder(house: Rowan) -> None:
    with house.database.write() as session:
        flow.call(session, house.service(), Author(1), "U0WORKER", "n", house.clock.now())
    (row,), (e,) = kept(house), house.escalations()
    assert (row.kind, row.person_id, e.person_id, e.tell, e.urgency) == (
        "call", None, None, "ladder:house", "this_shift",
    )  # fmt: skip
    assert house.pings() == [(1, "U0DEE")]
    assert house.sent("house_line") == []


def test_what_was_written_stands_in_no_message(house: Rowan) -> None:
    house.all_sent()
    said = Said("else", "now", "incidents", "SECRET text", "yes", "SECRET wish")
    keep(house, said, nonce="else", affects=(house.person("ray").id, "SECRET wish of another"))
    keep(house, Said("worry", "this_shift", None, "SECRET worry"), nonce="worry")
    keep(house, Said("call", "this_shift", None, "SECRET call"), None, nonce="call")
    now, drawn = house.clock.now(), {}
    with house.database.write() as session:
        while letter := db.outbox.claim(session, "somebody", now, now, MINUTE):
            drawn[letter.kind] = str(render.letter(session, letter, now))
    assert {"prompt", "ping", "house_line"} <= set(drawn)
    assert [kind for kind, shown in drawn.items() if "SECRET" in shown] == []
