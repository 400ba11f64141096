"""The house read back from the database: what holds now, and where files said ${NAME}."""

import base64
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import db.export
import db.house
from bot.loaded import House
from db import crypto, tables, types
from db.session import Database
from handlers import load
from handlers.flow import house as flow
from tests.house import NOON, Written, apply, oak, rowan, rows
from tests.random_house import houses

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))


def held(database: Database, service: str | None = None) -> db.export.Exported:
    with database.read() as session:
        return db.export.held(session, service)


def keep(database: Database, house: House, places: db.export.Places | None = None) -> list[str]:
    with database.write() as session:
        return [f"{one.how} {one.what} {one.name}" for one in flow.keep(session, house, NOON, places)]


def by_key(house: House) -> House:
    """The same house in another order: a person who changes house stays where they were first."""
    return house.model_copy(
        update={
            "services": sorted(house.services, key=lambda one: one.key),
            "staff": sorted(house.staff, key=lambda one: one.slack),
            "rotas": sorted(house.rotas, key=lambda one: one.key),
            "ladders": sorted(house.ladders, key=lambda one: one.key),
            "people": sorted(house.people, key=lambda one: one.key),
        }
    )


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(house=houses())
def test_any_house_is_what_was_loaded_and_loads_again_without_a_change(
    tmp_path: Path, migrated_sqlite: Path, house: House
) -> None:
    path = tmp_path / "relay.db"
    path.unlink(missing_ok=True)
    shutil.copy(migrated_sqlite, path)
    database = Database(f"sqlite:///{path}")
    try:
        keep(database, house)
        assert held(database).house == house
        assert keep(database, held(database).house) == []
    finally:
        database.close()


def test_the_examples_together_are_what_was_loaded(database: Database) -> None:
    house = load.read(EXAMPLES, {})
    keep(database, house)
    assert held(database).house == house
    assert keep(database, held(database).house) == []


def test_files_loaded_one_after_the_other_are_one_house(database: Database) -> None:
    for file in reversed(EXAMPLES):
        keep(database, load.read([file], {}))
    assert by_key(held(database).house) == by_key(load.read(EXAMPLES, {}))
    assert keep(database, held(database).house) == []


def test_whoever_has_ended_is_not_in_it(database: Database) -> None:
    apply(database, rowan())
    fewer = rowan()
    fewer["people"] = fewer["people"][1:]
    fewer["staff"] = [one for one in fewer["staff"] if one["slack"] not in ("U0AGENCY", "U0IDA")]
    apply(database, fewer)
    house = held(database).house
    assert [one.key for one in house.people] == ["ray"]
    assert [one.slack for one in house.staff] == [
        "U0WORKER",
        "U0TABLET",
        "U0LEAD",
        "U0ASH",
        "U0DEE",
        "U0BOSS",
    ]
    assert keep(database, house) == []


def test_somebody_who_left_and_is_still_named_is_nobodys_staff(database: Database) -> None:
    apply(database, rowan())
    apply(database, {**oak(), "staff": [*oak()["staff"], {**rowan()["staff"][6], "services": ["oak-house"]}]})
    only_oak = {**oak(), "staff": [*oak()["staff"], rowan()["staff"][6]]}
    apply(database, only_oak)
    assert [(one.slack, one.services) for one in held(database, "oak-house").house.staff] == [
        ("U0DEE", []),
        ("U0OAK", ["oak-house"]),
    ]


def test_a_plan_changed_twice_is_the_latest(database: Database) -> None:
    for step in ("Tea", "Toast", "A walk"):
        written = rowan()
        written["people"][0]["plan"]["steps"] = [step]
        apply(database, written)
    plan = held(database).house.people[0].plan
    assert plan is not None
    assert plan.steps == ["A walk"]


def shared() -> Written:
    """Oak House, with Mel of Rowan House in its staff too."""
    both = oak()
    both["staff"] = [*both["staff"], rowan()["staff"][3] | {"services": ["oak-house"]}, rowan()["staff"][6]]
    return both


def test_staff_of_two_files_are_staff_of_both(database: Database) -> None:
    apply(database, rowan())
    apply(database, shared())
    found = {one.slack: one.services for one in held(database).house.staff}
    assert found["U0LEAD"] == ["oak-house", "rowan-house"]
    assert keep(database, held(database).house) == []


@pytest.mark.parametrize(
    ("service", "staff", "people"),
    [
        ("oak-house", {"U0OAK": ["oak-house"], "U0LEAD": ["oak-house"], "U0DEE": []}, ["kim"]),
        (
            "rowan-house",
            {"U0WORKER": ["rowan-house"], "U0AGENCY": ["rowan-house"], "U0TABLET": ["rowan-house"],
             "U0LEAD": ["rowan-house"], "U0ASH": ["rowan-house"], "U0IDA": ["rowan-house"], "U0DEE": []},
            ["sam", "ray"],
        ),
    ],
)  # fmt: skip
def test_one_service_is_itself_and_what_it_needs(
    database: Database, service: str, staff: dict[str, list[str]], people: list[str]
) -> None:
    apply(database, rowan())
    apply(database, shared())
    house = held(database, service).house
    assert house.organisation is None
    assert [one.key for one in house.services] == [service]
    assert {one.slack: one.services for one in house.staff} == staff
    assert [one.key for one in house.people] == people
    assert ([one.key for one in house.rotas], [one.key for one in house.ladders]) == (
        ["first-line"],
        ["house"],
    )
    assert keep(database, house) == []


def test_one_service_leaves_out_ladders_and_rotas_of_others(database: Database) -> None:
    keep(database, load.read(EXAMPLES, {}))
    house = held(database, "quay-row").house
    assert [one.key for one in house.ladders] == ["quay"]
    assert [one.key for one in house.rotas] == ["quay-months", "quay-days"]


def test_a_service_that_is_not_there_is_said(database: Database) -> None:
    apply(database, rowan())
    with pytest.raises(KeyError):
        held(database, "oak")


def test_nothing_loaded_is_an_empty_house(database: Database) -> None:
    assert held(database).house == House()


# where files said ${NAME}

MEL = {("staff", "U0LEAD"): {"name": "${MEL}", "services/0": "${HOUSE}"}}


def test_places_of_a_part_are_those_of_its_last_load(database: Database) -> None:
    house = House.model_validate(rowan())
    keep(database, house, {**MEL, ("ladder", "house"): {"rungs/0/tell": "${TELL}"}})
    keep(database, house, {**MEL})
    assert held(database).places == MEL
    keep(database, house.model_copy(update={"people": []}), {})
    assert held(database).places == {}
    assert rows(database, tables.Written) == []


def test_places_of_a_part_stay_when_another_file_is_loaded(database: Database) -> None:
    keep(database, House.model_validate(rowan()), MEL)
    keep(database, House.model_validate(oak() | {"rotas": [], "ladders": [
        {"key": "oak", "rungs": [{"tell": "role:manager", "within": "10 min"}]}],
        "services": [oak()["services"][0] | {"ladder": "oak"}]}))  # fmt: skip
    assert held(database).places == MEL


def test_the_place_of_a_service_moves_with_it_and_goes_with_it(database: Database) -> None:
    keep(database, House.model_validate(rowan()))
    both = House.model_validate({**shared(), "services": [*rowan()["services"], *oak()["services"]],
                                 "staff": [*rowan()["staff"], *oak()["staff"]], "people": []})  # fmt: skip
    mel = both.staff[3].model_copy(update={"services": ["oak-house", "rowan-house"]})
    both = both.model_copy(update={"staff": [*both.staff[:3], mel, *both.staff[4:]]})
    keep(database, both, {("staff", "U0LEAD"): {"services/0": "${OAK}", "services/1": "${ROWAN}"}})
    assert held(database, "rowan-house").places == {("staff", "U0LEAD"): {"services/0": "${ROWAN}"}}
    assert held(database, "oak-house").places == {("staff", "U0LEAD"): {"services/0": "${OAK}"}}


def test_places_noted_of_another_state_are_not_trusted(database: Database) -> None:
    keep(database, House.model_validate(rowan()), MEL)
    changed = rowan()
    changed["staff"][3]["name"] = "Melanie"
    with database.write() as session:
        db.house.apply(session, House.model_validate(changed), NOON)
    with pytest.raises(db.export.Stale) as caught:
        held(database)
    assert str(caught.value) == "staff U0LEAD"


def test_texts_as_written_are_sealed(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(types, "_ring", crypto.KeyRing([base64.b64encode(bytes(32)).decode()]))
    keep(database, House.model_validate(rowan()), {("staff", "U0LEAD"): {"name": "Dear ${MEL}"}})
    with database.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT places FROM written").scalar_one()
    assert "Dear" not in kept
    assert held(database).places[("staff", "U0LEAD")] == {"name": "Dear ${MEL}"}
