"""What holds of thresholds over any replies, whatever order they come in."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot import signs, thresholds
from bot.replies import Observation
from tests.bot.sam import MEALS_1, SLEEP_2, THREE_HOURS, TWO, TWO_HOURS, crossed_by, plan, reply, together

RULES: list[dict[str, Any]] = [
    SLEEP_2, MEALS_1, {"sign": "pacing"}, {"sign": "hours", "at_most": 4}, TWO, {"signs_together": 3},
    TWO_HOURS, THREE_HOURS, together(2, at_least={"hours": 4, "sleep": 2}, within="5 h"),
    together(2, among=["sleep", "meals"]),
]  # fmt: skip
AGREED = plan(*RULES)
PERIOD = 8 * 60
VALUES = {
    "sleep": st.sampled_from([None, 0, 1, 2, 3]),
    "pacing": st.sampled_from([None, 0, 1]),
    "quiet": st.sampled_from([None, 0, 1]),
    "rings": st.none() | st.integers(0, 4),
    "meals": st.none() | st.integers(0, 4),
    "hours": st.none() | st.integers(0, 9),
}
SAID = st.tuples(st.integers(0, 60), st.fixed_dictionaries({}, optional=VALUES))
REPLIES = st.lists(SAID, min_size=1, max_size=7).map(
    lambda all_said: [
        reply(i, quarter * 30 // PERIOD, quarter * 30, **values)
        for i, (quarter, values) in enumerate(all_said, 1)
    ]
)


def crossings(seen: list[Observation], by: int) -> dict[str, thresholds.Verdict]:
    return {found.threshold.key: found.verdict for found in thresholds.crossed(AGREED, "Sam", by, seen)}


def arrive(replies: list[list[Observation]]) -> set[str]:
    """Every threshold crossed by anybody while the replies arrive in this order."""
    live: list[Observation] = []
    found: set[str] = set()
    for one in replies:
        live += one
        found |= set(crossings(live, one[0].reply)) if one else set()
    return found


@given(REPLIES, st.randoms(use_true_random=False))
def test_any_order_of_arrival_crosses_the_same_thresholds(replies: list[list[Observation]], rng: Any) -> None:
    shuffled = replies.copy()
    rng.shuffle(shuffled)
    assert arrive(shuffled) == arrive(replies)


@given(REPLIES, st.randoms(use_true_random=False))
def test_a_verdict_does_not_depend_on_the_order_of_what_it_reads(
    replies: list[list[Observation]], rng: Any
) -> None:
    live = [one for said in replies for one in said]
    shuffled = live.copy()
    rng.shuffle(shuffled)
    assert all(crossings(shuffled, by) == crossings(live, by) for by in range(1, len(replies) + 1))


@given(REPLIES)
def test_a_crossing_rests_on_evidence_that_meets_its_rule(replies: list[list[Observation]]) -> None:
    live = [one for said in replies for one in said]
    for by in range(1, len(replies) + 1):
        for key, said in crossings(live, by).items():
            rule = RULES[int(key.removeprefix("rule-"))]
            assert any(one.reply == by for one in said.evidence)
            assert all(one in live and one.value is not None for one in said.evidence)
            alone = thresholds.crossed(plan(rule), "Sam", by, said.evidence)
            assert [crossing.verdict.evidence for crossing in alone] == [said.evidence]
            assert said.sentence.endswith(".")
            if "signs_together" in rule:
                assert said.have == len({one.sign for one in said.evidence}) >= said.need


@given(REPLIES)
def test_the_model_of_signs_together_agrees(replies: list[list[Observation]]) -> None:
    """A slow reading of the page: try every window of the stated length that ends with an observation."""
    live = [one for said in replies for one in said]
    bad = [
        one
        for one in live
        if one.value is not None
        and one.sign != "hours"
        and (one.value <= 1 if one.sign == "meals" else one.value >= 1)
    ]
    for by in range(1, len(replies) + 1):
        windows = [
            [one for one in bad if end.seen_at - timedelta(hours=3) <= one.seen_at <= end.seen_at]
            for end in bad
        ]
        expected = any(
            len({one.sign for one in window}) >= 3 and by in {one.reply for one in window}
            for window in windows
        )
        assert crossed_by(THREE_HOURS, by, live) is expected


@given(REPLIES)
def test_one_sign_is_judged_by_the_worse_value_of_its_period(replies: list[list[Observation]]) -> None:
    live = [one for said in replies for one in said]
    for mine in (said for said in replies if said):
        values = signs.combined(AGREED.signs, [one for one in live if one.period == mine[0].period])
        own = {one.sign: one.value for one in mine}
        reached = (values.get("sleep") or 0) >= 2
        is_evidence = (own.get("sleep") or 0) >= 2
        assert ("rule-0" in crossings(live, mine[0].reply)) is (reached and is_evidence)


@given(REPLIES, st.integers(0, 6), st.data())
def test_worse_never_un_reaches(replies: list[list[Observation]], place: int, data: st.DataObject) -> None:
    mine = replies[place % len(replies)]
    if not mine:
        return
    at = data.draw(st.integers(0, len(mine) - 1))
    sign = AGREED.sign(mine[at].sign)
    value = data.draw(VALUES[sign.key])
    bad = replace(mine[at], value=signs.worse(sign, mine[at].value, value))
    live = [one for said in replies for one in said]
    now_worse = [bad if one is mine[at] else one for one in live]
    for by in range(1, len(replies) + 1):
        assert set(crossings(live, by)) <= set(crossings(now_worse, by))


@given(REPLIES)
def test_observations_out_of_reach_change_nothing(replies: list[list[Observation]]) -> None:
    live = [one for said in replies for one in said]
    for days, period in ((-9, -30), (9, 30)):
        far = [
            replace(one, seen_at=one.seen_at + timedelta(days=days), period=one.period + period, reply=900)
            for one in live
        ]
        assert all(crossings(live + far, by) == crossings(live, by) for by in range(1, len(replies) + 1))


@given(REPLIES)
def test_could_not_tell_and_not_seen_cross_nothing(replies: list[list[Observation]]) -> None:
    live = [one for said in replies for one in said]
    clear = reply(900, 0, 0, sleep=0, pacing=0, quiet=0, rings=0, meals=None, hours=None)
    assert crossings(live + clear, 900) == {}
