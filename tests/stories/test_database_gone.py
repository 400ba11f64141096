"""The database goes away in the middle of a handover, and comes back: staff read so, and lose nothing they typed."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from db.session import Database
from db.tables import Person, Reply
from handlers import load, sandbox
from tests import halting
from tests.halting import Halting
from tests.house import rows
from tests.stories.evening import HERE, Evening, Message, wait_for

HOUSE, JO, DEE, ASH = "C0ROWAN", "U0WORKER", "U0DEE", "U0ASH"
# seconds: longer than any wait for a lock, and than several ticks and tries to send
GONE = float(os.environ.get("RELAY_GONE", "8"))
SIGNS = {"sign:sleep": "2", "sign:pacing": "1"}
Away = Callable[[], AbstractContextManager[None]]


@pytest.fixture(scope="module")
def server() -> Iterator[Halting]:
    with halting.server() as made:
        yield made


@contextmanager
def stopped(server: Halting) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process has begun to write, and does not end."""
    held = sqlite3.connect(path, isolation_level=None, timeout=30)
    held.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        held.execute("ROLLBACK")
        held.close()


@pytest.fixture(params=["stopped", "hangs", "locked"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Evening, Away]]:
    """An evening, and how its database goes away."""
    if request.param == "locked":
        path = tmp_path / "relay.db"
        url: str = f"sqlite:///{path}"
        away: Away = partial(locked, path)
    else:
        server: Halting = request.getfixturevalue("server")
        url = server.cluster.new_database()
        away = server.hangs if request.param == "hangs" else partial(stopped, server)
    made = Evening(tmp_path, url)
    try:
        yield made.begin(sandbox.world(load.read([HERE / "house.yaml"], {}))), away
    finally:
        made.end()


def acked(act: Callable[[], Any]) -> Any:
    """What Slack was answered, once it was: on a busy machine an answer may come too late, and people tap again."""

    def once() -> Any:
        try:
            done = act()
        except AssertionError:
            return None
        return done if done["acked"] else None

    return wait_for(once, "an answer to a tap")


def opened(evening: Evening, prompt: Message) -> None:
    """Sam's form is open."""

    def once() -> bool:
        acked(lambda: prompt.click(JO, "Signs seen", "Sam"))
        views = evening.get("view", user=JO)["views"]
        return any(block["type"] == "input" for view in views for block in view["blocks"])

    wait_for(once, "Sam's form")


def saved(evening: Evening) -> bool:
    """Whether the form was taken when it was sent once more."""
    return not acked(lambda: evening.submit(JO, **SIGNS)).get("errors")


def test_staff_read_it_and_keep_what_they_typed_and_then_all_goes_on(house: tuple[Evening, Away]) -> None:
    evening, away = house
    prompt = evening.expect(HOUSE, "any early warning signs today?")
    opened(evening, prompt)
    with away():
        began = time.monotonic()
        (said,) = acked(lambda: evening.submit(JO, **SIGNS))["errors"].values()
        assert "saved" in said
        assert "phone Dee, 07700 900002" in said
        # the form stays open
        assert any(block["type"] == "input" for block in evening.form(JO)["blocks"])
        with suppress(AssertionError):
            prompt.click(JO, "Seen, no signs", "Ray")
        assert "urgent" in evening.expect(JO, "saved").posted["text"]
        time.sleep(max(0.0, GONE - (time.monotonic() - began)))
    wait_for(lambda: saved(evening), "the form to be taken")
    evening.expect(DEE, "Sam")
    evening.expect(HOUSE, "Sam", "Dee")
    acked(lambda: prompt.click(JO, "Seen, no signs", "Ray"))
    prompt.comes_to_say("2 of 2 answered")
    evening.passes(10.5)
    ash = evening.expect(ASH, "Sam")
    acked(lambda: ash.click(ASH, "I've got this"))
    prompt.comes_to_say("Ash has it")
    assert kept(evening) == [("ray", "clear"), ("sam", "signs")]
    assert evening.bot.poll() is None


def kept(evening: Evening) -> list[tuple[str, str]]:
    """Whom there is an answer about, and of which kind: what another one corrects is left out."""
    there = Database(evening.url)
    try:
        names = {one.id: one.key for one in rows(there, Person)}
        live = [one for one in rows(there, Reply) if one.superseded_by is None]
        return sorted((names[one.person_id], one.kind) for one in live)
    finally:
        there.close()
