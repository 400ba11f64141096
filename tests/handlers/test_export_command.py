"""`relay export`: to the screen, to a file of one's own, and kindly not."""

import errno
import os
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from handlers import load
from handlers.cli import cli
from tests.handlers.houses import EXAMPLE

EXAMPLES = [str(one) for one in sorted(EXAMPLE.parent.glob("*.yaml"))]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'relay.db'}")


def relay(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_without_a_house_there_is_nothing_to_export() -> None:
    said = relay("export")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "No house is loaded yet" in said.stderr
    said = relay("export", "--service", "fern")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "There is no service fern. No house is loaded yet." in said.stderr


def test_what_is_exported_loads_without_a_change(tmp_path: Path) -> None:
    relay("load", *EXAMPLES)
    said = relay("export")
    assert (said.exit_code, said.stderr) == (0, "")
    file = tmp_path / "house.yaml"
    file.write_bytes(said.stdout_bytes)
    assert load.read([file], {}) == load.read([Path(one) for one in EXAMPLES], {})
    assert relay("load", str(file)).stdout.startswith("Loaded. Nothing has changed.")


def test_one_file_of_several_loads_again_without_a_change() -> None:
    relay("load", *EXAMPLES)
    for file in EXAMPLES:
        assert relay("load", file).stdout.startswith("Loaded. Nothing has changed.")


def test_a_file_of_it_is_its_owners_alone(tmp_path: Path) -> None:
    relay("load", *EXAMPLES)
    before = os.umask(0)
    try:
        said = relay("export", "--to", "house.yaml")
    finally:
        os.umask(before)
    assert said.stdout == (
        "Written to house.yaml, which only you may read. 3 services, 12 people, 22 members of staff.\n"
    )
    assert stat.S_IMODE((tmp_path / "house.yaml").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_left_unless_told_otherwise(tmp_path: Path) -> None:
    relay("load", *EXAMPLES)
    file = tmp_path / "house.yaml"
    file.write_text("mine")
    file.chmod(0o644)
    said = relay("export", "--to", "house.yaml")
    assert said.exit_code == 2
    assert said.stderr == (
        "house.yaml is there already, and was left as it is. Name another file, or add --force to write over it.\n"
    )
    assert file.read_text() == "mine"
    assert relay("export", "--to", "house.yaml", "--force").exit_code == 0
    assert len(load.read([file], {}).people) == 12
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir() if "house" in one.name) == ["house.yaml"]


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_link_to_nowhere_is_not_followed_and_a_folder_is_left(tmp_path: Path, force: list[str]) -> None:
    relay("load", *EXAMPLES)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "folder").mkdir()
    for name in ("link", "folder"):
        said = relay("export", "--to", name, *force)
        assert said.exit_code == 2
        assert f"{name} is there already, and was left as it is." in said.stderr
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("before", [None, "mine"])
def test_where_the_disk_is_full_nothing_half_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None
) -> None:
    relay("load", *EXAMPLES)
    if before:
        (tmp_path / "house.yaml").write_text(before)
    there = sorted(tmp_path.glob("*house.yaml*"))
    monkeypatch.setattr(os, "fsync", full)
    said = relay("export", "--to", "house.yaml", "--force")
    assert (said.exit_code, said.stderr.startswith("house.yaml cannot be written.")) == (2, True)
    assert sorted([*tmp_path.glob("*house.yaml*"), *tmp_path.glob(".*house.yaml*")]) == there
    assert not before or (tmp_path / "house.yaml").read_text() == before


def full(_handle: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_folder_that_is_not_there_is_said() -> None:
    relay("load", *EXAMPLES)
    said = relay("export", "--to", "none/house.yaml")
    assert said.exit_code == 2
    assert "none/house.yaml cannot be written. Look at its folder" in said.stderr


def test_one_service_alone_loads_without_a_change(tmp_path: Path) -> None:
    relay("load", *EXAMPLES)
    assert relay("export", "--service", "quay-row", "--to", "quay.yaml").exit_code == 0
    assert [one.key for one in load.read([tmp_path / "quay.yaml"], {}).services] == ["quay-row"]
    assert relay("load", "quay.yaml").stdout.startswith("Loaded. Nothing has changed.")


def test_a_service_that_is_not_there_is_said_with_those_that_are() -> None:
    relay("load", *EXAMPLES)
    said = relay("export", "--service", "quay")
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr == "There is no service quay. There is alder-court, quay-row, rowan-house.\n"


def test_a_name_of_the_environment_comes_back_and_its_value_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEE_PHONE", "07700 900999")
    file = tmp_path / "house.yaml"
    file.write_text(
        EXAMPLE.read_text(encoding="utf-8").replace("07700 900100", "${DEE_PHONE}"), encoding="utf-8"
    )
    relay("load", str(file))
    said = relay("export")
    assert 'phone: "${DEE_PHONE}"' in said.stdout
    assert "07700 900999" not in said.output
    (tmp_path / "again.yaml").write_bytes(said.stdout_bytes)
    assert relay("load", "again.yaml").stdout.startswith("Loaded. Nothing has changed.")
    assert 'phone: "${DEE_PHONE}"' in relay("export").stdout


def test_what_is_called_by_a_value_of_the_environment_is_listed_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JO", "U0HIDDEN")
    file = tmp_path / "house.yaml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").replace("U0WORKER", '"${JO}"'), encoding="utf-8")
    said = relay("load", str(file))
    assert "added: staff ${JO}\n" in said.stdout
    assert "U0HIDDEN" not in said.output


def test_houses_that_do_not_fit_into_one_file_are_exported_with_a_word(tmp_path: Path) -> None:
    relay("load", EXAMPLES[0])
    other = Path(EXAMPLES[1]).read_text(encoding="utf-8").replace("C0QUAY", "C0ALDER")
    (tmp_path / "other.yaml").write_text(other, encoding="utf-8")
    relay("load", "other.yaml")
    said = relay("export")
    assert said.exit_code == 0
    assert "As one file it has one thing to mend before it loads" in said.stderr
    assert "C0ALDER" in said.stdout
    assert "C0ALDER" not in said.stderr
