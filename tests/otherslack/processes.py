"""`relay web` and `relay worker`, as many as are wanted, in one place."""

import http.client
import signal
import socket
import subprocess
from dataclasses import dataclass, field

from tests.otherslack.place import Place, until
from tests.otherslack.signed import SECRET

PATIENCE = 120.0
Running = subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@dataclass
class Processes:
    """Those that `place` runs. `ports` are where the web ones listen, by place in `webs`."""

    place: Place
    webs: list[Running] = field(default_factory=list)
    workers: list[Running] = field(default_factory=list)
    ports: list[int] = field(default_factory=list)

    def web(self, port: int | None = None, processes: int = 1) -> Running:
        """Start one that listens; it is there when it answers."""
        at = port or free_port()
        words = ("web", "--bind", f"127.0.0.1:{at}", "--processes", str(processes))
        self.place.more["SLACK_SIGNING_SECRET"] = SECRET
        started = self._start(*words)
        until(lambda: started.poll() is not None or self.get("/healthz", at)[0], "relay web", PATIENCE)
        assert started.poll() is None, self.place.log()
        self.webs.append(started)
        if port is None:
            self.ports.append(at)
        return started

    def worker(self) -> Running:
        """Start one that works; it is there when it says so."""
        before = self.place.rows("select count(*) from pulse where kind = 'worker'")[0][0]
        started = self._start("worker")
        until(
            lambda: (
                started.poll() is not None
                or self.place.rows("select count(*) from pulse where kind = 'worker'")[0][0] > before
            ),
            "relay worker",
            PATIENCE,
        )
        assert started.poll() is None, self.place.log()
        self.workers.append(started)
        return started

    def _start(self, *words: str) -> Running:
        with (self.place.folder / "bot.log").open("ab") as log:
            started = subprocess.Popen(
                [*self.place.program, *words],
                cwd=self.place.folder,
                env=self.place.environment(),
                stderr=log,
                stdout=log,
            )
        self.place.bots.append(started)
        return started

    def stop(self, one: Running) -> int:
        """Tell it to stop, and wait until it has; its exit code."""
        one.send_signal(signal.SIGTERM)
        return one.wait(PATIENCE)

    def get(self, path: str, port: int | None = None) -> tuple[int, bytes]:
        """Status and body; (0, …) where nobody listens yet."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.ports[0], timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            connection.close()
