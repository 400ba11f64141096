"""What SQLite would read for each statement that the tests make Relay execute: never all that has happened so far.

The planner knows no figures here, as in a Relay that nobody has run ANALYZE on: what it chooses in a test it chooses
after ten years.
"""

import re
import sys
from typing import Any

import sqlalchemy as sa

# what grows with the time that a house uses Relay
GROWS = frozenset(
    ("reply", "observation", "note", "outbox", "journal", "handover", "handoverperson", "personperiod", "staffing",
     "crossing", "escalation", "escalationevent", "raised", "handoverread", "checkround", "sensecheck")
)  # fmt: skip
# a partial index of what is under way may be read from end to end
FEW = (
    "ix_outbox_unsent",
    "ix_handover_unsettled",
    "ix_handover_look",
    "ix_action_next",
    "ix_checkround_remind",
)
# commands that somebody types, and what is made up twice a week
SELDOM = ("backtest.py", "check_frame.py", "pretend.py", "restored.py", "export.py", "env.py")

_seen: set[str] = set()
_found: list[str] = []


def watch() -> None:
    """Look at every statement from now on."""
    sa.event.listen(sa.Engine, "after_cursor_execute", _look)


def found() -> list[str]:
    """What was found since it was asked last."""
    there = list(_found)
    _found.clear()
    return there


def _look(
    connection: sa.Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool
) -> None:
    if connection.dialect.name != "sqlite" or many or statement in _seen:
        return
    _seen.add(statement)
    # the plan of an insert also names what would be read if a foreign key were broken
    # and one about nobody (IN of nothing) reads nothing
    if not statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")) or "WHERE 0 = 1" in statement:
        return
    frames = _db()
    if not frames or any(name in frames for name in SELDOM):
        return
    raw: Any = connection.connection.dbapi_connection
    plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    _found.extend(f"{line}, by {' < '.join(frames)}: {statement}" for line in plan if _all(line, statement))


def _db() -> list[str]:
    """The files of `db/` that are at work, the innermost first."""
    frame, names = sys._getframe(), list[str]()
    while frame := frame.f_back:  # type: ignore[assignment]
        path = frame.f_code.co_filename.replace("\\", "/")
        if re.search(r"/db/(migrations/)?\w+\.py$", path) and "/tests/" not in path:
            names.append(path.rpartition("/")[2])
    return names


def _all(line: str, statement: str) -> bool:
    """Whether a line of a plan reads a whole table, or all rows of one in which something is missing."""
    what, _, rest = line.partition(" ")
    name = rest.split(" ")[0]
    alias = re.search(rf"\b(\w+) AS {name}\b", statement)
    if what not in ("SCAN", "SEARCH") or (alias[1] if alias else name) not in GROWS:
        return False
    if what == "SCAN":
        return not any(one in line for one in FEW)
    column = re.search(r"\((\w+)=\?\)$", line)
    return bool(column and re.search(rf"\b{column[1]} IS NULL", statement) and " OR " not in statement)
