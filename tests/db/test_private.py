"""Keeping what is told in private: sealed, once a form, found under an index, and gone with its tables."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import col

import db.private
from bot.private import Said
from db import crypto, migrate, tables, types
from db.session import Database
from db.tables import PrivateState
from tests.handlers.confiding import JO, KIT, LOU, concern, staff_id, takes, tells, told, written
from tests.house import Rowan, rows

KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
SEALED = ("text", "wants", "left_out", "author_name", "outcome")


@pytest.fixture
def house(database: Database) -> Rowan:
    return Rowan(database).load(written())


@pytest.fixture
def sealed() -> Any:
    types.use_keys(crypto.KeyRing([KEY]))
    yield
    types.use_keys(crypto.KeyRing())


@pytest.mark.usefixtures("sealed")
def test_what_was_written_and_who_is_left_out_is_sealed(database: Database) -> None:
    house = Rowan(database).load(written())
    tells(house, LOU)
    takes(house)
    with database.write() as session:
        kept = db.private.get(session, 1)
        session.get_one(tables.PrivateConcern, 1).author_name = "Nia"
        session.get_one(tables.PrivateConcern, 1).outcome = "Sam moved"
    names = ", ".join(SEALED)
    with database.engine.begin() as connection:
        raw = connection.execute(sa.text(f"SELECT {names} FROM privateconcern")).one()
    assert all(str(one).startswith(crypto.MARK) for one in raw), raw
    assert kept.said.left_out == {staff_id(house, LOU)}


def test_it_comes_back_as_it_was_told(house: Rowan) -> None:
    id_ = tells(house, KIT, knows="no", urgency="in_hours", about=None)
    kept = concern(house, id_)
    assert kept.said == Said(
        kept.said.text, kept.said.wants, "no", "in_hours", frozenset({staff_id(house, KIT)})
    )
    assert (kept.person_id, kept.author, kept.state) == (None, house.author(JO), "open")


def test_a_nul_or_half_a_letter_is_left_out(house: Rowan) -> None:
    with house.database.write() as session:
        said = Said("a\0b\ud800c", "\0")
        kept, new = db.private.add(
            session, house.service().id, None, said, house.author(JO), house.clock.at, "n"
        )
    assert (kept.said.text, kept.said.wants, new) == ("abc", "", True)


def test_what_is_due_is_what_is_open_and_whose_time_has_come(house: Rowan) -> None:
    first, second, taken = (tells(house, nonce=f"n{n}") for n in range(3))
    with house.database.write() as session:
        session.get_one(tables.PrivateConcern, second).due_at = house.clock.at + timedelta(minutes=1)
        session.get_one(tables.PrivateConcern, first).due_at = house.clock.at
        session.get_one(tables.PrivateConcern, taken).due_at = house.clock.at
        session.get_one(tables.PrivateConcern, taken).state = PrivateState.ACKNOWLEDGED
    with house.database.read() as session:
        assert db.private.due(session, house.clock.at) == [first]
        assert db.private.next_due(session) == house.clock.at


def test_what_is_due_is_found_by_its_index(house: Rowan) -> None:
    with house.database.engine.begin() as connection:
        indexes = sa.inspect(connection).get_indexes("privateconcern")
    assert [one["column_names"] for one in indexes if one["name"] == "ix_privateconcern_due"] == [["due_at"]]


def test_whose_message_was_never_sent_was_not_told(house: Rowan) -> None:
    tells(house)
    assert told(house) == [(1, KIT)]
    with house.database.write() as session:
        session.execute(
            sa.update(tables.Outbox).where(col(tables.Outbox.kind) == "private").values(state="dropped")
        )
    with house.database.read() as session:
        assert db.private.told_to(session, staff_id(house, KIT)) == []


def test_whoever_is_told_may_be_left_out_before_anybody_else_and_no_shared_account(house: Rowan) -> None:
    with house.database.read() as session:
        named = [one.name for one in db.private.may_be_named(session, house.service().id)]
    assert named[:2] == ["Kit", "Lou"]
    assert named[2:] == ["Ash", "Ida", "Jo", "Mel", "Remi", "Ade", "Dee", "Pat"]


def test_a_check_holds_exactly_the_words_of_its_states(database: Database) -> None:
    (check,) = sa.inspect(database.engine).get_check_constraints("privateconcern")
    assert sorted(str(check["sqltext"]).split("'")[1::2]) == sorted(one.value for one in PrivateState)


def test_going_back_takes_it_and_its_messages_away_and_nothing_else(house: Rowan) -> None:
    tells(house)
    house.all_sent()
    takes(house)
    with migrate.changing(house.database) as connection:
        command.downgrade(migrate.config(connection), "0004")
    with house.database.engine.begin() as connection:
        kinds = set(connection.execute(sa.text("SELECT kind FROM outbox")).scalars())
    assert not {one for one in kinds if one.startswith("private")}
    assert migrate.upgrade(house.database) is True
    assert rows(house.database, tables.PrivateConcern) == []
    house.tick()
