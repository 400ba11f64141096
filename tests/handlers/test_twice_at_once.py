"""One form or tap delivered twice at once, and two who act on the same at one moment, each in a process of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import date
from typing import Any, TypeVar

import pytest

import db.agreed
import db.closing
import db.covers
import db.timeline
from bot.agreed import Look, Looked
from bot.closing import Closing, Restriction
from bot.loaded import House
from bot.people import Author
from bot.transitions import Take
from db import tables
from db.session import Database, Session
from handlers import closing, private
from handlers.flow import agreed
from handlers.flow import house as house_flow
from handlers.flow import private as private_flow
from handlers.forms import Keep, Sent
from handlers.taps import Tapped
from tests.handlers import confiding
from tests.handlers.confiding import KIT, LOU, concern, happened, staff_id, takes, tells, told, who
from tests.handlers.covers import MORNING, NIA, active
from tests.handlers.endings import ANSWERS, ASH, DEE, does, events, state, ticked
from tests.house import DUE, MINUTE, QUIET, SLEEPLESS, Rowan, both_at_once, journal, rows

A, B = TypeVar("A"), TypeVar("B")


def meets(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> None:
    """Whoever has read this waits a moment for the other to have read it as well."""
    read, met = getattr(module, name), threading.Barrier(2)

    def meet(*args: Any, **more: Any) -> Any:
        found = read(*args, **more)
        with suppress(threading.BrokenBarrierError):
            met.wait(0.5)
        return found

    monkeypatch.setattr(module, name, meet)


def meanwhile(
    database: Database, first: Callable[[Session], A], second: Callable[[Session], B]
) -> tuple[A, B]:
    """What comes of `first`, and of `second`, which begins in another process before the first is committed."""

    def other() -> B:
        with database.write() as session:
            return second(session)

    with ThreadPoolExecutor(1) as thread:
        with database.write() as session:
            kept = first(session)
            later = thread.submit(other)
            wait([later], timeout=0.5)
        return kept, later.result()


# an escalation's end


@pytest.mark.parametrize(
    ("keep", "answers", "title", "what"),
    [
        (closing.keep_close, {**ANSWERS, "informed": ticked("person", "manager")}, "Closed", "closed"),
        (closing.keep_stand_down, {"because": "by_mistake"}, "Stood down", "stood_down"),
    ],
    ids=["Close…", "Stand down…"],
)
def test_whoever_ends_it_is_told_so_by_both_deliveries(
    house: Rowan, monkeypatch: pytest.MonkeyPatch, keep: Keep, answers: Any, title: str, what: str
) -> None:
    house.says("sam", SLEEPLESS)
    does(house, DEE, Take())
    meta = {"escalation": 1, "turn": house.escalations()[0].turn, "nonce": "f1"}
    sent = Sent(
        who(house, DEE), house.author(DEE), meta, {"state": {"values": state(**answers)}}, house.clock.at
    )

    def sends() -> Any:
        with house.database.write() as session:
            return keep(session, house.relay, sent)

    meets(monkeypatch, db.timeline, "happened")
    assert [title in str(one["title"]) for one in both_at_once(sends)] == [True, True]
    assert len(events(house, what)) == len(journal(house.database, f"escalation.{what}")) == 1


# a look at a restriction


@pytest.mark.parametrize(("action", "again"), [("continue", date(2026, 12, 5)), ("end", None)])
def test_a_look_at_a_restriction_is_kept_once_and_both_deliveries_say_so(
    house: Rowan, monkeypatch: pytest.MonkeyPatch, action: Look, again: date | None
) -> None:
    house.says("ray", QUIET)
    restricted = Restriction("Why", "Instead", date(2026, 12, 1), "Ray was asked")
    ash = who(house, ASH)
    with house.database.write() as session:
        said = Closing("settled", None, None, (), restricted, None, None, "done")
        db.closing.add(session, 1, ash.id, house.clock.at, said)

    def looks() -> int | None:
        looked = Looked(action, "Why", "Ray agrees", again)
        with house.database.write() as session:
            kept = agreed.look(session, 1, ash, looked, "f1", house.clock.at)
            return len(kept.looks) if kept else None

    meets(monkeypatch, db.agreed, "looked")
    assert both_at_once(looks) == [1, 1]
    assert len(rows(house.database, tables.RestrictionLooked)) == 1
    assert len(journal(house.database, f"restriction.{action}")) == 1


# told in private


@pytest.fixture
def confided(database: Database) -> Rowan:
    """Rowan House with a safeguarding lead and a deputy; the lead was told something a minute ago."""
    made = confiding.asked(database)
    tells(made)
    return made


def test_the_lead_who_takes_it_hears_so_from_both_deliveries(confided: Rowan) -> None:
    kit = who(confided, KIT)
    tapped = Tapped(kit, Author(kit.id), "1", "t1", confided.clock.at)

    def taps() -> str | None:
        with confided.database.write() as session:
            return private.take(session, confided.relay, tapped).said

    assert both_at_once(taps) == ["You have this now. Please tap Open and read it."] * 2
    assert happened(confided)[2:] == [("acknowledged", "Kit")]


def test_closed_with_what_came_of_it_both_deliveries_say_thank_you(confided: Rowan) -> None:
    takes(confided)

    def closes(outcome: str = "Sam has moved", slack: str = KIT) -> str:
        written = {
            "outcome": {"value": {"type": "plain_text_input", "value": outcome}},
            **state(met="partly"),
        }
        by = who(confided, slack)
        sent = Sent(by, Author(by.id), {"concern": 1}, {"state": {"values": written}}, confided.clock.at)
        with confided.database.write() as session:
            return str(private.keep_close(session, confided.relay, sent))

    assert ["Thank you." in one for one in both_at_once(closes)] == [True, True]
    assert "Nothing was changed." in closes("Other words")
    assert "Nothing was changed." in closes(slack=LOU)
    assert happened(confided)[3:] == [("closed", "Kit")]
    assert concern(confided).outcome == "Sam has moved"


# taken while a house file names somebody else


def load(house: Rowan) -> Callable[[Session], Any]:
    """A file with another lead, and no deputy."""
    loaded = House.model_validate(confiding.written(lead="U0NEW", deputy=None))
    return lambda session: house_flow.keep(session, loaded, house.clock.at)


def take(house: Rowan) -> Callable[[Session], str]:
    kit = who(house, KIT)
    return lambda session: private_flow.acknowledge(session, 1, kit, house.clock.at)


def told_to_the_new_lead(house: Rowan) -> bool:
    """It is open, held by nobody, and the new lead has been told by the next tick at the latest."""
    house.clock.passes(15)
    house.tick()
    now = concern(house)
    return (now.state, now.holder_id) == ("open", None) and "U0NEW" in {to for _, to in told(house)}


def test_a_lead_who_is_just_being_replaced_does_not_take_it(confided: Rowan) -> None:
    _, how = meanwhile(confided.database, load(confided), take(confided))
    assert how == "not_safeguarding"
    assert told_to_the_new_lead(confided)


def test_what_a_lead_takes_while_they_are_replaced_is_told_to_the_new_one(confided: Rowan) -> None:
    how, _ = meanwhile(confided.database, take(confided), load(confided))
    assert how == "done"
    assert told_to_the_new_lead(confided)


def test_what_a_lead_closes_while_they_are_replaced_stays_closed(confided: Rowan) -> None:
    takes(confided)
    kit = who(confided, KIT)

    def closes(session: Session) -> bool:
        return private_flow.close(session, 1, kit, "met", "Sam has moved", confided.clock.at)

    done, _ = meanwhile(confided.database, closes, load(confided))
    assert done
    assert (concern(confided).state, concern(confided).outcome) == ("closed", "Sam has moved")


def test_a_former_lead_who_was_told_is_refused_kindly_and_of_no_house(confided: Rowan) -> None:
    with confided.database.write() as session:
        load(confided)(session)
    kit = who(confided, KIT)
    with confided.database.write() as session:
        tapped = Tapped(kit, Author(kit.id), "1", "t1", confided.clock.at)
        said = private.take(session, confided.relay, tapped).said
    assert said is not None
    assert "You are not the safeguarding lead or the deputy any more" in said
    (refused,) = journal(confided.database, "refused")
    assert (refused.why, refused.service_id, refused.person_id) == ("not_safeguarding", None, None)
    assert told_to_the_new_lead(confided)


# a cover approved while its asker asks for another shift


def asks(house: Rowan, seconds: int, until: Any) -> Callable[[Session], int]:
    at = DUE + seconds * MINUTE / 60
    return lambda session: db.covers.ask(session, house.service().id, NIA, "Nia", at, until)[0]


def approves(house: Rowan) -> Callable[[Session], bool]:
    jo = staff_id(house, "U0WORKER")
    return lambda session: db.covers.approve(session, 1, jo, DUE)


@pytest.fixture
def covering(house: Rowan) -> Rowan:
    """Nia asks to cover until the morning."""
    with house.database.write() as session:
        asks(house, 0, MORNING)(session)
    return house


def test_a_cover_that_is_just_being_approved_lasts_until_its_end(covering: Rowan) -> None:
    done, _ = meanwhile(covering.database, approves(covering), asks(covering, 1, MORNING + MINUTE))
    assert done
    assert [one.until_at for one in active(covering, DUE + MINUTE)] == [MORNING]


def test_a_request_that_another_one_is_just_replacing_is_not_approved(covering: Rowan) -> None:
    # by the clock of whoever approves it has not ended yet
    _, done = meanwhile(covering.database, asks(covering, 1, MORNING + MINUTE), approves(covering))
    assert not done
    assert active(covering, DUE) == []
