"""Forty made-up houses of seven people, each with a month of answers behind them, that have been asked just now."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

import db.handover
import db.house
import db.people
from benchmarks.history import SIGNS, plan
from bot.loaded import House
from db import tables
from db.session import Database
from handlers.flow import handover

NOW = datetime(2026, 11, 12, 21, 15, tzinfo=UTC)
HOUSES, PEOPLE, PERIODS = 40, 7, 90
Payload = dict[str, Any]


def houses() -> House:
    """The houses and their people."""
    keys = [f"h{n}" for n in range(HOUSES)]
    shifts = [
        {"key": key, "name": key.title(), "starts": at}
        for key, at in (("early", "07:30"), ("late", "14:30"), ("night", "21:30"))
    ]
    roles = ("support_worker", "support_worker", "team_leader", "manager")
    return House.model_validate(
        {
            "organisation": {"name": "Example Care", "emergency": "999"},
            "services": [
                {"key": key, "name": key, "channel": f"C0{key.upper()}", "phone": "01632 960111",
                 "timezone": "Europe/London", "ladder": "house", "shifts": shifts}
                for key in keys
            ],
            "staff": [
                {"slack": f"U0{key.upper()}S{n}", "name": f"{key} {n}", "role": role, "services": [key],
                 "phone": "07700 900001"}
                for key in keys for n, role in enumerate(roles)
            ],
            "ladders": [{"key": "house", "rungs": [{"tell": "role:manager", "within": "10 min"}]}],
            "people": [
                {"key": f"{key}-{n}", "known_as": f"Sam {n}", "service": key, "plan": _plan(key)}
                for key in keys for n in range(PEOPLE)
            ],
        }
    )  # fmt: skip


def _plan(key: str) -> Payload:
    agreed = plan()["agreed"] | {
        "drafted_by": f"U0{key.upper()}S2", "approved_by": f"U0{key.upper()}S3", "with": ["their sister"],
    }  # fmt: skip
    return plan() | {"agreed": agreed, "steps": ["Offer a walk", "Make toast"], "safe": ["Sit down together"]}


def fill(database: Database) -> None:
    """Forty houses that have been asked just now."""
    with database.write() as session:
        db.house.apply(session, houses(), NOW - timedelta(days=40))
        people = {one.id: db.people.people_of(session, one.id) for one in db.people.services(session)}
        _past(session, {service: [one.id for one in found] for service, found in people.items()})
        for service in db.people.services(session):
            handover.plan_ahead(session, service, NOW - timedelta(minutes=1))
    with database.write() as session:
        for one in db.handover.due(session, NOW):
            handover.ask_due(session, one, NOW)
    with database.write() as session:
        # Slack has the prompts
        session.execute(sa.update(tables.Outbox).values(state="sent", channel="C0", ts="1.1", sent_at=NOW))


def _past(session: Any, people: dict[int, list[int]]) -> None:
    handovers: list[Payload] = []
    periods: list[Payload] = []
    replies: list[Payload] = []
    for n in range(1, PERIODS + 1):
        due = NOW - timedelta(hours=8 * (PERIODS + 1 - n))
        for service, ids in people.items():
            handovers.append(
                {"id": len(handovers) + 1, "service_id": service, "slot": f"slot {n}", "covers": "late",
                 "next_shift": "night", "on_date": due.date(), "change_at": due, "due_at": due,
                 "state": tables.Asking.ASKED, "asked_at": due, "settled": True, "asked_late": False}
            )  # fmt: skip
            at = len(handovers)
            for one in ids:
                periods.append({"person_id": one, "handover_id": at, "due_at": due, "asked": True})
                replies.append(
                    {"id": len(replies) + 1, "person_id": one, "service_id": service, "handover_id": at,
                     "period_id": at, "author_id": (service - 1) * 4 + 1, "plan_id": one, "seen_at": due,
                     "received_at": due, "timed": False, "kind": "signs", "followed": "yes", "steps": {},
                     "nonce": f"old {len(replies)}", "attempt": 0}
                )  # fmt: skip
    seen = [
        {"reply_id": one["id"], "sign": sign, "value": float(sign == "sleep" and one["person_id"] % PEOPLE == 0)}
        for one in replies for sign in SIGNS
    ]  # fmt: skip
    # a house was in time for these long ago
    for table, found in (
        (tables.Handover, handovers), (tables.PersonPeriod, periods), (tables.Reply, replies),
        (tables.Observation, seen),
    ):  # fmt: skip
        session.execute(sa.insert(table), found)
    if session.get_bind().dialect.name == "postgresql":
        for name in ("handover", "reply"):
            session.execute(
                sa.text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}")
            )
