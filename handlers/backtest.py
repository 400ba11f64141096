"""The command `backtest`: a plan, or a draft of one, against what was recorded. Rings nobody, changes nothing."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import typer

import bot.backtest
import bot.coverage
import bot.rings
import db.backtest
import db.people
import prompts.backtest
from bot import days
from bot.people import Person, Service
from bot.plans import Plan
from bot.recorded import Recorded
from handlers import console, files, history_file
from handlers.relay import Relay

cli = typer.Typer()
SPAN = timedelta(weeks=12)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Subject:
    """Whose plan is tried: with what it is called, and since when it holds where it is a stored one."""

    known_as: str
    plan: Plan
    words: str
    service: Service
    since: datetime | None = None


@cli.command()
def backtest(
    person: Annotated[str, typer.Argument(help="The person's key, as in the house file.")],
    plan: Annotated[
        list[Path] | None, typer.Option(help="House file with the changed plan; again for each further file.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="First day, as 2026-08-01; else twelve weeks back.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Last day, inclusive; else today.")] = None,
    history: Annotated[Path | None, typer.Option(help="A saved history, instead of the stored one.")] = None,
    save: Annotated[Path | None, typer.Option(help="Save the stored history to this file, and stop.")] = None,
) -> None:
    """What a plan, or a draft of one, would have rung about a person, beside what did ring. Rings nobody."""
    dates = _date(since, "--since"), _date(until, "--until")
    subject = _drafted(person, plan) if plan else None
    recorded = _saved(history, person) if history else None
    if save:
        _save(save, person, plan, history)
    elif subject and recorded:
        typer.echo(_report(subject, recorded, *dates))
    else:
        parts = _opened()
        subject = subject or _stored(parts, person)
        recorded = recorded or _recorded(parts, person)
        typer.echo(_report(subject, recorded, *dates))


# what is asked for


def _date(text: str | None, option: str) -> date | None:
    try:
        found = date.fromisoformat(text) if text else None
    except ValueError:
        console.stop(f"{option} {text} is not a date. Write year, month and day, for example 2026-08-01.")
    if found and not 2000 <= found.year < 2100:
        console.stop(
            f"{option} {text} is not in this century. Write year, month and day, for example 2026-08-01."
        )
    return found


def _drafted(key: str, plan_files: Sequence[Path]) -> Subject:
    """The person as house files say, checked as `relay check` does."""
    house = files.read(plan_files)
    found = next((one for one in house.people if one.key == key), None)
    if found is None:
        known = ", ".join(one.key for one in house.people)
        console.stop(f"There is nobody with the key {key} in the plan's file. In it: {known or 'nobody'}.")
    if found.plan is None:
        console.stop(f"{key} has no plan in the plan's file, so there is nothing to try.")
    spec = next(one for one in house.services if one.key == found.service)
    words = f"the plan in {', '.join(map(str, plan_files))}"
    return Subject(found.known_as, found.plan, words, Service(0, spec))


def _saved(file: Path, key: str) -> Recorded:
    try:
        recorded = history_file.read(file)
    except history_file.Unusable as unusable:
        console.stop("\n".join(unusable.lines))
    if recorded.person != key:
        console.stop(
            f"{file} is the history of {recorded.person}, not of {key}. Name that key, or another file."
        )
    return recorded


def _opened() -> Relay:
    parts = console.made()
    if not db.backtest.ready(parts.db):
        console.stop(
            "There is no database here yet, or not with this program's tables. "
            "Write: relay db upgrade, and if no house was loaded, relay load YOUR-HOUSE.yaml"
        )
    return parts


def _person(parts: Relay, key: str) -> Person:
    with parts.db.read() as session:
        found = db.backtest.person(session, key)
        known = ", ".join(db.backtest.keys(session))
    if found is None:
        console.stop(
            f"There is nobody with the key {key}. Loaded: {known or 'nobody; relay load a house file first'}."
        )
    return found


def _stored(parts: Relay, key: str) -> Subject:
    person = _person(parts, key)
    if person.plan is None or person.plan_id is None:
        console.stop(f"{key} has no plan yet. Name a file with a draft: --plan FILE")
    with parts.db.read() as session:
        service = db.people.service(session, person.service_id)
        since = db.backtest.holds_since(session, person.plan_id)
    words = f"version {person.plan_version} of the plan, which holds now"
    return Subject(person.known_as, person.plan, words, service, since)


def _recorded(parts: Relay, key: str) -> Recorded:
    person = _person(parts, key)
    with parts.db.read() as session:
        return db.backtest.whole(session, person, parts.clock.now())


def _save(file: Path, key: str, plan: Sequence[Path] | None, history: Path | None) -> None:
    if plan or history:
        console.stop("--save saves the stored history, and nothing else: leave --plan and --history out.")
    recorded = _recorded(_opened(), key)
    try:
        history_file.save(file, recorded)
    except history_file.Unusable as unusable:
        console.stop("\n".join(unusable.lines))
    typer.echo(
        f"Saved to {file}: {len(recorded.replies)} replies about {key}, all that was recorded until now. Only you "
        "can read it. It holds no names and nothing that anybody wrote, but still is about a person: take it away "
        "when you are done."
    )


# what comes of it


def _report(subject: Subject, recorded: Recorded, since: date | None, until: date | None) -> str:
    zone = subject.service.spec.timezone
    last = until or days.local(recorded.taken_at, zone).date()
    first = since or last - SPAN + DAY
    if first > last:
        console.stop(f"--since {first} comes after --until {last}. Write the earlier day first.")
    start, end = (days.instant(day, time(), zone) for day in (first, last + DAY))
    counts = bot.coverage.counts(recorded, start, end)
    if not counts.handovers and not counts.replies:
        console.stop(
            f"Nothing was asked or answered about {subject.known_as} from {first} to {last}.{_whole(recorded)}"
        )
    then = bot.rings.rang(recorded, subject.service, start, end)
    earlier = subject.since if subject.since and any(ring.at < subject.since for ring in then) else None
    return prompts.backtest.report(
        prompts.backtest.Told(
            subject.known_as, subject.plan, subject.words, zone, first, last, counts,
            bot.coverage.gaps(recorded, subject.plan, start, end), then,
            _replayed(subject, recorded, start, end), bot.rings.opened(recorded, start, end),
            days.local(earlier, zone).date() if earlier else None,
        )
    )  # fmt: skip


def _whole(recorded: Recorded) -> str:
    """Where there is something to look at, if anywhere."""
    if not recorded.replies:
        return " No reply about them is recorded at all yet."
    at = [one.received_at for one in recorded.replies]
    return f" There are replies from {min(at):%F} to {max(at):%F}: choose --since and --until."


def _replayed(subject: Subject, recorded: Recorded, start: datetime, end: datetime) -> list[bot.rings.Ring]:
    moments = bot.backtest.moments(recorded, end)
    # a bar on a screen only, and beside the text, which may go into a file
    with typer.progressbar(
        moments, label="Playing again", file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as shown:
        return bot.backtest.replay(recorded, subject.plan, subject.known_as, subject.service, start, shown)
