"""What is done to the small record in which all is well, so that the judge has something to find."""

from collections.abc import Callable
from typing import Any

from tests.torture import good
from tests.torture.judge_sending import OLDER
from tests.torture.record import Record

Tamper = Callable[[Record], Any]


def row(record: Record, table: str, id_: int) -> Any:
    return next(one for one in record.tables[table] if one["id"] == id_)


def drop(table: str, **wanted: Any) -> Tamper:
    """Take the first row with these values away."""

    def tamper(record: Record) -> None:
        rows = record.tables[table]
        rows.remove(next(one for one in rows if all(one[name] == value for name, value in wanted.items())))

    return tamper


def change(table: str, id_: int, **values: Any) -> Tamper:
    return lambda record: row(record, table, id_).update(values)


def again(table: str, **wanted: Any) -> Tamper:
    """Have the first row with these values twice, one after the other."""

    def tamper(record: Record) -> None:
        rows = record.tables[table]
        found = next(one for one in rows if all(one[name] == value for name, value in wanted.items()))
        rows.insert(rows.index(found) + 1, {**found, "id": 99})

    return tamper


def not_shown(id_: int) -> Tamper:
    def tamper(record: Record) -> None:
        record.shown.remove(next(one for one in record.shown if one["token"] == f"token{id_}"))

    return tamper


def shown_otherwise(id_: int) -> Tamper:
    def tamper(record: Record) -> None:
        next(one for one in record.shown if one["token"] == f"token{id_}")["words"] = "as it was"

    return tamper


def says_older(id_: int) -> Tamper:
    def tamper(record: Record) -> None:
        next(one for one in record.shown if one["token"] == f"token{id_}")["words"] = OLDER

    return tamper


def from_nowhere(record: Record) -> None:
    record.shown.append({"conversation": "C0ELM", "ts": "9.0", "token": "nobody's", "words": ""})


def no_error_shown(record: Record) -> None:
    record.acts[1]["tries"].insert(0, {"at": 0.0, "acked": False, "error": None, "errors": []})


def journal_swapped(record: Record) -> None:
    lines = record.tables["journal"]
    first, second = (
        next(place for place, one in enumerate(lines) if one["what"] == what)
        for what in ("escalation.acknowledged", "escalation.acted_on")
    )
    lines[first], lines[second] = lines[second], lines[first]


def ended(record: Record) -> None:
    record.wrecks.append(
        {"do": "ended", "began": 0.0, "ended": 0.0, "whom": "run0", "said": "by itself, with 1"}
    )


def same_message_twice(record: Record) -> None:
    """Another message that means what one before meant."""
    record.tables["outbox"].append({**row(record, "outbox", 2), "id": 90, "token": "token90", "ts": "90.0"})
    record.tables["outbox"][-1]["kind"] = "held"
    record.tables["outbox"].append(
        {**record.tables["outbox"][-1], "id": 91, "token": "token91", "ts": "91.0"}
    )


def manager_not_told(record: Record) -> None:
    drop("escalationevent", what="told", to_id=good.IDA)(record)
    drop("outbox", id=8)(record)


def nobody_there(record: Record) -> None:
    change_event("told", what="nobody_there", to_id=None)(record)


def change_event(kind: str, **values: Any) -> Tamper:
    """Change the first thing of this kind that happened."""

    def tamper(record: Record) -> None:
        next(one for one in record.tables["escalationevent"] if one["what"] == kind).update(values)

    return tamper


def event_of(what: str) -> Tamper:
    return lambda record: record.tables["escalationevent"].append(
        good.event(what, 8, to_id=good.DEE, number=3)
    )


def shown_to(id_: int, reader: str) -> Tamper:
    def tamper(record: Record) -> None:
        next(one for one in record.shown if one["token"] == f"token{id_}")["reader"] = reader

    return tamper


def joined_what_was_over(record: Record) -> None:
    record.tables["journal"].append(good.line("escalation.joined"))


def watchdog(record: Record) -> None:
    record.tables["journal"].append(good.line("watchdog.repaired", why="wrong_next"))


def value_changed(record: Record) -> None:
    record.tables["observation"][0]["value"] = 1.0


def house_not_asked(record: Record) -> None:
    record.tables["service"].append({"id": 2})


def lost_later(record: Record) -> None:
    """A ping that is dropped before anybody had what it tells of; somebody takes it afterwards."""
    change("outbox", 3, state="dropped")(record)
    record.dropped["3"] = good.seconds(8)


def put_off(record: Record) -> None:
    """Whoever has it taps *More time*, and nothing comes of it."""
    record.acts.append(good.act(good.DEE, "escalation.more", "1:1", 13, "acked", ts="2.0"))


def read_again(record: Record) -> None:
    """Somebody's reading is kept once more, though nothing was said since."""
    record.tables["handoverread"].insert(1, good.read(99, good.DEE, 5))
    told = next(one for one in record.tables["journal"] if one["what"] == "handover.read")
    record.tables["journal"].insert(record.tables["journal"].index(told), {**told})
