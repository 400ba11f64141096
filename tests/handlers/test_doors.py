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


def ids(listened: Any) -> set[str]:
    """What a listener is for: an id, or each of those of a pattern, which are told apart by a number at their end."""
    if not isinstance(listened, re.Pattern):
        return {listened}
    found = re.fullmatch(r"\^\((.*)\)" + re.escape(doors.NUMBER) + r"\$", listened.pattern)
    assert found
    return {re.sub(r"\\(.)", r"\1", one) for one in found[1].split("|")}


class Recording(Timed):
    """What is listened for."""

    heard: dict[str, set[str]]

    def _note(self, kind: str, what: Any) -> None:
        self.__dict__.setdefault("heard", {}).setdefault(kind, set()).update(ids(what))

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
def heard(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, set[str]]]:
    house = Rowan(database).load()
    slack = Wired(house.relay, {}, [])
    monkeypatch.setattr(handlers.app, "Timed", Recording)
    made = handlers.app.build(house.relay, slack.app.client)
    assert isinstance(made, Recording)
    yield made.heard
    slack.close()


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        ("action", set(doors.ACTIONS)),
        ("view", set(doors.FORMS)),
        ("typed", set(doors.TYPED)),
        ("event", set(doors.OPEN)),
    ],
)
def test_all_that_is_listened_for_has_a_door_and_every_door_a_listener(
    heard: dict[str, set[str]], kind: str, table: set[str]
) -> None:
    assert heard[kind] == table


@pytest.mark.parametrize(
    "said", ["note.elsewhere", "my.note.else", "note.else.x", "note.else.\u0661", "note_else"]
)
def test_what_is_nearly_an_id_is_none(said: str) -> None:
    several = doors.pattern(["note.else", "note.good"])
    assert several.search("note.else")
    assert several.search("note.good.12")
    assert not several.search(said)


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
