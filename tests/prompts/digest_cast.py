"""A week of two houses as the huddle looks at it: a full one, a quiet one, many concerns, many names."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from bot import digest, weeks
from bot.actions import Action, Became, Decision, Said, Telling
from bot.agreed import AskedAgreed, InForce
from bot.digest import Asked, Digest, House
from bot.figures import After, Concern, Due, Facts, Health, Shift, StepsTaken, Tally, Times
from bot.huddle import Shown
from bot.people import Service
from bot.weeks import Week
from prompts import digest as said
from prompts import digest_figures, huddle
from tests.prompts.cast import DEE, SERVICE, at

WEEK = weeks.parse("2026-W46")
NOW = at(9, 0, 17)
OAK = Service(2, SERVICE.spec.model_copy(update={"key": "oak-house", "name": "Oak House"}))
BOTH = {1: SERVICE, 2: OAK}
SHIFTS = ("early", "late", "night")
HOUSES = [House(one.id, one.spec.key, one.spec.name, frozenset({"night"})) for one in BOTH.values()]
QUARTER = timedelta(minutes=15)


def shift(n: int, service_id: int, day: date, covers: str, **more: Any) -> Shift:
    """One handover of six people, handed over in the morning after a night."""
    over = day + timedelta(days=1) if covers == "night" else day
    counted = {
        "people": 6,
        "answered": 6,
        "read": True,
        "seconds": 60.0,
        "planned": 3,
        "actual": 3,
        "agency": 0,
    }
    return Shift(n, service_id, over, day, covers, "asked", **{**counted, "alone": False, **more})


def shifts(signs: Any, many: int = 20) -> list[Shift]:
    """So many weeks of both houses, with so many people's `signs`: of a week's number, a day and a shift."""
    first = WEEK.plus(1 - many).monday
    made = []
    for n in range(7 * many):
        for at_, covers in enumerate(SHIFTS):
            for service_id in BOTH:
                seen = signs(n // 7, n % 7, covers, service_id)
                day = first + timedelta(days=n - (covers == "night"))
                short = {"actual": 2} if seen > 1 else {}
                made.append(
                    shift(len(made), service_id, day, covers, signs=seen, timed=at_ % 2 * seen, **short)
                )
    return made


def often(week: int, day: int, covers: str, service_id: int) -> int:
    """One person a day here and there; at Oak House fewer since ten weeks; at Rowan House more this week."""
    if service_id == 2:
        return int((day + week) % (2 if week < 10 else 5) == 0 and covers == "late")
    return 2 if week == 19 and covers == "night" else int((day + week) % 3 == 0 and covers == "early")


def tallies() -> list[Tally]:
    """Nights below plan at Rowan House; the third person's Tuesdays at Oak House."""
    made = []
    for service_id in BOTH:
        for person in range(1, 7):
            for weekday in range(7):
                for below in (False, True):
                    per = 4 if below else 30
                    signs = 3 if below and service_id == 1 else 1
                    if service_id == 2 and person == 3 and weekday == 1:
                        signs = 3 if below else 20
                    about = 10 * service_id + person
                    made.append(
                        Tally(service_id, about, "night", weekday, below, False, False, 1, per, signs)
                    )
    return made


def concern(n: int, **more: Any) -> Concern:
    """Raised on the Tuesday night, taken, acted on and closed."""
    opened = datetime(2026, 11, 10, 22, 0, tzinfo=NOW.tzinfo) + n * QUARTER
    times = Times(
        opened, timedelta(minutes=10), timedelta(minutes=30), opened - 2 * QUARTER, opened, opened,
        opened + timedelta(minutes=4), opened + timedelta(minutes=20), opened + timedelta(hours=14), 1, 1,
    )  # fmt: skip
    plain: dict[str, Any] = {
        "id": n, "service_id": 1, "person_id": 11, "known_as": "Sam", "domains": ("sleep", "mood"), "urgency": "now",
        "state": "closed", "times": times, "changed_at": opened + timedelta(hours=14), "covers": "night",
        "day": date(2026, 11, 10),
    }  # fmt: skip
    return Concern(**{**plain, **more})


OLD = replace(
    concern(7).times, opened_at=at(10, 0, 3), acknowledged_at=None, acted_at=None, closed_at=None, told_at=at(10, 0, 3)
)  # fmt: skip
CONCERNS = [
    concern(1),
    concern(2, again=(1,), domains=("sleep",), outcome="settled"),
    concern(
        3, service_id=2, person_id=23, known_as="Ray", worry=True, domains=(), covers="late", state="acted_on"
    ),
    concern(4, person_id=None, known_as=None, domains=(), state="stood_down", covers=None, day=None),
    concern(
        5, times=OLD, changed_at=at(10, 30, 3), state="open", unanswered=True, known_as="Ida", person_id=12
    ),
    concern(6, times=OLD, changed_at=at(9, 0, 11), state="acknowledged", reviewed_at=at(9, 30, 17)),
]
DUE = [
    Due(1, 11, "Sam", "asked_until", date(2026, 11, 11)),
    Due(2, 21, "Kim", "asked_until", date(2026, 11, 8)),
    Due(2, 23, "Ray", "review_by", date(2026, 11, 9)),
]
FULL = Facts(
    week=WEEK,
    shifts=shifts(often),
    tallies=tallies(),
    afters=[After(1, 11, "family", 20, 9, 160, 20), After(2, 21, "us", 3, 1, 200, 9)],
    concerns=CONCERNS,
    steps=[StepsTaken(1, {"done": 9, "declined": 3, "too_few": 2}, {"yes": 10, "partly": 2})],
    due=DUE,
    good={1: 9, 2: 3},
    pauses={1: 1},
    gaps=1,
    health=Health(given_up=1, faults=2, mended=2),
)


def made(facts: Facts, now: datetime = NOW, week: Week = WEEK) -> Digest:
    """The digest of both houses."""
    return digest.summarise(facts, Asked(week, HOUSES, "Europe/London", now, since=WEEK.plus(-4)))


def shown(facts: Facts, **more: Any) -> Shown:
    """As posted on Tuesday."""
    return Shown(
        "Weekly huddle", made(facts), BOTH, date(2026, 11, 17), 1, names={23: "Ray"}, on_call=(DEE,), **more
    )


SAID = Said("Nights are hard", "A second worker on Tuesdays", "See the rota", "Fewer signs on Tuesdays")
DECISION = Decision(SAID, 40, 41, date(2026, 11, 13), Telling("staff", "On a walk", 42, date(2026, 11, 12)))
ACTION = Action(1, 1, 1, 11, "2026-W46", at(10, 0, 10), 41, DECISION)
LATE = Became(ACTION, SERVICE, "Sam", "Jo", "late")
DONE = Became(replace(ACTION, state="done", result="partly"), OAK, None, "Mel", "closed")
IN_FORCE = [
    InForce(1, 1, 11, "Sam", date(2026, 10, 2), date(2026, 11, 12), True),
    InForce(2, 2, None, None, date(2026, 11, 3), date(2026, 12, 1), False, True),
]
EVERYTHING = shown(FULL, became=[LATE, DONE, LATE, LATE], restrictions=IN_FORCE, missed=[WEEK.plus(-1)])
AFTERWARDS = replace(
    EVERYTHING,
    digest=replace(
        EVERYTHING.digest, concerns=tuple(replace(one, reviewed=True) for one in EVERYTHING.digest.concerns)
    ),
    agreed={
        11: AskedAgreed(1, 11, at(10, 0, 17), date(2026, 11, 17), date(2027, 2, 1), True),
        21: AskedAgreed(2, 21, at(10, 0, 17), date(2026, 11, 17), None, False),
    },
    restrictions=(),
)
QUIET = shown(Facts(shifts=shifts(lambda *_: 0)))
NOTHING = shown(Facts())
MANY = shown(
    replace(
        FULL,
        concerns=[concern(n, known_as=f"Sam {n}") for n in range(1, 41)],
        due=[
            *(Due(1, n, f"Person number {n}", "asked_until", date(2026, 11, 1)) for n in range(25)),
            *(Due(1, n, f"Person number {n}", "review_by", date(2026, 11, 1)) for n in range(30)),
        ],
    ),
    restrictions=[replace(IN_FORCE[0], escalation_id=n, since=date(2026, 10, 1 + n)) for n in range(9)],
    became=[LATE] * 9,
)
ONE = replace(
    shown(FULL),
    digest=digest.summarise(FULL, Asked(WEEK.plus(1), HOUSES[:1], "Europe/London", NOW)),
    services={1: SERVICE},
    posting=0,
)
MENUS = huddle.choosers(WEEK, None, [WEEK.plus(1 - n) for n in range(21)], list(BOTH.values()))
Draws = dict[str, "partial[Any]"]
CHANNEL: Draws = {
    "huddle": partial(said.head, EVERYTHING),
    "huddle_afterwards": partial(said.head, AFTERWARDS),
    "huddle_quiet": partial(said.head, QUIET),
    "huddle_nothing": partial(said.head, NOTHING),
    "huddle_many": partial(said.head, MANY),
    "huddle_more": partial(said.more, MANY, 2),
}
WHISPERS: Draws = {
    "huddle_asked": partial(said.head, EVERYTHING, *MENUS),
    "huddle_one_house": partial(said.head, ONE, *MENUS[:1]),
    "huddle_unknown": partial(huddle.unknown, "tomorow", list(BOTH.values())),
    "huddle_not_counted": partial(huddle.not_counted),
}
FORMS: Draws = {
    "huddle_figures": partial(digest_figures.form, EVERYTHING),
    "huddle_figures_nothing": partial(digest_figures.form, NOTHING),
    "huddle_figures_counting": partial(huddle.counting, (DEE,)),
    "huddle_figures_not_counted": partial(huddle.not_shown, (DEE,)),
}
