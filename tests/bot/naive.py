"""The page's table of rules read as literally as can be, over a whole history: slow, and shares nothing with `bot`.

Also the cut: exactly the part of a history that a reach names.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from bot.history import History, Period, Reach
from bot.replies import Reply

Found = tuple[float, frozenset[Any]] | None
LESS_IS_WORSE = {"meals", "hours"}
NUMBERS = {"hours"}
RATED = {
    "sleep": "0-3",
    "pacing": "seen",
    "quiet": "seen",
    "rings": "count",
    "meals": "count",
    "hours": "number",
}
LENGTHS = {"h": timedelta(hours=1), "d": timedelta(days=1)}


def crossed(rule: dict[str, Any], history: History, by: int) -> set[frozenset[Any]]:
    """The evidence of the fullest windows that hold the reply as evidence; empty when there are none."""
    own = [one for one in history.replies if one.id == by]
    if not own:
        return set()
    order = [period.id for period in history.periods]
    ends = [(order.index(one.period), one.seen_at) for one in history.replies]
    ends += [(n, one.due) for n, one in enumerate(history.periods) if silent(history, one)]
    found = [reached(rule, history, n, at) for n, at in ends if n >= order.index(own[0].period)]
    good = [one for one in found if one and any(what[0] == by for what in one[1])]
    most = max((have for have, _ in good), default=0)
    return {evidence for have, evidence in good if have == most}


def missed(rule: dict[str, Any], history: History, period: Period) -> frozenset[Any] | None:
    """The evidence of what the silence of a period crosses."""
    if not silent(history, period):
        return None
    found = reached(rule, history, history.periods.index(period), period.due)
    return found[1] if found and ("silence", period.id) in found[1] else None


def silent(history: History, period: Period) -> bool:
    said = [one for one in history.replies if one.period == period.id]
    answered = period.answered or any(one.answer.kind in ("clear", "signs") for one in said)
    return period.asked and period.over and not answered


def reached(rule: dict[str, Any], history: History, n: int, at: datetime) -> Found:
    ((kind, body),) = [(key, rule[key]) for key in KINDS if key in rule]
    return KINDS[kind](rule if kind == "sign" else body, history, n, at)


def inside(in_last: str | None, history: History, n: int, at: datetime) -> list[Reply]:
    """The replies of the n latest periods, of this one, or of a length of time."""
    count, word = (in_last or "1 handovers").split()
    if word.startswith("handover"):
        last = history.periods[: n + 1][-int(count) :]
        return [one for one in history.replies if one.period in [period.id for period in last]]
    length = int(count) * LENGTHS[word]
    return [one for one in history.replies if at - length <= one.seen_at <= at]


def values(replies: list[Reply]) -> list[tuple[Reply, str, float]]:
    pairs = [(one, sign, value) for one in replies for sign, value in one.answer.values.items()]
    return [(one, sign, value) for one, sign, value in pairs if value is not None]


def this_bad(sign: str, at_least: Any, at_most: Any, value: float) -> bool:
    if at_least is not None:
        return bool(value >= at_least)
    if at_most is not None:
        return bool(value <= at_most)
    return sign not in NUMBERS and bad_enough(sign, 1, value)


def bad_enough(sign: str, bound: float, value: float) -> bool:
    return value <= bound if sign in LESS_IS_WORSE else value >= bound


def by_default(sign: str, bound: Any, value: float) -> bool:
    """Seen, or 1, or one bound for all; a number only with its own."""
    if isinstance(bound, dict):
        return bad_enough(sign, bound[sign], value) if sign in bound else by_default(sign, None, value)
    return sign not in NUMBERS and bad_enough(
        sign, 1 if bound is None or RATED[sign] == "seen" else bound, value
    )


def observed(pairs: list[tuple[Reply, str, float]]) -> frozenset[Any]:
    return frozenset((one.id, sign, value) for one, sign, value in pairs)


def one_sign(body: dict[str, Any], history: History, n: int, at: datetime) -> Found:
    said = values(inside(None, history, n, at))
    bad = [
        (one, sign, value)
        for one, sign, value in said
        if sign == body["sign"] and this_bad(sign, body.get("at_least"), body.get("at_most"), value)
    ]
    return (1, observed(bad)) if bad else None


def together(body: Any, history: History, n: int, at: datetime) -> Found:
    body = {"count": body} if isinstance(body, int) else body
    said = values(inside(body.get("within"), history, n, at))
    among = body.get("among", list(RATED))
    bad = [one for one in said if one[1] in among and by_default(one[1], body.get("at_least"), one[2])]
    have = len({sign for _, sign, _ in bad})
    return (have, observed(bad)) if have >= body["count"] else None


def occasions(in_last: str, replies: list[Reply]) -> int:
    if "handover" in in_last:
        return len({one.period for one in replies})
    timed, untimed = [one for one in replies if one.timed], [one for one in replies if not one.timed]
    return len({one.seen_at for one in timed}) + len({one.period for one in untimed})


def repeats(body: dict[str, Any], history: History, n: int, at: datetime) -> Found:
    said = values(inside(body["in_last"], history, n, at))
    least, most = body.get("at_least"), body.get("at_most")
    if "sign" in body:
        bad = [one for one in said if one[1] == body["sign"] and this_bad(one[1], least, most, one[2])]
    else:
        bad = [one for one in said if by_default(one[1], least, one[2])]
    have = occasions(body["in_last"], [one for one, _, _ in bad])
    return (have, observed(bad)) if have >= body["times"] else None


def adds_up(body: dict[str, Any], history: History, n: int, at: datetime) -> Found:
    said = [
        one
        for one in values(inside(body["in_last"], history, n, at))
        if one[1] in body["signs"] and one[2] > 0
    ]
    total, evidence = 0.0, []
    for period in {one.period for one, _, _ in said}:
        for name in body["signs"]:
            own = [one for one in said if one[0].period == period and one[1] == name]
            worst = max((value for _, _, value in own), default=0)
            total += worst * body.get("weights", {}).get(name, 1)
            evidence += [one for one in own if one[2] == worst]
    return (round(total, 6), observed(evidence)) if round(total, 6) >= body["at_least"] else None


def rising(body: dict[str, Any], history: History, n: int, _at: datetime) -> Found:
    name, levels, showing = body["sign"], [], []
    for place, period in enumerate(history.periods[: n + 1]):
        own = [one for one in history.replies if one.period == period.id]
        given = [(one.id, name, value) for one, sign, value in values(own) if sign == name]
        none = [0.0 for one in own if one.answer.kind == "clear" and name not in LESS_IS_WORSE | NUMBERS]
        said = [value for _, _, value in given] + none
        if said:
            worst = min(said) if name in LESS_IS_WORSE else max(said)
            levels.append((place, worst))
            showing.append(
                [one for one in given if one[2] == worst and (worst >= 1 or name in LESS_IS_WORSE)]
            )
    last = levels[-body["over"] :]
    ups = [b < a if name in LESS_IS_WORSE else b > a for (_, a), (_, b) in pairwise(last)]
    if len(last) < body["over"] or not all(ups) or last[-1][0] != n:
        return None
    return body["over"], frozenset(one for shown in showing[-body["over"] :] for one in shown)


def steps_not_followed(body: dict[str, Any], history: History, n: int, at: datetime) -> Found:
    def left_out(one: Reply) -> bool:
        steps = list(one.answer.steps.values())
        only_declined = "declined" in steps and all(one in ("done", "declined") for one in steps)
        return one.answer.followed in ("no", "partly") and not only_declined

    told = [one for one in inside(body["in_last"], history, n, at) if left_out(one)]
    have = occasions(body["in_last"], told)
    return (
        (have, frozenset((one.id, "steps_not_followed") for one in told)) if have >= body["times"] else None
    )


def missed_contacts(body: dict[str, Any], history: History, n: int, at: datetime) -> Found:
    all_told = inside(body["in_last"], history, n, at)
    told = [one for one in all_told if one.answer.contact_missed in ("us", "agency")]
    have = occasions(body["in_last"], told)
    return (have, frozenset((one.id, "contact_missed") for one in told)) if have >= body["times"] else None


def unanswered(body: int, history: History, n: int, _at: datetime) -> Found:
    last = history.periods[: n + 1][-body:]
    if len(last) < body or not all(silent(history, one) for one in last):
        return None
    return body, frozenset(("silence", one.id) for one in last)


def any_of(body: list[Any], history: History, n: int, at: datetime) -> Found:
    found = [one for one in (reached(rule, history, n, at) for rule in body) if one]
    return (len(found), frozenset().union(*(one[1] for one in found))) if found else None


def all_of(body: list[Any], history: History, n: int, at: datetime) -> Found:
    found = any_of(body, history, n, at)
    return found if found and found[0] == len(body) else None


KINDS: dict[str, Any] = {
    "any_of": any_of, "all_of": all_of, "sign": one_sign, "signs_together": together, "repeats": repeats,
    "adds_up": adds_up, "rising": rising, "steps_not_followed": steps_not_followed,
    "missed_contacts": missed_contacts, "unanswered": unanswered,
}  # fmt: skip


def cut(history: History, reach: Reach, own: int, seen_at: datetime) -> History:
    """What `reach` names around something of the period `own`, and nothing else."""
    periods, place = history.periods, [one.id for one in history.periods].index(own)
    kept = {one.id for one in periods[max(0, place + 1 - reach.periods) : place + reach.periods]}
    if reach.time:
        start, end = seen_at - reach.time, seen_at + reach.time
        kept |= {one.id for one in periods if start <= one.due <= end}
        kept |= {one.id for one in [one for one in periods if one.due > end][:1]}
    for wanted in reach.valued:
        has = [one.id for one in periods if has_value(history, one.id, wanted.sign, wanted.clear)]
        back, ahead = [[one for one in has if (one <= own) is side] for side in (True, False)]
        kept |= {*back[-wanted.count :], *ahead[: wanted.count - 1]}
    if reach.valued:
        kept |= {
            one.id for one in periods[place : max(n for n, one in enumerate(periods) if one.id in kept) + 1]
        }
    return History.of(
        [one for one in periods if one.id in kept], [one for one in history.replies if one.period in kept]
    )


def has_value(history: History, period: int, sign: str, clear: bool) -> bool:
    own = [one.answer for one in history.replies if one.period == period]
    return any(one.values.get(sign) is not None or (clear and one.kind == "clear") for one in own)
