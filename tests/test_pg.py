"""The tests' own PostgreSQL: fresh databases, a server that goes, and a loud word where there is none."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests import pg


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    """The rows of one statement, committed."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        result = connection.execute(sa.text(statement))
        rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows


@pytest.mark.parametrize("again", [1, 2])
def test_each_test_has_an_empty_database_of_its_own(pg_url: str, again: int) -> None:
    assert ask(pg_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]
    ask(pg_url, f"CREATE TABLE kept AS SELECT {again} AS n")
    assert ask(pg_url, "SELECT n FROM kept") == [(again,)]


def test_a_database_is_a_copy_of_its_template(pg_cluster: pg.Cluster) -> None:
    ask(pg_cluster.new_database("shape of things"), "CREATE TABLE kept AS SELECT 7 AS n")
    copy = pg_cluster.new_database(template="shape of things")
    assert ask(copy, "SELECT n FROM kept") == [(7,)]


def test_nothing_listens_outside_the_machine(pg_url: str) -> None:
    assert ask(pg_url, "SHOW listen_addresses") == [("",)]


def test_a_stopped_server_leaves_no_process_and_no_file() -> None:
    cluster = pg.server()
    cluster.stop()
    cluster.stop()
    assert not cluster.home.exists()
    with pytest.raises(psycopg.OperationalError):
        cluster.connect()


KILLED = "from tests import pg; import os; print(pg.server().home, flush=True); os.kill(os.getpid(), 9)"


@pytest.mark.usefixtures("pg_cluster")
def test_a_server_goes_when_its_test_process_is_killed(pytestconfig: pytest.Config) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", KILLED],
        cwd=pytestconfig.rootpath,
        check=False,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert killed.returncode == -signal.SIGKILL
    home = Path(killed.stdout.strip())
    assert comes(lambda: not home.exists())


def test_a_server_that_does_not_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)
    for exe in pg.EXE:
        (tmp_path / exe).write_text("#!/bin/sh\necho there is no room left >&2\nexit 1\n")
        (tmp_path / exe).chmod(0o755)
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    with pytest.raises(RuntimeError, match="no room left"):
        pg.start()


@pytest.mark.parametrize(
    ("required", "said"),
    [("1", pytest.fail.Exception), ("0", pytest.skip.Exception), (None, pytest.skip.Exception)],
)
def test_a_missing_server_skips_and_fails_where_it_is_required(
    required: str | None, said: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RELAY_REQUIRE_PG", raising=False)
    if required:
        monkeypatch.setenv("RELAY_REQUIRE_PG", required)
    with pytest.raises(said, match="PG_BINDIR"):
        pg.server(lambda: None)


def comes(fact: Callable[[], bool]) -> bool:
    """Whether `fact` comes true within a patient while."""
    deadline = time.monotonic() + pg.PATIENCE
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.05)
    return fact()
