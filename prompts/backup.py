"""What `relay backup` and `relay restore` say to whoever typed them."""

from collections.abc import Sequence
from datetime import UTC, datetime

import prompts.restored
from bot import days
from bot.backup import Gap

POSTGRESQL = (
    "This database is PostgreSQL, which has tools of its own for this: {tool}\n"
    "docs/backup.md says how, and how to go back to any second."
)
DUMP = 'pg_dump --format=custom --file=relay.dump "$DATABASE_URL"'
BACK = (
    'pg_restore --clean --if-exists --single-transaction --dbname="$DATABASE_URL" relay.dump, '
    "and then: relay restore --after"
)
IN_USE = (
    "Something has the database open: a bot that runs, or another program. "
    "Stop the bot first, then restore. Nothing was changed."
)
UNSEALED = (
    "RELAY_SECRET_KEY is not set: names and notes can be read in this file. Keep it where nobody else can."
)
SEALED = "Keep RELAY_SECRET_KEY too, somewhere else: without it nobody can read what is sealed in this file."
UNITS = ("bytes", "kB", "MB", "GB")


def size(count: int) -> str:
    """A number of bytes for people: 1.2 MB."""
    value, unit = float(count), 0
    while value >= 999.5 and unit < len(UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.1f} {UNITS[unit]}" if unit and value < 99.5 else f"{value:.0f} {UNITS[unit]}"


def made(file: str, count: int, until: datetime, *, sealed: bool) -> str:
    """A backup was written, and looked through."""
    return (
        f"Backed up to {file}: {size(count)}, all that was kept until {_utc(until)}. It was read back: it is whole.\n"
        f"{SEALED if sealed else UNSEALED}"
    )


def restored(gaps: Sequence[Gap], unsure: int, kept: str | None) -> str:
    """A backup is the database now: which minutes are missing, and what to do."""
    parts = ["Restored."]
    if kept:
        parts.append(f"The database that was there is kept as {kept}.")
    parts += ["", *(line for one in gaps for line in _gap(one))]
    if not gaps:
        parts.append("No house is loaded in it.")
    return "\n".join([*parts, "", *_further(gaps, unsure)])


def _gap(gap: Gap) -> list[str]:
    """One house's, as its own clock shows it."""
    lines = [
        f"{gap.name}: {prompts.restored.minutes(gap)}. "
        "What staff told Relay then is lost, and Relay does not know what it told them."
    ]
    if gap.planned:
        lines.append(
            f"  The handover due at {_local(gap.planned, gap)} is asked when Relay runs, once more if it was."
        )
    if gap.asked:
        lines.append(
            f"  Whoever has answered the handover before {_local(gap.asked, gap)} since then "
            "should answer it once more."
        )
    if gap.open:
        lines.append(f"  {_stands(gap.open)} Whoever has taken or ended one since should do so once more.")
    return [*lines, f"  To ask the house again: relay ask --service {gap.key}"]


def _further(gaps: Sequence[Gap], unsure: int) -> list[str]:
    found = []
    if unsure:
        found.append(
            f"{_count(unsure, 'message')} had still to be sent. Relay looks for each in Slack before it sends it."
        )
    if gaps:
        found += [
            "Slack still shows the messages of those minutes. Relay does not know them: nobody should tap in them.",
            "Each house is told so in its channel when Relay runs. Phone whoever had taken something on.",
        ]
    return [*found, "Start Relay again now, as you start it otherwise."]


def _local(at: datetime, gap: Gap) -> str:
    return f"{days.local(at, gap.timezone):%a %H:%M}"


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%a %-d %b %Y %H:%M:%S} UTC"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _stands(number: int) -> str:
    """What became of so many escalations."""
    if number == 1:
        return (
            "1 escalation that was open before stands again as it did when those minutes began, and goes on."
        )
    return f"{number} escalations that were open before stand again as they did when those minutes began, and go on."
