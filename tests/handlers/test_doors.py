"""Doors: whatever is listened for has one, and behind each somebody listens."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

import db.handover
import handlers.app
import prompts.private
import prompts.who
from db.session import Database
from handlers import doors
from handlers.app import Timed
from tests.handlers.wired import Wired
from tests.house import Rowan, oak, rowan

# these carry a tap, a concern or an escalation: a handover or a service is no part of them
OF_ONE_THING = {
    prompts.who.CALLBACK,
    prompts.private.CLOSING,
    *(
        one
        for one in doors.FORMS
        if one.startswith(("escalation.", "acting.", "check.", "huddle.", "actions.", "agreed."))
    ),
}


class Recording(Timed):
    """What is listened for."""

    heard: dict[str, set[Any]]

    def _note(self, kind: str, what: Any) -> None:
        self.__dict__.setdefault("heard", {}).setdefault(kind, set()).add(what)

    def action(self, constraints: Any, *more: Any, **named: Any) -> Any:
        self._note("action", constraints)
        return super().action(constraints, *more, **named)

    def view(self, constraints: Any, *more: Any, **named: Any) -> Any:
        self._note("view", constraints)
        return super().view(constraints, *more, **named)

    def command(self, command: Any, *more: Any, **named: Any) -> Any:
        self._note("typed", command)
        return super().command(command, *more, **named)

    def message_shortcut(self, callback_id: Any, *more: Any, **named: Any) -> Any:
        self._note("typed", callback_id)
        return super().message_shortcut(callback_id, *more, **named)

    def event(self, event: Any, *more: Any, **named: Any) -> Any:
        self._note("event", event)
        return super().event(event, *more, **named)


@pytest.fixture
def heard(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, set[Any]]]:
    house = Rowan(database).load()
    slack = Wired(house.relay, {}, [])
    monkeypatch.setattr(handlers.app, "Timed", Recording)
    made = handlers.app.build(house.relay, slack.app.client)
    assert isinstance(made, Recording)
    yield made.heard
    slack.close()


def hears(listened: Any, action_id: str) -> bool:
    if isinstance(listened, re.Pattern):
        return bool(listened.fullmatch(action_id) or listened.fullmatch(f"{action_id}.1"))
    return bool(listened == action_id)


def test_every_button_that_is_listened_for_has_a_door_and_every_door_a_listener(
    heard: dict[str, set[Any]],
) -> None:
    for door in doors.ACTIONS:
        assert [one for one in heard["action"] if hears(one, door)], door
    for listened in heard["action"]:
        assert [door for door in doors.ACTIONS if hears(listened, door)], listened


@pytest.mark.parametrize(
    ("kind", "table"),
    [("view", set(doors.FORMS)), ("typed", set(doors.TYPED)), ("event", set(doors.OPEN))],
)
def test_every_form_command_and_event_has_a_door_and_every_door_a_listener(
    heard: dict[str, set[Any]], kind: str, table: set[str]
) -> None:
    assert heard[kind] == table


@pytest.mark.parametrize("callback", sorted(set(doors.FORMS) - OF_ONE_THING))
@pytest.mark.parametrize("own", ["rowan-house", "oak-house"])
def test_no_door_opens_for_a_form_whose_handover_is_of_another_house(
    database: Database, callback: str, own: str
) -> None:
    written = rowan()
    written["services"] += oak()["services"]
    house = Rowan(database).load(written)
    rowans = house.ask()
    with database.read() as session:
        oaks = db.handover.latest_asked(session, house.service("oak-house").id)
        assert oaks is not None
        handover_id = oaks.id if own == "rowan-house" else rowans
        meta = {"service": house.service(own).id, "handover": handover_id, "person": house.person("sam").id}
        with pytest.raises(ValueError, match="two houses"):
            doors.FORMS[callback](session, meta, None)
