"""Every message and form as it reads. `RELAY_GOLDEN=write` writes the files anew."""

import json
import os
import re
from pathlib import Path
from typing import Any

from prompts.blocks import lint
from tests.prompts import everything
from tests.prompts.each import each
from tests.prompts.everything import drawn

GOLDEN = Path(__file__).parent / "golden"
MESSAGES = {name: drawn(what) for name, what in everything.MESSAGES.items()}
FORMS = {name: drawn(what) for name, what in everything.FORMS.items()}
SAID = {name: drawn(what) for name, what in everything.SAID.items()}
HOMES = {name: drawn(what) for name, what in everything.HOMES.items()}
ALL = MESSAGES | FORMS | HOMES | {"said": SAID}
UNKIND = (
    "non-compliant", "noncompliant", "refuse", "attention-seeking", "challenging behaviour", "manage your risk",
    "high risk", "high-risk", "fail", "error", "incident", "score", "absconded", "kicked off", "manipulative",
)  # fmt: skip


@each(ALL)
def test_it_reads_as_the_golden_file_says(name: str) -> None:
    drawn = json.dumps(ALL[name], indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    golden = GOLDEN / f"{name}.json"
    if os.environ.get("RELAY_GOLDEN") == "write":
        golden.write_text(drawn, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == drawn


def test_every_golden_file_belongs_to_something() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(ALL)


@each(MESSAGES)
def test_slack_takes_the_message(name: str) -> None:
    lint(MESSAGES[name], "message")


@each(FORMS)
def test_slack_takes_the_form(name: str) -> None:
    lint(FORMS[name], "modal")


@each(HOMES)
def test_slack_takes_the_home(name: str) -> None:
    lint(HOMES[name], "home")


@each(ALL)
def test_words_are_kind(name: str) -> None:
    # what stands in a value is for Relay alone
    written = re.sub(r'"value": "[^"]*"', "", json.dumps(ALL[name]).lower())
    assert not [word for word in UNKIND if word in written]


@each(MESSAGES)
def test_the_first_block_has_nothing_to_tap(name: str) -> None:
    assert MESSAGES[name]["blocks"][0]["type"] in ("section", "context", "header")


@each(MESSAGES)
def test_the_text_is_all_of_a_sentence(name: str) -> None:
    text = MESSAGES[name]["text"]
    assert text.endswith((".", "?"))
    assert not re.search(r"  |\.\.|\*|`|\b_|_\b|\bNone\b", text), text


@each(FORMS)
def test_a_form_says_first_whom_to_call(name: str) -> None:
    # what says no more than that something is saved, or not opened, says whom to phone where it has numbers
    if name not in ("not_opened", "staffing_saved", "steps_saved", "who_saved"):
        assert "999" in json.dumps(FORMS[name]["blocks"][0])


@each([name for name in everything.CHANNEL if name.startswith("prompt")])
def test_nobody_without_an_answer_is_shown_as_clear(name: str) -> None:
    lines = [line for block in MESSAGES[name]["blocks"] for line in _text(block).split("\n")]
    assert not [line for line in lines if "no signs" in line and " Jo " not in line and " Mel " not in line]


def _text(block: dict[str, Any]) -> str:
    return str(block.get("text", {}).get("text", ""))


ROW = ["handover.clear", "handover.signs", "handover.more"]
STEPS = ["steps.yes", "steps.partly", "steps.no", "steps.not_needed"]
FOOT = [
    "staffing.planned",
    "staffing.different",
    "note.worry",
    "private.tell",
    "handover.noted",
    "handover.read",
]
BUTTONS = {
    "ping": ["escalation.take", "escalation.pass", "escalation.open"],
    "ping_again": ["escalation.take", "escalation.pass", "escalation.open"],
    "ping_yours": ["escalation.did", "escalation.promise", "escalation.pass", "escalation.open"],
    "ping_yours_acted": ["escalation.close", "escalation.open"],
    "ping_theirs": ["escalation.open"],
    "ping_withdrawn": [],
    "passed": ["escalation.take_over", "escalation.open"],
    "promise": ["escalation.done", "escalation.more", "escalation.pass", "escalation.open"],
    "promise_last": ["escalation.done", "escalation.pass", "escalation.open"],
    "close": ["escalation.close", "escalation.open"],
    "no_longer": [],
    "ping_settled": ["escalation.open"],
    "ping_stood_down": ["escalation.open"],
    "ping_older": [],
    "joined": ["escalation.seen", "escalation.open"],
    "joined_seen": ["escalation.open"],
    "house_open": ["escalation.someone"],
    "unanswered": ["escalation.someone"],
    "prompt_all_clear": [*ROW * 2, *FOOT],
    "prompt_25": [*ROW * 25, *FOOT],
    "prompt_nobody": FOOT,
    "prompt_extra": [*ROW * 2, *FOOT[2:]],
    "prompt_around": [*STEPS, *ROW * 2, "away.back.0", *FOOT],
    "prompt_12_whole": [*STEPS * 8, "handover.all", *ROW * 12, *(f"away.back.{n}" for n in range(3)), *FOOT],
    "prompt_plans": [*ROW * 3, *FOOT],
    "prompt_25_plans": [*ROW * 25, *FOOT],
    "plan_which": ["plan.open.7", "plan.open.20"],
}


@each(BUTTONS)
def test_only_buttons_that_work_are_drawn(name: str) -> None:
    drawn = [
        one["action_id"]
        for block in MESSAGES[name]["blocks"]
        for one in block.get("elements", [])
        if "action_id" in one
    ]
    assert drawn == BUTTONS[name]
