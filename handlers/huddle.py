"""The huddle's digest in Slack: `/huddle` and its menus, *All the figures*, *Minutes*."""

from slack_bolt import Ack, App, BoltContext, Respond

import bot.huddle
import db.actions
import db.journal
import db.people
import prompts.access
import prompts.digest
import prompts.digest_figures
import prompts.huddle
import prompts.ids
import prompts.minutes
from bot.access import Reason
from bot.huddle import Shown, Wanted
from bot.people import Service, Staff
from bot.weeks import Week
from db.session import Session
from handlers import refusing, slack
from handlers.after import After
from handlers.flow import huddle as flow
from handlers.forms import Asked, Body, Make
from handlers.relay import Relay
from prompts.blocks import Message, View
from prompts.huddle import Action

ALONE = {"response_type": "ephemeral", "replace_original": False}


def register(app: App, relay: Relay, after: After) -> None:
    """Listen for the command, and for the menus of its answer."""

    @app.command("/huddle")
    def huddle(ack: Ack, command: Body, context: BoltContext, respond: Respond) -> None:
        # counted behind the acknowledgement: a large provider's year takes longer than Slack waits
        after(_answer, relay=relay, who=context["who"], command=command, respond=respond)
        ack()

    for action in Action:

        @app.action(str(action))
        def chosen(ack: Ack, body: Body, action: Body, context: BoltContext, respond: Respond) -> None:
            after(_again, relay=relay, who=context["who"], body=body, action=action, respond=respond)
            ack()


def _answer(relay: Relay, who: Staff, command: Body, respond: Respond) -> None:
    now, channel = relay.clock.now(), str(command.get("channel_id", ""))
    typed = str(command.get("text") or "")
    with relay.db.read() as session:
        try:
            wanted, services, _ = flow.meant(session, who, channel, typed, now)
        except ValueError:
            services, _ = flow.scope(session, who, channel)
            slack.answer(respond, prompts.huddle.unknown(typed, services), **ALONE)
            return
        drawn = answer(session, relay, who, channel, wanted)
    slack.answer(respond, drawn, **ALONE)


def _again(relay: Relay, who: Staff, body: Body, action: Body, respond: Respond) -> None:
    week, service_id = prompts.huddle.parse_value(action["selected_option"]["value"])
    channel = str((body.get("channel") or {}).get("id", ""))
    with relay.db.read() as session:
        drawn = answer(session, relay, who, channel, Wanted(week, service_id))
    slack.answer(respond, drawn, **(ALONE | {"replace_original": True}))


def answer(session: Session, relay: Relay, who: Staff, channel: str, wanted: Wanted) -> Message:
    """The digest that somebody wants, of what they may see, with menus to choose another."""
    now = relay.clock.now()
    services, huddle = flow.scope(session, who, channel)
    shown = flow.asked(session, _of(services, wanted.service_id), wanted.week, huddle, now)
    weeks = bot.huddle.choices(now, shown.digest.zone)
    menus = prompts.huddle.choosers(wanted.week, wanted.service_id, weeks, services)
    return prompts.digest.head(shown, *menus)


def _of(services: list[Service], service_id: int | None) -> list[Service]:
    """Those that are meant; all of them where one is meant that they may not see (any more)."""
    return [one for one in services if one.id == service_id] or services


def figures(session: Session, relay: Relay, asked: Asked) -> View | str:
    """All the figures of the digest whose button was tapped."""
    del relay
    shown = _shown(session, asked)
    if shown is None:
        return _refused(session, asked)
    _opened(session, asked, "figures", shown.digest.week)
    return prompts.digest_figures.form(shown)


def minutes(session: Session, relay: Relay, asked: Asked) -> View | str:
    """What was decided after that week's digest, in full."""
    del relay
    shown = _shown(session, asked)
    if shown is None:
        return _refused(session, asked)
    week = flow.minutes_of(shown.digest)
    _opened(session, asked, "minutes", week)
    said = db.actions.minutes(session, list(shown.services), week)
    return prompts.minutes.form(said, str(week), shown.today, shown.on_call, shown.emergency)


def _opened(session: Session, asked: Asked, what: str, week: Week) -> None:
    """Keep that somebody read one person's pattern, or what was decided, in full."""
    posting = prompts.ids.parse(asked.value, 3)[0]
    which = f"{week} posting {posting}" if posting else str(week)
    db.journal.write(session, asked.now, f"huddle.{what}", actor=asked.who.slack, why=which)


def _shown(session: Session, asked: Asked) -> Shown | None:
    """The digest of a button, of the services that whoever tapped may see; None where there are none."""
    posting, only, monday = prompts.ids.parse(asked.value, 3)
    may = {one.id for one in flow.visible(session, asked.who)}
    if posting:
        shown = flow.posted(session, posting, asked.now)
        return flow.of_these(shown, may) if may & shown.services.keys() else None
    channel = str((asked.body.get("channel") or {}).get("id", ""))
    services, huddle = flow.scope(session, asked.who, channel)
    if not services:
        return None
    week = prompts.huddle.monday_of(monday)
    return flow.asked(session, _of(services, only or None), week, huddle, asked.now)


def _refused(session: Session, asked: Asked) -> str:
    return refusing.refuse(session, asked.who.slack, None, Reason.NOT_THIS_ROLE, asked.now)


MAKES: dict[str, Make] = {
    prompts.digest.Action.FIGURES: figures, prompts.digest.Action.MINUTES: minutes,
}  # fmt: skip
