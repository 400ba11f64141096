"""The houses that are tortured: two of three people, asked every two hours; and what a later file says instead."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

Written = dict[str, Any]
HOURS = range(0, 24, 2)
FIRST, EVERY = datetime(2026, 11, 12, 22, 0, tzinfo=UTC), timedelta(hours=2)
# whom each house supports, and who works there
PEOPLE = {"elm": ("Ada", "Ben", "Cy"), "oak": ("Dot", "Eli", "Fay")}
WORKERS = {"elm": ("U0JO", "U0REMI"), "oak": ("U0LEE", "U0NIA")}
CHANNELS = {"elm": "C0ELM", "oak": "C0OAK"}
LEADERS = {"elm": "U0MEL", "oak": "U0OLU"}
DEE, ASH, IDA, BOSS = "U0DEE", "U0ASH", "U0IDA", "U0BOSS"
NAMES = {
    "U0JO": "Jo", "U0REMI": "Remi", "U0LEE": "Lee", "U0NIA": "Nia", "U0MEL": "Mel", "U0OLU": "Olu", DEE: "Dee",
    ASH: "Ash", IDA: "Ida", BOSS: "Ade",
}  # fmt: skip
# signs of everybody's; two together tell the ladder at once, the third by itself tells the managers
TOGETHER, ALONE = ("sleep", "pacing"), "quiet"
TELLS = {"together": "ladder:house", "quiet": "role:manager"}
MANAGERS, ROTA = {ASH, IDA}, (DEE, ASH, IDA)
PASSES = 2


def on_step(tell: str, step: int) -> list[set[str]]:
    """Who may be told at a step, from 0: the managers, both, or whoever of the rota's people is on call by then."""
    first = tell == TELLS["quiet"]
    last = 2 * PASSES - 1 + first
    managers = (min(step, last) - first) % 2 == 1
    return [MANAGERS] if managers else [{one} for one in ROTA]


def written(edit: int = 0, seed: int = 0) -> Written:
    """What the house file says after so many edits: never which signs there are and what they reach."""
    dice = Random(f"{seed}/edit/{edit}")
    on_call = dice.sample([DEE, ASH, IDA], 2) if edit else [DEE, ASH]
    return {
        "organisation": {"name": "Example Care", "emergency": "999"},
        "services": [_service(key) for key in PEOPLE],
        "staff": _staff(),
        "rotas": [_rota(on_call)],
        "ladders": [
            {
                "key": "house",
                "repeat": PASSES - 1,
                "rungs": [
                    {"tell": "rota:first-line", "within": f"{dice.choice([5, 8]) if edit else 5} min"},
                    {"tell": "role:manager", "within": "10 min"},
                ],
            }
        ],
        "people": [_person(key, name, edit, dice) for key, names in PEOPLE.items() for name in names],
    }


def _service(key: str) -> Written:
    shifts = [{"key": f"s{hour:02}", "name": f"Shift {hour}", "starts": f"{hour:02}:15"} for hour in HOURS]
    return {
        "key": key, "name": f"{key.capitalize()} House", "channel": CHANNELS[key], "phone": "01632 960111",
        "timezone": "Europe/London", "ladder": "house",
        "office_hours": {"days": "mon-sun", "from": "09:00", "until": "17:00"},
        "handover": {"ask_before": "15 min", "remind_after": "20 min", "late_after": "40 min"},
        "shifts": [{**one, "planned_staff": 2} for one in shifts],
    }  # fmt: skip


def _staff() -> list[Written]:
    found = []
    for house in PEOPLE:
        found += [_one(one, "support_worker", [house]) for one in WORKERS[house]]
        found.append(_one(LEADERS[house], "team_leader", [house]))
    found += [_one(one, "manager", list(PEOPLE)) for one in (ASH, IDA)]
    return [*found, _one(DEE, "manager", []), _one(BOSS, "administrator", [])]


def _one(slack: str, role: str, services: list[str]) -> Written:
    return {"slack": slack, "name": NAMES[slack], "role": role, "services": services, "phone": "07700 900001"}


def _rota(members: list[str]) -> Written:
    handoff = {"every": "1 week", "day": "monday", "at": "09:00", "from": "2026-01-05"}
    return {"key": "first-line", "timezone": "Europe/London", "members": members, "handoff": handoff}


def _person(house: str, name: str, edit: int, dice: Random) -> Written:
    agreed = {
        "when": "2026-10-01", "with": [name], "drafted_by": LEADERS[house], "approved_by": ASH,
        "review_by": "2027-10-01",
    }  # fmt: skip
    step = f"Offer a walk, and then tea number {edit}" if dice.random() < 0.4 else "Offer a walk"
    levels = {"1": "up once or twice", "2": "up most of the night", "3": "no sleep"}
    return {
        "key": name.lower(),
        "known_as": name,
        "service": house,
        "plan": {
            "agreed": agreed,
            "signs": [
                {"key": "sleep", "says": "I am up at night", "domain": "sleep", "rating": "0-3", "levels": levels},
                {"key": "pacing", "says": "I walk up and down", "domain": "mood", "rating": "seen"},
                {"key": "quiet", "says": "I go quiet", "domain": "mood", "rating": "seen"},
            ],
            "steps": [step, "Ask whether there is anything to eat"],
            "thresholds": [
                {
                    "key": "together", "when": {"signs_together": {"count": 2, "among": list(TOGETHER)}},
                    "tell": TELLS["together"], "act_within": "20 min", "ask": "Phone the house",
                },
                {"key": "quiet", "when": {"sign": ALONE}, "tell": TELLS["quiet"], "urgency": "this_shift"},
            ],
        },
    }  # fmt: skip
