"""The floor: a bare Bolt app that writes the very rows that Relay wrote for the same answer, and posts at once.

`python -m benchmarks.floor ROWS DATABASE_URL BIND SLACK_URL [PROCESSES]`. No plans, no thresholds, no outbox: for each
answer one transaction of inserts with the driver alone (the rows' own ids and words made anew), the ping's post where
one rings, then the acknowledgement. Served as Relay is, by gunicorn with threads. `rows` takes the rows from Relay.
"""

import json
import pickle
import sqlite3
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from gunicorn.app.base import BaseApplication
from psycopg.types.json import Jsonb
from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient
from sqlmodel import SQLModel

import prompts.reply_form
from benchmarks import world
from benchmarks.asks import RINGS
from benchmarks.load import SECRET
from db import tables
from db.session import Database
from prompts.handover import Action

assert tables  # the metadata below is theirs
Row = tuple[str, dict[str, Any]]
THREADS = 8
# the partial unique indexes are about what is still open or waiting; here nothing is
ENDED = {"escalation": "closed", "outbox": "sent"}
BLOCKS = [
    {"type": "section", "block_id": f"b{n}", "text": {"type": "mrkdwn", "text": "What is asked. " * 20}}
    for n in range(8)
]


def ids(url: str) -> dict[str, set[Any]]:
    """The keys of all rows there are, by table."""
    with world.opened(url) as database:
        return {name: {_key(row, keys) for row in rows} for name, keys, rows in _all(database)}


def rows(url: str, before: dict[str, set[Any]]) -> list[Row]:
    """The rows that are new since, those first that others refer to."""
    with world.opened(url) as database:
        return [
            (name, row)
            for name, keys, found in _all(database)
            for row in found
            if _key(row, keys) not in before[name]
        ]


def _all(database: Database) -> Iterator[tuple[str, list[str], list[dict[str, Any]]]]:
    with database.read() as session:
        for table in SQLModel.metadata.sorted_tables:
            found = session.execute(sa.text(f'SELECT * FROM "{table.name}"')).mappings()
            yield table.name, [one.name for one in table.primary_key], [dict(row) for row in found]


def _key(row: dict[str, Any], keys: list[str]) -> tuple[Any, ...]:
    return tuple(row[one] for one in keys)


class Writer:
    """Writes captured rows anew, one answer a transaction."""

    def __init__(self, url: str, kinds: dict[str, list[Row]]) -> None:
        self._url, self._lock, self._local = url, threading.Lock(), threading.local()
        self._sqlite = self._open_sqlite() if url.startswith("sqlite") else None
        self._kinds = {kind: [self._prepared(*row) for row in found] for kind, found in kinds.items()}

    def write(self, kind: str) -> None:
        """One answer's rows, committed."""
        made: dict[tuple[str, Any], Any] = {}
        with self._transaction() as execute:
            for table, old, statement, columns, values in self._kinds[kind]:
                fresh = [
                    self._fresh(column, value, made) for column, value in zip(columns, values, strict=True)
                ]
                found = execute(statement, fresh).fetchone()
                if old is not None:
                    made[table, old] = found[0]

    def _prepared(
        self, table: str, row: dict[str, Any]
    ) -> tuple[str, Any, str, list[sa.Column[Any]], list[Any]]:
        known = SQLModel.metadata.tables[table]
        own = "id" in known.c
        names = [name for name in row if name != "id" or not own]
        marks = ", ".join(["?" if self._sqlite else "%s"] * len(names))
        quoted = ", ".join(f'"{one}"' for one in names)
        returning = "id" if own else quoted.partition(",")[0]
        statement = f'INSERT INTO "{table}" ({quoted}) VALUES ({marks}) RETURNING {returning}'
        values = [ENDED[table] if one == "state" and table in ENDED else row[one] for one in names]
        packed = [Jsonb(one) if isinstance(one, (dict, list)) else one for one in values]
        return table, row["id"] if own else None, statement, [known.c[one] for one in names], packed

    def _fresh(self, column: sa.Column[Any], value: Any, made: dict[tuple[str, Any], Any]) -> Any:
        """What refers to a row that was written anew, does so again; what is made up for each answer is made up."""
        for key in column.foreign_keys:
            value = made.get((key.column.table.name, value), value)
        made_up = column.name in ("nonce", "token", "dedupe", "subject")
        return uuid.uuid4().hex if made_up and value is not None else value

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        if self._sqlite:
            with self._lock:
                self._sqlite.execute("BEGIN IMMEDIATE")
                yield self._sqlite.execute
                self._sqlite.execute("COMMIT")
            return
        if not hasattr(self._local, "postgres"):
            self._local.postgres = psycopg.connect(self._url.replace("+psycopg", ""))
        with self._local.postgres.transaction():
            yield self._local.postgres.execute

    def _open_sqlite(self) -> sqlite3.Connection:
        path = self._url.removeprefix("sqlite:///")
        raw = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            raw.execute(f"PRAGMA {pragma}")
        return raw


def app(writer: Writer, client: WebClient) -> App:
    """The whole program."""
    made = App(client=client, signing_secret=SECRET, process_before_response=True)

    @made.action(Action.CLEAR)
    def clear(ack: Ack) -> None:
        writer.write("clear")
        ack()

    @made.view(prompts.reply_form.CALLBACK)
    def signs(ack: Ack, body: dict[str, Any], view: dict[str, Any], client: WebClient) -> None:
        [field] = view["state"]["values"]["sign:pacing"].values()
        rings = field["selected_option"]["value"] == RINGS["sign:pacing"]
        writer.write("rings" if rings else "quiet")
        if rings:
            manager = "D" + body["user"]["id"].rpartition("W")[0][1:] + "M"
            about = json.loads(view["private_metadata"])["about"]
            client.chat_postMessage(channel=manager, text=f"About {about}", blocks=BLOCKS)
        ack(response_action="update", view={"type": "modal", "title": view["title"], "blocks": BLOCKS})

    return made


class Served(BaseApplication):  # type: ignore[misc]
    """gunicorn, as Relay uses it."""

    def __init__(self, bind: str, processes: int, make: Any) -> None:
        self._given, self._make = {"bind": bind, "workers": processes}, make
        super().__init__()

    def load_config(self) -> None:
        settings = {**self._given, "worker_class": "gthread", "threads": THREADS, "loglevel": "warning"}
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> SlackRequestHandler:
        return SlackRequestHandler(self._make())


def main() -> None:
    captured, url, bind, slack_url, *processes = sys.argv[1:]
    kinds = pickle.loads(Path(captured).read_bytes())
    client = WebClient("xoxb-bench", base_url=f"{slack_url}/api/", retry_handlers=[])
    Served(bind, int(processes[0]) if processes else 1, lambda: app(Writer(url, kinds), client)).run()


if __name__ == "__main__":
    main()
