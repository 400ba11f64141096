"""What the watchdog finds wrong: each kind on a line, and nothing where all is well."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import escalation, house, watchdog
from bot.escalation import Escalation
from bot.watchdog import KINDS, Fault, Gathered, Kept, Kind, Planned, Unposted, Unsent

NOW = datetime(2026, 11, 12, 23, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LADDER = house.Ladder.model_validate(
    {"key": "house", "rungs": [{"tell": "role:manager", "within": "15 min"}]}
)
OPEN = Escalation(
    id=7, service_id=3, person_id=1, tell="ladder:house", urgency="now", rings_as="now", ladder=LADDER, state="open",
    opened_at=NOW - 20 * MINUTE, act_within=30 * MINUTE, step=1, due_at=NOW + 10 * MINUTE,
)  # fmt: skip
HELD = replace(
    OPEN, state="acknowledged", due_at=None, holder_id=5, acknowledged_at=NOW, promise_by=NOW + 30 * MINUTE
)
ACTED = replace(HELD, state="acted_on", acted_at=NOW, remind_at=NOW + 1440 * MINUTE)


def kept(e: Escalation, **more: Any) -> Kept:
    return Kept(e, more.get("next_at", escalation.next_at(e)))


def seen(*one: Kept, **more: Any) -> Gathered:
    return Gathered(NOW, NOW, one, **more)


WELL = {
    "nothing at all": seen(),
    "open, told later": seen(kept(OPEN)),
    "open, due a minute ago": seen(kept(replace(OPEN, due_at=NOW - MINUTE))),
    "taken, with a promise": seen(kept(HELD)),
    "taken, new evidence not seen yet": seen(kept(replace(HELD, confirm_by=NOW + MINUTE))),
    "acted on, to be reminded": seen(kept(ACTED)),
    "acted on, all were reminded": seen(kept(replace(ACTED, remind_at=None))),
    "a question due a minute ago": seen(planned=[Planned(4, 3, NOW - MINUTE)]),
    "a ping that waits two minutes": seen(urgent=[Unsent(3, NOW - 2 * MINUTE)]),
    "a claim that ended a minute ago": seen(begun=[NOW - MINUTE]),
    "a tick a minute ago": seen(ticked=MINUTE),
    "nobody counts ticks": seen(ticked=None),
    "a digest due ten minutes ago": seen(unposted=[Unposted(9, 3, NOW - 10 * MINUTE)]),
}
WRONG: dict[str, tuple[Gathered, Fault]] = {
    "open, told never": (seen(kept(replace(OPEN, due_at=None))), Fault("no_next_move", 7, 3)),
    "open, told never, though it rings at the shift's end": (
        seen(kept(replace(OPEN, due_at=None, becomes_now_at=NOW + MINUTE))), Fault("no_next_move", 7, 3),
    ),
    "taken, no promise": (seen(kept(replace(HELD, promise_by=None))), Fault("no_promise", 7, 3)),
    "a next move that the database does not know": (seen(kept(OPEN, next_at=None)), Fault("wrong_next", 7, 3)),
    "a next move that it has later": (
        seen(kept(OPEN, next_at=NOW + 11 * MINUTE)), Fault("wrong_next", 7, 3),
    ),
    "a next move that is none": (
        seen(kept(replace(ACTED, remind_at=None), next_at=NOW)), Fault("wrong_next", 7, 3),
    ),
    "due more than a minute ago": (
        seen(kept(replace(OPEN, due_at=NOW - MINUTE - SECOND))), Fault("stuck", 7, 3),
    ),
    "a promise that is past, and nobody asked": (
        seen(kept(replace(HELD, promise_by=NOW - 2 * MINUTE))), Fault("stuck", 7, 3),
    ),
    "a question not asked": (
        seen(planned=[Planned(4, 3, NOW - MINUTE - SECOND)]), Fault("not_asked", 4, 3),
    ),
    "a house without a next question": (seen(unplanned=[3]), Fault("not_planned", 3, 3)),
    "a ping that waits": (seen(urgent=[Unsent(3, NOW - 2 * MINUTE - SECOND)]), Fault("not_sent", 0, 3)),
    "three pings that wait": (seen(urgent=[Unsent(3, NOW - 3 * MINUTE)] * 3), Fault("not_sent", 0, 3)),
    "a ping that no house may hear of": (
        seen(urgent=[Unsent(None, NOW - 3 * MINUTE)]), Fault("not_sent", 0, None),
    ),
    "two claims that ended": (seen(begun=[NOW - 2 * MINUTE] * 2), Fault("not_finished", 0)),
    "something else that is late": (seen(undone=2), Fault("not_done", 0)),
    "no tick for more than a minute": (seen(ticked=MINUTE + SECOND), Fault("no_ticks", 0)),
    "a process that Slack cannot reach": (seen(connected=False), Fault("cut_off", 0)),
    "a digest not posted": (
        seen(unposted=[Unposted(9, 3, NOW - 10 * MINUTE - SECOND)]), Fault("not_posted", 9, 3),
    ),
}  # fmt: skip


@pytest.mark.parametrize("given", WELL.values(), ids=WELL)
def test_where_all_is_well_nothing_is_found(given: Gathered) -> None:
    assert watchdog.faults(given) == []


@pytest.mark.parametrize(("given", "fault"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_found_once(given: Gathered, fault: Fault) -> None:
    assert watchdog.faults(given) == [fault]


def test_every_kind_of_fault_is_on_a_line_above() -> None:
    assert {fault.kind for _, fault in WRONG.values()} == set(KINDS)


def test_leases_are_judged_by_the_real_clock() -> None:
    leapt = Gathered(NOW, NOW - 600 * MINUTE, begun=[NOW - 600 * MINUTE])
    assert watchdog.faults(leapt) == []
    assert watchdog.faults(replace(leapt, real=NOW)) == [Fault("not_finished", 0)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_time_alone_makes_wrong_has_to_hold_at_two_looks(kind: Kind) -> None:
    fault = Fault(kind, 7, 3)
    assert watchdog.certain([fault], ()) == ([] if fault.known.timed else [fault])
    assert watchdog.certain([fault], {(kind, 7)}) == [fault]
    assert watchdog.certain([fault], {(kind, 8)}) == ([] if fault.known.timed else [fault])


MENDED: dict[str, tuple[Kind, Escalation, datetime]] = {
    "told now": ("no_next_move", replace(OPEN, due_at=None), NOW),
    "asked now": ("no_promise", replace(HELD, promise_by=None), NOW),
    "as it was": ("wrong_next", OPEN, NOW + 10 * MINUTE),
}


@pytest.mark.parametrize(("kind", "before", "next_at"), MENDED.values(), ids=MENDED)
def test_a_mended_escalation_lacks_nothing_and_is_otherwise_the_same(
    kind: Kind, before: Escalation, next_at: datetime
) -> None:
    after = watchdog.mended(kind, before, NOW)
    assert escalation.next_at(after) == next_at
    assert watchdog.lacks(kept(after)) is None
    assert replace(after, due_at=before.due_at, promise_by=before.promise_by) == before


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_has_what_is_said_word_for_word(kind: Kind) -> None:
    page = Path("docs/watchdog.md").read_text()
    known = KINDS[kind]
    assert known.what in page
    assert f"`{kind}`" in page
    assert Fault(kind, 1).sentence == f"{known.what} {known.please}"
