"""The JSON Schema of house files: whole, described, and of one mind with the loader.

`RELAY_GOLDEN=write` writes docs/house.schema.json anew.
"""

# tables, one line a case
# ruff: noqa: E501

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from bot import rules
from bot.schema import schema
from handlers import load
from handlers.cli import cli
from handlers.nodes import Node, compose

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "docs" / "house.schema.json"
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
PROMISED = ROOT / "tests" / "handlers" / "contract.yaml"
SOUND = ROOT / "tests" / "handlers" / "broken" / "sound.yaml"
FIRST_LINE = "# yaml-language-server: $schema=../docs/house.schema.json"
SCHEMA = schema()
EDITOR = Draft202012Validator(SCHEMA)
Place = tuple[str, ...]


def faults(text: str) -> list[str]:
    """What an editor underlines in a house file of this text."""
    node = compose(text, "house.yaml")
    assert node
    return [error.message for error in EDITOR.iter_errors(plain(node))]


def plain(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: plain(child) for key, child in node.value.items()}
    return [plain(child) for child in node.value] if isinstance(node.value, list) else node.value


def loads(text: str, folder: Path) -> bool:
    """Whether `relay load` would take a house file of this text."""
    file = folder / "house.yaml"
    file.write_text(text, encoding="utf-8")
    try:
        load.read([file], {})
    except load.Refused:
        return False
    return True


def sound(old: str = "", new: str = "") -> str:
    """The sound house, with the one place that says `old` saying `new`."""
    text = SOUND.read_text(encoding="utf-8")
    assert not old or text.count(old) == 1, old
    return text.replace(old, new) if old else text


def within(part: Any, at: Place = ()) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Every schema inside `part`, with its place; without conditions, which describe nothing of their own."""
    if not isinstance(part, dict):
        return
    yield at, part
    for several in ("$defs", "properties", "patternProperties"):
        for name, inner in part.get(several, {}).items():
            yield from within(inner, (*at, name))
    for several in ("anyOf", "oneOf"):
        for i, inner in enumerate(part.get(several, ())):
            yield from within(inner, (*at, str(i)))
    yield from within(part.get("items"), (*at, "items"))


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_key_has_a_description() -> None:
    keys = [
        ((*at, key), inner)
        for at, part in within(SCHEMA)
        if part.get("type") == "object" and part.get("additionalProperties") is False
        for key, inner in part.get("properties", {}).items()
    ]
    assert len(keys) > 120
    assert [at for at, inner in keys if not inner.get("description", "").endswith(".")] == []


def test_no_keys_but_those_that_are_known() -> None:
    objects = [(at, part) for at, part in within(SCHEMA) if part.get("type") == "object"]
    assert len(objects) > 40
    assert [at for at, part in objects if part.get("additionalProperties") is not False] == []


def test_every_part_that_is_referred_to_is_there_and_described() -> None:
    used = {part["$ref"].removeprefix("#/$defs/") for _, part in within(SCHEMA) if "$ref" in part}
    assert used == set(SCHEMA["$defs"])
    assert [name for name, part in SCHEMA["$defs"].items() if not part.get("description")] == []


def test_nobody_writes_null() -> None:
    assert [
        at for at, part in within(SCHEMA) if part.get("type") == "null" or part.get("default", 0) is None
    ] == []


def test_lengths_of_time_are_suggested_as_people_write_them() -> None:
    suggested = {at[-1]: part["default"] for at, part in within(SCHEMA) if part.get("default")}
    assert (
        suggested.items() >= {"ask_before": "15 min", "late_after": "45 min", "act_within": "30 min"}.items()
    )


def test_making_it_changes_nothing_for_the_next_time() -> None:
    assert schema() == schema() == SCHEMA


def test_relay_schema_prints_what_is_in_docs() -> None:
    printed = CliRunner().invoke(cli, ["schema"])
    assert printed.exit_code == 0
    assert json.loads(printed.stdout) == SCHEMA
    if os.environ.get("RELAY_GOLDEN") == "write":
        WRITTEN.write_text(printed.stdout, encoding="utf-8")
    assert printed.stdout == WRITTEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", [*EXAMPLES, PROMISED, SOUND], ids=lambda file: file.stem)
def test_a_file_that_loads_has_nothing_underlined(file: Path) -> None:
    assert faults(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_an_example_tells_an_editor_where_the_schema_is(file: Path) -> None:
    first = file.read_text(encoding="utf-8").splitlines()[0]
    assert first == FIRST_LINE
    assert (file.parent / first.partition("$schema=")[2]).resolve() == WRITTEN


# (in the sound house, what takes its place)
FINE = {
    "a length in capitals": ("within: 10 min", "within: 10 MIN"),
    "a length in full": ("within: 10 min", "within: 2 hours"),
    "a length in ISO 8601": ("within: 10 min", "within: PT1H30M"),
    "weekdays in a list": ("days: mon-fri", "days: [mon, wed, sat-sun]"),
    "weekdays with commas": ("days: mon-fri", 'days: "Mon, Wednesday"'),
    "a turn of a month": ("every: 1 week, day: monday", "every: 1 month, day: 31"),
    "a date and time with a space": ("from: 2026-12-24T17:00", "from: 2026-12-24 17:00"),
    "layers": ('members: [U0DEE, U0ASH]\n    handoff: {every: 1 week, day: monday, at: "09:00", from: 2026-01-05}', 'layers: [{members: [U0DEE, U0ASH], handoff: {every: 1 d, at: "09:00", from: 2026-01-05}}]'),
    "signs together as a number": ("{signs_together: {count: 2, within: 2 d}}", "{signs_together: 2}"),
    "a bound for each sign": ("{count: 2, within: 2 d}", "{count: 2, at_least: {sleep: 2, calls: 3}}"),
    "rules in rules": ("{all_of: [{sign: quiet},", "{all_of: [{any_of: [{sign: quiet}, {sign: sleep, at_least: 3}]},"),
    "weights": ("{signs: [sleep, quiet], at_least: 6", "{signs: [sleep, quiet], weights: {quiet: 1.5}, at_least: 6"),
}  # fmt: skip


@pytest.mark.parametrize("name", FINE)
def test_what_loads_is_fine(tmp_path: Path, name: str) -> None:
    text = sound(*FINE[name])
    assert loads(text, tmp_path)
    assert faults(text) == []


FILLED = [
    ("known_as: Ann", "known_as: ${THE_SHORT_NAME_THAT_ANN_CHOSE}"),
    ("timezone: Europe/London\n    ladder", "timezone: ${ZONE}\n    ladder"),
    ("channel: C0FERN", "channel: ${FERN_CHANNEL}"),
    ("role: team_leader, ser", 'role: "${MELS_ROLE}", ser'),
    ("within: 10 min", 'within: "${FIRST_WAIT}"'),
    ('starts: "08:00"', 'starts: "${DAY_STARTS}"'),
]


@pytest.mark.parametrize(("old", "new"), FILLED)
def test_any_text_may_come_from_the_environment(old: str, new: str) -> None:
    assert faults(sound(old, new)) == []


# what it does not take: (in the sound house, what takes its place)
BROKEN = {
    "an unknown part": ("ladders:\n", "laders:\n"),
    "an unknown key": ("known_as: Ann", "known_as: Ann\n    nickname: Annie"),
    "an unknown key in a rule": ("{sign: sleep, over: 3}", "{sign: sleep, over: 3, soon: true}"),
    "a missing key": ("    name: Fern House\n", ""),
    "a missing key in a rule": ("{times: 2, in_last: 7 d}", "{times: 2}"),
    "a list that is none": ("signs: [sleep, quiet]", "signs: sleep"),
    "a phone that is a number": ('"999"', "999"),
    "a time of day without quotes": ('starts: "08:00"', "starts: 8"),
    "a time of day that is not": ('starts: "08:00"', 'starts: "24:30"'),
    "a length of time that is not": ("within: 10 min", "within: 10 minuets"),
    "a wait of no time": ("within: 10 min", "within: 0 min"),
    "a month that is not": ("when: 2026-10-01", "when: 2026-13-01"),
    "a date the other way round": ("when: 2026-10-01", "when: 01-10-2026"),
    "a time with a zone": ("from: 2026-12-24T17:00", "from: 2026-12-24T17:00Z"),
    "weekdays that are not": ("days: mon-fri", "days: mon-fry"),
    "a handoff on no day": ("day: monday", "day: 32"),
    "a role that is not": ("role: team_leader", "role: boss"),
    "a Slack id that is not": ("slack: U0JO", "slack: jo"),
    "a channel that is not": ("channel: C0FERN", "channel: fern-house"),
    "a zone that is not": ("timezone: Europe/London\n    ladder", "timezone: London time\n    ladder"),
    "a key with a capital": ("key: quiet", "key: Quiet"),
    "a name that is too long": ("known_as: Ann", f"known_as: {'Ann' * 7}"),
    "a name that is blank": ("known_as: Ann", "known_as: ' '"),
    "a name over two lines": ("known_as: Ann", 'known_as: "Ann\\nB"'),
    "staff who are too many": ("planned_staff: 2", "planned_staff: 100"),
    "half a member of staff": ("planned_staff: 2", "planned_staff: 1.5"),
    "somebody told who is not": ("{rising: {sign: sleep, over: 3}}, tell: \"role:manager\"", "{rising: {sign: sleep, over: 3}}, tell: manager"),
    "two rules": ("{unanswered: 2}", "{unanswered: 2, signs_together: 2}"),
    "no rule": ("{unanswered: 2}", "{}"),
    "a rule that is a word": ("when: {unanswered: 2}", "when: unanswered"),
    "one rule of several": ("{sign: hours, at_most: 3}, {sign: calls, at_least: 5}", "{sign: calls, at_least: 5}"),
    "one sign together": ("{signs_together: {count: 2, within: 2 d}}", "{signs_together: 1}"),
    "a window that is not": ("in_last: 5 handovers", "in_last: five handovers"),
    "a window that is too long": ("in_last: 5 handovers", "in_last: 401 handovers"),
    "a bound from both sides": ("{sign: hours, at_most: 3}", "{sign: hours, at_most: 3, at_least: 1}"),
    "a bound that is text": ("{sign: calls, at_least: 5}", '{sign: calls, at_least: "5"}'),
    "a weight of nothing": ("{signs: [sleep, quiet], at_least: 6", "{signs: [sleep, quiet], weights: {quiet: 0}, at_least: 6"),
    "a level that is not": ('3: "all night"}', '3: "all night", 4: "for ever"}'),
    "a level that is missing": (', 3: "all night"}', "}"),
    "levels that are missing": ('          levels: {1: "an hour or two", 2: "half the night", 3: "all night"}\n', ""),
    "a count of no direction": ("rating: count, worse: higher", "rating: count"),
    "a number of nothing": ("unit: pints, ", ""),
    "a seen sign with a unit": ("rating: seen}", "rating: seen, unit: hours}"),
    "best interests without a note": ("approved_by: U0ASH\n", "approved_by: U0ASH\n        sharing: best_interests\n"),
    "layers and bare members": ("members: [U0DEE, U0ASH]", "layers: []\n    members: [U0DEE, U0ASH]"),
    "members without a handoff": ('    handoff: {every: 1 week, day: monday, at: "09:00", from: 2026-01-05}\n', ""),
    "not wanted in two ways": ('{name: "My old neighbour"}', "{name: My old neighbour, staff: U0JO}"),
    "steps that are too many": ('steps: ["Put the kettle on and sit with me"]', f"steps: [{', '.join(['a walk'] * 16)}]"),
    "signs that are too many": ("      signs:\n", "      signs:\n" + "".join(f"        - {{key: s{i}, says: I hum, domain: mood, rating: seen}}\n" for i in range(21))),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_does_not_load_is_underlined(tmp_path: Path, name: str) -> None:
    text = sound(*BROKEN[name])
    assert not loads(text, tmp_path)
    assert faults(text)


# words that are one of several: the place of each in the sound house, and how the key is written there
CHOICES = {
    "privacy": ('  emergency: "999"\n', '  emergency: "999"\n  privacy: {}\n', "Organisation"),
    "day": ("day: monday", "day: {}", "Handoff"),
    "role": ("name: Jo, role: support_worker", "name: Jo, role: {}", "Staff"),
    "sharing": ("approved_by: U0ASH\n", "approved_by: U0ASH\n        capacity_note: decided in May\n        sharing: {}\n", "Agreed"),
    "domain": ("domain: mood, rating: seen", "domain: {}, rating: seen", "Sign"),
    "rating": ("        - {key: quiet, ", "        - {{key: new, says: I hum, domain: mood, rating: {}}}\n        - {{key: quiet, ", "Sign"),
    "worse": ("{key: drinks, ", "{{key: new, says: I hum, domain: mood, rating: count, worse: {}}}\n        - {{key: drinks, ", "Sign"),
    "urgency": ("urgency: in_hours", "urgency: {}", "Threshold"),
    "phoned_by": ("{key: nurse, ", "{{key: nurse, phoned_by: {}, ", "Partner"),
}  # fmt: skip
ENOUGH = {"0-3": "0-3, levels: {1: a, 2: b, 3: c}", "count": "count, worse: lower", "number": "number, unit: h, worse: lower"}  # fmt: skip


def choices(part: Any) -> list[str]:
    return [word for _, inner in within(part) for word in inner.get("enum", ())]


def test_every_key_with_a_choice_of_words_is_looked_at() -> None:
    parts = [part.get("properties", {}) for part in SCHEMA["$defs"].values()]
    keys = {key for part in parts for key, inner in part.items() if choices(inner)}
    assert keys == set(CHOICES)


OFFERED = [(key, word) for key, (_, _, part) in CHOICES.items() for word in choices(SCHEMA["$defs"][part]["properties"][key])]  # fmt: skip


@pytest.mark.parametrize(("key", "word"), OFFERED)
def test_the_loader_takes_every_word_that_is_offered(tmp_path: Path, key: str, word: str) -> None:
    old, new, _ = CHOICES[key]
    wanted = ENOUGH.get(word, word) if key == "rating" else word
    text = sound(old, new.format(wanted))
    assert loads(text, tmp_path)
    assert faults(text) == []


@pytest.mark.parametrize("key", CHOICES)
def test_neither_takes_a_word_that_is_not_offered(tmp_path: Path, key: str) -> None:
    old, new, _ = CHOICES[key]
    text = sound(old, new.format("perhaps"))
    assert not loads(text, tmp_path)
    assert faults(text)


def test_the_schema_and_the_loader_know_the_same_rules() -> None:
    offered = [part["$ref"].removeprefix("#/$defs/") for part in SCHEMA["$defs"]["Rule"]["oneOf"]]
    keys = {tuple(SCHEMA["$defs"][name]["required"]) for name in offered}
    assert keys == {(kind,) for kind in rules.RULES}


def test_the_sound_house_has_every_kind_of_rule() -> None:
    text = sound()
    assert [kind for kind in rules.RULES if f"{kind}: " not in text] == []
