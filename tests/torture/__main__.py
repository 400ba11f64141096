"""`python -m tests.torture`: a long torture, its table, and 1 where anything must not be.

What happened is left in a folder that it names: plan.json (to be carried out again with --plan), record.json, the
programs' logs, and the database where it is a file.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import pg
from tests.torture import judge, plan, play, record, report
from tests.torture.plan import Plan


def main() -> int:
    """0 where nothing is found."""
    told = _parser().parse_args()
    if told.judge:
        found = record.loaded(Path(told.judge))
    else:
        carried_out = _plan(told)
        folder = Path(tempfile.mkdtemp(prefix=f"torture-{carried_out.seed}-"))
        print(
            f"Seed {carried_out.seed}, {carried_out.seconds / 60:.1f} minutes; all of it is in {folder}",
            flush=True,
        )
        with database(carried_out, folder) as url:
            found = play.played(carried_out, folder, url)
    verdict = judge.judged(found)
    print("\n".join(report.lines(found, verdict)))
    return 1 if verdict.findings else 0


def _plan(told: argparse.Namespace) -> Plan:
    if told.plan:
        return plan.loads(Path(told.plan).read_text())
    seed = random.randrange(10**6) if told.seed is None else told.seed
    return plan.long(seed, told.minutes, told.db) if told.minutes else plan.short(seed, told.db)


@contextmanager
def database(carried_out: Plan, folder: Path) -> Iterator[str]:
    """An empty database of the plan's kind."""
    if carried_out.database == "sqlite":
        yield f"sqlite:///{folder / 'relay.db'}"
        return
    cluster = pg.start()
    if cluster is None:
        raise SystemExit(pg.MISSING)
    try:
        yield cluster.new_database()
    finally:
        cluster.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description="Everything goes wrong.")
    parser.add_argument("--seed", type=int, help="another seed, another plan; without it any")
    parser.add_argument(
        "--minutes", type=float, default=10.0, help="how long; 0 is the short one of the tests"
    )
    parser.add_argument("--db", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--plan", metavar="FILE", help="carry out this plan again")
    parser.add_argument("--judge", metavar="FILE", help="only judge this record again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
