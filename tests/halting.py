"""A PostgreSQL of one test's own that can be stopped and started again, or hang, with all its data kept."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from tests import pg


@dataclass
class Halting:
    """The server. `cluster` makes databases in it."""

    cluster: pg.Cluster

    def stop(self) -> None:
        """As an administrator does: nobody is connected any more, and nobody can be."""
        self.cluster.keeper.kill()
        self.cluster.keeper.wait(pg.PATIENCE)
        self.cluster.server.send_signal(signal.SIGINT)
        self.cluster.server.wait(pg.PATIENCE)

    def start(self) -> None:
        """Begin it again, where `stop` left it."""
        who, home = pg._owner(), self.cluster.home
        with (home / "log").open("ab") as log:
            self.cluster.server = pg._begin(list(self.cluster.server.args), who, stdout=log)  # type: ignore[arg-type]
        keeper = ["/bin/sh", "-c", pg.KEEPER, "sh", str(self.cluster.server.pid), str(home)]
        self.cluster.keeper = pg._begin(keeper, who, stdin=subprocess.PIPE)
        pg._wait(self.cluster)

    @contextmanager
    def hangs(self) -> Iterator[None]:
        """Meanwhile it takes what is sent to it and answers nothing."""
        head = psutil.Process(self.cluster.server.pid)
        # the head first: a new child would answer
        all_of_it = [head]
        head.suspend()
        for child in head.children(recursive=True):
            child.suspend()
            all_of_it.append(child)
        try:
            yield
        finally:
            for one in all_of_it:
                one.resume()

    def cut(self) -> None:
        """End every connection to every database; they are gone afterwards."""
        with self.cluster.connect() as asked:
            others = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            ended = asked.execute(f"SELECT pid, pg_terminate_backend(pid) {others}").fetchall()
        deadline = time.monotonic() + pg.PATIENCE
        while any(psutil.pid_exists(pid) for pid, _ in ended):
            assert time.monotonic() < deadline, "a connection would not end"
            time.sleep(0.02)


@contextmanager
def server() -> Iterator[Halting]:
    """One, gone at the end."""
    made = Halting(pg.server())
    try:
        yield made
    finally:
        made.cluster.stop()
