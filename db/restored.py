"""What has to be done with a database that was brought back from a backup, and what is missing in it."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from bot.backup import Gap
from bot.people import Service
from db import escalation, handover, people, postgres
from db.crypto import MARK
from db.session import Database
from db.tables import Climbing, Escalation, Journal, Outbox, Sending
from db.types import JSONOf, SealedText

# the name of a key is in each sealed value: "v1." and eight letters
NAMED = len(MARK) + 8
SKIPPED = 100_000
# what is written of it: in the journal, and the kind of message that each house gets
RESTORED, TOLD = "database.restored", "restored"


def opens(session: Session) -> None:
    """Raises LostKey where anything sealed does not open with the keys in force."""
    there = sa.inspect(session.connection())
    for table in SQLModel.metadata.sorted_tables:
        if not there.has_table(table.name):
            continue
        kept = {one["name"] for one in there.get_columns(table.name)}
        for column in table.columns:
            bound = _bound(column.type)
            if bound and column.name in kept:
                _opens(session, table.name, column.name, bound)


def _bound(kind: object) -> str | None:
    return kind.bound if isinstance(kind, (SealedText, JSONOf)) else None


def _opens(session: Session, table: str, name: str, bound: str) -> None:
    """One value of each key that was used in this column."""
    column = sa.column(name, sa.Text)
    sealed = (
        sa.select(sa.func.min(column))
        .select_from(sa.table(table))
        .where(column.like(f"{MARK}%"))
        .group_by(sa.func.substr(column, 1, NAMED))
    )
    reader = SealedText(bound)
    for value in session.execute(sealed).scalars():
        reader.process_result_value(value, session.get_bind().dialect)


def newest(session: Session) -> datetime | None:
    """The last instant that the database knows of; None where it knows of nothing. By Relay's clock.

    What an earlier restore wrote into it is no knowledge: one that was interrupted may be repeated.
    """
    told = col(Outbox.kind) != TOLD
    known = [
        session.execute(sa.select(sa.func.max(column)).where(own)).scalar_one()
        for column, own in (
            (col(Journal.at), col(Journal.what) != RESTORED), (col(Outbox.made_at), told), (col(Outbox.sent_at), told),
        )
    ]  # fmt: skip
    return max((one for one in known if one), default=None)


def unsure(session: Session, now: datetime, real: datetime) -> int:
    """Have what was still to be sent looked for in Slack first: it may have been sent since. How many messages.

    `now` is Relay's clock, `real` the real one; the look goes back to when each was made.
    """
    rows = session.execute(
        sa.select(Outbox).where(col(Outbox.state).in_((Sending.WAITING, Sending.SENDING)))
    ).scalars()
    count = 0
    for row in rows:
        row.ambiguous = True
        row.tried_at = row.tried_at or real - max(now - row.made_at, timedelta())
        count += 1
    return count


def skip_ids(session: Session) -> None:
    """Leave out the ids that were given since: a button in Slack that still has one is to mean nothing else.

    Where ids are counted by the tables themselves (SQLite) nothing can be left out.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    session.execute(
        sa.text(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, coalesce(last_value, 0) + :skipped)"
            " FROM pg_sequences WHERE schemaname = ANY (current_schemas(false))"
        ),
        {"skipped": SKIPPED},
    )


def untell(session: Session) -> None:
    """What an earlier restore had the houses told, and was not sent, is not sent."""
    waits = (col(Outbox.kind) == TOLD, col(Outbox.state) == Sending.WAITING)
    session.execute(sa.update(Outbox).where(*waits).values(state=Sending.DROPPED, why="restored once more"))


def gaps(session: Session, since: datetime, now: datetime) -> list[Gap]:
    """What is missing from `since` on, for each service, by key."""
    return [_gap(session, one, since, now) for one in people.services(session)]


def _gap(session: Session, service: Service, since: datetime, now: datetime) -> Gap:
    planned = handover.planned(session, service.id)
    asked = handover.latest_asked(session, service.id)
    open_ = session.execute(
        sa.select(sa.func.count()).where(
            col(Escalation.service_id) == service.id,
            col(Escalation.state).in_((*escalation.LIVE, Climbing.ACTED_ON)),
        )
    ).scalar_one()
    return Gap(
        service.spec.timezone, since, now, service.spec.key, service.spec.name,
        planned=planned.change.due if planned and planned.change.due <= now else None,
        asked=asked.change.at if asked else None, open=int(open_),
    )  # fmt: skip


def others(database: Database) -> int:
    """How many other connections Relay has to this PostgreSQL database."""
    found = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND application_name = :name"
    )
    with database.read() as session:
        return int(session.execute(found, {"name": postgres.NAME}).scalar_one())
