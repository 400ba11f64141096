"""What the huddle does with a concern, through Slack: reviewed, decided; an action reminded of, put off, closed."""

import json
from collections.abc import Iterator

import pytest

import db.actions
from db import tables
from db.session import Database
from prompts.actions import Action
from prompts.deciding import BECAUSE
from tests import house as houses
from tests.handlers import decisions
from tests.handlers.decisions import (
    POST,
    SECRET,
    day,
    decides,
    decision,
    drawn,
    kept,
    on,
    opens,
    picked,
    sends,
    text,
    told,
)
from tests.handlers.wired import Wired
from tests.house import Rowan, journal, rows

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    return decisions.house(database, monkeypatch)


@pytest.fixture
def slack(house: Rowan) -> Iterator[Wired]:
    yield from decisions.slack(house)


def test_reviewed_keeps_why_nothing_has_to_change_once(house: Rowan, slack: Wired) -> None:
    assert "No change, because" in opens(slack, Action.REVIEWED, user="U0LEAD")
    form = slack.views["U0LEAD"]
    assert sends(slack, {BECAUSE: text("  ")}, "U0LEAD")["errors"] == {
        BECAUSE: "Please say why nothing has to change."
    }
    assert "1,000" in sends(slack, {BECAUSE: text("x" * 1001)}, "U0LEAD")["errors"][BECAUSE]
    for _ in range(2):
        slack.views["U0LEAD"] = form
        assert "reviewed. Thank you" in str(sends(slack, {BECAUSE: text(SECRET)}, "U0LEAD")["view"])
    (row,) = rows(house.database, tables.Review)
    assert (row.escalation_id, row.week, row.because, row.action_id) == (1, "2026-W46", SECRET, None)
    assert [one.actor for one in journal(house.database, "huddle.reviewed")] == ["U0LEAD"]


def test_a_concern_may_be_reviewed_in_each_week_it_comes_up(house: Rowan, slack: Wired) -> None:
    for week in ("2026-W46", "2026-W47"):
        opens(slack, Action.REVIEWED)
        sends(slack, {BECAUSE: text("It goes on as agreed")})
        assert rows(house.database, tables.Review)[-1].week == week
        on(house, 11, 17)
    with house.database.read() as session:
        assert db.actions.reviewed(session, [1, 99]) == {1: rows(house.database, tables.Review)[1].at}


def test_what_is_decided_is_reviewed_kept_and_told_to_its_owner_once(house: Rowan, slack: Wired) -> None:
    opens(slack, Action.DECIDE)
    form = slack.views["U0ASH"]
    for _ in range(2):
        slack.views["U0ASH"] = form
        said = str(sends(slack, decision(house))["view"])
        assert "Jo has it, by Thu 19 Nov." in said
        assert "Mel tells Sam by Mon 16 Nov." in said
    (row,) = rows(house.database, tables.Action)
    assert (row.escalation_id, row.week, row.state.value) == (1, "2026-W46", "open")
    (review,) = rows(house.database, tables.Review)
    assert (review.action_id, review.because) == (1, None)
    assert told(house) == [("action", "U0WORKER")]
    (line,) = journal(house.database, "action.made")
    assert (line.actor, line.why, line.escalation_id) == ("U0ASH", "1", 1)


def test_no_message_carries_what_was_decided_and_open_shows_all_of_it(house: Rowan, slack: Wired) -> None:
    decides(house, slack)
    on(house, 11, 20)
    messages = [drawn(house, row) for kind in ("action", "action_late") for row in house.sent(kind)]
    assert len(messages) == 3
    assert SECRET not in json.dumps(messages)
    assert "Rowan House, about Sam" in messages[1]["text"]
    shown = opens(slack, Action.OPEN, user="U0WORKER")
    assert all(f"{SECRET} {one}" in shown for one in ("problem", "decided", "apply", "measure", "how"))
    assert [one.actor for one in journal(house.database, "action.opened")] == ["U0WORKER"]


def test_only_those_who_may_own_it_are_offered(slack: Wired) -> None:
    opens(slack, Action.DECIDE)
    fields = {one["block_id"]: one for one in slack.views["U0ASH"]["blocks"]}
    offered = {
        name: [option["text"]["text"] for option in fields[name]["element"]["options"]]
        for name in ("owner", "senior", "tells")
    }
    # no agency staff, no tablet, and not Ida, whom Sam does not want contacted
    assert offered == {
        "owner": ["Ash", "Jo", "Mel"],
        "senior": ["Ash"],
        "tells": ["Sam was there", "Nobody tells Sam", "Ash", "Jo", "Mel"],
    }  # fmt: skip
    assert "SECRET" not in fields["problem"]["element"]["initial_value"]


def test_what_is_to_be_mended_stands_beside_its_field_and_nothing_is_kept(house: Rowan, slack: Wired) -> None:
    # Ida may own nothing that is about Sam, whatever a form says
    ida = picked(house.author("U0IDA").staff_id)
    assert set(decides(house, slack, owner=ida, senior=ida, due=day("2026-11-12"))["errors"]) == {
        "owner", "senior", "due",
    }  # fmt: skip
    assert rows(house.database, tables.Action) == rows(house.database, tables.Review) == []


def test_where_nobody_can_make_sure_there_is_no_form_but_words(house: Rowan, slack: Wired) -> None:
    said = houses.rowan()
    ends = said["people"][0]["plan"]["contacts"]["not_wanted"]
    ends += [{"staff": "U0ASH"}, {"staff": "U0LEAD"}]
    houses.apply(house.database, said, house.clock.at)
    assert "nothing can be decided here now" in opens(slack, Action.DECIDE, user="U0IDA")
    assert "U0IDA" not in slack.views


def test_something_may_be_decided_about_no_concern(house: Rowan, slack: Wired) -> None:
    opens(slack, Action.DECIDE, "0:1")
    values = {key: part for key, part in decision(house).items() if not key.startswith("tells")}
    assert "decided" in str(sends(slack, values)["view"])
    assert (kept(house).escalation_id, kept(house).decision.telling) == (None, None)
    assert rows(house.database, tables.Review) == []
    (row,) = house.sent("action")
    assert drawn(house, row)["text"].startswith("Rowan House: an action of the huddle is yours.")


def test_a_button_that_is_not_ours_is_not_taken(slack: Wired) -> None:
    for action, value in [
        (Action.DECIDE, "1:1"), (Action.DECIDE, "0:x"), (Action.DECIDE, ""), (Action.REVIEWED, "x"),
        (Action.REVIEWED, "99"), (Action.OPEN, "99"), (Action.KNOWS, "1 OR 1"),
    ]:  # fmt: skip
        assert slack.tap_on("U0ASH", POST, action, value) is None, (action, value)


def test_a_form_of_two_houses_is_not_kept(house: Rowan, slack: Wired) -> None:
    opens(slack, Action.DECIDE)
    for meta in (
        {"escalation": 1, "service": 2, "nonce": "n"},
        {"escalation": "x", "service": 1, "nonce": "n"},
        {},
    ):
        slack.views["U0ASH"]["private_metadata"] = json.dumps(meta)
        assert "Not saved" in str(sends(slack, decision(house))["errors"])
    assert rows(house.database, tables.Action) == []


def test_who_may_not_is_refused_kindly(house: Rowan, slack: Wired) -> None:
    decides(house, slack)
    tried = [
        (Action.DECIDE, "U0LEAD"), (Action.DECIDE, "U0WORKER"), (Action.DECIDE, "U0TABLET"),
        (Action.REVIEWED, "U0WORKER"), (Action.REVIEWED, "U0BOSS"), (Action.OPEN, "U0LEAD"),
        (Action.CLOSE, "U0TABLET"), (Action.KNOWS, "U0AGENCY"), (Action.LATER, "U0DEE"),
    ]  # fmt: skip
    for action, user in tried:
        assert "Thank you for helping." in opens(slack, action, user=user), (action, user)
    assert [one.actor for one in journal(house.database, "refused")] == [user for _, user in tried]


def test_it_closes_with_what_its_measure_showed_and_not_without(house: Rowan, slack: Wired) -> None:
    decides(house, slack)
    house.all_sent()
    opens(slack, Action.CLOSE, user="U0WORKER")
    form = slack.views["U0WORKER"]
    assert f"{SECRET} measure" in json.dumps(form)
    errors = sends(slack, {"result": picked("grand"), "shown": text("")}, "U0WORKER")["errors"]
    assert set(errors) == {"result", "shown"}
    for _ in range(2):
        slack.views["U0WORKER"] = form
        done = sends(slack, {"result": picked("partly"), "shown": text("Two nights")}, "U0WORKER")
        assert "Sam has still to be told." in str(done["view"])
    action = kept(house)
    assert (action.state, action.result, action.shown) == ("done", "partly", "Two nights")
    assert len(journal(house.database, "action.closed")) == 1
    assert "is done. It worked in part." in drawn(house, house.sent("action")[0], first=False)["text"]
    assert [row.updates for row in house.sent("action", updates=True)] == [house.sent("action")[0].id]
    assert "Jo closed this before" in opens(slack, Action.CLOSE)
    slack.views["U0ASH"] = form | {"private_metadata": json.dumps({"action": 1, "nonce": "another"})}
    again = sends(slack, {"result": picked("met"), "shown": text("All")})
    assert "Jo closed this before" in str(again["view"])
    assert kept(house).shown == "Two nights"
