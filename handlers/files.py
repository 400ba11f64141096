"""The commands about house files: load, check."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot import advice, to_come
from bot.faults import Fault
from bot.house_rules import House
from handlers import clock, console, live, load
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
    house, place = _opened(files)
    typer.echo(f"All right. {_counted(house)}")
    _for_later(house)
    _advise(house, place)
    if ask_slack:
        live.check_house(house)


def _for_later(house: House) -> None:
    if lines := to_come.kept_for_later(house):
        typer.echo("\n".join(["Kept, and without effect yet:", *(f"  {line}" for line in lines)]))


def _advise(house: House, place: Callable[[Fault], Found]) -> None:
    if found := sorted(place(one) for one in advice.about(house, clock.RealClock().now())):
        typer.echo("\n".join(["Worth asking:", *(f"  {one}" for one in found)]))


def read(files: Sequence[Path]) -> House:
    """The house in these files; ends the command, with every fault, when there is none."""
    return _opened(files)[0]


def _opened(files: Sequence[Path]) -> tuple[House, Callable[[Fault], Found]]:
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
