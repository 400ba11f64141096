"""The second question's form, as it comes back over the network."""

from typing import Any

import pytest

import db.people
from bot.people import Author
from db.session import Database
from handlers import steps
from handlers.forms import Sent
from tests.house import SLEEPLESS, Rowan


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House, asked at 21:15, and what was said of Sam rings."""
    made = Rowan(database).load()
    made.ask()
    made.says("sam", SLEEPLESS)
    return made


def sent(house: Rowan, plan: str) -> Any:
    """The form about Sam, drawn from the plan of `plan`."""
    meta = {
        "handover": house.newest(), "person": house.person("sam").id, "plan": house.person(plan).plan_id, "nonce": "n",
    }  # fmt: skip
    fields = {"followed": {"value": {"selected_option": {"value": "no"}}}, "step:0": {"value": {}}}
    view = {"blocks": [], "state": {"values": fields}}
    with house.database.write() as session:
        who = db.people.staff_by_slack(session, "U0WORKER")
        assert who is not None
        return steps.keep(session, house.relay, Sent(who, Author(who.id), meta, view, house.clock.at))


def test_a_form_with_the_persons_own_plan_is_kept(house: Rowan) -> None:
    assert sent(house, "sam")["title"]["text"] == "Saved"


def test_a_form_with_the_plan_of_somebody_else_is_none_of_ours(house: Rowan) -> None:
    with pytest.raises(ValueError, match="somebody else"):
        sent(house, "ray")
