"""The judge: what staff did against what was kept and what everybody received. Pure: a record in, findings out."""

from dataclasses import dataclass

from tests.torture import judge_people, judge_replies, judge_rings, judge_sending, judge_taps
from tests.torture.case import Case, Finding
from tests.torture.judge_sending import Double
from tests.torture.record import Record

CHECKS = (
    *judge_replies.CHECKS, *judge_taps.CHECKS, *judge_rings.CHECKS, *judge_people.CHECKS, *judge_sending.CHECKS,
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """`findings` must be none; `doubles` may be explained."""

    findings: tuple[Finding, ...]
    doubles: tuple[Double, ...]


def judged(record: Record) -> Verdict:
    """All that must not be in this record."""
    case = Case(record)
    found = [one for check in CHECKS for one in check(case)]
    return Verdict(tuple(found), tuple(judge_sending.doubles(case)))
