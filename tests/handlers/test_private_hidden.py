"""What is told in private is in nothing that a house is shown: a secret planted, and everything drawn."""

import json
from typing import Any

import pytest
import structlog

import prompts.handover
import prompts.home
import prompts.private
from db import tables
from db.session import Database
from handlers.flow import board, home
from tests.handlers import confiding
from tests.handlers.confiding import JO, SECRET, TABLET, closes, drawn, lost, passes, takes, tells
from tests.handlers.wired import Wired
from tests.house import MINUTE, Rowan, rows

POST: dict[str, Any] = {"channel": "C0ROWAN", "ts": "1.1", "text": "", "blocks": [], "with": None}


@pytest.fixture
def house(database: Database) -> Rowan:
    """Rowan House with a safeguarding lead and a deputy, asked at 21:15."""
    return confiding.asked(database)


def everything_of_the_house(house: Rowan) -> dict[str, Any]:
    """All that anybody in the house is shown, and the rows it is drawn from."""
    shown: dict[str, Any] = {}
    with house.database.read() as session:
        newest = house.newest()
        drawing = board.board(session, newest, house.clock.at)
        shown["question"] = prompts.handover.question(drawing, house.clock.at)
        for slack in (JO, TABLET, "U0LEAD", "U0ASH", "U0IDA", "U0DEE", "U0BOSS", "U0AGENCY"):
            gathered = home.gather(session, slack, house.clock.at)
            shown[f"home of {slack}"] = prompts.home.view(gathered, house.clock.at)
            assert gathered.private == ()
    for service_rows in (tables.Note, tables.Escalation, tables.Reply, tables.Crossing, tables.Raised):
        shown[service_rows.__name__] = rows(house.database, service_rows)
    return shown


def test_it_is_in_no_list_of_the_house(house: Rowan) -> None:
    before = everything_of_the_house(house)
    tells(house)
    passes(house, 31)
    takes(house)
    house.clock.at -= 31 * MINUTE
    after = everything_of_the_house(house)
    assert json.dumps(before, default=str) == json.dumps(after, default=str)
    assert SECRET not in str(after)


def test_no_message_and_no_journal_row_is_the_houses(house: Rowan) -> None:
    tells(house)
    passes(house, 31)
    takes(house)
    closes(house)
    messages = [row for row in rows(house.database, tables.Outbox) if row.kind.startswith("private")]
    assert messages
    assert {(row.service_id, row.handover_id, row.escalation_id, row.to_channel) for row in messages} == {
        (None, None, None, None)
    }
    journalled = [row for row in rows(house.database, tables.Journal) if row.what.startswith("private")]
    assert {row.what.removeprefix("private.") for row in journalled} == {
        "said", "told", "unanswered", "acknowledged", "closed",
    }  # fmt: skip
    assert {(row.service_id, row.person_id, row.handover_id, row.escalation_id) for row in journalled} == {
        (None, None, None, None)
    }
    assert JO not in {row.actor for row in journalled}
    assert SECRET not in str([row.model_dump() for row in journalled])


@pytest.mark.parametrize("kind", ["private", "private_open"])
def test_no_message_carries_what_was_written_and_no_lock_screen_a_name(house: Rowan, kind: str) -> None:
    tells(house)
    passes(house, 31)
    shown = [drawn(house, row) for row in house.sent(kind)]
    takes(house)
    shown += [drawn(house, row, first=False) for row in house.sent(kind)]
    closes(house)
    shown += [drawn(house, row, first=False) for row in house.sent(kind)]
    assert SECRET not in str(shown)
    said = " ".join(one["text"] for one in shown)
    assert not [name for name in ("Rowan", "Sam", "Kit", "Lou", "Jo") if name in said]


def test_logs_hold_the_kind_and_the_message_alone(house: Rowan) -> None:
    with structlog.testing.capture_logs() as logged:
        tells(house)
        lost(house)
    assert logged
    assert {key for line in logged for key in line} <= {"event", "log_level", "message", "kind", "why"}
    assert SECRET not in str(logged)


def test_what_was_noted_says_nothing_of_it(house: Rowan) -> None:
    tells(house)
    slack = Wired(house.relay, {JO: "Jo"}, [JO])
    try:
        slack.posts.append(dict(POST))
        slack.tap_on(JO, POST, prompts.handover.Action.NOTED, str(house.newest()))
        noted = str(slack.views[JO])
        ack = slack.command(JO, "C0ROWAN", "/oncall")
    finally:
        slack.close()
    assert SECRET not in noted
    assert "private" not in noted.lower()
    assert ack is not None
    assert "private" not in str(ack.payload).lower()
