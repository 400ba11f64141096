"""Messages drawn anew: one update waits at most, one is in flight, and the last shows how things stand."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from db import outbox, queue
from db.session import Database
from db.tables import Outbox, Sending
from tests.db.letters import LEASE, SECOND, again, claim, claimed, posted, put, refresh, row, settle, unsent
from tests.house import MINUTE, NOON, rows


def test_an_update_waits_until_its_message_is_there(database: Database) -> None:
    put(database, "prompt")
    original = claimed(database)
    refresh(database, original.id)
    assert claim(database) is None
    settle(database, original, channel="C0", ts="1.1")
    update = claimed(database)
    assert (update.updates, update.channel, update.ts, update.token) == (
        original.id,
        "C0",
        "1.1",
        original.token,
    )


def test_one_update_waits_for_a_message_and_one_is_in_flight(database: Database) -> None:
    prompt = posted(database)
    refresh(database, prompt)
    refresh(database, prompt)
    assert unsent(database) == 1
    flying = claimed(database)
    refresh(database, prompt)
    refresh(database, prompt)
    assert unsent(database) == 2
    assert claim(database) is None
    settle(database, flying)
    assert claimed(database).updates == prompt


def test_an_update_is_not_drawn_while_what_it_is_to_show_is_not_kept_yet(database: Database) -> None:
    prompt = posted(database)
    refresh(database, prompt)
    with ThreadPoolExecutor(1) as threads, database.write() as writing:
        outbox.refresh(writing, prompt, NOON)
        early = threads.submit(claim, database)
        wait([early], timeout=0.5)
        assert not early.done() or early.result() is None


def test_an_update_that_failed_gives_way_to_the_newer_one(database: Database) -> None:
    prompt = posted(database)
    refresh(database, prompt)
    flying = claimed(database)
    refresh(database, prompt)
    assert again(database, flying) is True
    assert row(database, flying.id).state is Sending.DROPPED
    assert claimed(database, real=NOON + MINUTE).id != flying.id


def test_an_update_whose_holder_died_is_drawn_again_before_the_newer_one(database: Database) -> None:
    prompt = posted(database)
    refresh(database, prompt)
    died = claimed(database)
    refresh(database, prompt)
    assert claimed(database, real=NOON + LEASE).id == died.id
    assert claim(database, real=NOON + LEASE) is None


@pytest.mark.parametrize("end", [Sending.GIVEN_UP, Sending.DROPPED])
def test_a_message_that_slack_never_got_is_not_redrawn(database: Database, end: Sending) -> None:
    put(database)
    letter = claimed(database)
    refresh(database, letter.id)
    settle(database, letter, end)
    refresh(database, letter.id)
    assert len(rows(database, Outbox)) == 2  # the one that was asked for while it could still be sent


def test_two_who_have_one_message_redrawn_at_once_leave_one_update(database: Database) -> None:
    prompt = posted(database)
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda _: refresh(database, prompt), range(12)))
    assert unsent(database) == 1


def test_one_that_is_tried_again_and_a_newer_one_never_wait_both(database: Database) -> None:
    prompt = posted(database)
    refresh(database, prompt)
    flying = claimed(database)
    with ThreadPoolExecutor(1) as threads:
        with database.write() as writing:
            outbox.refresh(writing, prompt, NOON)
            failed = threads.submit(again, database, flying)
            wait([failed], timeout=0.5)
        assert failed.result() is True
    assert row(database, flying.id).state is Sending.DROPPED
    assert unsent(database) == 1


@pytest.mark.parametrize(("ahead", "waits"), [(10, True), (12, False)])
def test_what_a_wrong_clock_left_waiting_may_go(database: Database, ahead: int, waits: bool) -> None:
    put(database)
    again(database, claimed(database), after=ahead * MINUTE)
    unstick(database)
    assert (claim(database) is None) is waits


def test_what_is_to_go_at_once_goes_at_once_though_another_machines_clock_is_ahead(
    database: Database,
) -> None:
    put(database, at=NOON + MINUTE)
    assert claim(database) is not None


def test_what_was_made_to_be_sent_later_is_sent_later(database: Database) -> None:
    put(database, due=NOON + 60 * MINUTE)
    unstick(database)
    assert claim(database) is None


def test_a_claim_that_a_wrong_clock_made_long_still_has_time_for_its_request(database: Database) -> None:
    put(database)
    held = claimed(database, real=NOON + 60 * MINUTE)
    unstick(database)
    assert claim(database, real=NOON + LEASE - SECOND) is None
    assert claimed(database, real=NOON + LEASE).id == held.id


def unstick(database: Database) -> None:
    with database.write() as writing:
        queue.unstick(writing, NOON, 11 * MINUTE)
