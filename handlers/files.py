"""The commands about house files: load, check."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot import to_come
from bot.house_rules import House
from handlers import console, load
from handlers.flow import house as flow_house

cli = typer.Typer()
Files = Annotated[list[Path], typer.Argument(help="House files, as examples/rowan-house.yaml.")]


@cli.command("load")
def load_files(files: Files) -> None:
    """Load house files: whole, or not at all. Loading again changes only what differs."""
    house = read(files)
    parts = console.parts()
    with parts.db.write() as session:
        changes = flow_house.keep(session, house, parts.clock.now())
    for change in changes:
        typer.echo(
            f"{change.how}: {change.what} {change.name}{', ' + change.detail if change.detail else ''}"
        )
    typer.echo(f"Loaded. {_counted(house)}" if changes else "Loaded. Nothing has changed.")
    _for_later(house)


@cli.command("check")
def check_files(files: Files) -> None:
    """Read house files and say what is wrong with them. Changes nothing."""
    house = read(files)
    typer.echo(f"All right. {_counted(house)}")
    _for_later(house)


def _for_later(house: House) -> None:
    if lines := to_come.kept_for_later(house):
        typer.echo("\n".join(["Kept, and without effect yet:", *(f"  {line}" for line in lines)]))


def read(files: Sequence[Path]) -> House:
    """The house in these files; ends the command, with every fault, when there is none."""
    try:
        return load.read(files, os.environ)
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
