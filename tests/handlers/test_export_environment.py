"""What came from the environment: its value is never exported, and what was written goes back to its place."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import db.export
from bot.loaded import House
from db.session import Database
from handlers import export, load, nodes
from handlers.flow import house as flow
from tests.handlers.houses import EXAMPLE

NOW = datetime(2026, 11, 12, 12, tzinfo=UTC)
EXAMPLES = sorted(EXAMPLE.parent.glob("*.yaml"))


def exported(database: Database, service: str | None = None) -> str:
    with database.read() as session:
        return export.text(db.export.held(session, service), NOW)


def loaded(database: Database, file: Path, environment: dict[str, str]) -> House:
    opened = load.opened([file], environment)
    with database.write() as session:
        flow.keep(session, opened.house, NOW, opened.places)
    return opened.house


def texts(node: nodes.Node) -> list[str]:
    """Every value in a file that is a text."""
    if isinstance(node.value, dict | list):
        children = node.value.values() if isinstance(node.value, dict) else node.value
        return [text for child in children for text in texts(child)]
    return [node.value] if isinstance(node.value, str) else []


def hidden(value: Any, environment: dict[str, str]) -> Any:
    """`value` with a name for each of its texts, which are put into `environment`."""
    if isinstance(value, dict):
        return {key: hidden(child, environment) for key, child in value.items()}
    if isinstance(value, list):
        return [hidden(child, environment) for child in value]
    if not isinstance(value, str):
        return value
    name = f"V{len(environment)}"
    environment[name] = value
    return f"${{{name}}}"


@pytest.fixture
def everything(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """The three examples in one file, every text of which comes from the environment; and that environment."""
    whole = load.read(EXAMPLES, {})
    plain = YAML(typ="safe").load(export.text(db.export.Exported(whole, {}), NOW))
    environment: dict[str, str] = {}
    file = tmp_path / "hidden.yaml"
    YAML().dump(hidden(_as_texts(plain), environment), file)
    return file, environment


def _as_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_texts(child) for key, child in value.items()}
    if isinstance(value, list):
        return [_as_texts(child) for child in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_no_text_is_exported_that_came_from_the_environment(
    database: Database, tmp_path: Path, everything: tuple[Path, dict[str, str]]
) -> None:
    file, environment = everything
    house = loaded(database, file, environment)
    assert house == load.read(EXAMPLES, {})
    again = tmp_path / "again.yaml"
    again.write_text(exported(database), encoding="utf-8")
    root = nodes.compose(again.read_text(encoding="utf-8"), "again")
    assert root is not None
    found = texts(root)
    assert len(found) > 1000
    assert [text for text in found if not text.startswith("${V")] == []
    assert set(found) == {f"${{{name}}}" for name in environment}
    assert load.read([again], environment) == house


def test_one_service_of_it_is_exported_without_a_value_too(
    database: Database, everything: tuple[Path, dict[str, str]]
) -> None:
    loaded(database, *everything)
    root = nodes.compose(exported(database, "quay-row"), "quay")
    assert root is not None
    assert [text for text in texts(root) if not text.startswith("${V")] == []


MIXED = """\
organisation: {name: "${ORG} Care", emergency: "${EMERGENCY}"}
services:
  - key: "${HOUSE}"
    name: Fern House
    channel: C0FERN
    phone: "01632 ${PHONE}"
    timezone: Europe/London
    ladder: fern
    office_hours: {days: [wed, "${DAY}"], from: "${OPENS}", until: "17:${PAST}"}
    handover: {ask_before: "${MINUTES} min"}
    shifts:
      - {key: day, name: "${SHIFT}", starts: "07:30", days: "tue, ${DAYS}"}
staff:
  - {slack: "${MEL}", name: "Mel ${SURNAME}", role: manager, services: ["${HOUSE}"], agency: "${AGENCY}"}
  - {slack: U0DEE, name: Dee, role: manager, services: [], phone: "${DEE}", fallback: ["sms://${DEE}"]}
rotas:
  - key: first
    timezone: Europe/London
    members: [U0DEE, "${MEL}"]
    handoff: {every: "${EVERY}", day: "${TURN}", at: "${OPENS}", from: "2026-${MONTH}-05"}
ladders:
  - {key: fern, rungs: [{tell: "rota:${ROTA}", within: "${MINUTES} min"}]}
people:
  - key: "${KEY}"
    known_as: "${KNOWN}"
    service: "${HOUSE}"
    plan:
      agreed:
        {when: 2026-10-01, with: ["${KNOWN}", "Her sister"], drafted_by: U0DEE, approved_by: "${MEL}",
         review_by: "20${YEAR}-01-31"}
      signs:
        - {key: up, says: "I say ${WORDS}", domain: sleep, rating: 0-3,
           levels: {1: once, 2: "${LEVEL}", 3: never}}
      steps: ["Tea", "${STEP}"]
      thresholds:
        - {key: up, when: {any_of: [{sign: "${SIGN}", at_least: 2},
             {repeats: {sign: up, at_least: 1, times: 2, in_last: "${WINDOW}"}}]},
           tell: "ladder:fern", ask: "${ASK}\\nAnd wait."}
"""
VALUES = {
    "ORG": "Hazel", "EMERGENCY": "999", "HOUSE": "secret-house", "PHONE": "960777", "DAY": "mon", "OPENS": "09:05",
    "PAST": "25", "MINUTES": "15", "SHIFT": "Dayshift", "DAYS": "thu", "MEL": "U0MELANIE", "SURNAME": "Marsh",
    "AGENCY": "yes", "DEE": "07700900555", "EVERY": "1 week", "TURN": "friday", "MONTH": "03", "ROTA": "first",
    "KEY": "wren-key", "KNOWN": "Wren", "YEAR": "27", "WORDS": "go ${AWAY}", "LEVEL": "thrice", "STEP": "Warm milk",
    "SIGN": "up", "WINDOW": "72 h", "ASK": "Ring Oswin",
}  # fmt: skip
OTHERS = VALUES | {
    "ORG": "Rowan", "PHONE": "960888", "DAY": "sun", "MINUTES": "75", "SURNAME": "Fenn", "AGENCY": "no",
    "KNOWN": "Robin", "WORDS": "stay", "STEP": "Cocoa", "WINDOW": "5 handovers", "DEE": "07700900666",
    "EMERGENCY": "112",
}  # fmt: skip
# some are so short that they stand in other words
SHORT = ("ROTA", "SIGN", "YEAR", "PAST", "MINUTES", "MONTH")
SAID = [value for name, value in VALUES.items() if name not in SHORT]


@pytest.fixture
def mixed(database: Database, tmp_path: Path) -> str:
    """What is exported of a house with names of the environment beside, inside and in lists of other words."""
    file = tmp_path / "mixed.yaml"
    file.write_text(MIXED, encoding="utf-8")
    loaded(database, file, VALUES)
    return exported(database)


def test_a_value_stands_nowhere(mixed: str) -> None:
    _, after_its_time = mixed.split("\n", 1)
    assert [value for value in SAID if value in after_its_time] == []


@pytest.mark.parametrize("environment", [VALUES, OTHERS], ids=["same", "other"])
def test_it_loads_as_the_first_file_would(tmp_path: Path, mixed: str, environment: dict[str, str]) -> None:
    again = tmp_path / "again.yaml"
    again.write_text(mixed, encoding="utf-8")
    assert load.read([again], environment) == load.read([tmp_path / "mixed.yaml"], environment)


PLACES = [
    'emergency: "${EMERGENCY}"', 'days: "wed,${DAY}"', 'from: "${OPENS}"', 'until: "17:${PAST}"',
    'ask_before: "${MINUTES} min"', 'days: "tue, ${DAYS}"', 'agency: "${AGENCY}"', 'fallback: ["sms://${DEE}"]',
    'members: [U0DEE, "${MEL}"]', 'from: "2026-${MONTH}-05"', 'says: "I say ${WORDS}"', 'steps: [Tea, "${STEP}"]',
    'in_last: "${WINDOW}"', 'ask: "${ASK}\\nAnd wait."', '2: "${LEVEL}"', '{sign: "${SIGN}", at_least: 2}',
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_what_was_written_is_at_its_place(mixed: str, place: str) -> None:
    assert place in mixed


def test_a_house_of_which_nothing_is_known_is_not_exported_where_a_value_has_a_name_in_it(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "mixed.yaml"
    file.write_text(MIXED, encoding="utf-8")
    with database.write() as session:
        flow.keep(session, load.read([file], VALUES), NOW)
    with pytest.raises(export.Unknown) as caught:
        exported(database)
    assert "signs > 0 > says holds ${" in str(caught.value)
    assert "AWAY" not in str(caught.value)


@pytest.mark.parametrize("place", ["steps/7", "steps/1/x", "crisis_wishes", "agreed", "asked/until"])
def test_a_place_that_is_gone_is_named_and_no_value(database: Database, mixed: str, place: str) -> None:
    assert mixed
    with database.read() as session:
        held = db.export.held(session)
    part = ("person", "wren-key")
    places = {**held.places, part: {**held.places[part], f"plan/{place}": "${GONE}"}}
    with pytest.raises(export.Unknown) as caught:
        export.text(db.export.Exported(held.house, places), NOW)
    assert str(caught.value) == (
        f"person ${{KEY}}: plan > {place.replace('/', ' > ')} came from the environment and is gone. "
        "Load its file once more, then export again."
    )
