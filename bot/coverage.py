"""Coverage: how much of a recorded history there is, and what of a plan it can say nothing about."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot import plans, replies, rules
from bot.recorded import Recorded, Reply


@dataclass(frozen=True)
class Counts:
    """Handovers that asked about the person, and what came of them; `waiting` are those not over yet.

    `replies` counts corrections too. Replies count where they were received, handovers where they were due.
    """

    answered: int
    unanswered: int
    waiting: int
    replies: int
    corrections: int

    @property
    def handovers(self) -> int:
        """How many there were: answered, unanswered and still waited for."""
        return self.answered + self.unanswered + self.waiting


@dataclass(frozen=True)
class Gaps:
    """Signs of a plan and what was recorded: `unrated` were never asked then; `misfit` were rated in another way.

    `dropped` are those that were rated then and that the plan lacks, with how often they were seen.
    """

    unrated: tuple[plans.Sign, ...]
    misfit: tuple[plans.Sign, ...]
    dropped: tuple[tuple[str, int], ...]


def counts(recorded: Recorded, start: datetime, end: datetime) -> Counts:
    """How much there is from `start` to before `end`, corrected as it was by then."""
    by_then = [one for one in recorded.replies if one.received_at < end]
    gone = _superseded(by_then)
    answers = {one.period for one in by_then if one.id not in gone and one.kind in replies.ANSWERS}
    stand: Counter[str] = Counter()
    for one in recorded.periods:
        if one.asked_at and one.asked_at < end and start <= one.due < end:
            over = one.over_at is not None and one.over_at < end
            stand["answered" if one.id in answers else "unanswered" if over else "waiting"] += 1
    inside = [one for one in by_then if start <= one.received_at]
    correcting = {one.superseded_by for one in by_then}
    corrections = sum(one.id in correcting for one in inside)
    return Counts(stand["answered"], stand["unanswered"], stand["waiting"], len(inside), corrections)


def gaps(recorded: Recorded, plan: plans.Plan, start: datetime, end: datetime) -> Gaps:
    """What replies received from `start` to before `end` say of the plan's signs, and of signs it lacks."""
    inside = [one for one in recorded.replies if start <= one.received_at < end]
    rated = list(_rated(inside))
    known, keys = {key for key, _ in rated}, {sign.key for sign in plan.signs}
    wrong = {key for key, value in rated if key in keys and not _fits(plan.sign(key), value)}
    seen = Counter(key for key, value in rated if key not in keys and value)
    return Gaps(
        tuple(sign for sign in plan.signs if sign.key not in known),
        tuple(sign for sign in plan.signs if sign.key in wrong),
        tuple((key, seen[key]) for key in sorted(known - keys)),
    )


def cannot_tell(plan: plans.Plan, gaps: Gaps) -> set[str]:
    """The thresholds over one sign that was never rated: that they were not reached says nothing of them."""
    unrated = {sign.key for sign in gaps.unrated}
    return {one.key for one in plan.thresholds if _only_sign(one.when) in unrated}


def _only_sign(rule: plans.Rule) -> str | None:
    if isinstance(rule, rules.SignRule):
        return rule.sign
    if isinstance(rule, rules.RisingRule):
        return rule.rising.sign
    return rule.repeats.sign if isinstance(rule, rules.RepeatsRule) else None


def _rated(said: list[Reply]) -> Iterator[tuple[str, float | None]]:
    for one in said:
        yield from one.values.items()


def _superseded(by_then: list[Reply]) -> set[int]:
    """The replies that were corrected by then."""
    there = {one.id for one in by_then}
    return {one.id for one in by_then if one.superseded_by in there}


def _fits(sign: plans.Sign, value: float | None) -> bool:
    """Whether a form for this sign could have given this value."""
    if value is None or sign.rating == "number":
        return True
    whole = value >= 0 and value == int(value)
    most = {"seen": 1.0, "0-3": 3.0}.get(sign.rating)
    return whole and (most is None or value <= most)
