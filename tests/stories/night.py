"""A whole escalation and what goes on beside it, before a bot that may die at any step and is started again.

The play is in `whole`. Its Slack is strict about threads, and its clock and Relay's are set by it. What stands after a
scene is told in lines: every row of the database, and every message as Slack has it.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from db.session import Database
from tests.handlers import confiding
from tests.house import Clock, Rowan, Written
from tests.otherslack.slack import Ack, Body, OtherSlack, buttons
from tests.stories.mortal import Life

HOUSE, HUDDLE, PAT, DEE = "C0ROWAN", "C0HUDDLE", "U0NEW", "U0DEE"
ROOT = Path(__file__).parents[2]
THURSDAY = datetime(2026, 11, 12, tzinfo=UTC)
MOMENT, LEASE, MOST = timedelta(milliseconds=10), timedelta(seconds=31), 300
# how often something was tried, and what is made up anew at each try
TRIES = frozenset(
    {"token", "nonce", "attempts", "ambiguous", "tried_at", "try_at", "lease_until", "lease_owner", "ts"}
)


def written() -> Written:
    """Rowan House, which is asked about Sam this evening alone; at half past ten Pat comes on call."""
    said = confiding.written()
    said["ladders"][0]["repeat"] = 1
    handoff = {"every": "1 week", "day": "thursday", "at": "22:30", "from": date(2026, 1, 8)}
    said["rotas"][0] |= {"members": [PAT, DEE], "handoff": handoff}
    said["people"] = said["people"][:1]
    said["people"][0]["plan"]["asked"] = {"shifts": ["late"], "until": date(2026, 11, 12)}
    return said


# what happens, when (hours and minutes since Thursday's midnight), and who does it
Scenes = list[tuple[str, int, Callable[["Night"], None]]]


class Night(OtherSlack):
    """One night after the other; `kills` are the deaths of this one. `house` is what its file says."""

    def __init__(self, house: Written) -> None:
        self.real = datetime.now(UTC)
        self.house = house
        users = {one["slack"]: one["name"] for one in self.house["staff"]}
        super().__init__(users, {one: {"members": list(users)} for one in (HOUSE, HUDDLE)})
        command = [sys.executable, "-m", "tests.stories.mortal", f"{self.url}/"]
        self.bot = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )

    def close(self) -> None:
        assert self.bot.stdin
        assert self.bot.stdout
        self.bot.stdin.close()
        self.bot.wait(30)
        self.bot.stdout.close()
        super().close()

    def play(
        self, scenes: Scenes, url: str, kill: int = 0, steps: str = "all"
    ) -> Iterator[tuple[str, list[str]]]:
        """Each scene, and what stands after it. `steps`: "all", or "commits" where calls are none of them.

        With `kill` the bot dies at that step of everything that it does, and is started again at once.
        """
        self.posts.clear()
        self.views.clear()
        self.url_of_database, self.mortal, self.kills = url, kill > 0, 0
        self.counted = steps
        self.at = THURSDAY + timedelta(hours=21)
        self.begins()
        for name, at, act in scenes:
            hour, minute = divmod(at, 100)
            self.at = THURSDAY + timedelta(hours=hour, minutes=minute)
            self.kill, self.deaths = kill, 0
            self.lives()
            act(self)
            over = 0
            while self.deaths > over:
                # whatever they held is looked for when its lease has ended, and then what waited for it
                over = self.deaths
                self.real += LEASE
                self.lives()
            yield name, self.stands()

    def begins(self) -> None:
        """Have in the database what was there before the first scene."""
        database = Database(self.url_of_database)
        Rowan(database, Clock(self.at)).load(self.house)
        database.close()

    # the bot

    def lives(self) -> None:
        """It does what is due, and is started again as often as it dies."""
        while self._lives(("go", None))["died"]:
            pass

    def _lives(self, *does: tuple[str, Any]) -> Any:
        life: Life = {
            "url": self.url_of_database, "now": self.at.isoformat(), "real": self.real.isoformat(),
            "mortal": self.mortal, "kill": self.kill, "steps": self.counted, "does": does,
        }  # fmt: skip
        assert self.bot.stdin
        assert self.bot.stdout
        print(json.dumps(life), file=self.bot.stdin, flush=True)
        lived = json.loads(self.bot.stdout.readline())
        assert lived["wrong"] == []
        self.deaths += lived["died"]
        self.kills += lived["died"]
        self.real += MOMENT * lived["died"]
        assert self.deaths < MOST, "it does the same thing again and again"
        return lived

    def insists(self, act: Callable[[], Ack | None]) -> Body:
        """Somebody is shown Slack's error, and does it again, with what they saw before."""
        done = act()
        if done is None:
            self.lives()
            self.kill, kill = 0, self.kill
            done = act()
            self.kill = kill
        self.lives()
        assert done is not None
        return done.payload

    def _deliver(self, kind: str, payload: Body) -> Ack | None:
        del kind
        acks = self._lives(("tap", payload))["acks"]
        return Ack(acks[0], 0) if acks else None

    # the Slack

    def _new_ts(self) -> str:
        with self.lock:
            self._ts = max(self.real.timestamp(), self._ts + 0.000002)
            return f"{self._ts:.6f}"

    def post(self, args: Body) -> Body:
        done = super().post(args)
        self.posts[-1]["broadcast"] = args.get("reply_broadcast") in (True, "true", "1")
        return done

    def _do(self, method: str, token: str | None, args: Body) -> Body:
        """A thread's answers are in the thread alone, where they were not broadcast."""
        if method == "chat.postMessage":
            with self.lock:
                return self.post(args)
        found = super()._do(method, token, args)
        if method in ("conversations.history", "conversations.replies"):
            found["messages"] = [one for one in found["messages"] if self._seen(one["ts"], args)]
        return found

    def _seen(self, ts: str, args: Body) -> bool:
        one = self._post(args["channel"], ts)
        if "ts" in args:
            return args["ts"] in (one["thread_ts"], ts)
        return not one["thread_ts"] or bool(one["broadcast"])

    # what people do

    def newest(self, user: str, text: str) -> tuple[Body, Body]:
        """The newest message of somebody's with this button, and the button."""
        for post in reversed(self.room(user)):
            for one in buttons(post):
                if one["text"]["text"] == text:
                    return post, one
        raise AssertionError(f"{text} is nowhere in {[one['text'] for one in self.room(user)]}")

    def taps(self, user: str, text: str, where: str | None = None) -> Body:
        post, button = self.newest(where or user, text)
        return self.insists(lambda: self.tap(user, post, button))

    def fills_in(self, user: str, values: Body) -> Body:
        """Send the form that is open, and see it become something else."""
        done = self.insists(lambda: self.submit(user, values))
        assert done.get("response_action") == "update", done
        return done

    # what stands

    def stands(self) -> list[str]:
        engine = sa.create_engine(self.url_of_database, poolclass=sa.NullPool)
        with engine.connect() as connection:
            own = [tuple(row) for row in connection.execute(sa.text(OWN))]
            places = {row_id: at for at, (row_id, _) in enumerate(own)}
            lines = [
                line for table in SQLModel.metadata.sorted_tables for line in _rows(connection, table, places)
            ]
        engine.dispose()
        return [*lines, *self._messages([token for _, token in own])]

    def _messages(self, tokens: list[str]) -> list[str]:
        """Every message, room by room, with the place of its row and that of the message whose thread it is in."""
        places = {(one["channel"], one["ts"]): at for at, one in enumerate(self.posts)}
        rows = {at: tokens.index(one["metadata"]["event_payload"]["id"]) for at, one in enumerate(self.posts)}
        roots = [places.get((one["channel"], one["thread_ts"])) for one in self.posts]
        return sorted(
            f"{one['channel']} {at:04} row {rows[at]} in {None if roots[at] is None else rows[roots[at] or 0]}"
            f" {one['broadcast']} {one['text']} {re.sub('relay.[0-9a-f]{32}', '', json.dumps(one['blocks']))}"
            for at, one in enumerate(self.posts)
        )


OWN = "SELECT id, token FROM outbox WHERE updates IS NULL ORDER BY id"


def _rows(connection: sa.Connection, table: sa.Table, places: dict[int, int]) -> list[str]:
    """The rows in order. Of the outbox the messages, known by their places: updates are seen in what they draw."""
    columns = [one for one in table.columns if one.name not in TRIES]
    of_messages = [one.name for one in columns if _is_message(one)]
    found = []
    for row in connection.execute(sa.select(*columns).order_by(*table.primary_key)):
        kept = dict(row._mapping)
        kept |= {name: places.get(kept[name]) for name in of_messages}
        found.append(kept)
    if table.name == "outbox":
        found = [row for row in found if row["id"] is not None]
    if table.name == "review":
        # the same form again takes a number, and leaves it
        found = [{**row, "id": None} for row in found]
    if table.name == "journal":
        # whoever was shown an error opens a form once more
        found = [{**row, "id": None} for row in found if row["what"] not in ("form.opened", "check.opened")]
    return [f"{table.name} {row}" for row in found]


def _is_message(column: sa.Column[Any]) -> bool:
    own = column.table.name == "outbox" and column.primary_key
    return (
        own
        or column.name == "message_id"
        or any(one.column.table.name == "outbox" for one in column.foreign_keys)
    )
