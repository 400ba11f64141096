"""What is left afterwards, as one value that the judge reads: what was done, what Slack has, what the database has."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import SQLModel

from db import crypto, types
from db.outbox import Letter
from db.session import Database, Session
from db.tables import Outbox, Sending
from handlers.flow import render
from tests.torture.place import Page, Place

Json = dict[str, Any]
TABLES = (
    "outbox", "journal", "escalation", "escalationevent", "crossing", "reply", "note", "raised", "handover", "staff",
    "person", "service", "closing", "observation", "handoverread", "staffing",
)  # fmt: skip
MESSAGES = ("post", "ephemeral", "respond", "update", "delete", "fault", "refused")
# a message is drawn a little before it is noted that it was sent
BEFORE = (timedelta(), timedelta(seconds=-20), timedelta(minutes=-1))


@dataclass
class Record:
    """`plan` as it was carried out; `acts` of staff; `wrecks` that were done; Slack's `log`; the messages `shown`.

    `tables` are rows by table's name, instants as ISO 8601. `drawn` are the words of each message, by its row's id,
    as they would be drawn from the database. `now` is Relay's clock at the end. `wrong` is what went wrong with the
    harness itself. `dropped` is when a program said that it drops a message, by its row's id: real, in seconds.
    """

    plan: Json
    acts: list[Json]
    wrecks: list[Json]
    log: list[Json]
    shown: list[Json]
    tables: dict[str, list[Json]]
    drawn: dict[str, list[str]]
    now: str
    wrong: list[str] = field(default_factory=list)
    dropped: dict[str, float] = field(default_factory=dict)

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=0, default=str))


def loaded(path: Path) -> Record:
    """A record that was saved."""
    return Record(**json.loads(path.read_text()))


def made(place: Place, acts: list[Json], wrecks: list[Json], wrong: list[str]) -> Record:
    """What is left of what happened in `place`."""
    types.use_keys(crypto.KeyRing())
    database = Database(place.url)
    try:
        with database.read() as session:
            tables = {name: list(_rows(session, name)) for name in TABLES}
            now = place.page.get("state", user="U0ASH")["clock"]["now"]
            drawn = _drawn(session, datetime.fromisoformat(now))
    finally:
        database.close()
    plan, log, shown = json.loads(place.plan.dumps()), _log(place.page), _shown(place.page)
    return Record(plan, acts, wrecks, log, shown, tables, drawn, now, wrong, dropped(place.folder))


def _rows(session: Session, name: str) -> Iterator[Json]:
    table = SQLModel.metadata.tables[name]
    for row in session.execute(sa.select(table).order_by(*table.primary_key)).mappings():
        yield {key: plain(value) for key, value in row.items()}


def plain(value: Any) -> Any:
    """A column's value as JSON has it."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, datetime | date) else value


def _log(page: Page) -> list[Json]:
    """What can be told apart later; the blocks as their words."""
    return [
        {**one, "blocks": None, "view": None, "words": words(one)}
        for one in page.get("log", after=0)["entries"]
        if one["kind"] in MESSAGES
    ]


def dropped(folder: Path) -> dict[str, float]:
    """When messages were dropped, as `Record.dropped`: the programs' logs say so as soon as one is settled."""
    lines = [line for file in folder.glob("*.log") for line in file.read_text().splitlines()]
    said = (json.loads(line) for line in lines if '"state": "dropped"' in line)
    found: dict[str, float] = {}
    for one in said:
        name, at = str(one["message"]), datetime.fromisoformat(one["timestamp"]).timestamp()
        found[name] = max(at, found.get(name, 0.0))
    return found


def _shown(page: Page) -> list[Json]:
    """Every message of the bot's as it stands, each once; `reader` is whose direct messages it stands in."""
    found: dict[tuple[str, str], Json] = {}
    for user in [one["id"] for one in page.get("state")["users"]]:
        for conversation in page.get("state", user=user)["conversations"]:
            reader = user if conversation["kind"] == "im" else None
            for one in _conversation(page, user, conversation["id"]):
                found[one["conversation"], one["ts"]] = {**one, "reader": reader}
    return list(found.values())


def _conversation(page: Page, user: str, where: str) -> Iterator[Json]:
    roots = page.get("messages", user=user, conversation=where)["messages"]
    threads = [one["ts"] for one in roots if one["reply_count"]]
    inside = [
        one for ts in threads for one in page.get("thread", user=user, conversation=where, ts=ts)["messages"]
    ]
    for one in [*roots, *inside]:
        if one["bot"] and not one["ephemeral"]:
            token = ((one["metadata"] or {}).get("event_payload") or {}).get("id")
            yield {"conversation": where, "ts": one["ts"], "token": token, "words": words(one)}


def words(message: Any) -> str:
    """All that can be read of a message, in order."""
    return " ".join([str(message.get("text") or ""), *_texts(message.get("blocks") or [])])


def _texts(told: Any) -> Iterator[str]:
    if isinstance(told, list):
        for one in told:
            yield from _texts(one)
    elif isinstance(told, dict):
        for name, one in told.items():
            if name == "text" and isinstance(one, str):
                yield one
            elif name in ("text", "elements", "fields", "accessory", "options"):
                yield from _texts(one)


def _drawn(session: Session, now: datetime) -> dict[str, list[str]]:
    """As `Record.drawn`: at the end, and when each was last drawn, for what is said of times changes with them."""
    rows = session.execute(sa.select(Outbox).order_by(sa.text("id"))).scalars().all()
    last = {row.updates or row.id: row.sent_at for row in rows if row.state == Sending.SENT and row.sent_at}
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.updates is None and row.state == Sending.SENT:
            at = last.get(row.id) or now
            instants = [now, *(at + before for before in BEFORE)]
            found[str(row.id)] = [_words_of(session, row, one) for one in instants]
    return found


def _words_of(session: Session, row: Outbox, now: datetime) -> str:
    own = {name: getattr(row, name) for name in Letter.__dataclass_fields__ if hasattr(row, name)}
    letter = Letter(**{**own, "updates": row.id, "owner": "", "channel": row.channel, "ts": row.ts})
    drawn = render.letter(session, letter, now)
    return words(dict(drawn)) if drawn else ""
