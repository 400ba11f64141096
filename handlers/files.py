"""The commands about house files: load, check, export, schema."""

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

import db.export
import db.people
from bot import advice, schema, to_come
from bot.faults import Fault
from bot.house_rules import House
from db.session import Session
from handlers import clock, console, export, live, load
from handlers.flow import house as flow_house
from handlers.places import Found

cli = typer.Typer()
Files = Annotated[list[Path], typer.Argument(help="House files, as examples/rowan-house.yaml.")]
MaybeFiles = Annotated[
    list[Path] | None, typer.Argument(help="House files; none: the loaded house, with --live.")
]


@cli.command("load")
def load_files(files: Files) -> None:
    """Load house files: whole, or not at all. Loading again changes only what differs."""
    opened = _opened(files)
    house = opened.house
    parts = console.parts()
    with parts.db.write() as session:
        changes = flow_house.keep(session, house, parts.clock.now(), opened.places)
    for change in changes:
        part = change.what, change.name
        # what came from the environment is called as the file calls it
        name = db.export.name(part, opened.places.get(part, {}))
        typer.echo(f"{change.how}: {change.what} {name}{', ' + change.detail if change.detail else ''}")
    typer.echo(f"Loaded. {_counted(house)}" if changes else "Loaded. Nothing has changed.")
    _for_later(house)


@cli.command("check")
def check_files(
    files: MaybeFiles = None,
    ask_slack: Annotated[
        bool, typer.Option("--live", help="Ask Slack too: tokens, permissions, channels, users.")
    ] = False,
) -> None:
    """Read house files and say what is wrong with them. Changes nothing.

    With --live, Slack is asked as well, and without files about the house that is loaded.
    """
    if not files:
        if not ask_slack:
            console.stop("Name a house file; or add --live, to ask Slack about the house that is loaded.")
        live.check_loaded(console.parts())
        return
    opened = _opened(files)
    house = opened.house
    typer.echo(f"All right. {_counted(house)}")
    _for_later(house)
    _advise(house, opened.placed)
    if ask_slack:
        live.check_house(house)


@cli.command("export")
def export_house(
    to: Annotated[Path | None, typer.Option(help="Write to this file, which only you may read.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    service: Annotated[
        str | None, typer.Option(help="Only the service with this key, and what it needs.")
    ] = None,
) -> None:
    """Write everything that holds now as one house file, which loads to the same house."""
    parts = console.parts()
    with parts.db.read() as session:
        held = _held(session, service)
    try:
        written = export.text(held, parts.clock.now())
    except export.Unknown as unknown:
        console.stop(f"Nothing was exported. {unknown}")
    if to is None:
        # bytes: a terminal that is not in UTF-8 would stop at a name
        typer.echo(written.encode(), nl=False)
    else:
        _keep(to, written, force)
        typer.echo(f"Written to {to}, which only you may read. {_counted(held.house)}")
    for word in export.doubts(held, written):
        typer.echo(word, err=True)


@cli.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of house files, with which an editor completes and explains every key."""
    typer.echo(json.dumps(schema.schema(), indent=2, ensure_ascii=False))


def _held(session: Session, service: str | None) -> db.export.Exported:
    try:
        held = db.export.held(session, service)
    except KeyError:
        keys = [one.spec.key for one in db.people.services(session)]
        there = f"There is {', '.join(keys)}." if keys else "No house is loaded yet."
        console.stop(f"There is no service {service}. {there}")
    except db.export.Stale as stale:
        console.stop(f"Nothing was exported. {stale} has changed since its file was loaded. {export.AGAIN}")
    if not held.house.services and held.house.organisation is None:
        console.stop("No house is loaded yet, so there is nothing to export. Load one: relay load FILE.")
    return held


def _keep(to: Path, written: str, force: bool) -> None:
    try:
        export.keep(to, written, force=force)
    except FileExistsError:
        over = "" if force else ", or add --force to write over it"
        console.stop(f"{to} is there already, and was left as it is. Name another file{over}.")
    except OSError:
        console.stop(f"{to} cannot be written. Look at its folder, and whether you may write there.")


def _for_later(house: House) -> None:
    if lines := to_come.kept_for_later(house):
        typer.echo("\n".join(["Kept, and without effect yet:", *(f"  {line}" for line in lines)]))


def _advise(house: House, place: Callable[[Fault], Found]) -> None:
    if found := sorted(place(one) for one in advice.about(house, clock.RealClock().now())):
        typer.echo("\n".join(["Worth asking:", *(f"  {one}" for one in found)]))


def read(files: Sequence[Path]) -> House:
    """The house in these files; ends the command, with every fault, when there is none."""
    return _opened(files).house


def _opened(files: Sequence[Path]) -> load.Opened:
    try:
        return load.opened(files, os.environ)
    except load.Refused as refused:
        count = len(refused.faults)
        total = f"Nothing was loaded: {count} {'thing' if count == 1 else 'things'} to mend."
        console.stop("\n".join([*refused.lines(), total]))


def _counted(house: House) -> str:
    counts = {
        "service": len(house.services),
        "person": len(house.people),
        "member of staff": len(house.staff),
    }
    many = {"service": "services", "person": "people", "member of staff": "members of staff"}
    return ", ".join(f"{count} {name if count == 1 else many[name]}" for name, count in counts.items()) + "."
