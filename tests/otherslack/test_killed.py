"""`kill -9` at any moment of the evening, and started again: nothing is lost, nobody is told twice."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.otherslack.killed import KilledEvening
from tests.otherslack.place import MARA, RELAY, Place
from tests.otherslack.slack import Body, buttons

# which request each is differs a little from evening to evening: the failure's words name it. Every step of a climb
# is in stories/test_any_step; here the whole program is killed, beside another Slack
MOMENTS: dict[str, tuple[float, ...]] = {
    "as_it_starts": (1,), "as_a_form_is_submitted": (17,), "three_times": (6, 28, 47),
    "again_and_again": (1.6, 3.9, 6.1),
}  # fmt: skip


@pytest.mark.parametrize("at", MOMENTS.values(), ids=MOMENTS)
def test_killed_and_started_again_the_evening_goes_on(tmp_path: Path, at: tuple[float, ...]) -> None:
    assert KilledEvening(tmp_path, *at).run().kills


def test_killed_and_started_again_on_postgresql(tmp_path: Path, pg_url: str) -> None:
    assert KilledEvening(tmp_path, 21, 34, DATABASE_URL=pg_url).run().kills


def test_killed_with_the_lease_as_long_as_it_is(tmp_path: Path) -> None:
    assert KilledEvening(tmp_path, 23, program=(str(RELAY),)).run().kills


@pytest.mark.parametrize("when", ["before", "after"])
def test_relay_ask_killed_as_it_posts_has_asked_once(place: Place, when: str) -> None:
    place.load()
    ask: list[subprocess.Popen[bytes]] = []

    def kill(method: str, _args: Body, now: str) -> None:
        if ask and (method, now) == ("chat.postMessage", when):
            ask.pop().send_signal(signal.SIGKILL)

    place.slack.between = kill
    words = [str(RELAY), "ask", "--service", "teach-na-mara"]
    ask.append(asked := subprocess.Popen(words, cwd=place.folder, env=place.environment()))
    assert asked.wait(20) == -signal.SIGKILL
    place.run()
    place.settled(40)
    assert len([one for one in place.slack.room(MARA) if buttons(one)]) == 1
