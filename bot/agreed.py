"""What the huddle agrees and makes there, without a file being loaded: asking, changes of practice, restrictions."""

from dataclasses import dataclass
from datetime import date as Date
from datetime import datetime, timedelta
from typing import Literal

from bot import plans, weeks
from bot.closing import Restriction
from bot.weeks import Week

# how far ahead a date may lie: until when somebody is asked about, or until a restriction is looked at again
AHEAD = timedelta(days=365)
# how far ahead a change of practice may begin
MARKED_AHEAD = timedelta(days=7)

Look = Literal["continue", "reduce", "end"]


@dataclass(frozen=True)
class AskedAgreed:
    """On the local date `on`: somebody is asked about until `until` (inclusive); or, None, asking ended."""

    id: int
    person_id: int
    at: datetime
    on: Date
    until: Date | None
    with_person: bool


def holding(loaded_at: datetime, agreed: AskedAgreed | None) -> AskedAgreed | None:
    """`agreed` while it holds: until a version of the plan is loaded after it, which says when to ask itself."""
    return agreed if agreed and agreed.at >= loaded_at else None


def as_agreed(plan: plans.Plan, held: AskedAgreed | None) -> plans.Plan:
    """The plan with the date that the huddle agreed, `held` being what holds. At which shifts stays as it is.

    Where asking ended the last date is the day before: nobody is asked from that day's next handover on.
    """
    if held is None:
        return plan
    until = held.until or held.on - timedelta(days=1)
    return plan.model_copy(update={"asked": plan.asked.model_copy(update={"until": until})})


@dataclass(frozen=True)
class Mark:
    """A service does something differently from a local date on. What it is is read in forms only."""

    id: int
    service_id: int
    from_date: Date
    what: str
    by: str


@dataclass(frozen=True, order=True)
class Change:
    """From this week on a service's charts begin anew."""

    service_id: int
    week: Week


def begins(from_date: Date) -> Week:
    """The first whole week from a date on."""
    return weeks.of(from_date + timedelta(days=6))


@dataclass(frozen=True)
class InForce:
    """What was restricted and still is, without a word of it. About the house where `person_id` is None.

    Dates are local. `overdue`: its review's date is past. `reduced`: the last look made it less.
    """

    escalation_id: int
    service_id: int
    person_id: int | None
    known_as: str | None
    since: Date
    review_by: Date
    overdue: bool
    reduced: bool = False


@dataclass(frozen=True)
class Looked:
    """One look at a restriction: it goes on, is made less, or ends. `reason` says why, how, or what came instead.

    `view` is what the person says of it, or why nobody asked. `review_by` is None where it ends.
    """

    action: Look
    reason: str
    view: str
    review_by: Date | None
    on: Date | None = None
    by: str = ""


@dataclass(frozen=True)
class Restricted:
    """A restriction as it was noted at closing, and each look at it, in order of time."""

    escalation_id: int
    service_id: int
    person_id: int | None
    since: Date
    said: Restriction
    looks: tuple[Looked, ...] = ()

    @property
    def over(self) -> bool:
        """Whether a look ended it."""
        return any(one.action == "end" for one in self.looks)

    @property
    def review_by(self) -> Date:
        """The date by which it is looked at next, as last said."""
        return next((one.review_by for one in reversed(self.looks) if one.review_by), self.said.review_by)

    def by(self, day: Date) -> "Restricted":
        """As it stood at the end of that local date."""
        looks = tuple(one for one in self.looks if one.on is None or one.on <= day)
        return Restricted(self.escalation_id, self.service_id, self.person_id, self.since, self.said, looks)


def in_force(one: Restricted, known_as: str | None, on: Date) -> InForce | None:
    """How a restriction stood on a local date; None where it had not begun, or had ended."""
    then = one.by(on)
    if then.over or then.since > on:
        return None
    reduced = bool(then.looks) and then.looks[-1].action == "reduce"
    return InForce(
        one.escalation_id, one.service_id, one.person_id, known_as, one.since, then.review_by,
        then.review_by < on, reduced,
    )  # fmt: skip
