"""The outside heart, as `relay run`, `relay tick` and `relay check --live` know it: a real server, and real time."""

import sqlite3
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.otherslack.place import HERE, Place, until

SECRET = "hush-hush"


class Heart(ThreadingHTTPServer):
    """Counts its beats."""

    daemon_threads = True

    def __init__(self) -> None:
        self.beats: list[str] = []
        heart = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                heart.beats.append(self.path)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def heart(place: Place) -> Iterator[Heart]:
    made = Heart()
    threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    place.more["RELAY_HEARTBEAT_URL"] = f"http://127.0.0.1:{made.server_address[1]}/{SECRET}"
    yield made
    made.shutdown()
    made.server_close()


def test_a_bot_that_runs_well_beats_it_soon_and_names_it_nowhere(place: Place, heart: Heart) -> None:
    place.load()
    place.more["RELAY_LOG_LEVEL"] = "DEBUG"
    place.run()
    assert until(lambda: heart.beats, "the first beat") == [f"/{SECRET}"]
    assert SECRET not in place.log()


def test_a_tick_beats_it_once_and_one_that_finds_something_wrong_does_not(place: Place, heart: Heart) -> None:
    place.load()
    well = place.relay("tick")
    assert (well.returncode, heart.beats) == (0, [f"/{SECRET}"])
    urgent = (
        "insert into outbox (token, kind, priority, number, broadcast, state, made_at, due_at, attempts, ambiguous)"
        " values ('t', 'ping', 0, 1, false, 'waiting', '2026-01-05 09:00:00', '2026-01-05 09:00:00', 0, false)"
    )
    with sqlite3.connect(place.folder / "relay.db") as written:
        written.execute(urgent)
    written.close()
    ill = place.relay("tick")
    assert len(heart.beats) == 1
    assert "docs/watchdog.md" in ill.stderr
    assert SECRET not in well.stderr + ill.stderr


def test_without_one_the_look_at_slack_advises_to_set_one_up(place: Place, heart: Heart) -> None:
    with_one = place.relay("check", str(HERE / "house.yaml"), "--live")
    assert "RELAY_HEARTBEAT_URL" not in with_one.stdout
    del place.more["RELAY_HEARTBEAT_URL"]
    without = place.relay("check", str(HERE / "house.yaml"), "--live")
    assert without.returncode == 0
    assert "For you to know:\n  RELAY_HEARTBEAT_URL: nothing outside would notice" in without.stdout
    assert heart.beats == []


def test_an_address_that_is_none_is_refused_at_the_start_and_not_shown(place: Place) -> None:
    place.load()
    place.more["RELAY_HEARTBEAT_URL"] = f"ftp://example.com/{SECRET}"
    done = place.relay("run")
    assert done.returncode == 2
    assert "RELAY_HEARTBEAT_URL: Value error, must begin with https://" in done.stderr
    assert SECRET not in done.stderr
