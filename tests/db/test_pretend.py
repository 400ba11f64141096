"""Keeping the pretended year: in either database, and read back by the same rules that read what is real."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

import bot.backtest
import bot.rings
import db.backtest
import db.history
import db.people
import db.pretend
from bot import thresholds
from db import tables
from db.session import Database
from tests import pretend
from tests.house import rows

FOREVER = datetime(2099, 1, 1, tzinfo=UTC)
KINDS = (
    tables.Handover, tables.HandoverPerson, tables.PersonPeriod, tables.Reply, tables.Observation, tables.Note,
    tables.Staffing, tables.HandoverRead, tables.Escalation, tables.EscalationEvent, tables.Crossing, tables.Closing,
)  # fmt: skip


def counted(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {
            one.__name__: session.execute(sa.select(sa.func.count()).select_from(one)).scalar_one()
            for one in KINDS
        }


def test_three_weeks_are_kept_whole_and_what_comes_after_is_numbered_on(database: Database) -> None:
    year = pretend.fill(database, count=3).year
    found = counted(database)
    assert found["Handover"] == len(year.handovers) + 3, "each house's next one is on the list"
    assert found["HandoverPerson"] == sum(len(one.asked) + len(one.away) for one in year.handovers)
    assert found["PersonPeriod"] == sum(len(one.asked) for one in year.handovers)
    assert (found["Reply"], found["Note"]) == (len(year.replies), len(year.notes))
    assert found["Observation"] == sum(len(one.answer.values) for one in year.replies)
    assert found["EscalationEvent"] == sum(len(one.events) for one in year.rang)
    assert found["Crossing"] == sum(len(one.crossed) for one in year.rang)
    assert found["Closing"] == sum(one.closed is not None for one in year.rang)
    with database.write() as session:
        made = tables.Escalation(
            service_id=1, subject="s1", tell="ladder:house", urgency="now", rings_as="now", act_within=60,
            ladder=db.people.ladders(session)["house"], state=tables.Climbing.CLOSED, opened_at=pretend.UNTIL,
        )  # fmt: skip
        session.add(made)
        session.flush()
        last = session.execute(
            sa.select(sa.func.max(sa.column("id"))).select_from(tables.Escalation)
        ).scalar_one()
        assert made.id == last
        assert found["Escalation"] == len(year.rang)


def test_what_was_said_comes_back_as_it_was_said(database: Database) -> None:
    year = pretend.fill(database, count=3).year
    shift = min(one.id for one in rows(database, tables.Reply)) - 1
    kept = {one.id - shift: one for one in rows(database, tables.Reply)}
    for one in year.replies:
        row = kept[one.id]
        assert (row.seen_at, row.received_at, row.kind) == (one.seen_at, one.received_at, one.answer.kind)
        assert (row.says, row.note, row.steps) == (one.answer.says, one.answer.note, one.answer.steps)


def test_nothing_is_made_up_beside_what_is_real(database: Database) -> None:
    pretend.fill(database, count=1)
    before = counted(database)
    with pytest.raises(db.pretend.LivedIn, match="history of its own"):
        pretend.fill(database, count=1)
    assert counted(database) == before


@pytest.mark.parametrize("key", ["gus", "ada", "nan"])
def test_a_year_played_again_by_its_plan_rings_what_rang(year_url: str, key: str) -> None:
    database = Database(year_url)
    with database.read() as session:
        person = db.backtest.person(session, key)
        assert person is not None
        assert person.plan is not None
        recorded = db.backtest.whole(session, person, pretend.UNTIL)
        service = db.people.service(session, person.service_id)
    known = bot.backtest.moments(recorded, FOREVER)
    again = bot.backtest.replay(recorded, person.plan, person.known_as, service, known[0].at, known)
    then = bot.rings.rang(recorded, service, known[0].at, FOREVER)
    assert sorted(map(_heard, again)) == sorted(map(_heard, then))
    assert len(then) > 5
    database.close()


def _heard(ring: bot.rings.Ring) -> tuple[datetime, str, str]:
    return ring.at, ring.threshold, ring.sentence


def test_the_history_that_the_program_walks_reaches_the_same(year_url: str) -> None:
    """The last crossings by answers, judged from the tables as a real answer is."""
    database = Database(year_url)
    crossed = [one for one in rows(database, tables.Crossing) if one.reply_id is not None][-40:]
    with database.read() as session:
        for one in crossed:
            reply = session.get_one(tables.Reply, one.reply_id)
            person = db.people.person(session, reply.person_id)
            assert person.plan is not None
            reach = thresholds.reach(person.plan)
            history = db.history.around(session, person.id, reply.period_id, reply.seen_at, reach)
            found = thresholds.crossed(person.plan, person.known_as, history, reply.id or 0)
            assert one.threshold in {it.threshold.key for it in found}
    database.close()
