"""A correction that takes the evidence away: nothing closes by itself, and the messages say so."""

from typing import Any

import pytest

from bot.replies import Answer
from db import tables
from handlers.flow import gather, guide, replies
from tests.house import CLEAR, DUE, SLEEPLESS, Rowan, journal, rows

CALM = Answer("signs", {"sleep": 1.0, "pacing": 0.0, "meals": 0.0})


def told(house: Rowan, escalation_id: int) -> tuple[str, bool]:
    """How the escalation stands, and whether its messages say that it was corrected."""
    with house.database.read() as session:
        briefing = gather.briefing(session, escalation_id, house.clock.now())
    return briefing.escalation.state, briefing.corrected is not None


def test_a_correction_that_un_crosses_closes_nothing_and_is_said(house: Rowan) -> None:
    first = house.record(house.tap("sam", SLEEPLESS, nonce="form"))
    (opened,) = first.escalations
    assert told(house, opened) == ("open", False)
    house.clock.passes(5)
    house.record(house.tap("sam", CALM, nonce="form"))
    assert told(house, opened) == ("open", True)
    assert [one.escalation_id for one in journal(house.database, "crossing.corrected")] == [opened]


def test_a_correction_that_still_crosses_leaves_it_as_it_was(house: Rowan) -> None:
    first = house.record(house.tap("sam", SLEEPLESS, nonce="form"))
    house.record(house.tap("sam", Answer("signs", {"sleep": 3.0, "pacing": 1.0}), nonce="form"))
    assert told(house, first.escalations[0]) == ("open", False)


def test_what_another_saw_too_stands_when_one_takes_it_back(house: Rowan) -> None:
    first = house.record(house.tap("sam", SLEEPLESS, nonce="form"))
    house.record(house.tap("sam", SLEEPLESS, slack="U0LEAD", nonce="hers"))
    house.record(house.tap("sam", CALM, nonce="form"))
    assert told(house, first.escalations[0]) == ("open", False)


def test_corrected_back_again_it_joins_and_is_no_longer_said(house: Rowan) -> None:
    first = house.record(house.tap("sam", SLEEPLESS, nonce="form"))
    house.record(house.tap("sam", CALM, nonce="form"))
    again = house.record(house.tap("sam", Answer("signs", {"sleep": 3.0, "pacing": 1.0}), nonce="form"))
    assert again.escalations == first.escalations
    assert told(house, first.escalations[0]) == ("open", False)


def live(house: Rowan) -> list[int]:
    return [row.id for row in rows(house.database, tables.Reply) if row.superseded_by is None]


def test_a_form_of_its_own_that_corrects_stands_for_the_first_which_is_kept(house: Rowan) -> None:
    first = house.says("sam", SLEEPLESS)
    second = house.says("sam", CALM, corrects=first.reply_id)
    assert live(house) == [second.reply_id]
    assert len(rows(house.database, tables.Reply)) == 2
    assert told(house, first.escalations[0]) == ("open", True)


def test_a_correction_with_nothing_left_is_no_signs_and_does_not_stand_behind_them(house: Rowan) -> None:
    first = house.says("sam", SLEEPLESS)
    assert house.says("sam", CLEAR, corrects=first.reply_id).how == "kept"
    assert house.board("sam") == "clear"
    assert told(house, first.escalations[0]) == ("open", True)


def test_a_correction_of_a_correction_takes_all_of_it_back(house: Rowan) -> None:
    first = house.says("sam", SLEEPLESS)
    second = house.says("sam", Answer("signs", {"sleep": 3.0, "pacing": 1.0}), corrects=first.reply_id)
    house.says("sam", CALM, corrects=second.reply_id)
    assert told(house, first.escalations[0]) == ("open", True)


def test_two_forms_that_correct_one_answer_leave_the_last(house: Rowan) -> None:
    first = house.says("sam", SLEEPLESS)
    house.says("sam", CALM, corrects=first.reply_id)
    last = house.says("sam", SLEEPLESS, corrects=first.reply_id)
    assert live(house) == [last.reply_id]


NOT_THEIRS: dict[str, dict[str, Any]] = {
    "of somebody else": {"slack": "U0LEAD"},
    "between handovers": {"handover_id": None},
    "about somebody else": {"key": "ray"},
}


@pytest.mark.parametrize("other", NOT_THEIRS.values(), ids=NOT_THEIRS)
def test_only_ones_own_answer_about_the_same_person_at_the_same_handover_is_corrected(
    house: Rowan, other: dict[str, Any]
) -> None:
    first = house.says("sam", SLEEPLESS)
    second = house.says(
        **{"key": "sam", **other}, answer=Answer("signs", {}, note="x"), corrects=first.reply_id
    )
    assert live(house) == [first.reply_id, second.reply_id]


@pytest.mark.parametrize(("hours", "left"), [(15, 1), (17, 2)])
def test_between_handovers_an_answer_can_be_corrected_for_sixteen_hours(
    house: Rowan, hours: int, left: int
) -> None:
    first = house.says("sam", CALM, handover_id=None)
    house.clock.passes(hours * 60)
    house.says("sam", SLEEPLESS, handover_id=None, corrects=first.reply_id)
    assert len(live(house)) == left


def test_ones_own_newest_answer_is_shown_again_and_what_others_said_beside_it(house: Rowan) -> None:
    house.says("sam", CALM, "U0LEAD")
    mine = house.says("sam", SLEEPLESS)
    house.says("sam", Answer("steps", followed="no"))
    with house.database.read() as session:
        found = replies.already(
            session, house.author(), house.person("sam").id, house.newest(), house.clock.at
        )
        unknown = replies.already(session, None, house.person("sam").id, house.newest(), house.clock.at)
    assert (found.own.id if found.own else None) == mine.reply_id
    assert [(one.by, one.answer) for one in found.others] == [("Mel", CALM)]
    assert (unknown.own, [one.by for one in unknown.others]) == (None, ["Mel", "Jo"])


def test_the_guidance_of_a_correction_says_that_the_first_is_kept_and_what_goes_on(house: Rowan) -> None:
    first = house.says("sam", SLEEPLESS)
    house.clock.passes(5)
    second = house.says("sam", CALM, corrects=first.reply_id)
    with house.database.read() as session:
        said = guide.guided(session, second, house.clock.at)
    assert (said.first_at, said.goes_on, said.briefings) == (DUE, True, ())
