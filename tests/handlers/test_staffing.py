"""How many worked, and the second question: kept, shown, and the newest holds."""

import threading
from contextlib import suppress
from typing import Any

import pytest

import db.staffing
from bot.handover import Board
from bot.people import Staff
from db import tables
from db.session import Session
from handlers import staffing, steps
from handlers.flow import board as flow
from handlers.forms import Sent
from handlers.taps import Tapped
from prompts.handover import button_value
from prompts.steps import Action
from tests.house import SLEEPLESS, Rowan, both_at_once, journal, rows


def jo(house: Rowan) -> Staff:
    return Staff(house.author().staff_id, "U0WORKER", "Jo", "support_worker")


def tapped(house: Rowan, value: str, nonce: str = "t1") -> Tapped:
    return Tapped(jo(house), house.author(), value, nonce, house.clock.at)


def taps(house: Rowan, act: str, value: str, nonce: str = "t1") -> None:
    with house.database.write() as session:
        {**staffing.ACTS, **steps.ACTS}[act](session, house.relay, tapped(house, value, nonce))


def sends(house: Rowan, actual: str, agency: str, alone: str = "no") -> dict[str, object]:
    state = {
        "actual": {"value": {"value": actual}}, "agency": {"value": {"value": agency}},
        "alone": {"value": {"selected_option": {"value": alone}}},
    }  # fmt: skip
    meta = {"handover": house.newest(), "nonce": "f1"}
    with house.database.write() as session:
        sent = Sent(jo(house), house.author(), meta, {"state": {"values": state}}, house.clock.at)
        return dict(staffing.keep(session, house.relay, sent))


def board(house: Rowan) -> Board:
    with house.database.read() as session:
        return flow.board(session, house.newest(), house.clock.at)


def staffed(house: Rowan) -> tuple[int, int, int, bool] | None:
    shown = board(house).staffed
    return (shown.planned, shown.actual, shown.agency, shown.alone) if shown else None


def test_as_planned_is_the_outgoing_shifts_plan(house: Rowan) -> None:
    assert (board(house).planned_staff, staffed(house)) == (2, None)
    taps(house, "staffing.planned", str(house.newest()))
    assert staffed(house) == (2, 2, 0, False)


def test_the_newest_word_holds_and_the_first_is_kept(house: Rowan) -> None:
    taps(house, "staffing.planned", str(house.newest()))
    assert sends(house, "1", "1", "yes")["type"] == "modal"
    assert staffed(house) == (2, 1, 1, True)
    assert len(rows(house.database, tables.Staffing)) == 2


def test_the_same_said_twice_is_kept_once(house: Rowan) -> None:
    sends(house, "1", "")
    sends(house, "1", "")
    assert len(rows(house.database, tables.Staffing)) == 1


def test_the_same_tap_delivered_twice_at_once_is_kept_once(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    latest, met = db.staffing.latest, threading.Barrier(2)

    def meet(session: Session, handover_id: int) -> Any:
        found = latest(session, handover_id)
        with suppress(threading.BrokenBarrierError):
            met.wait(0.5)
        return found

    monkeypatch.setattr(db.staffing, "latest", meet)
    both_at_once(lambda: taps(house, "staffing.planned", str(house.newest())))
    assert len(rows(house.database, tables.Staffing)) == len(journal(house.database, "staffing")) == 1


@pytest.mark.parametrize(
    ("actual", "agency", "field"),
    [
        ("", "", "actual"),
        ("two", "", "actual"),
        ("2", "3", "agency"),
        ("2", "-1", "agency"),
        ("100", "", "actual"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(
    house: Rowan, actual: str, agency: str, field: str
) -> None:
    assert list(sends(house, actual, agency)) == [field]
    assert staffed(house) is None


def test_the_second_question_is_kept_and_shown_with_what_is_open(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    (line,) = board(house).open
    assert (line.known_as, line.steps) == ("Sam", None)
    taps(house, Action.YES, button_value(house.newest(), house.person("sam").id))
    (line,) = board(house).open
    assert line.steps
    assert (line.steps.followed, line.steps.by) == ("yes", "Jo")


def test_the_second_question_answers_nothing_else(house: Rowan) -> None:
    house.says("sam", SLEEPLESS, "U0LEAD")
    taps(house, Action.NOT_NEEDED, button_value(house.newest(), house.person("sam").id))
    shown = {person.known_as: said.kind for person, said in board(house).lines if said}
    assert (board(house).answered, shown) == (1, {"Sam": "signs"})


def test_another_answer_to_it_stands_for_the_one_before(house: Rowan) -> None:
    house.says("sam", SLEEPLESS, "U0LEAD")
    value = button_value(house.newest(), house.person("sam").id)
    taps(house, Action.YES, value, "t1")
    taps(house, Action.NOT_NEEDED, value, "t2")
    said = [row for row in rows(house.database, tables.Reply) if row.kind == "steps"]
    assert [(row.followed, row.superseded_by) for row in said] == [("yes", said[1].id), ("not_needed", None)]


def test_which_steps_and_why_not_is_asked_in_its_form(house: Rowan) -> None:
    house.says("sam", SLEEPLESS, "U0LEAD")
    sam = house.person("sam")
    state = {
        "followed": {"value": {"selected_option": {"value": "partly"}}},
        "step:0": {"value": {"selected_option": {"value": "too_few"}}},
    }
    meta = {"handover": house.newest(), "person": sam.id, "plan": sam.plan_id, "nonce": "f2"}
    with house.database.write() as session:
        sent = Sent(jo(house), house.author(), meta, {"state": {"values": state}}, house.clock.at)
        assert steps.keep(session, house.relay, sent)["type"] == "modal"
    (row,) = [row for row in rows(house.database, tables.Reply) if row.kind == "steps"]
    assert (row.followed, row.steps) == ("partly", {0: "too_few"})
