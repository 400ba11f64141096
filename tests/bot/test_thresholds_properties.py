"""What holds of every rule over any history, whatever order it came in."""

from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot import signs, thresholds
from bot.history import History
from bot.replies import Answer, Reply
from bot.verdicts import Silence, Verdict
from tests.bot import naive
from tests.bot.anybody import ALL_ASKED, GROWING, HISTORIES, PERIODS_OF, REPLIES, RULES, SIGNS, VALUES, told
from tests.bot.sam import Rule, crossing, line, plan, repeats, reply


def of(rule: Rule, history: History, by: int) -> Verdict | None:
    found = thresholds.crossed(plan(rule), "Sam", history, by)
    return found[0].verdict if found else None


def by_silence(rule: Rule, history: History, period: int) -> Verdict | None:
    found = thresholds.missed(plan(rule), "Sam", history, period)
    return found[0].verdict if found else None


def evidence(said: Verdict) -> frozenset[Any]:
    """Evidence as the slow reading writes it."""
    return frozenset(
        ("silence", one.period)
        if isinstance(one, Silence)
        else (one.reply, one.sign, one.value)
        if hasattr(one, "sign")
        else (one.reply, one.what)
        for one in said.evidence
    )


def reaches(rule: Rule, history: History) -> bool:
    """Whether any reply crosses it."""
    return any(of(rule, history, one.id) for one in history.replies)


@settings(deadline=None)  # the machine may be busy with other tests
@given(RULES, HISTORIES)
def test_the_rules_agree_with_a_slow_and_literal_reading_of_the_page(rule: Rule, history: History) -> None:
    for one in history.replies:
        said, expected = of(rule, history, one.id), naive.crossed(rule, history, one.id)
        assert (said is not None) == bool(expected)
        assert said is None or evidence(said) in expected
    for period in history.periods:
        silence = by_silence(rule, history, period.id)
        assert (evidence(silence) if silence else None) == naive.missed(rule, history, period)


@settings(deadline=None)
@given(RULES, HISTORIES)
def test_what_a_reach_cuts_off_changes_nothing(rule: Rule, history: History) -> None:
    reach = thresholds.reach(plan(rule))
    for one in history.replies:
        part = naive.cut(history, reach, one.period, one.seen_at)
        assert of(rule, part, one.id) == of(rule, history, one.id)
    for period in history.periods:
        part = naive.cut(history, reach, period.id, period.due)
        assert by_silence(rule, part, period.id) == by_silence(rule, history, period.id)


def nameless(said: Verdict | None) -> Any:
    """A verdict without the ids that only say what came first."""
    if said is None:
        return None
    bare = [str(replace(one, reply=0) if one.reply is not None else one) for one in said.evidence]
    return replace(said, evidence=()), sorted(bare)


@settings(deadline=None)
@given(RULES, PERIODS_OF, REPLIES, st.randoms(use_true_random=False))
def test_any_order_of_arrival_gives_the_same_final_verdicts(
    rule: Rule, periods: Any, replies: list[Reply], rng: Any
) -> None:
    shuffled = replies.copy()
    rng.shuffle(shuffled)
    arrived = {one.id: replace(one, id=n) for n, one in enumerate(shuffled, 1)}
    before, after = History.of(periods, replies), History.of(periods, arrived.values())
    for one in replies:
        assert nameless(of(rule, before, one.id)) == nameless(of(rule, after, arrived[one.id].id))
    for period in before.periods:
        assert by_silence(rule, before, period.id) is None or (
            nameless(by_silence(rule, before, period.id)) == nameless(by_silence(rule, after, period.id))
        )


def ever(rule: Rule, replies: list[Reply]) -> bool:
    """Whether anybody crosses it while the replies arrive in this order, where Sam is asked about every time."""
    arrived = (replies[: n + 1] for n in range(len(replies)))
    return any(of(rule, History.of(ALL_ASKED, so_far), so_far[-1].id) for so_far in arrived)


@settings(deadline=None)
@given(GROWING, REPLIES, st.randoms(use_true_random=False))
def test_what_is_crossed_in_one_order_of_arrival_is_crossed_in_every_one(
    rule: Rule, replies: list[Reply], rng: Any
) -> None:
    shuffled = replies.copy()
    rng.shuffle(shuffled)
    assert ever(rule, shuffled) == ever(rule, replies)


def test_an_answer_that_nobody_asked_for_can_come_between_two_others() -> None:
    """The one exception: it makes its handover count, so that what rang before it came would not ring after it."""
    rule = repeats(2, "2 handovers", sign="sleep", at_least=2)
    before, after = line("2 - 2"), line("2 (c) 2")
    assert of(rule, before.history, 2) is not None
    assert of(rule, after.history, 3) is None


@settings(deadline=None)
@given(RULES, HISTORIES, st.integers(1, 100))
def test_a_clear_reply_crosses_nothing(rule: Rule, history: History, quarter: int) -> None:
    clear = reply(99, quarter * 30, answer=Answer("clear"))
    assume(clear.period in history.place)
    assert of(rule, History.of(history.periods, [*history.replies, clear]), 99) is None


@settings(deadline=None)
@given(RULES, HISTORIES, told(SIGNS, 3))
def test_a_superseded_reply_counts_for_nothing(rule: Rule, history: History, more: list[Reply]) -> None:
    gone = [replace(one, id=one.id + 90, superseded=True) for one in more]
    both = History.of(history.periods, [*history.replies, *gone])
    assert both == history
    assert all(of(rule, both, one.id) is None for one in gone)


@settings(deadline=None)
@given(GROWING, PERIODS_OF, told(SIGNS), st.data())
def test_a_worse_rating_never_un_reaches(
    rule: Rule, periods: Any, replies: list[Reply], data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(replies))
    assume(one.answer.values)
    key = data.draw(st.sampled_from(sorted(one.answer.values)))
    sign, before = plan().sign(key), one.answer.values[key]
    bad = signs.worse(sign, before, data.draw(VALUES[key]))
    worse = replace(one, answer=replace(one.answer, values={**one.answer.values, key: bad}))
    after = [worse if other is one else other for other in replies]
    if reaches(rule, History.of(periods, replies)):
        assert reaches(rule, History.of(periods, after))


@settings(deadline=None)
@given(GROWING, HISTORIES)
def test_evidence_alone_reaches_the_threshold(rule: Rule, history: History) -> None:
    for one in history.replies:
        if said := of(rule, history, one.id):
            meant = {seen.reply for seen in said.evidence}
            alone = History.of(history.periods, [one for one in history.replies if one.id in meant])
            again = of(rule, alone, one.id)
            assert again is not None
            assert {seen.reply for seen in again.evidence} <= meant


@settings(deadline=None)
@given(RULES, HISTORIES)
def test_a_verdict_says_what_it_rests_on(rule: Rule, history: History) -> None:
    live = {one.id for one in history.replies}
    for one in history.replies:
        if said := of(rule, history, one.id):
            assert said.reached
            assert one.id in {seen.reply for seen in said.evidence} <= live | {None}
            assert said.sentence.endswith(".")
            assert len(said.evidence) == len(set(said.evidence))
    for period in history.periods:
        if silence := by_silence(rule, history, period.id):
            assert Silence(period.id, period.due) in silence.evidence
            assert silence.sentence.endswith(".")


def test_a_rise_is_undone_by_a_worse_beginning() -> None:
    rule: Rule = {"rising": {"sign": "sleep", "over": 2}}
    assert crossing(rule, 2, reply(1, 10, sleep=1), reply(2, 490, sleep=2)) is not None
    assert crossing(rule, 2, reply(1, 10, sleep=2), reply(2, 490, sleep=2)) is None
