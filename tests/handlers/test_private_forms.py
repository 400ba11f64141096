"""Tell safeguarding privately through Slack: the form, and what only those who were told can do."""

from collections.abc import Iterator
from typing import Any

import pytest

import prompts.handover
import prompts.home
import prompts.private
from bot.people import Author
from db import tables
from db.session import Database
from handlers.flow import home
from tests.handlers import confiding, wired
from tests.handlers.confiding import (
    JO,
    KIT,
    LOU,
    SECRET,
    TABLET,
    concern,
    staff_id,
    tells,
    told,
)
from tests.handlers.wired import Wired
from tests.house import Rowan, journal, rows

POST: dict[str, Any] = {"channel": "C0ROWAN", "ts": "1.1", "text": "", "blocks": [], "with": None}


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House with a safeguarding lead and a deputy, asked at 21:15."""
    return confiding.asked(database)


@pytest.fixture
def slack(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wired]:
    wired.at_once(monkeypatch)
    users = [JO, TABLET, KIT, LOU, "U0ASH", "U0BOSS"]
    made = Wired(house.relay, dict.fromkeys(users, "x"), users)
    made.posts.append(dict(POST))
    yield made
    made.close()


def opens(slack: Wired, house: Rowan, user: str = JO) -> Any:
    slack.tap_on(user, POST, prompts.private.Action.TELL, str(house.service().id))
    return slack.views[user]


def chosen(*ids: int) -> Any:
    options = [{"text": {"type": "plain_text", "text": "x"}, "value": str(one)} for one in ids]
    return {"value": {"type": "multi_static_select", "selected_options": options}}


def sends(slack: Wired, user: str = JO, **values: Any) -> Any:
    return slack.submit(user, {"person": "0", "text": SECRET, "tell": "now", **values})


def test_the_form_is_told_and_becomes_who_is_told(house: Rowan, slack: Wired) -> None:
    form = opens(slack, house)
    assert "999" in str(form["blocks"][0])
    assert "Adult safeguarding, 01632 960555" in str(form["blocks"][0])
    sends(slack, person=str(house.person("sam").id), left_out=chosen(staff_id(house, KIT)))
    assert "Lou (deputy) is being told." in str(slack.views[JO])
    assert "Adult safeguarding, 01632 960555" in str(slack.views[JO]["blocks"][0])
    assert told(house) == [(1, LOU)]
    kept = concern(house)
    assert (kept.said.text, kept.person_id) == (SECRET, house.person("sam").id)


def test_the_same_form_sent_twice_tells_once(house: Rowan, slack: Wired) -> None:
    form = opens(slack, house)
    sends(slack)
    slack.views[JO] = form
    sends(slack, text="Other words")
    assert told(house) == [(1, KIT)]
    assert concern(house).said.text == SECRET


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"text": ""}, {"text"}),
        ({"person": "999999"}, {"person"}),
        ({"tell": "tomorrow"}, {"tell"}),
        ({"left_out": chosen(999999)}, {"left_out"}),
        ({"text": "x" * 2001}, {"text"}),
    ],
)
def test_what_is_to_be_mended_stands_beside_its_field(
    house: Rowan, slack: Wired, values: dict[str, Any], fields: set[str]
) -> None:
    opens(slack, house)
    ack = sends(slack, **values)
    assert set(ack.payload["errors"]) == fields
    assert rows(house.database, tables.PrivateConcern) == []


def test_a_shared_account_says_who_it_is_and_that_no_word_comes_back(house: Rowan, slack: Wired) -> None:
    opens(slack, house, TABLET)
    assert set(sends(slack, TABLET).payload["errors"]) == {"who"}
    sends(slack, TABLET, who=str(staff_id(house, JO)))
    assert "no word can come to it" in str(slack.views[TABLET])
    assert concern(house).author == Author(staff_id(house, JO), via_id=staff_id(house, TABLET))


def does(slack: Wired, user: str, action: str) -> str:
    slack.whispers.clear()
    slack.views.pop(user, None)
    slack.tap_on(user, POST, action, "1")
    return f"{slack.whispers}{slack.views.get(user) or ''}"


ACTIONS = (prompts.private.Action.TAKE, prompts.private.Action.OPEN, prompts.private.Action.CLOSE)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("user", [LOU, JO, "U0ASH", "U0BOSS", TABLET])
def test_nobody_who_was_not_told_opens_takes_or_closes_it(
    house: Rowan, slack: Wired, user: str, action: str
) -> None:
    tells(house)
    said = does(slack, user, action)
    assert "Thank you for helping." in said
    assert SECRET not in said
    assert concern(house).state == "open"
    (refused,) = journal(house.database, "refused")
    assert (refused.actor, refused.service_id, refused.person_id) == (user, None, None)


def test_whoever_is_told_reads_takes_and_closes_it(house: Rowan, slack: Wired) -> None:
    tells(house, "U0ASH")
    assert SECRET in (opened := does(slack, KIT, prompts.private.Action.OPEN))
    assert "Please tell nothing to Ash." in opened
    (row,) = journal(house.database, "private.opened")
    assert (row.actor, row.service_id, row.person_id) == (KIT, None, None)
    assert "First somebody takes it on" in does(slack, KIT, prompts.private.Action.CLOSE)
    for _ in range(2):
        assert "You have this now." in does(slack, KIT, prompts.private.Action.TAKE)
    does(slack, KIT, prompts.private.Action.CLOSE)
    assert set(slack.submit(KIT, {"outcome": ""}).payload["errors"]) == {"outcome", "met"}  # type: ignore[union-attr]
    slack.submit(KIT, {"outcome": "Sam has moved", "met": "partly"})
    assert "Thank you." in str(slack.views[KIT])
    assert (concern(house).met, concern(house).outcome) == ("partly", "Sam has moved")


def test_a_forms_closing_is_only_for_those_who_were_told(house: Rowan, slack: Wired) -> None:
    tells(house)
    does(slack, KIT, prompts.private.Action.TAKE)
    does(slack, KIT, prompts.private.Action.CLOSE)
    slack.views["U0ASH"] = slack.views[KIT]
    slack.submit("U0ASH", {"outcome": "Nothing", "met": "met"})
    assert "Thank you for helping." in str(slack.views["U0ASH"])
    assert concern(house).state == "acknowledged"


def test_those_who_were_told_have_a_list_of_their_own_in_their_home(house: Rowan) -> None:
    tells(house)
    with house.database.read() as session:
        shown = {one: home.gather(session, one, house.clock.at).private for one in (KIT, LOU, JO, TABLET)}
    assert {one: len(found) for one, found in shown.items()} == {KIT: 1, LOU: 0, JO: 0, TABLET: 0}
    assert shown[KIT][0].person is not None
    assert shown[KIT][0].person.known_as == "Sam"
