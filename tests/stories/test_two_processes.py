"""Two that listen and two that work, on PostgreSQL: each is restarted in turn while replies keep coming."""

import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from handlers import console
from tests.otherslack.place import (
    FAR,
    GRAZYNA,
    KLON,
    MARA,
    NOUR,
    OPS,
    SIOBHAN,
    STRANGER,
    ZAZOLC,
    ZELJKO,
    Place,
    until,
)
from tests.otherslack.processes import Processes
from tests.otherslack.signed import SignedSlack
from tests.otherslack.slack import Body, buttons

PATIENCE = 120.0  # nine programs start here, one after the other


def signed_slack() -> SignedSlack:
    known = (SIOBHAN, ZELJKO, NOUR, ZAZOLC, *FAR, GRAZYNA, OPS, STRANGER)
    rooms = {MARA: {"members": [SIOBHAN]}, KLON: {"members": [GRAZYNA]}}
    made = SignedSlack(dict.fromkeys(known, "x"), rooms)
    made.patience = 20.0
    return made


@pytest.fixture
def there(tmp_path: Path, pg_url: str) -> Iterator[Processes]:
    place = Place(tmp_path, signed_slack(), more={"DATABASE_URL": pg_url, "RELAY_PACE": "1000"})
    place.load()
    made = Processes(place)
    try:
        made.web()
        made.web()
        place.slack.ports = made.ports  # type: ignore[attr-defined]
        made.worker()
        made.worker()
        yield made
    finally:
        place.stop()


class Shift:
    """Željko, who sends one form after the other. What is answered with an error, or not at all, he sends again."""

    def __init__(self, place: Place, question: Body) -> None:
        # the message is drawn anew meanwhile, and this button stands elsewhere in it then
        self.slack, self.question, self.button = place.slack, question, buttons(question)[1]
        self.acknowledged, self.over = 0, threading.Event()

    def go_on(self) -> None:
        """Until it is over; the last form is sent to its end."""
        while not self.over.wait(0.3):
            form = self._opened()
            until(lambda form=form: self._kept(form), "an acknowledgement", PATIENCE)
            self.acknowledged += 1

    def _opened(self) -> Body:
        self.slack.views.pop(ZELJKO, None)
        tap = partial(self.slack.tap, ZELJKO, self.question, self.button)
        found: Body = until(lambda: tap() and self.slack.views.get(ZELJKO), "the form", PATIENCE)
        return dict(found)

    def _kept(self, form: Body) -> bool:
        """Send this very form, though another may have been opened since: whether it was kept."""
        self.slack.views[ZELJKO] = form
        said = self.slack.submit(ZELJKO, {"sign:sleep": "3", "sign:pacing": "1"})
        return said is not None and said.payload["response_action"] == "update"


def restarted(there: Processes) -> None:
    """Each in turn: it is told to stop and ends well, and another takes its place."""
    for port in there.ports:
        assert there.stop(there.webs.pop(0)) == 0
        there.web(port)
        assert there.stop(there.workers.pop(0)) == 0
        there.worker()


def test_a_rolling_restart_loses_nothing_acknowledged_and_doubles_no_ping(there: Processes) -> None:
    place = there.place
    assert place.relay("ask", "--service", "teach-na-mara", patience=PATIENCE).returncode == 0
    shift = Shift(
        place, until(lambda: [one for one in place.slack.room(MARA) if buttons(one)], "the question")[-1]
    )
    answering = threading.Thread(target=shift.go_on)
    answering.start()
    try:
        restarted(there)
    finally:
        shift.over.set()
        answering.join(PATIENCE)
    place.settled(PATIENCE)
    assert shift.acknowledged
    assert place.rows("select count(*) from reply") == [(shift.acknowledged,)]
    tokens = Counter(one["metadata"]["event_payload"]["id"] for one in place.slack.posts)
    assert max(tokens.values()) == 1
    assert set(tokens) == {
        one for (one,) in place.rows("select token from outbox where updates is null and state = 'sent'")
    }
    pings = place.rows(
        "select staff_id, escalation_id, number from outbox where kind = 'ping' and updates is null"
    )
    assert pings
    assert len(pings) == len(set(pings))
    assert place.rows("select kind, why from outbox where state = 'given_up'") == []
    assert len(place.rows("select 1 from pulse")) == 4
    assert there.get("/healthz")[0] == 200


def test_a_program_whose_tables_are_changed_by_a_newer_one_says_so_and_stops(
    there: Processes, pg_url: str
) -> None:
    with psycopg.connect(pg_url.replace("+psycopg", "")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for one in (*there.webs, *there.workers):
        assert one.wait(PATIENCE) == console.NEWER
    assert there.place.log().count("database.newer") == 4
    assert there.place.relay("worker").returncode == console.NEWER
