"""The huddle's digest in Slack: `/huddle` and its menus, *All the figures*, *Minutes*."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from slack_bolt import Ack, App, BoltContext, Respond

import bot.huddle
import db.actions
import db.huddles
import db.journal
import prompts.digest
import prompts.digest_figures
import prompts.huddle
import prompts.ids
import prompts.minutes
from bot import days, weeks
from bot.access import Reason
from bot.house import Huddle
from bot.huddle import Wanted
from bot.people import Contact, Service, Staff
from bot.weeks import Week
from db.session import Session
from handlers import refusing, slack
from handlers.after import After
from handlers.flow import huddle as flow
from handlers.flow import targets
from handlers.forms import Asked, Body, Later, Make
from handlers.relay import Relay
from prompts.blocks import Message, View
from prompts.huddle import Action

log = structlog.get_logger()
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
    channel, typed = str(command.get("channel_id", "")), str(command.get("text") or "")
    _said(relay, respond, partial(_meant, relay=relay, who=who, channel=channel, typed=typed))


def _meant(session: Session, relay: Relay, who: Staff, channel: str, typed: str) -> Message:
    try:
        wanted, _, _ = flow.meant(session, who, channel, typed, relay.clock.now())
    except ValueError:
        return prompts.huddle.unknown(typed, flow.scope(session, who, channel)[0])
    return answer(session, relay, who, channel, wanted)


def _again(relay: Relay, who: Staff, body: Body, action: Body, respond: Respond) -> None:
    wanted = Wanted(*prompts.huddle.parse_value(action["selected_option"]["value"]))
    channel = str((body.get("channel") or {}).get("id", ""))
    drawn = partial(answer, relay=relay, who=who, channel=channel, wanted=wanted)
    _said(relay, respond, drawn, replace_original=True)


def _said(relay: Relay, respond: Respond, draw: Callable[[Session], Message], **how: bool) -> None:
    """Answer with what `draw` counts; where that fails say so, below what stands there."""
    try:
        with relay.db.read() as session:
            drawn = draw(session)
    except Exception:
        log.exception("huddle.not_counted")
        drawn, how = prompts.huddle.not_counted(), {}
    slack.answer(respond, drawn, **(ALONE | how))


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


@dataclass(frozen=True)
class Looked:
    """The digest of a button: `posting` is the kept one's id, 0 for one that is counted; of what somebody may see."""

    posting: int
    services: list[Service]
    huddle: Huddle | None
    week: Week

    @property
    def zone(self) -> str:
        """The time zone that its times are said in."""
        return flow.zone_of(self.huddle, self.services)


def figures(session: Session, relay: Relay, asked: Asked) -> Later | str:
    """All the figures of the digest whose button was tapped; counted when nobody waits for it."""
    del relay
    looked = _looked(session, asked)
    if looked is None:
        return _refused(session, asked)
    _opened(session, asked, "figures", looked.week)
    turn_to = _turn_to(session, looked, asked.now)
    return Later(
        prompts.huddle.counting(*turn_to),
        partial(_figures, looked=looked, now=asked.now),
        prompts.huddle.not_shown(*turn_to),
    )


def _figures(session: Session, looked: Looked, now: datetime) -> View:
    if not looked.posting:
        return prompts.digest_figures.form(
            flow.asked(session, looked.services, looked.week, looked.huddle, now)
        )
    shown = flow.posted(session, looked.posting, now)
    return prompts.digest_figures.form(flow.of_these(shown, {one.id for one in looked.services}))


def minutes(session: Session, relay: Relay, asked: Asked) -> View | str:
    """What was decided after that week's digest, in full."""
    del relay
    looked = _looked(session, asked)
    if looked is None:
        return _refused(session, asked)
    week = flow.minutes_of(looked.week, so_far=weeks.at(asked.now, looked.zone) <= looked.week)
    _opened(session, asked, "minutes", week)
    said = db.actions.minutes(session, [one.id for one in looked.services], week)
    today = days.local(asked.now, looked.zone).date()
    return prompts.minutes.form(said, str(week), today, *_turn_to(session, looked, asked.now))


def _turn_to(session: Session, looked: Looked, now: datetime) -> tuple[tuple[Contact, ...], str]:
    """Whom to phone, and the emergency number."""
    return targets.on_call(session, looked.services[0], now), targets.emergency(session)


def _opened(session: Session, asked: Asked, what: str, week: Week) -> None:
    """Keep that somebody read one person's pattern, or what was decided, in full."""
    posting = prompts.ids.parse(asked.value, 3)[0]
    which = f"{week} posting {posting}" if posting else str(week)
    db.journal.write(session, asked.now, f"huddle.{what}", actor=asked.who.slack, why=which)


def _looked(session: Session, asked: Asked) -> Looked | None:
    """What the button is of, of the services that whoever tapped may see; None where there are none."""
    posting, only, monday = prompts.ids.parse(asked.value, 3)
    if posting:
        kept = db.huddles.get(session, posting)
        here = flow.services_of(session, posting)
        services = [one for one in flow.visible(session, asked.who) if one.id in here]
        huddle = bot.huddle.of_channel(flow.huddles(session), kept.channel)
        return Looked(posting, services, huddle, kept.week) if services else None
    channel = str((asked.body.get("channel") or {}).get("id", ""))
    services, huddle = flow.scope(session, asked.who, channel)
    week = prompts.huddle.monday_of(monday)
    return Looked(0, _of(services, only or None), huddle, week) if services else None


def _refused(session: Session, asked: Asked) -> str:
    return refusing.refuse(session, asked.who.slack, None, Reason.NOT_THIS_ROLE, asked.now)


MAKES: dict[str, Make] = {
    prompts.digest.Action.FIGURES: figures, prompts.digest.Action.MINUTES: minutes,
}  # fmt: skip
