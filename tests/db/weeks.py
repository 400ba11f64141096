"""Handovers, answers and escalations of made-up weeks, put straight into a house's tables."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, SQLModel

from bot import days
from db import tables
from tests.house import MINUTE, Rowan

FOLLOWS = {"early": ("late", time(14, 30)), "late": ("night", time(21, 30)), "night": ("early", time(7, 30))}
ASKED = ("sam", "ray")


@dataclass
class Weeks:
    """What is put into the tables of a house that was loaded."""

    house: Rowan
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    known: dict[str, Any] = field(default_factory=dict)
    session: Session | None = None

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """All that is added inside is one transaction: a thousand take long."""
        with self.house.database.write() as self.session:
            yield
        self.session = None

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        if self.session is not None:
            yield self.session
            return
        with self.house.database.write() as session:
            yield session

    def add(self, row: SQLModel) -> int:
        """Keep a row; its id."""
        with self._writing() as session:
            session.add(row)
            session.flush()
            return int(getattr(row, "id", None) or 0)

    def service(self, key: str) -> Any:
        """A service as it was when it was first asked for."""
        return self.known.get(key) or self._found(key, self.house.service)

    def person(self, key: str) -> Any:
        """A person as they were when they were first asked for."""
        return self.known.get(key) or self._found(key, self.house.person)

    def _found(self, key: str, find: Callable[[str], Any]) -> Any:
        self.known[key] = find(key)
        return self.known[key]

    def handover(
        self,
        on: date,
        covers: str = "late",
        people: tuple[str, ...] = ASKED,
        key: str = "rowan-house",
        **more: Any,
    ) -> int:
        """One that was asked, and is over, of the people named; its id."""
        service = self.service(key)
        following, starts = FOLLOWS[covers]
        at = days.instant(on, starts, service.spec.timezone)
        due = at - 15 * MINUTE
        columns = {
            "slot": f"{on} {covers}",
            "state": tables.Asking.ASKED,
            "settled": True,
            "asked_at": due,
            **more,
        }
        own = self.add(
            tables.Handover(
                service_id=service.id, covers=covers, next_shift=following, on_date=on, change_at=at, due_at=due,
                **columns,
            )
        )  # fmt: skip
        for one in people:
            self.asks(own, one, due)
        return own

    def asks(self, handover: int, person: str, due: datetime, *, asked: bool = True) -> None:
        """Somebody stands on it; not asked about where they are away."""
        own = self.person(person).id
        self.add(tables.HandoverPerson(handover_id=handover, person_id=own, asked=asked))
        self.add(tables.PersonPeriod(person_id=own, handover_id=handover, due_at=due, asked=asked))

    def reply(
        self, person: str, handover: int, values: dict[str, float | None] | None = None, **more: Any
    ) -> int:
        """An answer through its prompt, of its period: with signs where there are values, else clear. Its id."""
        who, of = self.person(person), self._handover(handover)
        columns = {
            "person_id": who.id, "service_id": of.service_id, "handover_id": handover, "period_id": handover,
            "author_id": 1, "plan_id": who.plan_id, "seen_at": of.due_at, "received_at": of.due_at + 10 * MINUTE,
            "kind": "signs" if values else "clear", "steps": {}, "nonce": f"w{next(self.numbers)}", **more,
        }  # fmt: skip
        own = self.add(tables.Reply(**columns))
        for sign, value in (values or {}).items():
            self.add(tables.Observation(reply_id=own, sign=sign, value=value))
        return own

    def corrects(self, old: int, new: int) -> None:
        """The new reply stands for the old one."""
        with self._writing() as session:
            session.get_one(tables.Reply, old).superseded_by = new

    def staffed(self, handover: int, planned: int, actual: int, agency: int = 0, alone: bool = False) -> None:
        at = self._handover(handover).due_at
        self.add(
            tables.Staffing(
                handover_id=handover, planned=planned, actual=actual, agency=agency, alone=alone, author_id=1, at=at
            )
        )  # fmt: skip

    def read(self, handover: int, after: timedelta) -> None:
        at = self._handover(handover).due_at + after
        self.add(tables.HandoverRead(handover_id=handover, author_id=2, at=at))

    def note(self, kind: str, at: datetime, person: str | None = "sam", **more: Any) -> int:
        """Something said besides, at Rowan House; its id."""
        who = self.person(person).id if person else None
        columns = {"service_id": self.service("rowan-house").id, "tell": "next_shift", "author_id": 1, **more}
        number = f"n{next(self.numbers)}"
        return self.add(
            tables.Note(kind=kind, person_id=who, seen_at=at, received_at=at, nonce=number, **columns)
        )

    def escalation(
        self, at: datetime, person: str | None = "sam", key: str = "rowan-house", **more: Any
    ) -> int:
        """One on the house's ladder; its id."""
        who = self.person(person).id if person else None
        service = self.service(key)
        ladder = {"key": "house", "repeat": 0, "rungs": [{"tell": "role:manager", "within": "10 min"}]}
        columns = {
            "state": tables.Climbing.OPEN, "urgency": "now", "tell": f"ladder:{next(self.numbers)}", "act_within": 1800,
            **more,
        }  # fmt: skip
        own = self.add(
            tables.Escalation(
                service_id=service.id, person_id=who, subject=f"p{who}" if who else f"s{service.id}", rings_as="now",
                ladder=ladder, opened_at=at, **columns,
            )
        )  # fmt: skip
        self.happens(own, at, "opened")
        return own

    def happens(self, escalation: int, at: datetime, what: str, **more: Any) -> None:
        self.add(tables.EscalationEvent(escalation_id=escalation, at=at, what=what, **more))

    def crosses(self, escalation: int, reply: int, at: datetime, threshold: str = "two-together") -> None:
        """A reply raised it."""
        plan = self.person("sam").plan_id
        self.add(
            tables.Crossing(
                reply_id=reply, plan_id=plan, threshold=threshold, escalation_id=escalation, at=at, sentence="",
                evidence=[reply],
            )
        )  # fmt: skip

    def _handover(self, handover: int) -> tables.Handover:
        with self._writing() as session:
            return session.get_one(tables.Handover, handover)
