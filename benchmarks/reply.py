"""What one answer costs, by kind, from its signed request to its acknowledgement. `python -m benchmarks.reply`.

Forty houses of six people, each with a month behind them; one thread, no network, SQLite in a folder of its own
unless a database's URL is given (it is filled: give an empty one). Statements are counted, milliseconds are medians;
the last line is eight at a time.
"""

import hashlib
import hmac
import json
import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
import structlog
from slack_bolt import BoltRequest
from slack_sdk import WebClient

import db.handover
import db.house
import db.migrate
import db.people
import handlers.app
import prompts.handover
import prompts.reply_form
from benchmarks.month import NOW, PEOPLE, Payload, fill
from db.session import Database
from handlers.relay import Relay
from handlers.settings import Settings

SECRET = "a secret of the benchmark's own"
# the last of each house has been up at night for weeks: one more night rings on all of these
SLEEPLESS = PEOPLE - 1


class Clock:
    """Always the same time."""

    def now(self) -> datetime:
        return NOW + timedelta(minutes=2)

    def real(self) -> datetime:
        return datetime.now(UTC)


class NoSlack(WebClient):
    """A Slack that says yes to everything."""

    def api_call(self, api_method: str, **_: Any) -> Any:
        said = {
            "ok": True,
            "team_id": "T0",
            "user_id": "U0BOT",
            "bot_id": "B0",
            "url": "https://example.com/",
        }
        return type("Said", (dict,), {"headers": {}, "get": dict.get})(said, api_method=api_method)


class Answers:
    """Answers as Slack would send them, each about somebody else, house by house; of these of each house."""

    def __init__(self, database: Database, whom: range) -> None:
        with database.read() as session:
            self.about = [
                (service, db.handover.latest_asked(session, service.id), person)
                for n in whom
                for service in db.people.services(session)
                for person in [db.people.people_of(session, service.id)[n]]
            ]
        self.made = 0

    def _next(self, worker: int) -> tuple[str, int, Any]:
        service, asked, person = self.about[self.made % len(self.about)]
        assert asked is not None
        self.made += 1
        return f"U0{service.spec.key.upper()}S{worker}", asked.id, person

    def clear(self) -> Payload:
        """*Seen, no signs*."""
        who, handover_id, person = self._next(1)
        action = {
            "action_id": prompts.handover.Action.CLEAR.value, "block_id": "b", "type": "button",
            "value": f"{handover_id}:{person.id}", "action_ts": f"{self.made}.0",
        }  # fmt: skip
        return _body(
            who, "block_actions", actions=[action], container={"message_ts": "1.1"}, channel={"id": "C0"}
        )

    def form(self, sleep: int, pacing: int) -> Payload:
        """*Signs seen…*, submitted."""
        who, handover_id, person = self._next(0)
        meta = {
            "person_id": person.id, "handover_id": handover_id, "handover": handover_id, "person": person.id,
            "plan": person.plan_id, "nonce": f"form {self.made}", "corrects": None, "correcting": False,
        }  # fmt: skip
        chosen = {"sign:sleep": sleep, "sign:pacing": pacing, "step:0": "done", "followed": "yes"}
        values = {
            block: {"value": {"type": "static_select", "selected_option": {"value": str(value)}}}
            for block, value in chosen.items()
        } | {"note": {"value": {"type": "plain_text_input", "value": "Up and down the landing until two."}}}
        view = {
            "id": f"V{self.made}", "type": "modal", "callback_id": prompts.reply_form.CALLBACK,
            "private_metadata": json.dumps(meta), "state": {"values": values},
            "blocks": [{"type": "input", "block_id": block} for block in values],
        }  # fmt: skip
        return _body(who, "view_submission", view=view)


def _body(who: str, kind: str, **more: Any) -> Payload:
    return {
        "type": kind,
        "user": {"id": who, "team_id": "T0"},
        "team": {"id": "T0"},
        "trigger_id": "t",
        **more,
    }


def signed(payload: Payload) -> BoltRequest:
    """The request as Slack signs it."""
    body = urlencode({"payload": json.dumps(payload)})
    at = str(int(time.time()))
    made = hmac.new(SECRET.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    return BoltRequest(
        body=body, headers={"x-slack-request-timestamp": at, "x-slack-signature": f"v0={made}"}
    )


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    said: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    try:
        yield said
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", count)


class Unsaid:
    """What is said after the acknowledgement is not said here."""

    def __call__(self, _say: Any, **_what: Any) -> None:
        return

    def gathered(self, _place: object, _say: Any) -> None:
        return


def built(database: Database) -> Any:
    """Bolt's app over this database."""
    handlers.app.After = Unsaid  # type: ignore[assignment,misc]
    relay = Relay(Settings(_env_file=None), database, Clock())  # type: ignore[call-arg]
    return handlers.app.build(relay, NoSlack("xoxb-none"), SECRET)


def one(app: Any, payload: Payload) -> float | None:
    """Seconds until the acknowledgement, None where it was not saved; the request is read anew, as a server would."""
    started = time.perf_counter()
    answer = app.dispatch(signed(payload))
    took = time.perf_counter() - started
    return None if answer.status != 200 or "errors" in (answer.body or "") else took


def measured(app: Any, name: str, make: Callable[[], Payload], times: int = 200) -> str:
    """A line about one kind of answer."""
    one(app, make())
    with counted() as statements:
        one(app, make())
    payloads = [make() for _ in range(times)]
    began = time.process_time()
    took = [1000 * said for payload in payloads if (said := one(app, payload))]
    busy = (time.process_time() - began) * 1000 / times
    assert len(took) == times
    return f"{name}: {statistics.median(took):.1f} ms, of which {busy:.1f} busy, {len(statements)} statements"


def eight(app: Any, name: str, payloads: list[Payload]) -> str:
    """A line about as many answers, eight at a time."""
    started = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda payload: one(app, payload), payloads))
    rate = len(said) / (time.perf_counter() - started)
    took = sorted(1000 * one for one in said if one)
    middle, most = statistics.median(took), took[-len(took) // 100]
    lost = len(said) - len(took)
    return f"{name}: {rate:.0f} a second, p50 {middle:.0f} ms, p99 {most:.0f} ms, {lost} not saved"


def main(url: str = "") -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        database = Database(url or f"sqlite:///{Path(folder) / 'relay.db'}")
        db.migrate.upgrade(database)
        fill(database)
        app, most = built(database), range(SLEEPLESS)
        sleepless = Answers(database, range(SLEEPLESS, PEOPLE))
        print(measured(app, "clear tap", Answers(database, most).clear))
        signs = Answers(database, most)
        print(measured(app, "form", lambda: signs.form(2, 0)))
        print(eight(app, "form, eight at a time", [signs.form(2, 0) for _ in range(480)]))
        rings = Answers(database, most)
        print(measured(app, "form that rings", lambda: rings.form(3, 1)))
        print(measured(app, "form that rings on weeks", lambda: sleepless.form(2, 0), 30))
        database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
