"""Sam's signs, the rules tried on them, and replies about Sam, one line a case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot import plans, thresholds, verdicts
from bot.history import History, Period
from bot.replies import Answer, Reply
from bot.verdicts import Verdict
from bot.windows import Scene

START = datetime(2026, 11, 12, 12, tzinfo=UTC)
LENGTH = 8 * 60  # minutes of a period
MINUTE = timedelta(minutes=1)
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
Rule = dict[str, Any]


def plan(*rules: Rule, signs: Sequence[dict[str, Any]] = SIGNS) -> plans.Plan:
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
            "signs": list(signs),
            "thresholds": listed,
        }
    )


def together(count: int, **more: Any) -> Rule:
    return {"signs_together": {"count": count, **more}}


def repeats(times: int, in_last: str, **more: Any) -> Rule:
    return {"repeats": {"times": times, "in_last": in_last, **more}}


def adds_up(at_least: float, in_last: str, signs: Sequence[str] = ("sleep",), **more: Any) -> Rule:
    return {"adds_up": {"signs": list(signs), "at_least": at_least, "in_last": in_last, **more}}


def rising(over: int, sign: str = "sleep") -> Rule:
    return {"rising": {"sign": sign, "over": over}}


def period_of(after: float) -> int:
    """The period that an instant so many minutes from the start falls in: up to and including its end."""
    return -int(-after // LENGTH)


def due(period: int) -> datetime:
    """Period 0 ends at the start."""
    return START + period * LENGTH * MINUTE


def reply(
    id: int,
    after: float,
    /,
    *,
    answer: Answer | None = None,
    timed: bool = False,
    superseded: bool = False,
    **values: float | None,
) -> Reply:
    """Seen `after` minutes from the start; in the period that this falls in."""
    at = START + after * MINUTE
    said = answer or Answer("signs", values)
    return Reply(id, 1, period_of(after), at, at, 1, 1, said, superseded, timed)


def clear(id: int, after: float) -> Reply:
    return reply(id, after, answer=Answer("clear"))


def history(
    replies: Iterable[Reply], *, silent: Iterable[int] = (), not_asked: Iterable[int] = ()
) -> History:
    """Asked about in every period that holds a reply and in the `silent` ones, but not in those not asked."""
    replies = list(replies)
    known = {one.period for one in replies} | set(silent) | set(not_asked)
    return History.of([Period(one, due(one), one not in set(not_asked)) for one in known], replies)


def crossing(rule: Rule, by: int, *replies: Reply, **how: Any) -> Verdict | None:
    """What the reply `by` crosses of a plan with one rule."""
    found = thresholds.crossed(plan(rule), "Sam", history(replies, **how), by)
    return found[0].verdict if found else None


def crossed_by(rule: Rule, by: int, *replies: Reply) -> bool:
    return crossing(rule, by, *replies) is not None


@dataclass(frozen=True)
class Line:
    """Periods written on one line, the oldest first: "2 . (1) ? c 3/1*".

    A value of one sign in each; `.` is unanswered and over, `_` not over yet; `-` not asked and no reply; `(2)`
    a reply all the same; `?` could not tell; `c` clear; `x2` superseded; `1/2` two of staff; `1t/2t` timed.
    The reply with `*` is the one judged, or else the last. Ids count from 1 as written.
    """

    history: History
    by: int


def line(text: str, sign: str = "sleep") -> Line:
    periods, replies, by = [], [], 0
    for place, word in enumerate(text.split(), 1):
        asked = word != "-" and not word.startswith("(")
        periods.append(Period(place, due(place), asked, over=word != "_"))
        for said in word.strip("()").split("/") if word.strip("()") not in (".", "_", "-") else ():
            replies.append(_written(len(replies) + 1, place, said, sign))
            by = len(replies) if "*" in said else by
    return Line(History.of(periods, replies), by or len(replies))


def _written(id: int, period: int, said: str, sign: str) -> Reply:
    bare = said.strip("x*t")
    values = {sign: None if bare == "?" else float(bare)} if bare != "c" else {}
    told = reply(id, (period - 1) * LENGTH + 60 + id, timed="t" in said, superseded="x" in said, **values)
    return clear_of(told) if bare == "c" else told


def clear_of(one: Reply) -> Reply:
    return replace(one, answer=Answer("clear"))


def judged(rule: Rule, history: History, by: int) -> Verdict:
    """What a rule says where the reply `by` was seen, reached or not; the reply needs to be no evidence."""
    agreed = plan(rule)
    own = next(one for one in history.replies if one.id == by)
    scene = Scene(agreed, "Sam", history, history.place[own.period], own.seen_at)
    return verdicts.judge(agreed.thresholds[0].when, scene)


def said_of(rule: Rule, history: History, by: int) -> str | None:
    """A verdict on one line: "3 of 3 by 1 4 5, 1 unanswered"; None when the reply crosses nothing."""
    found = thresholds.crossed(plan(rule), "Sam", history, by)
    return shown(found[0].verdict) if found else None


def shown(one: Verdict) -> str:
    by = [f"#{said.period}" if said.reply is None else str(said.reply) for said in one.evidence]
    missed = f", {one.unanswered} unanswered" if one.unanswered else ""
    return f"{one.have:g} of {one.need:g} by {' '.join(dict.fromkeys(by))}{missed}"


SLEEP_2: Rule = {"sign": "sleep", "at_least": 2}
MEALS_1: Rule = {"sign": "meals", "at_most": 1}
TWO: Rule = {"signs_together": 2}
TWO_HOURS = together(2, within="2 h")
THREE_HOURS = together(3, within="3 h")
