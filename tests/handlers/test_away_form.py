"""The form of *Away until…* and the *Back* that ends it, as they are tapped; and who lives where."""

import json
from typing import Any

import db.people
import prompts.away
import prompts.until
from bot.away import Said
from bot.people import Author
from db import tables
from handlers import away
from handlers.flow import away as flow
from handlers.flow import handover as asking
from handlers.flow.away import Kept
from handlers.forms import Asked, Sent
from handlers.taps import Done, Tapped
from tests.handlers.absences import WEEKEND, asked, comes_back, ended, goes, shown
from tests.house import DUE, NOON, Rowan, apply, journal, oak, rowan, rows


def value(house: Rowan, key: str = "sam", *, between: bool = False) -> str:
    return f"{0 if between else house.newest()}:{house.person(key).id}"


def staff(house: Rowan, slack: str = "U0WORKER") -> Any:
    with house.database.read() as session:
        return db.people.staff_by_slack(session, slack)


def opened(house: Rowan, about: str, slack: str = "U0WORKER") -> Any:
    with house.database.write() as session:
        return away.make(session, house.relay, Asked(staff(house, slack), about, {}, house.clock.at))


def entered(day: str = "2026-11-15", time: str = "17:15", why: str | None = None) -> Any:
    return {
        prompts.until.DAY: {"value": {"selected_date": day}},
        prompts.until.TIME: {"value": {"selected_time": time}},
        prompts.away.WHY: {"value": {"value": why}},
    }


def submitted(house: Rowan, form: Any, **more: Any) -> Any:
    """What becomes of a form as it was opened."""
    who = staff(house)
    view = {**form, "state": {"values": entered(**more)}}
    sent = Sent(who, Author(who.id), json.loads(form["private_metadata"]), view, house.clock.at)
    with house.database.write() as session:
        return away.keep(session, house.relay, sent)


def tapped(house: Rowan, about: str) -> Done:
    who = staff(house)
    with house.database.write() as session:
        return away.back(session, house.relay, Tapped(who, Author(who.id), about, "tap", house.clock.at))


def text(view: Any) -> str:
    return json.dumps(view, ensure_ascii=False)


def test_the_form_is_kept_and_becomes_what_is_to_know(house: Rowan) -> None:
    shown_then = submitted(house, opened(house, value(house)), why="At his sister's")
    assert shown(house) == ({"Sam": WEEKEND}, {})
    assert "Sam is not asked about until Sun 15 Nov 17:15." in text(shown_then)
    (row,) = rows(house.database, tables.Absence)
    assert (row.why, row.handover_id) == ("At his sister's", house.newest())


def test_what_is_to_be_mended_keeps_nothing(house: Rowan) -> None:
    errors = submitted(house, opened(house, value(house)), time="")
    assert errors == {prompts.until.TIME: "Please choose the time."}
    assert rows(house.database, tables.Absence) == []


def test_a_form_that_goes_back_to_what_it_said_first_is_kept_so(house: Rowan) -> None:
    form = opened(house, value(house))
    for time in ("17:15", "18:00", "17:15", "17:15"):
        submitted(house, form, time=time)
    assert shown(house) == ({"Sam": WEEKEND}, {})
    assert ended(house) == [True, True, False]


def test_a_form_that_comes_twice_does_not_say_away_of_one_who_is_back(house: Rowan) -> None:
    form = opened(house, value(house))
    submitted(house, form)
    comes_back(house)
    assert "Sam is back already. Nothing was changed." in text(submitted(house, form))
    assert shown(house) == ({}, {})


def test_it_says_what_was_said_so_far(house: Rowan) -> None:
    assert "Said so far" not in text(opened(house, value(house)))
    goes(house)
    assert "Said so far: until Sun 15 Nov 17:15." in text(opened(house, value(house)))


def test_between_handovers_it_is_of_no_question(house: Rowan) -> None:
    submitted(house, opened(house, value(house, between=True)))
    (row,) = rows(house.database, tables.Absence)
    assert row.handover_id is None
    assert asked(house) == {"Sam": False, "Ray": True}


def test_a_shared_account_is_asked_who_it_is(house: Rowan) -> None:
    blocks = [block["block_id"] for block in opened(house, value(house), "U0TABLET")["blocks"]]
    assert "who" in blocks
    assert "who" not in [block["block_id"] for block in opened(house, value(house))["blocks"]]


def test_back_is_one_tap(house: Rowan) -> None:
    goes(house)
    newest = house.newest()
    assert tapped(house, value(house)) == Done("Saved. Sam is back, and is asked about again.", newest)
    assert tapped(house, value(house)) == Done("Sam is back already. Nothing was changed.", newest)
    assert asked(house) == {"Sam": True, "Ray": True}


def moves(house: Rowan) -> None:
    """Sam lives at Oak House from now on."""
    both = rowan() | {"services": [*rowan()["services"], *oak()["services"]]}
    both["people"][0] |= {"service": "oak-house"}
    both["people"] += oak()["people"]
    both["staff"] += oak()["staff"]
    apply(house.database, both, house.clock.at)


def test_of_somebody_who_has_moved_nothing_is_opened_or_kept(house: Rowan) -> None:
    form = opened(house, value(house))
    moves(house)
    assert "not supported by Rowan House any more" in opened(house, value(house))
    assert submitted(house, form)["callback_id"] == "access.not_opened"
    assert "not supported by Rowan House any more" in (tapped(house, value(house)).said or "")
    assert [row.why for row in journal(house.database, "refused")] == [flow.NOT_HERE_NOW] * 3
    assert rows(house.database, tables.Absence) == []


def test_a_move_to_another_house_takes_the_absence_along(house: Rowan) -> None:
    apply(house.database, oak(), NOON)
    goes(house)
    old = house.newest()
    moves(house)
    assert shown(house, old) == ({}, {})
    with house.database.write() as session:
        made = asking.ask_now(session, house.service("oak-house"), "at oak", house.clock.at)
    assert shown(house, made.handover_id, "oak-house") == ({"Sam": WEEKEND}, {})
    assert comes_back(house, handover_id=old) == Kept("refused", flow.NOT_HERE_NOW)
    assert ended(house) == [False]


def test_ids_of_two_houses_are_refused(house: Rowan) -> None:
    apply(house.database, oak(), NOON)
    kim, author = house.person("kim").id, house.author()
    with house.database.write() as session:
        for service, person in (("rowan-house", kim), ("oak-house", kim)):
            at, said = house.newest(), Said(WEEKEND)
            kept = flow.away(session, house.service(service), person, at, said, author, "n", DUE)
            assert kept == Kept("refused", flow.NOT_HERE_NOW)
    assert rows(house.database, tables.Absence) == []
