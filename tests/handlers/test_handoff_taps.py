"""A change of on-call through Slack's protocol: the test tap, and the buttons of what was handed on."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col

import db.outbox
import prompts.handoff
from db import tables
from handlers import delivery
from tests.handlers import wired
from tests.handlers.test_handoff import ASH, DEE, MONDAY, SUNDAY, comes, written
from tests.handlers.wired import Wired
from tests.house import MINUTE, QUIET, SLEEPLESS, Clock, Rowan, journal, rows
from tests.otherslack.slack import Body, buttons

JO, TABLET, STRANGER = "U0WORKER", "U0TABLET", "U0STRANGER"


class Monday:
    """Nine on Monday: Ash goes off, Dee, who is nobody's staff, comes on; Sam and Ray ring, and Ash has Sam."""

    def __init__(self, house: Rowan) -> None:
        self.house = house
        users = {one.slack: one.spec.name for one in rows(house.database, tables.Staff)}
        self.slack = Wired(house.relay, {**users, STRANGER: "Nia"}, list(users))
        house.tick()
        comes(house, MONDAY - 5 * MINUTE)
        house.says("sam", SLEEPLESS)
        house.says("ray", QUIET)
        self.send()
        self.taps(ASH, "I've got this", 0)
        comes(house, MONDAY)
        self.send()

    def send(self) -> None:
        """Everything that waits goes out."""
        database, now = self.house.database, self.house.clock.at
        while True:
            with database.write() as session:
                letter = db.outbox.claim(session, "me", now, self.house.clock.slack, timedelta(seconds=30))
            if letter is None:
                return
            delivery.send(self.house.relay, self.slack.app.client, letter)

    def taps(self, user: str, text: str, place: int = -1) -> str:
        """Tap a button of their direct message at this place; what they are told beside it."""
        assert self.slack.tap(user, self.slack.room(user)[place], text) is not None
        self.send()
        return str(self.slack.whispers[-1]["text"])

    def comes_on(self) -> Body:
        """What Dee was told."""
        return next(one for one in self.slack.room(DEE) if "on call for" in one["text"])

    def forwarded(self, user: str, action: str, value: str) -> str:
        """A tap on Dee's button by somebody else, as in a message passed round."""
        assert self.slack.tap_on(user, self.comes_on(), action, value) is not None
        return f"{self.slack.whispers[-1:]}{self.slack.views.get(user)}"


@pytest.fixture
def monday(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Monday]:
    shutil.copy(migrated_sqlite, tmp_path / "relay.db")
    wired.at_once(monkeypatch)
    house = wired.house(tmp_path / "relay.db")
    house.clock = Clock(SUNDAY)
    house.__post_init__()
    made = Monday(house.load(written(ASH, DEE)))
    try:
        yield made
    finally:
        made.slack.close()
        house.database.close()


def labels(post: Body) -> list[str]:
    return [one["accessibility_label"] for one in buttons(post)]


def states(monday: Monday) -> list[str]:
    return [row.state.value for row in rows(monday.house.database, tables.Handoff)]


def test_whoever_comes_on_sees_what_is_open_and_promised_with_buttons(monday: Monday) -> None:
    said = monday.comes_on()
    assert "Open: Sam. Ash has it, by 09:25." in said["text"]
    assert labels(said) == [
        "I've got this: Ray", "Open what was seen: Ray", "Open what was seen: Sam",
        "I'm on call: messages reach me",
    ]  # fmt: skip
    assert "up most of the night" not in str(said).lower()


def test_the_tap_thanks_is_drawn_and_tells_whoever_goes_off(monday: Monday) -> None:
    monday.house.clock.passes(3)
    before = monday.slack.room(DEE).index(monday.comes_on())
    thanks = monday.taps(DEE, "I'm on call", before)
    assert thanks == (
        "Thank you. You're on call for Rowan House since 09:00 until Mon 23 Nov 09:00. Ash is told."
    )
    assert "I'm on call: messages reach me" not in labels(monday.comes_on())
    told = monday.slack.room(ASH)[-1]
    assert told["text"].startswith("Dee has taken over on call for Rowan House at 09:03. You're off.")
    assert "You still have Sam at Rowan House: by 09:25." in told["text"]
    count = len(monday.slack.room(ASH))
    said = monday.forwarded(DEE, prompts.handoff.Action.HERE, "1")
    monday.send()
    assert "You have said that already at 09:03" in said
    assert len(monday.slack.room(ASH)) == count
    assert len(journal(monday.house.database, "handoff.taken")) == 1


def test_what_was_handed_on_can_be_opened_and_taken(monday: Monday) -> None:
    post = monday.comes_on()
    (take, ray, sam) = buttons(post)[:3]
    assert monday.slack.tap_on(DEE, post, sam["action_id"], sam["value"]) is not None
    assert monday.slack.views[DEE]["callback_id"] == "escalation.details"
    assert monday.slack.tap_on(DEE, post, ray["action_id"], ray["value"]) is not None
    assert monday.slack.tap_on(DEE, post, take["action_id"], take["value"]) is not None
    monday.send()
    held = [row.holder_id for row in rows(monday.house.database, tables.Escalation)]
    (dee,) = rows(monday.house.database, tables.Staff, col(tables.Staff.slack) == DEE)
    assert dee.id in held
    assert "Open: Ray. Dee has it" in monday.comes_on()["text"]
    assert "I've got this: Ray" not in labels(monday.comes_on())


@pytest.mark.parametrize(
    ("user", "why"),
    [(JO, "not_their_turn"), (ASH, "not_their_turn"), (STRANGER, "not_listed"), ("U0BOSS", "other_service")],
    ids=["staff of the house", "whoever goes off", "on no list", "of no house"],
)
def test_nobody_else_says_it_for_them(monday: Monday, user: str, why: str) -> None:
    said = monday.forwarded(user, prompts.handoff.Action.HERE, "1")
    assert "Thank you for helping." in said
    assert "07700 900002" in said
    assert states(monday)[0] == "told"
    assert [row.why for row in journal(monday.house.database, "refused")] == [why]


def test_a_shared_account_cannot_say_it_either(monday: Monday) -> None:
    monday.forwarded(TABLET, prompts.handoff.Action.HERE, "1")
    assert states(monday)[0] == "told"


def test_a_button_of_a_change_that_never_was_changes_nothing(monday: Monday) -> None:
    post = monday.comes_on()
    assert monday.slack.tap_on(DEE, post, prompts.handoff.Action.HERE, "99") is None
    assert monday.slack.tap_on(DEE, post, prompts.handoff.Action.HERE, "x") is None
    assert states(monday)[0] == "told"
