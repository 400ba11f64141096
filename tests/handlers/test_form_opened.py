"""*Signs seen…* opened: for whom, with whose number, and what is said once the plan behind it has moved on."""

import json
from typing import Any

import db.people
from db import tables
from db.session import Database
from handlers import handover as listening
from handlers.flow import gather
from handlers.flow.guide import guided
from handlers.forms import Asked, Sent
from prompts import details, escalation
from tests.house import DUE, MINUTE, SLEEPLESS, Rowan, Written, apply, journal, oak, rowan, rows

OAKS_OWN = "I hide in the shed"


def opens(house: Rowan, handover_id: int | None, person_id: int, slack: str = "U0WORKER") -> Any:
    """The form that opens, or why not in words."""
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, slack, house.clock.at)
        assert who is not None
        value = f"{handover_id or 0}:{person_id}"
        return listening.signs(session, house.relay, Asked(who, value, {}, house.clock.at))


def sends(house: Rowan, view: Any, **changes: Any) -> Any:
    """What the form becomes, sent as it was opened but for these fields."""
    shown = {
        block["block_id"]: {
            "value": {
                "selected_option": block["element"].get("initial_option"),
                "selected_time": block["element"].get("initial_time"),
                "value": block["element"].get("initial_value"),
            }
        }
        for block in view["blocks"]
        if block["type"] == "input"
    }
    state = shown | {block.replace("__", ":"): {"value": found} for block, found in changes.items()}
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, "U0WORKER", house.clock.at)
        assert who is not None
        meta = json.loads(view["private_metadata"])
        sent = Sent(who, house.author(), meta, {**view, "state": {"values": state}}, house.clock.at)
        shown = listening.keep_signs(session, house.relay, sent)
        return shown(session) if callable(shown) else shown


def chosen(value: str) -> Any:
    return {"selected_option": {"value": value}}


def sam_moves() -> Written:
    """Sam lives at Oak House now, where a new plan was agreed."""
    said = rowan()
    for part in ("services", "staff", "people"):
        said[part] += oak()[part]
    said["people"][0]["service"] = "oak-house"
    said["people"][0]["plan"]["signs"][0]["says"] = OAKS_OWN
    return said


def test_the_form_of_somebody_who_moved_is_not_opened_from_an_old_question(house: Rowan) -> None:
    tap = house.tap("sam", SLEEPLESS)
    apply(house.database, sam_moves(), house.clock.at)
    said = opens(house, tap.handover_id, tap.person_id)
    assert "not supported by Rowan House any more" in said
    assert "07700 900002" in said
    assert [row.why for row in journal(house.database, "refused")] == ["not_here_now"]


def test_the_form_of_somebody_who_left_is_not_opened_from_an_old_question(house: Rowan) -> None:
    tap = house.tap("sam", SLEEPLESS)
    said = rowan()
    del said["people"][0]
    apply(house.database, said, house.clock.at)
    assert isinstance(opens(house, tap.handover_id, tap.person_id), str)
    assert opens(house, tap.handover_id, house.person("ray").id)["callback_id"] == "reply.form"


def test_a_form_saved_after_a_move_shows_no_plan_of_the_other_house(house: Rowan) -> None:
    tap = house.tap("sam", SLEEPLESS, plan_id=house.person("sam").plan_id)
    moved = sam_moves()
    moved["people"][0]["plan"]["safe"] = [OAKS_OWN]
    apply(house.database, moved, house.clock.at)
    recorded = house.record(tap)
    with house.database.read() as session:
        shown = guided(session, recorded, house.clock.at)
        told = gather.briefing(session, recorded.escalations[0], house.clock.at)
    assert shown.plan is not None
    assert OAKS_OWN not in shown.plan.model_dump_json()
    assert OAKS_OWN not in json.dumps(details.details(told, house.clock.at))


def test_the_form_names_nobody_whom_the_person_wants_not_contacted(database: Database) -> None:
    said = rowan()
    said["people"][0]["plan"]["contacts"] = {"not_wanted": [{"staff": "U0DEE"}]}
    house = Rowan(database).load(said)
    house.ask()
    view = opens(house, house.newest(), house.person("sam").id)
    assert "07700 900001" in json.dumps(view["blocks"][0])
    assert "Dee" not in json.dumps(view)
    view = opens(house, house.newest(), house.person("ray").id)
    assert "Dee" in json.dumps(view)


def test_what_was_put_right_in_a_plan_is_what_whoever_answers_reads(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    said = rowan()
    said["people"][0]["plan"] |= {
        "crisis_line": {"name": "Crisis line", "phone": "01632 960999"},
        "contacts": {"not_wanted": [{"name": "My uncle"}]},
    }
    apply(house.database, said, house.clock.at)
    with house.database.read() as session:
        told = gather.briefing(session, house.escalations()[0].id, house.clock.at)
    assert "01632 960999" in json.dumps(escalation.ping(told, "Dee", 1, house.clock.at))
    opened = json.dumps(details.details(told, house.clock.at))
    assert "01632 960999" in opened
    assert "My uncle" in opened


def test_a_form_opened_again_shows_ones_own_answer_and_sent_with_nothing_left_says_no_signs(
    house: Rowan,
) -> None:
    first = house.says("sam", SLEEPLESS)
    house.clock.passes(10)
    view = opens(house, house.newest(), house.person("sam").id)
    assert "You answered at 21:15" in json.dumps(view)
    becomes = sends(house, view, sign__sleep=chosen("0"), sign__pacing=chosen("0"))
    assert "Your first answer is kept too" in json.dumps(becomes)
    assert house.board("sam") == "clear"
    kept = rows(house.database, tables.Reply)
    assert [(row.kind, row.superseded_by) for row in kept] == [("signs", kept[1].id), ("clear", None)]
    assert kept[0].id == first.reply_id


def test_a_corrected_form_sent_twice_is_one_correction(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    view = opens(house, house.newest(), house.person("sam").id)
    for _ in range(2):
        assert sends(house, view, sign__sleep=chosen("0"), sign__pacing=chosen("0"))["type"] == "modal"
    assert len(rows(house.database, tables.Reply)) == 2


def test_between_handovers_a_form_is_opened_about_anybody_and_kept_when_it_was(house: Rowan) -> None:
    house.clock.at = DUE + 3 * 60 * MINUTE
    view = opens(house, None, house.person("sam").id)
    sends(house, view, sign__sleep=chosen("2"), when={"selected_time": "23:10"})
    (kept,) = rows(house.database, tables.Reply)
    assert (kept.handover_id, kept.timed, kept.seen_at) == (None, True, DUE + 115 * MINUTE)


def test_a_time_still_to_come_is_said_beside_it_and_nothing_is_kept(house: Rowan) -> None:
    view = opens(house, house.newest(), house.person("sam").id)
    said = sends(house, view, sign__sleep=chosen("2"), when={"selected_time": "22:00"})
    assert list(said) == ["when"]
    assert rows(house.database, tables.Reply) == []


def test_whom_it_also_affects_is_kept_with_them_and_neither_record_names_the_other(house: Rowan) -> None:
    ray = house.person("ray").id
    view = opens(house, house.newest(), house.person("sam").id)
    wishes = {"value": "To eat in peace"}
    sends(house, view, sign__meals=chosen("1"), affects=chosen(str(ray)), affects_wants=wishes)
    (note,) = rows(house.database, tables.Note)
    assert (note.person_id, note.kind, note.wants) == (ray, "affected", "To eat in peace")
    assert "Ray" not in json.dumps([row.note for row in rows(house.database, tables.Reply)])
    assert [one.person_id for one in house.escalations()] == [house.person("sam").id]


def test_who_shares_an_account_is_asked_who_they_are_and_shown_nothing_as_their_own(house: Rowan) -> None:
    house.says("sam", SLEEPLESS)
    view = opens(house, house.newest(), house.person("sam").id, "U0TABLET")
    assert "who" in [block["block_id"] for block in view["blocks"]]
    shown = json.dumps(view)
    assert "You answered" not in shown
    assert "*Jo* answered" in shown
