"""An action of the huddle while time goes by: reminded of, late, put off; and when its owner is not there any more."""

from collections.abc import Iterator

import pytest

import handlers.flow.house
from bot.loaded import House
from db.session import Database
from prompts.actions import Action
from tests import house as houses
from tests.handlers import decisions
from tests.handlers.decisions import (
    SECRET,
    day,
    decides,
    drawn,
    kept,
    on,
    opens,
    picked,
    sends,
    text,
    told,
    without,
)
from tests.handlers.wired import Wired
from tests.house import Rowan, journal

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


@pytest.fixture
def house(database: Database, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    return decisions.house(database, monkeypatch)


@pytest.fixture
def slack(house: Rowan) -> Iterator[Wired]:
    yield from decisions.slack(house)


def test_it_is_reminded_of_late_and_told_to_its_senior_owner_each_week(house: Rowan, slack: Wired) -> None:
    decides(house, slack, tells=picked("there"))
    courses: list[tuple[int, int, list[tuple[str, str]]]] = [
        (11, 16, []),
        (11, 17, [("action_due", "U0WORKER")]),
        (11, 18, []),
        (11, 19, [("action_due", "U0WORKER")]),
        (11, 20, [("action_late", "U0WORKER"), ("action_late", "U0ASH")]),
        (11, 26, []),
        (11, 27, [("action_late", "U0ASH")]),
    ]
    for month, of_month, said in courses:
        before = len(told(house))
        on(house, month, of_month)
        assert told(house)[before:] == said, of_month
    mine, ashs = (drawn(house, row)["text"] for row in house.sent("action_late")[:2])
    assert "It was due Thu 19 Nov, and is still open. Ash is its senior owner" in mine
    assert "is late." in ashs
    assert "Jo has it." in ashs


def test_whoever_has_left_is_told_nothing_more_and_another_has_it(house: Rowan, slack: Wired) -> None:
    decides(house, slack, tells=picked("there"))
    house.all_sent()
    (first,) = house.sent("action")
    left = House.model_validate(without("U0WORKER"))
    with house.database.write() as session:
        handlers.flow.house.keep(session, left, house.clock.at)
    assert told(house)[1:] == [("action", "U0ASH")]
    # Ida is the only other manager, but Sam does not want her contacted
    assert kept(house).own == (house.author("U0ASH").staff_id, house.author("U0ASH").staff_id)
    assert "is with Ash now" in drawn(house, first, first=False)["text"]
    assert "elements" not in str(drawn(house, first, first=False))
    on(house, 11, 20)
    assert told(house)[2:] == [("action_late", "U0ASH")]


def test_one_who_left_unnoticed_is_followed_when_it_is_due(house: Rowan, slack: Wired) -> None:
    decides(house, slack, tells=picked("there"))
    houses.apply(house.database, without("U0WORKER"), house.clock.at)
    assert drawn(house, house.sent("action")[0]) is None
    on(house, 11, 17)
    assert told(house)[1:] == [("action_due", "U0ASH")]
    assert [one.why for one in journal(house.database, "action.owner")] == ["1"]


def test_whom_the_person_does_not_want_any_more_owns_nothing_about_them(house: Rowan, slack: Wired) -> None:
    decides(house, slack)
    said = houses.rowan()
    said["people"][0]["plan"]["contacts"]["not_wanted"].append({"staff": "U0WORKER"})
    with house.database.write() as session:
        handlers.flow.house.keep(session, House.model_validate(said), house.clock.at)
    assert kept(house).decision.owner_id == house.author("U0ASH").staff_id
    assert "Thank you for helping." in opens(slack, Action.OPEN, user="U0WORKER")


def test_until_somebody_says_that_the_person_knows_the_owner_is_asked(house: Rowan, slack: Wired) -> None:
    decides(house, slack, due=day("2026-12-30"))
    on(house, 11, 17)
    assert told(house)[1:] == [("action_tell", "U0WORKER")]
    (row,) = house.sent("action_tell")
    assert "Does Sam know what the huddle decided? Mel was to tell Sam by Mon 16 Nov." in " ".join(
        block["text"]["text"].replace("\n", " ") for block in drawn(house, row)["blocks"] if "text" in block
    )
    assert "nobody is asked again" in opens(slack, Action.KNOWS, user="U0WORKER")
    assert "knows already" in opens(slack, Action.KNOWS, user="U0ASH")
    assert drawn(house, row) is None
    on(house, 11, 24)
    assert len(told(house)) == 2
    assert len(journal(house.database, "action.knows")) == 1


def test_who_was_told_of_it_before_may_not_when_it_is_anothers(house: Rowan, slack: Wired) -> None:
    decides(house, slack, owner=picked(house.author("U0LEAD").staff_id))
    assert "Thank you for helping." in opens(slack, Action.OPEN, user="U0WORKER")
    assert "Decided in the huddle" in opens(slack, Action.OPEN, user="U0LEAD")


def test_more_time_needs_a_later_date_and_a_reason_and_its_senior_owner_hears_of_it(
    house: Rowan, slack: Wired
) -> None:
    decides(house, slack, tells=picked("there"))
    opens(slack, Action.LATER, user="U0WORKER")
    form = slack.views["U0WORKER"]
    errors = sends(slack, {"due": day("2026-11-19"), "why": text("")}, "U0WORKER")["errors"]
    assert set(errors) == {"due", "why"}
    for _ in range(2):
        slack.views["U0WORKER"] = form
        saved = sends(slack, {"due": day("2026-11-26"), "why": text(SECRET)}, "U0WORKER")
        assert "It is due Thu 26 Nov now." in str(saved["view"])
    assert told(house) == [("action", "U0WORKER"), ("action_moved", "U0ASH")]
    (row,) = house.sent("action_moved")
    assert "has more time. It is due Thu 26 Nov. Jo has it." in drawn(house, row)["text"]
    assert SECRET in opens(slack, Action.OPEN)
    on(house, 11, 20)
    assert len(told(house)) == 2
    on(house, 11, 24)
    assert told(house)[2:] == [("action_due", "U0WORKER")]
