"""What the huddle agrees is made there: who is asked about next, when charts begin anew, what is still restricted."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import db.agreed
import db.closing
import db.export
import db.handover
import db.house
from bot.agreed import InForce
from bot.closing import Closing, Restriction
from db import tables
from db.session import Database
from handlers import export, load
from handlers.flow import agreed as flow
from prompts import agreed, restrictions
from prompts.agreed import Action
from tests.handlers import wired
from tests.handlers.wired import Wired
from tests.house import DUE, QUIET, Rowan, Written, apply, journal, rowan, rows, staff
from tests.otherslack.slack import Body
from tests.prompts.test_agreed import ASKING, CHANGE, LOOK, state

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)

ASH, MEL, JO = "U0ASH", "U0LEAD", "U0WORKER"
POST: Body = {"channel": "C0ROWAN", "ts": "1.1", "text": "", "blocks": [], "with": None}
HALF_A_DAY = timedelta(hours=12)
RESTRICTED = Restriction("SECRET", "SECRET", date(2026, 11, 20), "SECRET")


def said(until: date | None = date(2026, 11, 11)) -> Written:
    """Rowan House, where Sam's date is past."""
    made = rowan()
    made["people"][0]["plan"]["asked"] = {"until": until}
    made["staff"].append(staff("U0SHARED", "Office", "manager", shared=True))
    return made


@pytest.fixture
def house(database: Database) -> Rowan:
    """At nine in the evening; the next handover asks a quarter of an hour later."""
    return Rowan(database).load(said())


@pytest.fixture
def slack(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wired]:
    wired.at_once(monkeypatch)
    users = {one["slack"]: one["name"] for one in said()["staff"]}
    made = Wired(house.relay, users, list(users))
    made.posts.append(dict(POST))
    yield made
    made.close()


def opens(slack: Wired, action: Action, value: Any, user: str = ASH) -> Any:
    """The form that opens; None where none does."""
    slack.whispers.clear()
    slack.views.pop(user, None)
    slack.tap_on(user, POST, action, str(value))
    return slack.views.get(user)


def sends(slack: Wired, user: str = ASH, **fields: Any) -> Any:
    """What the open form becomes when it is sent, or the fields to be mended."""
    ack = slack.submit(user, state(**fields))
    assert ack is not None
    return ack.payload.get("view") or set(ack.payload["errors"])


def decides(slack: Wired, house: Rowan, **changed: Any) -> Any:
    opens(slack, Action.ASKING, house.person("sam").id)
    return sends(slack, **{**ASKING, **changed})


def asked(house: Rowan) -> set[str]:
    """Whom the handover that now falls due asks about."""
    house.tick()
    with house.database.read() as session:
        about = set(db.handover.asked_about(session, house.newest()))
    return {key for key in ("sam", "ray") if house.person(key).id in about}


def test_asked_again_until_a_date_then_no_more_then_as_a_newer_plan_says(house: Rowan, slack: Wired) -> None:
    house.clock.at = DUE
    assert asked(house) == {"ray"}
    decides(slack, house)
    # what was asked stays as it is
    assert asked(house) == {"ray"}
    house.clock.at += HALF_A_DAY
    assert asked(house) == {"sam", "ray"}
    assert apply(house.database, said(), house.clock.at) == []
    house.clock.at += HALF_A_DAY
    assert asked(house) == {"sam", "ray"}
    decides(slack, house, how="ended", until=None)
    house.clock.at += HALF_A_DAY
    assert asked(house) == {"ray"}
    (changed,) = apply(house.database, said(date(2027, 1, 1)), house.clock.at)
    assert "the huddle had agreed that asking ends" in changed
    house.clock.at += HALF_A_DAY
    assert asked(house) == {"sam", "ray"}


def test_what_is_agreed_is_journalled_once_and_the_plan_says_so(house: Rowan, slack: Wired) -> None:
    opens(slack, Action.ASKING, house.person("sam").id)
    form = slack.views[ASH]
    for _ in range(2):
        slack.views[ASH] = form
        assert "asked about until Mon 1 Mar 2027" in json.dumps(sends(slack, **ASKING))
    (row,) = rows(house.database, tables.AskedAgreed)
    (noted,) = journal(house.database, "asking.agreed")
    assert (row.until, row.on_date, row.with_person) == (date(2027, 3, 1), date(2026, 11, 12), True)
    assert (noted.actor, noted.person_id, noted.why) == (ASH, house.person("sam").id, "1")
    decides(slack, house, how="ended", until=None, **{"with": "no", "because": "Asleep"})
    assert len(journal(house.database, "asking.ended")) == 1
    slack.command(ASH, "C0ROWAN", "/plan", "Sam")
    shown = json.dumps(slack.views[ASH])
    assert "agreed at the huddle on Thu 12 Nov 2026" in shown
    assert str(Action.ASKING) in shown


def test_nobody_is_offered_what_they_may_not_do(house: Rowan, slack: Wired) -> None:
    house.clock.passes(1)
    for user in (MEL, JO, "U0BOSS", "U0SHARED"):
        slack.command(user, "C0ROWAN", "/plan", "Sam")
        assert str(Action.ASKING) not in json.dumps(slack.views.get(user))


def test_a_form_of_asking_is_mended_beside_its_field_and_nothing_is_kept(house: Rowan, slack: Wired) -> None:
    assert decides(slack, house, until="2026-11-12") == {agreed.UNTIL}
    assert decides(slack, house, why=None) == {agreed.WHY}
    assert rows(house.database, tables.AskedAgreed) == []


def test_whoever_left_or_has_no_plan_is_not_agreed_with(house: Rowan, slack: Wired) -> None:
    sam = house.person("sam").id
    opens(slack, Action.ASKING, sam)
    form = slack.views[ASH]
    without = said()
    del without["people"][0]["plan"]
    apply(house.database, without, house.clock.at)
    assert opens(slack, Action.ASKING, sam) is None
    slack.views[ASH] = form
    assert "Nothing was saved" in json.dumps(sends(slack, **ASKING))
    apply(house.database, {**said(), "people": said()["people"][1:]}, house.clock.at)
    assert opens(slack, Action.ASKING, sam) is None
    assert rows(house.database, tables.AskedAgreed) == []


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "# sam: asked until 2027-03-01, as agreed in the huddle on 2026-11-12.\n"),
        ({"how": "ended", "until": None}, "# sam: asking ended, as agreed in the huddle on 2026-11-12.\n"),
    ],
)
def test_an_export_says_what_was_agreed_and_loads_again_without_a_change(
    house: Rowan, slack: Wired, tmp_path: Path, changed: dict[str, Any], line: str
) -> None:
    decides(slack, house, **changed)
    until = house.person("sam").plan.asked.until
    with house.database.read() as session:
        written = export.text(db.export.held(session), house.clock.at)
    assert line in written
    (tmp_path / "export.yaml").write_text(written)
    house.clock.passes(10)
    with house.database.write() as session:
        assert db.house.apply(session, load.read([tmp_path / "export.yaml"], {}), house.clock.at) == []
    assert house.person("sam").plan.asked.until == until
    assert house.person("sam").agreed is not None


def test_a_change_is_marked_once_and_taken_back_once(house: Rowan, slack: Wired) -> None:
    assert opens(slack, Action.BACK, 1) is None
    form = opens(slack, Action.CHANGE, 1)
    for _ in range(2):
        slack.views[ASH] = form
        assert "Mon 2 Nov 2026" in json.dumps(sends(slack, **CHANGE))
    assert (
        len(rows(house.database, tables.PracticeChange))
        == len(journal(house.database, "practice.changed"))
        == 1
    )
    assert "Tea is at five" in json.dumps(opens(slack, Action.CHANGE, 1))
    form = opens(slack, Action.BACK, 1)
    for _ in range(2):
        slack.views[ASH] = form
        assert "taken back" in json.dumps(sends(slack, which="1", why="A mistake"))
    assert len(journal(house.database, "practice.taken_back")) == 1
    with house.database.read() as session:
        assert db.agreed.marks(session, [1]) == []


def test_a_mark_of_another_house_is_not_taken_back(house: Rowan, slack: Wired) -> None:
    opens(slack, Action.CHANGE, 1)
    sends(slack, **CHANGE)
    opens(slack, Action.BACK, 1)
    with house.database.write() as session:
        other = tables.Service(key="oak", channel="C0OAK", spec=house.service().spec)
        session.add(other)
        session.flush()
        session.execute(sa.update(tables.PracticeChange).values(service_id=other.id))
    sends(slack, which="1", why="A mistake")
    assert journal(house.database, "practice.taken_back") == []


def restricted(house: Rowan) -> None:
    """Ray's escalation was closed, and something restricted."""
    house.clock.at = DUE
    house.tick()
    house.says("ray", QUIET)
    with house.database.write() as session:
        said_ = Closing("settled", None, None, (), RESTRICTED, None, None, "done")
        db.closing.add(session, 1, house.author(ASH).staff_id, house.clock.at, said_)


def in_force(house: Rowan) -> list[InForce]:
    with house.database.read() as session:
        return db.agreed.restrictions(session, [1], flow.today(house.service(), house.clock.at))


def test_a_restriction_goes_on_with_a_reason_until_it_ends(house: Rowan, slack: Wired) -> None:
    restricted(house)
    form = opens(slack, Action.RESTRICTION, 1)
    assert json.dumps(form).count("SECRET") == 3
    assert sends(slack, **{**LOOK, "reason": None}) == {restrictions.REASON}
    for _ in range(2):
        slack.views[ASH] = form
        assert "looked at again by Tue 1 Dec 2026" in json.dumps(sends(slack, **LOOK))
    assert [(one.known_as, one.review_by, one.overdue) for one in in_force(house)] == [
        ("Ray", date(2026, 12, 1), False)
    ]
    house.clock.at += timedelta(days=20)
    assert [one.overdue for one in in_force(house)] == [True]
    late = {**LOOK, "review_by": "2027-01-10", "how": "reduce"}
    assert "No hob yet" in json.dumps(opens(slack, Action.RESTRICTION, 1))
    sends(slack, **late)
    assert [one.reduced for one in in_force(house)] == [True]
    opens(slack, Action.RESTRICTION, 1)
    open_still = slack.views[ASH]
    assert "it is over" in json.dumps(sends(slack, **{**LOOK, "how": "end", "review_by": None}))
    assert in_force(house) == []
    # somebody else had it open
    slack.views[ASH] = {**open_still, "private_metadata": json.dumps({"escalation": 1, "nonce": "another"})}
    assert "Nothing was saved" in json.dumps(sends(slack, **late))
    assert opens(slack, Action.RESTRICTION, 1) is None
    kept = rows(house.database, tables.RestrictionLooked)
    assert [one.action.value for one in kept] == ["continue", "reduce", "end"]
    written = [
        row.what for row in rows(house.database, tables.Journal) if row.what.startswith("restriction.")
    ]
    assert [one for one in written if one != "restriction.opened"] == [
        "restriction.continue", "restriction.reduce", "restriction.end",
    ]  # fmt: skip


def test_where_nothing_was_restricted_there_is_nothing_to_look_at(house: Rowan, slack: Wired) -> None:
    restricted(house)
    with house.database.write() as session:
        session.execute(sa.delete(tables.Closing))
    assert opens(slack, Action.RESTRICTION, 1) is None
    assert "no restriction" in json.dumps(slack.whispers)


BUTTONS = [(Action.ASKING, 1), (Action.CHANGE, 1), (Action.BACK, 1), (Action.RESTRICTION, 1)]


def test_nobody_but_a_manager_and_the_safeguarding_lead_of_the_house_may(house: Rowan, slack: Wired) -> None:
    restricted(house)
    users = (JO, MEL, "U0BOSS", "U0SHARED", "U0DEE")
    for user in users:
        for action, value in BUTTONS:
            opens(slack, action, value, user)
            assert user not in slack.views
    assert len(journal(house.database, "refused")) == len(BUTTONS) * len(users)


def test_rubbish_opens_nothing(house: Rowan, slack: Wired) -> None:
    restricted(house)
    before = len(rows(house.database, tables.Journal))
    for value in ("", "x", "0", "-1", "99", "1:0", "٣", "9" * 30):
        assert [opens(slack, action, value) for action, _ in BUTTONS] == [None] * len(BUTTONS)
    assert len(rows(house.database, tables.Journal)) == before


@pytest.mark.parametrize("meta", [{}, {"person": "x"}, {"person": 99, "nonce": "n"}, {"person": 1}])
def test_a_form_of_rubbish_keeps_nothing(house: Rowan, slack: Wired, meta: Body) -> None:
    opens(slack, Action.ASKING, house.person("sam").id)
    slack.views[ASH] = {**slack.views[ASH], "private_metadata": json.dumps(meta)}
    assert isinstance(sends(slack, **ASKING), set)
    assert rows(house.database, tables.AskedAgreed) == []
