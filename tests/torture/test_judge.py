"""The judge is judged: a good record is good, and whatever is taken from it or put into it is found."""

import pytest

import prompts.refused
from tests.torture import good
from tests.torture.judge import judged
from tests.torture.tampering import (
    Tamper,
    again,
    change,
    change_event,
    drop,
    ended,
    event_of,
    from_nowhere,
    house_not_asked,
    joined_what_was_over,
    journal_swapped,
    lost_later,
    manager_not_told,
    no_error_shown,
    nobody_there,
    not_shown,
    put_off,
    read_again,
    row,
    same_message_twice,
    says_older,
    shown_otherwise,
    shown_to,
    value_changed,
    watchdog,
)

LOST = "a tap was acknowledged, and is not kept"
TWICE = "what one tap says was kept twice"
NOBODYS = "it is kept, and nobody tapped"
TAMPERINGS: list[tuple[str, Tamper, str]] = [
    ("an acknowledged form's reply is lost", drop("reply", id=2), "a saved form is not there"),
    ("an acknowledged tap's reply is lost", drop("reply", id=1), "an acknowledged answer is not there"),
    ("a form's reply is there twice", again("reply", id=2), "a form was kept twice"),
    ("a tap's reply is there twice", again("reply", id=1), "an answer was kept twice"),
    ("a reply was given by nobody", change("reply", 2, nonce="other"), "an answer that nobody gave"),
    ("a worry is lost", drop("note", id=1), "a saved form is not there"),
    ("what was done is lost", drop("escalationevent", nonce="form2"), "a saved form is not there"),
    ("nobody was shown an error", no_error_shown, "nothing came of it, and no error was shown"),
    ("a reply without the journal", drop("journal", what="reply"), "the journal's answers are others"),
    ("a reply twice in the journal", again("journal", what="reply"), "the journal's answers are others"),
    ("signs that crossed nothing", drop("crossing", id=1), "signs that ring did not ring once"),
    ("signs that crossed twice", again("crossing", id=1), "signs that ring did not ring once"),
    ("no signs that crossed", change("crossing", 1, reply_id=1), "no signs, and something rang"),
    ("a crossing in no escalation", change("crossing", 1, escalation_id=77), "it rang in no escalation"),
    ("a worry that did not ring", drop("raised", id=1), "a worry did not ring once"),
    (
        "two that go on of one thing",
        change("escalation", 1, state="open", subject="p2"),
        "two escalations of one thing",
    ),
    ("a telling without its message", drop("outbox", id=3), "tellings and messages differ"),
    ("a message without its telling", drop("escalationevent", what="told"), "tellings and messages differ"),
    ("a manager whom nobody told", manager_not_told, "a rung told others than it names"),
    ("a rung on which nobody was", nobody_there, "a rung told others than it names"),
    ("a ping of somebody else's", shown_to(3, "U0DEE"), "somebody else had a message"),
    ("a line in another house", change("outbox", 4, to_channel="C0OAK"), "somebody else had a message"),
    ("a house that was not told", drop("outbox", kind="house_line"), "the house was not told once"),
    ("a house line dropped", change("outbox", 4, state="dropped"), "a message to the house was dropped"),
    (
        "nobody answered, and the house was not told",
        event_of("unanswered"),
        "the house was not told that nobody answered",
    ),
    ("a promise that nobody asked about", event_of("asked"), "somebody was not asked once"),
    (
        "what rang is in another's escalation",
        change("crossing", 1, escalation_id=2),
        "it rang in another's escalation",
    ),
    (
        "a worry in another's escalation",
        change("raised", 1, escalation_id=1),
        "it rang in another's escalation",
    ),
    ("a crossing in a closed one", joined_what_was_over, "something joined what was over"),
    ("the watchdog had something to mend", watchdog, "the watchdog had to mend a row"),
    ("a value that nobody said", value_changed, "an answer says something else"),
    ("what rang was not seen", change("crossing", 1, threshold="quiet"), "what rang was not seen"),
    ("a tap that nobody kept", change_event("taken", nonce="other"), "somebody took it, and it is not there"),
    ("what was put off is lost", put_off, "somebody took it, and it is not there"),
    ("a question that was dropped", change("outbox", 1, state="dropped"), "a handover was not asked once"),
    ("a house that was never asked", house_not_asked, "a handover was never asked"),
    ("a rung dropped before anybody had it", change("outbox", 5, state="dropped"), "a rung was not told"),
    ("a rung dropped before anybody had it, and taken later", lost_later, "a rung was not told"),
    ("climbed further than told", change("escalation", 2, step=2), "rungs were not told once"),
    ("told more than climbed", change("escalation", 2, step=0), "rungs were not told once"),
    ("no next move", change("escalation", 2, next_at=None), "no next move"),
    ("its next move is past", change("escalation", 2, next_at=good.at(15)), "its next move is overdue"),
    ("closed without the journal", drop("journal", what="escalation.closed"), "the journal ends otherwise"),
    (
        "taken without the journal",
        drop("journal", what="escalation.acknowledged"),
        "journal and timeline differ",
    ),
    ("the journal in another order", journal_swapped, "the journal's order cannot be"),
    (
        "never opened",
        drop("journal", what="escalation.opened", escalation_id=2),
        "it was not opened once, at first",
    ),
    ("closed without its closing", drop("closing", escalation_id=1), "closings and what is closed differ"),
    ("a question too many", again("outbox", id=1), "a handover was not asked once"),
    ("a question that was never put", drop("outbox", id=1), "a handover was not asked once"),
    ("a handover passed by", change("handover", 2, due_at=good.at(10)), "a handover was never asked"),
    ("a question posted twice", good.posted_again(1), "a message twice"),
    ("a ping posted twice", good.posted_again(3), "a message twice"),
    ("two messages of one meaning", same_message_twice, "two messages mean the same"),
    ("a ping that waits", change("outbox", 3, state="waiting"), "a message waits for ever"),
    ("a ping in flight for ever", change("outbox", 3, state="sending"), "a message waits for ever"),
    ("a ping given up", change("outbox", 3, state="given_up"), "a message was given up"),
    ("a ping that nobody received", not_shown(3), "a sent message is not in Slack"),
    ("a ping sent elsewhere", change("outbox", 3, ts="4711.0"), "a sent message is not in Slack"),
    ("Slack has what was dropped", change("outbox", 3, state="dropped"), "Slack has what was not sent"),
    ("a message that nobody decided", from_nowhere, "a message that nobody decided"),
    ("a message as it was", shown_otherwise(4), "a message says what is no longer so"),
    (
        "a ping that points to a newer one, and there is none",
        says_older(3),
        "a message says what is no longer so",
    ),
    ("a tapped staffing is lost", drop("staffing", id=1), LOST),
    ("a tapped staffing is kept later, by somebody else's tap", change("staffing", 1, at=good.at(7)), LOST),
    ("a tapped staffing says something else", change("staffing", 1, alone=True), LOST),
    ("a tapped staffing is there twice", again("staffing", id=1), TWICE),
    ("a staffing that nobody tapped", change("staffing", 1, author_id=good.ASH), NOBODYS),
    ("a staffing without the journal", drop("journal", what="staffing"), "the journal's taps are others"),
    ("a reading is lost", drop("handoverread", id=1), LOST),
    ("a reading is lost where one before it stands no longer", drop("handoverread", id=2), LOST),
    ("a reading is kept later, by somebody else's tap", change("handoverread", 1, at=good.at(10)), LOST),
    ("a reading is there twice", read_again, TWICE),
    ("a reading of somebody who did not tap", change("handoverread", 1, author_id=good.REMI), NOBODYS),
    ("a reading without the journal", drop("journal", what="handover.read"), "the journal's taps are others"),
    ("a tapped answer about the steps is lost", drop("reply", id=3), LOST),
    ("a tapped answer about the steps is kept later", change("reply", 4, received_at=good.at(11)), LOST),
    ("a tapped answer about the steps says something else", change("reply", 4, followed="no"), LOST),
    ("a tapped answer about the steps is there twice", again("reply", id=3), TWICE),
    ("two answers about the steps count", change("reply", 3, superseded_by=None), TWICE),
    ("a program ended", ended, "a program ended"),
    ("the harness failed", lambda record: record.wrong.append("it did"), "the harness itself"),
]


def test_a_good_record_is_found_good() -> None:
    assert judged(good.record()).findings == ()
    assert judged(good.record()).doubles == ()


@pytest.mark.parametrize(("name", "tamper", "found"), TAMPERINGS, ids=[name for name, _, _ in TAMPERINGS])
def test_whatever_is_tampered_with_is_found(name: str, tamper: Tamper, found: str) -> None:
    del name
    record = good.record()
    tamper(record)
    assert found in {one.kind for one in judged(record).findings}


def test_a_ping_may_point_to_a_newer_one_of_its_readers() -> None:
    record = good.record()
    record.tables["outbox"].append({**row(record, "outbox", 3), "id": 90, "token": "token90", "kind": "held"})
    record.tables["outbox"][-1] |= {"ts": "90.0", "number": 3}
    newer = {"conversation": "D4", "ts": "90.0", "token": "token90", "reader": good.SLACK[good.ASH]}
    record.shown.append({**record.shown[0], **newer})
    says_older(3)(record)
    assert judged(record).findings == ()


def test_a_ping_may_be_dropped_once_somebody_had_it() -> None:
    record = good.record()
    lost_later(record)
    record.dropped["3"] = good.seconds(12.5)
    assert "a rung was not told" not in {one.kind for one in judged(record).findings}


@pytest.mark.parametrize("why", prompts.refused.WHY.values())
def test_whoever_is_told_why_not_has_lost_nothing(why: str) -> None:
    record = good.record()
    put_off(record)
    told = {"kind": "ephemeral", "user": good.SLACK[good.DEE], "words": f"{why} Ada: Dee has it."}
    record.log.append({**record.log[0], **told, "token": None, "real": good.at(13), "at": good.at(13)})
    assert judged(record).findings == ()
