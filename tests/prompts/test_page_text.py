"""The digest as plain text: what a file says, and what only a form does."""

import re

from prompts import page_text
from tests.prompts.cast import DEE
from tests.prompts.digest_cast import EVERYTHING

SURE = re.compile(r"; likely .* to |, too few to say|^none")


def test_a_file_does_not_say_whom_to_ring_now() -> None:
    said = page_text.text(EVERYTHING)
    assert "*" not in said.splitlines()[0]
    assert "999" not in said
    assert DEE.phone is not None
    assert DEE.phone not in said


def test_every_rate_of_escalations_says_how_sure_it_is() -> None:
    lines = [one for one in page_text.text(EVERYTHING).splitlines() if ". Escalations: " in one]
    parts = [part for line in lines for part in line.split(". Escalations: ")[1].split("; before ")]
    assert len(parts) > 20
    assert not [one for one in parts if not SURE.search(one)]
