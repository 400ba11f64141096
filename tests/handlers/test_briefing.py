"""What an escalation rings about besides thresholds, gathered for its messages."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlmodel import col

import db.escalation
import db.staffing
import prompts.details
import prompts.escalation
from db import tables
from db.session import Database
from handlers.flow import gather, render
from tests.handlers.raising import briefing, nobody_answers, note, rings
from tests.house import CLEAR, DUE, MINUTE, SLEEPLESS, Rowan, rows


@pytest.fixture
def house(database: Database) -> Rowan:
    made = Rowan(database).load()
    made.ask()
    return made


def test_a_briefing_has_what_was_said_and_by_whom(house: Rowan) -> None:
    sam = house.person("sam")
    first = rings(
        house, sam, note_id=note(house, person=sam, text="Sat in the dark", knows="no", wants="Quiet")
    )
    house.clock.passes(5)
    agency = house.author("U0AGENCY").staff_id
    rings(house, sam, note_id=note(house, "else", sam, topic="sleep", author_id=agency))
    newest, oldest = briefing(house, first).spoken
    assert (newest.by, newest.role, newest.agency, newest.said.topic) == (
        "Remi",
        "support_worker",
        True,
        "sleep",
    )
    assert (oldest.by, oldest.agency, oldest.at) == ("Jo", False, DUE)
    assert (oldest.said.text, oldest.said.knows, oldest.said.wants) == ("Sat in the dark", "no", "Quiet")


def test_somebody_in_no_list_is_named_as_they_said(house: Rowan) -> None:
    opened = rings(house, note_id=note(house, author_name="Pat from the bank"))
    assert briefing(house, opened).spoken[0].by == "Pat from the bank"


def test_whom_it_also_affects_is_counted(house: Rowan) -> None:
    sam, ray = house.person("sam"), house.person("ray")
    worry = note(house, person=sam)
    note(house, "affected", ray, tell="next_shift", note_id=worry)
    assert briefing(house, rings(house, sam, note_id=worry)).spoken[0].others == 1


def test_whom_a_reply_also_affects_is_counted(house: Rowan) -> None:
    said = house.says("sam", SLEEPLESS)
    note(house, "affected", house.person("ray"), tell="next_shift", reply_id=said.reply_id)
    assert briefing(house, said.escalations[0]).sightings[0].others == 1


def test_a_corrected_note_is_shown_as_it_was_corrected(house: Rowan) -> None:
    first = note(house, text="Sam ran")
    opened = rings(house, note_id=first)
    second = note(house, text="Ray ran")
    with house.database.write() as session:
        session.get_one(tables.Note, first).superseded_by = second
    assert [one.said.text for one in briefing(house, opened).spoken] == ["Sam ran"]
    rings(house, note_id=second)
    assert [one.said.text for one in briefing(house, opened).spoken] == ["Ray ran"]


@pytest.mark.parametrize(
    ("seen_at", "said", "alone"),
    [
        (DUE, None, False),  # of the late shift, planned with two
        (DUE, True, True),
        (DUE + 5 * MINUTE, None, False),  # still of the late shift, which has not changed over
        (DUE + 20 * MINUTE, None, True),  # of the night, planned with one
        (DUE + 20 * MINUTE, True, True),
    ],
)
def test_working_alone_is_as_somebody_said_else_as_planned(
    house: Rowan, seen_at: datetime, said: bool | None, alone: bool
) -> None:
    if said is not None:
        staffed(house, alone=said)
    opened = rings(house, note_id=note(house, seen_at=seen_at))
    assert briefing(house, opened).spoken[0].alone is alone


def test_a_shift_planned_with_one_that_had_two_was_not_worked_alone(house: Rowan) -> None:
    house.clock.at = DUE + timedelta(hours=10)
    house.tick()
    staffed(house, alone=False)
    opened = rings(house, note_id=note(house, seen_at=DUE + timedelta(hours=9)))
    assert not briefing(house, opened).spoken[0].alone


def test_what_was_seen_alone_says_so(house: Rowan) -> None:
    staffed(house, alone=True)
    (opened,) = house.says("sam", SLEEPLESS).escalations
    assert briefing(house, opened).sightings[0].alone


def staffed(house: Rowan, *, alone: bool) -> None:
    """What was said of the newest handover's outgoing shift; before it somebody had said the opposite."""
    for said in (not alone, alone):
        with house.database.write() as session:
            db.staffing.add(
                session, house.newest(), house.author(), house.clock.at, planned=2, actual=1, agency=0, alone=said
            )  # fmt: skip


def test_a_late_handover_says_who_is_waited_for_and_who_answered_since(house: Rowan) -> None:
    house.says("sam", CLEAR)
    house.clock.passes(45)
    opened = rings(house, handover_id=house.newest(), prompt_id=house.newest())
    (late,) = briefing(house, opened).late
    assert (late.change.covers, late.waiting, late.answered) == ("late", ("Ray",), ())
    house.clock.passes(5)
    house.says("ray", CLEAR, "U0AGENCY")
    (late,) = briefing(house, opened).late
    assert (late.waiting, late.answered) == ((), (("Ray", "Remi", house.clock.at),))


def test_what_only_notes_raised_is_drawn_everywhere(house: Rowan) -> None:
    opened = rings(house, house.person("ray"), note_id=note(house, person=house.person("ray")))
    rings(house, note_id=note(house, "call"))
    rings(house, handover_id=house.newest(), urgency="this_shift")
    nobody_answers(house)
    with house.database.read() as session:
        for row in rows(house.database, tables.Outbox, col(tables.Outbox.escalation_id).is_not(None)):
            letter = SimpleNamespace(**{**vars(row), "updates": row.id})
            assert render.letter(session, cast(Any, letter), house.clock.at), row.kind
        told = gather.briefing(session, opened, house.clock.at)
        assert prompts.details.details(told, house.clock.at)["title"]["text"] == "What was said"
