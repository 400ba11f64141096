"""What is said with one tap, besides signs: how many worked, who has read, whether the agreed steps were followed.

Each that was acknowledged is kept, once. Where somebody changes their mind it is not looked at which of the two holds:
a tap that nobody acknowledged in time may be done after the next one.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import pairwise
from typing import Any

from prompts.handover import Action as Asked
from prompts.staffing import Action as Staffing
from prompts.steps import SAYS
from prompts.steps import Action as Steps
from tests.torture import house
from tests.torture.case import AFTER_PAUSE, Case, Finding, Findings, grouped, instant
from tests.torture.judge_replies import UNKEPT, tried
from tests.torture.record import Json

READ = (Asked.READ, Asked.BOTH)
# the table, the journal's word for each of its rows, and the taps that make one
KEPT_IN: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("staffing", "staffing", (Staffing.PLANNED,)),
    ("handoverread", "handover.read", READ),
)
LOST = "a tap was acknowledged, and is not kept"
TWICE = "what one tap says was kept twice"


def kept(case: Case) -> Findings:
    """What was acknowledged was there by then."""
    for act in (one for one in case.acts if one["what"] in THERE and tried(one)):
        there = THERE[act["what"]](case, act, case.latest(act["tries"][-1]["until"]))
        if not there and not case.whispered(act, UNKEPT):
            yield Finding(LOST, f"{act['who']} {act['what']} {act['value']}", loss=True)


def _planned(case: Case, act: Json, by: datetime) -> bool:
    """*As planned*: nobody in these houses ever says anything else of it, so that it was said by then."""
    said = case.rows("staffing", handover_id=int(act["value"]))
    return any(_counted(one) == (one["planned"], 0, one["planned"] == 1) for one in _by(said, "at", by))


def _counted(row: Json) -> tuple[Any, ...]:
    return row["actual"], row["agency"], row["alone"]


def _by(rows: list[Json], column: str, by: datetime) -> list[Json]:
    return [one for one in rows if instant(one[column]) <= by]


def _steps(case: Case, act: Json, by: datetime) -> bool:
    """*Yes* and *Not needed*: an answer of their own that says so."""
    handover, person = map(int, act["value"].split(":"))
    said = case.rows(
        "reply", author_id=case.staff[act["who"]], person_id=person, handover_id=handover, kind="steps",
        followed=SAYS[Steps(act["what"])],
    )  # fmt: skip
    return bool(_by(said, "received_at", by))


def _read(case: Case, act: Json, by: datetime) -> bool:
    """*I've read this*, and *I was on both shifts*: somebody has read it as it was then.

    Or whoever tapped had answered there, and was asked whether they were on both.
    """
    handover = int(act["value"])
    # whatever was said longer ago than this, Relay knew
    long_ago = case.earliest(act["tries"][-1]["at"] - 2 * case.lease - AFTER_PAUSE)
    said = [instant(one["received_at"]) for one in _by(_said(case, handover), "received_at", long_ago)]
    reads = _by(case.rows("handoverread", handover_id=handover), "at", by)
    if any(all(at <= instant(one["at"]) for at in said) for one in reads):
        return True
    return act["what"] == Asked.READ and _answered(case, handover, case.staff[act["who"]], by)


def _said(case: Case, handover: int) -> list[Json]:
    """What is there to be read."""
    notes = [one for one in case.rows("note", handover_id=handover) if one["kind"] != "call"]
    return [*case.rows("reply", handover_id=handover), *notes]


def _answered(case: Case, handover: int, author: int, by: datetime) -> bool:
    """Whether somebody had said something there; through no question, about the time of this one."""
    (due,) = (instant(one["due_at"]) for one in case.rows("handover", id=handover))
    said = [*case.rows("reply", author_id=author), *case.rows("note", author_id=author)]
    return any(
        handover in (one["handover_id"], one.get("period_id"))
        or (one["handover_id"] is None and abs(instant(one["received_at"]) - due) <= house.EVERY)
        for one in _by(said, "received_at", by)
    )


THERE: dict[str, Callable[[Case, Json, datetime], bool]] = {
    Staffing.PLANNED: _planned,
    Steps.YES: _steps,
    Steps.NOT_NEEDED: _steps,
    **dict.fromkeys(READ, _read),
}


def planned_once(case: Case) -> Findings:
    """How many worked is kept again only where it is said otherwise."""
    for handover, rows in grouped(case.rows("staffing"), lambda one: one["handover_id"]).items():
        if any(_counted(first) == _counted(second) for first, second in pairwise(rows)):
            yield Finding(TWICE, f"staffing of handover {handover}")


def read_once(case: Case) -> Findings:
    """Whoever has read confirms it anew only where something was said since."""
    lines = [{**one, "place": place} for place, one in enumerate(case.rows("journal"))]
    reads = [one for one in lines if one["what"] == "handover.read"]
    said = [one for one in lines if one["what"] == "reply" or one["what"].startswith("note.")]
    for (handover, who), mine in grouped(reads, lambda one: (one["handover_id"], one["actor"])).items():
        there = [one for one in said if one["handover_id"] in (handover, None)]
        for first, second in pairwise(mine):
            if not any(_opens_again(one, first, second) for one in there):
                yield Finding(TWICE, f"reading of handover {handover} by {who}")


def _opens_again(said: Json, first: Json, second: Json) -> bool:
    """Whether something was said after the first reading, and known when the second was kept."""
    return said["place"] < second["place"] and instant(said["at"]) > instant(first["at"])


def steps_once(case: Case) -> Findings:
    """Of one author about one person through one question one answer about the steps counts, and each was another."""
    said = case.rows("reply", kind="steps")
    for key, rows in grouped(
        said, lambda one: (one["author_id"], one["person_id"], one["handover_id"])
    ).items():
        same = any(_followed(first) == _followed(second) for first, second in pairwise(rows))
        if same or sum(one["superseded_by"] is None for one in rows) != 1:
            yield Finding(TWICE, f"steps by author, person, handover {key}")


def _followed(row: Json) -> tuple[Any, ...]:
    return row["followed"], row["steps"]


def tapped(case: Case) -> Findings:
    """Whatever is kept was tapped, by whom it says, and the journal tells of it once."""
    names = {number: slack for slack, number in case.staff.items()}
    for table, word, taps in KEPT_IN:
        acts = {(one["who"], one["value"]) for one in case.acts if one["what"] in taps}
        rows = Counter((names[one["author_id"]], one["handover_id"]) for one in case.rows(table))
        for who, handover in rows:
            if (who, str(handover)) not in acts:
                yield Finding("it is kept, and nobody tapped", f"{table} of handover {handover} by {who}")
        if rows != Counter((one["actor"], one["handover_id"]) for one in case.rows("journal", what=word)):
            yield Finding("the journal's taps are others", table)


CHECKS = (kept, planned_once, read_once, steps_once, tapped)
