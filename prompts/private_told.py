"""What safeguarding sees of what was told privately, and what its author hears. No lock screen names anything."""

from collections.abc import Sequence
from datetime import datetime

from bot.private import Event, Named, Shown, What
from prompts import words
from prompts.blocks import (
    Blocks,
    Button,
    Message,
    View,
    actions,
    button,
    context,
    message,
    modal,
    section,
)
from prompts.private import KNOWS, MET, Action, called, numbers, otherwise, phone, standing

TEXT = "Something was told to you in private. Open Slack."
SETTLED = "There is news of something told in private. Open Slack."
AUTHOR = "There is a message for you in private. Please open Slack now."
SHOWN = 8
HAPPENED: dict[What, str] = {
    "said": "{who} told this",
    "told": "{who} was told",
    "not_reached": "{who} could not be reached in Slack",
    "unanswered": "nobody had answered",
    "acknowledged": "{who} took it on",
    "opened": "{who} opened it",
    "reopened": "whoever had it is not safeguarding any more",
    "closed": "{who} closed it",
}


def told(shown: Shown, number: int, now: datetime) -> Message:
    """To whoever is told, for the `number`th telling. Nothing of what was written."""
    concern, zone = shown.concern, shown.service.spec.timezone
    by = words.clock(concern.due_at, zone, now) if concern.due_at else ""
    again = "Nobody has answered yet, so you are told again." if concern.unanswered_at else ""
    return message(
        TEXT,
        section("danger", f"Immediate danger: {words.name(shown.emergency)}."),
        section(
            "what",
            f"*{_place(shown)} · told to you in private*",
            f"Told {words.moment(concern.said_at, zone, now)}. *Please answer by {by}.* {again}".strip(),
            None if concern.unanswered_at else _then(shown, now),
            "Please tell nobody before you have read it. Somebody may have been left out.",
        ),
        actions(f"take:{number}", *_buttons(shown)),
    )


def _then(shown: Shown, now: datetime) -> str | None:
    if shown.next_up:
        return otherwise(shown, now, "you")
    return "If nobody answers, whoever told it is asked to phone others." if shown.hears else None


def older(shown: Shown, now: datetime) -> Message:
    """One that they were told before a newer one: nothing to tap any more."""
    return message(
        TEXT,
        section("what", f"*{_place(shown)} · told in private*", standing(shown, now)),
        section("newer", "There is a newer message about it. Please use that one."),
    )


def settled(shown: Shown, now: datetime) -> Message:
    """The same once somebody has it, or it is closed."""
    return message(
        SETTLED,
        section("what", f"*{_place(shown)} · told in private*", standing(shown, now)),
        actions("settled", *_buttons(shown)),
    )


def unanswered(shown: Shown, now: datetime) -> Message:
    """To its author, when nobody has answered: outside numbers first, and what to do."""
    at = words.moment(shown.concern.said_at, shown.service.spec.timezone, now)
    going_on = f"We go on telling {called(shown.tells)}." if shown.tells else "Nobody here can be told."
    return message(
        AUTHOR,
        numbers(shown.emergency, shown.outside),
        section("now", f"*Nobody has answered yet.* {phone(shown)}"),
        section(
            "what",
            f"You told safeguarding something in private {at}. {going_on}",
            "What you wrote is kept. You did right to tell.",
        ),
    )


def answered(shown: Shown, now: datetime) -> Message:
    """The same once somebody has it."""
    return message(
        SETTLED,
        numbers(shown.emergency, shown.outside),
        section("what", f"*What you told in private:* {standing(shown, now)}", "Thank you for telling."),
    )


def taken(shown: Shown, now: datetime, *, first: bool) -> str:
    """To whoever tapped *I've got this*; `first` False: somebody had it before. mrkdwn."""
    if first:
        return "You have this now. Please tap Open and read it."
    return f"{standing(shown, now)} Nothing was changed."


def details(shown: Shown, now: datetime) -> View:
    """All of it, for those who were told alone."""
    concern, said = shown.concern, shown.concern.said
    zone = shown.service.spec.timezone
    at = words.moment(concern.said_at, zone, now)
    return modal(
        "Told in private",
        numbers(shown.emergency, shown.outside),
        section("what", f"*{_place(shown)}*", f"Told {at} by {words.name(shown.by)}. {standing(shown, now)}"),
        section("left_out", _left_out(shown)),
        section("text", "*What was told*", words.escape(said.text)),
        section("wants", f"*What the person wants*\n{words.escape(said.wants)}" if said.wants else None),
        section("knows", f"*Does the person know?* {KNOWS[said.knows]}" if said.knows else None),
        section("outcome", *_outcome(shown)),
        section("timeline", "*What happened*", *(_line(one, shown, now) for one in shown.events)),
        callback_id="private.details",
        foot=[] if concern.state == "closed" else actions("taken", *_act(shown)),
    )


def home(mine: Sequence[Shown], now: datetime) -> Blocks:
    """Their own list in the App Home; nothing for whoever was told of nothing. Content-light."""
    if not mine:
        return []
    more = len(mine) - SHOWN
    return [
        *section("private", "*Told to you in private*"),
        *(block for one in mine[:SHOWN] for block in _row(one, _which(one, mine), now)),
        *(context("private.more", f"And {more} more, after these.") if more > 0 else []),
    ]


def _which(shown: Shown, mine: Sequence[Shown]) -> str:
    """Of several about the same, which one: " (1 of 2)", for screen readers."""
    alike = [one.concern.id for one in mine if one.person == shown.person and one.service == shown.service]
    return f" ({alike.index(shown.concern.id) + 1} of {len(alike)})" if len(alike) > 1 else ""


def _row(shown: Shown, which: str, now: datetime) -> Blocks:
    concern = shown.concern
    at = words.clock(concern.said_at, shown.service.spec.timezone, now)
    return [
        *section(f"private:{concern.id}", f"*{_whom(shown)}* · {_house(shown)} · {at}", standing(shown, now)),
        *actions(f"private.do:{concern.id}", *_buttons(shown, which)),
    ]


def _house(shown: Shown) -> str:
    return words.name(shown.service.spec.name)


def _whom(shown: Shown) -> str:
    return words.short(shown.person.known_as) if shown.person else "The house"


def _place(shown: Shown) -> str:
    return f"{_house(shown)} · {_whom(shown)}" if shown.person else _house(shown)


def _buttons(shown: Shown, which: str = "") -> list[Button]:
    """What whoever was told can do now."""
    value, about = str(shown.concern.id), _label(shown, which)
    opens = button("Open", Action.OPEN, value, f"{about}: open what was told")
    act = _act(shown, which)
    return [*act, opens] if shown.concern.state == "open" else [opens, *act]


def _act(shown: Shown, which: str = "") -> list[Button]:
    value, about = str(shown.concern.id), _label(shown, which)
    if shown.concern.state == "open":
        return [button("I've got this", Action.TAKE, value, f"{about}: I've got this", primary=True)]
    if shown.concern.state == "acknowledged":
        return [button("Close…", Action.CLOSE, value, f"{about}: close it, with what came of it")]
    return []


def _label(shown: Shown, which: str) -> str:
    about = words.called(shown.person.known_as) if shown.person else "The house"
    return f"{about}{which}"


def _left_out(shown: Shown) -> str | None:
    if not shown.left_out:
        return None
    return f"*Please tell nothing to {words.names(shown.left_out)}.* Whoever told this leaves them out."


def _outcome(shown: Shown) -> list[str]:
    concern = shown.concern
    if concern.closed_at is None:
        return []
    met = MET[concern.met] if concern.met else "not said"
    return [
        "*What came of it*",
        words.escape(concern.outcome or ""),
        f"Did what the person wants come about? {met}.",
    ]


def _line(event: Event, shown: Shown, now: datetime) -> str:
    """ "21:20 Kit (safeguarding lead) was told"."""
    who = shown.by if event.what == "said" else event.who
    name = called(Named(who, event.role)) if who and event.role else words.name(who or "")
    at = words.clock(event.at, shown.service.spec.timezone, now)
    return f"{at} {HAPPENED[event.what].format(who=name)}"
