"""Sense-checks: which two cases a team leader is sent, what they judge before the course is shown, and what it counts.

A *case* is one person's one period in which signs were seen or something rang. Pure.
"""

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from bot import escalation, plans
from bot.people import Service, Staff
from bot.replies import Followed
from bot.weeks import Week

# how far back cases are looked for
WITHIN = timedelta(days=14)
# the same person again: a repeat
REPEAT = timedelta(days=28)
# a case that is not done is reminded of once
REMIND_AFTER = timedelta(days=2)
CASES = 2

How = Literal["random", "unusual"]
Unusual = Literal["answered_late", "again", "told_late", "not_followed", "nobody_told", "below_plan"]
# when somebody should have been told, judged from the notes alone
Judged = Literal["at_once", "this_shift", "could_wait", "nobody"]
# the same beside what happened
Verdict = Literal["sooner", "same", "later", "not_at_all"]
Question = Literal["clear", "when", "said", "steps", "told", "wants", "changed"]
Found = Literal["yes", "no", "not_applicable"]
# how a case stands: nothing said yet; judged, and the record not looked through; both
State = Literal["to_look", "half", "done"]

IN_ORDER: tuple[Judged, ...] = get_args(Judged)
QUESTIONS: tuple[Question, ...] = get_args(Question)
# how much likelier a case is to be the second one; several of them multiply
WEIGHTS: dict[Unusual, float] = {
    "answered_late": 3,
    "again": 3,
    "told_late": 3,
    "not_followed": 2,
    "nobody_told": 2,
    "below_plan": 1.5,
}


@dataclass(frozen=True)
class Rang:
    """Something that rang about a case. `noticed_at` is when what raised it was seen; `within` the first rung's limit.

    `told_at` and `taken_at` are the first time each; `again`: something rang about the same person in the REPEAT
    before it; `going`: it has not ended.
    """

    urgency: plans.Urgency
    opened_at: datetime
    noticed_at: datetime
    within: timedelta
    act_within: timedelta
    told_at: datetime | None = None
    taken_at: datetime | None = None
    again: bool = False
    going: bool = False


@dataclass(frozen=True)
class Case:
    """One person's one period. `hands` are staff who wrote or did something in it, `names` those who wrote a name.

    `names` are casefolded. `unwanted` are Slack users whom the person does not want told. `checked`: it was sent
    to somebody before.
    """

    person_id: int
    period_id: int
    due_at: datetime
    unusual: frozenset[Unusual] = frozenset()
    hands: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    unwanted: frozenset[str] = frozenset()
    going: bool = False
    checked: bool = False


def unusual(
    rang: Sequence[Rang], followed: Iterable[Followed | None], below: bool, service: Service
) -> frozenset[Unusual]:
    """What the figures find unusual about a case in which signs were seen or something rang."""
    found: dict[Unusual, bool] = {
        "answered_late": any(_answered_late(one, service) for one in rang),
        "again": any(one.again for one in rang),
        "told_late": any(_told_late(one) for one in rang),
        "not_followed": any(one in ("no", "partly") for one in followed),
        "nobody_told": not rang,
        "below_plan": below,
    }
    return frozenset(what for what, holds in found.items() if holds)


def _answered_late(one: Rang, service: Service) -> bool:
    if one.told_at is None:
        return False
    by = escalation.later(one.urgency, service, one.told_at, one.within)
    return one.taken_at is None or one.taken_at > by


def _told_late(one: Rang) -> bool:
    # what waits for office hours is told when they open: that is its own course
    told = one.opened_at if one.urgency == "in_hours" else one.told_at
    return told is not None and told - one.noticed_at > one.act_within


def weight(case: Case) -> float:
    """How likely a case is to be chosen as the unusual one, beside 1 for one with nothing unusual."""
    return math.prod(WEIGHTS[one] for one in case.unusual)


def may_check(case: Case, leader: Staff) -> bool:
    """Whether a case may be sent to this leader: never their own entry, nothing that goes on, nothing twice."""
    own = leader.id in case.hands or leader.name.casefold() in case.names
    return not (own or case.going or case.checked or leader.slack in case.unwanted)


def leader_for(leaders: Sequence[Staff], cases: Sequence[Case]) -> tuple[Staff | None, list[Case]]:
    """Who is asked, and what they may check: the first of `leaders` for whom there are two cases, else the most."""
    found = [(one, [case for case in cases if may_check(case, one)]) for one in leaders]
    return max(found, key=lambda one: min(len(one[1]), CASES), default=(None, []))


def seed(service_key: str, day: date) -> str:
    """The seed of one service's sense-checks of one date: kept with them, so that the choice can be made again."""
    return f"{service_key} {day.isoformat()}"


def choose(cases: Iterable[Case], seed: str) -> list[tuple[How, Case]]:
    """One case at random, and of the others one by its weight; fewer where there are fewer.

    The same seed and the same cases, in any order, choose the same.
    """
    left = sorted(cases, key=lambda one: (one.due_at, one.period_id, one.person_id))
    if not left:
        return []
    first = left.pop(int(random.Random(f"{seed} random").random() * len(left)))
    chosen: list[tuple[How, Case]] = [("random", first)]
    if left:
        chosen.append(("unusual", _weighted(left, random.Random(f"{seed} unusual").random())))
    return chosen


def _weighted(cases: Sequence[Case], at: float) -> Case:
    """The case at this part (0 to below 1) of all their weights laid end to end."""
    left = at * math.fsum(map(weight, cases))
    for one in cases:
        left -= weight(one)
        if left < 0:
            return one
    return cases[-1]


def course(rang: Sequence[Rang], shift_ends: datetime) -> Judged:
    """When somebody was told as it really went: the soonest of all that rang."""
    return min((_course(one, shift_ends) for one in rang), key=IN_ORDER.index, default="nobody")


def _course(one: Rang, shift_ends: datetime) -> Judged:
    if one.told_at is None:
        return "nobody"
    if one.told_at - one.noticed_at <= one.act_within:
        return "at_once"
    return "this_shift" if one.told_at <= shift_ends else "could_wait"


def verdict(judged: Judged, was: Judged) -> Verdict:
    """The judgement beside the course: would they have told somebody sooner, the same, later, or not at all?"""
    if judged == was:
        return "same"
    if judged == "nobody":
        return "not_at_all"
    return "sooner" if IN_ORDER.index(judged) < IN_ORDER.index(was) else "later"


@dataclass(frozen=True)
class Check:
    """One case that a leader was sent, as kept, and what they said of it so far."""

    id: int
    round_id: int
    service_id: int
    person_id: int
    period_id: int
    staff_id: int
    how: How
    sent_at: datetime
    judged: Judged | None = None
    verdict: Verdict | None = None
    reason: str | None = None
    found: Mapping[Question, Found] = field(default_factory=dict)
    feedback: str | None = None
    done: bool = False

    @property
    def state(self) -> State:
        """How far it is."""
        return "done" if self.done else "half" if self.judged else "to_look"


@dataclass(frozen=True)
class CheckWeek:
    """One service's sense-checks of one week, by the date on which they were sent: how many, and what they found.

    The four verdicts count those judged, done or half; `yes` and `no` the answers about the record.
    """

    service_id: int
    week: Week
    sent: int
    done: int
    same: int
    sooner: int
    later: int
    not_at_all: int
    yes: int
    no: int

    @property
    def agreement(self) -> float | None:
        """The share of judgements that are as it went; None where nobody judged."""
        judged = self.same + self.sooner + self.later + self.not_at_all
        return self.same / judged if judged else None

    @property
    def score(self) -> float | None:
        """As `score`, over the week."""
        return share(self.yes, self.no)


def score(found: Mapping[Question, Found]) -> float | None:
    """The share of yes among yes and no; None where nothing applied."""
    given = list(found.values())
    return share(given.count("yes"), given.count("no"))


def share(yes: int, no: int) -> float | None:
    """yes / (yes + no); None for nothing."""
    return yes / (yes + no) if yes + no else None
