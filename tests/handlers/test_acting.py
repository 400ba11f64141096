"""What and by when, Pass on, What I did: what is offered, kept and told."""

from datetime import UTC, datetime
from typing import Any

import pytest

from db import tables
from db.session import Database
from prompts.escalation import Action
from tests.handlers import raising
from tests.handlers.acts import ASH, DEE, IDA, JO, MEL, Acts, choices, text
from tests.house import Rowan, journal, rowan, rows

FORMS = (Action.PROMISE, Action.PASS, Action.DID)
QUARTER_PAST_TEN = datetime(2026, 11, 12, 22, 15, tzinfo=UTC)


@pytest.fixture
def acts(house: Rowan) -> Acts:
    return Acts.sams(house)


# what and by when


def test_a_promise_is_kept_with_its_words_in_the_timeline(acts: Acts) -> None:
    acts.takes()
    saved = acts.fills_in(Action.PROMISE, words="I bring the spare key")
    assert "Saved. You said: come to the house, by 22:15." in text(saved)
    e, last = acts.e(), acts.timeline()[-1]
    assert (e.promised, e.promise_by, e.state) == ("come", QUARTER_PAST_TEN, "acknowledged")
    assert (last.what, last.who, last.by, last.about) == ("promised", "Dee", QUARTER_PAST_TEN, "come")
    assert last.text == "I bring the spare key"
    assert [one.why for one in journal(acts.house.database, "escalation.promised")] == ["come"]


def test_the_promise_as_it_stands_is_chosen_already(acts: Acts) -> None:
    acts.takes()
    acts.fills_in(Action.PROMISE)
    fields = {one["block_id"]: one.get("element") for one in acts.opens(Action.PROMISE)["blocks"]}
    assert fields["by"]["initial_time"] == "22:15"
    assert fields["promised"]["initial_option"]["value"] == "come"


def test_an_earlier_time_is_tomorrow(acts: Acts) -> None:
    acts.takes()
    assert "by tomorrow 07:30." in text(acts.fills_in(Action.PROMISE, by="07:30"))
    assert acts.e().promise_by == datetime(2026, 11, 13, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"by": "21:16"}, "by"),
        ({"by": "20:17"}, "by"),
        ({"by": None}, "by"),
        ({"by": "soon"}, "by"),
        ({"promised": None}, "promised"),
        ({"promised": "nothing"}, "promised"),
        ({"words": "x" * 501}, "words"),
    ],
)
def test_a_promise_that_is_to_be_mended_changes_nothing(
    acts: Acts, fields: dict[str, Any], wrong: str
) -> None:
    acts.takes()
    before = acts.e()
    assert set(acts.fills_in(Action.PROMISE, **fields)) == {wrong}
    assert acts.e() == before


def test_no_time_is_more_than_a_day_ahead_when_the_clocks_go_back(database: Database) -> None:
    house = Rowan(database).load()
    house.clock.at = datetime(2026, 10, 24, 23, 10, tzinfo=UTC)
    acts = Acts(house, raising.rings(house, house.person("ray"), note_id=raising.note(house)))
    acts.takes()
    # ten to midnight is past, by twenty minutes; the next one comes in 24 hours and forty
    assert set(acts.fills_in(Action.PROMISE, by="23:50")) == {"by"}
    assert "Saved." in text(acts.fills_in(Action.PROMISE, by="23:05"))
    assert acts.e().promise_by == datetime(2026, 10, 25, 23, 5, tzinfo=UTC)


# pass on


def test_it_stays_with_the_passer_until_it_is_taken(acts: Acts) -> None:
    acts.takes()
    view = acts.opens(Action.PASS)
    assert "It stays with you until they take it." in text(view)
    assert "Not taken in 10 minutes: everybody is told from the start again." in text(view)
    saved = acts.sends(Action.PASS, view, words="My car does not start")
    assert "Ash is asked to take it over, by 21:26." in text(saved)
    assert "01632 960111" in text(saved)
    e, last = acts.e(), acts.timeline()[-1]
    assert (e.state, e.holder_id, e.passed_to) == ("acknowledged", acts.who(DEE).id, (acts.who(ASH).id,))
    assert (last.what, last.who, last.to, last.about) == ("passed", "Dee", "Ash", "busy")
    assert last.text == "My car does not start"
    assert [row.to_user for row in acts.house.sent("passed")] == [ASH]


def test_not_taken_in_time_everybody_is_told_from_the_start(acts: Acts) -> None:
    acts.takes()
    acts.fills_in(Action.PASS)
    acts.passes(10)
    assert (acts.e().state, acts.e().holder_id) == ("open", None)
    assert [who for _, who in acts.house.pings()] == [DEE, DEE]


def test_whoever_was_told_takes_an_open_one_and_passes_it_on_in_one(acts: Acts) -> None:
    view = acts.opens(Action.PASS)
    assert "When you send this, you take it" in text(view)
    assert acts.e().state == "open"
    assert "Ash is asked to take it over" in text(acts.sends(Action.PASS, view))
    assert acts.happened() == ["taken", "passed"]
    assert (acts.e().state, acts.e().holder_id) == ("acknowledged", acts.who(DEE).id)
    nonces = [row.nonce for row in rows(acts.house.database, tables.EscalationEvent) if row.nonce]
    assert len(set(nonces)) == len(nonces) == 2


def test_an_open_one_is_not_taken_where_it_cannot_be_passed_on(acts: Acts) -> None:
    errors = acts.fills_in(Action.PASS, pass_to=str(acts.who(IDA).id))
    assert set(errors) == {"pass_to"}
    assert (acts.e().state, acts.happened()) == ("open", [])


@pytest.mark.parametrize(
    ("slack", "to"),
    [
        # the next rung, without Ida, whom Sam does not want contacted
        (DEE, {"next": "Whoever is told next (Ash)", MEL: "Mel, team leader"}),
        # the rung that is left has nobody but the passer and Ida
        (ASH, {DEE: "Dee, manager", MEL: "Mel, team leader"}),
    ],
)
def test_those_offered_are_told_next_or_are_colleagues(acts: Acts, slack: str, to: dict[str, str]) -> None:
    if slack == ASH:
        acts.passes(10)
    acts.takes(slack)
    wanted = {one if one == "next" else str(acts.who(one).id): said for one, said in to.items()}
    assert choices(acts.opens(Action.PASS, slack)) == wanted


def test_after_the_last_pass_those_of_the_last_rung_are_told_next(database: Database) -> None:
    written = rowan()
    written["people"][0]["plan"]["contacts"] = {}
    house = Rowan(database).load(written)
    house.ask()
    acts = Acts.sams(house)
    acts.passes(9)
    acts.takes(ASH)
    view = acts.opens(Action.PASS, ASH)
    assert list(choices(view).values()) == ["Whoever is told next (Ida)", "Dee, manager", "Mel, team leader"]


def test_several_told_next_are_asked_together_and_can_be_asked_alone(house: Rowan) -> None:
    raised = raising.rings(house, house.person("ray"), note_id=raising.note(house))
    acts = Acts(house, raised)
    acts.takes()
    view = acts.opens(Action.PASS)
    assert list(choices(view).values()) == [
        "Whoever is told next (Ash and Ida)", "Ash, manager", "Ida, manager", "Mel, team leader",
    ]  # fmt: skip
    assert "Ash and Ida are asked to take it over" in text(acts.sends(Action.PASS, view))
    assert sorted(row.to_user for row in house.sent("passed")) == [ASH, IDA]


def test_a_hundred_and_more_colleagues_fit_into_the_form(database: Database) -> None:
    written = rowan()
    written["staff"] += [
        {"slack": f"U0MORE{n}", "name": f"More {n}", "role": "manager", "services": ["rowan-house"]}
        for n in range(120)
    ] + [{"slack": "U0DESK", "name": "Desk", "role": "manager", "services": ["rowan-house"], "shared": True}]
    house = Rowan(database).load(written)
    house.ask()
    acts = Acts.sams(house)
    offered = choices(acts.opens(Action.PASS))
    assert len(offered) == 100
    assert "Desk, manager" not in offered.values()


def test_somebody_who_was_never_offered_cannot_be_chosen(acts: Acts) -> None:
    acts.takes()
    for forged in (acts.who(IDA).id, acts.who(JO).id, acts.who(DEE).id, 0, 999, "next "):
        assert set(acts.fills_in(Action.PASS, pass_to=str(forged))) == {"pass_to"}
    assert acts.house.sent("passed") == []


def test_whom_the_person_no_longer_wants_contacted_cannot_be_chosen_any_more(acts: Acts) -> None:
    acts.takes()
    view = acts.opens(Action.PASS)
    written = rowan()
    written["people"][0]["plan"]["contacts"] = {
        "not_wanted": [{"staff": ASH}, {"staff": MEL}, {"staff": IDA}]
    }
    acts.house.load(written)
    assert set(acts.sends(Action.PASS, view)) == {"pass_to"}
    assert "nobody to pass it on to just now. It stays with you" in acts.opens(Action.PASS)


def test_something_else_wants_a_word_of_what_it_is(acts: Acts) -> None:
    acts.takes()
    assert set(acts.fills_in(Action.PASS, because="other")) == {"words"}
    assert set(acts.fills_in(Action.PASS, because=None)) == {"because"}
    assert set(acts.fills_in(Action.DID, did=["came", "other"], words=" ")) == {"words"}
    assert acts.happened() == ["taken"]


def test_it_can_be_passed_on_to_somebody_else_instead(acts: Acts) -> None:
    acts.takes()
    acts.fills_in(Action.PASS)
    view = acts.opens(Action.PASS)
    assert "still have it until it is taken" in text(view)
    acts.sends(Action.PASS, view, pass_to=str(acts.who(MEL).id))
    assert acts.e().passed_to == (acts.who(MEL).id,)


# what I did


def test_what_was_done_stays_listed_and_can_be_closed_at_once(acts: Acts) -> None:
    acts.takes()
    saved = acts.fills_in(Action.DID, did=["partner", "came"], words="Sat with Sam")
    assert "Thank you.* It stays listed until it is closed." in text(saved)
    assert [one["action_id"] for one in saved["blocks"][-1]["elements"]] == [Action.CLOSE]
    assert saved["blocks"][-1]["elements"][0]["value"] == f"{acts.id}:{acts.e().turn}"
    e, last = acts.e(), acts.timeline()[-1]
    assert (e.state, last.what, last.about, last.text) == (
        "acted_on",
        "acted",
        "came partner",
        "Sat with Sam",
    )


@pytest.mark.parametrize("did", [[], ["as_promised"], ["danced"]])
def test_something_that_was_done_is_ticked(acts: Acts, did: list[str]) -> None:
    acts.takes()
    assert set(acts.fills_in(Action.DID, did=did)) == {"did"}
    assert acts.e().state == "acknowledged"


def test_a_manager_may_say_what_was_done_and_a_colleague_may_not(acts: Acts) -> None:
    acts.takes()
    assert "Only whoever has this can do that" in acts.opens(Action.DID, MEL)
    assert "Thank you" in text(acts.fills_in(Action.DID, ASH))
    assert acts.e().holder_id == acts.who(ASH).id
