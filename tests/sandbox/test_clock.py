"""The clock leaps from one due instant to the next, and skips nothing."""

import asyncio
import http.client
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sandbox.clock import FORGOTTEN_AFTER, Clock
from sandbox.clock import Reader as Asked

from .conftest import Json, Slack, until


class Reader:
    """A bot without Slack: due instants, met one after the other."""

    def __init__(self, slack: Slack, name: str, due: list[datetime], takes: float = 0.0) -> None:
        self.slack, self.name, self.due, self.takes = slack, name, sorted(due), takes
        self.met: list[tuple[datetime, datetime]] = []
        self.finds: list[datetime] = []
        self.stopped = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self) -> None:
        settled = None
        while not self.stopped:
            told = {
                "reader": self.name,
                "settled": settled,
                "next": self.next(),
                "marks": self.marks(),
                "wait": 0.5,
            }
            answer = self.slack.call(self.slack.at["clock"], told)
            now = datetime.fromisoformat(answer["now"])
            if answer["revision"] != settled:
                time.sleep(self.takes)
                self.due = sorted(self.due + self.finds)
                self.finds = []
            while self.due and self.due[0] <= now:
                self.met.append((self.due.pop(0), now))
            settled = answer["revision"]

    def next(self) -> str | None:
        return self.due[0].isoformat() if self.due else None

    def marks(self) -> list[Json]:
        return [{"name": "Last one", "at": self.due[-1].isoformat()}] if self.due else []

    def stop(self) -> None:
        self.stopped = True
        self.thread.join()
        leave(self.slack, self.name)


def leave(slack: Slack, name: str) -> None:
    """End as a killed process does: the connection closes while its request is held."""
    gone = http.client.HTTPConnection(slack.at["url"].split("/")[2])
    revision = slack.call(slack.at["clock"])["revision"]
    body = json.dumps({"reader": name, "settled": revision, "wait": 20})
    gone.request("POST", "/clock", body, {"Content-Type": "application/json"})
    time.sleep(0.05)
    gone.close()
    time.sleep(0.05)


def now(slack: Slack) -> datetime:
    return datetime.fromisoformat(slack.call(slack.at["clock"])["now"])


def known(slack: Slack) -> Any:
    return slack.page("state?user=U0JO")["clock"]


def near(one: datetime, other: datetime) -> bool:
    return timedelta() <= one - other < timedelta(seconds=1)


def test_time_runs_and_looking_is_no_reading(slack: Slack) -> None:
    first, second = now(slack), now(slack)
    assert first < second < first + timedelta(hours=1)
    assert first.tzinfo is not None
    assert known(slack)["next"] is None


def test_leap_meets_every_due_instant_at_its_time_and_settles_each(slack: Slack) -> None:
    start = now(slack)
    hours = [start + timedelta(hours=h, minutes=m) for h in range(10) for m in (7, 7, 40)]
    one = Reader(slack, "one", hours, takes=0.002)
    two = Reader(slack, "two", [start + timedelta(hours=h, minutes=20) for h in range(10)], takes=0.01)
    until(lambda: known(slack)["next"] == hours[0].isoformat())
    slack.passes(10 * 3600)
    assert near(now(slack), start + timedelta(hours=10))
    for reader, due in ((one, sorted(hours)), (two, None)):
        assert reader.due == []
        assert due is None or [wanted for wanted, _ in reader.met] == due
        assert all(near(at, wanted) for wanted, at in reader.met)
        reader.stop()


def test_leaps_to_the_next_instant_and_to_a_mark(slack: Slack) -> None:
    start = now(slack)
    due = [start + timedelta(minutes=m) for m in (5, 50)]
    reader = Reader(slack, "three", due)
    until(lambda: known(slack)["next"] == due[0].isoformat())
    assert known(slack)["marks"] == [{"name": "Last one", "at": due[1].isoformat()}]
    assert slack.page("clock", {"to_next": True})["ok"]
    assert near(now(slack), due[0])
    assert slack.page("clock", {"mark": "Last one"})["ok"]
    assert near(now(slack), due[1])
    assert len(reader.met) == 2
    reader.stop()
    assert slack.page("clock", {"mark": "Never"})["error"] == "nothing_due"


def test_the_next_instant_is_the_one_known_once_what_is_due_now_is_done(slack: Slack) -> None:
    start = now(slack)
    reader = Reader(slack, "late to say", [start + timedelta(hours=10)])
    until(lambda: known(slack)["next"] is not None)
    reader.finds = [start + timedelta(minutes=10)]
    assert slack.page("clock", {"to_next": True})["ok"]
    assert near(now(slack), start + timedelta(minutes=10))
    reader.stop()


def test_what_falls_due_because_of_what_was_done_is_met_too(slack: Slack) -> None:
    start = now(slack)
    reader = Reader(slack, "chain", [start + timedelta(minutes=1)])
    chain = [start + timedelta(minutes=m) for m in range(2, 9)]
    until(lambda: known(slack)["next"] is not None)

    class Growing(list[Any]):
        def append(self, met: Any) -> None:
            super().append(met)
            if chain:
                reader.due.append(chain.pop(0))

    reader.met = Growing()
    slack.passes(8 * 60)
    assert [near(at, wanted) for wanted, at in reader.met] == [True] * 8
    reader.stop()


def test_what_was_put_down_a_moment_before_the_leap_is_settled_before_time_moves(slack: Slack) -> None:
    start = now(slack)
    reader = Reader(slack, "late news", [start + timedelta(hours=1)])
    until(lambda: known(slack)["next"] is not None)
    # The reader comes upon it only when it looks again, which the leap makes it do first.
    reader.finds = [start + timedelta(minutes=10)]
    slack.passes(3600)
    assert [near(at, wanted) for wanted, at in reader.met] == [True, True]
    reader.stop()


def test_one_leap_at_a_time(slack: Slack) -> None:
    reader = Reader(slack, "slow", [], takes=0.2)
    until(lambda: bool(known(slack)))
    time.sleep(0.3)
    first = threading.Thread(target=slack.passes, args=(60,))
    first.start()
    until(lambda: known(slack)["leaping"])
    second = slack.page("clock", {"pass_seconds": 60})
    assert (second["status"], second["error"]) == (409, "leaping")
    first.join()
    assert known(slack)["leaping"] is False
    reader.stop()


def test_reader_that_went_away_while_waiting_holds_nobody_up(slack: Slack) -> None:
    leave(slack, "gone")
    began = time.monotonic()
    slack.passes(60)
    assert time.monotonic() - began < FORGOTTEN_AFTER


def test_settled_reader_is_held_until_something_changes(slack: Slack) -> None:
    clock = slack.at["clock"]
    revision = slack.call(clock)["revision"]
    began = time.monotonic()
    assert slack.call(clock, {"reader": "held", "settled": revision, "wait": 0.3})["revision"] == revision
    assert time.monotonic() - began > 0.25
    assert slack.call(clock, {"reader": "held", "settled": None, "wait": 60})["revision"] == revision
    assert time.monotonic() - began < 60
    leave(slack, "held")


@pytest.mark.parametrize(
    ("settled", "at_least", "at_most"), [(1, 0.1, 59), (None, 0.5, 120)], ids=["idle", "given work"]
)
def test_silent_reader_is_forgotten_and_later_when_it_was_given_work(
    monkeypatch: pytest.MonkeyPatch, settled: int | None, at_least: float, at_most: float
) -> None:
    monkeypatch.setattr("sandbox.clock.FORGOTTEN_AFTER", 0.1 if settled else 0.01)
    monkeypatch.setattr("sandbox.clock.GIVE_UP_AFTER", 60 if settled else 0.5)

    async def leap() -> float:
        clock = Clock()
        await clock.read("silent", Asked(settled), 0)
        began = time.monotonic()
        await clock.leap(clock.now() + timedelta(hours=1))
        return time.monotonic() - began

    assert at_least <= asyncio.run(leap()) < at_most


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"to": "2020-01-01T00:00:00+00:00"}, "in_the_past"),
        ({"to": "tomorrow"}, "bad_request"),
        ({}, "bad_request"),
    ],
)
def test_refuses_to_leap_nowhere(slack: Slack, told: Json, error: str) -> None:
    assert slack.page("clock", told)["error"] == error


def test_instant_without_offset_is_in_the_pages_zone(slack: Slack) -> None:
    slack.page("clock", {"to": "2027-06-01T12:00:00"})
    assert near(now(slack), datetime(2027, 6, 1, 11, tzinfo=UTC))
    assert known(slack)["local"].startswith("Tue 1 Jun 2027 12:00")
