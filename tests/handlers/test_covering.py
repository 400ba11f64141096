"""Refused, then covering: the whole way through Slack's protocol, and what Slack says of whoever asks."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col

import db.outbox
import prompts.covering
import prompts.handover
import prompts.notes
from db import tables
from handlers import delivery
from tests.handlers import wired
from tests.handlers.wired import Wired
from tests.house import DUE, Rowan, journal, rows
from tests.otherslack.slack import Body, Refuse, buttons

NIA, JO, MEL, TABLET = "U0NIA", "U0WORKER", "U0LEAD", "U0TABLET"


class Evening:
    """Rowan House at 21:20, asked, in a Slack where Nia is in its channel and on no list."""

    def __init__(self, house: Rowan) -> None:
        self.house = house
        users = {one.slack: one.spec.name for one in rows(house.database, tables.Staff)}
        self.slack = Wired(house.relay, {**users, NIA: "Nia Bell"}, [*users, NIA])
        house.clock.at = DUE
        house.tick()
        house.clock.passes(5)
        self.send()

    def send(self) -> None:
        """Everything that waits goes out."""
        database, now, lease = self.house.database, self.house.clock.at, timedelta(seconds=30)
        while True:
            with database.write() as session:
                letter = db.outbox.claim(session, "me", now, self.house.clock.slack, lease)
            if letter is None:
                return
            delivery.send(self.house.relay, self.slack.app.client, letter)

    def clear(self, user: str) -> None:
        """Sam: seen, no signs."""
        value = prompts.handover.button_value(self.house.newest(), self.house.person("sam").id)
        ack = self.slack.tap_on(user, self.posts()[0], prompts.handover.Action.CLEAR, value)
        assert ack is not None

    def asks(self, user: str = NIA) -> str:
        """Taps *I'm covering here tonight*; what they are told."""
        value = str(self.house.service().id)
        assert self.slack.tap_on(user, self.posts()[0], prompts.covering.COVER, value) is not None
        return str(self.slack.whispers[-1]["text"])

    def approves(self, user: str) -> str:
        assert self.slack.tap(user, self.question(), "Yes, Nia Bell is covering") is not None
        return str(self.slack.whispers[-1]["text"])

    def posts(self, room: str = "C0ROWAN") -> list[Body]:
        return self.slack.room(room)

    def question(self) -> Body:
        """Does anybody know them?"""
        self.send()
        return self.posts()[1]

    def answers(self) -> int:
        return len(rows(self.house.database, tables.Reply))


@pytest.fixture
def evening(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Evening]:
    shutil.copy(migrated_sqlite, tmp_path / "relay.db")
    wired.at_once(monkeypatch)
    house = wired.house(tmp_path / "relay.db").load()
    made = Evening(house)
    try:
        yield made
    finally:
        made.slack.close()
        house.database.close()


def test_whoever_is_refused_asks_is_known_to_one_and_answers_until_the_shift_ends(evening: Evening) -> None:
    evening.clear(NIA)
    (refusal,) = evening.slack.whispers
    assert "07700 900002" in refusal["text"]
    (ask,) = buttons(refusal)
    assert (ask["text"]["text"], ask["action_id"]) == ("I'm covering here tonight", prompts.covering.COVER)
    assert "can answer until 07:30" in evening.asks()
    asked, prompt = evening.question(), evening.posts()[0]
    assert asked["thread_ts"] == prompt["ts"]
    assert "Nia Bell says they are covering here tonight" in asked["text"]
    evening.clear(NIA)
    assert evening.answers() == 0

    assert "Nia Bell can answer until 07:30" in evening.approves(JO)
    evening.send()
    assert evening.posts()[1]["text"] == "Rowan House: Nia Bell covers until 07:30, says Jo."
    assert buttons(evening.posts()[1]) == []
    assert "You can answer now" in evening.posts(NIA)[0]["text"]
    assert "Nia Bell covers until 07:30, says Jo." in evening.posts(MEL)[0]["text"]
    evening.clear(NIA)
    assert evening.answers() == 1
    evening.send()
    assert "Nia Bell 21:20" in str(evening.posts()[0]["blocks"])

    evening.house.clock.at = DUE + timedelta(hours=10, minutes=15)
    evening.clear(NIA)
    assert evening.answers() == 1
    assert [row.why for row in journal(evening.house.database, "refused")] == ["not_listed"] * 3


def test_whoever_covers_opens_a_worry_and_is_said_by_name(evening: Evening) -> None:
    evening.asks()
    evening.approves(JO)
    value = prompts.notes.worry_value(evening.house.service().id, evening.house.newest())
    assert evening.slack.tap_on(NIA, evening.posts()[0], prompts.notes.Action.WORRY, value) is not None
    assert evening.slack.views[NIA]["callback_id"] == prompts.notes.WORRY
    given = {"person": str(evening.house.person("sam").id), "text": "He is not himself"}
    assert evening.slack.submit(NIA, given) is not None
    (note,) = rows(evening.house.database, tables.Note)
    (nia,) = rows(evening.house.database, tables.Staff, col(tables.Staff.slack) == NIA)
    assert note.author_id == nia.id
    evening.send()
    assert "Nia Bell (covering" in str(evening.posts("U0DEE")[0]["blocks"])


@pytest.mark.parametrize("user", [TABLET, NIA], ids=["a shared account", "whoever asks"])
def test_who_may_not_say_that_they_know_them(evening: Evening, user: str) -> None:
    evening.asks()
    assert "Thank you for helping." in evening.approves(user)
    evening.send()
    assert len(buttons(evening.posts()[1])) == 1
    assert evening.posts(NIA) == []


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ({"is_restricted": True}, "guest"),
        ({"is_ultra_restricted": True}, "guest"),
        ({"is_bot": True}, "bot"),
        ({"deleted": True}, "deactivated"),
        ({"is_stranger": True}, "other_workspace"),
        ({"team_id": "T0ANOTHER"}, "other_workspace"),
    ],
)
def test_who_slack_says_they_are_decides(evening: Evening, flags: dict[str, Any], reason: str) -> None:
    evening.slack.flags[NIA] = flags
    assert "07700 900002" in evening.asks()
    assert [row.why for row in journal(evening.house.database, "refused")] == [reason]
    evening.send()
    assert len(evening.posts()) == 1


def test_whoever_is_not_in_the_channel_may_not_ask(evening: Evening) -> None:
    evening.slack.channels["C0ROWAN"]["members"].remove(NIA)
    assert "not in Rowan House's channel" in evening.asks()


@pytest.mark.parametrize("method", ["users.info", "conversations.members"])
def test_where_slack_does_not_answer_they_are_told_to_try_again(evening: Evening, method: str) -> None:
    def refuses(asked: str, _args: Body, when: str) -> Any:
        return (
            {"ok": False, "error": str(Refuse("fatal_error"))}
            if asked == method and when == "before"
            else None
        )

    evening.slack.between = refuses
    assert "*Not asked yet.*" in evening.asks()
    evening.slack.between = lambda _method, _args, _when: None
    assert "*Not asked yet.*" not in evening.asks()
    evening.send()
    assert len(evening.posts()) == 2
