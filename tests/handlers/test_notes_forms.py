"""The forms of notes: opened for whom they should be, sent, and what they become."""

import json
from typing import Any

import pytest

import db.people
import prompts.notes
from bot.people import Author
from db import tables
from db.session import Database
from handlers import notes
from handlers.forms import Asked, Keep, Make, Sent, answering
from handlers.taps import Tapped
from tests.house import DUE, Rowan, apply, journal, oak, rowan, rows


def kept(house: Rowan) -> list[Any]:
    return rows(house.database, tables.Note)


def opened(house: Rowan, make: Make, value: str = "", slack: str = "U0WORKER", **body: Any) -> Any:
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, slack, house.clock.now())
        assert who is not None
        return make(session, house.relay, Asked(who, value, body, house.clock.now()))


def sent(house: Rowan, keep: Keep, view: Any, slack: str = "U0WORKER", **fields: str) -> Any:
    """Fill the form in as Slack would, over what it shows already, and send it."""
    state = {
        block["block_id"]: {"value": _shown(block["element"])}
        for block in view["blocks"]
        if "element" in block
    }
    for block_id, given in fields.items():
        state[block_id] = {"value": {"selected_option": {"value": given}, "value": given}}
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, slack, house.clock.now())
        assert who is not None
        meta = json.loads(view["private_metadata"])
        back = {**view, "state": {"values": state}}
        return keep(session, house.relay, Sent(who, Author(who.id), meta, back, house.clock.now()))


def _shown(element: Any) -> dict[str, Any]:
    return {"selected_option": element.get("initial_option"), "value": element.get("initial_value")}


def texts(view: Any) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


def options(view: Any, block_id: str) -> list[str]:
    (block,) = [one for one in view["blocks"] if one["block_id"] == block_id]
    return [one["text"]["text"] for one in block["element"]["options"]]


def place(house: Rowan, key: str = "sam") -> str:
    return f"{house.newest()}:{house.person(key).id}"


def two_houses() -> dict[str, Any]:
    """Rowan House and Oak House, in one file."""
    both = rowan()
    return both | {
        "services": both["services"] + oak()["services"],
        "people": both["people"] + oak()["people"],
    }


def worried(house: Rowan, slack: str = "U0WORKER") -> Any:
    value = prompts.notes.worry_value(house.service().id, house.newest())
    return opened(house, notes.make_worry, value, slack)


def test_something_else_is_opened_and_kept(house: Rowan) -> None:
    view = opened(house, notes.make_else, place(house))
    assert options(view, "affects") == ["Ray"]
    after = sent(house, notes.keep_else, view, topic="health", text="A cough")
    assert "The next shift sees that something was noted." in texts(after)
    (row,) = kept(house)
    assert (row.tell, row.text, row.handover_id) == ("next_shift", "A cough", house.newest())


def test_telling_somebody_now_says_who_is_told_and_who_is_next(house: Rowan) -> None:
    view = opened(house, notes.make_else, place(house))
    after = texts(sent(house, notes.keep_else, view, topic="health", text="A cough", tell="now"))
    assert "Dee (on-call) is being told.* If Dee hasn't answered by 21:25, Ash is told." in after


def test_something_good_is_opened_and_kept(house: Rowan) -> None:
    after = sent(house, notes.keep_good, opened(house, notes.make_good, place(house)), text="Sang all day")
    assert "something good was noted" in texts(after)
    assert house.escalations() == []


def test_everybody_the_service_supports_can_be_chosen_for_a_worry(database: Database) -> None:
    file = rowan()
    file["people"][0]["plan"]["asked"] = {"shifts": ["early"]}
    file["people"][1]["plan"]["asked"] = {"until": DUE.date().replace(month=1)}
    house = Rowan(database).load(file)
    house.ask()
    assert options(worried(house), "person") == ["Sam", "Ray", "The house, or nobody in particular"]


def test_a_worry_needs_no_words(house: Rowan) -> None:
    after = sent(house, notes.keep_worry, worried(house), person=str(house.person("sam").id))
    assert "Dee (on-call) is being told." in texts(after)
    (row,) = kept(house)
    assert (row.kind, row.tell, row.text) == ("worry", "now", None)


def test_errors_stand_beside_their_fields_and_nothing_is_kept(house: Rowan) -> None:
    assert set(sent(house, notes.keep_worry, worried(house))) == {"person"}
    assert set(sent(house, notes.keep_else, opened(house, notes.make_else, place(house)))) == {
        "topic",
        "text",
    }
    assert kept(house) == []


def test_a_shared_account_is_asked_who_answers(house: Rowan) -> None:
    view = worried(house, "U0TABLET")
    with house.database.read() as session:
        tablet = db.people.staff_by_slack(session, "U0TABLET")
        assert tablet is not None
        names = [one.name for one in answering(session, tablet, house.service().id)]
    assert options(view, "who") == [*names, "Somebody else"]


def test_somebody_who_has_moved_is_not_here_now(house: Rowan) -> None:
    old = place(house)
    both = two_houses()
    both["people"][0]["service"] = "oak-house"
    apply(house.database, both)
    refused = opened(house, notes.make_else, old)
    assert isinstance(refused, str)
    assert [row.why for row in journal(house.database, "refused")] == [notes.NOT_HERE_NOW]


def test_what_was_seen_of_somebody_who_moved_while_the_form_was_open_is_kept(house: Rowan) -> None:
    view = opened(house, notes.make_else, place(house))
    both = two_houses()
    both["people"][0]["service"] = "oak-house"
    apply(house.database, both)
    assert "Saved" in texts(sent(house, notes.keep_else, view, topic="health", text="A cough", tell="now"))
    (row,) = kept(house)
    assert row.service_id == house.service().id


def test_a_form_about_somebody_who_never_lived_there_is_refused(house: Rowan) -> None:
    apply(house.database, oak())
    view = opened(house, notes.make_else, place(house))
    meta = json.loads(view["private_metadata"]) | {"person": house.person("kim").id}
    forged = view | {"private_metadata": json.dumps(meta)}
    shown_then = sent(house, notes.keep_else, forged, topic="health", text="A cough", tell="now")
    assert "Kim" not in texts(shown_then)
    assert (kept(house), house.escalations()) == ([], [])
    assert [row.why for row in journal(house.database, "refused")] == [notes.NOT_HERE_NOW]


def test_a_worry_about_somebody_who_left_while_the_form_was_open_says_what_to_do(house: Rowan) -> None:
    view = worried(house)
    gone = str(house.person("sam").id)
    apply(house.database, rowan() | {"people": rowan()["people"][1:]})
    errors = sent(house, notes.keep_worry, view, person=gone, text="Not well")
    assert errors == {"person": prompts.notes.GONE_BUT}
    assert "Saved" in texts(sent(house, notes.keep_worry, view, person=prompts.notes.NOBODY, text="Not well"))


def record(house: Rowan, channel: str, message: dict[str, Any] | None = None, slack: str = "U0WORKER") -> Any:
    body = {"channel": {"id": channel}, "message": message or {"text": "Sam was up &amp; about"}}
    return opened(house, notes.make_record, slack=slack, **body)


def shown(view: Any) -> str | None:
    (block,) = [one for one in view["blocks"] if one["block_id"] == "text"]
    found: str | None = block["element"].get("initial_value")
    return found


def test_a_message_in_the_houses_channel_is_recorded_about_its_people(house: Rowan) -> None:
    view = record(house, "C0ROWAN")
    assert (shown(view), options(view, "person")) == ("Sam was up & about", ["Sam", "Ray"])
    sent(house, notes.keep_else, view, topic="sleep", person=str(house.person("ray").id))
    (row,) = kept(house)
    assert (row.person_id, row.text, row.handover_id) == (house.person("ray").id, "Sam was up & about", None)


def test_a_message_elsewhere_is_recorded_about_all_whom_one_works_with(house: Rowan) -> None:
    both = two_houses()
    both["staff"][0]["services"] = ["rowan-house", "oak-house"]
    apply(house.database, both)
    view = record(house, "C0TALK")
    assert options(view, "person") == ["Kim · Oak House", "Sam · Rowan House", "Ray · Rowan House"]
    after = sent(house, notes.keep_else, view, topic="sleep", person=str(house.person("kim").id), tell="now")
    (row,) = kept(house)
    assert row.service_id == house.service("oak-house").id
    assert "Saved" in texts(after)


def test_one_who_works_in_one_house_is_asked_about_its_people_anywhere(house: Rowan) -> None:
    view = record(house, "C0TALK")
    assert json.loads(view["private_metadata"])["service"] == house.service().id
    assert options(view, "person") == ["Sam", "Ray"]


def test_nobody_of_another_house_can_be_slipped_in(house: Rowan) -> None:
    apply(house.database, oak())
    view = record(house, "C0TALK")
    assert set(sent(house, notes.keep_else, view, topic="sleep", person=str(house.person("kim").id))) == {
        "person"
    }


def test_what_relay_itself_posted_is_not_taken_as_somebodys_words(house: Rowan) -> None:
    assert shown(record(house, "C0ROWAN", {"bot_id": "B0RELAY", "text": "Rowan House handover"})) is None


def test_one_who_works_nowhere_is_told_so(house: Rowan) -> None:
    assert "phone" in record(house, "C0TALK", slack="U0DEE")


def test_where_nobody_lives_yet_there_is_nobody_to_choose(database: Database) -> None:
    house = Rowan(database).load(rowan() | {"people": []})
    assert "nobody here yet" in record(house, "C0ROWAN")


def test_more_people_than_a_list_holds_are_chosen_in_their_houses_channel(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts.notes, "MOST", 1)
    assert "in the channel of the house" in record(house, "C0TALK")


def test_a_call_says_who_phones(house: Rowan) -> None:
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, "U0WORKER")
        assert who is not None
        tapped = Tapped(who, Author(who.id), str(house.service().id), "tap", house.clock.now())
        done = notes.call(session, house.relay, tapped)
        again = notes.call(session, house.relay, tapped)
    assert done.said == again.said
    assert "Dee (on-call) is asked to phone you." in str(done.said)
    assert len(kept(house)) == 1
