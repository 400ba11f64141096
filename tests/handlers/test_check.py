"""`relay check`: what is worth asking is said with its line, refuses nothing and shows no value of the environment."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handlers import files
from tests.handlers.test_broken_files import TEXT

SOUND = TEXT.replace("2027-03-31", "2099-03-31")
AUTHORISED = "{key: silent, authorised: Cancel the outing,"


def check(tmp_path: Path, text: str) -> Result:
    (tmp_path / "fern.yaml").write_text(text, encoding="utf-8")
    return CliRunner().invoke(files.cli, ["check", str(tmp_path / "fern.yaml")])


def test_advice_names_file_line_and_place_and_asks(tmp_path: Path) -> None:
    text = SOUND.replace("{key: silent,", AUTHORISED)
    line = text[: text.index("authorised")].count("\n") + 1
    done = check(tmp_path, text)
    assert done.exit_code == 0
    head, _, advice = done.output.partition("Worth asking:\n")
    assert head.startswith("All right. 1 service, 2 people, 5 members of staff.\n")
    assert (
        f"  {tmp_path / 'fern.yaml'}:{line}: people > ann > plan > thresholds > silent: may restrict Ann (“cancel”). "
        "What is the rationale, what was the alternative, when is it reviewed, and what was Ann's involvement?\n"
    ) in advice


def test_advice_comes_in_order_of_lines(tmp_path: Path) -> None:
    text = SOUND.replace("{key: silent,", AUTHORISED).replace("2099-03-31", "2026-10-02")
    places = [line.split(":")[1] for line in check(tmp_path, text).output.splitlines() if "fern.yaml" in line]
    assert len(places) > 3
    assert list(map(int, places)) == sorted(map(int, places))


def test_a_house_with_nothing_to_ask_about_is_all_right(tmp_path: Path) -> None:
    text = SOUND[: SOUND.index("people:")]
    assert check(tmp_path, text).output == "All right. 1 service, 0 people, 5 members of staff.\n"


def test_advice_shows_no_value_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANN", "Annabel")
    text = SOUND.replace("known_as: Ann", "known_as: ${ANN}").replace("2099-03-31", "2026-10-02")
    done = check(tmp_path, text)
    assert "When will you look at it again with ${ANN}?" in done.output
    assert "Annabel" not in done.output


def test_a_file_with_faults_is_refused_without_advice(tmp_path: Path) -> None:
    done = check(tmp_path, SOUND.replace("{key: silent,", AUTHORISED).replace("key: ben", "key: ann"))
    assert done.exit_code == 2
    assert "has the key ann too" in done.output
    assert "Worth asking" not in done.output
