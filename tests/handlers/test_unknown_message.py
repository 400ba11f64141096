"""A message that the record does not know: its numbers may be somebody else's by now, so nothing in it counts."""

from collections.abc import Iterator

import pytest

import prompts.handover
from db import tables
from db.session import Database
from handlers import slack
from tests.handlers import wired
from tests.handlers.tried import POST
from tests.handlers.wired import Wired
from tests.house import Rowan, journal, rows

JO = "U0WORKER"


@pytest.fixture
def house(database: Database) -> Rowan:
    made = Rowan(database).load()
    made.ask()
    made.all_sent()
    return made


@pytest.fixture
def wire(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wired]:
    wired.at_once(monkeypatch)
    users = {one.slack: one.spec.name for one in rows(house.database, tables.Staff)}
    made = Wired(house.relay, users, list(users))
    yield made
    made.close()


def tap(wire: Wired, house: Rowan, token: str) -> None:
    post = {**POST, "blocks": [{"type": "section", "block_id": f"{slack.STAMP}{token}"}]}
    wire.posts.append(post)
    value = f"{house.newest()}:{house.person('sam').id}"
    assert wire.tap_on(JO, post, prompts.handover.Action.CLEAR, value) is not None


def test_a_tap_in_it_keeps_nothing_and_says_so_with_whom_to_phone(house: Rowan, wire: Wired) -> None:
    tap(wire, house, "of another time")
    assert rows(house.database, tables.Reply) == []
    assert "Relay does not know this message any more" in str(wire.whispers)
    assert "nothing was kept, and nobody was told" in str(wire.whispers)
    assert [one.why for one in journal(house.database, "refused")] == ["unknown_message"]


def test_a_tap_in_one_that_is_known_counts(house: Rowan, wire: Wired) -> None:
    (prompt,) = (one for one in rows(house.database, tables.Outbox) if one.kind == "prompt")
    tap(wire, house, prompt.token)
    assert [one.kind for one in rows(house.database, tables.Reply)] == ["clear"]
