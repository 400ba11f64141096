"""Nothing that people write breaks a message or a form, mentions anybody or formats anything."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.people import Contact
from prompts import access, escalation, handover, notices
from prompts.blocks import lint
from tests.prompts.cast import BRIEFING, NOW, SERVICE
from tests.prompts.each import each
from tests.prompts.everything import FORMS, HOMES, MESSAGES, SAID, drawn
from tests.prompts.rewriting import rewritten

NASTY = {
    "mentions": "<!channel> <!here> <@U1> <#C1> <https://example.org|here> &lt;!channel&gt;",
    "formats": "*bold* _it_ ~gone~ `code` ```block``` *",
    "quotes": "> one\n>>> two\n  > three",
    "long": "x" * 3000,
    "long_words": "night " * 500,
    "ampersands": "&" * 3000,
    "emoji": "👩‍👩‍👧🌙" * 600,
    "right_to_left": "סם לא ישן\nשוב <!channel> *",
    "overrides": "a\u202eb\u2066c\u2067d",
    "nul": "a\x00b\x07\x1b[0m\x7f",
    "half_letters": "\ud83d alone \udc00",
    "lines": "\n\none\r\ntwo\rthree\n",
    "nothing": "",
    "spaces": " \t\n ",
    "braces": "{service} %s {0} \\n",
}
FORMATTED = (
    "<!",
    "<@",
    "<#",
    "<h",
    "*bold*",
    "_it_",
    "~gone~",
    "`code`",
    "```",
    "\x00",
    "\x07",
    "\x1b",
    "\u202e",
)
# Slack users of the house file, shown by name in a form: the only mentions there are
OF_THE_FILE = re.compile("<@U0(ASH|IDA|LEAD)>")


def _said(payload: Any) -> Iterator[str]:
    """All mrkdwn in a message or form."""
    if isinstance(payload, dict):
        if payload.get("type") == "mrkdwn" or "blocks" in payload:
            yield payload.get("text") or ""
        for part in payload.values():
            yield from _said(part)
    elif isinstance(payload, list):
        for part in payload:
            yield from _said(part)


EVERY = MESSAGES | FORMS | HOMES | SAID


def nasty(name: str, what: str) -> Any:
    return drawn(EVERY[name], lambda value: rewritten(value, lambda *_: NASTY[what]))


# one test a message: sixteen thousand would take longer to count than to run
@each(MESSAGES | FORMS | HOMES)
def test_slack_still_takes_it_and_nothing_in_it_formats_or_mentions(name: str) -> None:
    for what in NASTY:
        made = nasty(name, what)
        lint(made, "message" if name in MESSAGES else "modal" if name in FORMS else "home")
        json.dumps(made, ensure_ascii=False).encode()
        for said in _said(made):
            text = OF_THE_FILE.sub("", said)
            assert not [one for one in FORMATTED if one in text], what
            assert not [line for line in text.split("\n") if line.strip().startswith((">", "&gt;"))], what
            assert all(line.count("\u2068") == line.count("\u2069") for line in text.split("\n")), what


@each(SAID)
def test_answers_to_a_tap_format_nothing_either(name: str) -> None:
    for what in NASTY:
        said = nasty(name, what)
        json.dumps(said, ensure_ascii=False).encode()
        assert not [one for one in FORMATTED if isinstance(said, str) and one in said], what


@pytest.mark.parametrize("what", NASTY.values(), ids=NASTY)
def test_a_name_given_by_itself_formats_nothing(what: str) -> None:
    nobody_and_nasty = (Contact(what, what),)
    texts = [
        access.refusal(what, what, nobody_and_nasty, what),
        handover.signs_stand(what),
        *_said(notices.cannot_send(what, SERVICE, what, what)),
        *_said(escalation.ping(BRIEFING, what, 2, NOW)),
    ]
    assert not [one for text in texts for one in FORMATTED if one in text.replace("`relay ask`", "")]
