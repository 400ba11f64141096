"""Rowan House on one Thursday evening, as the wording sees it. Everybody is invented."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot import house, plans
from bot.backup import Missing
from bot.briefing import Briefing, Late, Sighting, Told
from bot.cover import Cover
from bot.escalation import Escalation
from bot.handover import Answered, Board, Change, Handover, OpenLine
from bot.oncall import OnCall, Phoned
from bot.pause import Pause
from bot.people import Contact, Person, Service, Staff
from bot.replies import Answer, Earlier
from prompts.guidance import Guided

NOW = datetime(2026, 11, 12, 21, 17, tzinfo=UTC)
DEE, ASH = Contact("Dee", "01234 000000"), Contact("Ash", "01234 000001")


def at(hour: int, minute: int, day: int = 12) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


SERVICE = Service(
    1,
    house.Service.model_validate(
        {
            "key": "rowan-house",
            "name": "Rowan House",
            "channel": "C0ROWAN",
            "phone": "01234 111111",
            "timezone": "Europe/London",
            "ladder": "house",
            "office_hours": {"days": "mon-fri", "from": "09:00", "until": "17:00"},
            "shifts": [
                {"key": "early", "name": "Early", "starts": "07:30", "planned_staff": 3},
                {"key": "late", "name": "Late", "starts": "14:30", "planned_staff": 3},
                {"key": "night", "name": "Night", "starts": "21:30", "planned_staff": 1},
            ],
        }
    ),
)
PAUSED = Pause(
    4, 1, NOW, datetime(2026, 11, 16, 9, tzinfo=UTC), "Everybody is at the seaside", "Mel",
)  # fmt: skip
PAUSED_LONG = replace(PAUSED, until_at=datetime(2026, 11, 24, 9, tzinfo=UTC))
COVER = Cover(5, 1, 40, "U0NIA", "Nia", at(21, 20), at(7, 30, 13))
COVERS = replace(COVER, approved_by="Jo", approved_at=at(21, 24))
COVER_BY_DAY = replace(COVER, asked_at=at(11, 2), until_at=at(14, 30))
PLAN: dict[str, Any] = {
    "agreed": {
        "when": date(2026, 10, 1),
        "with": ["Sam", "Sam's sister"],
        "drafted_by": "U0LEAD",
        "approved_by": "U0ASH",
        "review_by": date(2027, 1, 1),
    },
    "signs": [
        {
            "key": "sleep",
            "says": "I'm up most of the night",
            "domain": "sleep",
            "rating": "0-3",
            "levels": {1: "up once or twice", 2: "up most of the night", 3: "no sleep"},
        },
        {"key": "pacing", "says": "I walk up and down and can't sit", "domain": "mood", "rating": "seen"},
        {
            "key": "calls",
            "says": "I ring my sister",
            "domain": "family_contact",
            "rating": "count",
            "worse": "higher",
        },
        {
            "key": "meals",
            "says": "I skip my meals",
            "domain": "eating",
            "rating": "number",
            "unit": "meals",
            "worse": "lower",
        },
    ],
    "steps": ["Offer a walk somewhere quiet", "Ask if I have eaten; make toast"],
    "safe": ["One person, sitting down"],
    "worse": ["Being followed", "Lots of questions"],
    "look_after": ["Feed the cat"],
    "crisis_wishes": "Ring my sister first",
    "crisis_line": {"name": "Night line", "phone": "01234 222222"},
    "partners": [
        {
            "key": "cmht",
            "agency": "Community team",
            "lead": "Duty nurse",
            "phone": "01234 333333",
            "hears": "Sleep and mood",
            "hours": "Mon-Fri 9-5",
            "backup": "NHS 111",
        },
        {
            "key": "landlord",
            "agency": "Housing",
            "lead": "Pat",
            "phone": "01234 444444",
            "hears": "Noise at night",
            "phoned_by": "house",
        },
    ],
    "thresholds": [
        {
            "key": "two-together",
            "when": {"signs_together": 2},
            "tell": "ladder:house",
            "ask": "Phone the house and decide whether someone comes",
            "share": "What you saw and when. Not my family history.",
            "authorised": "Stay past the end of the shift; offer a quieter place. Sam decides.",
            "involve": ["cmht", "landlord"],
        }
    ],
    "contacts": {
        "wanted": [{"name": "My sister", "for": "a crisis", "how": "phone, any time"}],
        "not_wanted": [{"name": "My uncle", "why": "He asks for money"}],
    },
}


def plan(**changes: Any) -> plans.Plan:
    return plans.Plan.model_validate(PLAN | changes)


SAM = Person(7, "sam", "Sam", 1, plan(), 3, 1)
RAY = Person(8, "ray", "Ray", 1, plan(), 4, 1)
KAI = Person(9, "kai", "Kai", 1)
ANSWER = Answer(
    "signs",
    {"sleep": 2.0, "pacing": 1.0, "calls": None, "meals": 1.0},
    {0: "declined", 1: "done"},
    "partly",
    "I am fine, I want to be left to walk",
    "Did not want the television off",
)
WHY = "Up most of the night, and “I walk up and down and can't sit”: two of Sam's agreed signs together."
WHOLE = replace(
    ANSWER, steps={0: "declined", 1: "too_few"}, wants="A quiet hour", knows="yes", not_happened="their_choice",
    contact_missed="agency",
)  # fmt: skip
FULL_PLAN = plan(
    signs=[
        {"key": f"sign-{n}", "says": f"I do this {n} times", "domain": "mood", "rating": "seen"}
        for n in range(25)
    ],
    steps=[f"Try this {n} times" for n in range(15)],
    thresholds=[],
)
STAFF = (
    Staff(1, "U0WORKER", "Jo", "support_worker"),
    Staff(2, "U0AGENCY", "Remi", "support_worker", agency=True),
)
FULL = Person(11, "full", "Ines", 1, FULL_PLAN, 6, 1)
LATE = Change("late", "night", date(2026, 11, 12), at(21, 30), at(21, 15))
HANDOVER = Handover(12, 1, LATE, False, "asked", at(21, 15))

WAITED_FOR = Late(LATE, ("Sam", "Ray"))
HALF_ANSWERED = Late(LATE, ("Ray",), (("Sam", "Jo", at(21, 58)),))
ALL_ANSWERED = Late(LATE, (), (("Sam", "Jo", at(21, 58)), ("Ray", "Remi", at(22, 9))))


BEFORE: dict[str, Any] = {
    "own": Earlier("you", at(21, 16), WHOLE, at(20, 50)),
    "earlier": (Earlier("Mel", at(21, 5), ANSWER), Earlier("Remi", at(19, 2), Answer("clear"))),
    "carried": ("Third night running: up most of the night.",),
    "others": (RAY, KAI),
    "affects": (8, "To sleep"),
}
CARRIED: dict[str, Any] = {
    "carried": ("Still to do: try this 3 times.",),
    "own": Earlier("you", at(21, 16), ANSWER),
}


def people(count: int) -> list[Person]:
    names = [
        "Sam", "Ray", "Kai", "Noor", "Bo", "Ines", "Tom", "Ada", "Lee", "Mo", "Fay", "Gus", "Ivy",
        "Jan", "Kit", "Lou", "Max", "Nell", "Oz", "Pip", "Quin", "Rae", "Sol", "Tess", "Uma",
    ]  # fmt: skip
    return [replace(KAI, id=100 + n, known_as=name) for n, name in enumerate(names[:count])]


def board(
    lines: list[tuple[Person, Answered | None]], *, open_: tuple[OpenLine, ...] = (), **handover: Any
) -> Board:
    return Board(replace(HANDOVER, **handover), SERVICE, tuple(lines), open_, (DEE,), "999")


CLEAR = Answered("clear", "Jo", at(21, 17))
SIGNS = Answered("signs", "Jo", at(21, 18))
EARLIER = Answered("clear", "Mel", at(19, 2), earlier=True)
OPEN_LINES = (
    OpenLine("Sam", ("Dee",), at(21, 27), None, None, False),
    OpenLine("Ray", ("Ash",), None, "Dee", at(22, 15), False),
    OpenLine("Kai", ("Dee", "Ash"), at(21, 5), None, None, True),
    OpenLine(None, (), None, None, None, False),
    OpenLine("Noor", (), at(9, 0, 13), None, None, False),
)
SIGHTING = Sighting(at(21, 17), at(21, 18), False, "Late", "Jo", "support_worker", True, True, ANSWER, plan())
LADDER = house.Ladder.model_validate(
    {
        "key": "house",
        "rungs": [
            {"tell": "rota:first-line", "within": "10 min"},
            {"tell": "role:manager", "within": "15 min"},
        ],
    }
)
ESCALATION = Escalation(
    3, 1, 7, "ladder:house", "now", "now", LADDER, "open", at(21, 17), timedelta(minutes=30), 1, at(21, 27)
)
BRIEFING = Briefing(
    ESCALATION,
    SERVICE,
    SAM,
    ((plan().thresholds[0], WHY),),
    (SIGHTING,),
    (Told("Dee", "01234 000000", at(21, 17), 1),),
    at(21, 27),
    ("Ash",),
    at(21, 27),
    None,
    "999",
)


def briefing(
    *, of: Briefing = BRIEFING, escalation: dict[str, Any] | None = None, **changes: Any
) -> Briefing:
    return replace(of, escalation=replace(of.escalation, **(escalation or {})), **changes)


CORRECTED = briefing(corrected=at(21, 51))
TAKEN = briefing(
    escalation={
        "state": "acknowledged", "holder_id": 5, "acknowledged_at": at(21, 18), "promise_by": at(21, 47),
        "due_at": None,
    },
    holder=DEE, answer_by=None, next_up=(), next_at=None,
)  # fmt: skip
JOINED = briefing(
    of=TAKEN,
    escalation={"confirm_by": at(21, 35)},
    sightings=(replace(SIGHTING, seen_at=at(21, 25), received_at=at(21, 25)), SIGHTING),
)
AGAIN = briefing(
    told=(Told("Dee", "01234 000000", at(21, 17), 1), Told("Dee", "01234 000000", at(21, 42), 2)),
    answer_by=at(21, 52),
    next_at=at(21, 52),
)
SECOND_RUNG = briefing(
    told=(Told("Dee", "01234 000000", at(21, 17), 1), Told("Ash", "01234 000001", at(21, 27), 2)),
    answer_by=at(21, 42),
    next_up=(),
    next_at=at(21, 42),
)
UNANSWERED = briefing(
    escalation={"unanswered_at": at(22, 2)},
    told=tuple(
        Told(one.name, one.phone, at(21, 17) + timedelta(minutes=15 * n), n + 1)
        for n, one in enumerate((DEE, ASH) * 3)
    ),
    answer_by=at(22, 47),
)
IN_HOURS = briefing(
    escalation={"urgency": "in_hours", "rings_as": "in_hours"},
    told=(), answer_by=None, next_up=("Mel",), next_at=at(9, 0, 13),
)  # fmt: skip
IN_HOURS_TOLD = briefing(
    of=IN_HOURS, told=(Told("Mel", None, at(9, 0, 13), 1),),
    answer_by=at(9, 15, 13), next_up=("Dee",), next_at=at(9, 15, 13),
)  # fmt: skip
THIS_SHIFT = briefing(escalation={"urgency": "this_shift", "rings_as": "this_shift"})
ABOUT_SERVICE = briefing(escalation={"person_id": None}, person=None, reasons=(), sightings=())
STOOD_DOWN = briefing(of=TAKEN, escalation={"state": "stood_down"})
LIGHTER = briefing(lighter=True)
NO_ANSWER = (
    "Nobody has answered about Sam at the last handover. We don't know how Sam is. Nobody is in trouble."
)
SILENT = briefing(reasons=((plan().thresholds[0], NO_ANSWER),), sightings=())
ANSWERED_SINCE = briefing(of=SILENT, answered=("Jo", at(21, 40)))
SILENT_UNANSWERED = briefing(of=UNANSWERED, reasons=SILENT.reasons, sightings=())


def guided(*briefings: Briefing, person: Person = SAM, **changes: Any) -> Guided:
    said = Guided(at(21, 18), SERVICE, person, person.plan, ANSWER, briefings, (DEE,), "999")
    return replace(said, **changes)


OBJECTING = plan(agreed=PLAN["agreed"] | {"sharing": "objects"})
WITHOUT_SOME = plan(contacts={"not_wanted": [{"partner": "cmht", "why": "They shout"}, {"staff": "U0ASH"}]})


MONDAY, MONDAY_AFTER = at(9, 0, 16), at(9, 0, 23)
ON_CALL = OnCall(
    SERVICE,
    Phoned((DEE,), NOW, MONDAY),
    ((ASH, Contact("Kit", None)), (Contact("Lou", "01234 000002"),), (Contact("Mel", None),)),
    Phoned((ASH,), MONDAY, MONDAY_AFTER),
)
BOTH_ON_CALL = OnCall(SERVICE, Phoned((DEE, ASH), NOW, None), (), None)
NOBODY_ON_CALL = OnCall(SERVICE, Phoned((), NOW, None), (), None)
SOMEBODY_LATER = OnCall(SERVICE, Phoned((), NOW, at(8, 0, 13)), (), Phoned((DEE,), at(8, 0, 13), None))
GAP_AHEAD = OnCall(SERVICE, Phoned((DEE,), NOW, at(2, 0, 13)), (), Phoned((), at(2, 0, 13), MONDAY))
GAP = Missing("Europe/London", at(21, 20), at(22, 1))
GAP_OF_DAYS = Missing("Europe/London", at(21, 20), at(7, 20, 14))
