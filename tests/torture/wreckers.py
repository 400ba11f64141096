"""Those who carry out the plan: they kill, pause, leap, cut, lock and load, and start again what was killed."""

import sqlite3
import subprocess
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any

import psycopg

from tests.torture.place import Place, Program, until
from tests.torture.plan import LEASE, Wreck, told

Json = dict[str, Any]
BACKENDS = (
    "SELECT pid FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY pid"
)
BACK = 240.0  # seconds until all is as it was


@dataclass
class Done:
    """Something that was done: when it began and ended (real, in seconds), to which process, and what came of it."""

    do: str
    began: float
    ended: float
    whom: str | None = None
    said: str | None = None


@dataclass
class Wreckers:
    """They work in threads of their own; what they did is in `done`, in the order in which it ended."""

    place: Place
    done: list[Done] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    _clock: threading.Lock = field(default_factory=threading.Lock)
    _began: float = 0.0

    def begin(self) -> None:
        self._began = time.monotonic()
        self._go(self._keeps)
        self._go(self._weather)
        self._go(self._wreck)

    def join(self) -> None:
        """Until the plan is carried out; then nothing is wrong with the weather, and every program runs."""
        for thread in self._threads[1:]:
            thread.join()
        self.place.page.post("storm", rates={})
        for one in self.place.programs:
            one.pause(on=False)
        until(lambda: all(one.alive for one in self.place.programs), "all to run again", BACK)
        until(self.place.all_there, "all to be there again", BACK)

    def told(self) -> list[Json]:
        return [asdict(one) for one in self.done]

    def _go(self, act: Any, *given: Any) -> threading.Thread:
        thread = threading.Thread(target=self._mind, args=(act, *given), daemon=True)
        self._threads.append(thread)
        thread.start()
        return thread

    def _mind(self, act: Any, *given: Any) -> None:
        try:
            act(*given)
        except Exception as failure:
            # the harness's own mistake
            self.wrong.append(f"{getattr(act, '__name__', act)}: {failure!r}")
            raise

    def _waits(self, at: float) -> None:
        time.sleep(max(0.0, self._began + at - time.monotonic()))

    def _late(self) -> bool:
        return time.monotonic() > self._began + self.place.plan.seconds

    def _weather(self) -> None:
        silence = 11.0 if self.place.plan.lease == LEASE else 2.5
        for storm in self.place.plan.storms:
            self._waits(storm.at)
            said = self.place.page.post("storm", **told(storm, silence=silence))
            assert said["ok"], said
        self._waits(self.place.plan.seconds)

    def _keeps(self) -> None:
        """Start again, as a service manager does, whatever ends; by itself nothing should."""
        while not self.over.wait(0.1):
            for one in self.place.programs:
                if one.wanted and not one.alive and not self.over.is_set():
                    now = time.time()
                    code = one.process.returncode if one.process else None
                    self.done.append(Done("ended", now, now, one.name, f"by itself, with {code}"))
                    one.start()

    def _wreck(self) -> None:
        beside: list[threading.Thread] = []
        for wreck in self.place.plan.wrecks:
            self._waits(wreck.at)
            if wreck.do in ("pause", "step", "lock", "edit", "kill"):
                # what takes long holds up nothing else
                beside.append(threading.Thread(target=self._mind, args=(self._do, wreck), daemon=True))
                beside[-1].start()
            else:
                self._do(wreck)
        for one in beside:
            one.join()

    def _do(self, wreck: Wreck) -> None:
        one = self.place.programs[wreck.whom % len(self.place.programs)]
        began = time.time()
        whom, said = getattr(self, f"_{wreck.do}")(wreck, one)
        self.done.append(Done(wreck.do, began, time.time(), whom, said))

    def _kill(self, wreck: Wreck, one: Program) -> tuple[str | None, str | None]:
        with one.lock:
            if not one.alive:
                return one.name, "was dead"
            one.kill()
            time.sleep(wreck.seconds)
            one.start()
        return one.name, None

    def _pause(self, wreck: Wreck, one: Program) -> tuple[str | None, str | None]:
        if not one.alive or one.stopped:
            return one.name, "could not be"
        process = one.process
        one.pause(on=True)
        time.sleep(wreck.seconds)
        if one.process is process:
            one.pause(on=False)
            return one.name, None
        return one.name, "was killed meanwhile"

    def _step(self, wreck: Wreck, _one: Program) -> tuple[str | None, str | None]:
        """The clock leaps; what falls due on the way happens in its turn."""
        with self._clock:
            # one leap may take long, and those that waited for it come too late
            if self._late():
                return None, "was leaping"
            said = self.place.page.post("clock", timeout=BACK, pass_seconds=wreck.minutes * 60)
        return None, None if said["ok"] else str(said)

    def _lock(self, wreck: Wreck, _one: Program) -> tuple[str | None, str | None]:
        """Another program holds the file's only place to write."""
        other = sqlite3.connect(self.place.url.removeprefix("sqlite:///"), timeout=10, isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(wreck.seconds)
            other.execute("ROLLBACK")
        except sqlite3.OperationalError as failure:
            return None, str(failure)
        finally:
            other.close()
        return None, None

    def _cut(self, wreck: Wreck, _one: Program) -> tuple[str | None, str | None]:
        """Connections to the database end, all of them or one."""
        with psycopg.connect(self.place.url.replace("+psycopg", ""), autocommit=True) as connection:
            there = [pid for (pid,) in connection.execute(BACKENDS).fetchall()]
            chosen = there if wreck.all else there[wreck.whom % max(1, len(there)) :][:1]
            for pid in chosen:
                connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
        return None, f"{len(chosen)} of {len(there)}"

    def _edit(self, wreck: Wreck, _one: Program) -> tuple[str | None, str | None]:
        """Somebody loads a changed house file, and again where it was refused."""
        file = self.place.write_house(wreck.edit)
        said = ""
        for _ in range(3):
            try:
                done = self.place.relay("load", str(file), patience=BACK)
            except subprocess.TimeoutExpired:
                return None, "took too long"
            if done.returncode == 0:
                return None, None
            said = done.stderr[-300:]
        return None, said or "not loaded"
