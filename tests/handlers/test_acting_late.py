"""A form of whoever has an escalation that is sent twice, comes too late or is overtaken: nothing is lost."""

import json

import pytest

from prompts.escalation import Action
from tests.handlers.acts import ASH, DEE, FIELDS, IDA, MEL, Acts, text
from tests.house import SLEEPLESS, Rowan

FORMS = (Action.PROMISE, Action.PASS, Action.DID)


@pytest.fixture
def acts(house: Rowan) -> Acts:
    return Acts.sams(house)


@pytest.mark.parametrize("action", FORMS)
def test_a_form_sent_twice_is_kept_once(acts: Acts, action: Action) -> None:
    acts.takes()
    view = acts.opens(action)
    first = acts.sends(action, view)
    after = acts.e()
    # a phone without signal sends it again much later
    acts.house.clock.passes(3)
    assert text(acts.sends(action, view)) == text(first)
    assert acts.e() == after
    assert len(acts.happened()) == 2


def test_an_open_one_passed_on_twice_is_passed_on_once(acts: Acts) -> None:
    view = acts.opens(Action.PASS)
    acts.sends(Action.PASS, view)
    acts.sends(Action.PASS, view)
    assert acts.happened() == ["taken", "passed"]
    assert len(acts.house.sent("passed")) == 1


def test_sent_again_when_it_was_taken_over_it_says_how_it_stands(acts: Acts) -> None:
    view = acts.opens(Action.PASS)
    acts.sends(Action.PASS, view)
    acts.fills_in(Action.DID, ASH)
    again = text(acts.sends(Action.PASS, view))
    assert "Saved." in again
    assert "asked to take it over" not in again


@pytest.mark.parametrize("action", FORMS)
def test_what_joined_meanwhile_is_looked_at_before_it_is_sent_once_more(acts: Acts, action: Action) -> None:
    acts.takes()
    view = acts.opens(action)
    acts.house.says("sam", SLEEPLESS, slack="U0AGENCY")
    once_more = acts.sends(action, view, words="All is well")
    assert "Not saved yet: something changed since you opened this." in text(once_more)
    assert "All is well" in text(once_more)
    assert acts.happened() == ["taken", "joined"]
    assert once_more["callback_id"] == view["callback_id"]
    assert "Saved" in text(acts.sends(action, once_more, words="All is well"))
    assert acts.timeline()[-1].text == "All is well"


def test_what_was_filled_in_is_chosen_when_it_is_shown_once_more(acts: Acts) -> None:
    acts.takes()
    views = {action: acts.opens(action) for action in FORMS}
    acts.house.says("sam", SLEEPLESS, slack="U0AGENCY")
    shown = [acts.sends(action, view) for action, view in views.items()]
    fields = {one["block_id"]: one.get("element") for view in shown for one in view["blocks"]}
    assert fields["by"]["initial_time"] == "22:15"
    assert fields["promised"]["initial_option"]["value"] == FIELDS[Action.PROMISE]["promised"]
    assert fields["pass_to"]["initial_option"]["value"] == "next"
    assert fields["because"]["initial_option"]["value"] == "busy"
    assert [one["value"] for one in fields["did"]["initial_options"]] == ["phoned"]


@pytest.mark.parametrize("action", FORMS)
def test_a_promise_that_lapsed_meanwhile_is_taken_again_by_sending_once_more(
    acts: Acts, action: Action
) -> None:
    acts.takes()
    acts.passes(30)
    view = acts.opens(action)
    acts.passes(5)
    assert acts.e().state == "open"
    once_more = acts.sends(action, view, words="I was on the road", by="22:30")
    assert "Not saved yet" in text(once_more)
    assert "When you send this, you take it" in text(once_more)
    assert acts.e().state == "open"
    acts.sends(action, once_more, words="I was on the road", by="22:30")
    assert acts.e().holder_id == acts.who(DEE).id
    assert acts.timeline()[-1].text == "I was on the road"


@pytest.mark.parametrize("action", FORMS)
def test_somebody_else_who_has_it_meanwhile_is_named_and_nothing_is_saved(acts: Acts, action: Action) -> None:
    acts.takes()
    view = acts.opens(action)
    acts.fills_in(Action.PASS, pass_to=str(acts.who(MEL).id))
    acts.takes_over(MEL)
    refused = acts.sends(action, view, words="I come at ten")
    assert refused["callback_id"] == "acting.not_saved"
    assert "*Not saved.*" in text(refused)
    assert "Mel has it" in text(refused)
    assert "I come at ten" in text(refused)
    assert acts.e().holder_id == acts.who(MEL).id


def test_an_open_one_that_somebody_else_took_first_is_not_passed_on(acts: Acts) -> None:
    view = acts.opens(Action.PASS)
    acts.takes(ASH)
    assert "Ash has it" in text(acts.sends(Action.PASS, view))
    assert acts.e().passed_to == ()


@pytest.mark.parametrize("action", FORMS)
def test_one_that_is_over_says_so(acts: Acts, action: Action) -> None:
    acts.takes()
    view = acts.opens(action)
    acts.fills_in(Action.DID)
    assert "Dee phoned the house" in text(acts.sends(action, view))
    assert "Dee phoned the house" in acts.opens(action)


@pytest.mark.parametrize("action", [Action.PROMISE, Action.DID])
def test_nobody_fills_in_a_form_for_what_nobody_has(acts: Acts, action: Action) -> None:
    assert "Tap I've got this first." in acts.opens(action)


@pytest.mark.parametrize("action", FORMS)
def test_nobody_fills_in_a_form_for_what_is_another_ones(acts: Acts, action: Action) -> None:
    acts.takes()
    assert "Dee has it" in acts.opens(action, MEL)


def test_whom_the_person_does_not_want_contacted_fills_in_nothing(acts: Acts) -> None:
    assert acts.opens(Action.PASS, IDA) == "This one is for somebody else to take. Nothing is asked of you."


def test_a_form_without_its_nonce_keeps_nothing(acts: Acts) -> None:
    acts.takes()
    view = acts.opens(Action.DID)
    meta = json.loads(view["private_metadata"])
    del meta["nonce"]
    with pytest.raises(KeyError):
        acts.sends(Action.DID, {**view, "private_metadata": json.dumps(meta)})
    assert acts.e().state == "acknowledged"
