"""Any history of anybody, and any rules over it, for hypothesis."""

from typing import Any

from hypothesis import strategies as st

from bot.history import History, Period
from bot.replies import Answer, Reply
from tests.bot.sam import LENGTH, Rule, due, reply

VALUES = {
    "sleep": st.sampled_from([None, 0, 1, 2, 3]),
    "pacing": st.sampled_from([None, 0, 1]),
    "quiet": st.sampled_from([None, 0, 1]),
    "rings": st.none() | st.integers(0, 4),
    "meals": st.none() | st.integers(0, 4),
    "hours": st.none() | st.integers(0, 9),
}
TAKEN = st.sampled_from(["done", "declined", "too_few", "could_not_reach", "not_done"])
SIGNS = st.builds(
    Answer,
    kind=st.just("signs"),
    values=st.fixed_dictionaries({}, optional=VALUES),
    steps=st.dictionaries(st.integers(0, 1), TAKEN, max_size=2),
    followed=st.sampled_from([None, "yes", "partly", "no", "not_needed"]),
    contact_missed=st.sampled_from([None, "us", "them", "agency"]),
)
STEPS = st.builds(
    Answer,
    kind=st.just("steps"),
    steps=st.dictionaries(st.integers(0, 1), TAKEN, max_size=2),
    followed=st.sampled_from(["yes", "partly", "no", "not_needed"]),
)
ANSWERS = st.just(Answer("clear")) | SIGNS | SIGNS | STEPS
PERIODS = 9
QUARTERS = st.integers(1, PERIODS * LENGTH // 30)


def told(answers: st.SearchStrategy[Answer], most: int = 8) -> st.SearchStrategy[list[Reply]]:
    one = st.tuples(QUARTERS, answers, st.booleans())
    return st.lists(one, min_size=1, max_size=most).map(
        lambda all_told: [
            reply(id, quarter * 30, answer=answer, timed=timed)
            for id, (quarter, answer, timed) in enumerate(all_told, 1)
        ]
    )


REPLIES = told(ANSWERS)
# asked and over; not asked; asked, and may still be answered in time
PERIODS_OF = st.lists(
    st.sampled_from([(True, True), (True, True), (False, True), (True, False)]),
    min_size=PERIODS, max_size=PERIODS,
).map(lambda kinds: [Period(n, due(n), asked, over) for n, (asked, over) in enumerate(kinds, 1)])  # fmt: skip
HISTORIES = st.builds(History.of, PERIODS_OF, REPLIES)
ALL_ASKED = [Period(n, due(n), asked=True) for n in range(1, PERIODS + 1)]

KEYS = list(VALUES)
ADDING = ["sleep", "pacing", "quiet", "rings"]
WINDOWS = st.sampled_from(
    ["1 handover", "2 handovers", "3 handovers", "5 handovers", "3 h", "16 h", "1 d", "2 d"]
)
TIMES = st.integers(1, 3)


def _bound(sign: str) -> st.SearchStrategy[Rule]:
    if sign in ("meals", "hours"):
        return st.integers(0, 5).map(lambda n: {"sign": sign, "at_most": n})
    return st.integers(1, 1 if sign in ("pacing", "quiet") else 3).map(
        lambda n: {"sign": sign, "at_least": n}
    )


def _body(kind: str, **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Rule]:
    return st.fixed_dictionaries(parts).map(lambda body: {kind: body})


BOUNDS = st.sampled_from(KEYS).flatmap(_bound)
SINGLE = BOUNDS | st.sampled_from([{"sign": "pacing"}, {"sign": "quiet"}])
TOGETHER = st.fixed_dictionaries(
    {"count": st.integers(2, 3)},
    optional={
        "among": st.lists(st.sampled_from(KEYS), min_size=3, unique=True),
        "at_least": st.sampled_from([2, {"hours": 4}, {"sleep": 2, "hours": 6}, {"meals": 2}]),
        "within": st.sampled_from(["2 h", "8 h", "1 d"]),
    },
).map(lambda body: {"signs_together": body})
REPEATS = st.tuples(SINGLE, TIMES, WINDOWS).map(
    lambda parts: {"repeats": {**parts[0], "times": parts[1], "in_last": parts[2]}}
) | st.tuples(st.sampled_from([{}, {"at_least": 2}]), TIMES, WINDOWS).map(
    lambda parts: {"repeats": {**parts[0], "times": parts[1], "in_last": parts[2]}}
)
ADDS_UP = _body(
    "adds_up",
    signs=st.lists(st.sampled_from(ADDING), min_size=1, unique=True),
    weights=st.dictionaries(st.sampled_from(ADDING), st.sampled_from([0.1, 0.5, 2, 3]), max_size=2),
    at_least=st.sampled_from([0.3, 1, 3, 5]),
    in_last=WINDOWS,
)
NOTED = _body("steps_not_followed", times=TIMES, in_last=WINDOWS) | _body(
    "missed_contacts", times=TIMES, in_last=WINDOWS
)
RISING = _body("rising", sign=st.sampled_from(["sleep", "rings", "meals", "hours"]), over=st.integers(2, 3))
UNANSWERED = st.integers(1, 3).map(lambda n: {"unanswered": n})


def nested(leaves: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    """Rules of these kinds, and any_of and all_of over them."""

    def several(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
        both = st.lists(inner, min_size=2, max_size=3)
        return both.map(lambda all_rules: {"any_of": all_rules}) | both.map(
            lambda all_rules: {"all_of": all_rules}
        )

    return st.recursive(leaves, several, max_leaves=4)


GROWING = nested(SINGLE | TOGETHER | REPEATS | ADDS_UP | NOTED)
RULES = nested(SINGLE | TOGETHER | REPEATS | ADDS_UP | NOTED | RISING | UNANSWERED)
