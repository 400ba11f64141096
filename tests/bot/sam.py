"""Sam's signs, the rules tried on them, and replies about Sam."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot import plans, thresholds
from bot.replies import Observation

START = datetime(2026, 11, 12, 12, tzinfo=UTC)
SIGNS: list[dict[str, Any]] = [
    {"key": "sleep", "says": "I'm up most of the night", "domain": "sleep", "rating": "0-3",
     "levels": {1: "up once or twice", 2: "up most of the night", 3: "no sleep"}},
    {"key": "pacing", "says": "I walk up and down and can't sit", "domain": "mood", "rating": "seen"},
    {"key": "quiet", "says": "I go quiet.", "domain": "mood", "rating": "seen"},
    {"key": "rings", "says": "I ring my sister",
     "domain": "family_contact", "rating": "count", "worse": "higher"},
    {"key": "meals", "says": "Meals I eat", "domain": "eating", "rating": "count", "worse": "lower"},
    {"key": "hours", "says": "I sleep", "domain": "sleep", "rating": "number", "unit": "hours",
     "worse": "lower"},
]  # fmt: skip
KEYS = [sign["key"] for sign in SIGNS]


def plan(*rules: dict[str, Any]) -> plans.Plan:
    listed = [{"key": f"rule-{i}", "when": rule, "tell": "ladder:house"} for i, rule in enumerate(rules)]
    return plans.Plan.model_validate(
        {
            "agreed": {
                "when": date(2026, 10, 1),
                "with": ["Sam"],
                "drafted_by": "U0LEAD",
                "approved_by": "U0ASH",
                "review_by": date(2027, 1, 1),
            },
            "signs": SIGNS,
            "thresholds": listed,
        }
    )


def together(count: int, **more: Any) -> dict[str, Any]:
    return {"signs_together": {"count": count, **more}}


def reply(id: int, period: int, after: float, /, **values: float | None) -> list[Observation]:
    """The observations of a reply seen `after` minutes from the start."""
    seen_at = START + timedelta(minutes=after)
    return [Observation(id, period, seen_at, sign, value) for sign, value in values.items()]


def crossed_by(rule: dict[str, Any], id: int, *replies: list[Observation]) -> bool:
    return bool(thresholds.crossed(plan(rule), "Sam", id, [one for said in replies for one in said]))


SLEEP_2: dict[str, Any] = {"sign": "sleep", "at_least": 2}
MEALS_1 = {"sign": "meals", "at_most": 1}
TWO = {"signs_together": 2}
TWO_HOURS = together(2, within="2 h")
THREE_HOURS = together(3, within="3 h")
