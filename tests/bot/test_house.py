"""The house file's values: what each may be, that they survive being kept, and how parts must agree."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from bot import house, plans, written
from bot.faults import Fault
from bot.house_rules import House, faults

HANDOFF = {"every": "1 week", "day": "monday", "at": "09:00", "from": "2026-01-05"}
SERVICE = {
    "key": "oak",
    "name": "Oak",
    "channel": "C0OAK",
    "phone": "01632 960112",
    "timezone": "Europe/London",
    "ladder": "all",
    "shifts": [{"key": "day", "name": "Day", "starts": "08:00"}, {"key": "night", "name": "Night", "starts": "20:00"}],
}  # fmt: skip
SIGNS = [
    {"key": "quiet", "says": "I go quiet", "domain": "mood", "rating": "seen"},
    {
        "key": "sleep",
        "says": "I lie awake",
        "domain": "sleep",
        "rating": "0-3",
        "levels": {1: "a", 2: "b", 3: "c"},
    },
    {"key": "cups", "says": "Cups of coffee", "domain": "eating", "rating": "count", "worse": "higher"},
    {
        "key": "hours",
        "says": "Hours asleep",
        "domain": "sleep",
        "rating": "number",
        "unit": "h",
        "worse": "lower",
    },
]
AGREED = {
    "when": "2026-01-01",
    "with": ["Ann"],
    "drafted_by": "U0MEL",
    "approved_by": "U0ASH",
    "review_by": "2026-06-01",
}


def a_house(when: Any = None, tell: str = "ladder:all", **changes: Any) -> House:
    """A sound small house, whose one threshold has the rule `when`; `changes` replace whole parts."""
    threshold = {"key": "one", "when": when or {"sign": "quiet"}, "tell": tell}
    plan = {"agreed": AGREED, "signs": SIGNS, "thresholds": [threshold]}
    parts: dict[str, Any] = {
        "services": [SERVICE],
        "staff": [
            {"slack": "U0MEL", "name": "Mel", "role": "team_leader", "services": ["oak"]},
            {"slack": "U0ASH", "name": "Ash", "role": "manager", "services": ["oak"]},
            {
                "slack": "U0TAB",
                "name": "Tablet",
                "role": "support_worker",
                "services": ["oak"],
                "shared": True,
            },
        ],
        "rotas": [{"key": "first", "timezone": "Europe/London", "members": ["U0ASH"], "handoff": HANDOFF}],
        "ladders": [{"key": "all", "rungs": [{"tell": "rota:first", "within": "10 min"}]}],
        "people": [{"key": "ann", "known_as": "Ann", "service": "oak", "plan": plan}],
    }
    return House.model_validate(parts | changes)


def said(whole: House) -> list[str]:
    return [fault.what for fault in faults(whole)]


def test_a_sound_house_has_no_faults() -> None:
    assert faults(a_house()) == []


def test_an_empty_house_has_no_faults() -> None:
    assert faults(House()) == []


@pytest.mark.parametrize(
    ("tell", "what"),
    [
        ("ladder:al", "tells ladder:al, which is not there"),
        ("rota:second", "tells rota:second, which is not there"),
        ("role:boss", "tells role:boss, which is not there"),
        ("role:administrator", "tells role:administrator, and nobody of oak is an administrator"),
        # a shared tablet never acknowledges
        ("role:support_worker", "tells role:support_worker, and nobody of oak is a support worker"),
    ],
)
def test_somebody_has_to_hear(tell: str, what: str) -> None:
    assert said(a_house(tell=tell)) == [what]


def test_a_ladder_on_which_nobody_hears_is_a_fault() -> None:
    ladder = {"key": "all", "rungs": [{"tell": "role:administrator", "within": "10 min"}]}
    assert said(a_house(ladders=[ladder])) == [
        "tells role:administrator, and nobody of oak is an administrator",
        "has the ladder all, on which nobody would hear",
    ]


@pytest.mark.parametrize(
    ("tell", "not_wanted", "emptied"),
    [
        ("ladder:all", ["U0ASH"], True),
        ("ladder:all", ["U0MEL"], False),
        ("role:team_leader", ["U0MEL"], False),
        ("role:team_leader", ["U0MEL", "U0ASH"], True),
    ],
)
def test_contacts_not_wanted_leave_somebody_to_tell(tell: str, not_wanted: list[str], emptied: bool) -> None:
    whole = a_house(tell=tell)
    contacts = plans.Contacts(not_wanted=[plans.NotWanted(staff=user) for user in not_wanted])
    person = whole.people[0]
    assert person.plan is not None
    person = person.model_copy(update={"plan": person.plan.model_copy(update={"contacts": contacts})})
    found = said(whole.model_copy(update={"people": [person]}))
    assert found == (
        ["leaves nobody to tell about Ann: the ladder has only people not wanted"] if emptied else []
    )


def test_two_services_in_one_channel_are_a_fault_on_the_second() -> None:
    other = SERVICE | {"key": "elm"}
    [fault] = faults(a_house(services=[SERVICE, other]))
    assert fault == Fault(
        path=("services", 1),
        what="uses the channel C0OAK too",
        remedy="Give each service its own.",
        key="channel",
        first=("services", 0),
    )


def test_shifts_of_different_days_may_start_together() -> None:
    shifts = [
        {"key": "day", "name": "Day", "starts": "08:00", "days": "mon-fri"},
        {"key": "weekend", "name": "Weekend", "starts": "08:00", "days": "sat-sun"},
    ]
    assert said(a_house(services=[SERVICE | {"shifts": shifts}])) == []
    shifts[1]["days"] = "fri-sun"
    assert said(a_house(services=[SERVICE | {"shifts": shifts}])) == [
        "starts at 08:00 on the same days as day"
    ]


def test_bare_members_and_handoff_are_one_layer() -> None:
    bare = {"key": "a", "timezone": "Europe/London", "members": ["U0ASH"], "handoff": HANDOFF}
    rota = house.Rota.model_validate(bare)
    assert rota.layers == [house.Layer.model_validate({"members": ["U0ASH"], "handoff": HANDOFF})]


def test_a_house_survives_being_kept() -> None:
    whole = a_house({"signs_together": {"count": 2, "at_least": {"hours": 4}, "within": "36 h"}})
    assert House.model_validate_json(whole.model_dump_json(by_alias=True)) == whole


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (written.Day, "2026-10-25", date(2026, 10, 25)),
        (written.WallClock, "2026-12-24T17:00", datetime(2026, 12, 24, 17)),  # noqa: DTZ001 (a wall clock's)
        (written.WallClock, "2026-12-24 17:00:30", datetime(2026, 12, 24, 17, 0, 30)),  # noqa: DTZ001
        (written.Every, "1 month", "1 month"),
        (written.Every, "2 weeks", timedelta(weeks=2)),
        (written.HandoffDay, 31, 31),
        (written.Name, "  Jo  ", "Jo"),
        (written.Key, "rowan-house_2", "rowan-house_2"),
    ],
)
def test_a_value_is_read(kind: Any, text: Any, value: Any) -> None:
    assert TypeAdapter(kind).validate_python(text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (written.Day, 20261025),
        (written.Day, "2026-10-25T00:00"),
        (written.Day, "2026-02-29"),
        (written.Day, "0001-01-01"),
        (written.WallClock, "2026-12-24T17:00Z"),
        (written.WallClock, "2026-12-24T17:00+01:00"),
        (written.WallClock, 1735000000),
        (written.Every, "0 d"),
        (written.HandoffDay, True),
        (written.HandoffDay, 32),
        (written.HandoffDay, "mon"),
        (written.Name, "a\nb"),
        (written.Name, "a\x1bb"),
        (written.Phone, ""),
        (written.Key, "Rowan"),
        (written.Key, "-a"),
        (written.SlackUser, "u0ash"),
        (written.SlackChannel, "U0ASH"),
        (written.Whole, True),
        (written.Whole, "3"),
        (written.Whole, 3.0),
    ],
)
def test_a_value_is_refused(kind: Any, text: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(text)


def test_a_key_nobody_knows_is_refused() -> None:
    with pytest.raises(ValidationError):
        house.Service.model_validate(SERVICE | {"colour": "green"})
