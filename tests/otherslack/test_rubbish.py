"""Whatever people write, and whatever comes back in Slack's name: nothing breaks, and somebody is told something."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.otherslack import place as houses
from tests.otherslack.place import GRAZYNA, MARA, SIOBHAN, Place, other_slack
from tests.otherslack.slack import Body, buttons

NASTY = {
    "mentions": "<!channel> <!here> <@U024BE7LH> <!subteam^S1|x> <https://x.example|tap me>",
    "formatting": "*b* _i_ ~s~ `c` ```block``` > quote\n> again &amp; &lt;",
    "emoji": "🌊👩‍👩‍👧‍👦🏳️‍🌈:tada: ❤️",
    "right_to_left": "لم أنم \u202e abc \u2066 x",
    "nul": "before\0after\x07\x1b[31m",
    "lone_surrogates": "a\ud800b\udfff",
    "half_entities": "&" * 1999,
    "only_blank": " \n\t\u200b ",
    "two_thousand": "ż" * 2000,
    "json": '{"a": "\\u0000"}',
    "lines": "\n".join("x" * 3 for _ in range(400)),
}


@dataclass
class Evening:
    """One bot for all of them; `mara` and `klon` are the questions of both houses."""

    place: Place
    mara: Body
    klon: Body

    def counts(self) -> list[tuple[Any, ...]]:
        return [
            self.place.rows(f"select count(*) from {table}")[0]
            for table in ("reply", "escalation", "crossing")
        ]

    def ids(self) -> tuple[str, str, str]:
        """The handovers of Mara and of Klon, and Klon's only person."""
        of_mara = buttons(self.mara)[0]["value"].split(":")
        of_klon, person = buttons(self.klon)[0]["value"].split(":")
        return of_mara[0], of_klon, person

    def form(self) -> Body:
        """Siobhán opens the form of somebody with a plan."""
        assert self.place.slack.tap(SIOBHAN, self.mara, buttons(self.mara)[1])
        return self.place.slack.views[SIOBHAN]

    def told(self, before: int) -> str:
        """What the tapper heard since."""
        heard = self.place.slack.whispers
        return houses.until(lambda: heard[before:], "a word to whoever tapped")[0]["text"]


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    place = Place(tmp_path_factory.mktemp("rubbish"), other_slack())
    try:
        place.load()
        place.run()
        yield Evening(place, place.ask("teach-na-mara"), place.ask("dom-klonowy"))
    finally:
        place.stop()


@pytest.fixture(autouse=True)
def nobody_waits(evening: Evening) -> Iterator[None]:
    """A rubbish tap, which is not acknowledged, is given up soon; the bot is alive after every test."""
    yield
    evening.place.slack.patience = 10.0
    assert evening.place.slack.command(SIOBHAN, MARA, "/oncall")
    assert evening.place.bots[0].poll() is None


RUBBISH: dict[str, Any] = {
    "empty": "", "a_word": "x", "one_number": "1", "three_numbers": "1:2:3", "no_such_handover": "999:1",
    "no_such_person": "{mara}:999", "a_negative": "{mara}:-1", "a_nul": "{mara}:1\0", "long": "9" * 400,
    "too_large_for_a_column": "9" * 18 + ":1", "other_digits": "٣:١", "another_house's_person": "{mara}:{person}",
    "another_house's_handover": "{klon}:1", "another_house": "{klon}:{person}", "nothing": None, "a_number": 7,
    "a_list": ["x"],
}  # fmt: skip


@pytest.mark.parametrize("button", [0, 1], ids=["clear", "signs"])
@pytest.mark.parametrize("value", RUBBISH.values(), ids=RUBBISH)
def test_a_rubbish_button_of_a_question_changes_nothing_and_is_answered(
    evening: Evening, button: int, value: Any
) -> None:
    mara, klon, person = evening.ids()
    if isinstance(value, str):
        value = value.replace("{mara}", mara).replace("{klon}", klon).replace("{person}", person)
    slack, before = evening.place.slack, (evening.counts(), len(evening.place.slack.whispers))
    slack.views.clear()
    slack.patience = 0.5
    slack.tap(SIOBHAN, evening.mara, buttons(evening.mara)[button], value=value)
    assert "nothing was opened or kept" in (said := evening.told(before[1])) or "Not saved" in said
    assert evening.counts() == before[0]
    assert slack.views == {}, "nobody else's form is shown"


@pytest.mark.parametrize("action", ["escalation.take", "escalation.open", "escalation.seen"])
@pytest.mark.parametrize("value", ["", "x", "999", "-1", "1:2", "9" * 30, None, "1\0"])
def test_a_rubbish_button_of_a_ping_changes_nothing_and_is_answered(
    evening: Evening, action: str, value: Any
) -> None:
    slack, before = evening.place.slack, (evening.counts(), len(evening.place.slack.whispers))
    slack.patience = 0.5
    button = {**buttons(evening.mara)[0], "action_id": action}
    slack.tap(SIOBHAN, evening.mara, button, value=value)
    assert "Not saved" in evening.told(before[1])
    assert evening.counts() == before[0]


METADATA: dict[str, Any] = {
    "empty": "", "no_json": "x", "a_list": [], "null": None, "nothing_in_it": {}, "a_number": 7,
    "no_such_handover": {"handover": 999}, "no_such_person": {"person": 999}, "no_such_plan": {"plan": 999},
    "a_word": {"handover": "x"}, "another_house's_person": {"person": "{person}"},
    "another_house's_person_and_no_plan": {"person": "{person}", "plan": None},
    "another_house's_person_and_plan": {"person": "{person}", "plan": 2}, "another's_plan": {"plan": 2},
    "the_plan_of_one_housemate_for_another": {"person": 2}, "another_house's_handover": {"handover": "{klon}"},
    "no_nonce": {"nonce": None}, "a_list_for_nonce": {"nonce": ["x"]}, "half_a_letter": {"nonce": "n\ud800"},
    "too_large_for_a_column": {"person": 10**30},
}  # fmt: skip


@pytest.mark.parametrize("changed", METADATA.values(), ids=METADATA)
def test_rubbish_in_a_form_s_metadata_keeps_nothing_and_says_so(evening: Evening, changed: Any) -> None:
    _, klon, person = evening.ids()
    form, before = evening.form(), evening.counts()
    meta = json.loads(form["private_metadata"])
    if isinstance(changed, dict) and changed:
        ids = {"{person}": int(person), "{klon}": int(klon)}
        changed = {**meta, **{name: ids.get(str(one), one) for name, one in changed.items()}}
    text = changed if isinstance(changed, str) else json.dumps(changed)
    ack = evening.place.slack.submit(SIOBHAN, {"sign:sleep": "1", "note": "n"}, private_metadata=text)
    assert ack is not None
    said = str(ack.payload)
    assert "Not saved" in said or "nothing was opened or kept" in said
    assert evening.counts() == before


SHAPES: dict[str, Any] = {
    "text_for_a_field": {"value": "x"}, "a_number": {"value": {"type": "x", "value": 7}},
    "a_list": {"value": {"type": "x", "value": ["a"]}}, "a_word_for_an_option": {"value": {"selected_option": "x"}},
    "a_number_for_an_option": {"value": {"selected_option": {"value": 7}}},
    "a_list_for_an_option": {"value": {"selected_option": {"value": ["x"]}}},
    "an_option_never_offered": {"value": {"selected_option": {"value": "nine"}}},
}  # fmt: skip


@pytest.mark.parametrize("block", ["sign:sleep", "sign:calls", "step:0", "followed", "says", "note"])
@pytest.mark.parametrize("state", SHAPES.values(), ids=SHAPES)
def test_a_field_of_the_wrong_shape_is_answered_in_the_form(evening: Evening, block: str, state: Any) -> None:
    evening.form()
    ack = evening.place.slack.submit(SIOBHAN, {block: state})
    assert ack is not None
    errors = ack.payload.get("errors")
    # an option of a text field is read as what was written
    assert errors or (block in ("says", "note") and ack.payload["response_action"] == "update")


@pytest.mark.parametrize("values", [[], None, "x", {"sign:sleep": None}, {"x": 1}, {}], ids=str)
def test_a_form_without_its_fields_is_answered_in_the_form(evening: Evening, values: Any) -> None:
    evening.form()
    ack = evening.place.slack.submit(SIOBHAN, state={"values": values})
    assert ack is not None
    assert ack.payload["response_action"] == "errors"


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_whatever_is_written_in_a_form_is_kept_and_read_back_harmlessly(evening: Evening, text: str) -> None:
    evening.form()
    slack = evening.place.slack
    ack = slack.submit(SIOBHAN, {"sign:sleep": "1", "says": text, "note": text})
    assert ack is not None
    assert ack.payload["response_action"] == "update", ack.payload
    assert str(slack.views[SIOBHAN]["title"]["text"]) == "Saved"
    evening.place.settled()
    shown = json.dumps([slack.views[SIOBHAN], slack.posts], ensure_ascii=False)
    assert not any(bad in shown for bad in ("<!channel>", "<@U024BE7LH> ", "\u202e", "\0"))
    assert "given_up" not in str(evening.place.rows("select state, why from outbox"))


@pytest.mark.parametrize("text", ["ż" * 2001, "🌊" * 3000, "x" * 3000])
def test_too_long_a_text_is_asked_to_be_shortened(evening: Evening, text: str) -> None:
    evening.form()
    ack = evening.place.slack.submit(SIOBHAN, {"sign:sleep": "1", "note": text})
    assert ack is not None
    assert "shorten this" in ack.payload["errors"]["note"]


@pytest.mark.parametrize("text", [*NASTY.values(), "1e5", "٣", "-1", "1,000", "0x1", "NaN", "½", "9" * 20])
def test_a_number_that_is_none_is_asked_again(evening: Evening, text: str) -> None:
    evening.form()
    ack = evening.place.slack.submit(SIOBHAN, {"sign:calls": text})
    assert ack is not None
    assert ack.payload["response_action"] == "errors"


@pytest.mark.parametrize("text", [*NASTY.values(), "x" * 3000], ids=[*NASTY, "three_thousand"])
def test_whatever_follows_oncall_on_call_is_named(evening: Evening, text: str) -> None:
    ack = evening.place.slack.command(GRAZYNA, houses.KLON, "/oncall", text)
    assert ack is not None
    assert "On call now" in ack.payload["text"]


def test_nothing_that_was_written_is_in_a_log_line(evening: Evening) -> None:
    evening.form()
    assert evening.place.slack.submit(SIOBHAN, {"sign:sleep": "1", "note": "unmistakable 8841"})
    evening.place.slack.submit(SIOBHAN, {"note": {"value": {"value": ["unmistakable 8841"]}}})
    evening.place.settled()
    log = evening.place.log()
    assert "unmistakable" not in log
    assert all(json.loads(line)["event"] for line in log.splitlines() if line.startswith("{"))
    assert "Traceback" not in log


def test_a_house_file_full_of_it_is_refused_or_shown_harmlessly(tmp_path: Path) -> None:
    place = Place(tmp_path, other_slack())
    try:
        for text in ("<!channel> *b* `c`", "& < > ```", "لم أنم 🌊", "&" * 60):
            place.load(('name: "Teach na Mara 🌊"', f"name: {json.dumps(text, ensure_ascii=False)}"))
            question = place.ask("teach-na-mara")
            assert "<!" not in json.dumps(question["blocks"]) + question["text"]
        (tmp_path / "bad.yaml").write_bytes(b'services:\n  - {key: a, name: "a\0b"}\n')
        done = place.relay("load", "bad.yaml")
        assert done.returncode == 2
        assert "bad.yaml" in done.stderr
        assert "Traceback" not in done.stderr
    finally:
        place.stop()
