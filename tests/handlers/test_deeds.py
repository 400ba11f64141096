"""What people do to an escalation: state, timeline, journal and messages, in one transaction; on both databases."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.transitions import (
    Act,
    Close,
    Event,
    HouseHas,
    More,
    PassOn,
    Promise,
    Seen,
    StandDown,
    Take,
    TakeOver,
)
from db import tables
from db.session import Database
from tests.handlers.holding import (
    ASH,
    CLOSED,
    DEE,
    LEAD,
    WORKER,
    acted,
    asked,
    joined,
    messages,
    nothing,
    passed,
    staff_id,
    taken,
    timeline,
)
from tests.house import MINUTE, SLEEPLESS, Rowan, journal, rows


@pytest.fixture
def house(database: Database) -> Rowan:
    """Sam's two signs have been seen: Dee, who is on call, was told, and Slack has taken all of it."""
    made = Rowan(database).load()
    made.ask()
    made.says("sam", SLEEPLESS)
    made.all_sent()
    return made


# after what, who does what; the state then, the event, the journal's word, and the messages put for it
DEEDS: list[
    tuple[Callable[[Rowan], None], str, str, Callable[[Rowan], Event], str, str, str, list[tuple[str, str]]]
]
DEEDS = [
    (nothing, "I've got this", DEE, lambda _: Take(), "acknowledged", "taken", "acknowledged", []),
    (nothing, "I've got this, of a manager who was not told", ASH, lambda _: Take(), "acknowledged", "taken",
     "acknowledged", [("held", ASH)]),
    (nothing, "someone has this", WORKER,
     lambda house: HouseHas(staff_id(house, LEAD), house.clock.at + 20 * MINUTE), "open", "house_has", "house_has", []),
    (joined, "seen", DEE, lambda _: Seen(), "acknowledged", "seen", "confirmed", []),
    (taken, "what and by when", DEE, lambda house: Promise("come", house.clock.at + 45 * MINUTE), "acknowledged",
     "promised", "promised", []),
    (asked, "15 minutes more", DEE, lambda _: More(), "acknowledged", "more", "put_off", []),
    (taken, "pass on", DEE, lambda house: PassOn((staff_id(house, ASH), staff_id(house, LEAD))), "acknowledged",
     "passed", "passed_on", [("passed", ASH), ("passed", LEAD)]),
    (passed, "I'll take it", ASH, lambda _: TakeOver(), "acknowledged", "taken_over", "taken_over",
     [("no_longer", DEE)]),
    (asked, "done", DEE, lambda _: Act(), "acted_on", "acted", "acted_on", []),
    (taken, "close", DEE, lambda _: Close(), "closed", "closed", "closed", []),
    (acted, "close what was acted on", DEE, lambda _: Close(), "closed", "closed", "closed", []),
    (nothing, "stand down", ASH, lambda _: StandDown(), "stood_down", "stood_down", "stood_down", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "slack", "event", "state", "what", "word", "told"),
    [(one[0], *one[2:]) for one in DEEDS],
    ids=[one[1] for one in DEEDS],
)
def test_a_deed_is_kept_told_and_shown_in_every_message(
    house: Rowan, before: Callable[[Rowan], None], slack: str, event: Callable[[Rowan], Event], state: str,
    what: str, word: str, told: list[tuple[str, str]],
) -> None:  # fmt: skip
    before(house)
    house.all_sent()
    were, updates = messages(house), len(house.sent("ping", updates=True))
    wish = event(house)
    done = house.does(slack, wish, closing=CLOSED if isinstance(wish, Close) else None)
    assert (done.refused, done.again) == (None, False)
    [kept] = house.escalations()
    assert (kept.state.value, kept.turn) == (state, done.escalation.turn)
    name = {DEE: "Dee", ASH: "Ash", WORKER: "Jo"}[slack]
    assert timeline(house)[-1][:2] == (what, name)
    assert journal(house.database, f"escalation.{word}")[-1].actor == slack
    assert messages(house)[len(were) :] == told
    assert len(house.sent("ping", updates=True)) == updates + 1
    assert len(rows(house.database, tables.Closing)) == (state == "closed")


@pytest.mark.parametrize(
    ("before", "slack", "event"), [(one[0], one[2], one[3]) for one in DEEDS], ids=[one[1] for one in DEEDS]
)
def test_a_deed_done_twice_by_the_same_tap_is_done_once(
    house: Rowan, before: Callable[[Rowan], None], slack: str, event: Callable[[Rowan], Event]
) -> None:
    before(house)
    wish = event(house)
    house.does(slack, wish, nonce="one tap")
    once = (timeline(house), messages(house), rows(house.database, tables.Journal), house.escalations())
    again = house.does(slack, wish, nonce="one tap")
    assert (again.refused, again.again) == (None, True)
    assert (
        timeline(house), messages(house), rows(house.database, tables.Journal), house.escalations(),
    ) == once  # fmt: skip


# threads


def test_all_about_one_escalation_to_one_person_is_one_thread_and_stands_outside_it_when_it_rings(
    house: Rowan,
) -> None:
    passed(house)
    house.clock.passes(1)
    assert house.does(ASH, TakeOver()).refused is None
    house.clock.passes(30)
    house.tick()
    [ping] = house.sent("ping")
    [to_ash], [to_dee], [to_answer] = (house.sent(kind) for kind in ("passed", "no_longer", "promise"))
    assert [(one.to_user, one.thread_of, one.broadcast) for one in (ping, to_ash, to_dee, to_answer)] == [
        (DEE, None, False), (ASH, None, False), (DEE, ping.id, True), (ASH, to_ash.id, True),
    ]  # fmt: skip


def test_whoever_takes_it_before_slack_has_taken_their_ping_gets_a_message_with_its_buttons(
    database: Database,
) -> None:
    house = Rowan(database).load()
    house.ask()
    house.says("sam", SLEEPLESS)
    taken(house)
    assert messages(house) == [("held", DEE)]


# refused


def test_nothing_changes_for_somebody_who_may_not(house: Rowan) -> None:
    before = house.escalations()
    assert house.does(WORKER, Take()).refused == "not_yours"
    assert house.does("U0IDA", Take()).refused == "not_wanted"
    assert house.escalations() == before
    assert timeline(house) == []


def test_it_is_not_passed_on_to_somebody_whom_the_person_does_not_want_contacted(house: Rowan) -> None:
    taken(house)
    to = PassOn((staff_id(house, ASH), staff_id(house, "U0IDA")))
    assert house.does(DEE, to).refused == "not_wanted"
    assert messages(house) == []


def test_passing_it_on_to_oneself_among_others_is_passing_it_on_to_the_others(house: Rowan) -> None:
    taken(house)
    house.does(DEE, PassOn((staff_id(house, DEE), staff_id(house, ASH))), nonce="one form")
    assert timeline(house)[1:] == [("passed", "Dee", "Ash")]
    assert house.does(DEE, PassOn((staff_id(house, ASH),)), nonce="one form").again


def test_evidence_that_joins_between_drawing_and_tapping_makes_done_stale(house: Rowan) -> None:
    taken(house)
    drawn = house.escalations()[0].turn
    house.says("sam", SLEEPLESS, "U0AGENCY")
    assert house.does(DEE, Act(), turn=drawn).refused == "stale"
    assert house.escalations()[0].state.value == "acknowledged"
    assert house.does(DEE, Act(), turn=house.escalations()[0].turn).refused is None


def test_of_two_who_take_it_over_at_once_one_wins(house: Rowan) -> None:
    taken(house)
    assert house.does(DEE, PassOn((staff_id(house, ASH), staff_id(house, LEAD)))).refused is None
    drawn, ready = house.escalations()[0].turn, threading.Barrier(2)

    def tap(slack: str) -> str | None:
        ready.wait()
        return house.does(slack, TakeOver(), turn=drawn).refused

    with ThreadPoolExecutor(2) as threads:
        said = dict(zip([ASH, LEAD], threads.map(tap, [ASH, LEAD]), strict=True))
    assert set(said.values()) == {None, "stale"}
    [winner] = [slack for slack, refused in said.items() if refused is None]
    assert house.escalations()[0].holder_id == staff_id(house, winner)


def test_the_same_tap_delivered_twice_at_once_is_done_once(house: Rowan) -> None:
    asked(house)
    ready = threading.Barrier(2)

    def tap(_: int) -> bool:
        ready.wait()
        return house.does(DEE, More(), nonce="one tap").again

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(tap, range(2))) == [False, True]
    assert house.escalations()[0].extended == 1
