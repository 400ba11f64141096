"""A small record in which nothing is wrong: a question, three answers, a ladder climbed, taken, done and closed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.torture.record import Json, Record

START = datetime(2026, 11, 12, 22, 0, tzinfo=UTC)
JO, REMI, DEE, ASH, IDA = 1, 2, 3, 4, 5
SLACK = {JO: "U0JO", REMI: "U0REMI", DEE: "U0DEE", ASH: "U0ASH", IDA: "U0IDA"}
ADA, BEN = 1, 2


def at(minutes: float) -> str:
    """An instant, so many minutes after the start; Relay's clock and the real one are the same here."""
    return (START + timedelta(minutes=minutes)).isoformat()


def seconds(minutes: float) -> float:
    return (START + timedelta(minutes=minutes)).timestamp()


def act(who: int, what: str, value: str, minutes: float, end: str, **more: Any) -> Json:
    """Something done at once, and shown to have been."""
    tries: list[Json] = [
        {"at": seconds(minutes), "until": seconds(minutes), "acked": True, "error": None, "errors": []}
    ]
    return {
        "who": SLACK[who], "what": what, "value": value, "ts": None, "nonce": None, "values": {}, "tries": tries,
        "end": end, **more,
    }  # fmt: skip


def message(id_: int, kind: str, minutes: float, **more: Any) -> Json:
    """A row of the outbox that was sent."""
    return {
        "id": id_, "token": f"token{id_}", "kind": kind, "state": "sent", "made_at": at(minutes), "due_at": at(minutes),
        "sent_at": at(minutes), "service_id": 1, "handover_id": None, "escalation_id": None, "staff_id": None,
        "number": 0, "about": None, "updates": None, "channel": "C0ELM", "ts": f"{id_}.0", "why": None,
        "to_channel": "C0ELM", "to_user": None, **more,
    }  # fmt: skip


def ping(id_: int, minutes: float, to: int, number: int, escalation: int = 1) -> Json:
    to_them = {"staff_id": to, "to_user": SLACK[to], "to_channel": None, "channel": f"D{to}"}
    return message(id_, "ping", minutes, escalation_id=escalation, number=number, **to_them)


def event(what: str, minutes: float, escalation: int = 1, **more: Any) -> Json:
    about = {"actor_id": None, "to_id": None, "number": 0, "nonce": None}
    return {"escalation_id": escalation, "what": what, "at": at(minutes), **about, **more}


def line(what: str, escalation: int | None = 1, **more: Any) -> Json:
    """A line of the journal."""
    about = {"reply_id": None, "handover_id": None, "why": None, "actor": None, "at": at(0)}
    return {"what": what, "escalation_id": escalation, **about, **more}


def reply(id_: int, author: int, person: int, kind: str, nonce: str, minutes: float, **more: Any) -> Json:
    return {
        "id": id_, "author_id": author, "person_id": person, "handover_id": 1, "kind": kind, "nonce": nonce,
        "superseded_by": None, "period_id": 1, "received_at": at(minutes), "followed": None, "steps": {}, **more,
    }  # fmt: skip


def read(id_: int, author: int, minutes: float) -> Json:
    return {"id": id_, "handover_id": 1, "author_id": author, "at": at(minutes)}


def escalation(id_: int, state: str, **more: Any) -> Json:
    return {
        "id": id_, "state": state, "subject": f"p{id_}", "person_id": id_, "service_id": 1,
        "tell": "ladder:house", "urgency": "now", "step": 2,
        "next_at": None, "unanswered_at": None, "reminded": 0, **more,
    }  # fmt: skip


def record() -> Record:
    """Jo sees Ada's two signs, Remi sees Ben; Dee and the managers are told, Dee has it, does it, closes it.

    Remi says that they were as planned, and worries about Ben. Jo says that the steps were followed, and then that
    they were not needed. Dee reads it all before the worry, and Jo, who was on both shifts, after it.
    """
    messages = [
        message(1, "prompt", 0, handover_id=1), ping(2, 2, DEE, 1), ping(3, 7, ASH, 2), ping(8, 7, IDA, 2),
        message(4, "house_line", 2, escalation_id=1), ping(5, 20, DEE, 1, escalation=2),
        message(6, "house_line", 20, escalation_id=2), message(7, "ping", 12, updates=2, escalation_id=1),
    ]  # fmt: skip
    own = [one for one in messages if one["updates"] is None]
    return Record(
        plan={"seed": 0, "seconds": 60.0, "database": "sqlite", "lease": 30.0},
        acts=_acts(),
        wrecks=[],
        log=[posted(one) for one in own],
        shown=[
            {
                "conversation": one["channel"],
                "ts": one["ts"],
                "token": one["token"],
                "words": f"now {one['id']}",
                "reader": one["to_user"],
            }
            for one in own
        ],
        tables=_tables(messages),
        drawn={str(one["id"]): [f"now {one['id']}"] for one in own},
        now=at(22),
    )


def posted(row: Json, minutes: float | None = None) -> Json:
    """What Slack's log says of a message that was posted."""
    return {
        "kind": "post", "token": row["token"], "conversation": row["channel"], "ts": row["ts"], "user": None,
        "real": row["sent_at"] if minutes is None else at(minutes), "words": "", "method": "chat.postMessage",
        "at": row["sent_at"] if minutes is None else at(minutes),
    }  # fmt: skip


def posted_again(id_: int) -> Callable[[Record], None]:
    """Has a message posted once more, thirteen minutes after the start."""

    def tamper(record: Record) -> None:
        row = next(one for one in record.tables["outbox"] if one["id"] == id_)
        record.log.append(posted(row, minutes=13))

    return tamper


def _acts() -> list[Json]:
    signs = {"sleep": "2", "pacing": "1"}
    return [
        act(REMI, "handover.clear", f"1:{BEN}", 1, "acked", ts="1.0"),
        act(JO, "reply.form", "person 1", 2, "kept", nonce="form1", values=signs),
        act(REMI, "staffing.planned", "1", 3, "acked", ts="1.0"),
        act(JO, "staffing.planned", "1", 3.5, "acked", ts="1.0"),
        act(JO, "handover.read", "1", 4, "acked", ts="1.0"),
        act(DEE, "handover.read", "1", 5, "acked", ts="1.0"),
        act(ASH, "handover.read", "1", 6, "acked", ts="1.0"),
        act(JO, "steps.yes", f"1:{ADA}", 8, "acked", ts="1.0"),
        act(JO, "steps.yes", f"1:{ADA}", 8.5, "acked", ts="1.0"),
        act(JO, "steps.not_needed", f"1:{ADA}", 9, "acked", ts="1.0"),
        act(DEE, "escalation.take", "1:0", 12, "acked", ts="2.0"),
        act(DEE, "escalation.did_form", "escalation 1", 14, "kept", nonce="form2"),
        act(DEE, "escalation.close.form", "escalation 1", 15, "kept", nonce="form3"),
        act(REMI, "note.worried", "", 20, "kept", nonce="form4"),
        act(JO, "handover.both", "1", 21.5, "acked", ts="9.0"),
    ]


def _tables(messages: list[Json]) -> dict[str, list[Json]]:
    return {
        "outbox": messages,
        "staff": [{"id": id_, "slack": slack} for id_, slack in SLACK.items()],
        "handover": [
            {"id": 1, "service_id": 1, "state": "asked", "due_at": at(0)},
            {"id": 2, "service_id": 1, "state": "planned", "due_at": at(120)},
        ],
        "service": [{"id": 1}],
        "observation": [
            {"reply_id": 2, "sign": "sleep", "value": 2.0}, {"reply_id": 2, "sign": "pacing", "value": 1.0},
        ],
        "reply": [
            reply(1, REMI, BEN, "clear", f"tap U0REMI 1.0 1:{BEN} 77.7", 1),
            reply(2, JO, ADA, "signs", "form1", 2),
            reply(3, JO, ADA, "steps", f"tap U0JO 1.0 1:{ADA} 81.1", 8, followed="yes", superseded_by=4),
            reply(4, JO, ADA, "steps", f"tap U0JO 1.0 1:{ADA} 82.2", 9, followed="not_needed"),
        ],
        "staffing": [
            {
                "id": 1, "handover_id": 1, "author_id": REMI, "planned": 2, "actual": 2, "agency": 0, "alone": False,
                "at": at(3),
            },
        ],
        "handoverread": [read(1, DEE, 5), read(2, JO, 21.5)],
        "crossing": [{"id": 1, "reply_id": 2, "period_id": None, "threshold": "together", "escalation_id": 1}],
        "note": [
            {
                "id": 1, "kind": "worry", "nonce": "form4", "person_id": BEN, "service_id": 1, "handover_id": 1,
                "author_id": REMI, "received_at": at(20),
            },
        ],
        "raised": [{"id": 1, "note_id": 1, "handover_id": None, "escalation_id": 2}],
        "escalation": [escalation(1, "closed"), escalation(2, "open", step=1, next_at=at(25))],
        "closing": [{"escalation_id": 1}],
        "escalationevent": [
            event("opened", 2), event("told", 2, to_id=DEE, number=1), event("told", 7, to_id=ASH, number=2),
            event("told", 7, to_id=IDA, number=2), event("taken", 12, actor_id=DEE, nonce="tap U0DEE 2.0 1:0 78.8"),
            event("acted", 14, actor_id=DEE, nonce="form2"),
            event("closed", 15, actor_id=DEE, nonce="form3"), event("opened", 20, 2),
            event("told", 20, 2, to_id=DEE, number=1),
        ],
        "journal": [
            line("handover.asked", None, handover_id=1), line("reply", None, reply_id=1),
            line("reply", None, reply_id=2), line("escalation.opened", reply_id=2), line("told"),
            line("staffing", None, handover_id=1, actor="U0REMI", at=at(3)),
            line("handover.read", None, handover_id=1, actor="U0DEE", at=at(5)), line("told"), line("told"),
            line("reply", None, reply_id=3, handover_id=1, at=at(8)),
            line("reply", None, reply_id=4, handover_id=1, at=at(9)),
            line("escalation.acknowledged"), line("escalation.acted_on"), line("escalation.closed"),
            line("note.worry", None, handover_id=1, at=at(20)), line("escalation.opened", 2), line("told", 2),
            line("handover.read", None, handover_id=1, actor="U0JO", at=at(21.5)),
        ],
    }  # fmt: skip
