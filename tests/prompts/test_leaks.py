"""Content-light: with a secret in every sign, step, plan and note, no channel and no lock screen shows one."""

import json
from typing import Any

from bot import plans
from prompts.blocks import Message
from tests.prompts import everything
from tests.prompts.each import each
from tests.prompts.everything import CHANNEL, DIRECT, FORMS, HOMES, NOTICES, WHISPERS, drawn
from tests.prompts.rewriting import Field, rewritten

PLAN_PARTS = {
    name for name, of in vars(plans).items() if isinstance(of, type) and issubclass(of, plans.Model)
}
# a house that nobody answers is given the crisis line's number, and nothing else of a plan
KNOWN_AS, CRISIS_NUMBER = ("Person", "known_as"), ("Line", "phone")
WRITTEN = {
    ("Answer", "says"),
    ("Answer", "note"),
    ("Answer", "wants"),
    ("Briefing", "reasons"),
    ("Before", "signs"),
    ("Check", "feedback"),
    ("Check", "reason"),
    ("Concern", "outcome"),
    ("Entry", "text"),
    ("Entry", "wants"),
    ("Pause", "reason"),
    ("Ran", "sentences"),
    ("Action", "shown"),
    ("Event", "text"),
    ("Said", "apply"),
    ("Said", "decided"),
    ("Said", "measure"),
    ("Said", "problem"),
    ("Telling", "how"),
    ("Said", "text"),
    ("Said", "wants"),
}
IN_PINGS = {"Sign.says", "Sign.levels", "Sign.unit", "Briefing.reasons", "Threshold.ask"}


def _planted(value: Any) -> Any:
    def secret(field: Field, text: str) -> str:
        private = (field[0] in PLAN_PARTS or field in WRITTEN) and field not in (KNOWN_AS, CRISIS_NUMBER)
        return f"SECRET {'.'.join(field).replace('_', '-')} SECRET" if private else text

    return rewritten(value, secret)


def _shown(name: str) -> Message:
    made: Message = drawn(everything.MESSAGES[name], _planted)
    return made


def _secrets(payload: Any) -> set[str]:
    return set(json.dumps(payload, ensure_ascii=False).split("SECRET")[1::2])


@each(CHANNEL | WHISPERS)
def test_no_channel_message_carries_a_secret(name: str) -> None:
    assert not _secrets(_shown(name))


@each(HOMES)
def test_no_home_carries_a_secret(name: str) -> None:
    assert not _secrets(drawn(HOMES[name], _planted))


@each(DIRECT)
def test_no_lock_screen_carries_a_secret(name: str) -> None:
    assert not _secrets(_shown(name)["text"])


@each(DIRECT)
def test_a_direct_message_carries_signs_and_the_threshold_alone(name: str) -> None:
    assert {secret.strip() for secret in _secrets(_shown(name)["blocks"])} <= IN_PINGS


@each(NOTICES)
def test_an_administrator_is_told_nothing_about_a_person(name: str) -> None:
    assert not _secrets(_shown(name))
    assert "Sam" not in json.dumps(_shown(name))


@each(["ping", "ping_again", "ping_settled", "joined"])
def test_a_ping_does_carry_the_signs(name: str) -> None:
    assert {" Sign.says ", " Sign.levels ", " Briefing.reasons "} <= _secrets(_shown(name)["blocks"])


def test_a_lighter_ping_leaves_the_signs_out() -> None:
    assert not _secrets(_shown("ping_lighter"))


def test_a_ping_that_is_over_has_lost_its_signs() -> None:
    assert not _secrets(_shown("ping_stood_down"))


EVERY_PLACE = {
    "guidance": {
        "Plan.steps",
        "Plan.safe",
        "Plan.worse",
        "Plan.crisis-wishes",
        "Threshold.share",
        "Wanted.name",
    },
    "details": {
        "Sign.says",
        "Plan.steps",
        "Answer.says",
        "Answer.note",
        "NotWanted.name",
        "Partner.hears",
        "Line.name",
    },
    "pause_again": {"Pause.reason"},
    "action_open": {
        "Said.problem",
        "Said.decided",
        "Said.apply",
        "Said.measure",
        "Telling.how",
        "Event.text",
    },
    "minutes": {"Said.problem", "Said.decided", "Said.apply", "Said.measure", "Telling.how", "Action.shown"},
    "private_details_closed": {"Said.text", "Said.wants", "Concern.outcome"},
    "check_judge": {"Sign.levels", "Plan.steps", "Answer.says", "Answer.note", "Entry.text", "Before.signs"},
    "check_saved": {"Ran.sentences", "Check.reason", "Check.feedback"},
    "details_worry": {"Said.text", "Said.wants"},
    "details_steps": {"Answer.wants"},
    "form": {"Sign.says", "Sign.levels", "Plan.steps"},
    "form_prefilled": {"Answer.says", "Answer.note"},
    "plan": {
        "Sign.says",
        "Sign.levels",
        "Sign.unit",
        "Plan.steps",
        "Plan.safe",
        "Plan.worse",
        "Plan.look-after",
        "Plan.crisis-wishes",
        "Threshold.ask",
        "Threshold.share",
        "Threshold.authorised",
        "Partner.agency",
        "Partner.hears",
        "Wanted.name",
        "NotWanted.name",
        "NotWanted.why",
        "Agreed.with-",
    },
    "plan_full": {"Agreed.how", "Agreed.capacity-note", "Sign.levels", "NotWanted.why"},
}


@each(EVERY_PLACE)
def test_forms_show_what_messages_keep_back(name: str) -> None:
    assert {secret.strip() for secret in _secrets(drawn(FORMS[name], _planted))} >= EVERY_PLACE[name]
