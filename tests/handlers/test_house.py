"""A house file kept while a question is out."""

from db.session import Database
from handlers.flow import house as flow
from tests.house import House, Rowan, oak, rowan


def keeps(house: Rowan, written: dict) -> None:  # type: ignore[type-arg]
    with house.database.write() as session:
        flow.keep(session, House.model_validate(written), house.clock.at)


def test_a_question_that_is_out_is_drawn_anew_when_a_plan_changes(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    house.all_sent()
    changed = rowan()
    changed["people"][0]["plan"]["steps"] = ["Sit with me by the window"]
    keeps(house, changed)
    prompt = house.sent("prompt")[0]
    assert [row.updates for row in house.sent("prompt", updates=True)] == [prompt.id]


def test_a_question_stays_as_it_is_when_no_plan_of_its_house_changes(database: Database) -> None:
    house = Rowan(database).load()
    house.ask()
    house.all_sent()
    changed = rowan()
    changed["services"][0]["name"] = "Rowan Lodge"
    keeps(house, changed)
    keeps(house, oak())
    assert house.sent("prompt", updates=True) == []
