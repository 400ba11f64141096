"""Plans as the wording sees them: Sam's, changed on Tuesday; one with everything in it; one too long for a form."""

from dataclasses import replace
from datetime import date
from typing import Any

from bot import plans
from bot.handover import Answered, Board
from bot.people import Person, Service
from bot.plan_reading import Readings
from prompts.plans import Shown
from tests.prompts import cast
from tests.prompts.cast import DEE, KAI, LADDER, PLAN, RAY, SAM, SERVICE, at

TUESDAY = Readings(2, at(11, 0, 10), 3, 7)
FIRST = Readings(1, at(11, 0, 1), 0, 7)
EVERYBODY = replace(TUESDAY, read=7)
OAK = Service(
    2, SERVICE.spec.model_copy(update={"key": "oak-house", "name": "Oak House", "channel": "C0OAK"})
)
RULES: list[dict[str, Any]] = [
    {"repeats": {"sign": "sleep", "at_least": 2, "times": 3, "in_last": "5 handovers"}},
    {"any_of": [{"sign": "pacing"}, {"all_of": [{"sign": "calls", "at_least": 3}, {"unanswered": 2}]}]},
]
FULL = plans.Plan.model_validate(
    PLAN
    | {
        "agreed": PLAN["agreed"]
        | {
            "with": ["Sam's advocate"],
            "how": "Two talks",
            "sharing": "best_interests",
            "capacity_note": "Looked at together on 2 October",
            "review_by": date(2026, 11, 1),
        },
        "asked": {"shifts": ["late", "night"], "until": date(2026, 12, 24)},
        "thresholds": [
            {"key": "nights", "when": RULES[0], "tell": "role:team_leader", "urgency": "in_hours", "act_within": "1 d"},
            {"key": "either", "when": RULES[1], "tell": "rota:first-line", "urgency": "this_shift"},
        ],
        "contacts": {"not_wanted": [{"staff": "U0IDA", "why": "We fell out"}, {"partner": "landlord"}]},
    }
)  # fmt: skip
BARE = plans.Plan.model_validate({"agreed": PLAN["agreed"], "signs": PLAN["signs"][1:2]})
LONG = cast.plan(safe=["calm & quiet " * 70] * 300)


def shown(plan: plans.Plan | None = SAM.plan, readings: Readings = TUESDAY, **changes: Any) -> Shown:
    assert plan is not None
    made = Shown(
        replace(SAM, plan=plan, plan_version=readings.version), SERVICE, plan, readings, {"house": LADDER},
        (DEE,), "999", may_confirm=True,
    )  # fmt: skip
    return replace(made, **changes)


def people_with_plans(count: int) -> list[Person]:
    return [replace(SAM, id=one.id, known_as=one.known_as) for one in cast.people(count)]


def board(lines: list[tuple[Person, Answered | None]], *changed: tuple[int, Readings]) -> Board:
    return replace(cast.board(lines), to_read=dict(changed))


CHANGED = board(
    [(SAM, None), (RAY, cast.CLEAR), (KAI, None)], (SAM.id, TUESDAY), (RAY.id, replace(TUESDAY, read=1))
)
READ = board([(SAM, None), (RAY, cast.CLEAR)], (SAM.id, FIRST), (RAY.id, EVERYBODY))
TWENTY_FIVE = board([(one, None) for one in people_with_plans(25)], *[(100 + n, TUESDAY) for n in range(25)])
TWO_HOUSES = ((SAM, SERVICE), (RAY, SERVICE), (replace(SAM, id=20, service_id=2), OAK))


def _house(n: int) -> Service:
    return Service(n, SERVICE.spec.model_copy(update={"key": f"house-{n}", "name": f"House {n}"}))


MANY_HOUSES = tuple(
    (replace(KAI, id=100 * n + m, known_as=one.known_as), _house(n))
    for n in range(1, 31)
    for m, one in enumerate(cast.people(1 + n % 6))
)
CROWDED = tuple((replace(KAI, id=n, known_as=f"Sam {n}"), SERVICE) for n in range(1, 61))
