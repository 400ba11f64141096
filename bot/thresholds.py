"""Thresholds: a person's own rules over their signs. Pure; cost follows the window."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot import plans, reaches, rules, verdicts
from bot.history import History, Reach
from bot.replies import Answer, Reply
from bot.verdicts import Silence, Verdict
from bot.windows import Scene


@dataclass(frozen=True)
class Crossing:
    """A threshold reached by a reply that is part of its evidence, or by a period that nobody answered."""

    threshold: plans.Threshold
    verdict: Verdict


def reach(plan: plans.Plan) -> Reach:
    """How far before and after a reply, or a missed period, the plan's rules look."""
    return reaches.of_plan(plan)


def looks_at_silence(plan: plans.Plan) -> bool:
    """Whether a period that nobody answers can cross anything."""
    return any(_has_unanswered(threshold.when) for threshold in plan.thresholds)


def of_silence(plan: plans.Plan) -> plans.Plan:
    """The plan with only those of its thresholds that a period which nobody answers can cross; maybe none."""
    can = [threshold for threshold in plan.thresholds if _has_unanswered(threshold.when)]
    return plan.model_copy(update={"thresholds": can})


def crossed(plan: plans.Plan, known_as: str, history: History, reply_id: int) -> list[Crossing]:
    """The thresholds of `plan` that the reply crosses, in the plan's order.

    `history` holds at least what is within `reach` of the reply, and the reply itself unless it is superseded;
    more of it changes nothing. Every window that the reply falls in is tried, for it may be a late one; of those
    reached, the one that has most is said; of these one that ends with its evidence, and of these the latest.
    A reply that is no evidence crosses nothing.
    """
    reply = next((one for one in history.replies if one.id == reply_id), None)
    if reply is None or not can_cross(reply.answer):
        return []
    scenes = [Scene(plan, known_as, history, *end) for end in _ends(history, reply)]
    found = ((threshold, _best(threshold, scenes, reply_id)) for threshold in plan.thresholds)
    return [Crossing(threshold, said) for threshold, said in found if said]


def can_cross(answer: Answer) -> bool:
    """Whether an answer can be evidence of anything; one that cannot crosses nothing, whatever the history is."""
    return bool(answer.values or answer.followed or answer.contact_missed)


def missed(plan: plans.Plan, known_as: str, history: History, period_id: int) -> list[Crossing]:
    """The thresholds that a period crosses because nobody answered in it, in the plan's order; judged by the clock.

    `history` as for `crossed`. Nothing for a period in which the person was not asked about, or was answered.
    """
    place = history.place.get(period_id)
    if place is None or not history.missed(history.periods[place]):
        return []
    scene = Scene(plan, known_as, history, place, history.periods[place].due)
    found = ((threshold, verdicts.judge(threshold.when, scene)) for threshold in plan.thresholds)
    return [Crossing(threshold, said) for threshold, said in found if _by_silence(said, period_id)]


def _by_silence(said: Verdict, period_id: int) -> bool:
    return said.reached and any(isinstance(one, Silence) and one.period == period_id for one in said.evidence)


def _best(threshold: plans.Threshold, scenes: Iterable[Scene], reply_id: int) -> Verdict | None:
    """The fullest of the verdicts that the reply is evidence of; of equals one that ends there, the latest."""
    judged = [(scene, verdicts.judge(threshold.when, scene)) for scene in scenes]
    own = [(scene, said) for scene, said in judged if any(one.reply == reply_id for one in said.evidence)]
    best = max(own, key=lambda one: (one[1].have, _ends_with_evidence(*one)), default=None)
    return best[1] if best else None


def _ends_with_evidence(scene: Scene, said: Verdict) -> bool:
    """Whether the window ends with its latest evidence: one that goes on has lost as much at its beginning."""
    place = scene.history.place
    return max((place[one.period], one.seen_at) for one in said.evidence) == (scene.period, scene.at)


def _ends(history: History, reply: Reply) -> list[tuple[int, datetime]]:
    """Where windows that hold the reply may end, latest first: whenever something was seen, or nobody answered."""
    own = history.place[reply.period]
    seen = {(history.place[one.period], one.seen_at) for one in history.replies}
    silent = {(place, one.due) for place, one in enumerate(history.periods) if history.missed(one)}
    return sorted({end for end in seen | silent if end[0] >= own}, reverse=True)


def _has_unanswered(rule: plans.Rule) -> bool:
    if isinstance(rule, rules.AnyOfRule):
        return any(map(_has_unanswered, rule.any_of))
    if isinstance(rule, rules.AllOfRule):
        return any(map(_has_unanswered, rule.all_of))
    return isinstance(rule, rules.UnansweredRule)
