"""Verdicts: how each kind of rule is judged on a scene. One small function a kind; how it is said is in `sentences`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

from bot import bounds, plans, rules, sentences, signs
from bot.replies import Observation, Reply, observations
from bot.windows import Scene, Window

# a sum of tenths is not spoiled by how a machine adds them
SUM_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Noted:
    """Something a reply says about the shift and not about a sign."""

    reply: int
    period: int
    seen_at: datetime
    what: Literal["steps_not_followed", "contact_missed"]


@dataclass(frozen=True)
class Silence:
    """A period in which the person was asked about and nobody answered; `seen_at` is when it was due."""

    period: int
    seen_at: datetime
    reply: None = None


Evidence = Observation | Noted | Silence


@dataclass(frozen=True)
class Verdict:
    """What a rule says: reached or not, how much (`have`) of how much (`need`), on which evidence, and a sentence.

    `unanswered` counts the periods in its window that nobody answered. A rule not reached has no evidence and no
    sentence.
    """

    reached: bool
    have: float
    need: float
    evidence: tuple[Evidence, ...] = ()
    sentence: str = ""
    unanswered: int = 0


def judge(rule: rules.Rule, scene: Scene) -> Verdict:
    """What `rule` says where `scene` ends."""
    return JUDGES[type(rule)](rule, scene)


# {sign, at_least} or {sign, at_most}


def _sign(rule: rules.SignRule, scene: Scene) -> Verdict:
    """That sign this bad in one period: the worse of its values, where several replies gave one."""
    of_sign = tuple(one for one in scene.seen(scene.own) if one.sign == rule.sign)
    value = signs.combined(scene.plan.signs, of_sign).get(rule.sign)
    need = next(bound for bound in (rule.at_least, rule.at_most, 1.0) if bound is not None)
    bad = tuple(one for one in of_sign if bounds.this_bad(rule, scene.plan.sign(rule.sign), one.value))
    if not bad or value is None:
        return Verdict(False, value or 0.0, need)
    far = [one.value for one in bad if one.value is not None]
    # a bound on the side that is not the worse one, as too much sleep where too little worries
    value = max(far) if rule.at_least is not None else min(far) if rule.at_most is not None else value
    return Verdict(True, value, need, bad, sentences.one_sign(scene.plan, scene.known_as, bad))


# {signs_together: {count, among, at_least, within}}


def _together(rule: rules.TogetherRule, scene: Scene) -> Verdict:
    """K different signs in one period, or within a stated time."""
    wanted = rule.signs_together
    window = scene.last(wanted.within) if wanted.within else scene.own
    able = bounds.of_together(wanted, scene.plan)
    bad = tuple(
        one for one in scene.seen(window) if one.sign in able and bounds.meets(*able[one.sign], one.value)
    )
    have = len({one.sign for one in bad})
    if have < wanted.count:
        return Verdict(False, have, wanted.count)
    said = sentences.signs_together(scene.plan, scene.known_as, bad, have, wanted.within)
    return Verdict(True, have, wanted.count, bad, said)


# {repeats: {sign, at_least, times, in_last}}


def _repeats(rule: rules.RepeatsRule, scene: Scene) -> Verdict:
    """One sign, or any, in that many of the last periods; or on so many occasions in a length of time."""
    wanted = rule.repeats
    window = scene.last(wanted.in_last)
    bad = tuple(one for one in scene.seen(window) if _repeated(wanted, scene.plan.sign(one.sign), one))
    have, missed = _often(wanted.in_last, window, [one.reply for one in bad]), scene.missed(window)
    if have < wanted.times:
        return Verdict(False, have, wanted.times, unanswered=missed)
    said = sentences.repeats(scene.plan, scene.known_as, wanted, bad, have, missed)
    return Verdict(True, have, wanted.times, bad, said, missed)


def _repeated(wanted: rules.Repeats, sign: plans.Sign, one: Observation) -> bool:
    if wanted.sign is not None:
        return one.sign == wanted.sign and bounds.this_bad(wanted, sign, one.value)
    bound = bounds.of_any(wanted.at_least, sign)
    return bound is not None and bounds.meets(sign, bound, one.value)


def _often(in_last: rules.Handovers | timedelta, window: Window, evidence: Sequence[int]) -> int:
    """How often: periods; in a length of time each time that was said is one occasion, untimed ones one a period."""
    meant = set(evidence)
    told = [reply for reply in window.replies if reply.id in meant]
    by_time = isinstance(in_last, timedelta)
    return len({reply.seen_at if by_time and reply.timed else reply.period for reply in told})


# {adds_up: {signs, weights, at_least, in_last}}


def _adds_up(rule: rules.AddsUpRule, scene: Scene) -> Verdict:
    """The sum of each period's combined values; what shows nothing adds nothing."""
    wanted = rule.adds_up
    window = scene.last(wanted.in_last)
    worst: dict[tuple[int, str], float] = {}
    summed = [one for one in scene.seen(window) if one.sign in wanted.signs and (one.value or 0) > 0]
    for one in summed:
        worst[one.period, one.sign] = max(one.value or 0, worst.get((one.period, one.sign), 0))
    total = sum(value * wanted.weights.get(sign, 1.0) for (_, sign), value in worst.items())
    missed = scene.missed(window)
    if total < wanted.at_least - SUM_TOLERANCE:
        return Verdict(False, total, wanted.at_least, unanswered=missed)
    evidence = tuple(one for one in summed if one.value == worst[one.period, one.sign])
    said = sentences.adds_up(scene.plan, scene.known_as, wanted.in_last, evidence, missed)
    return Verdict(True, total, wanted.at_least, evidence, said, missed)


# {rising: {sign, over}}


def _rising(rule: rules.RisingRule, scene: Scene) -> Verdict:
    """The last periods in which the sign has a value, each worse than the one before, ending with this one."""
    wanted = rule.rising
    sign = scene.plan.sign(wanted.sign)
    run: list[tuple[int, float]] = []
    for period, value in reversed(scene.valued(sign, wanted.over)):
        if run and not _worse(sign, run[-1][1], value):
            break
        run.append((period.id, value))
    ends_here = bool(run) and run[0][0] == scene.history.periods[scene.period].id
    if not ends_here or len(run) < wanted.over:
        return Verdict(False, len(run) if ends_here else 0, wanted.over)
    evidence = tuple(one for period, value in reversed(run) for one in _showing(scene, sign, period, value))
    said = sentences.rising(sign, [value for _, value in reversed(run)])
    return Verdict(True, wanted.over, wanted.over, evidence, said)


def _worse(sign: plans.Sign, one: float, other: float) -> bool:
    return one < other if signs.lower_is_worse(sign) else one > other


def _showing(scene: Scene, sign: plans.Sign, period: int, value: float) -> list[Observation]:
    """The observations of a period that say this value, where it is something to see: a clear reply is no evidence."""
    replies = scene.history.by_period[period]
    own = (one for reply in replies for one in observations(reply) if one.sign == sign.key)
    return [one for one in own if one.value == value and signs.is_shown(sign, value)]


# {steps_not_followed: {times, in_last}}, {missed_contacts: {times, in_last}}


def _steps_not_followed(rule: rules.StepsNotFollowedRule, scene: Scene) -> Verdict:
    """ "No" or "partly" that often; a step offered and declined counts as offered."""
    wanted = rule.steps_not_followed
    return _often_noted(wanted, scene, "steps_not_followed", _left_out, sentences.steps_not_followed)


def _left_out(reply: Reply) -> bool:
    if reply.answer.followed not in ("no", "partly"):
        return False
    taken = set(reply.answer.steps.values())
    return bool(taken - {"done", "declined"}) or "declined" not in taken


def _missed_contacts(rule: rules.MissedContactsRule, scene: Scene) -> Verdict:
    """Contact that was planned and did not happen, by us or another agency; the person's own choice is none."""
    return _often_noted(
        rule.missed_contacts, scene, "contact_missed",
        lambda reply: reply.answer.contact_missed in ("us", "agency"), sentences.missed_contacts,
    )  # fmt: skip


def _often_noted(
    wanted: rules.Often,
    scene: Scene,
    what: Literal["steps_not_followed", "contact_missed"],
    counts: Callable[[Reply], bool],
    say: Callable[[str, rules.Often, int, int], str],
) -> Verdict:
    window = scene.last(wanted.in_last)
    noted = [reply for reply in window.replies if counts(reply)]
    have = _often(wanted.in_last, window, [reply.id for reply in noted])
    missed = scene.missed(window)
    if have < wanted.times:
        return Verdict(False, have, wanted.times, unanswered=missed)
    evidence = tuple(Noted(reply.id, reply.period, reply.seen_at, what) for reply in noted)
    said = say(scene.known_as, wanted, have, missed)
    return Verdict(True, have, wanted.times, evidence, said, missed)


# {unanswered: K}


def _unanswered(rule: rules.UnansweredRule, scene: Scene) -> Verdict:
    """K periods in a row that nobody answered, ending here."""
    row: list[Silence] = []
    for period in reversed(scene.history.periods[: scene.period + 1]):
        if len(row) == rule.unanswered or not scene.history.missed(period):
            break
        row.append(Silence(period.id, period.due))
    have = len(row)
    if have < rule.unanswered:
        return Verdict(False, have, rule.unanswered, unanswered=have)
    said = sentences.unanswered(scene.known_as, have)
    return Verdict(True, have, rule.unanswered, tuple(reversed(row)), said, have)


# any_of, all_of


def _any_of(rule: rules.AnyOfRule, scene: Scene) -> Verdict:
    """One of them at least, all ending here; the evidence of those that are reached."""
    return _composed([judge(one, scene) for one in rule.any_of], 1, sentences.any_of)


def _all_of(rule: rules.AllOfRule, scene: Scene) -> Verdict:
    """Every one of them, all ending here."""
    parts = [judge(one, scene) for one in rule.all_of]
    return _composed(parts, len(parts), partial(sentences.all_of, scene.known_as))


def _composed(parts: Sequence[Verdict], need: int, say: Callable[[list[str]], str]) -> Verdict:
    reached = [part for part in parts if part.reached]
    missed = max((part.unanswered for part in parts), default=0)
    if len(reached) < need:
        return Verdict(False, len(reached), need, unanswered=missed)
    evidence = tuple(dict.fromkeys(one for part in reached for one in part.evidence))
    said = say([part.sentence for part in reached])
    return Verdict(True, len(reached), need, evidence, said, missed)


# One line a kind of rule. How far around a reply each looks is in `reaches`.
JUDGES: dict[type, Callable[[Any, Scene], Verdict]] = {
    rules.SignRule: _sign,
    rules.TogetherRule: _together,
    rules.RepeatsRule: _repeats,
    rules.AddsUpRule: _adds_up,
    rules.RisingRule: _rising,
    rules.StepsNotFollowedRule: _steps_not_followed,
    rules.MissedContactsRule: _missed_contacts,
    rules.UnansweredRule: _unanswered,
    rules.AnyOfRule: _any_of,
    rules.AllOfRule: _all_of,
}
