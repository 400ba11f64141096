"""Counting takes long at a large provider: nobody waits for it, to be answered or to write; and what if it fails."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import db.journal
import handlers.app
import prompts.digest
from db import tables
from db.session import Database
from handlers.after import After
from handlers.flow import digest
from tests.handlers.decisions import POST
from tests.handlers.huddles import CHANNEL, TUESDAY, at, said
from tests.handlers.watched import Dog
from tests.handlers.wired import Wired
from tests.house import SLEEPLESS, Rowan, journal, rows

pytestmark = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
FIGURES, MINUTES = prompts.digest.Action.FIGURES, prompts.digest.Action.MINUTES
NOW = "0:1:20261109"


class Behind(list[Callable[[], None]]):
    """What is said after the acknowledgement, said when a test says so."""

    def __call__(self, say: Any, **what: Any) -> None:
        self.append(lambda: After._try(say, what))

    def gathered(self, _place: object, say: Any) -> None:
        self(say)

    def come(self) -> None:
        while self:
            self.pop(0)()


@pytest.fixture
def house(database: Database) -> Rowan:
    """On the Tuesday of the huddle, with something open about Sam since Thursday."""
    made = Rowan(database).load(said())
    made.ask()
    made.says("sam", SLEEPLESS)
    at(made, TUESDAY)
    return made


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
def slack(house: Rowan, behind: Behind, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wired]:
    monkeypatch.setattr(handlers.app, "After", lambda: behind)
    users = {one.slack: one.spec.name for one in rows(house.database, tables.Staff)}
    made = Wired(house.relay, users, list(users))
    made.posts.append(dict(POST))
    yield made
    made.close()


@pytest.fixture
def counts(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was counted; while it was, somebody else wrote."""
    count, counted = digest.of, []

    def slowly(*given: Any, **more: Any) -> Any:
        with house.database.write() as session:
            db.journal.write(session, house.clock.at, "meanwhile")
        counted.append(str(given[2]))
        return count(*given, **more)

    monkeypatch.setattr(digest, "of", slowly)
    return counted


def fails(*_given: Any, **_more: Any) -> Any:
    raise RuntimeError("a mistake in the counting")


def shown(slack: Wired, user: str = "U0LEAD") -> str:
    return json.dumps(slack.views.get(user), ensure_ascii=False)


def choose(slack: Wired) -> Any:
    chosen = {"selected_option": {"value": "20261102:0"}, "type": "static_select"}
    return slack.tap("U0LEAD", POST, {"action_id": "huddle.week", "block_id": "b"}, **chosen)


def test_all_the_figures_are_counted_behind_the_acknowledgement_while_others_write(
    house: Rowan, slack: Wired, behind: Behind, counts: list[str]
) -> None:
    assert slack.tap_on("U0LEAD", POST, FIGURES, NOW) is not None
    assert "Counting…" in shown(slack)
    assert "Dee" in shown(slack), "whom to phone meanwhile"
    assert (counts, len(journal(house.database, "huddle.figures"))) == ([], 1)
    behind.come()
    assert counts == ["2026-W46"]
    assert "By time of day" in shown(slack)
    assert "Counting…" not in shown(slack)
    assert len(journal(house.database, "meanwhile")) == 1


def test_the_command_and_its_menus_are_answered_behind_the_acknowledgement_while_others_write(
    slack: Wired, behind: Behind, counts: list[str]
) -> None:
    assert slack.command("U0LEAD", CHANNEL, "/huddle") is not None
    assert choose(slack) is not None
    assert counts == []
    behind.come()
    assert counts == ["2026-W46", "2026-W45"]


@pytest.mark.parametrize("value", [NOW, "1:0:20261109"])
def test_minutes_count_nothing(
    slack: Wired, behind: Behind, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setattr(digest, "of", fails)
    assert slack.tap_on("U0LEAD", POST, MINUTES, value) is not None
    assert "The huddle in week 2026-W47" in shown(slack)
    assert behind == []


def test_the_minutes_of_a_week_that_is_not_over_are_its_own(slack: Wired) -> None:
    slack.tap_on("U0LEAD", POST, MINUTES, "0:1:20261116")
    assert "The huddle in week 2026-W47" in shown(slack)


def test_whoever_asked_for_what_cannot_be_counted_is_told(
    slack: Wired, behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "of", fails)
    slack.tap_on("U0LEAD", POST, FIGURES, NOW)
    slack.command("U0LEAD", CHANNEL, "/huddle")
    choose(slack)
    before = dict(slack.posts[0])
    behind.come()
    for told in (shown(slack), *(json.dumps(one) for one in slack.whispers)):
        assert "Not counted." in told
        assert "Nothing is lost." in told
    assert len(slack.whispers) == 2
    assert slack.posts[0] == before, "the menus are still there"
    assert "Counting…" not in shown(slack)


def test_a_form_that_was_closed_meanwhile_stays_closed(
    slack: Wired, behind: Behind, counts: list[str]
) -> None:
    slack.tap_on("U0LEAD", POST, FIGURES, NOW)
    slack.views.clear()
    behind.come()
    assert (counts, slack.views) == (["2026-W46"], {})


def test_a_tap_that_came_too_late_to_open_a_form_counts_nothing(
    slack: Wired, behind: Behind, counts: list[str]
) -> None:
    slack.patience = -1
    assert slack.tap_on("U0LEAD", POST, FIGURES, NOW) is None
    behind.come()
    assert (counts, slack.views) == ([], {})
    assert "Please try again" in json.dumps(slack.whispers)


def test_a_digest_that_cannot_be_counted_is_told_to_administrators_and_the_heart_beats_on(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    dog = Dog(house)
    (planned,) = [one for one in rows(house.database, tables.Huddle) if one.state.value == "planned"]
    house.clock.at = planned.due_at
    with monkeypatch.context() as broken:
        broken.setattr(digest, "of", fails)
        house.tick()
        dog.quiet()
        house.clock.passes(9)
        assert [dog.minute() for _ in range(3)] == [True] * 3
        late = [about for _, about in dog.notices() if "not_posted" in about]
        assert late == [f"watchdog not_posted {planned.id}"]
        assert not dog.watchdog.look(), "all is not well"
    assert dog.minute()
    assert dog.watchdog.look()
    assert [one.state.value for one in rows(house.database, tables.Huddle)] == ["posted", "posted", "planned"]
