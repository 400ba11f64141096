"""Reading what is carried forward: the right handovers of one house, at a cost that follows the window alone."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

import db.carried
import db.people
from bot.carried import Carried
from bot.history import Period
from bot.replies import Answer, Reply
from db import tables
from db.session import Database
from tests.db.past import HOUR, Cost, counted, keep
from tests.house import DUE, Rowan, apply, oak, rowan

DAY = timedelta(days=1)
UP = Answer("signs", {"sleep": 2.0, "pacing": 0.0}, {1: "too_few"})
WALKING = Answer("signs", {"sleep": 1.0, "pacing": 1.0})
CLEAR, NOT_SEEN = Answer("clear"), Answer("not_seen", not_seen="out")
Told = dict[int, Answer]


@pytest.fixture
def house(database: Database) -> Rowan:
    made = Rowan(database).load()
    made.ask()
    return made


def past(house: Rowan, key: str, told: Told, first: int, covers: Any = "night") -> None:
    """What was said of somebody: by how many handovers ago, eight hours apart, of the shift `covers`."""
    count = max(told)
    periods = [Period(n, DUE - n * 8 * HOUR, asked=True) for n in range(1, count + 1)]
    replies = [
        Reply(n, 0, n, DUE - n * 8 * HOUR, DUE - n * 8 * HOUR, 1, None, answer) for n, answer in told.items()
    ]
    about = house.person(key)
    with house.database.write() as session:
        keep(session, about.id, periods, replies, first)
        own = sa.and_(col(tables.Handover.id) > first, col(tables.Handover.id) <= first + count)
        session.execute(sa.update(tables.Handover).where(own).values(covers=covers))
        said = sa.and_(col(tables.Reply.id) > first, col(tables.Reply.id) <= first + count)
        session.execute(sa.update(tables.Reply).where(said).values(plan_id=about.plan_id))


def found(house: Rowan, *keys: str) -> dict[str, Carried]:
    people = {house.person(key).id: key for key in keys or ("sam", "ray")}
    with house.database.read() as session:
        held = db.carried.of(session, db.people.persons(session, people), house.service(), house.newest())
    return {people[who]: one for who, one in held.items()}


@pytest.mark.parametrize(
    ("told", "carried"),
    [
        ({}, None),
        ({1: UP}, Carried(1, "night", 1, (("sleep", 2.0),), (1,))),
        ({1: WALKING, 2: UP}, Carried(2, "night", 1, (("sleep", 1.0), ("pacing", 1.0)), (1,))),
        ({1: NOT_SEEN, 2: WALKING}, Carried(1, "night", 0, (("sleep", 1.0), ("pacing", 1.0)))),
        ({1: CLEAR, 2: UP}, None),
        ({2: WALKING, 3: WALKING, 40: WALKING}, Carried(3, "night", 0, (("sleep", 1.0), ("pacing", 1.0)))),
        ({21: WALKING}, Carried(1, "night", 0, (("sleep", 1.0), ("pacing", 1.0)))),
        ({22: WALKING}, None),
        ({1: WALKING, 60: WALKING, 61: WALKING}, Carried(2, "night", 0, (("sleep", 1.0), ("pacing", 1.0)))),
    ],
    ids=["nothing", "once", "twice", "not seen since", "clear since", "gaps", "seven days ago", "longer ago",
         "sixty handovers and no more"],
)  # fmt: skip
def test_what_was_said_is_carried(house: Rowan, told: Told, carried: Carried | None) -> None:
    if told:
        past(house, "sam", told, 1000)
    assert found(house) == ({"sam": carried} if carried else {})


def test_each_person_has_their_own(house: Rowan) -> None:
    past(house, "sam", {1: UP}, 1000)
    past(house, "ray", {1: Answer("signs", {"quiet": 1.0}), 2: Answer("signs", {"quiet": 1.0})}, 2000, "late")
    held = found(house)
    assert {key: (one.running, one.covers, one.steps) for key, one in held.items()} == {
        "sam": (1, "night", 1),
        "ray": (2, "late", 0),
    }


def test_several_answers_in_one_handover_count_together(house: Rowan) -> None:
    past(house, "sam", {1: CLEAR}, 1000)
    with house.database.write() as session:
        more = Reply(2, 0, 1, DUE - 8 * HOUR, DUE, 1, None, WALKING)
        session.execute(sa.insert(tables.Reply), [_row(session, more)])
        seen = [{"reply_id": 1002, "sign": "pacing", "value": 1.0}]
        session.execute(sa.insert(tables.Observation), seen)
    assert found(house)["sam"].shown == (("pacing", 1.0),)


def _row(session: Any, reply: Reply) -> dict[str, Any]:
    first = session.get_one(tables.Reply, 1001)
    own = {"id": 1000 + reply.id, "kind": reply.answer.kind, "nonce": "another"}
    return {name: getattr(first, name) for name in tables.Reply.model_fields} | own


def test_a_corrected_answer_counts_for_nothing(house: Rowan) -> None:
    past(house, "sam", {1: WALKING}, 1000)
    with house.database.write() as session:
        session.execute(sa.update(tables.Reply).values(superseded_by=1001))
    assert found(house) == {}


def test_what_is_said_of_this_handover_is_not_carried_to_it(house: Rowan) -> None:
    house.says("sam", UP)
    assert found(house) == {}


def test_what_was_seen_in_another_house_stays_there(house: Rowan) -> None:
    apply(house.database, oak())
    past(house, "sam", {1: UP}, 1000)
    there = house.service("oak-house").id
    with house.database.write() as session:
        past_ids = col(tables.Handover.id) > 1000
        session.execute(sa.update(tables.Handover).where(past_ids).values(service_id=there))
    assert found(house) == {}


def test_steps_keep_their_words_when_the_plan_changes(house: Rowan) -> None:
    past(house, "sam", {1: UP}, 1000)
    file = rowan()
    file["people"][0]["plan"]["steps"] = ["Make toast", "Put the radio on", "Offer a walk somewhere quiet"]
    apply(house.database, file, house.clock.at)
    assert house.person("sam").plan_version == 2
    assert found(house)["sam"].to_do == (0,)


def test_of_somebody_without_a_plan_nothing_is(house: Rowan) -> None:
    file = rowan()
    file["people"].append({"key": "kai", "known_as": "Kai", "service": "rowan-house"})
    apply(house.database, file, house.clock.at)
    past(house, "kai", {1: Answer("signs")}, 1000)
    assert found(house, "kai") == {}


def crowd(house: Rowan, count: int) -> list[str]:
    """So many people with Sam's plan."""
    file = rowan()
    agreed = {**file["people"][0]["plan"], "contacts": {}}
    keys = [f"p{n}" for n in range(count)]
    file["people"] = [{"key": key, "known_as": key, "service": "rowan-house", "plan": agreed} for key in keys]
    apply(house.database, file, house.clock.at)
    return keys


def weeks(house: Rowan, keys: list[str], count: int) -> None:
    """Everybody showed signs at every handover for so many weeks."""
    periods = [Period(n, DUE - n * 8 * HOUR, asked=True) for n in range(1, count * 21 + 1)]
    with house.database.write() as session:
        for place, key in enumerate(keys):
            said = [Reply(n, 0, n, one.due, one.due, 1, None, WALKING) for n, one in enumerate(periods, 1)]
            if place:
                periods_only_once(session, house.person(key).id, said, 1000, place * 100_000)
            else:
                keep(session, house.person(key).id, periods, said, 1000)


def periods_only_once(session: Any, person_id: int, said: list[Reply], first: int, apart: int) -> None:
    """The same handovers hold what was said of somebody else."""
    wanted = col(tables.Reply.id) > first
    like = session.execute(sa.select(tables.Reply).where(wanted).limit(1)).scalars().one()
    same = {name: getattr(like, name) for name in tables.Reply.model_fields}
    own = [
        same | {"id": apart + one.id, "person_id": person_id, "handover_id": first + one.period,
                "period_id": first + one.period, "seen_at": one.seen_at, "nonce": f"{person_id} {one.id}"}
        for one in said
    ]  # fmt: skip
    session.execute(sa.insert(tables.Reply), own)
    values = [
        {"reply_id": apart + one.id, "sign": sign, "value": value}
        for one in said
        for sign, value in one.answer.values.items()
    ]
    session.execute(sa.insert(tables.Observation), values)


def cost_of(house: Rowan, keys: list[str]) -> Cost:
    with house.database.read() as session:
        people = db.people.persons(session, [house.person(key).id for key in keys])
        service, newest = house.service(), house.newest()
        session.expunge_all()
        with counted(house.database) as cost:
            held = db.carried.of(session, people, service, newest)
    assert len(held) == len(keys)
    return cost


def test_twenty_five_people_take_a_handful_of_statements(house: Rowan) -> None:
    keys = crowd(house, 25)
    weeks(house, keys, 3)
    few, many = cost_of(house, keys[:1]), cost_of(house, keys)
    assert len(few.statements) == len(many.statements) <= 6
    for table in ("reply", "observation", "handover"):
        assert many.scans(table) == []


def test_it_costs_the_same_after_a_year_as_after_a_month(house: Rowan) -> None:
    (key,) = crowd(house, 1)
    weeks(house, [key], 52)
    year = cost_of(house, [key])
    with house.database.write() as session:
        session.execute(sa.delete(tables.Observation))
        session.execute(sa.delete(tables.Reply).where(col(tables.Reply.seen_at) < DUE - 28 * DAY))
    with house.database.write() as session:
        kept = session.execute(sa.select(col(tables.Reply.id))).scalars()
        values = [
            {"reply_id": one, "sign": sign, "value": 1.0} for one in kept for sign in ("sleep", "pacing")
        ]
        session.execute(sa.insert(tables.Observation), values)
    month = cost_of(house, [key])
    assert len(year.statements) == len(month.statements)
    assert year.rows == month.rows < 300
