"""The command `digest`: a week's figures without Slack, as text, JSON or a page to print; or one number taken apart."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter

import db.actions
import db.explain
import db.figures_besides
import db.huddles
import db.notes
import db.people
import prompts.charts
import prompts.digest
import prompts.page
import prompts.page_text
from bot import days, weeks
from bot.digest import Digest, last_whole
from bot.house import Huddle
from bot.huddle import Shown, looked_at, of_channel
from bot.page import Page, Quote
from bot.people import Service
from bot.weeks import Week
from db.session import Session
from handlers import console, pictures
from handlers.flow import huddle as flow

cli = typer.Typer()
QUOTES = 4


class Format(StrEnum):
    """How the digest is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


@cli.command()
def digest(
    week: Annotated[str, typer.Option(help="2026-W46, a date in the week, last or this.")] = "last",
    service: Annotated[
        list[str] | None, typer.Option(help="A service's key; again for each further one.")
    ] = None,
    huddle: Annotated[
        str | None, typer.Option(help="The channel id of a huddle: all of its services.")
    ] = None,
    format: Annotated[Format, typer.Option(help="How it is written.")] = Format.TEXT,
    out: Annotated[Path | None, typer.Option(help="The file to write, instead of the screen.")] = None,
    explain: Annotated[
        str | None, typer.Option(help="A number's key (docs/huddle.md): the records behind it.")
    ] = None,
    png: Annotated[Path | None, typer.Option(help="A folder for the charts as pictures.")] = None,
) -> None:
    """A week's digest, without Slack. Nothing is sent or changed."""
    parts = console.parts()
    now = parts.clock.now()
    with parts.db.read() as session:
        of, services = _services(session, service, huddle)
        wanted = _week(week, now, flow.zone_of(of, services))
        if explain:
            since = db.huddles.first(session, of.channel) if of else None
            said = _explained(session, services, wanted, explain, since)
        else:
            shown = flow.asked(session, services, wanted, of, now)
            said = _written(session, shown, services, format)
            if png:
                _pictures(shown, png)
    _put(said, out)


def _services(
    session: Session, keys: list[str] | None, channel: str | None
) -> tuple[Huddle | None, list[Service]]:
    """The services that are meant: named, of one huddle, or all."""
    found = db.people.services(session)
    there = flow.huddles(session)
    if not found:
        console.stop("No house is loaded yet: relay load YOUR-HOUSE.yaml")
    if channel:
        of = of_channel(there, channel)
        if of is None:
            known = ", ".join(one.channel for one in there) or "none"
            console.stop(f"No huddle has the channel {channel}. Huddles: {known}.")
        return of, looked_at(of, found)
    missing = [key for key in keys or () if key not in {one.spec.key for one in found}]
    if missing:
        console.stop(
            f"There is no service {missing[0]}. Services: {', '.join(one.spec.key for one in found)}."
        )
    services = [one for one in found if not keys or one.spec.key in keys]
    return next((one for one in there if looked_at(one, services)), None), services


def _week(text: str, now: datetime, zone: str) -> Week:
    if text in ("last", "this"):
        return last_whole(now, zone).plus(text == "this")
    try:
        found = weeks.parse(text)
    except ValueError as why:
        console.stop(f"--week: {why}.")
    if found > weeks.at(now, zone):
        console.stop(f"--week {text} has not begun yet.")
    return found


def _written(session: Session, shown: Shown, services: Sequence[Service], format: Format) -> str:
    if format is Format.JSON:
        return TypeAdapter(Digest).dump_json(shown.digest, indent=1).decode() + "\n"
    if format is Format.TEXT:
        return prompts.page_text.text(shown)
    ids = [one.id for one in services]
    after = flow.minutes_of(shown.digest.week, shown.digest.so_far)
    minutes = db.actions.minutes(session, ids, after)
    before = db.actions.minutes(session, ids, after.plus(-1))
    return prompts.page.html(Page(shown, minutes, before, _quotes(session, services, shown.digest.week)))


def _quotes(session: Session, services: Sequence[Service], week: Week) -> list[Quote]:
    """The newest good things of the week, as they were written."""
    found: list[Quote] = []
    for one in reversed(db.figures_besides.good(session, services, week)):
        note = db.notes.get(session, one.id)
        if note.said.text and len(found) < QUOTES:
            person = db.people.person(session, note.person_id) if note.person_id else None
            found.append(Quote(person.known_as if person else None, note.said.text))
    return found


def _explained(
    session: Session, services: Sequence[Service], week: Week, figure: str, since: Week | None
) -> str:
    """The records behind a number, a line each: ids and times, nothing that anybody wrote."""
    try:
        rows = db.explain.rows(session, services, week, figure, since)
    except KeyError:
        console.stop(f"There is no number {figure}. docs/huddle.md says which there are.")
    zone = services[0].spec.timezone
    keys = {one.id: one.spec.key for one in services}
    lines = [f"{figure} of {week}: {len(rows)}"]
    for one in rows:
        about = [f"{one.kind} {one.id}", keys.get(one.service_id or 0, "")]
        about += [f"person {one.person_id}" if one.person_id else "", one.of or ""]
        lines.append(f"{days.local(one.at, zone):%Y-%m-%d %H:%M}  " + "  ".join(filter(None, about)))
    return "\n".join(lines) + "\n"


def _pictures(shown: Shown, folder: Path) -> None:
    draw = pictures.drawer()
    if draw is None:
        console.stop(pictures.INSTALL)
    folder.mkdir(parents=True, exist_ok=True)
    for n, block in enumerate(
        one for one in prompts.digest.head(shown)["blocks"] if one["type"] == prompts.charts.KIND
    ):
        (folder / f"{shown.digest.week}-{n + 1}.png").write_bytes(draw(prompts.charts.read(block)))


def _put(said: str, out: Path | None) -> None:
    if out is None:
        typer.echo(said, nl=False)
        return
    try:
        out.write_text(said, encoding="utf-8")
    except OSError as why:
        console.stop(f"{out} could not be written: {why.strerror}.")
    typer.echo(f"Written to {out}.", err=True)
