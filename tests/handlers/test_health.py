"""/healthz and /metrics: an answer in time, whatever the database does, and nothing in it that names anybody."""

import http.client
import io
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

import db.pulse
import db.session
from db.pulse import Alive
from db.session import Database
from db.tables import Working
from handlers import health
from tests.house import Rowan

ONE = pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)


def ticked(house: Rowan, ago: float) -> None:
    """Somebody works on it, whose last tick is so many seconds ago."""
    now = house.relay.clock.real()
    with house.database.write() as session:
        db.pulse.beat(session, Alive("a", Working.WORKER, now, now, now - timedelta(seconds=ago)))


def get(house: Rowan, path: str = "/healthz", method: str = "GET") -> tuple[int, Any]:
    heard: list[Any] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "wsgi.input": io.BytesIO()}
    start: Any = lambda status, head: heard.extend((status, head))  # noqa: E731
    said = b"".join(health.application(house.relay)(environ, start))
    kind = dict(heard[1])["Content-Type"]
    return int(heard[0][:3]), json.loads(said) if said and kind == health.JSON else said


@pytest.mark.parametrize(("ago", "status"), [(0.0, 200), (59.0, 200), (61.0, 503), (3600.0, 503)])
@ONE
def test_it_is_well_where_somebody_ticked_within_the_last_minute(
    house: Rowan, ago: float, status: int
) -> None:
    ticked(house, ago)
    assert get(house) == (status, {"ok": status == 200, "database": "ok", "ticked_seconds_ago": ago})


@ONE
def test_whose_clock_is_ahead_hides_nobody_who_ticks(house: Rowan) -> None:
    ticked(house, 3)
    now = house.relay.clock.real()
    dead = Alive("dead", Working.WORKER, now, now, now + timedelta(hours=5))
    with house.database.write() as session:
        db.pulse.beat(session, dead)
    assert get(house) == (200, {"ok": True, "database": "ok", "ticked_seconds_ago": 3.0})


@pytest.mark.parametrize("connected", [True, False])
@ONE
def test_whether_slack_is_connected_is_said_and_never_asks_for_a_start_anew(
    house: Rowan, connected: bool
) -> None:
    house.relay.connected = lambda: connected
    ticked(house, 0)
    assert get(house)[0] == 200
    assert get(house)[1]["connected"] is connected


def test_where_nobody_works_it_is_not(house: Rowan) -> None:
    assert get(house) == (503, {"ok": False, "database": "ok", "ticked_seconds_ago": None})


@ONE
def test_a_database_out_of_reach_is_said_by_its_kind_of_failure(
    house: Rowan, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticked(house, 1)

    def gone(_: Any) -> None:
        raise db.session.PoolTimeout("no connection to db.example.org as relay")

    monkeypatch.setattr(Database, "read", gone)
    assert get(house) == (503, {"ok": False, "database": "TimeoutError", "ticked_seconds_ago": None})


@ONE
def test_a_database_that_hangs_is_not_waited_for(house: Rowan, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(health, "WITHIN", 0.05)
    monkeypatch.setattr(health, "_newest_tick", lambda _relay: go_on.wait(30))
    assert get(house)[0] == 503
    go_on.set()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/metrics", 200),
        ("HEAD", "/metrics", 200),
        ("HEAD", "/healthz", 503),
        ("POST", "/healthz", 405),
        ("GET", "/", 404),
        ("GET", "/slack/events", 404),
        ("GET", "/healthz/..", 404),
    ],
)
@ONE
def test_only_these_two_are_answered_and_only_to_who_asks(
    house: Rowan, method: str, path: str, status: int
) -> None:
    found, said = get(house, path, method)
    assert found == status
    assert bool(said) == (method != "HEAD")
    if (method, path) == ("GET", "/metrics"):
        assert b"relay_" in said


@pytest.fixture
def served(house: Rowan) -> Iterator[tuple[Rowan, int]]:
    house.relay.settings.relay_metrics_bind = "127.0.0.1:0"
    server = health.serve(house.relay)
    assert server is not None
    yield house, server.server_port
    server.shutdown()
    server.server_close()


@ONE
def test_a_process_that_does_not_listen_to_slack_answers_where_it_is_told(served: tuple[Rowan, int]) -> None:
    house, port = served
    ticked(house, 2)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/healthz")
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["ok"]) == (200, True)
    connection.close()


@ONE
def test_where_no_address_is_set_nothing_listens(house: Rowan) -> None:
    assert health.serve(house.relay) is None
