"""The pretended year, made once a test process: as values, and as an SQLite file to copy."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import handlers.pretend
from bot import pretend
from bot.house_rules import House
from bot.people import Person, Service, Staff
from bot.pretend_records import Cast, Year
from bot.pretend_records import House as Home
from db.session import Database
from handlers import load

FILE = Path(__file__).parents[1] / "examples" / "year" / "three-houses.yaml"
# a Tuesday, a quarter of an hour before the huddle; the first of the 52 weeks before it begins on 17 November 2025
UNTIL = datetime(2026, 11, 17, 9, 45, tzinfo=UTC)
SEED = handlers.pretend.SEED


@cache
def house() -> House:
    """The three houses, as their file says."""
    return load.read([FILE], {})


@cache
def cast() -> Cast:
    """Everybody of the three houses, with ids as a database would give them."""
    read = house()
    ids = {one.key: i for i, one in enumerate(read.services, 1)}
    staff = [
        Staff(
            i, one.slack, one.name, one.role, frozenset(ids[key] for key in one.services), one.phone, one.agency,
            one.shared,
        )
        for i, one in enumerate(read.staff, 1)
    ]  # fmt: skip
    people = [
        Person(i, one.key, one.known_as, ids[one.service], one.plan, i, 1)
        for i, one in enumerate(read.people, 1)
    ]
    homes = tuple(
        Home(
            Service(ids[spec.key], spec),
            tuple(one for one in people if one.service_id == ids[spec.key]),
            tuple(one for one in staff if ids[spec.key] in one.services),
        )
        for spec in read.services
    )
    rotas, ladders = {one.key: one for one in read.rotas}, {one.key: one for one in read.ladders}
    return Cast(homes, {one.slack: one for one in staff}, rotas, ladders)


@cache
def year(seed: int = SEED, effects: bool = True, count: int = pretend.WEEKS) -> Year:
    """The year of the three houses before UNTIL."""
    return pretend.year(cast(), UNTIL, seed, effects=effects, count=count)


def fill(database: Database, count: int = pretend.WEEKS) -> handlers.pretend.Told:
    """Have the three houses, and `count` weeks before UNTIL's, in a database that has all tables."""
    with database.write() as session:
        return handlers.pretend.keep(session, house(), UNTIL, SEED, count=count)
