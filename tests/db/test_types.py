"""Columns: instants stay aware, text that no database keeps is cleaned, and errors quote nobody."""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.plans import Line
from bot.replies import Answer
from db import crypto, types
from db.session import Database
from db.tables import Journal, Person
from tests.house import NOON, Rowan, rows

ELSEWHERE = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize("at", [NOON, NOON.astimezone(ELSEWHERE), NOON.replace(microsecond=1)])
def test_an_instant_comes_back_aware_and_in_utc(database: Database, at: datetime) -> None:
    with database.write() as session:
        session.add(Journal(at=at, what="tried"))
    kept = rows(database, Journal)[0].at
    assert (kept, kept.tzinfo) == (at, UTC)


def test_instants_sort_and_compare_whatever_their_fractions(database: Database) -> None:
    instants = [NOON + timedelta(microseconds=n) for n in (0, 1, 999_999, 1_000_000)]
    with database.write() as session:
        session.add_all(Journal(at=at, what="tried") for at in reversed(instants))
    with database.read() as session:
        found = session.execute(
            sa.select(col(Journal.at)).where(col(Journal.at) > NOON).order_by(col(Journal.at))
        )
        assert list(found.scalars()) == instants[1:]


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="naive"), database.write() as session:
        session.add(Journal(at=NOON.replace(tzinfo=None), what="tried"))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (None, None),
        ("", ""),
        ("a\0b", "ab"),
        ("a\ud800b", "ab"),
        ("a\udfff", "a"),
        ("😀\nمرحبا", "😀\nمرحبا"),
    ],
)
def test_what_no_database_keeps_is_cleaned_away(text: str | None, kept: str | None) -> None:
    assert types.clean(text) == kept


@pytest.mark.parametrize("text", ["half \ud83d of it", "a NUL \0 here"])
def test_a_reply_with_such_text_is_kept_and_is_the_same_when_sent_again(
    database: Database, text: str
) -> None:
    house = Rowan(database).load()
    house.ask()
    tap = house.tap("sam", Answer("signs", {"pacing": 1.0}, says=text, note=text))
    first, second = house.record(tap), house.record(tap)
    assert (first.how, second.how, second.reply_id) == ("kept", "same", first.reply_id)


def keep_somebody_of_no_service(database: Database) -> None:
    with database.write() as session:
        session.add(Person(key="new", known_as="Zebedee", service_id=99))


def test_an_error_of_the_database_quotes_nothing_that_was_written(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError) as failed:
        keep_somebody_of_no_service(database)
    assert "Zebedee" not in str(failed.value)


@pytest.fixture
def sealing() -> Iterator[None]:
    types.use_keys(crypto.KeyRing([base64.b64encode(b"k" * 32).decode()]))
    yield
    types.use_keys(crypto.KeyRing())


@pytest.mark.usefixtures("sealing")
def test_the_same_text_is_read_once_and_not_at_all_without_its_key() -> None:
    column, dialect = types.JSONOf(Line, "tried.line"), sa.create_engine("sqlite://").dialect
    kept = column.process_bind_param(Line(name="Crisis line", phone="01632 960111"), dialect)
    read = column.process_result_value(kept, dialect)
    assert read.name == "Crisis line"
    assert column.process_result_value(kept, dialect) is read
    types.use_keys(crypto.KeyRing())
    with pytest.raises(crypto.LostKey):
        column.process_result_value(kept, dialect)


def test_what_can_be_changed_is_read_anew_each_time() -> None:
    column, dialect = types.JSONOf(dict[int, str]), sa.create_engine("sqlite://").dialect
    first = column.process_result_value('{"0": "done"}', dialect)
    first[1] = "declined"
    assert column.process_result_value('{"0": "done"}', dialect) == {0: "done"}
