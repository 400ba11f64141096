"""The examples: they load alone and together, use every kind of rule, and read aloud well.

`RELAY_GOLDEN=write` writes read_aloud.txt anew: every threshold of the examples, and its sentence when reached.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import advice, handover, plans, pretend_words, rules, thresholds
from bot.history import History, Period
from bot.people import Person
from bot.replies import Answer, Reply
from handlers import load
from handlers.cli import cli
from tests.handlers.aloud import TOLD, Told

# a whole provider by itself: it has an organisation and a file of its own, and tests/bot/test_pretend.py lives in it
WHOLE = Path(__file__).parents[2] / "examples" / "year" / "three-houses.yaml"
FILES = sorted(set((Path(__file__).parents[2] / "examples").glob("*.yaml")) - {WHOLE})
TODAY = date(2026, 11, 21)
START = datetime(2026, 10, 26, 12, tzinfo=UTC)
ALOUD = Path(__file__).with_name("read_aloud.txt")
UNKIND = (
    "non-compliant", "noncompliant", "refuses", "attention-seeking", "attention seeking", "challenging", "manipulative",
    "manage your risk", "high risk", "high-risk", "absconded", "kicked off", "kick off", "aggressive", "difficult",
)  # fmt: skip
HOUSE = load.read(FILES, {})
PLANS = {person.key: person.plan for person in HOUSE.people if person.plan}
THRESHOLDS = [(key, one.key) for key, plan in PLANS.items() for one in plan.thresholds]


# the files


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_file_loads_alone(file: Path) -> None:
    house = load.read([file], {})
    assert [service.key for service in house.services] == [file.stem]
    assert house.people


@pytest.mark.parametrize("order", [FILES, FILES[::-1]], ids=["by name", "the other way round"])
def test_together_they_are_three_services_and_twelve_people(order: list[Path]) -> None:
    house = load.read(order, {})
    assert sorted(service.key for service in house.services) == ["alder-court", "quay-row", "rowan-house"]
    assert len(house.people) == len({person.known_as for person in house.people}) == 12


def test_relay_check_says_that_they_are_all_right() -> None:
    said = CliRunner().invoke(cli, ["check", *map(str, FILES)])
    assert said.exit_code == 0, said.output
    assert said.output.startswith("All right. 3 services, 12 people, ")


def test_there_is_no_advice_about_them() -> None:
    assert advice.about(HOUSE, datetime(2026, 11, 21, 12, tzinfo=UTC)) == []


def test_the_whole_provider_loads_alone_without_advice_about_it() -> None:
    said = CliRunner().invoke(cli, ["check", str(WHOLE)])
    assert (said.exit_code, said.output.splitlines()[0]) == (
        0, "All right. 3 services, 18 people, 28 members of staff.",
    )  # fmt: skip
    assert advice.about(load.read([WHOLE], {}), datetime(2026, 11, 21, 12, tzinfo=UTC)) == []


def test_every_file_begins_with_what_it_shows() -> None:
    for file in [*FILES, WHOLE]:
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("# ")
        assert any(line.startswith("# It shows: ") for line in lines[:6])


@pytest.mark.parametrize("file", [*FILES, WHOLE, Path(pretend_words.__file__)], ids=lambda file: file.stem)
def test_words_are_kind(file: Path) -> None:
    written = file.read_text(encoding="utf-8").lower()
    assert not [word for word in UNKIND if word in written]


def test_every_person_has_a_story() -> None:
    for file in [*FILES, WHOLE]:
        lines = file.read_text(encoding="utf-8").splitlines()
        people = lines[lines.index("people:") + 1 :]
        starts = [i for i, line in enumerate(people) if line.startswith("  - key: ")]
        assert all(people[i - 1].startswith("  # ") for i in starts)


# the plans


def test_everybody_has_a_plan() -> None:
    assert [person.key for person in HOUSE.people] == list(PLANS)


@pytest.mark.parametrize("person", PLANS)
def test_a_plan_is_agreed_with_the_person_approved_by_another_and_not_overdue(person: str) -> None:
    plan, agreed = PLANS[person], PLANS[person].agreed
    assert _person(person).known_as in agreed.with_
    assert agreed.drafted_by != agreed.approved_by
    assert agreed.when < TODAY < agreed.review_by
    assert plan.asked.until is None or plan.asked.until > TODAY


@pytest.mark.parametrize("person", PLANS)
def test_a_plan_says_what_helps_what_does_not_and_what_may_be_shared(person: str) -> None:
    plan = PLANS[person]
    assert plan.steps
    assert plan.safe
    assert plan.worse
    assert all(one.ask for one in plan.thresholds)
    assert any(one.share for one in plan.thresholds)
    assert any(one.authorised for one in plan.thresholds)
    assert plan.contacts.wanted or plan.contacts.not_wanted


def test_the_plans_use_every_kind_of_rule() -> None:
    agreed = [one.when for plan in PLANS.values() for one in plan.thresholds]
    assert {rules.kind(rule) for whole in agreed for rule in _inside(whole)} == set(rules.RULES)


def test_the_plans_use_every_way_of_sharing_and_every_urgency() -> None:
    assert {plan.agreed.sharing for plan in PLANS.values()} == {"agreed", "objects", "best_interests"}
    urgencies = {one.urgency for plan in PLANS.values() for one in plan.thresholds}
    assert urgencies == {"now", "this_shift", "in_hours"}


def _inside(rule: plans.Rule) -> Iterator[plans.Rule]:
    yield rule
    parts = rule.any_of if isinstance(rule, rules.AnyOfRule) else ()
    for part in (*parts, *(rule.all_of if isinstance(rule, rules.AllOfRule) else ())):
        yield from _inside(part)


# read aloud


def test_every_threshold_is_read_aloud() -> None:
    assert {(person, key) for person, key, _ in TOLD} == set(THRESHOLDS)


@pytest.mark.parametrize(("person", "key", "told"), TOLD, ids=lambda one: one if isinstance(one, str) else "")
def test_it_is_reached_at_the_last_of_what_is_told_and_not_before(
    person: str, key: str, told: list[Told]
) -> None:
    reached = [_sentence(person, key, told[: so_far + 1]) is not None for so_far in range(len(told))]
    assert reached == [False] * (len(told) - 1) + [True]


def test_the_sentences_read_as_the_golden_file_says() -> None:
    aloud = _aloud()
    if os.environ.get("RELAY_GOLDEN") == "write":
        ALOUD.write_text(aloud, encoding="utf-8")
    assert ALOUD.read_text(encoding="utf-8") == aloud


def _aloud() -> str:
    lines: list[str] = []
    for file in FILES:
        house = load.read([file], {})
        for person in house.people:
            lines += [f"{house.services[0].name}: {person.known_as}", ""]
            for one in PLANS[person.key].thresholds:
                said = [
                    _sentence(*case) or "not reached" for case in TOLD if case[:2] == (person.key, one.key)
                ]
                lines += [f"  {one.key}, {one.tell}, {one.urgency}", *(f"    {text}" for text in said), ""]
    return "\n".join(lines)


def _sentence(key: str, threshold: str, told: list[Told]) -> str | None:
    """What is said of this threshold at the last handover of those told; None when it is not reached."""
    plan, person = PLANS[key], _person(key)
    periods = _periods(person, len(told))
    answers = [None if said is None else _answer(plan, said) for said in told]
    replies = [
        _reply(period, answer) for period, answer in zip(periods, answers, strict=True) if answer is not None
    ]
    crossed = thresholds.missed if told[-1] is None else thresholds.crossed
    # a reply has the id of its period here
    found = crossed(plan, person.known_as, History.of(periods, replies), periods[-1].id)
    return next((one.verdict.sentence for one in found if one.threshold.key == threshold), None)


def _periods(person: plans.Person, count: int) -> list[Period]:
    """The first `count` handovers at which this person is asked about."""
    asked = Person(1, person.key, person.known_as, 1, person.plan)
    service = next(one for one in HOUSE.services if one.key == person.service)
    changes = handover.changes(service, START, START + timedelta(days=2 * count + 7))
    due = [change.due for change in changes if handover.asked_about(asked, change)]
    return [Period(i, at, asked=True) for i, at in enumerate(due[:count])]


def _person(key: str) -> plans.Person:
    return next(one for one in HOUSE.people if one.key == key)


def _answer(plan: plans.Plan, told: dict[str, float | None] | Answer) -> Answer:
    """As the form gives it: every sign that can be seen or not is *not seen* unless it is told."""
    answer = told if isinstance(told, Answer) else Answer("signs", told)
    unseen = {sign.key: 0.0 for sign in plan.signs if sign.rating in ("seen", "0-3")}
    return answer if answer.kind == "clear" else replace(answer, values={**unseen, **answer.values})


def _reply(period: Period, answer: Answer) -> Reply:
    return Reply(period.id, 1, period.id, period.due, period.due, 1, 1, answer)
