"""The outbox: first things first, each message claimed by one, and nothing forgotten."""

import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from db import outbox, session
from db.session import Database
from db.tables import Sending
from tests.db.drain import claim_and_send
from tests.db.letters import LEASE, SECOND, again, claim, claimed, posted, put, refresh, row, settle, unsent
from tests.house import MINUTE, NOON


def test_what_may_be_told_only_once_is_put_once(database: Database) -> None:
    assert put(database, dedupe="ping 1 1 1") is not None
    assert put(database, dedupe="ping 1 1 1") is None
    assert put(database) is not None
    assert put(database) is not None
    assert unsent(database) == 3


def test_a_claimed_message_is_nobody_elses(database: Database) -> None:
    put(database)
    assert claimed(database, owner="one").attempts == 1
    assert claim(database, owner="two") is None


def test_pings_go_before_house_lines_before_prompts_before_updates_before_notices(database: Database) -> None:
    prompt = posted(database)
    refresh(database, prompt)
    for kind in ("notice", "prompt", "house_line", "ping"):
        put(database, kind)
    order = [claimed(database) for _ in range(5)]
    assert [(one.kind, one.updates) for one in order] == [
        ("ping", None),
        ("house_line", None),
        ("prompt", None),
        ("prompt", prompt),
        ("notice", None),
    ]


def test_of_one_kind_what_was_due_first_goes_first(database: Database) -> None:
    for minutes in (3, 1, 2):
        put(database, due=NOON + minutes * MINUTE, number=minutes)
    order = [claimed(database, now=NOON + 5 * MINUTE).number for _ in range(3)]
    assert order == [1, 2, 3]


def test_nothing_is_claimed_before_it_is_due_by_relays_clock(database: Database) -> None:
    put(database, due=NOON + MINUTE)
    assert claim(database, now=NOON, real=NOON + 9 * MINUTE) is None
    assert unsent(database) == 0
    assert claim(database, now=NOON + MINUTE) is not None
    assert unsent(database, NOON + MINUTE) == 1


def test_a_retry_waits_by_the_real_clock_whatever_relays_says(database: Database) -> None:
    put(database)
    again(database, claimed(database), after=20 * SECOND)
    assert claim(database, now=NOON + 600 * MINUTE, real=NOON + 19 * SECOND) is None
    later = claimed(database, real=NOON + 20 * SECOND)
    assert (later.attempts, later.ambiguous, later.tried_at) == (2, False, NOON)


def test_a_claim_whose_lease_ended_is_taken_again_as_ambiguous(database: Database) -> None:
    put(database)
    first = claimed(database, owner="one")
    assert claim(database, owner="two", real=NOON + LEASE - SECOND) is None
    second = claimed(database, owner="two", real=NOON + LEASE)
    assert (first.ambiguous, second.ambiguous, second.attempts, second.tried_at) == (False, True, 2, NOON)


@pytest.mark.parametrize("owner", ["one", "two"])
def test_whoever_lost_a_claim_settles_nothing(database: Database, owner: str) -> None:
    put(database)
    lost = claimed(database, owner="one")
    held = claimed(database, owner=owner, real=NOON + LEASE)
    assert settle(database, lost, Sending.GIVEN_UP, why="too late") is False
    assert again(database, lost) is False
    assert row(database, held.id).state is Sending.SENDING
    assert settle(database, held, channel="C0", ts="1.1") is True
    assert settle(database, held, Sending.GIVEN_UP) is False
    assert row(database, held.id).ts == "1.1"


def test_what_was_ambiguous_once_stays_so_until_it_is_sent(database: Database) -> None:
    put(database)
    again(database, claimed(database), ambiguous=True)
    assert claimed(database, real=NOON + SECOND).ambiguous is True


@pytest.mark.parametrize("end", [Sending.SENT, Sending.GIVEN_UP, Sending.DROPPED])
def test_a_line_in_a_thread_waits_until_its_parent_has_come_to_its_end(
    database: Database, end: Sending
) -> None:
    prompt = put(database, "prompt", due=NOON + MINUTE)
    line = put(database, "house_line", thread_of=prompt)
    assert claim(database) is None
    parent = claimed(database, now=NOON + MINUTE)
    assert claim(database, now=NOON + MINUTE) is None
    settle(database, parent, end)
    assert claimed(database, now=NOON + MINUTE).id == line


def test_a_message_that_waits_for_slack_holds_up_no_other(database: Database) -> None:
    put(database)
    again(database, claimed(database), after=600 * SECOND)
    put(database, "notice")
    assert claimed(database).kind == "notice"


def fails_after_putting(database: Database) -> None:
    with database.write() as writing:
        outbox.put(writing, "ping", NOON)
        raise RuntimeError("the power went")


def test_a_commit_that_leaves_something_to_send_wakes_the_sender_and_no_other_does(
    database: Database,
) -> None:
    woken: list[int] = []
    database.on_wake = lambda: woken.append(unsent(database))
    with database.write() as writing:
        session.mark_to_wake(writing)
        outbox.put(writing, "ping", NOON)
        assert woken == []
    assert woken == [1]
    claim(database)
    with pytest.raises(RuntimeError):
        fails_after_putting(database)
    assert woken == [1]
    assert unsent(database) == 1


def filled(database: Database, count: int) -> str:
    with database.write() as writing:
        for n in range(count):
            outbox.put(writing, "ping" if n % 3 else "notice", NOON, number=n)
    return database.url.render_as_string(hide_password=False)


def test_threads_that_send_at_once_claim_each_message_once(database: Database) -> None:
    url = filled(database, 150)
    with ThreadPoolExecutor(4) as threads:
        done = [one for ids in threads.map(claim_and_send, [url] * 4) for one in ids]
    assert Counter(done) == Counter(range(1, 151))


def test_processes_that_send_at_once_claim_each_message_once(migrated_sqlite: Path, tmp_path: Path) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "relay.db")
    url = filled(Database(f"sqlite:///{tmp_path / 'relay.db'}"), 300)
    command = [sys.executable, "-m", "tests.db.drain", url]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    done = [int(one) for process in running for one in process.communicate(timeout=60)[0].split()]
    assert [process.returncode for process in running] == [0] * 4
    assert Counter(done) == Counter(range(1, 301))
