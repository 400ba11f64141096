"""Handovers to ask the team about, without a verdict: always quiet, or answered within seconds. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.figures import Shift
from bot.weeks import Week, of

# so many weeks without one sign, over so many answered person-shifts
QUIET_WEEKS = 6
QUIET_PER = 200
# so many people and more answered about one after the other, in less than so many seconds each
FAST_PEOPLE = 4
FAST_SECONDS = 1.5
# rather a habit than a quiet evening
FAST_TIMES = 3


@dataclass(frozen=True)
class Question:
    """Something to ask a team: `quiet` for so many weeks, or so many `fast` handovers of `whole` in the week."""

    kind: Literal["quiet", "fast"]
    service_id: int
    number: int
    whole: int


def to_the_team(shifts: Sequence[Shift], service_id: int, week: Week) -> Iterator[Question]:
    """What there is to ask one service's team after this week."""
    lately = [one for one in shifts if 0 <= week.minus(of(one.date)) < QUIET_WEEKS]
    per = sum(one.answered for one in lately)
    if per >= QUIET_PER and not any(one.signs for one in lately):
        yield Question("quiet", service_id, QUIET_WEEKS, per)
    asked = [one for one in shifts if one.date in week and one.answered]
    fast = sum(_fast(one) for one in asked)
    if fast >= FAST_TIMES:
        yield Question("fast", service_id, fast, len(asked))


def _fast(shift: Shift) -> bool:
    many = shift.answered >= FAST_PEOPLE and not shift.signs
    return many and shift.seconds is not None and shift.seconds < FAST_SECONDS * (shift.answered - 1)
