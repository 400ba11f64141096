"""A double is explained of pings alone, and only by what was broken between its two."""

from dataclasses import dataclass

import pytest

from sandbox.methods import about
from sandbox.plain import Args
from tests.torture import good
from tests.torture.judge import judged
from tests.torture.record import Record


@dataclass(frozen=True)
class Broken:
    """A look-up that failed, so many minutes after the start; Dee's conversation is D3, Ash's D4."""

    at: float
    where: str | None = "D4"
    user: str | None = None
    method: str = "conversations.history"

    def __call__(self, record: Record) -> None:
        fault = {"kind": "fault", "method": self.method, "conversation": self.where, "user": self.user}
        when = {"error": "500", "real": good.at(self.at), "at": good.at(self.at), "token": None}
        record.log.append({**record.log[0], **fault, **when})


@dataclass(frozen=True)
class Paused:
    """A program that was paused, from when to when in minutes."""

    began: float
    ended: float
    whom: str = "run0"

    def __call__(self, record: Record) -> None:
        began, ended = good.seconds(self.began), good.seconds(self.ended)
        record.wrecks.append({"do": "pause", "began": began, "ended": ended, "whom": self.whom, "said": None})


def opening(at: float, user: str) -> Broken:
    """A direct message that could not be opened: that call names its user and no conversation."""
    return Broken(at, None, user, "conversations.open")


# the message that was posted twice: 1 a question, 3 a ping to Ash, 4 a line in the house
DOUBLES: list[tuple[str, int, Broken | Paused | None, str | None]] = [
    ("a ping, and nothing was broken", 3, None, None),
    ("a ping whose look-up was broken between the two", 3, Broken(10), "look-up broken"),
    ("a ping whose look-up was broken before", 3, Broken(6), None),
    ("a ping whose look-up was broken after", 3, Broken(14), None),
    ("a ping, and another's look-up was broken", 3, Broken(10, "D3"), None),
    ("a ping whose reader's conversation could not be opened", 3, opening(10, "U0ASH"), "look-up broken"),
    ("a ping, and another's conversation could not be opened", 3, opening(10, "U0DEE"), None),
    ("a ping while a program was paused past its lease", 3, Paused(6.9, 13), "paused past its lease"),
    ("a ping while one that sends was paused", 3, Paused(6.9, 13, "worker2"), "paused past its lease"),
    ("a ping while one that only listens was paused", 3, Paused(6.9, 13, "web0"), None),
    ("a ping that was there long before the pause", 3, Paused(12, 13), None),
    ("a ping while a program was paused for less", 3, Paused(12.9, 13), None),
    ("a ping long after the pause", 3, Paused(5, 6), None),
    ("a question whose look-up was broken", 1, Broken(10), None),
    ("a line in the house while a program was paused", 4, Paused(2, 13), None),
]


@pytest.mark.parametrize(("name", "id_", "wrong", "because"), DOUBLES, ids=[one[0] for one in DOUBLES])
def test_a_double_is_explained_of_pings_alone_and_by_what_was_broken(
    name: str, id_: int, wrong: Broken | Paused | None, because: str | None
) -> None:
    del name
    record = good.record()
    good.posted_again(id_)(record)
    if wrong is not None:
        wrong(record)
    verdict = judged(record)
    assert [one.because for one in verdict.doubles] == [because]
    assert [one.kind for one in verdict.findings] == ([] if because else ["a message twice"])


@pytest.mark.parametrize("users", ["U0ASH", ["U0ASH"]])
def test_slacks_log_names_whom_a_direct_message_is_opened_with(users: str | list[str]) -> None:
    assert about(Args({"users": users}))["user"] == "U0ASH"
