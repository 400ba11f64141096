"""The database is lost in the middle of an escalation, and a backup put back: the ladder goes on from there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers import load, sandbox
from tests.stories.evening import HERE, Evening, Message, wait_for

HOUSE, JO, DEE, ASH = "C0ROWAN", "U0WORKER", "U0DEE", "U0ASH"


@pytest.fixture
def rowan(tmp_path: Path) -> Iterator["Rowan"]:
    made = Rowan(tmp_path, f"sqlite:///{tmp_path / 'relay.db'}")
    try:
        yield made.begin(sandbox.world(load.read([HERE / "house.yaml"], {})))
    finally:
        made.end()


class Rowan(Evening):
    """An evening whose database can be lost."""

    def says_signs(self, prompt: Message) -> None:
        prompt.click(JO, "Signs seen", "Sam")
        self.submit(JO, **{"sign:sleep": "2", "sign:pacing": "1"})

    def lose(self) -> None:
        """The disk is gone, and the bot with it."""
        self.kill_bot()
        for left in self.folder.glob("relay.db*"):
            left.unlink()

    def pings_to(self, user: str) -> int:
        return sum(one["kind"] == "post" and self.whose(one["conversation"]) == user for one in self.posts())


def test_the_ladder_goes_on_from_the_backup_and_the_missing_minutes_are_said(rowan: Rowan) -> None:
    prompt = rowan.expect(HOUSE, "any early warning signs today?")
    rowan.says_signs(prompt)
    rowan.expect(DEE, "Sam")
    rowan.expect(HOUSE, "Sam", "Dee")
    rowan.quiet()
    kept = rowan.folder / "kept.db"
    assert "It was read back: it is whole." in rowan.relay("backup", str(kept))

    # more happens: Ray is answered for, and nobody knows it soon
    prompt.click(JO, "Seen, no signs", "Ray")
    prompt.comes_to_say("2 of 2 answered")
    rowan.passes(4)
    rowan.lose()
    said = rowan.relay("restore", str(kept))
    missing = re.search(r"Rowan House: (\d+) minutes missing, from Thu 12 Nov 2026 21:\d\d to 21:\d\d", said)
    assert missing
    assert int(missing[1]) >= 4
    assert (
        "1 escalation that was open before stands again as it did when those minutes began, and goes on."
        in said
    )
    assert "relay ask --service rowan-house" in said

    rowan.start_bot()
    rowan.expect(HOUSE, "Relay was brought back from a backup", f"{missing[1]} minutes missing", "Dee")
    rowan.quiet()
    assert rowan.pings_to(DEE) == 1
    rowan.passes(7)
    ash = rowan.expect(ASH, "Sam")
    ash.click(ASH, "I've got this")
    ash.comes_to_say("You have it")
    assert (rowan.pings_to(DEE), rowan.pings_to(ASH)) == (1, 1)


def test_what_was_sent_after_the_backup_is_found_in_slack_and_not_sent_again(rowan: Rowan) -> None:
    prompt = rowan.expect(HOUSE, "any early warning signs today?")
    # the ping waits: Slack is busy with every message until the backup is made
    busy = {"method": "chat.postMessage", "do": "429", "seconds": 1}
    assert rowan.post("fault", **busy, times=1000)["ok"]
    rowan.says_signs(prompt)
    wait_for(lambda: '"message.failed"' in rowan.log(), "a try that failed")
    kept = rowan.folder / "kept.db"
    rowan.relay("backup", str(kept))
    assert rowan.pings_to(DEE) == 0
    assert rowan.post("fault", **busy, times=0)["ok"]
    rowan.expect(DEE, "Sam")
    rowan.expect(HOUSE, "Sam", "Dee")
    rowan.lose()
    said = rowan.relay("restore", str(kept))
    assert "Relay looks for each in Slack before it sends it." in said
    rowan.start_bot()
    rowan.expect(HOUSE, "Relay was brought back from a backup")
    rowan.quiet()
    assert rowan.pings_to(DEE) == 1
    rowan.passes(11)
    rowan.expect(ASH, "Sam").click(ASH, "I've got this")
    rowan.expect(ASH, "You have it")
    assert (rowan.pings_to(DEE), rowan.pings_to(ASH)) == (1, 1)
    rowan.nothing_else()
