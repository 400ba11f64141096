"""Keeping a pretended year: straight into the tables, many rows a statement, into a database that has seen nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from bot import escalation as rules
from bot.people import Author
from bot.pretend_records import Cast, Handover, House, Note, Rang, Reply, Year
from db import escalation, handover, people
from db.tables import (
    Absence,
    Asking,
    Climbing,
    Closing,
    Crossing,
    Escalation,
    EscalationEvent,
    HandoverPerson,
    HandoverRead,
    Observation,
    PersonPeriod,
    Plan,
    Raised,
    Staffing,
)
from db.tables import Handover as HandoverRow
from db.tables import Note as NoteRow
from db.tables import Reply as ReplyRow

AT_ONCE = 2000
Rows = Iterable[dict[str, Any]]


class LivedIn(Exception):
    """The database holds handovers that were asked already: nothing pretended is put beside what is real."""

    def __init__(self) -> None:
        super().__init__(
            "This database has a history of its own, and none is made up beside it. Use an empty one."
        )


def cast(session: Session) -> Cast:
    """Everybody who is loaded, as the year is made for them."""
    listed = people.listed(session)
    houses = tuple(
        House(
            service,
            tuple(people.people_of(session, service.id)),
            tuple(one for one in listed if service.id in one.services),
        )
        for service in people.services(session)
    )
    return Cast(houses, {one.slack: one for one in listed}, people.rotas(session), people.ladders(session))


def keep(session: Session, year: Year, since: datetime) -> None:
    """Keep the year; every plan is as if loaded at `since`, before it. Raises LivedIn where something was asked."""
    asked = sa.select(col(HandoverRow.id)).where(col(HandoverRow.state) != Asking.PLANNED)
    if (
        session.execute(asked.limit(1)).first()
        or session.execute(sa.select(col(ReplyRow.id)).limit(1)).first()
    ):
        raise LivedIn
    session.execute(sa.update(Plan).values(loaded_at=since))
    first = _first_free(session)
    _Keeping(session, first).year(year)
    if session.get_bind().dialect.name == "postgresql":
        _count_on(session)


def _first_free(session: Session) -> int:
    """What is added to an id of a year: the next handover is on the list already."""
    return int(session.execute(sa.select(sa.func.coalesce(sa.func.max(col(HandoverRow.id)), 0))).scalar_one())


def _count_on(session: Session) -> None:
    """Have the next rows numbered after those that came with ids of their own."""
    for table in (HandoverRow, ReplyRow, NoteRow, Escalation):
        name = table.__tablename__
        session.execute(
            sa.text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
            if session.execute(sa.select(col(table.id)).limit(1)).first()
            else sa.text("SELECT 1")
        )


class _Keeping:
    """One year going into the tables. Ids of the year count from `first` on there, of whatever they are."""

    def __init__(self, session: Session, first: int) -> None:
        self.session = session
        self.first = first

    def year(self, year: Year) -> None:
        """All of it, what is referred to before what refers to it."""
        self._put(HandoverRow, (self._handover(one) for one in year.handovers))
        self._put(HandoverPerson, self._stood(year.handovers))
        self._put(PersonPeriod, self._periods(year.handovers))
        self._put(Absence, (self._absence(i, one) for i, one in enumerate(year.absences)))
        self._put(ReplyRow, (self._reply(one) for one in year.replies))
        self._put(Observation, self._observed(year.replies))
        self._put(NoteRow, (self._note(one) for one in year.notes))
        self._put(Staffing, (self._of_handover(one) for one in year.staffed))
        self._put(HandoverRead, (self._of_handover(one) | {"both_shifts": False} for one in year.reads))
        self._put(Escalation, (self._escalation(one) for one in year.rang))
        self._put(EscalationEvent, self._events(year.rang))
        self._put(Crossing, self._crossed(year.rang))
        self._put(Raised, self._raised(year.rang))
        self._put(Closing, self._closed(year.rang))

    def _put(self, table: type[SQLModel], rows: Rows) -> None:
        every = list(rows)
        for start in range(0, len(every), AT_ONCE):
            self.session.execute(sa.insert(table.__table__), every[start : start + AT_ONCE])  # type: ignore[attr-defined]

    def _id(self, own: int) -> int:
        return self.first + own

    def _handover(self, one: Handover) -> dict[str, Any]:
        return {
            "id": self._id(one.id), "service_id": one.service_id, "slot": handover.slot(one.change),
            "covers": one.change.covers, "next_shift": one.change.next, "on_date": one.change.date,
            "change_at": one.change.at, "due_at": one.change.due, "state": Asking(one.state), "asked_at": one.asked_at,
            "asked_late": False, "look_at": None, "reminded_at": one.reminded_at, "late_at": one.late_at,
            "settled": one.settled,
        }  # fmt: skip

    def _stood(self, every: Sequence[Handover]) -> Rows:
        for one in every:
            for asked, whom in ((True, one.asked), (False, one.away)):
                yield from (
                    {"handover_id": self._id(one.id), "person_id": who, "asked": asked} for who in whom
                )

    def _periods(self, every: Sequence[Handover]) -> Rows:
        for one in every:
            for who in one.asked:
                yield {
                    "person_id": who, "handover_id": self._id(one.id), "due_at": one.change.due, "asked": True,
                }  # fmt: skip

    def _absence(self, number: int, one: Any) -> dict[str, Any]:
        return {
            "person_id": one.person_id, "service_id": one.service_id, "said_at": one.said_at, "until_at": one.until_at,
            "ended_at": one.ended_at, "ended_by": one.author.staff_id, "nonce": f"pretended away {number}",
            **_by(one.author),
        }  # fmt: skip

    def _reply(self, one: Reply) -> dict[str, Any]:
        said = one.answer
        return {
            "id": self._id(one.id), "person_id": one.person_id, "service_id": one.service_id,
            "handover_id": self._id(one.handover_id), "period_id": self._id(one.handover_id), "plan_id": one.plan_id,
            "seen_at": one.seen_at, "received_at": one.received_at, "timed": one.timed, "kind": said.kind,
            "followed": said.followed, "contact_missed": said.contact_missed, "not_seen": said.not_seen,
            "steps": said.steps, "knows": said.knows, "not_happened": said.not_happened, "says": said.says,
            "wants": said.wants, "note": said.note, "nonce": f"pretended {one.id}", "attempt": 0, **_by(one.author),
        }  # fmt: skip

    def _observed(self, every: Sequence[Reply]) -> Rows:
        for one in every:
            for sign, value in one.answer.values.items():
                yield {"reply_id": self._id(one.id), "sign": sign, "value": value}

    def _note(self, one: Note) -> dict[str, Any]:
        said = one.said
        return {
            "id": self._id(one.id), "kind": said.kind, "service_id": one.service_id, "person_id": one.person_id,
            "topic": said.topic, "tell": said.tell, "text": said.text, "knows": said.knows, "wants": said.wants,
            "seen_at": one.seen_at, "received_at": one.received_at, "nonce": f"pretended {one.id}", "attempt": 0,
            **_by(one.author),
        }  # fmt: skip

    def _of_handover(self, one: Any) -> dict[str, Any]:
        own = {name: what for name, what in asdict(one).items() if name not in ("handover_id", "author")}
        return own | {"handover_id": self._id(one.handover_id)} | _by(one.author)

    def _escalation(self, one: Rang) -> dict[str, Any]:
        e = one.escalation
        copied = {name: getattr(e, name) for name in escalation.COPIED}
        return copied | {
            "id": self._id(e.id), "service_id": e.service_id, "person_id": e.person_id,
            "subject": escalation.subject(e.service_id, e.person_id), "tell": e.tell, "urgency": e.urgency,
            "first": e.first, "ladder": e.ladder, "state": Climbing(e.state), "opened_at": e.opened_at,
            "act_within": int(e.act_within.total_seconds()), "tellings": one.tellings,
            "next_at": rules.next_at(e), "passed_to": list(e.passed_to),
            "follows_id": self._id(e.follows_id) if e.follows_id is not None else None,
        }  # fmt: skip

    def _events(self, every: Sequence[Rang]) -> Rows:
        for one in every:
            yield from (
                asdict(event) | {"escalation_id": self._id(one.escalation.id)} for event in one.events
            )

    def _crossed(self, every: Sequence[Rang]) -> Rows:
        for one in every:
            for it in one.crossed:
                yield asdict(it) | {
                    "escalation_id": self._id(one.escalation.id), "evidence": [self._id(i) for i in it.evidence],
                    "reply_id": None if it.reply_id is None else self._id(it.reply_id),
                    "period_id": None if it.period_id is None else self._id(it.period_id),
                }  # fmt: skip

    def _raised(self, every: Sequence[Rang]) -> Rows:
        for one in every:
            for name, raised in (("note_id", one.notes), ("handover_id", one.handovers)):
                for of, at in raised:
                    row = {"note_id": None, "handover_id": None, name: self._id(of)}
                    yield row | {"escalation_id": self._id(one.escalation.id), "at": at}

    def _closed(self, every: Sequence[Rang]) -> Rows:
        for one in every:
            if one.closed:
                yield {
                    "escalation_id": self._id(one.escalation.id), "at": one.closed.at, "by_id": one.closed.by_id,
                    "said": one.closed.said,
                }  # fmt: skip


def _by(author: Author) -> dict[str, Any]:
    return {"author_id": author.staff_id, "via_id": author.via_id, "author_name": author.name}
