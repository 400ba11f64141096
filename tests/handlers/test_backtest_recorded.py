"""A history recorded as a house really answers, played again with the plan it had, rings exactly what rang."""

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import bot.backtest
import bot.rings
import db.backtest
import db.handover
from bot.recorded import Recorded
from bot.replies import Answer
from db import tables
from db.session import Database
from handlers.flow import handover as flow
from tests import house
from tests.house import MINUTE, Rowan, rows

FIRST = datetime(2026, 10, 24, 12, tzinfo=UTC)  # the clocks go back that night
LAST = datetime(2027, 1, 1, tzinfo=UTC)
RULES: dict[str, dict[str, Any]] = {
    "one": {"sign": "sleep", "at_least": 3},
    "together": {"signs_together": 2},
    "within": {"signs_together": {"count": 3, "within": "9 h"}},
    "bad-nights": {"repeats": {"sign": "sleep", "at_least": 2, "times": 2, "in_last": "4 handovers"}},
    "bad-days": {"repeats": {"at_least": 1, "times": 3, "in_last": "1 d"}},
    "adds-up": {"adds_up": {"signs": ["sleep", "pacing"], "at_least": 5, "in_last": "3 handovers"}},
    "rising": {"rising": {"sign": "sleep", "over": 2}},
    "steps": {"steps_not_followed": {"times": 2, "in_last": "3 handovers"}},
    "contacts": {"missed_contacts": {"times": 1, "in_last": "1 d"}},
    "silence": {"unanswered": 2},
    "worried": {"all_of": [{"unanswered": 1}, {"repeats": {"sign": "sleep", "times": 1, "in_last": "2 d"}}]},
}


def with_these_rules() -> house.Written:
    written = house.rowan()
    written["people"][0]["plan"]["thresholds"] = [
        {"key": key, "when": rule, "tell": "ladder:house" if i % 2 else "role:team_leader"}
        for i, (key, rule) in enumerate(RULES.items())
    ]
    return written


@dataclass(frozen=True)
class Shift:
    """What happens after one handover fell due: the bot was off for it, an extra asking first, answers, a second look.

    `to_earlier` answers the handover before, late; `corrected` is said through the same form afterwards.
    """

    off: bool
    extra: Answer | None
    after: int
    answer: Answer | None
    to_earlier: bool
    corrected: Answer | None


def answers() -> st.SearchStrategy[Answer]:
    levels, seen = st.sampled_from([None, 0.0, 1.0, 2.0, 3.0]), st.sampled_from([None, 0.0, 1.0])
    signs = st.builds(
        Answer, st.just("signs"), st.fixed_dictionaries({"sleep": levels, "pacing": seen, "meals": seen}),
        followed=st.sampled_from([None, "yes", "no", "partly"]),
        contact_missed=st.sampled_from([None, None, "us", "them"]),
    )  # fmt: skip
    return st.one_of(st.just(house.CLEAR), signs, signs)


def shifts() -> st.SearchStrategy[list[Shift]]:
    rarely = st.sampled_from([False] * 5 + [True])
    one = st.builds(
        Shift, rarely, st.one_of(st.none(), st.none(), answers()), st.sampled_from([1, 20, 200]),
        st.one_of(st.none(), answers(), answers()), rarely, st.one_of(st.none(), st.none(), answers()),
    )  # fmt: skip
    return st.lists(one, min_size=4, max_size=14)


def lived(rowan: Rowan, all_shifts: list[Shift]) -> None:
    """The house lives through these shifts, as the running bot records them."""
    asked: list[int] = []
    for shift in all_shifts:
        with rowan.database.read() as session:
            planned = db.handover.planned(session, rowan.service().id)
        assert planned is not None
        if shift.extra:
            rowan.clock.at = max(rowan.clock.at, planned.change.due - 90 * MINUTE)
            rowan.tick()
            with rowan.database.write() as session:
                flow.ask_now(session, rowan.service(), f"extra {planned.id}", rowan.clock.at)
            rowan.says("sam", shift.extra)
        rowan.clock.at = max(rowan.clock.at, planned.change.due)
        if shift.off:
            rowan.clock.passes(600)
        rowan.tick()
        asked.append(rowan.newest())
        rowan.clock.passes(shift.after)
        rowan.tick()
        if shift.answer:
            to = asked[-2] if shift.to_earlier and len(asked) > 1 else asked[-1]
            tap = rowan.tap("sam", shift.answer, handover_id=to)
            rowan.record(tap)
            if shift.corrected:
                rowan.clock.passes(5)
                rowan.tick()
                rowan.record(replace(tap, answer=shift.corrected))


def whole(rowan: Rowan) -> Recorded:
    with rowan.database.read() as session:
        return db.backtest.whole(session, rowan.person("sam"), rowan.clock.at)


def replayed(rowan: Rowan, recorded: Recorded) -> list[bot.rings.Ring]:
    sam, moments = rowan.person("sam"), bot.backtest.moments(recorded, LAST)
    return bot.backtest.replay(recorded, sam.plan, sam.known_as, rowan.service(), FIRST, moments)


def said(rings: list[bot.rings.Ring]) -> list[str]:
    """What each says; those of one moment in no order, for they are kept by route."""
    return sorted(
        str([one.at, *one.cause, one.seen_at, one.told_at, one.tell, one.urgency, one.sentence])
        for one in rings
    )


@pytest.fixture(scope="module")
def fresh(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Databases with nothing in them, each a new one."""
    folder = tmp_path_factory.mktemp("lived")

    def make() -> Database:
        path = folder / f"{len(list(folder.glob('*.db')))}.db"
        shutil.copy(migrated_sqlite, path)
        return Database(f"sqlite:///{path}")

    return make


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(all_shifts=shifts())
def test_the_stored_plan_rings_exactly_what_rang(fresh: Any, all_shifts: list[Shift]) -> None:
    database: Database = fresh()
    rowan = Rowan(database)
    rowan.clock.at = FIRST
    rowan.load(with_these_rules())
    lived(rowan, all_shifts)
    recorded = whole(rowan)
    rang = bot.rings.rang(recorded, rowan.service(), FIRST, LAST)
    kept = rows(database, tables.Crossing)
    assert [(one.cause, one.at) for one in rang] == [
        ((one.threshold, one.reply_id, one.period_id), one.at) for one in kept
    ]
    assert said(replayed(rowan, recorded)) == said(rang)
    database.close()


BAD = Answer(
    "signs", {"sleep": 3.0, "pacing": 1.0, "meals": 0.0}, followed="no", says="their words", note="a note"
)
SILENT = Shift(False, None, 1, None, False, None)


def test_all_kinds_of_rules_do_ring_in_such_a_history(fresh: Any) -> None:
    """The property above would hold of a history in which nothing rang."""
    better = replace(BAD, values={"sleep": 1.0, "pacing": 1.0, "meals": 1.0}, contact_missed="us")
    rowan = Rowan(fresh())
    rowan.clock.at = FIRST
    rowan.load(with_these_rules())
    lived(
        rowan, [Shift(False, None, 1, one, False, None) for one in (better, BAD, better, BAD)] + [SILENT] * 4
    )
    recorded = whole(rowan)
    found = replayed(rowan, recorded)
    assert {one.threshold for one in found} == set(RULES)
    assert said(found) == said(bot.rings.rang(recorded, rowan.service(), FIRST, LAST))
    assert any(one.reply is None for one in found)


def test_reading_the_history_changes_nothing_and_reads_no_words(database: Database) -> None:
    rowan = Rowan(database)
    rowan.clock.at = FIRST
    rowan.load(with_these_rules())
    lived(rowan, [Shift(False, BAD, 1, BAD, False, house.NO_TEA), SILENT, SILENT])
    every = [table for table in vars(tables).values() if hasattr(table, "__table__")]
    before = [[one.model_dump() for one in rows(database, table)] for table in every]
    recorded = whole(rowan)
    assert replayed(rowan, recorded)
    assert [[one.model_dump() for one in rows(database, table)] for table in every] == before
    text = recorded.model_dump_json()
    assert not any(words in text for words in ("their words", "a note", "Sam", "Jo", "agreed signs"))
    assert [one.superseded_by is not None for one in recorded.replies] == [False, True, False]
