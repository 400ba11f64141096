"""One torture: the plan carried out among staff, calm again, and what is left of it."""

import sqlite3
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.torture import record
from tests.torture.cast import Cast
from tests.torture.place import Place
from tests.torture.plan import Plan
from tests.torture.record import Record
from tests.torture.wreckers import Wreckers

# what was in flight waits for its lease, and then perhaps for its turn to be tried again
SETTLES = 150.0
# what is due by now and not done
LEFT = (
    "SELECT (SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending') AND due_at <= '{now}')"
    " + (SELECT count(*) FROM escalation"
    " WHERE state IN ('open', 'acknowledged', 'acted_on') AND next_at <= '{now}')"
    " + (SELECT count(*) FROM handover WHERE state = 'planned' AND due_at <= '{now}')"
)


def played(plan: Plan, folder: Path, url: str) -> Record:
    """Carry out a plan in `folder` on the empty database of `url`; what is left of it is there too."""
    (folder / "plan.json").write_text(plan.dumps())
    place = Place(plan, folder, url)
    wreckers, cast = Wreckers(place), Cast(place, plan.seed, plan.haste)
    try:
        place.begin()
        wreckers.begin()
        cast.begin()
        wreckers.join()
        cast.end()
        _settles(place)
        found = record.made(place, cast.told(), wreckers.told(), [*wreckers.wrong, *cast.wrong])
        found.save(folder / "record.json")
        return found
    finally:
        # whatever went wrong, nothing is started again
        wreckers.over.set()
        cast.over.set()
        place.end()


def _settles(place: Place) -> None:
    """All that is due is done and sent, and then nobody moves; where it never is, the judge sees what is left."""
    deadline = time.monotonic() + SETTLES
    while time.monotonic() < deadline:
        place.page.post("clock", timeout=SETTLES, pass_seconds=0.1)
        if _left(place):
            continue
        # what was done last has a second to bring something else
        time.sleep(1.0)
        place.stand_still(on=True)
        if not _left(place):
            return
        place.stand_still(on=False)
    place.stand_still(on=True)


def _left(place: Place) -> int:
    now = place.page.get("state")["clock"]["now"]
    (count,) = rows(place.url, LEFT.format(now=now.replace("T", " ")))[0]
    return int(count)


def rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    """What the database holds, by another reader."""
    if url.startswith("sqlite"):
        reader = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=10)
        try:
            return reader.execute(sql).fetchall()
        finally:
            reader.close()
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(sql.encode()).fetchall()
