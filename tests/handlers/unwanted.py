"""Rowan House with names that stand in no sentence, and whoever Sam does not want contacted."""

from datetime import date
from typing import Any

from tests import house as houses

# names that stand in no sentence
NAMES = {
    "U0WORKER": "Jorvika", "U0AGENCY": "Remildo", "U0LEAD": "Melisanda", "U0ASH": "Ashquil", "U0IDA": "Idalorn",
    "U0DEE": "Deepwyn", "U0OTHER": "Otterby",
}  # fmt: skip
PERSON = "Quillon"
PEOPLE = sorted(NAMES)

# of whom a picker is a choice; "who is answering" is what somebody says of themselves
PICKERS = ("has", "pass_to", "whom", "to")


def written(
    not_wanted: list[str], rungs: list[tuple[str, int]], turns: list[list[str]], tells: list[str]
) -> Any:
    """The house's file; it can be loaded again with others who are not wanted."""
    said = houses.rowan()
    people = [one | {"name": NAMES[one["slack"]]} for one in said["staff"] if one["slack"] in NAMES]
    said["staff"] = [*people, said["staff"][2], houses.staff("U0OTHER", NAMES["U0OTHER"], "manager", ())]
    weekly = {"every": "1 day", "at": "22:00", "from": date(2026, 1, 5)}
    said["rotas"] = [
        {"key": key, "timezone": "Europe/London", "members": members, "handoff": weekly}
        for key, members in zip(("first-line", "second-line"), turns, strict=True)
    ]
    said["ladders"][0]["rungs"] = [{"tell": tell, "within": f"{wait} min"} for tell, wait in rungs]
    sam = said["people"][0]
    sam["known_as"] = PERSON
    for threshold, tell in zip(sam["plan"]["thresholds"], tells, strict=True):
        threshold["tell"] = tell
    sam["plan"]["contacts"] = {"not_wanted": [{"staff": one} for one in not_wanted]}
    return said


def fields_of(view: Any) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


def offered_in(view: Any) -> list[str]:
    """Whom a form's pickers offer."""
    return [
        one["value"]
        for block in view["blocks"]
        if block["block_id"] in PICKERS
        for one in block["element"]["options"]
    ]
