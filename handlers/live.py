"""Asking Slack whether a house can be served: `relay check --live`, and the same at every start of the bot."""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import structlog
import typer
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

import bot.live
import bot.watchdog
import db.live
import db.outbox
import db.people
from bot.live import Bot, Channel, Finding, Seen, User, Wanted
from bot.loaded import House
from db.session import UNREACHABLE
from handlers import console, logs, relay, settings, slack
from handlers.asking import Asker, Refusal, Stopped, Unreachable
from handlers.relay import Relay
from handlers.settings import Settings

log = structlog.get_logger()
AGENT = "relay-check"  # whoever reads Slack's side of it sees which calls are only looks
EVERY = 50
NOT_CHECKED = (
    "Not checked: SLACK_SIGNING_SECRET, which nobody can ask Slack about; with Socket Mode none is needed."
)
Step = Callable[[], None]


def check_house(house: House) -> None:
    """`check` for the house of some files; no database is opened."""
    found = settings.read()
    logs.configure(found.relay_log_level)
    check(found, bot.live.wanted(house.organisation, house.services, house.staff, house.rotas, house.ladders))


def check_loaded(parts: Relay) -> None:
    """`check` for the house that is loaded; ends the command where there is none."""
    with parts.db.read() as session:
        wanted = db.live.wanted(session)
    if not wanted.rooms:
        console.stop("No house is loaded yet. Name a house file: relay check YOUR-HOUSE.yaml --live")
    check(parts.settings, wanted)


def check(given: Settings, wanted: Wanted) -> None:
    """Ask Slack with the tokens that are given, and print what it says.

    Ends the command when a message would be lost. Raises Unset when a token is missing.
    """
    # who listens over HTTP needs no app-level token, and may have none
    over_http = given.slack_app_token is None and given.slack_signing_secret is not None
    app_token = None if over_http else settings.tokens(given)[1]
    client = relay.client(given, settings.bot_token(given), AGENT)
    typer.echo(f"Asking Slack about {_counted(wanted)} …", err=True)
    try:
        with _progress(2 + len(wanted.rooms) + len(wanted.members)) as step:
            found = bot.live.findings(wanted, _look(client, app_token, wanted, step))
    except Unreachable as why:
        console.stop(
            f"Slack cannot be reached ({why}). Nothing is known about it; try again when it answers."
        )
    if given.relay_heartbeat_url is None:
        found.append(bot.watchdog.no_heart())
    for line in _lines(wanted, found):
        typer.echo(line)
    if any(one.weight == "lost" for one in found):
        raise typer.Exit(console.WRONG)


def at_start(parts: Relay, client: WebClient, met: SlackResponse) -> None:
    """Ask Slack the same in the background, log what is found, and say what to type. Never raises.

    `met` is its answer to auth.test; that it takes the app-level token is known by then.
    """
    try:
        with parts.db.read() as session:
            wanted = db.live.wanted(session)
        client = relay.client(parts.settings, str(client.token), AGENT)
        asker = Asker(parts.stop, spread=True)
        found = bot.live.findings(wanted, _seen(client, wanted, asker, _bot(met), None, lambda: None))
        _tell(parts, found)
    except Stopped:
        pass  # no failure: the bot is to stop, and half of a look says nothing; the next start looks again
    except (Unreachable, *UNREACHABLE) as failure:
        log.warning("live.not_checked", why=str(failure) if isinstance(failure, Unreachable) else "database")
    except Exception as failure:
        log.warning("live.failed", exc_info=failure)


def _tell(parts: Relay, found: list[Finding]) -> None:
    wrong = [one for one in found if one.weight != "said"]
    for one in wrong:
        log.warning("live.finding", id=one.id, why=one.word, lost=one.weight == "lost")
    if lost := [one for one in wrong if one.weight == "lost"]:
        _notice(parts, lost)
    if wrong:
        typer.echo(f"{_things(len(wrong))} in Slack to mend. To see what, type: relay check --live", err=True)


def _notice(parts: Relay, lost: list[Finding]) -> None:
    """Each administrator is told once a day of the same findings, however often the bot starts."""
    now = parts.clock.now()
    same = hashlib.sha256(repr(sorted((one.id, one.word) for one in lost)).encode()).hexdigest()[:16]
    with parts.db.write() as session:
        for one in db.people.administrators(session, None):
            db.outbox.put(
                session, "notice", now, to_user=one.slack, staff_id=one.id,
                about=f"start {len(lost)}", dedupe=f"notice {one.id} start {same} {now:%F}",
            )  # fmt: skip


def _look(client: WebClient, app_token: str | None, wanted: Wanted, step: Step) -> Seen:
    asker = Asker(waits=lambda seconds: typer.echo(f"Slack asks for {seconds:.0f} s of patience.", err=True))
    met = asker.ask(_bot, client.auth_test)
    step()
    app_error = None
    if app_token:
        opened = asker.ask(lambda answer: answer["url"], client.apps_connections_open, app_token=app_token)
        app_error = opened.word if isinstance(opened, Refusal) else None
    step()
    return _seen(client, wanted, asker, Bot(met.word) if isinstance(met, Refusal) else met, app_error, step)


def _seen(
    client: WebClient, wanted: Wanted, asker: Asker, met: Bot, app_error: str | None, step: Step
) -> Seen:
    """All that Slack says; with a token that it does not take, nothing else is asked."""
    if met.error:
        return Seen(met, app_error)
    channels, users = dict[str, Channel](), dict[str, User]()
    for room in wanted.rooms:
        said = asker.ask(_channel, client.conversations_info, channel=room.channel)
        channels[room.channel] = Channel(said.word, said.needed) if isinstance(said, Refusal) else said
        step()
    for member in wanted.members:
        told = asker.ask(_user, client.users_info, user=member.slack)
        users[member.slack] = User(told.word, told.needed) if isinstance(told, Refusal) else told
        step()
        if users[member.slack].error == "missing_scope":
            break  # it would be the same for everybody
    return Seen(met, app_error, channels, users)


def _bot(answer: SlackResponse) -> Bot:
    scopes = {name.lower(): value for name, value in answer.headers.items()}.get("x-oauth-scopes")
    held = None if scopes is None else frozenset(one.strip() for one in scopes.split(","))
    return Bot(None, held, answer.get("team_id"), answer.get("enterprise_id"))


def _channel(answer: SlackResponse) -> Channel:
    found = _part(answer, "channel")
    return Channel(
        name=found.get("name"),
        private=bool(found.get("is_private")),
        shared=any(found.get(name) for name in slack.SHARED),
        archived=bool(found.get("is_archived")),
        member=found.get("is_member"),
    )


def _user(answer: SlackResponse) -> User:
    found = _part(answer, "user")
    teams = {found.get("team_id"), *((found.get("enterprise_user") or {}).get("teams") or ())}
    return User(
        gone=bool(found.get("deleted")),
        bot=bool(found.get("is_bot")),
        guest=bool(found.get("is_restricted") or found.get("is_ultra_restricted")),
        stranger=bool(found.get("is_stranger")),
        teams=frozenset(teams - {None}),
    )


def _part(answer: SlackResponse, name: str) -> dict[str, Any]:
    part = answer[name]
    if not isinstance(part, dict):
        raise ValueError(name)  # no answer of Slack's
    return part


@contextmanager
def _progress(total: int) -> Iterator[Step]:
    """What to call after each answer: a bar where somebody watches, else a line now and then."""
    if sys.stderr.isatty():
        with typer.progressbar(length=total, file=sys.stderr) as bar:
            yield lambda: bar.update(1)
        return
    done = count(1)

    def step() -> None:
        if (now := next(done)) % EVERY == 0:
            typer.echo(f"{now} of {total} answers", err=True)

    yield step


def _counted(wanted: Wanted) -> str:
    rooms, members = len(wanted.rooms), len(wanted.members)
    return f"{rooms} {'channel' if rooms == 1 else 'channels'} and {members} {'user' if members == 1 else 'users'}"


def _lines(wanted: Wanted, found: list[Finding]) -> list[str]:
    """What is printed: what loses messages first, how many there are, what is as it may be, what is not known."""
    by = {weight: [one for one in found if one.weight == weight] for weight in ("lost", "mend", "said")}
    lines = [str(one) for one in [*by["lost"], *by["mend"]]]
    if by["lost"]:
        rest = f", {_things(len(by['mend']))} besides to mend" if by["mend"] else ""
        lines.append(f"Messages would be lost: {_things(len(by['lost']))} in Slack to mend first{rest}.")
    elif by["mend"]:
        lines.append(f"No message would be lost: {_things(len(by['mend']))} in Slack to mend when you can.")
    else:
        lines.append(f"Slack: all right. {_counted(wanted)}.")
    if by["said"]:
        lines += ["For you to know:", *(f"  {one}" for one in by["said"])]
    return [*lines, NOT_CHECKED]


def _things(count: int) -> str:
    return f"{count} {'thing' if count == 1 else 'things'}"
