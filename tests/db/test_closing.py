"""What was said at closing comes back as it was, sealed or not, on both databases; and is kept once."""

import base64
from collections.abc import Iterator
from typing import get_args

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import db.closing
from bot.closing import Closing, Debrief, Fair, Informed, Outcome, Restriction, Wanted
from db import types
from db.crypto import KeyRing
from db.session import Database
from tests.house import NOON, SLEEPLESS, Rowan

WRITTEN = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40)
CLOSINGS = st.builds(
    Closing,
    outcome=st.sampled_from(get_args(Outcome)), wanted=st.none() | st.sampled_from(get_args(Wanted)),
    says=st.none() | WRITTEN, informed=st.lists(st.sampled_from(get_args(Informed)), unique=True).map(tuple),
    restriction=st.none() | st.builds(Restriction, WRITTEN, WRITTEN, st.dates(), WRITTEN),
    plan_change=st.none() | WRITTEN, debrief_person=st.none() | st.sampled_from(get_args(Debrief)),
    debrief_staff=st.sampled_from(get_args(Debrief)), fair=st.none() | st.sampled_from(get_args(Fair)),
    other_help=st.none() | WRITTEN, note=st.none() | WRITTEN,
)  # fmt: skip


@pytest.fixture(params=["sealed", "open"])
def keys(request: pytest.FixtureRequest) -> Iterator[bool]:
    """With keys, and without."""
    sealed = request.param == "sealed"
    types.use_keys(KeyRing([KEY]) if sealed else KeyRing())
    yield sealed
    types.use_keys(KeyRing())


@pytest.fixture
def house(database: Database, keys: bool) -> Rowan:
    """Rowan House with one escalation."""
    del keys
    made = Rowan(database).load()
    made.ask()
    made.says("sam", SLEEPLESS)
    return made


@given(said=CLOSINGS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_comes_back_as_it_was(house: Rowan, said: Closing) -> None:
    with house.database.write() as session:
        session.execute(sa.text("DELETE FROM closing"))
        db.closing.add(session, 1, 1, NOON, said)
    with house.database.read() as session:
        assert db.closing.of(session, 1) == said


KEY = base64.b64encode(bytes(32)).decode()
SECRET = Closing("settled", None, "SECRET", (), None, None, None, "done")


def test_what_was_written_is_sealed_where_there_are_keys(house: Rowan, keys: bool) -> None:
    with house.database.write() as session:
        db.closing.add(session, 1, 1, NOON, SECRET)
    with house.database.read() as session:
        kept = session.execute(sa.text("SELECT said FROM closing")).scalar_one()
    assert ("SECRET" in kept) != keys


def keep_again(house: Rowan) -> None:
    with house.database.write() as session:
        db.closing.add(session, 1, 1, NOON, SECRET)


def test_it_is_kept_once(house: Rowan) -> None:
    keep_again(house)
    with pytest.raises(sa.exc.IntegrityError):
        keep_again(house)
