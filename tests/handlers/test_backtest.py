"""`relay backtest`: what a plan or a draft would have rung, and kind words where there is nothing to try."""

import io
import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner, Result

from db import tables
from db.session import Database
from handlers.cli import cli
from tests import house
from tests.house import DUE, NO_TEA, SLEEPLESS, Rowan, rows

SPAN = ["--since", "2026-11-01", "--until", "2026-11-30"]


@pytest.fixture(autouse=True)
def stored(migrated_sqlite: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Rowan:
    """Rowan House, its database where the command looks for it, after one evening: Sam was up, and had no tea."""
    path = tmp_path / "relay.db"
    shutil.copy(migrated_sqlite, path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    rowan = Rowan(Database(f"sqlite:///{path}")).load()
    rowan.ask()
    rowan.clock.passes(50)
    rowan.says("sam", SLEEPLESS)
    rowan.clock.passes(50)
    rowan.says("sam", NO_TEA, slack="U0AGENCY")
    return rowan


def run(*words: object) -> Result:
    return CliRunner().invoke(cli, ["backtest", *map(str, words)])


def draft(
    tmp_path: Path, change: Callable[[dict[str, Any]], None] = lambda _: None, key: str = "sam"
) -> Path:
    """A house file with Sam's plan changed."""
    written = house.rowan()
    change(written["people"][0]["plan"])
    written["people"][0]["key"] = key
    text = io.StringIO()
    YAML().dump(written, text)
    file = tmp_path / "draft.yaml"
    file.write_text(text.getvalue(), encoding="utf-8")
    return file


def only(rule: dict[str, Any]) -> Callable[[dict[str, Any]], None]:
    def change(plan: dict[str, Any]) -> None:
        plan["thresholds"] = [{"key": "draft", "when": rule, "tell": "ladder:house"}]

    return change


def totals(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return next(line for line in result.stdout.splitlines() if line.startswith("Rang: "))


def test_the_stored_plan_rings_as_it_rang() -> None:
    result = run("sam", *SPAN)
    assert totals(result) == "Rang: 3, 3 in the night; would ring: 3, 3 in the night (22:00 to 07:00)."
    assert "1 handover: 1 answered, 0 not. 2 replies." in result.stdout
    assert "Thu 12 Nov 2026 22:05 night two-together rang  rings" in result.stdout
    assert "two of Sam's agreed signs together." in result.stdout.replace("\n  ", " ")
    assert "Nothing would be different." in result.stdout
    assert "What was reached then opened 2 escalations, or joined" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("rule", "would_ring"),
    [
        ({"sign": "sleep", "at_least": 1}, "1, 1 in the night"),
        ({"sign": "sleep", "at_least": 3}, "0, 0 in the night"),
        ({"signs_together": {"count": 3, "among": ["sleep", "pacing", "meals"]}}, "1, 1 in the night"),
        (
            {"repeats": {"sign": "sleep", "at_least": 2, "times": 2, "in_last": "5 handovers"}},
            "0, 0 in the night",
        ),
    ],
)
def test_a_draft_in_a_file_is_tried_beside_what_rang(
    tmp_path: Path, rule: dict[str, Any], would_ring: str
) -> None:
    result = run("sam", "--plan", draft(tmp_path, only(rule)), *SPAN)
    assert totals(result) == f"Rang: 3, 3 in the night; would ring: {would_ring} (22:00 to 07:00)."
    assert "the plan in" in result.stdout
    assert ("draft             0     0      0  never reached" in result.stdout) == would_ring.startswith("0")
    assert "two-together      2     0      0  not in this plan" in result.stdout


def test_trying_changes_nothing_in_the_database(stored: Rowan, tmp_path: Path) -> None:
    every = [table for table in vars(tables).values() if hasattr(table, "__table__")]
    before = [[one.model_dump() for one in rows(stored.database, table)] for table in every]
    assert run("sam", *SPAN).exit_code == 0
    assert run("sam", "--plan", draft(tmp_path, only({"sign": "sleep", "at_least": 2})), *SPAN).exit_code == 0
    assert run("sam", "--save", tmp_path / "saved.json").exit_code == 0
    assert [[one.model_dump() for one in rows(stored.database, table)] for table in every] == before
    assert any(before)


def test_a_saved_history_is_the_owners_alone_and_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved, file = tmp_path / "sam.json", draft(tmp_path, only({"sign": "sleep", "at_least": 2}))
    from_store = run("sam", "--plan", file, *SPAN)
    result = run("sam", "--save", saved)
    assert result.exit_code == 0
    assert saved.stat().st_mode & 0o777 == 0o600
    assert "Sam" not in saved.read_text(encoding="utf-8")
    # with both files no database is needed
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'nowhere.db'}")
    from_file = run("sam", "--plan", file, "--history", saved, *SPAN)
    assert totals(from_file) == totals(from_store)
    assert not (tmp_path / "nowhere.db").exists()


def test_the_stored_plan_is_tried_on_a_saved_history(tmp_path: Path) -> None:
    saved = tmp_path / "sam.json"
    run("sam", "--save", saved)
    assert totals(run("sam", "--history", saved, *SPAN)) == totals(run("sam", *SPAN))


def test_what_rang_by_an_earlier_version_is_said(stored: Rowan) -> None:
    changed = house.rowan()
    changed["people"][0]["plan"]["thresholds"].pop()
    stored.clock.at = datetime(2026, 11, 14, 9, tzinfo=UTC)
    house.apply(stored.database, changed, stored.clock.at)
    result = run("sam", *SPAN)
    assert "This version holds since Sat 14 Nov 2026; what rang before then" in result.stdout
    assert totals(result) == "Rang: 3, 3 in the night; would ring: 2, 2 in the night (22:00 to 07:00)."


def test_signs_that_are_new_or_gone_are_said(tmp_path: Path) -> None:
    def change(plan: dict[str, Any]) -> None:
        plan["signs"][2] = {"key": "phone", "says": "I stop answering", "domain": "other", "rating": "seen"}
        plan["thresholds"][1]["when"] = {"sign": "phone"}

    said = run("sam", "--plan", draft(tmp_path, change), *SPAN).stdout
    assert "Never rated in this history, so no answer can be told:\n  phone: “I stop answering”" in said
    assert "Rated in this history, and not in this plan:\n  meals (seen 1 time)" in said
    assert "no-tea            1     0      0  cannot tell" in said


def test_the_span_is_the_last_twelve_weeks(tmp_path: Path) -> None:
    saved = tmp_path / "sam.json"
    run("sam", "--save", saved)
    written = json.loads(saved.read_text(encoding="utf-8"))
    written["taken_at"] = "2026-11-30T12:00:00Z"
    saved.write_text(json.dumps(written), encoding="utf-8")
    assert run("sam", "--history", saved).stdout.startswith("Sam, Tue 8 Sep 2026 to Mon 30 Nov 2026\n")


def test_no_line_is_wider_than_a_terminal() -> None:
    assert max(map(len, run("sam", *SPAN).stdout.splitlines())) <= 80


KIND = {
    "somebody unknown": (["bob", *SPAN], "There is nobody with the key bob. Loaded: ray, sam."),
    "a plan without them": (["ray", "--plan", "{other}", *SPAN], "nobody with the key sam"),
    "nothing in the span": (["sam", "--until", "2025-01-01"], "There are replies from 2026-11-12 to 2026-11-12"),
    "nothing at all": (["ray", "--until", "2026-11-01"], "No reply about them is recorded at all yet."),
    "dates the wrong way round": (
        ["sam", "--since", "2026-11-30", "--until", "2026-11-01"], "Write the earlier day first.",
    ),
    "no date": (["sam", "--since", "yesterday"], "--since yesterday is not a date."),
    "no day that clocks know": (["sam", "--until", "9999-12-31"], "--until 9999-12-31 is not in this century."),
    "no year that clocks know": (["sam", "--since", "0001-01-01"], "--since 0001-01-01 is not in this century."),
    "no such date": (["sam", "--until", "2026-02-30"], "--until 2026-02-30 is not a date."),
    "no plan file": (["sam", "--plan", "gone.yaml"], "gone.yaml:1: is not there."),
    "no history file": (["sam", "--history", "gone.json"], "gone.json: is not there."),
    "a folder": (["sam", "--history", "."], ".: cannot be opened"),
    "saved where something is": (["sam", "--save", "relay.db"], "relay.db: is there already."),
    "saved into no folder": (["sam", "--save", "no/where.json"], "cannot be written"),
    "saved with a plan": (["sam", "--save", "a.json", "--plan", "{draft}"], "leave --plan and --history out"),
}  # fmt: skip


@pytest.mark.parametrize("case", KIND)
def test_what_cannot_be_done_is_said_kindly(tmp_path: Path, case: str) -> None:
    words, expected = KIND[case]
    made = str(draft(tmp_path))
    result = run(*(word.replace("{other}", made).replace("{draft}", made) for word in words))
    if case == "a plan without them":
        result = run("sam", "--plan", draft(tmp_path, key="pat"), *SPAN)
        expected = "There is nobody with the key sam in the plan's file. In it: pat, ray."
    assert result.exit_code == 2, result.output
    assert expected in " ".join(result.stderr.split())
    assert result.stdout == ""


GOOD = {
    "relay_history": 1, "person": "sam", "taken_at": "2026-11-30T12:00:00Z",
    "periods": [{"id": 1, "due": "2026-11-12T21:15:00Z"}],
    "replies": [
        {"id": 5, "period": 1, "kind": "clear", "seen_at": "2026-11-12T21:15:00Z",
         "received_at": "2026-11-12T21:15:00Z"},
    ],
}  # fmt: skip
BROKEN: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "a word that is none": (lambda it: it["replies"][0].update(kind="fine"), "replies > 0 > kind: "),
    "a time without a zone": (
        lambda it: it["periods"][0].update(due="2026-11-12T21:15:00"), "periods > 0 > due: ",
    ),
    "a key nobody knows": (lambda it: it["replies"][0].update(note="words"), "replies > 0 > note: "),
    "a period that is not there": (lambda it: it["replies"][0].update(period=2), "replies > 0 > period: 2 is not"),
    "its own correction": (
        lambda it: it["replies"][0].update(superseded_by=5), "replies > 0 > superseded_by: 5 is not",
    ),
    "twice the same": (lambda it: it["periods"].append(it["periods"][0]), "periods > 1 > id: 1 is there twice"),
    "a value that is no number": (
        lambda it: it["replies"][0].update(values={"sleep": "bad"}), "replies > 0 > values > sleep: ",
    ),
    "a later format": (lambda it: it.update(relay_history=2), "relay_history: "),
    "somebody else's": (lambda it: it.update(person="ray"), "is the history of ray, not of sam."),
    "a ring by nothing": (
        lambda it: it.update(rang=[{"at": it["taken_at"], "threshold": "x", "tell": "role:manager", "urgency": "now",
                                    "act_within": "30 min", "opened": True}]),
        "rang > 0: has to name either a reply or a period",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_history_is_refused_with_the_place(tmp_path: Path, case: str) -> None:
    spoil, expected = BROKEN[case]
    written = json.loads(json.dumps(GOOD))
    file = tmp_path / "history.json"
    file.write_text(json.dumps(written), encoding="utf-8")
    assert run("sam", "--history", file).exit_code == 0
    spoil(written)
    file.write_text(json.dumps(written), encoding="utf-8")
    result = run("sam", "--history", file)
    assert result.exit_code == 2
    assert str(file) in result.stderr
    assert expected in result.stderr


def test_what_is_no_json_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "history.json"
    file.write_bytes(b"\xff{")
    result = run("sam", "--history", file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{file}: ")


def test_without_a_database_it_says_so_and_makes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///none.db")
    result = run("sam")
    assert result.exit_code == 2
    assert "relay db upgrade" in result.stderr
    assert not (tmp_path / "none.db").exists()


def test_somebody_without_a_plan_needs_a_draft(stored: Rowan) -> None:
    house.apply(stored.database, house.oak(), DUE)
    result = run("kim")
    assert result.exit_code == 2
    assert "kim has no plan yet. Name a file with a draft: --plan FILE" in result.stderr
