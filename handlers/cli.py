"""The command line: `relay`."""

import sys
import time
import uuid
from pathlib import Path
from typing import Annotated

import typer
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

import db.migrate
import db.outbox
import db.people
from bot import days
from db.crypto import LostKey
from db.house import Elsewhere
from db.session import REFUSED, UNREACHABLE
from db.tables import Sending
from handlers import (
    backtest,
    backup,
    console,
    digest,
    files,
    logs,
    pretend,
    relay,
    run,
    sandbox,
    sender,
    settings,
    slack,
    ticks,
    watchdog,
    web,
    worker,
)
from handlers.flow import handover
from handlers.relay import Relay
from handlers.watchdog import Watchdog

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
database = typer.Typer(no_args_is_help=True, help="The database.")
cli.add_typer(database, name="db")
cli.add_typer(files.cli)
cli.add_typer(backtest.cli)
cli.add_typer(backup.cli)
cli.add_typer(digest.cli)
PATIENCE = 5.0  # seconds


@cli.callback()
def about() -> None:
    """Relay: shift handovers, a person's own early-warning signs, and somebody who is sure to hear."""


@cli.command("run")
def run_bot() -> None:
    """Run the bot: one process, Socket Mode, until it is stopped."""
    parts, houses = _housed()
    settings.tokens(parts.settings)
    typer.echo(f"Relay is running for {houses}. Stop it with Ctrl-C.", err=True)
    run.run(parts)


@cli.command("web")
def run_web(
    bind: Annotated[str | None, typer.Option(help="Host and port; RELAY_BIND unless said.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="How many processes listen there.")] = 1,
) -> None:
    """Listen to Slack over HTTP, until it is stopped. `relay worker` asks and sends."""
    parts, houses = _housed()
    where = bind or parts.settings.relay_bind
    web.check(parts.settings, where)
    typer.echo(f"Relay listens for {houses} at http://{where}{web.PATH}. Stop it with Ctrl-C.", err=True)
    web.run(parts, where, processes)


@cli.command("worker")
def run_worker() -> None:
    """Ask and send, until it is stopped. `relay web` listens to Slack."""
    parts, houses = _housed()
    settings.bot_token(parts.settings)
    typer.echo(f"Relay is working for {houses}. Stop it with Ctrl-C.", err=True)
    worker.run(parts)


def _housed() -> tuple[Relay, str]:
    """Relay's parts, and the names of its houses; ends the command where none is loaded."""
    parts = console.parts()
    with parts.db.read() as session:
        loaded = db.people.services(session)
    if not loaded:
        console.stop(
            "No house is loaded yet. Write a house file (docs/install.md says how), then: relay load YOUR-HOUSE.yaml"
        )
    return parts, ", ".join(one.spec.name for one in loaded)


@cli.command()
def ask(service: Annotated[str, typer.Option(help="The service's key in the house file.")]) -> None:
    """Ask a service now: the scheduled handover within its hour, else an extra one."""
    parts = console.parts()
    client = _client(parts)
    with parts.db.write() as session:
        found = db.people.service_by_key(session, service)
        if found is None:
            known = ", ".join(one.spec.key for one in db.people.services(session))
            console.stop(
                f"There is no service {service}. Loaded: {known or 'none; relay load a house file first'}."
            )
        asked = handover.ask_now(session, found, uuid.uuid4().hex, parts.clock.now())
    sender.drain(parts, client)
    typer.echo(f"{found.spec.name}: {_asked(asked, found.spec.timezone)} {_posted(parts, asked.handover_id)}")


def _client(parts: Relay) -> WebClient:
    """Slack's Web API, with a token that Slack knows: with a wrong one every message would wait."""
    client = relay.client(parts.settings, settings.bot_token(parts.settings))
    try:
        client.auth_test()
    except SlackApiError as error:
        if word := slack.never(error):
            console.stop(slack.not_accepted("SLACK_BOT_TOKEN", word))
    except (OSError, SlackClientError):
        pass  # asked all the same, and posted when Slack answers
    return client


def _asked(asked: handover.Asked, zone: str) -> str:
    what = {
        "due": "the handover at",
        "early": "asked early: the handover at",
        "extra": "an extra handover, before",
    }
    return f"{what[asked.how]} {days.local(asked.change.at, zone):%a %H:%M}."


def _posted(parts: Relay, handover_id: int) -> str:
    """What became of the question, once this process or a running bot has sent it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with parts.db.read() as session:
            prompt = db.outbox.prompt_of(session, handover_id)
        assert prompt is not None
        if prompt.state == Sending.SENT:
            return "Posted."
        if prompt.state not in (Sending.WAITING, Sending.SENDING):
            console.stop(f"It was not posted: {prompt.why}. docs/install.md says what Slack's words mean.")
        if time.monotonic() > deadline:
            return f"Not posted yet ({prompt.why or 'Slack has not answered'}); a running bot goes on trying."
        time.sleep(0.05)


@cli.command()
def tick() -> None:
    """Do once what is due now, and have the watchdog look. A running bot ticks every second."""
    parts = console.parts()
    typer.echo(f"Done: {ticks.tick(parts)}")
    if not Watchdog(parts, watchdog.heart(parts.settings)).look():
        typer.echo("Something is not as it should be; docs/watchdog.md says what it may be.", err=True)


@cli.command("sandbox")
def sandbox_here(
    house: Annotated[Path | None, typer.Option(help="The house to show.")] = None,
    port: Annotated[int, typer.Option(help="Where the page is; 0 for any.")] = 8765,
    opens: Annotated[str | None, typer.Option(help="Local time at which it opens.")] = None,
    with_history: Annotated[
        bool,
        typer.Option("--with-history", help="With a made-up year behind it, and three houses unless said."),
    ] = False,
    seed: Annotated[int, typer.Option(help="Another seed makes another year.")] = pretend.SEED,
) -> None:
    """Try Relay in a browser: a pretend Slack on this machine, and the bot beside it. No account needed."""
    shown = house or (sandbox.PROVIDER if with_history else sandbox.EXAMPLE)
    begins = opens or (sandbox.PROVIDER_OPENS if with_history else sandbox.OPENS)
    sandbox.run(files.read([shown]), port, begins, seed if with_history else None)


@database.command("upgrade")
def upgrade() -> None:
    """Bring the database to this program's tables."""
    typer.echo("Upgraded." if db.migrate.upgrade(console.made().db) else "Nothing to upgrade.")


def main() -> None:
    """`relay`. What goes wrong is said in words, with what to do; the exit code is then 2."""
    logs.quote_nothing()
    try:
        cli()
    except UNREACHABLE as error:
        name = type(error).__name__
        # what it will not keep is no matter of where it is
        asks = (
            f"The database refused this ({name}), and nothing was changed. Please tell who looks after Relay."
        )
        reach = f"The database cannot be reached ({name}). Is DATABASE_URL right?"
        typer.echo(asks if isinstance(error, REFUSED) else reach, err=True)
        sys.exit(console.WRONG)
    except db.migrate.NewerDatabase as error:
        typer.echo(str(error), err=True)
        sys.exit(console.NEWER)
    except (settings.Unset, LostKey, Elsewhere, db.migrate.Torn) as error:
        typer.echo(str(error), err=True)
        sys.exit(console.WRONG)
