"""The house written as YAML: whatever is in it, the file loads to the same house."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import db.export
from bot.house_rules import House
from handlers import export, load
from tests.handlers.houses import EXAMPLE
from tests.random_house import ODD, houses

NOW = datetime(2026, 11, 12, 12, tzinfo=UTC)
EXAMPLES = sorted(EXAMPLE.parent.glob("*.yaml"))
ENVIRONMENT = {"NAME_1": "sms://example"}


def written(house: House) -> str:
    return export.text(db.export.Exported(house, {}), NOW)


def read_back(folder: Path, text: str) -> House:
    file = folder / "export.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    return load.read([file], ENVIRONMENT)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(house=houses())
def test_any_house_is_read_back_as_it_was(tmp_path: Path, house: House) -> None:
    assert read_back(tmp_path, written(house)) == house


@pytest.mark.parametrize("files", [EXAMPLES, *([one] for one in EXAMPLES)], ids=["all", "1", "2", "3"])
def test_the_examples_are_read_back_as_they_were(tmp_path: Path, files: list[Path]) -> None:
    house = load.read(files, {})
    assert read_back(tmp_path, written(house)) == house


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_text_is_read_back_letter_for_letter(tmp_path: Path, odd: str) -> None:
    house = load.read([EXAMPLE], {})
    plan = house.people[0].plan
    assert plan is not None
    person = house.people[0].model_copy(
        update={"plan": plan.model_copy(update={"steps": [odd, f"{odd} "], "crisis_wishes": odd})}
    )
    back = read_back(tmp_path, written(house.model_copy(update={"people": [person]}))).people[0].plan
    assert back is not None
    assert back.crisis_wishes == odd.strip()
    assert back.steps == [odd.strip()] * 2


SHAPES = [
    "# What Relay held on 2026-11-12 at 12:00 UTC.\n\norganisation:\n  name: \"Example Care\"\n",
    "    office_hours: {days: mon-fri, from: \"09:00\", until: \"17:00\"}\n",
    "  - {slack: U0DEE, name: Dee, role: manager, services: [], phone: \"07700 900100\"}\n",
    "    members: [U0DEE, U0ASH]\n    handoff: {every: 1 week, day: monday, at: \"09:00\", from: 2026-01-05}\n",
    "      - {who: U0ASH, from: \"2026-12-24T17:00\", until: \"2026-12-27T09:00\"}\n",
    "      - {tell: \"rota:first-line\", within: 10 min}\n",
    "          when: {signs_together: 2}\n",
    "          when: {sign: sleep, at_least: 3}\n",
    "          levels: {1: \"up once or twice\", 2: \"up most of the night\", 3: \"no sleep\"}\n",
    "      steps: [\"Offer a walk somewhere quiet\", \"Ask if I have eaten; make toast\"]\n",
]  # fmt: skip


@pytest.mark.parametrize("lines", SHAPES)
def test_it_is_written_as_a_manager_would(lines: str) -> None:
    assert lines in written(load.read([EXAMPLE], {}))


def test_lines_stay_short_unless_a_text_is_long() -> None:
    text = written(load.read(EXAMPLES, {}))
    long = [line for line in text.splitlines() if len(line) > 120]
    assert all(line.count('"') == 2 for line in long)


def test_a_text_with_a_name_in_it_of_which_nothing_is_known_is_not_written() -> None:
    house = load.read([EXAMPLE], {})
    staff = [house.staff[0].model_copy(update={"name": "J ${SECRET}"}), *house.staff[1:]]
    with pytest.raises(export.Unknown) as caught:
        written(house.model_copy(update={"staff": staff}))
    assert str(caught.value) == (
        "staff U0WORKER: name holds ${, and it is not known how a file wrote it. "
        "Load its file once more, then export again."
    )
