"""Processes that work: each says so, finishes what is in flight, and stops where its tables are a newer program's."""

import http.client
import json
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from db import tables
from db.tables import Working
from handlers import console
from handlers.pulse import Pulse
from tests.db.further import further
from tests.house import Rowan, rows
from tests.otherslack.place import MARA, Place, other_slack
from tests.otherslack.processes import PATIENCE, Processes, free_port
from tests.otherslack.slack import Body

# the real beat is every 5 s
HASTY = (
    sys.executable, "-c", "import handlers.pulse; handlers.pulse.EVERY = 0.2; import handlers.cli; handlers.cli.main()",
)  # fmt: skip


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path, other_slack())
    yield made
    made.stop()


def test_a_pulse_says_who_works_and_when_they_ticked_until_its_end(house: Rowan) -> None:
    pulse = Pulse(house.relay, Working.RUN)
    pulse.beat()
    (row,) = rows(house.database, tables.Pulse)
    assert (row.kind, row.ticked_at) == ("run", None)
    pulse.ticked()
    pulse.beat()
    (row,) = rows(house.database, tables.Pulse)
    assert row.ticked_at == house.relay.clock.real()
    pulse.end()
    assert rows(house.database, tables.Pulse) == []


def test_where_the_tables_are_its_own_nothing_stops(house: Rowan) -> None:
    Pulse(house.relay, Working.RUN).look()
    assert (house.relay.stop.is_set(), house.relay.newer) == (False, None)


def test_where_a_newer_program_has_migrated_the_process_is_to_stop(house: Rowan) -> None:
    with further(house.database):
        Pulse(house.relay, Working.RUN).look()
    assert house.relay.stop.is_set()
    assert "9999" in (house.relay.newer or "")


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
def test_a_database_out_of_reach_stops_no_process(house: Rowan) -> None:
    with house.database.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE alembic_version"))
        connection.execute(sa.text("DROP TABLE pulse"))
    pulse = Pulse(house.relay, Working.RUN)
    pulse.beat()
    pulse.look()
    pulse.end()
    assert not house.relay.stop.is_set()


def test_a_worker_asks_and_sends_answers_for_its_health_and_ends_when_told(place: Place) -> None:
    place.load()
    port = free_port()
    place.more["RELAY_METRICS_BIND"] = f"127.0.0.1:{port}"
    worker = Processes(place).worker()
    assert place.ask("teach-na-mara")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["ok"]) == (200, True)
    connection.close()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0
    assert place.rows("select * from pulse") == []
    assert place.slack.link is None


def test_a_worker_told_to_stop_in_the_middle_of_a_send_finishes_it(place: Place) -> None:
    place.load()
    worker = Processes(place).worker()

    def stop(method: str, _args: Body, when: str) -> None:
        if (method, when) == ("chat.postMessage", "before") and worker.poll() is None:
            worker.send_signal(signal.SIGTERM)
            time.sleep(1)

    place.slack.between = stop
    assert place.relay("ask", "--service", "teach-na-mara").returncode == 0
    assert worker.wait(PATIENCE) == 0
    assert place.rows("select 1 from outbox where state = 'sending'") == []
    assert len(place.slack.room(MARA)) == 1


@pytest.mark.parametrize("words", ["run", "worker"])
def test_a_process_whose_tables_are_changed_by_a_newer_program_says_so_once_and_ends(
    place: Place, words: str
) -> None:
    place.load()
    place.program = HASTY
    there = Processes(place)
    running = there.worker() if words == "worker" else place.run()
    with sqlite3.connect(place.folder / "relay.db", timeout=20) as changed:
        changed.execute("UPDATE alembic_version SET version_num = '9999'")
    assert running.wait(PATIENCE) == console.NEWER
    assert place.log().count("database.newer") == 1
    assert "version 9999; install the Relay that made it" in place.log()
    assert place.relay(words, patience=PATIENCE).returncode == console.NEWER


def test_a_listening_process_whose_tables_are_changed_ends_with_all_it_started(place: Place) -> None:
    place.load()
    place.program = HASTY
    running = Processes(place).web(processes=2)
    with sqlite3.connect(place.folder / "relay.db", timeout=20) as changed:
        changed.execute("UPDATE alembic_version SET version_num = '9999'")
    assert running.wait(PATIENCE) == console.NEWER
    assert "database.newer" in place.log()
