"""Twenty-five people: one message, six answers in ten seconds, and few edits of it."""

from pathlib import Path

import pytest

from handlers import load, sandbox
from tests.stories.evening import HERE, Evening, Message

# other stories are played on both databases
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HOUSE, JO, REMI = "C0LARCH", "U0WORKER", "U0AGENCY"
NAMES = (
    "Sam", "Ray", "Tom", "Ida", "Bel", "Kai", "Noor", "Bo", "Ines", "Ada", "Lee", "Mo", "Fay", "Gus", "Ivy", "Jan",
    "Kit", "Lou", "Max", "Nell", "Oz", "Pip", "Quin", "Rae", "Sol",
)  # fmt: skip


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """Larch House with all the people that a house may have."""
    file = tmp_path / "full.yaml"
    more = [
        f"  - {{key: {name.lower()}, known_as: {name}, service: larch-house, plan: *plan}}\n"
        for name in NAMES[6:]
    ]
    file.write_text((HERE / "larch.yaml").read_text() + "".join(more))
    return file


def test_six_answers_in_ten_seconds_are_shown_at_once_and_edited_seldom(
    full: Path, tmp_path: Path, database_url: str
) -> None:
    evening = Evening(tmp_path, database_url, full)
    try:
        evening.begin(sandbox.world(load.read([full], {})))
        six_answers(evening)
    finally:
        evening.end()


def six_answers(evening: Evening) -> None:
    evening.until("2026-11-12T21:15:01")
    prompt = evening.expect(HOUSE, "any early warning signs today?", "0 of 25 answered")
    assert len(prompt.now()["blocks"]) <= 50
    for n, who in enumerate(NAMES[:6]):
        prompt.click((JO, REMI)[n % 2], f"{who}: seen, no signs")
        answered_at_once(prompt, who)
    prompt.comes_to_say("6 of 25 answered")
    evening.quiet()
    entries = evening.get("log", after=0)["entries"]
    edits = [one for one in entries if one["kind"] == "update" and one["ts"] == prompt.ts]
    at_once = [one for one in entries if one["kind"] == "respond" and not one.get("ephemeral")]
    assert len(at_once) == 6
    assert len(edits) <= 6
    evening.nothing_else()


def answered_at_once(prompt: Message, who: str) -> None:
    """Whoever tapped sees it through the tap's own answer, before any edit."""
    prompt.comes_to_say(f"*{who}* · Seen, no signs", within=5)
