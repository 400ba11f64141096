"""Carried forward: what stayed below every threshold, and steps still to do, said again to the next shift.

What is looked at are a person's answered handovers of one service. One that nobody answered, or in which the
person was not asked about or not seen, neither ends a run nor lengthens it: it is as if it were not there.

- A handover *shows* a sign when `bot.signs.is_shown` says so of the worse of all that was said of it in that period.
  Numbers, such as hours slept, never do: they are noted every time, and have no bound of their own.
- The shift is the one that the latest handover to show a sign covered. A run is how many handovers covering that
  shift, one after the other and up to that one, each showed a sign: the last three nights, say, whatever the days
  between were like. Whether anything rang makes no difference.
- There is no run when a later answered handover covering the same shift showed nothing, or when the latest to show
  a sign is more than seven days old.
- Steps to do are those that the newest answer to say anything of steps says were not done; one that was offered
  and declined is not. None are left when a later answered handover showed no sign, nor after seven days.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile

from bot import plans, signs
from bot.replies import Taken

RECENT = timedelta(days=7)
OVER: frozenset[Taken] = frozenset({"done", "declined"})


@dataclass(frozen=True)
class Carried:
    """What is carried forward about one person.

    Signs showed in the last `running` handovers in a row that covered the shift with key `covers`; 0 and "" when
    none did. `steps` is how many agreed steps were not done when somebody last said. For forms, `shown` are the
    signs of the last of that run, by key with their values, and `to_do` the places of those steps in the plan.
    """

    running: int
    covers: str
    steps: int = 0
    shown: tuple[tuple[str, float], ...] = ()
    to_do: tuple[int, ...] = ()


@dataclass(frozen=True)
class Past:
    """One handover of the past, about one person: the shift it covered and what was said.

    `answered`: whether somebody saw them. `values` are the worse of each sign, by key. `steps` are what the newest
    answer to say anything of them says, by the step's own words: its place may be another in a later plan.
    """

    covers: str
    due: datetime
    answered: bool
    values: Mapping[str, float | None] = field(default_factory=dict)
    steps: Mapping[str, Taken] = field(default_factory=dict)


def carried(past: Iterable[Past], plan: plans.Plan, at: datetime) -> Carried | None:
    """What is carried forward to a handover due `at`, by the plan that holds; None where nothing is.

    `past` are handovers due before it, in any order.
    """
    newest_first = sorted(past, key=lambda one: one.due, reverse=True)
    run = _run([one for one in newest_first if one.answered], plan, at)
    to_do = _to_do(newest_first, plan, at)
    if not run and not to_do:
        return None
    shown = tuple(shown_in(run[0], plan).items()) if run else ()
    return Carried(len(run), run[0].covers if run else "", len(to_do), shown, to_do)


def shown_in(past: Past, plan: plans.Plan) -> dict[str, float]:
    """The plan's signs that showed in one handover, with their values, in the plan's order."""
    return {
        sign.key: value
        for sign in plan.signs
        # a number is noted every time, and without a bound says nothing by itself
        if sign.rating != "number"
        and (value := past.values.get(sign.key)) is not None
        and signs.is_shown(sign, value)
    }


def _run(answered: Sequence[Past], plan: plans.Plan, at: datetime) -> list[Past]:
    """The handovers of the run, newest first."""
    last = next((one for one in answered if shown_in(one, plan)), None)
    if last is None or at - last.due > RECENT:
        return []
    same = (one for one in answered if one.covers == last.covers)
    return list(takewhile(lambda one: bool(shown_in(one, plan)), same))


def _to_do(newest_first: Sequence[Past], plan: plans.Plan, at: datetime) -> tuple[int, ...]:
    """The places in the plan of the steps still to do."""
    for one in newest_first:
        if at - one.due > RECENT:
            break
        if one.steps:
            left = {step for step, taken in one.steps.items() if taken not in OVER}
            return tuple(place for place, step in enumerate(plan.steps) if step in left)
        if one.answered and not shown_in(one, plan):
            break
    return ()
