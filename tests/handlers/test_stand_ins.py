"""A value that is missing, or of the wrong shape, is one fault, and hides none of the others."""

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from handlers.stand_ins import STAND_INS
from tests.handlers.houses import read, refused
from tests.handlers.test_broken_files import TEXT

FAULTS = [
    "asks for 4 of sleep, which goes from 1 to 3",
    "names the shift nite, which fern-house does not have",
]


def house() -> Any:
    """The sound house with two faults in Ann's plan."""
    broken = TEXT.replace("{sign: sleep, at_least: 2}]", "{sign: sleep, at_least: 4}]")
    return YAML(typ="safe", pure=True).load(broken.replace("shifts: [day, night]", "shifts: [day, nite]"))


def around(whole: Any, path: tuple[str, ...]) -> Any:
    """The first part of the house that holds the last key of `path`."""
    for key in path[:-1]:
        # a rota written with bare members has no layers in the file
        whole = whole.get(key, whole)
        whole = whole[0] if isinstance(whole, list) else whole
    return whole


def said(tmp_path: Path, whole: Any) -> list[str]:
    return [one.what.rpartition(": ")[2] for one in refused(tmp_path, json.dumps(whole, default=str))]


def test_the_house_has_two_faults(tmp_path: Path) -> None:
    assert sorted(said(tmp_path, house())) == sorted(FAULTS)
    assert read(tmp_path, json.dumps(YAML(typ="safe", pure=True).load(TEXT), default=str)).people


# without the person's service nobody knows its shifts
PATHS = sorted(set(STAND_INS) - {("people", "service")})


@pytest.mark.parametrize("path", PATHS, ids=" > ".join)
def test_what_is_missing_is_one_fault_beside_the_others(tmp_path: Path, path: tuple[str, ...]) -> None:
    whole = house()
    del around(whole, path)[path[-1]]
    found = said(tmp_path, whole)
    assert sorted(found) == sorted([*FAULTS, f"has no {path[-1]}"])


@pytest.mark.parametrize("path", PATHS, ids=" > ".join)
def test_what_has_the_wrong_shape_is_one_fault_beside_the_others(
    tmp_path: Path, path: tuple[str, ...]
) -> None:
    whole = house()
    around(whole, path)[path[-1]] = 5
    found = said(tmp_path, whole)
    assert len(found) == 3
    assert set(FAULTS) < set(found)


def test_of_a_service_that_nobody_knows_the_shifts_are_not_called_missing(tmp_path: Path) -> None:
    whole = house()
    del whole["people"][0]["service"]
    assert sorted(said(tmp_path, whole)) == sorted([FAULTS[0], "has no service"])


def test_two_services_without_a_channel_are_not_said_to_share_one(tmp_path: Path) -> None:
    whole = house()
    whole["services"].append({**whole["services"][0], "key": "oak-house"})
    for service in whole["services"]:
        del service["channel"]
    assert sorted(said(tmp_path, whole)) == sorted([*FAULTS, "has no channel", "has no channel"])
