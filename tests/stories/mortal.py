"""A bot that dies at the n-th step of whatever it does, as of `kill -9`. Run as a program, with a Slack's address.

A step is a commit, an acknowledgement, or a call that Slack has done and that was not noted yet. What is between two
steps is lost with the process; nothing else of it can be seen from outside, so to die after each is to die between
any two. What it does is a look at what is due, a tap, or a message: each is begun anew after a death, but a message
that was tried before is spared.

Each line of its input is a life: a process of its own, or where it is not `mortal` this one, which so learns by heart
what each of the others would have to learn anew. It has `url` of the database, Relay's `now`, Slack's `real`, `kill`
(the step to die at, 0 for none), which `steps` count ("all", or "commits", then not those of a message drawn anew),
and what it `does`: ["go", null] ticks and sends until nothing is left, ["tap", body] is something from Slack. The
answer to it: `died`, the `acks`, and what went `wrong`.
"""

import gc
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from typing import IO, Any

import structlog
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient, WebhookClient
from sqlalchemy import event

import db.outbox
import db.session
import handlers.app
from db.outbox import Letter
from db.session import Database, Session
from handlers import sender, ticks
from handlers.relay import Relay
from handlers.settings import Settings
from tests.house import Clock
from tests.otherslack.slack import BOT_TOKEN

Life = dict[str, Any]
Report = Callable[[str, Any], None]


class Steps:
    """Counts them, and dies at the chosen one."""

    def __init__(self) -> None:
        self.here, self.last, self.spared, self.calls = 0, 0, False, True
        event.listen(Session, "after_commit", self._committed)
        for client, name in ((WebClient, "api_call"), (WebhookClient, "send")):
            setattr(client, name, self._counted(getattr(client, name)))
        claim = db.outbox.claim

        def claimed(*args: Any, **more: Any) -> Letter | None:
            self.begin()
            letter = claim(*args, **more)
            redrawn = letter is not None and letter.updates is not None
            self.spared = letter is None or letter.attempts > 1 or (redrawn and not self.calls)
            return letter

        db.outbox.claim = claimed

    def _committed(self, session: Session) -> None:
        # a savepoint's end is told as a commit, and keeps nothing
        if not session.in_nested_transaction():
            self.step(call=False)

    def begin(self) -> None:
        """Something is done anew."""
        self.here, self.spared = 0, False

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **more: Any) -> Any:
            answer = call(*args, **more)
            self.step()
            return answer

        return called

    def step(self, *, call: bool = True) -> None:
        self.here += self.calls or not call
        if self.here == self.last and not self.spared and (self.calls or not call):
            os.kill(os.getpid(), signal.SIGKILL)


class Behind:
    """What is said after the acknowledgement, kept until that has gone out."""

    def __init__(self) -> None:
        self.kept: list[Callable[[], Any]] = []

    def __call__(self, say: Callable[..., Any], **what: Any) -> None:
        self.kept.append(lambda: say(**what))

    def gathered(self, _place: object, say: Callable[[], Any]) -> None:
        self(say)

    def run(self) -> None:
        while self.kept:
            self.kept.pop(0)()


class Bot:
    """Relay without its threads and its socket: no thread may be there when it is forked."""

    def __init__(self, slack: str) -> None:
        self.behind, self.clock, self.url = Behind(), Clock(), ""
        self.relay = Relay(Settings(_env_file=None), Database("sqlite:///nowhere"), self.clock)  # type: ignore[call-arg]
        self.client = WebClient(BOT_TOKEN, base_url=slack, timeout=10, retry_handlers=[])
        handlers.app.After = lambda: self.behind  # type: ignore[assignment, misc]
        self.app: App = handlers.app.build(self.relay, self.client)
        self.steps = Steps()

    def live(self, life: Life, report: Report) -> None:
        structlog.configure(processors=[lambda _logger, level, said: _mind(level, said, report)])
        if self.url != life["url"]:
            self.url, self.relay.db = life["url"], _hasty(Database(life["url"]))
        self.clock.at = datetime.fromisoformat(life["now"])
        self.clock.slack = datetime.fromisoformat(life["real"])
        self.steps.last, self.steps.calls = life["kill"], life["steps"] == "all"
        for what, given in life["does"]:
            getattr(self, f"_{what}")(given, report)

    def _go(self, _given: None, _report: Report) -> None:
        done = 1
        while done:
            self.steps.begin()
            done = ticks.tick(self.relay)
            sender.drain(self.relay, self.client)

    def _tap(self, given: Any, report: Report) -> None:
        self.steps.begin()
        answer = self.app.dispatch(BoltRequest(body=given, mode="socket_mode"))
        if answer.status == 200:
            report("acks", json.loads(answer.body) if answer.body else {})
            self.steps.step()
        self.behind.run()


def _hasty(database: Database) -> Database:
    """Without waiting for a disk: what was written outlives the process, and nothing here has to outlive more."""
    if database.sqlite:
        for engine in (database.engine, database._reader):
            event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    return database


def _mind(level: str, said: Any, report: Report) -> str:
    """Everything that is logged as an error is one; the rest is nobody's affair."""
    if level in ("error", "exception", "critical"):
        report("wrong", repr(said) + (repr(sys.exc_info()[1]) if said.get("exc_info") else ""))
    raise structlog.DropEvent


def _lived(bot: Bot, life: Life) -> dict[str, Any]:
    """What was reported until its end."""
    if not life["mortal"]:
        said: list[tuple[str, Any]] = []
        bot.live(life, lambda what, given: said.append((what, given)))
        # a connection must not have two owners
        bot.relay.db.close()
        return _told(said, died=False)
    assert threading.active_count() == 1, "only this thread would live on"
    heard, pipe = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        _lives_and_ends(bot, life, os.fdopen(pipe, "w"))
    os.close(pipe)
    with os.fdopen(heard) as reports:
        told = [json.loads(line) for line in reports]
    _, status = os.waitpid(child, 0)
    return _told(told, died=os.WIFSIGNALED(status))


def _lives_and_ends(bot: Bot, life: Life, pipe: IO[str]) -> None:
    def report(what: str, given: Any) -> None:
        print(json.dumps([what, given]), file=pipe, flush=True)

    try:
        bot.live(life, report)
    except BaseException as wrong:
        report("wrong", repr(wrong))
    os._exit(0)


def _told(said: list[tuple[str, Any]], *, died: bool) -> dict[str, Any]:
    kept = {what: [given for name, given in said if name == what] for what in ("acks", "wrong")}
    return {"died": died, **kept}


def main() -> None:
    db.session.LOCK_WAIT = db.session.CONNECTION_WAIT = 8.0
    bot = Bot(sys.argv[1])
    gc.freeze()
    for line in sys.stdin:
        print(json.dumps(_lived(bot, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
