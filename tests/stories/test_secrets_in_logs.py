"""No log holds what was written about a person, or a key to anything: a whole evening, with every library at DEBUG."""

import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from db.session import Database
from handlers import load, sandbox
from tests.otherslack.processes import free_port
from tests.stories.evening import HERE, Evening, Message, wait_for

HOUSE, JO, DEE, ASH, LOU, STRANGER = "C0ROWAN", "U0WORKER", "U0DEE", "U0ASH", "U0DEPUTY", "U0STRANGER"

# names, words of a plan and numbers, each put in the place of an ordinary one in the house's file
NAMED = {
    "Sam": "Zebedee", "Dee": "Quillon", "Jo": "Wilhelmina", "Ash": "Thaddeus", "Lou": "Ottoline",
    "I'm up most of the night": "I polish the spoons", "up most of the night": "spoons until dawn",
    "I walk up and down and can't sit": "I hum like a foghorn", "Offer a walk somewhere quiet": "Offer the kazoo",
    "Being followed": "Whistling kettles", "We fell out": "She sold my trombone",
    "Phone the house and decide": "Bring the marmalade and decide", "What you saw and when": "Only the custard",
    "07700 900002": "07700 900677", "01632 960555": "01632 960888",
}  # fmt: skip
# what people write in the course of the evening
NOTE, SAYS, WANTS = "Found by the weir", "She misses her boat", "A tin of peaches"
WORRY, TOLD, ELSE = "Humming in the airing cupboard", "Somebody hid the clarinet", "A cough like a tuba"
DID, WRITTEN, QUOTED = "We played dominoes twice", "Glockenspiel at four", "Xylophone in the constraint"
KEYS = {
    "SLACK_BOT_TOKEN": "xoxb-7-saxophone", "SLACK_APP_TOKEN": "xapp-7-euphonium",
    "SLACK_SIGNING_SECRET": "bassoon8f14e45f", "RELAY_HEARTBEAT_URL": "http://127.0.0.1:9/piccolo-4c2f",
}  # fmt: skip
PASSWORD = "vibraphone99"
SECRETS = (
    *NAMED.values(), NOTE, SAYS, WANTS, WORRY, TOLD, ELSE, DID, WRITTEN, QUOTED, PASSWORD, *KEYS.values(),
    "saxophone", "euphonium", "piccolo",
)  # fmt: skip


@dataclass
class Loud(Evening):
    """The bot with all libraries at DEBUG; what it writes anywhere is in `bot.log`.

    With a `port` it is two processes, and Slack posts to that port.
    """

    port: int = 0
    worker: Any = None

    def environment(self) -> dict[str, str]:
        return super().environment() | KEYS

    def start_bot(self) -> None:
        if self.port:
            self.bot = self._started("web", "--bind", f"127.0.0.1:{self.port}")
            self.worker = self._started("worker")
        else:
            self.bot = self._started("run")
        wait_for(lambda: self.state(self.anybody)["bot"]["connected"], "the bot to listen")

    def _started(self, *words: str) -> Any:
        return subprocess.Popen(
            [sys.executable, "-W", "always", "-m", "tests.stories.loud", *words],
            env=self.environment(),
            stdout=(self.folder / "bot.log").open("ab"),
            stderr=subprocess.STDOUT,
        )

    def end(self) -> None:
        if self.worker and self.worker.poll() is None:
            self.worker.terminate()
            self.worker.wait(40)
        super().end()


def planted(file: Path) -> str:
    """The house's file with words in it that stand nowhere else."""
    text = file.read_text()
    for plain, planted in sorted(NAMED.items(), key=lambda one: -len(one[0])):
        text, times = re.subn(rf"(?<![\w']){re.escape(plain)}(?!\w)", planted, text)
        assert times, plain
    return text


@pytest.fixture
def evening(request: pytest.FixtureRequest, tmp_path: Path, database_url: str) -> Iterator[Loud]:
    """The house with secrets in it. The bot, to be started, knows the database by a password and Slack by tokens."""
    house = tmp_path / "house.yaml"
    house.write_text(planted(HERE / "safe.yaml"))
    url = database_url.replace("postgres@", f"postgres:{PASSWORD}@")
    made = Loud(tmp_path, url, house)
    if request.node.get_closest_marker("apart"):
        made.port = free_port()
        address = f"http://127.0.0.1:{made.port}/slack/events"
        made.options = ("--request-url", address, "--signing-secret", KEYS["SLACK_SIGNING_SECRET"])
    world = sandbox.world(load.read([house], {}))
    world["bot"] |= {"token": KEYS["SLACK_BOT_TOKEN"], "app_token": KEYS["SLACK_APP_TOKEN"]}
    try:
        yield made.begin(world, bot=False)
    finally:
        made.end()


class Refusing:
    """The database keeps nothing of one table for a while, and quotes in its error what it was given."""

    def __init__(self, url: str, table: str) -> None:
        self._database, self._table = Database(url), table

    def __enter__(self) -> None:
        if self._database.sqlite:
            self._run(
                f"CREATE TRIGGER refuses BEFORE INSERT ON {self._table} BEGIN SELECT RAISE(ABORT, '{QUOTED}'); END"
            )
        else:
            self._run(f'ALTER TABLE {self._table} ADD CONSTRAINT "{QUOTED}" CHECK (false) NOT VALID')

    def __exit__(self, *_: object) -> None:
        if self._database.sqlite:
            self._run("DROP TRIGGER refuses")
        else:
            self._run(f'ALTER TABLE {self._table} DROP CONSTRAINT "{QUOTED}"')
        self._database.close()

    def _run(self, statement: str) -> None:
        with self._database.write() as session:
            session.execute(sa.text(statement))


def chosen(evening: Evening, user: str, block: str, text: str) -> Any:
    """The value of what is called `text` in a menu of the form."""
    (found,) = [one for one in evening.form(user)["blocks"] if one["block_id"] == block]
    return next(one["value"] for one in found["element"]["options"] if one["text"]["text"] == text)


def titled(evening: Evening, user: str, title: str) -> None:
    wait_for(lambda: evening.form(user)["title"]["text"] == title, title)


def becomes(evening: Evening, user: str, *words: str) -> None:
    wait_for(lambda: all(one in str(evening.form(user)["blocks"]) for one in words), " … ".join(words))


def put_away(evening: Evening, user: str) -> None:
    assert evening.post("view/close", user=user, view_id=evening.form(user)["id"])["ok"]


def signs_are_seen_while_the_database_keeps_nothing(evening: Evening, prompt: Message) -> None:
    prompt.click(JO, "Signs seen", "Zebedee")
    seen = {"sign:sleep": "2", "sign:pacing": "1", "note": NOTE, "says": SAYS, "wants": WANTS}
    with Refusing(evening.url, "reply"):
        assert "Not saved" in str(evening.submit(JO, **seen))
    evening.post("fault", method="chat.postMessage", do="garbage", times=1)
    evening.post("fault", method="chat.postMessage", do="500", times=1)
    assert evening.submit(JO, **seen)["ok"]
    becomes(evening, JO, "Quillon")
    put_away(evening, JO)


def it_is_taken_and_done(evening: Evening) -> None:
    ping = evening.expect(DEE, "needs you now about Zebedee")
    evening.post("fault", method="chat.update", do="500", times=2)
    ping.click(DEE, "I've got this")
    ping.comes_to_say("You have it")
    ping.click(DEE, "What I did")
    assert evening.submit(DEE, did=["came", "phoned"], words=DID)["ok"]
    becomes(evening, DEE, "Saved. Thank you.")
    put_away(evening, DEE)


def things_are_said(evening: Evening, prompt: Message) -> None:
    """A worry, something else with a mistake in the form, a message that is kept, something in private."""
    prompt.click(JO, "I'm worried about someone")
    titled(evening, JO, "I'm worried")
    zebedee = chosen(evening, JO, "person", "Zebedee")
    with Refusing(evening.url, "note"):
        assert "Not saved" in str(evening.submit(JO, person=zebedee, text=WORRY))
    assert evening.submit(JO, person=zebedee, text=WORRY)["ok"]
    becomes(evening, JO, "is being told")
    put_away(evening, JO)
    prompt.chooses(JO, "Something else…")
    titled(evening, JO, "Something else")
    assert evening.submit(JO, topic="health", text=ELSE, affects_wants=WANTS)["errors"]
    assert evening.submit(JO, topic="health", text=ELSE)["ok"]
    put_away(evening, JO)
    written = evening.post("say", user=JO, conversation=HOUSE, text=WRITTEN)
    evening.shortcut(JO, Message(evening, HOUSE, written["ts"], None), "note.record")
    becomes(evening, JO, WRITTEN)
    assert evening.submit(JO, topic="sleep", person=chosen(evening, JO, "person", "Ray"))["ok"]
    put_away(evening, JO)
    prompt.click(JO, "Tell safeguarding privately")
    becomes(evening, JO, "Call 999 now")
    assert evening.submit(JO, person=chosen(evening, JO, "person", "Zebedee"), text=TOLD)["ok"]
    becomes(evening, JO, "is being told")
    put_away(evening, JO)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_one_process_writes_down_nothing_that_was_written_and_no_key(evening: Loud) -> None:
    goes_by(evening)
    ends_with_nothing_said(evening)


@pytest.mark.apart
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nor_do_two_that_listen_and_work_apart_whatever_is_posted_to_them(evening: Loud) -> None:
    goes_by(evening)
    for body in (
        f'{{"note": "{NOTE}"',
        f'{{"note": "{NOTE}"}}',
        f"payload={NOTE}",
        f"payload=%7B%22{NOTE}",
        NOTE,
    ):
        assert posted(evening.port, body) in (400, 401)
    figures = urllib.request.urlopen(f"http://127.0.0.1:{evening.port}/metrics", timeout=20).read().decode()
    assert [secret for secret in SECRETS if secret.lower() in figures.lower()] == []
    ends_with_nothing_said(evening)


def posted(port: int, body: str) -> int:
    """What somebody is answered who is not Slack."""
    headers = {
        "Content-Type": "application/json" if body.startswith("{") else "application/x-www-form-urlencoded"
    }
    headers |= {"X-Slack-Signature": f"v0={NOTE}", "X-Slack-Request-Timestamp": str(int(time.time()))}
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/slack/events?{quote(NOTE)}", body.encode(), headers
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=20)
    return refused.value.code


def goes_by(evening: Loud) -> None:
    """A whole evening, with things going wrong in it."""
    # the question is due within ten seconds
    with Refusing(evening.url, "journal"):
        evening.start_bot()
        wait_for(lambda: "tick.failed" in evening.log(), "the question not to be asked")
    prompt = evening.expect(HOUSE, "any early warning signs today?", "Zebedee")
    signs_are_seen_while_the_database_keeps_nothing(evening, prompt)
    it_is_taken_and_done(evening)
    things_are_said(evening, prompt)
    prompt.click(STRANGER, "Seen, no signs", "Zebedee")
    evening.types(JO, HOUSE, "/plan", "Zebedee")
    evening.home(ASH)
    evening.passes(12)


def ends_with_nothing_said(evening: Loud) -> None:
    evening.end()
    written = evening.log()
    assert [secret for secret in SECRETS if secret.lower() in written.lower()] == []
    said_what_it_should(written)


def said_what_it_should(written: str) -> None:
    """It is a log all the same: of each thing that went wrong one reads what it was; libraries did speak."""
    lines = [json.loads(line) for line in written.splitlines() if line.startswith("{")]
    # whoever starts one is greeted
    plain = [line for line in written.splitlines() if not line.startswith("{")]
    assert all(line.startswith("Relay ") and line.endswith("Stop it with Ctrl-C.") for line in plain)
    events = {one["event"] for one in lines}
    assert {"running", "message", "message.failed", "listener.failed", "tick.failed", "stopped"} <= events
    spoke = {
        one["name"].split(".")[0] for one in lines if one["event"] == "library" and one["level"] == "debug"
    }
    assert {"slack_sdk", "slack_bolt", "sqlalchemy", "apscheduler"} <= spoke
    assert all(
        {"error", "at"} <= one.keys()
        for one in lines
        if one["event"].endswith(".failed") and "why" not in one
    )
