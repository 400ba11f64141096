"""What every command needs: the parts of Relay, and a word to whoever typed when it cannot go on."""

from typing import NoReturn

import typer

import db.migrate
from handlers import logs, pulse, relay, settings
from handlers.relay import Relay

WRONG = 2  # the exit code of a command that did nothing
NEWER = 4  # of one whose database was migrated by a newer program: started again it would find the same


def parts() -> Relay:
    """Relay's parts, its database brought to this program's tables; its clock is the one that all who share it have."""
    found = made()
    db.migrate.upgrade(found.db)
    pulse.agree(found)
    return found


def made() -> Relay:
    """Relay's parts, the database left as it is. Raises settings.Unset with what to do."""
    found = settings.read()
    logs.configure(found.relay_log_level)
    try:
        return relay.make(found)
    except ValueError as error:
        raise settings.Unset(str(error)) from None
    except OSError:
        raise settings.Unset("RELAY_CLOCK_URL does not answer; is the sandbox running?") from None


def stop(why: str) -> NoReturn:
    """Say why, and end the command: nothing was changed."""
    typer.echo(why, err=True)
    raise typer.Exit(WRONG)
